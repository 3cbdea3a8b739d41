"""Switches that are only drawn: elements without text, role or state, one beside each purpose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.evidence.page import Box, Node

__all__ = ["drawn_switches"]

_LEAST_PX, _WIDEST_PX, _HIGHEST_PX = 8.0, 100.0, 50.0
_SAME_PX = 2.0
_WIDE = 1.4
"""A button may as well hold an arrow; one that is so much wider than high holds a knob."""
_MAX_ROW_TEXT = 600
_MAX_NAME = 160
_LEVELS = 4
_MOST = 60
"""More of a kind are a page's pictures, and looking at each row would take long."""
_PICTURES = frozenset({"svg", "img", "picture", "canvas"})


def drawn_switches(silent: Sequence[Node], root: Node) -> dict[int, str]:
    """Of the controls without any name those that are drawn switches, by `id(node)`, with the text beside each.

    At least two of one kind and one size, each alone in a row with a text of its own.
    """
    kinds: list[list[tuple[Node, Box]]] = []
    for node in silent:
        box = node.box
        if box is None or not _looks_like_one(node, box):
            continue
        kind = next((k for k in kinds if k[0][0].tag == node.tag and _same(k[0][1], box)), None)
        if kind is None:
            kinds.append([(node, box)])
        else:
            kind.append((node, box))
    found: dict[int, str] = {}
    for kind in kinds:
        if len(kind) > _MOST:
            continue
        nodes = [node for node, _ in kind]
        rows = {id(node): text for node in nodes if (text := _row_text(node, nodes, root))}
        if len(set(rows.values())) > 1:
            found |= rows
    return found


def _looks_like_one(node: Node, box: Box) -> bool:
    if not (_LEAST_PX <= box.height <= _HIGHEST_PX and _LEAST_PX <= box.width <= _WIDEST_PX):
        return False
    if box.width < box.height or (node.tag in ("button", "a") and box.width < _WIDE * box.height):
        return False
    return "aria-expanded" not in node.attributes and not any(inner.tag in _PICTURES for inner in node.walk())


def _same(one: Box, other: Box) -> bool:
    return abs(one.width - other.width) <= _SAME_PX and abs(one.height - other.height) <= _SAME_PX


def _row_text(node: Node, kind: Iterable[Node], root: Node) -> str:
    """The text that stands with a switch and with no other of its kind."""
    others = {id(other) for other in kind if other is not node}
    for above, _ in zip(node.ancestors, range(_LEVELS), strict=False):
        if above is root or any(id(inner) in others for inner in above.walk()):
            break
        text = " ".join(above.shown_text().split())
        if text:
            return text[:_MAX_NAME] if len(text) <= _MAX_ROW_TEXT else ""
    return ""
