"""Small HTML turned into a page snapshot, with as much layout as the banner finder looks at.

Styles are inline and stand for computed ones. Text flows downwards, 20 px a line; `data-box="x y width height"` sets a box;
an element with `position: fixed` and no box lies at the foot of the viewport. `<template shadowroot=closed>` is a shadow root,
and the content of `<iframe>` is the document in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import lxml.html
from lxml import etree

from auditor.evidence.page import STYLES, Document, PageSnapshot, Tree

__all__ = ["VIEWPORT", "page", "tree"]

VIEWPORT = (1280.0, 800.0)
_LINE = 20.0
_INHERITED = ("visibility", "color", "cursor", "font-size", "font-weight")
_DEFAULTS = {
    "display": "block",
    "visibility": "visible",
    "opacity": "1",
    "position": "static",
    "z-index": "auto",
    "color": "rgb(0, 0, 0)",
    "background-color": "rgba(0, 0, 0, 0)",
    "background-image": "none",
    "font-size": "16px",
    "font-weight": "400",
    "cursor": "auto",
    "pointer-events": "auto",
    "overflow-y": "visible",
    "text-decoration-line": "none",
    "border-top-width": "0px",
    "border-top-color": "rgb(0, 0, 0)",
    "clip-path": "none",
    "border-left-width": "0px",
    "padding-top": "0px",
    "padding-left": "0px",
    "box-shadow": "none",
    "filter": "none",
    "mix-blend-mode": "normal",
    "-webkit-text-fill-color": "",
    "color-scheme": "normal",
    "overlay": "none",
}
_INVISIBLE = ("head", "script", "style", "title", "meta", "link", "noscript")
BoxOf = tuple[float, float, float, float]


@dataclass
class _Columns:
    frame_id: str
    owner: tuple[int, int] | None = None
    parent: list[int] = field(default_factory=list)
    name: list[int] = field(default_factory=list)
    text: list[int] = field(default_factory=list)
    attributes: list[tuple[int, ...]] = field(default_factory=list)
    shadow: dict[int, str] = field(default_factory=dict)
    checked: list[int] = field(default_factory=list)
    clickable: list[int] = field(default_factory=list)
    boxes: dict[int, BoxOf] = field(default_factory=dict)
    styles: dict[int, dict[str, str]] = field(default_factory=dict)


class _Builder:
    def __init__(self) -> None:
        self.strings: dict[str, int] = {}
        self.documents: list[_Columns] = []
        self.y = 0.0

    def number(self, text: str) -> int:
        return self.strings.setdefault(text, len(self.strings))

    def document(self, root: etree._Element, owner: tuple[int, int] | None) -> int:
        number = len(self.documents)
        columns = _Columns(frame_id=f"frame-{number}", owner=owner)
        self.documents.append(columns)
        top = self.add(columns, "#document", -1)
        self.element(columns, root, top, dict(_DEFAULTS), number, shown=True)
        return number

    def add(self, columns: _Columns, name: str, parent: int, text: str | None = None) -> int:
        columns.parent.append(parent)
        columns.name.append(self.number(name))
        columns.text.append(self.number(text) if text is not None else -1)
        columns.attributes.append(())
        return len(columns.parent) - 1

    def element(
        self, columns: _Columns, node: etree._Element, parent: int, above: dict[str, str], number: int, *, shown: bool
    ) -> list[BoxOf]:
        tag = str(node.tag)
        if tag == "template" and node.get("shadowroot"):
            index = self.add(columns, "#shadow-root", parent)
            columns.shadow[index] = str(node.get("shadowroot"))
            return self.children(columns, node, index, above, number, shown=shown)
        index = self.add(columns, tag, parent)
        pairs = [(k, v) for k, v in node.attrib.items() if k not in ("style", "data-box")]
        columns.attributes[index] = tuple(self.number(part) for pair in pairs for part in pair)
        style = self.style(node, above)
        shown = shown and style["display"] != "none" and tag not in _INVISIBLE
        if "checked" in node.attrib:
            columns.checked.append(index)
        if "onclick" in node.attrib or tag in ("button", "input") or (tag == "a" and "href" in node.attrib):
            columns.clickable.append(index)
        start = self.y
        if style["position"] in ("fixed", "absolute") and not node.get("data-box"):
            self.y = VIEWPORT[1] - 120.0
        if tag == "iframe":
            inner = lxml.html.document_fromstring(node.text or "<p></p>")
            boxes = self.frame(inner, (number, index))
        else:
            boxes = self.children(columns, node, index, style, number, shown=shown)
        if style["position"] in ("fixed", "absolute"):
            self.y = start
        if not shown:
            return []
        given = node.get("data-box")
        if given:
            x, y, width, height = (float(part) for part in given.split())
            boxes = [(x, y, width, height)]
        elif tag in ("input", "img", "svg") and not boxes:
            boxes = [(40.0, self.y, 20.0, 20.0)]
        box = _union(boxes)
        if box is not None:
            columns.boxes[index] = box
            columns.styles[index] = style
        return [box] if box is not None else []

    def frame(self, root: etree._Element, owner: tuple[int, int]) -> list[BoxOf]:
        number = self.document(root, owner)
        body = _union(list(self.documents[number].boxes.values()))
        return [body] if body is not None else []

    def children(
        self, columns: _Columns, node: etree._Element, index: int, style: dict[str, str], number: int, *, shown: bool
    ) -> list[BoxOf]:
        boxes = self.words(columns, node.text, index, style, shown=shown)
        for child in node:
            if isinstance(child.tag, str):
                boxes += self.element(columns, child, index, style, number, shown=shown)
            boxes += self.words(columns, child.tail, index, style, shown=shown)
        return boxes

    def words(self, columns: _Columns, text: str | None, parent: int, style: dict[str, str], *, shown: bool) -> list[BoxOf]:
        if not text or not text.strip():
            return []
        index = self.add(columns, "#text", parent, text)
        if not shown:
            return []
        box = (40.0, self.y, min(1200.0, 8.0 * len(text.strip())), _LINE)
        self.y += _LINE
        columns.boxes[index] = box
        columns.styles[index] = style
        return [box]

    def style(self, node: etree._Element, above: dict[str, str]) -> dict[str, str]:
        style = dict(_DEFAULTS) | {name: above[name] for name in _INHERITED}
        for part in (node.get("style") or "").split(";"):
            name, _, value = part.partition(":")
            if name.strip() in style:
                style[name.strip()] = value.strip()
        return style

    def paint(self, columns: _Columns, index: int) -> int:
        """What is fixed is painted over the rest, with all that is in it."""
        around = [index]
        while columns.parent[around[-1]] >= 0:
            around.append(columns.parent[around[-1]])
        over = any(i in columns.styles and columns.styles[i]["position"] in ("fixed", "sticky") for i in around)
        return (100_000 if over else 0) + index

    def finished(self, columns: _Columns) -> Document:
        layout = sorted(columns.boxes)
        return Document(
            frame_id=columns.frame_id,
            url=f"https://boutique.example/{columns.frame_id}",
            owner=columns.owner,
            parent=tuple(columns.parent),
            name=tuple(columns.name),
            text=tuple(columns.text),
            attributes=tuple(columns.attributes),
            backend=tuple(1000 * int(columns.frame_id.removeprefix("frame-")) + i for i in range(len(columns.parent))),
            shadow=columns.shadow,
            checked=tuple(columns.checked),
            clickable=tuple(columns.clickable),
            layout=tuple(layout),
            boxes=tuple(columns.boxes[i] for i in layout),
            styles=tuple(tuple(self.number(columns.styles[i][name]) for name in STYLES) for i in layout),
            paint=tuple(self.paint(columns, i) for i in layout),
        )


def _union(boxes: list[BoxOf]) -> BoxOf | None:
    if not boxes:
        return None
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    return left, top, right - left, bottom - top


def page(body: str, *, language: str = "fr") -> PageSnapshot:
    """A snapshot of a page with this body."""
    builder = _Builder()
    builder.document(lxml.html.document_fromstring(f'<html lang="{language}"><body>{body}</body></html>'), None)
    documents = tuple(builder.finished(columns) for columns in builder.documents)
    return PageSnapshot(
        label="arrival",
        phase="before",
        step="load",
        at_ms=0.0,
        url="https://boutique.example/",
        viewport=VIEWPORT,
        strings=tuple(builder.strings),
        documents=documents,
    )


def tree(body: str, *, language: str = "fr") -> Tree:
    """The nodes of such a page."""
    return page(body, language=language).tree()
