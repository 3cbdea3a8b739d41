"""Contrast of a control's text with what is painted behind it, as WCAG 2.x defines it."""

from __future__ import annotations

from auditor.banner.paint import ratio, seen_colours
from auditor.evidence.page import Node

__all__ = ["contrast"]


def contrast(node: Node) -> float | None:
    """Contrast ratio (1 to 21) of the text of a control; None where a picture or gradient lies behind it or nothing tells.

    Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
    """
    ink, ground = seen_colours(node)
    return round(ratio(ink, ground), 2) if ink is not None and ground is not None else None
