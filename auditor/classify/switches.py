"""What the switches of a panel showed when « save » was pressed: the only sight of what was saved where no store can be read.

All off is a refusal. A switch that is locked by the site is no part of the choice: nobody can turn it off. Whatever cannot be
seen (a switch drawn without a state, a section that is closed and not in the page, an input out of sight that stands on) leaves
it open.
"""

from __future__ import annotations

from itertools import pairwise

from auditor.banner import RADIO_ROLES, FoundBanner, FoundControl, Selectors, refusing_radio, standing_on
from auditor.evidence.page import Node

__all__ = ["all_off", "unseen"]

_INPUTS = ("checkbox", "radio")
_ROLES = ("switch", "checkbox", "radio", "menuitemcheckbox", "menuitemradio")
_NAME = 60
_LEVELS = 3
"""Boxes around a header whose next neighbour may be what it opens."""
_HEADER = 200
"""What capture keeps of the words of a control."""


def all_off(found: FoundBanner | None, selectors: Selectors, opened: frozenset[str] = frozenset()) -> tuple[bool, str]:
    """Tell whether every switch was seen off, and what shows it or is missing.

    `opened`: headers of the sections that were opened on the way; what was in them was seen, whatever `aria-expanded` says now.
    """
    if found is None:
        return False, "no picture of the panel at that moment was kept"
    switches = [c for c in found.all("toggle") if not c.disabled]
    if not switches:
        return False, "no switch that could be turned off was seen in the panel"
    unknown = [c for c in switches if not c.state_known]
    if unknown:
        return False, f"whether « {_name(unknown[0])} » was on cannot be read"
    on = standing_on(found, selectors)
    if on:
        return False, f"« {_name(on[0])} » was on"
    radios = [c for c in switches if c.role in RADIO_ROLES]
    if any((no := refusing_radio(found, c, selectors)) is None or not no.checked for c in radios):
        return False, f"which of the buttons beside « {_name(radios[0])} » was chosen cannot be told"
    if hidden := unseen(found, opened):
        return False, hidden
    return True, f"all {len(switches)} switches that could be turned off were off"


def unseen(found: FoundBanner, opened: frozenset[str] = frozenset()) -> str:
    """Say what of a panel's switches was out of sight; empty where nothing was. `opened` as for `all_off`."""
    if _hidden_on(found):
        return "an option that was out of sight was on"
    if _closed(found, opened):
        return "a section of the panel was closed, and what it holds is not in the page"
    return ""


def _name(control: FoundControl) -> str:
    return control.text[:_NAME] or control.role


def _hidden_on(found: FoundBanner) -> bool:
    """Whether an input stands on in the panel that belongs to none of the switches a person sees."""
    seen: set[int] = set()
    for control in found.all("toggle"):
        # An invisible input is pressed by its label or by what is drawn beside it.
        around = [n for n in (control.node, control.node.parent) if n is not None and n is not found.root]
        seen |= {id(node) for near in around for node in near.walk()} | {id(node) for node in control.node.ancestors}
        target = control.node.attribute("for")
        nodes = control.node.tree.nodes[control.node.document] if target else []
        seen |= {id(node) for node in nodes if node.attribute("id") == target}
    return any(_is_on(node) and id(node) not in seen for node in found.root.walk())


def _is_on(node: Node) -> bool:
    is_input = node.tag == "input" and node.attribute("type").lower() in _INPUTS
    if not is_input and node.attribute("role").strip().lower() not in _ROLES:
        return False
    locked = "disabled" in node.attributes or node.attribute("aria-disabled") == "true"
    return node.checked and not locked


def _closed(found: FoundBanner, opened: frozenset[str]) -> bool:
    """Whether a section is closed whose content the page has not built yet."""
    closed = (n for n in found.root.walk() if n.attribute("aria-expanded") == "false" and n.shown and not _content(n, found.root))
    return any((node.shown_text() or node.attribute("aria-label"))[:_HEADER] not in opened for node in closed)


def _content(node: Node, root: Node) -> bool:
    named = set(node.attribute("aria-controls").split())
    if named and any(other.attribute("id") in named for other in node.tree.nodes[node.document]):
        return True
    above = node.parent
    inside = {id(n) for n in node.walk()}
    beside = above is not None and any(
        n.tag in ("input", "#text") and not n.shown and (n.tag == "input" or n.text.strip())
        for n in above.walk()
        if id(n) not in inside
    )
    return beside or _hidden_after(node, root)


def _hidden_after(header: Node, root: Node) -> bool:
    """Whether what comes right after the header, or after what holds it alone, is there, folded away, with inputs to look at."""
    for node, _ in zip((header, *header.ancestors), range(_LEVELS), strict=False):
        if node is root or node.parent is None:
            return False
        siblings = [n for n in node.parent.children if not n.tag.startswith(("#", ":"))]
        after = next((n for one, n in pairwise(siblings) if one is node), None)
        if after is not None:
            inside = list(after.walk())
            return not any(n.shown for n in inside) and any(n.attribute("type").lower() in _INPUTS for n in inside)
    return False
