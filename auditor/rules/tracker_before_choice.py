"""Trackers at work before the visitor has chosen anything.

Why it matters: consent must come first. Whoever is tracked on arrival had no choice at all.

Observed: in both fresh visits, from arrival until the first choice, requests to hosts that the catalogue knows for a
tracking purpose (advertising, social networks, audience measurement) and what needs consent among the cookies and storage
keys that were written or are there at the end of the phase. A failed request counts: the page asked for it. What the
browser held back does not.

Limits: a tag manager's container, a consent platform, fonts, maps, captchas and content networks are no trackers for
being loaded; what they start shows in calls to others. Audience measurement for which the vendor documents a set-up
without consent, calls of Google tags that say `G100` and carry no cookie, and identifiers of unknown purpose are
warnings, to be weighed by a person. Hosts that the catalogue does not know are counted in the text, and are neither
trackers nor harmless.

Sources: loi Informatique et Libertés, art. 82; directive 2002/58/EC, art. 5(3); CJEU C-673/17 (Planet49); CNIL
SAN-2020-012, SAN-2023-024, SAN-2025-005 (written on arrival).
"""

from __future__ import annotations

from auditor.needs import BeforeSeen, UnknownHosts, contacts_in, stored_at_end_of, written_in
from auditor.needs.weigh import Weighed
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="tracker-before-choice",
    title={"en": "Trackers before any choice", "fr": "Traceurs avant tout choix"},
    severity="critical",
    needs=(BeforeSeen, contacts_in("before"), stored_at_end_of("before"), written_in("before"), UnknownHosts),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("cnil", "CNIL, délibération n° 2020-092, art. 2"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
        Basis("edpb", "GDPR, art. 6(1)(a)"),
        Basis("edpb", "CJEU, C-673/17 (Planet49)"),
    ),
    texts={
        "seen": {
            "en": "Before any choice, {n} tracker(s) or identifier(s) that need consent were observed: {things}",
            "fr": "Avant tout choix, {n} traceur(s) ou identifiant(s) soumis au consentement ont été observés : {things}",
        },
        "doubtful": {
            "en": "Before any choice, to be weighed by a person: {why}",
            "fr": "Avant tout choix, à apprécier par une personne : {why}",
        },
        "none": {
            "en": "Before any choice, no contact with a known tracker and no identifier that needs consent was observed"
            " ({unknown} third-party host(s) not in the catalogue)",
            "fr": "Avant tout choix, ni sollicitation d’un traceur connu ni identifiant soumis au consentement n’ont été observés"
            " ({unknown} hôte(s) tiers absents du catalogue)",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on what needs consent, warn on what is doubtful."""
    seen = Weighed(given.thresholds["cookie_lifetime_days"])
    seen.contacts(given[contacts_in("before")])
    seen.items(given[stored_at_end_of("before")], "before").writes(given[written_in("before")])
    if seen.certain:
        return Answer("fail", "seen", seen.certain_fields, seen.certain_evidence)
    if seen.doubtful:
        return Answer("warn", "doubtful", seen.doubtful_fields, seen.doubtful_evidence)
    unknown = sum(1 for phases in given[UnknownHosts].values() if "before" in phases)
    return Answer("pass", "none", {"unknown": unknown})
