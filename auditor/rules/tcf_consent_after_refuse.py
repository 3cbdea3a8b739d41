"""The TC string holds consent after the visitor has refused.

Why it matters: everyone in the chain of advertising reads this string. A refusal that is written down as consent is none.

Observed: after a refusal that is shown to have taken, the TC string that the interface answers and the site stores at the end,
and those that were sent to others on a reload or a second page, decoded: the purposes consented to.

Limits: a string with consent that stood on the page of the press only gives no verdict, for it may be rewritten late. Vendors
without a purpose, special features or purposes of the publisher alone are a warning. Legitimate interest is the business of
tcf-legint-after-refuse. Where the platform says that the GDPR does not apply, the rule has no object.

Sources: GDPR, art. 7; loi Informatique et Libertés, art. 82; CJEU C-604/22 (IAB Europe); IAB Europe, TCF policies.
"""

from __future__ import annotations

from auditor.classify.tcf import TcString
from auditor.needs import later_views_after, proven
from auditor.needs.signals import numbers, tc_strings_in, tc_where
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="tcf-consent-after-refuse",
    title={"en": "TC string with consent after refusing", "fr": "Chaîne TC consentante après refus"},
    severity="critical",
    needs=(proven("refuse"), tc_strings_in("refuse"), later_views_after("refuse")),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("cnil", "CJEU, C-604/22 (IAB Europe)"),
        Basis("edpb", "GDPR, art. 7"),
        Basis("edpb", "CJEU, C-604/22 (IAB Europe)"),
    ),
    texts={
        "seen": {
            "en": "After the refusal, the TC string holds consent for purpose(s) {purposes} and {vendors} vendor(s)",
            "fr": "Après le refus, la chaîne TC porte un consentement aux finalités {purposes} et à {vendors} partenaire(s)",
        },
        "doubtful": {
            "en": "After the refusal, the TC string grants no purpose but still holds vendors, special features or publisher"
            " purposes: to be weighed by a person",
            "fr": "Après le refus, la chaîne TC n’accorde aucune finalité mais porte encore des partenaires, des fonctionnalités"
            " spéciales ou des finalités de l’éditeur : à apprécier par une personne",
        },
        "open": {
            "en": "After the refusal, a TC string with consent stood where it may not be the site's last word;"
            " no clean view showed it",
            "fr": "Après le refus, une chaîne TC consentante se trouvait là où elle n’est pas forcément le dernier mot du site ;"
            " aucune page revue ne l’a montrée",
        },
        "unread": {
            "en": "After the refusal there was a TC string that could not be decoded: {why}",
            "fr": "Après le refus, une chaîne TC n’a pu être décodée : {why}",
        },
        "none": {
            "en": "After the refusal, no TC string held a consent",
            "fr": "Après le refus, aucune chaîne TC ne portait de consentement",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on purposes consented to on clean views."""
    strings = given[tc_strings_in("refuse")]
    read = [(s, s.read) for s in strings.settled if isinstance(s.read, TcString)]
    if granting := [(s, r) for s, r in read if r.consent]:
        fields = {"purposes": numbers(r.consent for _, r in granting), "vendors": max(len(r.vendor_consent) for _, r in granting)}
        return Answer("fail", "seen", fields, tc_where(s for s, _ in granting))
    doubtful = [s for s, r in read if r.special_features or len(r.vendor_consent) or (r.publisher and r.publisher.consent)]
    if doubtful:
        return Answer("warn", "doubtful", {}, tc_where(doubtful))
    if any(isinstance(s.read, TcString) and s.read.consent for s in strings.unsettled):
        return Answer("inconclusive", "open")
    if unread := sorted({s.read for s in strings.settled if isinstance(s.read, str)}):
        return Answer("inconclusive", "unread", {"why": unread[0]})
    return Answer("pass", "none")
