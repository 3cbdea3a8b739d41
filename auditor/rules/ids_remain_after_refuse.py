"""Identifiers that need consent are still stored at the end of the refusal.

Why it matters: an identifier that stays can be read at the next visit, whoever wrote it and when.

Observed: cookies and storage keys at the end of the refusing visit (after the reload and the second page) that need
consent.

Limits: an observation of what is stored; whether it is read or renewed is judged by tracker-after-refuse. It may have
been there before the choice: it remains all the same. A site cannot delete another party's cookie, but it had it written.
Values that single out no one, exempt audience measurement and unknown purposes are warnings.

Sources: loi Informatique et Libertés, art. 82 (reading as well as writing); directive 2002/58/EC, art. 5(3).
"""

from __future__ import annotations

from auditor.needs import later_views_after, proven, stored_at_end_of
from auditor.needs.weigh import Weighed
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="ids-remain-after-refuse",
    title={"en": "Identifiers remain after refusing", "fr": "Identifiants conservés après refus"},
    severity="serious",
    needs=(proven("refuse"), stored_at_end_of("refuse"), later_views_after("refuse")),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
    ),
    texts={
        "remain": {
            "en": "At the end of the refusal, {n} identifier(s) that need consent are still stored: {things}",
            "fr": "À la fin du refus, {n} identifiant(s) soumis au consentement sont encore enregistrés : {things}",
        },
        "doubtful": {
            "en": "Still stored at the end of the refusal, to be weighed by a person: {why}",
            "fr": "Encore enregistrés à la fin du refus, à apprécier par une personne : {why}",
        },
        "none": {
            "en": "At the end of the refusal, no identifier that needs consent was found stored",
            "fr": "À la fin du refus, aucun identifiant soumis au consentement n’a été trouvé enregistré",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on what needs consent, warn on what is doubtful."""
    seen = Weighed(given.thresholds["cookie_lifetime_days"]).items(given[stored_at_end_of("refuse")], "refuse")
    if seen.certain:
        return Answer("fail", "remain", seen.certain_fields, seen.certain_evidence)
    if seen.doubtful:
        return Answer("warn", "doubtful", seen.doubtful_fields, seen.doubtful_evidence)
    return Answer("pass", "none")
