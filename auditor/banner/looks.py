"""How a control of the banner looks to a person: its letters, its colours, and whether it looks like a button."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.banner.paint import Colour, difference, ground_behind, hexadecimal, parse, ratio, seen_colours, text_of
from auditor.evidence.page import Box, Node

__all__ = ["Looks", "looks_of"]

_SEEN = 12.0
"""A difference of a channel (of 255) from which a surface stands out: `#f2f2f2` on white is 13."""
_UNSEEN = 4.0
"""Under this two surfaces are one to the eye."""
_PADDING_PX = 2.0
"""At least so much on each side of the text: a surface that ends with the letters is a highlight and no button."""
_BORDER_PX = 0.5
_HIGHEST_PX = 100.0
"""A box around a button may draw it; what is higher is a part of the page."""
_SHADOW = re.compile(r"(rgba?\([^)]*\)|color\([^)]*\))((?:\s+-?[\d.]+px)+)")
_FEW_WORDS = 3
_FORM_CONTROLS = frozenset({"button", "input"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What was seen of a control. None stands for what could not be resolved."""

    font_size: float | None
    """CSS pixels."""
    font_weight: int | None
    """100 to 900; 400 is normal, 700 bold."""
    color: str | None
    """`#rrggbb` of the letters as they appear."""
    background: str | None
    """`#rrggbb` of what lies behind them as it appears."""
    contrast: float | None
    """WCAG 2.x, 1 to 21."""
    fill_contrast: float | None
    """Contrast of what lies behind the letters with what would be seen there without the control; 1 where it has no fill."""
    looks_like_button: bool | None
    """Own box that is seen, with room around the text."""
    because: str
    """What makes it look like a button, or not."""
    in_running_text: bool
    """True where it stands among the words of a line of text."""


def looks_of(node: Node) -> Looks:
    """Measure a control."""
    text = text_of(node)
    holder = next((n for n in ((text or node), *(text or node).ancestors) if n.style("font-size") and n.tag != "#text"), node)
    ink, ground = seen_colours(node)
    outer = _outermost(node)
    around = ground_behind(node, outer)
    fill = ratio(ground, around) if ground is not None and around is not None else None
    button, why = _button(node, text, outer, ground, around)
    return Looks(
        font_size=_pixels(holder.style("font-size")),
        font_weight=_weight(holder.style("font-weight")),
        color=hexadecimal(ink) if ink is not None else None,
        background=hexadecimal(ground) if ground is not None else None,
        contrast=round(ratio(ink, ground), 2) if ink is not None and ground is not None else None,
        fill_contrast=round(fill, 2) if fill is not None else None,
        looks_like_button=button,
        because=why,
        in_running_text=_in_running_text(node),
    )


def _button(node: Node, text: Node | None, outer: Node, ground: Colour | None, around: Colour | None) -> tuple[bool | None, str]:
    if node.box is None:
        return None, "nothing tells where it is drawn"
    if not node.style("padding-top"):
        return None, "the evidence is from before its styles were kept"
    boxes = [n for n in _drawing(node, outer) if n.box is not None]
    roomy = [n for n in boxes if text is None or _has_room(n, text)]
    edge = next((n for n in roomy if _has_border(n, around)), None)
    if edge is not None:
        return True, f"a border of {edge.style('border-top-width')} and room around the text"
    if any(_has_shadow(n) for n in roomy):
        return True, "a shadow and room around the text"
    if ground is None or around is None:
        return None, "a picture, a gradient or an effect lies behind it"
    seen = difference(ground, around)
    if seen >= _SEEN and roomy:
        return True, f"a fill of {hexadecimal(ground)} on {hexadecimal(around)} and room around the text"
    if seen >= _SEEN:
        return None, "a fill that ends with the text"
    if seen >= _UNSEEN or any(_has_border(n, None) for n in boxes if n not in roomy):
        return None, "hardly to be told from what is around it"
    return False, "no fill, border or shadow of its own: text alone"


def _in_running_text(node: Node) -> bool:
    if node.box is None or node.style("display") != "inline":
        return False
    block = next((above for above in node.ancestors if above.box is not None and above.style("display") != "inline"), None)
    if block is None:
        return False
    own = {id(inner) for inner in node.walk()}
    controls = {"a", "button", "input", "select", "label"}
    beside = 0
    for text in block.walk():
        if text.tag != "#text" or id(text) in own or not text.shown or text.box is None:
            continue
        if any(above.tag in controls for above in _between(text, block)):
            continue
        top, bottom = max(text.box.y, node.box.y), min(text.box.y + text.box.height, node.box.y + node.box.height)
        if bottom - top > 0.5 * node.box.height:
            beside += len(text.text.split())
    return beside >= _FEW_WORDS


def _between(node: Node, top: Node) -> Iterator[Node]:
    for above in node.ancestors:
        if above is top:
            return
        yield above


def _outermost(node: Node) -> Node:
    """The box that is drawn for a control: the control, or what is drawn tightly around it and holds nothing else."""
    outer, said = node, node.shown_text()
    for above in node.ancestors:
        if above.tag in ("body", "html", "#document", "iframe", "frame", "dialog") or above.document != node.document:
            break
        if above.box is not None and above.box.height > _HIGHEST_PX:
            break
        if above.shown_text() != said or above.attribute("role") in ("dialog", "alertdialog", "region"):
            break
        if above.box is not None and node.box is not None and above.box.width > 2 * node.box.width + 40:
            break  # a row that is all its own
        outer = above
    return outer


def _drawing(node: Node, outer: Node) -> Iterator[Node]:
    """What may draw the box of a control: what is around its text, inside and outside of it."""
    for inner in outer.walk():
        if inner.tag != "#text" and inner.style("visibility") in ("visible", "") and not inner.concealed:
            yield inner


def _has_room(node: Node, text: Node) -> bool:
    box, words = node.box, text.box
    if box is None or words is None:
        return False
    lines = Box(words.x, words.y, words.width, words.height)
    if node.tag in _FORM_CONTROLS and box.width - lines.width >= 2 * _PADDING_PX:
        return True
    return _covers(box, lines) and (box.width - lines.width >= 2 * _PADDING_PX and box.height - lines.height >= _PADDING_PX)


def _covers(box: Box, inner: Box) -> bool:
    return box.overlap(inner) >= 0.9 * inner.area


def _has_border(node: Node, around: Colour | None) -> bool:
    if min(_pixels(node.style("border-top-width")) or 0.0, _pixels(node.style("border-left-width")) or 0.0) < _BORDER_PX:
        return False
    colour = parse(node.style("border-top-color"))
    if colour is None or colour[3] < 0.05:
        return False
    if around is None:
        return True
    red, green, blue = (c * colour[3] + a * (1 - colour[3]) for c, a in zip(colour[:3], around[:3], strict=True))
    return difference((red, green, blue, 1.0), around) >= _SEEN


def _has_shadow(node: Node) -> bool:
    for colour, lengths in _SHADOW.findall(node.style("box-shadow")):
        parsed = parse(colour)
        spread = any(float(length) for length in re.findall(r"-?[\d.]+(?=px)", lengths))
        if parsed is not None and parsed[3] >= 0.05 and spread:
            return True
    return False


def _pixels(css: str) -> float | None:
    try:
        return round(float(css.removesuffix("px")), 2) if css else None
    except ValueError:
        return None


def _weight(css: str) -> int | None:
    known = {"normal": 400, "bold": 700}
    try:
        return known.get(css) or (round(float(css)) if css else None)
    except ValueError:
        return None
