"""The banner asks again at the next page view although the visitor has refused.

Why it matters: who is asked on each page gives in.

Observed: after the refusal made the banner go away, whether a banner that asks stands there after a reload and on a
second page.

Limits: a platform that cannot store its choice in the audit's browser would ask again too; the browser keeps cookies as a
visitor's does. Where the banner did not go away at the press, nothing was refused and nothing is concluded.

Sources: CNIL 2020-092 (the refusal is kept as long as the consent; six months are good practice); EDPB Guidelines 03/2022
(continuous prompting).
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs import AskedAgain, RefuseWalked, later_views_after
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="reasks-after-refuse",
    title={"en": "Asks again after a refusal", "fr": "Redemande après un refus"},
    severity="serious",
    needs=(RefuseWalked, later_views_after("refuse"), AskedAgain),
    basis=(
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation)"),
        Basis("edpb", "EDPB, Guidelines 03/2022 on deceptive design patterns"),
    ),
    texts={
        "again": {
            "en": "The banner was gone after the refusal and stood there again later ({where})",
            "fr": "Le bandeau avait disparu après le refus et se présentait de nouveau ensuite ({where})",
        },
        "kept": {
            "en": "After the refusal no banner asked again ({where})",
            "fr": "Après le refus, aucun bandeau n’a redemandé ({where})",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail where a banner stands again."""
    again = given[AskedAgain]
    if again:
        return Answer("fail", "again", {"where": ", ".join(again)}, tuple(reference("page", label, "refuse") for label in again))
    return Answer("pass", "kept", {"where": ", ".join(given[later_views_after("refuse")])})
