"""The consent text states something that the page does not do.

Why it matters: whoever decides by what is written is misled by what happens.

Observed: sentences of the banner that commit the site, matched by turns of phrase in six languages, each against what was seen.

* « After refusing, only technical trackers »: what was contacted and written after a proven refusal; where the sentence itself
  allows audience measurement, an audience cookie keeps the promise.
* « Change your choice at any time »: the control in the pages after a choice, and what it opens.
* « After refusing, the comments are off » (videos, maps, chat, sharing): the same page after both choices.
* « A bar, green or red, shows your choice »: the colour of a mark by the control that opens the choices again.
* « We keep your choice for six months » (said in the banner or in a policy): the lifetime of the cookie that keeps it, as sent.
* « See our policy »: the link, followed after everything else.
* A number of partners that is said twice in one layer; the site's own list of cookies (never more than a warning here).

Limits: only known turns of phrase are found, and what is not seen to be broken in the pages visited may be elsewhere. A part of
the site counts as on where a frame from outside or a form to write in shows it; comments that merely stand there are left to a
person. A sentence about cookies is not broken by a call without a cookie: that is a warning. What was stored before the choice
and merely remains is a warning too, and so is a choice that is kept for a shorter time than said. This says nothing about the
law: a promise can be kept where consent is missing, and broken where none was needed.

Sources: GDPR, art. 5(1)(a), 12 and 13; loi Informatique et Libertés, art. 82 (clear and complete information).
"""

from __future__ import annotations

from auditor.promises import Kept, PromisesMade
from auditor.results import Verdict
from auditor.rule import Answer, Basis, Given, Rule

_WORST: tuple[Verdict, ...] = ("fail", "warn", "inconclusive", "pass", "not-applicable")

RULE = Rule(
    id="promise-broken",
    title={"en": "A promise of the consent text is not kept", "fr": "Une promesse du texte de consentement n’est pas tenue"},
    severity="critical",
    needs=(PromisesMade,),
    basis=(
        Basis("cnil", "RGPD, art. 5(1)(a), 12 et 13"),
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("edpb", "GDPR, art. 5(1)(a), 12 and 13"),
    ),
    texts={
        "fail": {"en": "« {quote} » — {reason}", "fr": "« {quote} » — {reason}"},
        "warn": {"en": "« {quote} » — {reason}", "fr": "« {quote} » — {reason}"},
        "inconclusive": {"en": "« {quote} » — not established: {reason}", "fr": "« {quote} » — non établi : {reason}"},
        "pass": {"en": "{n} promise(s) tested, none seen broken", "fr": "{n} promesse(s) éprouvées, aucune vue rompue"},
        "not-applicable": {"en": "« {quote} » — {reason}", "fr": "« {quote} » — {reason}"},
    },
)


def judge(given: Given) -> Answer:
    """Give the worst answer of all promises; the evidence of all that share it."""
    kept = given[PromisesMade].kept(given.thresholds)
    worst = min((k.verdict for k in kept), key=_WORST.index)
    same = [k for k in kept if k.verdict == worst]
    evidence = tuple(sorted({where for k in same for where in k.evidence}))
    said = {"quote": same[0].claim.quote, "reason": _reason(same[0]), "n": len(kept)}
    return Answer(worst, worst, said, evidence)


def _reason(kept: Kept) -> dict[str, str]:
    return {language: kept.say(language) for language in kept.reason}
