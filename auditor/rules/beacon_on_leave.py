"""A tracker is contacted when the page is left, without consent.

Why it matters: a call at leaving is made when nobody looks any more, and tells how long the visitor stayed.

Observed: at the end of a visit the page is left as a step of its own. Requests to tracking hosts that began then, where nothing
was chosen (the visit without a choice, or one in which no choice could be made), or after a refusal that is shown to have taken
and from a page that was loaded after it.

Limits: the page is listened to for a moment only. Of what begins at that moment, requests that a page makes by script when it is
left (beacon, fetch, image) count; others are a warning, for they may have been under way. Exempt audience measurement and calls
that carry nothing are warnings, as in tracker-before-choice.

Sources: loi Informatique et Libertés, art. 82; directive 2002/58/EC, art. 5(3).
"""

from __future__ import annotations

from auditor.needs.scenarios import Left
from auditor.needs.weigh import Weighed
from auditor.rule import Answer, Basis, Given, Rule, listed

RULE = Rule(
    id="beacon-on-leave",
    title={"en": "A tracker is called when the page is left", "fr": "Un traceur est sollicité au départ de la page"},
    severity="serious",
    needs=(Left,),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
    ),
    texts={
        "seen": {
            "en": "When the page was left without a consent, {n} tracker(s) were contacted: {things}",
            "fr": "Au départ de la page, sans consentement, {n} traceur(s) ont été sollicités : {things}",
        },
        "doubtful": {
            "en": "When the page was left without a consent; to be weighed by a person: {things}",
            "fr": "Au départ de la page, sans consentement ; à apprécier par une personne : {things}",
        },
        "none": {
            "en": "When the page was left without a consent, no known tracker was contacted",
            "fr": "Au départ de la page, sans consentement, aucun traceur connu n’a été sollicité",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on what a page sends at leaving, warn on the rest."""
    left = given[Left]
    seen = Weighed(given.thresholds["cookie_lifetime_days"]).contacts(left.certain)
    if seen.certain:
        return Answer("fail", "seen", seen.certain_fields, seen.certain_evidence)
    rest = Weighed(given.thresholds["cookie_lifetime_days"]).contacts((*left.certain, *left.other))
    if rest.certain or rest.doubtful:
        names = sorted({*rest.certain, *(name for found in rest.doubtful.values() for name in found)})
        return Answer("warn", "doubtful", {"things": listed(names)}, (*rest.certain_evidence, *rest.doubtful_evidence))
    return Answer("pass", "none")
