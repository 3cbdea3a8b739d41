"""The text that refuses is hard to read where the text that accepts is easy to read.

Why it matters: what can hardly be read is hardly chosen.

Observed: the contrast of the text of both controls of the first layer with what is painted behind them, as WCAG 2.x defines it,
from colours composed as a person sees them (translucent layers, faded groups, frames). The refusal under 3:1 while the
acceptance has 4.5:1 or more is reported.

Limits: a picture, a gradient, a filter or something that covers a text by half leaves it open. Colours are those at rest, in the
light scheme, once the page has come to rest. Authorities name no number: 4.5:1 is what WCAG asks of text, 3:1 what it asks of
large text and of the edges of controls.

Sources: EDPB Cookie Banner Taskforce, types D and E; CNIL 2020-092 (choices presented in the same way); WCAG 2.2, 1.4.3.
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs.design import BothAnswers
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="contrast-trick",
    title={"en": "The refusal is hard to read, the acceptance is not", "fr": "Refus peu lisible, accord bien lisible"},
    severity="serious",
    needs=(BothAnswers,),
    basis=(
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation)"),
        Basis("edpb", "EDPB, report of the Cookie Banner Taskforce, types D and E"),
    ),
    texts={
        "trick": {
            "en": "The text of « {refuse} » has a contrast of {low}:1 ({refuse_colours}), that of « {accept} » {high}:1"
            " ({accept_colours})",
            "fr": "Le texte de « {refuse} » a un contraste de {low}:1 ({refuse_colours}), celui de « {accept} » de {high}:1"
            " ({accept_colours})",
        },
        "fair": {
            "en": "Contrast of the texts: « {refuse} » {low}:1, « {accept} » {high}:1",
            "fr": "Contraste des textes : « {refuse} » {low}:1, « {accept} » {high}:1",
        },
        "unresolved": {
            "en": "The colours of « {which} » could not be resolved (picture, gradient or effect)",
            "fr": "Les couleurs de « {which} » n’ont pu être établies (image, dégradé ou effet)",
        },
    },
)

HARD_TO_READ = 3.0
"""As fixed in the rule's definition; WCAG 2.2 asks as much of large text (1.4.3) and of the parts of controls (1.4.11)."""
EASY_TO_READ = 4.5
"""WCAG 2.2, 1.4.3: text."""


def judge(given: Given) -> Answer:
    """Compare the two texts."""
    pair = given[BothAnswers]
    low, high = pair.refuse.contrast, pair.accept.contrast
    page = (reference("page", "arrival", "before"),)
    said = {
        "refuse": pair.refuse.text,
        "accept": pair.accept.text,
        "low": "?" if low is None else f"{low:.1f}",
        "high": "?" if high is None else f"{high:.1f}",
        "refuse_colours": f"{pair.refuse.color} / {pair.refuse.background}",
        "accept_colours": f"{pair.accept.color} / {pair.accept.background}",
    }
    if (low is not None and low >= HARD_TO_READ) or (high is not None and high < EASY_TO_READ):
        return Answer("pass", "fair", said, page)
    if low is None or high is None:
        which = pair.refuse if low is None else pair.accept
        return Answer("inconclusive", "unresolved", {"which": which.text}, page)
    return Answer("fail", "trick", said, page)
