"""Which switches of a panel stand on: checkboxes and switches by their state, pairs of radio buttons by which of them refuses."""

from __future__ import annotations

from auditor.banner.find import read_control
from auditor.banner.found import FoundBanner, FoundControl
from auditor.banner.known import Selectors
from auditor.evidence.page import Node

__all__ = ["RADIO_ROLES", "refusing_radio", "standing_on"]

RADIO_ROLES = frozenset({"radio", "menuitemradio"})
_NO_VALUES = frozenset(
    {"0", "false", "off", "no", "none", "deny", "denied", "reject", "rejected", "refuse", "refused", "disabled"}
)
"""What a radio button that refuses carries as its value, in the language of machines."""


def standing_on(banner: FoundBanner, selectors: Selectors) -> tuple[FoundControl, ...]:
    """All switches that a person could turn and that stand on; of radio buttons, those whose group does not refuse."""
    on = (c for c in banner.all("toggle") if c.checked and not c.disabled)
    return tuple(c for c in on if c.role not in RADIO_ROLES or refusing_radio(banner, c, selectors) is not c)


def refusing_radio(banner: FoundBanner, control: FoundControl, selectors: Selectors) -> FoundControl | None:
    """The radio button of the same group that refuses; None where none can be told."""
    radios = [c for c in banner.all("toggle") if c.role in RADIO_ROLES]
    own = _group(control, radios)
    group = [c for c in radios if own is not None and _group(c, radios) == own]
    read = [read_control(c.text, selectors, c.node.tree.language or None).action for c in group]
    if "refuse" in read:
        return group[read.index("refuse")]
    by_value = [c for c in group if (found := _radio(c.node)) and found.attribute("value").strip().lower() in _NO_VALUES]
    if by_value:
        return by_value[0]
    return group[1 - read.index("accept")] if len(group) == 2 and read.count("accept") == 1 else None


def _group(control: FoundControl, radios: list[FoundControl]) -> tuple[object, ...] | None:
    node = _radio(control.node) or control.node
    name = node.attribute("name")
    if node.tag == "input" and name:
        form = next((id(n) for n in node.ancestors if n.tag == "form"), 0)
        return node.document, form, name
    others = {id(_radio(c.node) or c.node) for c in radios} - {id(node)}
    for above in node.ancestors:  # the nearest thing that holds another radio button too
        if above.attribute("role") == "radiogroup" or any(id(inner) in others for inner in above.walk()):
            return (id(above),)
    return None


def _radio(node: Node) -> Node | None:
    """The radio button behind what is drawn for it."""
    if (found := next((n for n in node.walk() if _is_radio(n)), None)) is not None:
        return found
    named = node.attribute("for")
    if named:
        return next((n for n in node.tree.nodes[node.document] if _is_radio(n) and n.attribute("id") == named), None)
    return next((n for n in node.parent.children if _is_radio(n)), None) if node.parent is not None else None


def _is_radio(node: Node) -> bool:
    return (node.tag == "input" and node.attribute("type").lower() == "radio") or node.attribute("role") in RADIO_ROLES
