"""Refusing catches the eye less than accepting.

Why it matters: most visitors press what they see first.

Observed: both controls of the first layer, measured as a person sees them: own box or bare text, area, contrast of the text,
contrast of the fill with what is around it, size and weight of the letters, place in the first view, whether it stands among
the words of a line of text. Each difference is named with its measures. One difference is a warning, for a style that sets one
button off is common. It is reported as a failure where the acceptance is a button, the refusal bare text, and the refusal
beside that stands in running text, out of the first view or in letters under 3:1, or its letters are both fainter and smaller
or lighter.

Limits: no authority has published numbers; the thresholds are this project's. Colours and boxes at rest, at one size of the
window. What could not be resolved (gradients, pictures) is left out, and where nothing else differs it stays open.

Sources: CNIL, formal notices of 12 December 2024 (link whose colour, size or font is out of proportion, embedded in text);
CNIL 2020-092; EDPB Cookie Banner Taskforce, types C, D and E (case by case).
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.evidence import reference
from auditor.needs.design import BothAnswers, Pair
from auditor.results import Control
from auditor.rule import Answer, Basis, Given, Rule, Text

RULE = Rule(
    id="refuse-less-visible",
    title={"en": "Refusing is less visible than accepting", "fr": "Le refus est moins visible que l’accord"},
    severity="serious",
    needs=(BothAnswers,),
    basis=(
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation)"),
        Basis("edpb", "EDPB, report of the Cookie Banner Taskforce, types C, D and E"),
    ),
    texts={
        "less": {
            "en": "« {accept} » stands out beside « {refuse} »: {features}",
            "fr": "« {accept} » ressort davantage que « {refuse} » : {features}",
        },
        "equal": {
            "en": "« {refuse} » and « {accept} » look alike: {measures}",
            "fr": "« {refuse} » et « {accept} » se présentent de la même façon : {measures}",
        },
        "unresolved": {
            "en": "No difference was measured, but the looks of « {which} » could not be resolved whole ({measures})",
            "fr": "Aucune différence n’a été mesurée, mais l’aspect de « {which} » n’a pu être établi en entier ({measures})",
        },
    },
)

AREA_RATIO = 2.0
TEXT_CONTRAST_RATIO = 1.75
FILL_CONTRAST_RATIO = 3.0
FONT_SIZE_PX = 2.0
FONT_WEIGHT = 200
"""This project's thresholds: each is a difference that is seen without being looked for."""
ILLEGIBLE = 3.0
_IN_TEXT, _OUT_OF_VIEW, _LETTERS, _TEXT, _BUTTON, _ILLEGIBLE = "in text", "out of view", "letters", "text", "button", "illegible"


def judge(given: Given) -> Answer:
    """Name each difference, and weigh them together."""
    pair = given[BothAnswers]
    page = (reference("page", "arrival", "before"),)
    found = list(_features(pair))
    said: dict[str, object] = {"refuse": pair.refuse.text, "accept": pair.accept.text}
    if not found:
        measures = f"{_measures(pair.accept)} / {_measures(pair.refuse)}"
        open_ = next((c for c in (pair.refuse, pair.accept) if not _resolved(c)), None)
        if open_ is not None:
            return Answer("inconclusive", "unresolved", {"which": open_.text, "measures": measures}, page)
        return Answer("pass", "equal", {**said, "measures": measures}, page)
    kinds = {kind for kind, _ in found}
    features: Text = {language: "; ".join(text[language] for _, text in found) for language in ("en", "fr")}
    manifest = _BUTTON in kinds and bool(kinds & {_IN_TEXT, _OUT_OF_VIEW, _ILLEGIBLE} or {_LETTERS, _TEXT} <= kinds)
    return Answer("fail" if manifest else "warn", "less", {**said, "features": features}, page)


def _features(pair: Pair) -> Iterator[tuple[str, Text]]:
    accept, refuse = pair.accept, pair.refuse
    if accept.looks_like_button and refuse.looks_like_button is False:
        yield _BUTTON, {"en": "a button against bare text", "fr": "un bouton contre un simple texte"}
    if accept.area and refuse.area and accept.area >= AREA_RATIO * refuse.area:
        areas = f"{accept.area:.0f} / {refuse.area:.0f} px²"
        yield "area", {"en": f"area {areas}", "fr": f"surface {areas}"}
    if accept.contrast and refuse.contrast:
        ratios = f"{accept.contrast:.1f} / {refuse.contrast:.1f}"
        if accept.contrast >= TEXT_CONTRAST_RATIO * refuse.contrast:
            yield _TEXT, {"en": f"contrast of the text {ratios}", "fr": f"contraste du texte {ratios}"}
        if refuse.contrast < ILLEGIBLE <= accept.contrast:
            yield (
                _ILLEGIBLE,
                {"en": f"text hard to read ({refuse.contrast:.1f}:1)", "fr": f"texte peu lisible ({refuse.contrast:.1f}:1)"},
            )
    if accept.fill_contrast and refuse.fill_contrast and accept.fill_contrast >= FILL_CONTRAST_RATIO * refuse.fill_contrast:
        fills = f"{accept.fill_contrast:.1f} / {refuse.fill_contrast:.1f}"
        yield "fill", {"en": f"contrast of the fill with the banner {fills}", "fr": f"contraste du fond avec le bandeau {fills}"}
    if accept.font_size and refuse.font_size and accept.font_size - refuse.font_size >= FONT_SIZE_PX:
        sizes = f"{accept.font_size:g} / {refuse.font_size:g} px"
        yield _LETTERS, {"en": f"letters of {sizes}", "fr": f"caractères de {sizes}"}
    if accept.font_weight and refuse.font_weight and accept.font_weight - refuse.font_weight >= FONT_WEIGHT:
        weights = f"{accept.font_weight} / {refuse.font_weight}"
        yield _LETTERS, {"en": f"weight of the letters {weights}", "fr": f"graisse {weights}"}
    if refuse.in_running_text and not accept.in_running_text:
        yield _IN_TEXT, {"en": "among the words of a text", "fr": "au milieu d’un texte"}
    if pair.viewport is not None and _in_view(accept, pair.viewport) and _in_view(refuse, pair.viewport) is False:
        yield _OUT_OF_VIEW, {"en": "out of the first view", "fr": "hors du premier écran"}
    if accept.initial_focus and refuse.initial_focus is False:
        yield "focus", {"en": "acceptance has the keyboard focus", "fr": "l’accord a le focus du clavier"}


def _in_view(control: Control, viewport: tuple[float, float]) -> bool | None:
    if control.box is None:
        return None
    x, y, width, height = control.box
    return -1 <= x + width / 2 <= viewport[0] and -1 <= y + height / 2 <= viewport[1]


def _resolved(control: Control) -> bool:
    return None not in (control.looks_like_button, control.contrast, control.font_size, control.area)


def _measures(control: Control) -> str:
    contrast = "?" if control.contrast is None else f"{control.contrast:.1f}:1"
    size = "?" if control.font_size is None else f"{control.font_size:g} px"
    area = "?" if control.area is None else f"{control.area:.0f} px²"
    return f"{area}, {size}, {contrast}"
