"""Scrolling is taken for consent.

Why it matters: whoever reads on has agreed to nothing.

Observed: in a visit of its own in which nothing is chosen, the page is scrolled to its end and back as a step of its own; then
what is stored, signalled and contacted.

Limits: a failure needs what this site otherwise has only after an acceptance: what its platform or its own key stores then
and not after a refusal, a consent signal, or trackers that come with the acceptance alone. What was there before the act, in
this visit or in another, is not its doing. What comes later than any other visit watched without an act may be a timer's: a
warning. So is what a page loads when it comes near (a video, a map). Anything else that is new is a warning. Where an
acceptance shows in nothing that could be compared, a pass is not given.

Sources: CNIL 2020-091 (scrolling is no consent); EDPB Guidelines 05/2020, paragraph 86.
"""

from __future__ import annotations

from auditor.needs.scenarios import answer_of, taken_for_consent
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="consent-by-scroll",
    title={"en": "Scrolling is taken for consent", "fr": "Le défilement vaut consentement"},
    severity="critical",
    needs=(taken_for_consent("scrolling"),),
    basis=(
        Basis("cnil", "RGPD, art. 4(11)"),
        Basis("cnil", "CNIL, délibération n° 2020-091 (lignes directrices)"),
        Basis("edpb", "GDPR, art. 4(11)"),
        Basis("edpb", "EDPB, Guidelines 05/2020 on consent"),
    ),
    texts={
        "taken": {
            "en": "Scrolling was taken for consent: {why}",
            "fr": "Le défilement a été traité comme un consentement : {why}",
        },
        "doubtful": {
            "en": "After scrolling there was what was not there before; to be weighed by a person: {why}",
            "fr": "Après le défilement, il y avait du nouveau ; à apprécier par une personne : {why}",
        },
        "cannot-tell": {
            "en": "Nothing new was seen after scrolling, but nothing comparable shows an acceptance of this site",
            "fr": "Rien de nouveau après le défilement, mais rien de comparable ne montre une acceptation de ce site",
        },
        "none": {
            "en": "After scrolling, none of what comes with an acceptance was seen",
            "fr": "Après le défilement, rien de ce qui vient avec une acceptation n’a été vu",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on what comes with an acceptance alone, warn on what else is new."""
    return answer_of(given[taken_for_consent("scrolling")])
