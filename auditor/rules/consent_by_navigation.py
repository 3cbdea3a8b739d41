"""Going on to another page is taken for consent.

Why it matters: whoever follows a link has agreed to nothing.

Observed: in a visit of its own in which nothing is chosen, a link to a second page of the site is followed as a step of its
own, after the scrolling; then what is stored, signalled and contacted.

Limits: a failure needs what this site otherwise has only after an acceptance: what its platform or its own key stores then
and not after a refusal, a consent signal, or trackers that come with the acceptance alone. What was there before the act, in
this visit or in another, is not its doing. Where scrolling was already taken for consent, nothing is concluded here.
Anything else that is new is a warning. Where an acceptance shows in nothing that could be compared, a pass is not given.

Sources: CNIL 2020-091 (going on is no consent); EDPB Guidelines 05/2020, paragraph 86; CJEU C-673/17 (Planet49).
"""

from __future__ import annotations

from auditor.needs.scenarios import answer_of, taken_for_consent
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="consent-by-navigation",
    title={"en": "Going on is taken for consent", "fr": "La poursuite de la navigation vaut consentement"},
    severity="critical",
    needs=(taken_for_consent("going on"),),
    basis=(
        Basis("cnil", "RGPD, art. 4(11)"),
        Basis("cnil", "CNIL, délibération n° 2020-091 (lignes directrices)"),
        Basis("edpb", "GDPR, art. 4(11)"),
        Basis("edpb", "EDPB, Guidelines 05/2020 on consent"),
    ),
    texts={
        "taken": {
            "en": "Going on to another page was taken for consent: {why}",
            "fr": "La poursuite de la navigation a été traitée comme un consentement : {why}",
        },
        "doubtful": {
            "en": "After going on there was what was not there before; to be weighed by a person: {why}",
            "fr": "Après la poursuite de la navigation, il y avait du nouveau ; à apprécier par une personne : {why}",
        },
        "cannot-tell": {
            "en": "Nothing new was seen after going on, but nothing comparable shows an acceptance of this site",
            "fr": "Rien de nouveau après la poursuite de la navigation, mais rien de comparable ne montre une acceptation",
        },
        "none": {
            "en": "After going on, none of what comes with an acceptance was seen",
            "fr": "Après la poursuite de la navigation, rien de ce qui vient avec une acceptation n’a été vu",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on what comes with an acceptance alone, warn on what else is new."""
    return answer_of(given[taken_for_consent("going on")])
