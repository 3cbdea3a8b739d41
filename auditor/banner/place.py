"""Where in the page a part of it stands: a layer over the page, a bar in its flow, or inside its content."""

from __future__ import annotations

from auditor.banner.survey import Survey
from auditor.evidence.page import Box, Node

__all__ = ["in_content", "in_reach", "is_layer", "layer_of", "lies_over"]

_MAX_LAYER_TEXT = 15_000
"""A positioned element with more text is the page itself, or a reader in it."""
_FOREIGN_SHARE = 0.5
_LEAST_VISIBLE_PX = 4.0
_HIGH_Z_INDEX = 10


def is_layer(node: Node) -> str | None:
    """Say how an element lies over the page; None where it does not."""
    if node.tag.startswith("#"):
        return None
    attributes = node.attributes
    if node.tag == "dialog" or attributes.get("role") in ("dialog", "alertdialog") or attributes.get("aria-modal") == "true":
        return "a dialog"
    if "popover" in attributes and node.shown:
        return "a popover"
    position = node.style("position")
    if position in ("fixed", "sticky"):
        return f"position {position}"
    if position == "absolute" and _z_index(node) >= _HIGH_Z_INDEX:
        return "absolute, stacked high"
    return None


def lies_over(root: Node) -> bool:
    """True where a banner lies over the page or is a frame's or a component's own, and not in the page's flow."""
    return any(is_layer(node) is not None for node in (root, *root.ancestors)) or any(
        is_layer(n) is not None for n in root.walk()
    )


def layer_of(node: Node, survey: Survey) -> tuple[Node, str] | None:
    """The layer around a node that speaks of consent (else the outermost), and how it lies; None where the node is in the flow.

    What sticks or is absolute may be a part of a dialog, so the way goes on; a fixed element or a dialog that speaks is one
    thing, and what holds it may hold a second layer beside it. Single-page applications put the whole page into one fixed
    element: such a layer holds far more text than a dialog.
    """
    found: tuple[Node, str] | None = None
    page_text = survey.length(node.tree.root)
    for place in (node, *node.ancestors):
        if place.tag in ("html", "body") and place.document == 0:
            break
        how = is_layer(place)
        if how is None:
            continue
        length = survey.length(place)
        if length > _MAX_LAYER_TEXT or (_is_page(place) and length > page_text * _FOREIGN_SHARE and length > 3000):
            break
        found = (place, how)
        if survey.speaks(place) and not how.startswith(("position sticky", "absolute")):
            break
    return found


def in_reach(node: Node) -> bool:
    """True where a person can get at it: what is fixed must lie in the viewport, and nothing brings it there by scrolling."""
    width, height = node.tree.page.viewport
    viewport = Box(0.0, 0.0, width, height)
    for place in (node, *node.ancestors):
        if place.style("position") == "fixed" and place.box is not None and place.box.area > 0:
            common = place.box.overlap(viewport)
            return common >= _LEAST_VISIBLE_PX * min(place.box.width, place.box.height, 40.0)
    return True


def in_content(node: Node) -> str | None:
    """Say which part of the page's content holds a node; None where none does."""
    for above in (node, *node.ancestors):
        role = above.attribute("role") if not above.tag.startswith("#") else ""
        if above.tag in ("main", "article", "figure", "nav", "footer", "table") or role in ("main", "article", "contentinfo"):
            return role or above.tag
    return None


def _is_page(place: Node) -> bool:
    width, height = place.tree.page.viewport
    return place.box is not None and place.box.width >= width * 0.9 and place.box.height >= height * 0.9


def _z_index(node: Node) -> int:
    text = node.style("z-index")
    return int(text) if text.lstrip("-").isdigit() and len(text) < 12 else 0
