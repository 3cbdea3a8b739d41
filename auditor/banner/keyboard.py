"""Where the Tab key leads: the elements of a page in the order in which presses of Tab come to them, and how far a control is.

Read from the snapshot: what can have focus by the HTML standard, positive `tabindex` first, then the order of the document, with
shadow roots, slots and frames as scopes of their own (HTML, "sequential focus navigation order"). What a script does with the key
is not in a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from auditor.banner.standing import RADIO_ROLES
from auditor.evidence.page import Node, Tree

__all__ = ["Keyboard", "Reach", "reach"]

Keyboard = Literal["reachable", "unreachable", "unknown"]

_NATIVE = frozenset({"button", "select", "textarea"})
_DISABLED = frozenset({"button", "input", "select", "textarea"})
_COMPOSITE = frozenset({"tablist", "toolbar", "menu", "menubar", "radiogroup", "listbox", "grid", "tree"})
"""In these, arrow keys go on from the one that Tab reaches."""
_CUT = "long texts are cut"


@dataclass(frozen=True, slots=True)
class Reach:
    """How a control is come to by keyboard."""

    keyboard: Keyboard
    tab_stops: int | None
    """Presses of Tab until it has focus; None where it cannot be reached so, or the number cannot be told."""
    focused: bool | None
    """Whether it has focus unasked; None where the focus was not recorded."""


def reach(control: Node, banner: Node) -> Reach:
    """Count the presses of Tab until a control has focus: from the top of the page, or from a focus in the banner."""
    tree = control.tree
    stops = _stops(tree)
    focus = tree.focused
    focused = (focus is not None and _belongs(focus, control)) if tree.page.focus_known else None
    at = next((i for i, stop in enumerate(stops) if _belongs(stop, control)), None)
    if at is None:
        return Reach(_why_not(control), None, focused)
    if not tree.page.focus_known or _lacks_parts(tree):
        return Reach("reachable", None, focused)
    if focus is None or not any(node is banner for node in (focus, *focus.ancestors)):
        return Reach("reachable", at + 1, focused)
    start = _place(focus, stops)
    return Reach("reachable", at - start if start is not None and at >= start else None, focused)


def _place(focus: Node, stops: list[Node]) -> int | None:
    """The number of the stop that has focus; for what Tab does not come to, that of the last stop before it."""
    found = next((i for i, stop in enumerate(stops) if stop is focus), None)
    if found is not None:
        return found
    if any(_index(stop) > 0 for stop in stops):
        return None  # the browser looks for the nearest by rules of its own
    order = {id(node): i for i, node in enumerate(focus.tree.root.walk())}
    return sum(1 for stop in stops if order.get(id(stop), 0) < order.get(id(focus), 0)) - 1


def _belongs(stop: Node, control: Node) -> bool:
    """Whether focus on an element is focus on the control: it is the control, stands in it, or holds no more than it."""
    if stop is control or any(node is control for node in stop.ancestors):
        return True
    if not any(node is stop for node in control.ancestors) or stop.tag in ("iframe", "frame"):
        return False
    return stop.shown_text() == control.shown_text() and bool(control.shown_text())


def _why_not(control: Node) -> Keyboard:
    roles = {node.attribute("role").strip().lower() for node in (control, *control.ancestors)}
    if roles & _COMPOSITE or control.attribute("role").strip().lower() in RADIO_ROLES:
        return "unknown"
    modal = _modal(control.tree)
    if modal is not None and not any(node is modal for node in (control, *control.ancestors)):
        return "unknown"  # what a dialog has made inert may come back before a person is there
    return "unreachable"


def _lacks_parts(tree: Tree) -> bool:
    return any(problem not in ("", _CUT) for problem in (tree.page.truncated or "").split("; "))


def _stops(tree: Tree) -> list[Node]:
    """All that Tab comes to, in order; worked out once a tree."""
    if "tab stops" not in tree.derived:
        modal = _modal(tree)
        found = list(_scope(tree.root, tree)) if tree.nodes else []
        if modal is not None:
            found = [node for node in found if any(above is modal for above in (node, *node.ancestors))]
        tree.derived["tab stops"] = found
    known: list[Node] = tree.derived["tab stops"]
    return known


def _scope(owner: Node, tree: Tree) -> Iterator[Node]:
    """The stops of one scope: those with a positive `tabindex` by its number, then the others, in document order."""
    members = list(_members(owner, tree))
    order = sorted(range(len(members)), key=lambda i: (_index(members[i]) or 1 << 31, i))
    for i in order:
        node = members[i]
        if node.tag in ("iframe", "frame"):
            inner = [stop for child in node.children for stop in _scope(child, tree)]
            yield from inner or [node]  # a frame with nothing to press has focus as a whole
        elif node.tag == "slot" or _hosts(node, tree):
            if _can_have_focus(node):
                yield node
            yield from _scope(node, tree)
        else:
            yield node


def _members(owner: Node, tree: Tree) -> Iterator[Node]:
    """What takes part in a scope: stops, and owners of scopes below (frames, hosts of shadow roots, slots)."""
    stack = list(reversed(_inside(owner, tree)))
    while stack:
        node = stack.pop()
        if node.tag.startswith(":") or _inert(node):
            continue
        if node.tag in ("iframe", "frame") or node.tag == "slot" or _hosts(node, tree):
            if "tabindex" not in node.attributes or _index(node) >= 0:
                yield node
            continue
        if _can_have_focus(node) and _index(node) >= 0 and _radio_stop(node, tree):
            yield node
        stack.extend(reversed(node.children))


def _inside(owner: Node, tree: Tree) -> list[Node]:
    # What is slotted hangs under its slot already; what else a host holds is not drawn.
    if _hosts(owner, tree):
        return [child for child in owner.children if child.tag == "#shadow-root" or child.index in tree.shadowed[child.document]]
    return owner.children


def _hosts(node: Node, tree: Tree) -> bool:
    shadowed = tree.shadowed[node.document]
    own = node.index in shadowed
    # In a shadow root every node is marked: a host is what is not marked, or what holds more than one root's depth.
    return any(c.tag == "#shadow-root" for c in node.children) or (
        not own and any(c.index in shadowed and c.document == node.document for c in node.children)
    )


def _can_have_focus(node: Node) -> bool:
    attributes = node.attributes
    if node.tag.startswith(("#", ":")) or node.box is None or node.style("visibility") not in ("visible", ""):
        return False
    if node.tag in _DISABLED and ("disabled" in attributes or _in_disabled_fieldset(node)):
        return False
    if _number(attributes.get("tabindex")) is not None or node.tag in _NATIVE:
        return True
    if node.tag in ("a", "area"):
        return "href" in attributes
    if node.tag == "input":
        return attributes.get("type", "").lower() != "hidden"
    if node.tag == "summary":
        holder = node.parent
        return holder is not None and holder.tag == "details" and next(c for c in holder.children if c.tag == "summary") is node
    if node.tag in ("audio", "video"):
        return "controls" in attributes
    return attributes.get("contenteditable", "false").lower() in ("", "true", "plaintext-only")


def _in_disabled_fieldset(node: Node) -> bool:
    return any(above.tag == "fieldset" and "disabled" in above.attributes for above in node.ancestors)


def _inert(node: Node) -> bool:
    return "inert" in node.attributes


def _index(node: Node) -> int:
    return _number(node.attributes.get("tabindex")) or 0


def _number(text: str | None) -> int | None:
    digits = (text or "").strip()
    try:
        return int(digits) if digits and len(digits) < 9 else None
    except ValueError:
        return None


def _radio_stop(node: Node, tree: Tree) -> bool:
    """Of the radio buttons of one group Tab comes to the one that is on, or to the first."""
    if node.tag != "input" or node.attribute("type").lower() != "radio" or not node.attribute("name"):
        return True
    form = next((n for n in node.ancestors if n.tag == "form"), None)
    group = [
        n
        for n in tree.nodes[node.document]
        if n.tag == "input"
        and n.attribute("type").lower() == "radio"
        and n.attribute("name") == node.attribute("name")
        and next((a for a in n.ancestors if a.tag == "form"), None) is form
        and _can_have_focus(n)
    ]
    return next((n for n in group if n.checked), group[0] if group else node) is node


def _modal(tree: Tree) -> Node | None:
    """The dialog that makes everything else inert: one in the browser's top layer, the last of them."""
    found = None
    for node in tree.nodes[0] if tree.nodes else []:
        if node.tag == "dialog" and "popover" not in node.attributes and node.style("overlay") == "auto":
            found = node
    return found
