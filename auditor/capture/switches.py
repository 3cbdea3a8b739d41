"""What is left to do in a layer of purposes before saving it refuses: turn off what is on, open what is folded.

A switch in a folded section is saved as it stands, so it must be seen. A section is passed over only where the page already holds
its content and no switch in it stands on. Pure: sights go in, the next control to press comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from auditor.banner import RADIO_ROLES, FoundBanner, FoundControl, Selectors, refusing_radio, standing_on
from auditor.evidence.page import Node

__all__ = ["folded_section", "is_off", "standing_on", "switch_to_press"]

_SWITCH_ROLES = frozenset({"switch", "checkbox", "radio", "menuitemcheckbox", "menuitemradio"})
_MENUS = frozenset({"combobox", "listbox", "menu", "menubar", "textbox", "searchbox"})
_DECIDING = frozenset({"accept", "refuse", "save", "close", "acknowledge", "subscribe", "toggle"})
_LEVELS = 3
"""A section stands beside its header, or beside what the header is wrapped in, at most so deep."""


def switch_to_press(banner: FoundBanner, selectors: Selectors, tried: Callable[[FoundControl], bool]) -> FoundControl | None:
    """Find what a person would press next to turn something off; of radio buttons, the one that refuses. None: nothing left."""
    for control in standing_on(banner, selectors):
        target = refusing_radio(banner, control, selectors) if control.role in RADIO_ROLES else control
        if target is not None and not tried(target):
            return target
    return None


def is_off(pressed: FoundControl, banner: FoundBanner) -> bool:
    """Tell whether a switch stands as it was to stand after its press; True where it is no longer there to be seen."""
    now = next((c for c in banner.all("toggle") if c.node.backend == pressed.node.backend), None)
    return now is None or now.checked == (pressed.role in RADIO_ROLES)


def folded_section(banner: FoundBanner, tried: Callable[[FoundControl], bool]) -> FoundControl | None:
    """Find the header of the next section that is folded and may hide a switch that is on."""
    taken = {id(inner) for c in banner.controls if c.action in _DECIDING for inner in (c.node, *c.node.walk())}
    for node in banner.root.walk():
        if not _is_folded(node) or not node.shown or id(node) in taken or not _may_hide(node, banner.root):
            continue
        words = node.shown_text() or node.attribute("aria-label")
        header = FoundControl(
            action="expand", text=words, node=node, role=node.attribute("role") or node.tag, because=("folded",)
        )
        if not tried(header):
            return header
    return None


def _is_folded(node: Node) -> bool:
    attributes = node.attributes
    if node.tag == "summary":
        return node.parent is not None and node.parent.tag == "details" and "open" not in node.parent.attributes
    if node.tag == "a" and not attributes.get("href", "#").strip().lower().startswith(("#", "javascript:")):
        return False  # a link leads away
    role = attributes.get("role", "").strip().lower()
    if role == "tab":
        return attributes.get("aria-selected") == "false"
    if attributes.get("aria-expanded") != "false" or role in _MENUS or attributes.get("aria-haspopup", "false") != "false":
        return False
    pressed = node.tag in ("button", "a") or role in ("button", "link") or node.clickable or "tabindex" in attributes
    return pressed and not _switch_in_the_middle(node)


def _switch_in_the_middle(node: Node) -> bool:
    """A header may hold the switch of its section; a press on it must not turn that."""
    if node.box is None:
        return False
    x, y = node.box.centre
    boxes = (inner.box for inner in node.walk() if _is_switch(inner) and inner.box is not None)
    return any(b.x <= x <= b.x + b.width and b.y <= y <= b.y + b.height for b in boxes)


def _may_hide(header: Node, root: Node) -> bool:
    content = [node for part in _section(header, root) for node in part.walk()]
    if not any(node.tag != "#text" for node in content):
        return True  # it is made when it is opened, or nobody can tell where it stands
    switches = [node for node in content if _is_switch(node)]
    if any(node.checked and "disabled" not in node.attributes for node in switches):
        return True
    known = {id(inner) for switch in switches for inner in (switch, *switch.walk())}
    return any(node.tag not in ("a", "label", "summary") and node.clickable and id(node) not in known for node in content)


def _section(header: Node, root: Node) -> list[Node]:
    """What the header opens: what it names, the rest of its `<details>`, or what is hidden right after it."""
    named = header.attribute("aria-controls").split()
    if found := [n for n in header.tree.nodes[header.document] if named and n.attribute("id") in named]:
        return found
    if header.tag == "summary" and header.parent is not None:
        return [child for child in header.parent.children if child is not header]
    for node, _ in zip(_upwards(header, root), range(_LEVELS), strict=False):
        after = _next(node)
        if after is not None and not any(inner.shown for inner in after.walk()):
            return [after]
    return []


def _upwards(node: Node, root: Node) -> Iterator[Node]:
    yield node
    for above in node.ancestors:
        if above is root:
            return
        yield above


def _next(node: Node) -> Node | None:
    siblings = node.parent.children if node.parent is not None else []
    place = next((i for i, child in enumerate(siblings) if child is node), len(siblings))
    return next((child for child in siblings[place + 1 :] if not child.tag.startswith(("#", ":"))), None)


def _is_switch(node: Node) -> bool:
    if node.tag == "input":
        return node.attribute("type").lower() in ("checkbox", "radio")
    return node.attribute("role").strip().lower() in _SWITCH_ROLES
