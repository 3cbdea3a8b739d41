"""What a person could press in a part of the page: one entry a control, however many elements it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.banner.drawn import Drawn, drawn_switches
from auditor.banner.normal import CLOSING_SIGNS
from auditor.catalogue.letters import INVISIBLE
from auditor.evidence.page import Node

__all__ = ["SWITCH_ROLES", "Pressable", "gather"]

_BUTTON_INPUTS = frozenset({"submit", "button", "image", "reset"})
_STRONG_ROLES = frozenset({"button", "link", "menuitem", "tab", "switch", "checkbox", "radio", "menuitemcheckbox"})
SWITCH_ROLES = frozenset({"switch", "checkbox", "menuitemcheckbox"})
"""Roles of what is on or off."""
_MAX_WEAK_TEXT = 80
"""An element that is only clickable, and says more than this, is a surface and no control."""
_MAX_NAME = 300
_MAX_ROW_TEXT = 160
_SMALLEST_PX = 3.0
"""A checkbox of a pixel is there for machines; a person presses what is drawn in its place."""


@dataclass(frozen=True, slots=True)
class Pressable:
    """A control before anyone has said what it does."""

    node: Node
    name: str
    """The visible text where it has letters or closes, else the accessible name."""
    visible: bool
    """True where `name` is what a person reads; False for an icon."""
    label: str
    """The accessible name where it differs from the visible text; else empty."""
    role: str
    is_switch: bool
    checked: bool
    disabled: bool
    state_known: bool = True
    """False for a switch of which nothing says whether it stands on."""


def gather(root: Node) -> tuple[Pressable, ...]:
    """All controls shown in a subtree (shadow roots and frames included), in document order."""
    known: dict[int, tuple[Pressable, ...]] = root.tree.derived.setdefault("pressables", {})
    if id(root) not in known:  # the tree keeps its nodes alive, and with them their ids
        known[id(root)] = _gathered(root)
    return known[id(root)]


def _gathered(root: Node) -> tuple[Pressable, ...]:
    found: list[tuple[Node, bool]] = []
    switches: list[Pressable] = []
    drawn: set[int] = set()
    for node in root.walk():
        if node.tag.startswith(("#", ":")):
            continue
        if _is_switch(node):
            switch = _switch(node, root)
            if switch is not None and id(switch.node) not in drawn:
                drawn.add(id(switch.node))
                switches.append(switch)
            continue
        strength = _strength(node)
        if strength and node.shown:
            found.append((node, strength > 1))
    kept = _dedupe(found, drawn)
    plain = [_pressable(node) for node in kept]
    holders = {id(above) for switch in switches for above in switch.node.ancestors}  # what holds a real switch is no drawn one
    silent = [p.node for p in plain if not p.name and p.node.tag not in ("input", "summary") and id(p.node) not in holders]
    drawn_only = drawn_switches(silent, root)
    plain = [_drawn(p.node, drawn_only[id(p.node)]) if id(p.node) in drawn_only else p for p in plain]
    entries = [*plain, *switches]
    order = {id(node): place for place, node in enumerate(root.walk())}
    return tuple(sorted(entries, key=lambda entry: order[id(entry.node)]))


def _name_of(node: Node) -> tuple[str, bool, str]:
    """The visible text of a control, else its accessible name; whether it is visible; the accessible name where it differs."""
    text = _clean(node.shown_text())
    if node.tag == "input":
        text = _clean(node.attribute("value") or node.attribute("alt"))
    label = _accessible(node)
    if label and any(c.isalpha() for c in label) and not any(c.isalnum() or c in CLOSING_SIGNS for c in text):
        text = ""  # « 🍪 » is a picture: what it is called says more
    return (text or label), bool(text), ("" if label == text or not text else label)


def _strength(node: Node) -> int:
    """2 for what is a control by its nature, 1 for what merely reacts to a click, 0 for the rest."""
    tag, attributes = node.tag, node.attributes
    role = attributes.get("role", "").strip().lower()
    if tag in ("button", "summary") or role in _STRONG_ROLES:
        return 2
    if tag == "input":
        return 2 if attributes.get("type", "").lower() in _BUTTON_INPUTS else 0
    if tag == "a" and ("href" in attributes or "onclick" in attributes or node.clickable or "tabindex" in attributes):
        return 2
    if tag in ("html", "body", "form", "iframe", "label", "select", "option", "textarea", "dialog"):
        return 0
    if any(above.tag == "label" for above in node.ancestors):
        return 0  # part of a switch
    pointer = node.style("cursor") == "pointer"
    if (
        "onclick" in attributes
        or node.clickable
        or (pointer and (node.parent is None or node.parent.style("cursor") != "pointer"))
    ):
        return 1
    return 1 if "-" in tag and pointer else 0


def _dedupe(found: list[tuple[Node, bool]], drawn: set[int]) -> list[Node]:
    strong = {id(node) for node, is_strong in found if is_strong}
    holds_strong: set[int] = set()
    holds_weak: set[int] = set()
    all_ids = {id(node) for node, _ in found}
    for node, is_strong in found:
        for above in node.ancestors:
            if id(above) in all_ids:
                (holds_strong if is_strong else holds_weak).add(id(above))
    kept: list[Node] = []
    for node, is_strong in found:
        inside_strong = any(id(above) in strong or id(above) in drawn for above in node.ancestors)
        if inside_strong and not (is_strong and _says_more(node)):
            continue
        if is_strong:
            host = _speaking_host(node)
            if host is not None and id(host) not in {id(k) for k in kept}:
                kept.append(host)
            elif host is None:
                kept.append(node)
        elif id(node) not in holds_strong and id(node) not in holds_weak:
            text = node.shown_text()
            if len(text) <= _MAX_WEAK_TEXT:
                kept.append(node)
    return kept


def _says_more(node: Node) -> bool:
    # A button inside a link or a button: only where the outer one is a mere surface, such as a card.
    outer = next((a for a in node.ancestors if _strength(a) > 1), None)
    return outer is not None and len(outer.shown_text()) > _MAX_WEAK_TEXT


def _speaking_host(node: Node) -> Node | None:
    """The custom element whose text is slotted into this button of its shadow root; None where the button speaks itself."""
    if node.shown_text() or _accessible(node):
        return None
    if not node.in_shadow:
        return None
    host = next((n for n in node.ancestors if not n.in_shadow and not n.tag.startswith("#")), None)
    return host if host is not None and host.shown and 0 < len(host.shown_text()) <= _MAX_WEAK_TEXT else None


def _pressable(node: Node) -> Pressable:
    name, visible, label = _name_of(node)
    return Pressable(node, name, visible, label, _role(node), False, node.attribute("aria-pressed") == "true", _disabled(node))


def _drawn(node: Node, drawn: Drawn) -> Pressable:
    off = _disabled(node) or drawn.is_locked
    return Pressable(node, drawn.text, True, "", "switch", True, bool(drawn.is_on), off, state_known=drawn.is_on is not None)


def _role(node: Node) -> str:
    role = node.attribute("role").strip().lower()
    if role:
        return role.split()[0]
    return "link" if node.tag == "a" else "button"


def _disabled(node: Node) -> bool:
    attributes = node.attributes
    if "disabled" in attributes or attributes.get("aria-disabled") == "true":
        return True
    return any(above.tag == "fieldset" and "disabled" in above.attributes for above in node.ancestors)


def _is_switch(node: Node) -> bool:
    role = node.attribute("role").strip().lower()
    if node.tag == "input":
        return node.attribute("type").lower() in ("checkbox", "radio")
    return role in SWITCH_ROLES


def _switch(node: Node, root: Node) -> Pressable | None:
    place = node if _can_be_seen(node) else _drawn_instead(node, root)
    if place is None:
        return None
    name = _label_text(node, root) or _accessible(node) or _clean(place.shown_text()) or _row_text(place, root)
    role = node.attribute("role").strip().lower() or node.attribute("type").lower()
    if node.tag == "input" and role == "switch":
        role = node.attribute("type").lower()  # a real switch, also where a person sees another element in its place
    known = node.tag == "input" or "aria-checked" in node.attributes or node.checked
    return Pressable(place, name, True, "", role, True, node.checked, _disabled(node), state_known=known)


def _row_text(place: Node, root: Node) -> str:
    """What stands in the same row as a switch without a name."""
    for above, _ in zip(place.ancestors, range(3), strict=False):
        text = above.shown_text()
        if above is root or len(text) > _MAX_ROW_TEXT:
            break
        if text:
            return _clean(text)
    return ""


def _can_be_seen(node: Node) -> bool:
    return node.shown and node.box is not None and min(node.box.width, node.box.height) >= _SMALLEST_PX and not _clipped(node)


def _clipped(node: Node) -> bool:
    return node.style("clip-path") in ("inset(100%)", "inset(50%)")


def _drawn_instead(node: Node, root: Node) -> Node | None:
    """What a person sees and presses in the place of an invisible input: its label, or what is drawn beside it."""
    for above in node.ancestors:
        if above.tag == "label":
            return above if _has_place(above) else None
        if above is root:
            break
    own = node.attribute("id")
    if own:
        for other in root.walk():
            if other.tag == "label" and other.attribute("for") == own and _has_place(other):
                return other
    if node.parent is not None:
        for sibling in node.parent.children:
            if sibling is not node and not sibling.tag.startswith("#") and sibling.shown and not sibling.shown_text():
                return sibling
    return None


def _has_place(node: Node) -> bool:
    return node.shown or (not node.concealed and any(child.shown for child in node.walk()))


def _label_text(node: Node, root: Node) -> str:
    own = node.attribute("id")
    for above in node.ancestors:
        if above.tag == "label":
            return _spoken(above)
        if above is root:
            break
    if not own:
        return ""
    labels = (other for other in root.walk() if other.tag == "label" and other.attribute("for") == own)
    return next((text for label in labels if (text := _spoken(label))), "")


def _spoken(label: Node) -> str:
    return _clean(label.shown_text() or " ".join(_all_text(label).split()))


def _accessible(node: Node) -> str:
    for text in _names(node):
        folded = _clean(" ".join(text.split()))
        if folded:
            return folded
    return ""


def _names(node: Node) -> Iterator[str]:
    attributes = node.attributes
    references = attributes.get("aria-labelledby", "").split()
    if references:
        document = node.tree.nodes[node.document]
        texts = [_all_text(other) for other in document if other.attribute("id") in references]
        yield " ".join(texts)
    yield attributes.get("aria-label", "")
    for inner in node.walk():
        if inner.tag == "img":
            yield inner.attribute("alt")
        if inner is not node and inner.tag in ("svg", "i", "span"):
            yield inner.attribute("aria-label")
        if inner.tag == "title":
            yield _all_text(inner)
    yield attributes.get("title", "")
    yield _all_text(node)


def _clean(text: str) -> str:
    """Without what is invisible: soft hyphens, zero-width and bidirectional signs."""
    kept = text if text.isascii() else text.translate(INVISIBLE)
    return kept.strip()[:_MAX_NAME]


def _all_text(node: Node) -> str:
    return " ".join(inner.text for inner in node.walk() if inner.tag == "#text")[:_MAX_NAME]
