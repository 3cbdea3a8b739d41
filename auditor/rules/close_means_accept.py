"""Closing the banner is taken for consent.

Why it matters: a cross puts away a question; it answers none.

Observed: in a visit of its own, the control that closes the banner (a cross, « Fermer ») and is worded neither as an
acceptance nor as a refusal is pressed; then what is stored, signalled and contacted, on that page and on a second one.

Limits: a failure needs what this site otherwise has only after an acceptance: what its platform or its own key stores then
and not after a refusal, a consent signal, or trackers that come with the acceptance alone. What was there before the act, in
this visit or in another, is not its doing. Anything else that is new is a warning. Where an acceptance shows in nothing that
could be compared, a pass is not given.

Sources: GDPR, art. 4(11) (a clear affirmative action); CNIL 2020-091 (silence and inaction are no consent); Garante 2021
(closing by the cross keeps the default, without trackers).
"""

from __future__ import annotations

from auditor.needs.scenarios import answer_of, taken_for_consent
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="close-means-accept",
    title={"en": "Closing is taken for consent", "fr": "La fermeture vaut consentement"},
    severity="critical",
    needs=(taken_for_consent("closing"),),
    basis=(
        Basis("cnil", "RGPD, art. 4(11)"),
        Basis("cnil", "CNIL, délibération n° 2020-091 (lignes directrices)"),
        Basis("edpb", "GDPR, art. 4(11)"),
        Basis("edpb", "EDPB, Guidelines 05/2020 on consent"),
    ),
    texts={
        "taken": {
            "en": "Closing the banner was taken for consent: {why}",
            "fr": "La fermeture du bandeau a été traitée comme un consentement : {why}",
        },
        "doubtful": {
            "en": "After closing the banner there was what was not there before; to be weighed by a person: {why}",
            "fr": "Après la fermeture du bandeau, il y avait du nouveau ; à apprécier par une personne : {why}",
        },
        "cannot-tell": {
            "en": "Nothing new was seen after closing the banner, but nothing comparable shows an acceptance of this site",
            "fr": "Rien de nouveau après la fermeture du bandeau, mais rien de comparable ne montre une acceptation de ce site",
        },
        "none": {
            "en": "After closing the banner, none of what comes with an acceptance was seen",
            "fr": "Après la fermeture du bandeau, rien de ce qui vient avec une acceptation n’a été vu",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on what comes with an acceptance alone, warn on what else is new."""
    return answer_of(given[taken_for_consent("closing")])
