"""Google consent mode says “granted” although nobody has chosen anything.

Why it matters: with this signal Google's tags store identifiers and use what they collect as for someone who has agreed.

Observed: in both fresh visits, until the first choice, the requests that carry `gcs` or `gcd`, and at the end of the phase the
state of ad_storage, analytics_storage, ad_user_data and ad_personalization, by the calls of the page or as Google's own tag
keeps it.

Limits: a default that was granted for a moment and then updated to denied, with nothing sent in between, passes. Of defaults
for regions, a denied one that names countries of the EEA counts, for the visitor's region is not known; one that is granted
for some of these countries only gives no verdict, unless a request shows the state. The storage for functions and security
is granted by default on purpose and does not count. The letters of `gcd` are not documented by Google: those that
practitioners agree on are read, the others say nothing.

Sources: loi Informatique et Libertés, art. 82; directive 2002/58/EC, art. 5(3); Google, “Set up consent mode”.
"""

from __future__ import annotations

from auditor.needs import BeforeSeen
from auditor.needs.signals import google_in, google_keys, google_where
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="consent-mode-granted-before",
    title={"en": "Google consent mode granted before any choice", "fr": "Mode Consentement Google accordé avant tout choix"},
    severity="critical",
    needs=(BeforeSeen, google_in("before")),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
        Basis("edpb", "GDPR, art. 4(11)"),
    ),
    texts={
        "sent": {
            "en": "Before any choice, {n} request(s) told Google that {keys} is granted",
            "fr": "Avant tout choix, {n} requête(s) ont indiqué à Google : {keys} accordé",
        },
        "state": {
            "en": "Before any choice, Google consent mode stood at granted for {keys}",
            "fr": "Avant tout choix, le mode Consentement de Google était à « accordé » pour {keys}",
        },
        "region": {
            "en": "Before any choice, {keys} is granted for some regions only, and no request showed which one holds here",
            "fr": "Avant tout choix, {keys} n’est accordé que pour certaines régions, et aucune requête n’a montré laquelle"
            " vaut ici",
        },
        "none": {
            "en": "Before any choice, Google consent mode granted nothing",
            "fr": "Avant tout choix, le mode Consentement de Google n’accordait rien",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on what was sent as granted, or stands at granted at the end."""
    google = given[google_in("before")]
    sent = {ping.url for ping in google.pings if ping.granted}
    keys = google_keys(google, "granted")
    if keys:
        text = "sent" if sent else "state"
        return Answer("fail", text, {"n": len(sent), "keys": keys}, google_where(google, "before"))
    if depends := google_keys(google, "depends"):
        return Answer("inconclusive", "region", {"keys": depends})
    return Answer("pass", "none")
