"""Trackers at work although the visitor has refused.

Why it matters: a refusal that changes nothing is worse than no question, for the visitor believes it.

Observed: after a refusal that is shown to have taken, requests to tracking hosts and writes of identifiers that need
consent, on the page of the press, after a reload and on a second page.

Limits: clean navigations decide. On the page of the press, what was loaded before may still be at work: the same host, or
what it started, seen there only, is a warning. So is the last word of a page that is being left. Requests that began
before the press belong to `before`, however late they end. Exempt audience measurement, calls that carry nothing and
identifiers of unknown purpose are warnings, as in tracker-before-choice. Where the refusal could not be made or is not
proven, nothing is concluded.

Sources: loi Informatique et Libertés, art. 82; CNIL 2020-092, art. 2; directive 2002/58/EC, art. 5(3); CNIL SAN-2020-012
(an advertising cookie still read), SAN-2025-005 and SAN-2025-010 (writes after « Tout refuser »).
"""

from __future__ import annotations

from auditor.needs import UnknownHosts, contacts_in, later_views_after, proven, written_in
from auditor.needs.weigh import Weighed
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="tracker-after-refuse",
    title={"en": "Trackers after refusing", "fr": "Traceurs après refus"},
    severity="critical",
    needs=(proven("refuse"), contacts_in("refuse"), written_in("refuse"), later_views_after("refuse"), UnknownHosts),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("cnil", "CNIL, délibération n° 2020-092, art. 2"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
        Basis("edpb", "EDPB, Guidelines 2/2023 on the technical scope of art. 5(3)"),
    ),
    texts={
        "seen": {
            "en": "After the refusal, {n} tracker(s) were contacted or identifier(s) that need consent written: {things}",
            "fr": "Après le refus, {n} traceur(s) sollicités ou identifiant(s) soumis au consentement écrits : {things}",
        },
        "doubtful": {
            "en": "After the refusal, to be weighed by a person: {why}",
            "fr": "Après le refus, à apprécier par une personne : {why}",
        },
        "none": {
            "en": "After the refusal, no contact with a known tracker and no write of an identifier that needs"
            " consent was observed"
            " ({unknown} third-party host(s) not in the catalogue)",
            "fr": "Après le refus, ni sollicitation d’un traceur connu ni écriture d’un identifiant soumis au"
            " consentement n’ont été"
            " observées ({unknown} hôte(s) tiers absents du catalogue)",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on clean contacts and writes, warn on leftovers and doubts."""
    seen = Weighed(given.thresholds["cookie_lifetime_days"])
    seen.contacts(given[contacts_in("refuse")]).writes(given[written_in("refuse")])
    if seen.certain:
        return Answer("fail", "seen", seen.certain_fields, seen.certain_evidence)
    if seen.doubtful:
        return Answer("warn", "doubtful", seen.doubtful_fields, seen.doubtful_evidence)
    unknown = sum(1 for phases in given[UnknownHosts].values() if "refuse" in phases)
    return Answer("pass", "none", {"unknown": unknown})
