"""Contrast of a control's text with what is painted behind it, as WCAG 2.x defines it."""

from __future__ import annotations

import re

from auditor.evidence.page import Node

__all__ = ["contrast"]

Colour = tuple[float, float, float, float]
"""Red, green, blue (0 to 255) and alpha (0 to 1)."""

_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def contrast(node: Node) -> float | None:
    """Contrast ratio (1 to 21) of the text of a control; None where a picture or gradient lies behind it or nothing tells.

    Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. Text without an own element takes its parent's colour.
    """
    text = next((n for n in node.walk() if n.tag == "#text" and n.shown and n.parent is not None), None)
    holder = text.parent if text is not None and text.parent is not None else node
    # A slot has no box and no style of its own: what it shows is drawn by what holds it.
    holder = next((n for n in (holder, *holder.ancestors) if n.style("color")), holder)
    ink = _colour(holder.style("color"))
    if ink is None:
        return None
    behind = _behind(holder)
    if behind is None:
        return None
    faded = (ink[0], ink[1], ink[2], ink[3] * _opacity(holder))
    light, dark = sorted((_luminance(_over(faded, behind)), _luminance(behind)), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 2)


def _behind(node: Node) -> Colour | None:
    """The colour painted behind a node, composed down to the page's white."""
    layers: list[Colour] = []
    for place in (node, *node.ancestors):
        if place.box is None:
            continue
        if place.style("background-image") not in ("", "none"):
            return None
        colour = _colour(place.style("background-color"))
        if colour is not None and colour[3] > 0:
            layers.append(colour)
            if colour[3] >= 1:
                break
    result: Colour = (255.0, 255.0, 255.0, 1.0)
    for layer in reversed(layers):
        result = _over(layer, result)
    return result


def _opacity(node: Node) -> float:
    # Opacity of a group fades text and ground alike; only what fades the text's own element, without ground, is its own.
    try:
        own = float(node.style("opacity") or 1)
    except ValueError:
        return 1.0
    return own if _colour(node.style("background-color")) in (None, (0.0, 0.0, 0.0, 0.0)) else 1.0


def _over(top: Colour, ground: Colour) -> Colour:
    red, green, blue = (t * top[3] + g * (1 - top[3]) for t, g in zip(top[:3], ground[:3], strict=True))
    return red, green, blue, 1.0


def _luminance(colour: Colour) -> float:
    red, green, blue = (c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colour(css: str) -> Colour | None:
    """Read a computed colour: `rgb(…)`, `rgba(…)`, `color(srgb …)`; None for another space."""
    numbers = [float(n) for n in _NUMBERS.findall(css.partition("(")[2])]
    if css.startswith("rgb") and len(numbers) in (3, 4):
        scale = 1.0
    elif css.startswith("color(srgb ") and len(numbers) in (3, 4):
        scale = 255.0
    else:
        return None
    red, green, blue = (min(255.0, max(0.0, n * scale)) for n in numbers[:3])
    return red, green, blue, (min(1.0, max(0.0, numbers[3])) if len(numbers) == 4 else 1.0)
