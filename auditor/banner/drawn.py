"""Switches that are only drawn: elements without text, role or state, one beside each purpose.

Whether one stands on is read where the page says it strongly: a word of its class or of an attribute that sets it apart from the
others of its kind, or the side on which its knob lies: that of the one that is always on and that nobody can press, else the
right in writing that runs to the right. Where these disagree, or none speaks, nobody can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.evidence.page import Box, Node

__all__ = ["Drawn", "drawn_switches"]

_LEAST_PX, _WIDEST_PX, _HIGHEST_PX = 8.0, 100.0, 50.0
_SAME_PX = 2.0
_WIDE = 1.4
"""A button may as well hold an arrow; one that is so much wider than high holds a knob."""
_MAX_ROW_TEXT = 600
_MAX_NAME = 160
_LEVELS = 4
_MOST = 60
"""More of a kind are a page's pictures, and looking at each row would take long."""
_STATES = ("data-state", "data-checked", "data-on", "data-active", "data-enabled", "data-status", "data-value", "aria-pressed",
           "aria-selected", "aria-checked", "checked")  # fmt: skip
_ON = frozenset({"on", "active", "checked", "enabled", "selected", "activated", "true", "1", "yes", "granted", "allow"})
_OFF = frozenset({"off", "inactive", "unchecked", "false", "0", "no", "denied", "deny", "deactivated", "unselected"})
_LOCKED = frozenset({"locked", "disabled", "readonly", "always"})
_WORDS = re.compile(r"[A-Z]?[a-z]+|[0-9]+")
_KNOB_SHARE = 0.75
"""A knob is at most so wide as its switch."""
_OUTSIDE = 0.12
"""The middle of a knob lies at least this part of the width beside the middle of the switch."""
_PICTURES = frozenset({"svg", "img", "picture", "canvas"})


@dataclass(frozen=True, slots=True)
class Drawn:
    """One switch that is only drawn."""

    text: str
    """What stands beside it."""
    is_on: bool | None
    """None where nobody can tell."""
    is_locked: bool


def drawn_switches(silent: Sequence[Node], root: Node) -> dict[int, Drawn]:
    """Of the controls without any name those that are drawn switches, by `id(node)`.

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
    found: dict[int, Drawn] = {}
    for kind in kinds:
        if len(kind) > _MOST:
            continue
        nodes = [node for node, _ in kind]
        locked = _locked(kind[0], {id(node) for node in silent}, root)
        rows = {id(node): text for node in nodes if (text := _row_text(node, nodes, root))}
        # Beside one that is always on, a single purpose may be left to choose.
        if len(set(rows.values())) > 1 or (rows and locked):
            states = _states(nodes, locked)
            found |= {id(node): Drawn(rows[id(node)], states[id(node)], _is_locked(node)) for node in nodes if id(node) in rows}
    return found


def _locked(example: tuple[Node, Box], pressed: set[int], root: Node) -> list[Node]:
    """Elements that are drawn like a switch and cannot be pressed: what is always on."""
    first, box = example
    shared = set(first.attribute("class").split())
    return [
        node
        for node in root.walk()
        if node.tag == first.tag
        and id(node) not in pressed
        and node.box is not None
        and node.shown
        and _same(node.box, box)
        and shared & set(node.attribute("class").split())
        and _looks_like_one(node, node.box)
        and not any(id(above) in pressed for above in node.ancestors)
    ]


def _states(nodes: Sequence[Node], locked: Sequence[Node]) -> dict[int, bool | None]:
    said = {id(node): _said(node) for node in (*nodes, *locked)}
    sides = {id(node): _side(node) for node in (*nodes, *locked)}
    told_apart = len(set(said.values())) > 1
    always = {sides[id(node)] for node in (*locked, *(n for n in nodes if _is_locked(n)))} - {None}
    on_side = next(iter(always)) if len(always) == 1 else None if always or _runs_to_the_left(nodes[0]) else "right"
    states: dict[int, bool | None] = {}
    for node in nodes:
        word, side = said[id(node)], sides[id(node)]
        by_knob = side == on_side if side is not None and on_side is not None else None
        by_word = word
        if word is True and not told_apart and side is None and not locked:
            by_word = None  # a word that all of them carry, and nothing that is known to be on, may be a part of their name
        elif word is None and told_apart and by_knob is None:
            by_word = None if False in said.values() else False  # the others carry a word for on
        readings = {reading for reading in (by_word, by_knob) if reading is not None}
        states[id(node)] = readings.pop() if len(readings) == 1 else None
    return states


def _runs_to_the_left(node: Node) -> bool:
    return any(above.attribute("dir").lower() == "rtl" for above in (node, *node.ancestors))


def _said(node: Node) -> bool | None:
    """What a word of an attribute says, of the switch or of what it is made of; None where none does, or two disagree."""
    said: set[bool] = set()
    parts = [node, *(inner for inner in node.walk() if inner is not node and not inner.tag.startswith(("#", ":")))][:4]
    for part in parts:
        attributes = part.attributes
        for name in _STATES:
            value = attributes.get(name, "").strip().lower()
            if name == "checked" and name in attributes:
                said.add(True)
            elif value in _ON or value in _OFF:
                said.add(value in _ON)
        words = {word.lower() for token in attributes.get("class", "")[:300].split() for word in _class_words(token)}
        if words & _OFF:
            said.add(False)
        elif words & _ON:
            said.add(True)
    return said.pop() if len(said) == 1 else None


def _class_words(token: str) -> list[str]:
    """The last word of a class: `is-on`, `switch--off`, `toggleActive`; a number says nothing."""
    words = _WORDS.findall(token)
    return [words[-1]] if words and not words[-1].isdigit() else []


def _is_locked(node: Node) -> bool:
    words = {word.lower() for token in node.attribute("class")[:300].split() for word in _WORDS.findall(token)}
    return bool(words & _LOCKED) or node.style("pointer-events") == "none" or node.style("cursor") == "not-allowed"


def _side(node: Node) -> str | None:
    """The side on which the knob lies: the one thing in a switch that is smaller than it and not in its middle."""
    box = node.box
    if box is None or box.width <= 0:
        return None
    sides: set[str] = set()
    for inner in node.walk():
        if inner is node or inner.tag == "#text" or inner.box is None or not 2 < inner.box.width <= _KNOB_SHARE * box.width:
            continue
        beside = (inner.box.centre[0] - box.centre[0]) / box.width
        if abs(beside) >= _OUTSIDE:
            sides.add("right" if beside > 0 else "left")
    return sides.pop() if len(sides) == 1 else None


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
