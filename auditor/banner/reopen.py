"""The control of a page that opens the choices again once the banner has gone."""

from __future__ import annotations

from auditor.banner.controls import Pressable, gather
from auditor.banner.found import FoundControl
from auditor.banner.known import Selectors
from auditor.banner.normal import words
from auditor.banner.place import in_reach
from auditor.banner.platforms import by_platform_reopen
from auditor.evidence.page import Node, Tree

__all__ = ["reopening", "weak_reopenings"]

_ICON_PX = 90.0


def reopening(tree: Tree, selectors: Selectors) -> FoundControl | None:
    """The platform's own control, else what says so by its words: a button before a link that leads to another page, and
    the last of equals, for footers and floating icons stand at the end."""
    own = by_platform_reopen(tree, selectors)
    if own is not None:
        return own
    found: list[tuple[bool, int, FoundControl]] = []
    for place, pressable in enumerate(gather(tree.root)):
        why = None if pressable.is_switch or not in_reach(pressable.node) else _why(pressable, selectors)
        if why is not None:
            found.append((not _leads_away(pressable.node), place, _control(pressable, why)))
    return max(found, key=lambda one: one[:2])[2] if found else None


def weak_reopenings(tree: Tree, selectors: Selectors) -> tuple[FoundControl, ...]:
    """Controls named after cookies, consent or privacy that lead to no other document: any of them may open the choices.

    The most likely first: a small floating icon, then what names cookies, then the last in the page.
    """
    found: list[tuple[bool, bool, int, FoundControl]] = []
    for place, pressable in enumerate(gather(tree.root)):
        node = pressable.node
        if pressable.is_switch or pressable.disabled or not in_reach(node) or _leads_away(node):
            continue
        named = next((n for t in (pressable.name, pressable.label) if (n := selectors.vocabulary.names_subject(t))), None)
        if named is not None and _why(pressable, selectors) is None:
            because = f"named after « {named.word} », and leads to no other document"
            found.append((_floats(node), named.is_cookies, place, _control(pressable, because)))
    return tuple(one[3] for one in sorted(found, key=lambda one: one[:3], reverse=True))


def _control(pressable: Pressable, why: str) -> FoundControl:
    return FoundControl(
        action="settings",
        text=pressable.name,
        node=pressable.node,
        role=pressable.role,
        because=(why,),
        disabled=pressable.disabled,
    )


def _why(pressable: Pressable, selectors: Selectors) -> str | None:
    for text in (pressable.name, pressable.label):
        why = selectors.vocabulary.opens_again(text, stays=not _leads_away(pressable.node))
        if why is not None:
            return why
    if words(pressable.name) not in (("cookies",), ("cookie",)):
        return None
    if not pressable.visible and _floats(pressable.node):
        return "a small floating icon named cookies"
    # Many footers say no more than this; where it leads to no other page, it can only open something here.
    if pressable.visible and pressable.node.tag in ("a", "button") and not _leads_away(pressable.node):
        return "a control named cookies that leads to no other page"
    return None


def _leads_away(node: Node) -> bool:
    if node.tag != "a":
        return False
    target = node.attribute("href").strip()
    return bool(target) and not target.startswith(("#", "javascript:")) and "onclick" not in node.attributes


def _floats(node: Node) -> bool:
    if node.box is None or max(node.box.width, node.box.height) > _ICON_PX:
        return False
    return any(place.style("position") == "fixed" for place in (node, *node.ancestors))
