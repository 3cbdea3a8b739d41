"""Google consent mode says “granted” although the visitor has refused.

Why it matters: Google's tags act on this signal, not on the banner. The refusal does not reach them.

Observed: after a refusal that is shown to have taken, the state of ad_storage, analytics_storage, ad_user_data and
ad_personalization at the last view (reload, second page), and the `gcs` and `gcd` of requests that began on these views.

Limits: clean views decide, for an update may come late on the page of the press, and what was loaded before speaks on; granted
on that page only gives no verdict. Regions, and the letters of `gcd`, are read as in consent-mode-granted-before. Where the
refusal could not be made or is not proven, nothing is concluded.

Sources: loi Informatique et Libertés, art. 82; CNIL 2020-092, art. 2; directive 2002/58/EC, art. 5(3).
"""

from __future__ import annotations

from auditor.needs import later_views_after, proven
from auditor.needs.signals import Google, google_in, google_keys, google_where
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="consent-mode-granted-after-refuse",
    title={"en": "Google consent mode granted after refusing", "fr": "Mode Consentement Google accordé après refus"},
    severity="critical",
    needs=(proven("refuse"), google_in("refuse"), later_views_after("refuse")),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("cnil", "CNIL, délibération n° 2020-092, art. 2"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
        Basis("edpb", "GDPR, art. 7"),
    ),
    texts={
        "sent": {
            "en": "After the refusal, {n} request(s) told Google that {keys} is granted",
            "fr": "Après le refus, {n} requête(s) ont indiqué à Google : {keys} accordé",
        },
        "state": {
            "en": "After the refusal, Google consent mode stood at granted for {keys}",
            "fr": "Après le refus, le mode Consentement de Google était à « accordé » pour {keys}",
        },
        "open": {
            "en": "After the refusal, {keys} was granted where a late update or the region may still decide;"
            " no clean view showed it",
            "fr": "Après le refus, {keys} était accordé là où une mise à jour tardive ou la région peut encore décider ;"
            " aucune page revue ne l’a montré",
        },
        "none": {
            "en": "After the refusal, Google consent mode granted nothing",
            "fr": "Après le refus, le mode Consentement de Google n’accordait rien",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on what clean views sent as granted, or where the last one stands at granted."""
    google = given[google_in("refuse")]
    clean = Google(tuple(end for end in google.ends if end.step != "press"), google.pings)
    sent = {ping.url for ping in clean.pings if ping.granted}
    if keys := google_keys(clean, "granted"):
        return Answer("fail", "sent" if sent else "state", {"n": len(sent), "keys": keys}, google_where(clean, "refuse"))
    if still := google_keys(google, "granted") or google_keys(google, "depends"):
        return Answer("inconclusive", "open", {"keys": still})
    return Answer("pass", "none")
