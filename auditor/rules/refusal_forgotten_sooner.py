"""The refusal is remembered for a much shorter time than the acceptance.

Why it matters: who refused is asked again sooner, and who is asked again gives in.

Observed: the declared lifetimes of the cookies that the press of each choice wrote to hold it: those that the platform's file
names, else first-party cookies whose names speak of consent.

Limits: a failure needs one cookie of the same name for both choices, or cookies that the platform's file names; else it is a
warning. What is kept in other storage has no declared lifetime and cannot be compared. How much sooner is too much stands in the
profile (`refusal_factor` times and `refusal_days` days); no text names a number.

Sources: CNIL 2020-092 (the refusal is kept as long as the consent; six months for either are good practice).
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs.scenarios import Remembered
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="refusal-forgotten-sooner",
    title={"en": "The refusal is forgotten sooner", "fr": "Le refus est oublié plus tôt"},
    severity="serious",
    needs=(Remembered,),
    basis=(
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation)"),
        Basis("edpb", "EDPB, Guidelines 03/2022 on deceptive design patterns"),
    ),
    texts={
        "sooner": {
            "en": "The refusal is kept for {refused} day(s), the acceptance for {accepted} ({names})",
            "fr": "Le refus est conservé {refused} jour(s), l’acceptation {accepted} ({names})",
        },
        "alike": {
            "en": "The refusal is kept for {refused} day(s), the acceptance for {accepted} ({names})",
            "fr": "Le refus est conservé {refused} jour(s), l’acceptation {accepted} ({names})",
        },
    },
)

_FACTOR, _DAYS = 2.0, 30.0
"""Where a profile says nothing."""


def judge(given: Given) -> Answer:
    """Fail where the difference is beyond the thresholds and the cookies are surely the ones."""
    both = given[Remembered]
    same = sorted(both.refuse.days.keys() & both.accept.days.keys())
    names = [same, same] if same else [sorted(both.refuse.days), sorted(both.accept.days)]
    refused = max(both.refuse.days[name] for name in names[0])
    accepted = max(both.accept.days[name] for name in names[1])
    said = {"refused": round(refused), "accepted": round(accepted), "names": ", ".join(sorted({*names[0], *names[1]})[:5])}
    where = tuple(
        reference("cookie", name, phase) for phase, found in zip(("refuse", "accept"), names, strict=True) for name in found[:5]
    )
    factor, days = given.thresholds.get("refusal_factor", _FACTOR), given.thresholds.get("refusal_days", _DAYS)
    if accepted <= refused * factor or accepted - refused <= days:
        return Answer("pass", "alike", said, where)
    sure = bool(same) or (both.refuse.by_platform and both.accept.by_platform)
    return Answer("fail" if sure else "warn", "sooner", said, where)
