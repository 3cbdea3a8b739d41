"""What a screen reader calls a control, as far as a snapshot tells: the name computation of WAI-ARIA in its common cases."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.evidence.page import Node

__all__ = ["accessible_name"]

_MAX_NAME = 300
_DEFAULTS = {"submit": "Submit", "reset": "Reset", "image": "Submit"}


def accessible_name(control: Node) -> str | None:
    """The accessible name, spaces folded; empty where it has none or is hidden from screen readers; None where nothing tells.

    Source: https://www.w3.org/TR/accname-1.2/. A name that could only come from what a style sheet writes gives None.
    """
    if any(node.attribute("aria-hidden").strip().lower() == "true" for node in (control, *control.ancestors)):
        return ""
    for text in _names(control):
        folded = " ".join(text.split())
        if folded:
            return folded[:_MAX_NAME]
    return None if any(node.tag.startswith("::") for node in control.walk()) else ""


def _names(control: Node) -> Iterator[str]:
    attributes = control.attributes
    named = attributes.get("aria-labelledby", "").split()
    if named:
        document = {node.attribute("id"): node for node in control.tree.nodes[control.document] if node.attribute("id")}
        yield " ".join(_all_text(document[name]) for name in named if name in document)
    yield attributes.get("aria-label", "")
    if control.tag == "input":
        kind = attributes.get("type", "").lower()
        yield attributes.get("alt", "") if kind == "image" else ""
        yield attributes.get("value", "") or _DEFAULTS.get(kind, "")
    yield " ".join(_content(control))
    yield attributes.get("title", "")


def _content(node: Node) -> Iterator[str]:
    """What stands in an element and is read aloud: text, alternatives of pictures, labels of parts."""
    for child in node.children:
        if child.tag == "#text":
            if child.box is not None and child.parent is not None and child.parent.style("visibility") in ("visible", ""):
                yield child.text
            continue
        attributes = child.attributes
        if attributes.get("aria-hidden", "").strip().lower() == "true" or (child.box is None and not child.children):
            continue
        if label := attributes.get("aria-label", "").strip():
            yield label
        elif child.tag in ("img", "area"):
            yield attributes.get("alt", "") or attributes.get("title", "")
        elif child.tag == "svg":
            yield next((_all_text(inner) for inner in child.walk() if inner.tag == "title"), "")
        else:
            inner = " ".join(_content(child))
            yield inner if inner.strip() else attributes.get("title", "")


def _all_text(node: Node) -> str:
    return " ".join(inner.text for inner in node.walk() if inner.tag == "#text")
