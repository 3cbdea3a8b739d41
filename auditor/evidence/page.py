"""A page as a person had it before them: documents, nodes, boxes, styles, paint order; open and closed shadow roots included.

The saved form is columns (small, quick to decode); `PageSnapshot.tree()` gives nodes to walk. Coordinates of boxes in the
saved form are CSS pixels of their own document; those of `Node.box` are CSS pixels of the top page's viewport.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any, NamedTuple

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from auditor.shape import Shape

__all__ = ["STYLES", "Box", "Document", "Node", "PageSnapshot", "Tree", "selector_mistake"]

STYLES = (
    "display",
    "visibility",
    "opacity",
    "position",
    "z-index",
    "color",
    "background-color",
    "background-image",
    "font-size",
    "font-weight",
    "cursor",
    "pointer-events",
    "overflow-y",
    "text-decoration-line",
    "border-top-width",
    "border-top-color",
    "clip-path",
    "border-left-width",
    "padding-top",
    "padding-left",
    "box-shadow",
    "filter",
    "mix-blend-mode",
    "-webkit-text-fill-color",
    "color-scheme",
    "overlay",
)
"""Computed styles that a snapshot holds, in this order. New ones are added at the end: a snapshot from before has shorter
columns, and `Node.style` gives an empty text for what it lacks."""
_STYLE_NUMBER = {name: number for number, name in enumerate(STYLES)}


class Box(NamedTuple):
    """A rectangle in CSS pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """Area in square CSS pixels."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def overlap(self, other: Box) -> float:
        """Area in common, in square CSS pixels."""
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(0.0, width) * max(0.0, height)


class Document(Shape, frozen=True, kw_only=True):
    """One document: the top page or a frame. Columns of equal length per node, in document order (parents first)."""

    frame_id: str
    """The browser's id of the frame."""
    url: str
    """Address of the document."""
    title: str = ""
    """Of the document, as its author wrote it."""
    owner: tuple[int, int] | None = None
    """(index of the document, index of the node) of the frame element that holds it; None for the top page."""
    origin: tuple[float, float] = (0.0, 0.0)
    """Where this document's own (0, 0) stands in the top page's viewport (scrolling counted in), in CSS pixels."""
    parent: tuple[int, ...]
    """Index of the parent node; -1 for the root."""
    name: tuple[int, ...]
    """Index into `strings`: lower-case tag name, `#text`, `#document`, `::before` …"""
    text: tuple[int, ...]
    """Index into `strings` of a text node's text; -1 for other nodes."""
    attributes: tuple[tuple[int, ...], ...]
    """name, value, name, value … as indices into `strings`."""
    backend: tuple[int, ...]
    """The browser's id of the node while the page lives."""
    shadow: dict[int, str]
    """Index of each node that stands in a shadow root → open, closed or user-agent. Chromium gives no node for the root itself:
    what is in it hangs under its host. A snapshot of another make may have a `#shadow-root` node there."""
    checked: tuple[int, ...]
    """Indices of the inputs that are checked."""
    clickable: tuple[int, ...]
    """Indices of the nodes that have a click listener of their own or are clickable by nature."""
    layout: tuple[int, ...]
    """Indices of the nodes that have a layout box."""
    boxes: tuple[tuple[float, float, float, float], ...]
    """x, y, width, height of each in `layout`, in this document's CSS pixels."""
    styles: tuple[tuple[int, ...], ...]
    """Computed styles of each in `layout`, in the order of `STYLES`, as indices into `strings`."""
    paint: tuple[int, ...]
    """Paint order of each in `layout`: higher is nearer to the eye."""


class PageSnapshot(Shape, frozen=True, kw_only=True):
    """The whole page at one moment."""

    label: str
    """untouched (before the first gesture), arrival (after it), refuse-press-1, refuse-reload, refuse-next-page …; unique in its
    visit."""
    phase: str
    step: str
    at_ms: float
    url: str
    """Address of the top page."""
    viewport: tuple[float, float]
    """Width and height in CSS pixels."""
    strings: tuple[str, ...]
    """Every text that occurs in the documents, once: columns point into it."""
    documents: tuple[Document, ...]
    """The top page first."""
    truncated: str | None = None
    """Why nodes are missing; None where the snapshot is whole."""
    focus: tuple[int, int] | None = None
    """(index of the document, index of the node) of the element that has keyboard focus; None where none has."""
    focus_known: bool = False
    """False where nobody asked for the focus, as in evidence from before it was recorded."""

    def tree(self) -> Tree:
        """Build the nodes to walk; a new tree at each call, so keep it."""
        return Tree(self)


class Node:
    """One element, text or root, with its place in the tree. Equal only to itself."""

    __slots__ = (
        "_attributes",
        "_raw_attributes",
        "_styles",
        "box",
        "children",
        "concealed",
        "document",
        "index",
        "paint",
        "parent",
        "tag",
        "text",
        "tree",
    )

    def __init__(self, tree: Tree, document: int, index: int, tag: str, text: str, raw_attributes: tuple[int, ...]) -> None:
        self.tree = tree
        self.document = document
        self.index = index
        self.tag = tag
        self.text = text
        """A text node's own text; empty for elements."""
        self.parent: Node | None = None
        """The parent; for a frame's root, the frame element that holds it."""
        self.children: list[Node] = []
        self.box: Box | None = None
        """In CSS pixels of the top page's viewport; None where nothing is laid out."""
        self.paint = -1
        self.concealed = False
        """True where it, or something above it, hides the whole subtree: transparent, clipped to nothing, off the page."""
        self._raw_attributes = raw_attributes
        self._attributes: dict[str, str] | None = None
        self._styles: tuple[int, ...] | None = None

    def __repr__(self) -> str:
        return f"<{self.tag} #{self.document}:{self.index} {self.attributes.get('id', '')}>"

    @property
    def attributes(self) -> dict[str, str]:
        """Attributes by lower-case name."""
        if self._attributes is None:
            strings, raw = self.tree.page.strings, self._raw_attributes
            self._attributes = {strings[raw[i]].lower(): strings[raw[i + 1]] for i in range(0, len(raw) - 1, 2)}
        return self._attributes

    def attribute(self, name: str) -> str:
        """The value of one attribute; empty where it is not there."""
        return self.attributes.get(name, "")

    def style(self, name: str) -> str:
        """A computed style; empty where the node has no layout, or the snapshot did not ask for it."""
        number = _STYLE_NUMBER[name]
        if self._styles is None or number >= len(self._styles):
            return ""
        index = self._styles[number]
        return self.tree.page.strings[index] if index >= 0 else ""

    @property
    def backend(self) -> int:
        """The browser's id of the node while the page lives."""
        return self.tree.page.documents[self.document].backend[self.index]

    @property
    def frame_id(self) -> str:
        """The frame that holds the node."""
        return self.tree.page.documents[self.document].frame_id

    @property
    def frame_url(self) -> str:
        """URL of the document that holds the node."""
        return self.tree.page.documents[self.document].url

    @property
    def checked(self) -> bool:
        """True for a checkbox or radio that is on, natively or by ARIA."""
        return self.index in self.tree.checked[self.document] or self.attribute("aria-checked") == "true"

    @property
    def clickable(self) -> bool:
        """True where the browser knows a click listener on it or it is clickable by nature."""
        return self.index in self.tree.clickable[self.document]

    @property
    def ancestors(self) -> Iterator[Node]:
        """Parent, grandparent … across shadow roots and frames."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def walk(self) -> Iterator[Node]:
        """This node and everything in it, shadow roots and frames included, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    @property
    def shown(self) -> bool:
        """True where a person could see it somewhere on the page: laid out, with a size, not hidden nor transparent."""
        if self.concealed or self.box is None:
            return False
        if self.tag == "#text":
            return bool(self.text.strip()) and self.parent is not None and self.parent.style("visibility") in ("visible", "")
        return self.box.area > 0 and self.style("visibility") == "visible"

    def shown_text(self) -> str:
        """What a person reads in it: text of what is shown, spaces folded."""
        parts = [node.text for node in self.walk() if node.tag == "#text" and node.shown]
        return re.sub(r"\s+", " ", " ".join(parts)).strip()

    @property
    def in_shadow(self) -> bool:
        """True inside an author's shadow root."""
        return self.index in self.tree.shadowed[self.document] or any(n.tag == "#shadow-root" for n in self.ancestors)


_INVISIBLE_OPACITY = 0.05
_SAFE_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@cache
def _compiled(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")


def selector_mistake(css: str) -> str | None:
    """Say what is wrong with a CSS selector; None where it can be used."""
    try:
        _compiled(css)
    except (SelectorError, etree.XPathError) as error:
        return str(error)
    return None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:  # a saved snapshot may have been made by another hand
        return 1.0


class Tree:
    """The nodes of a snapshot. `roots[i]` is the root of `page.documents[i]`."""

    def __init__(self, page: PageSnapshot) -> None:
        self.page = page
        self.nodes: list[list[Node]] = []
        self.derived: dict[str, Any] = {}
        """What readers worked out of this tree and want to keep as long as it lives, each under a name of its own."""
        self.checked = [frozenset(document.checked) for document in page.documents]
        self.shadowed = [frozenset(i for i, kind in d.shadow.items() if kind != "user-agent") for d in page.documents]
        self.clickable = [frozenset(document.clickable) for document in page.documents]
        strings = page.strings
        for number, document in enumerate(page.documents):
            nodes = [
                Node(self, number, i, strings[name], strings[text] if text >= 0 else "", attributes)
                for i, (name, text, attributes) in enumerate(zip(document.name, document.text, document.attributes, strict=True))
            ]
            for node, parent in zip(nodes, document.parent, strict=True):
                if parent >= 0:
                    node.parent = nodes[parent]
                    nodes[parent].children.append(node)
            dx, dy = document.origin
            for index, box, style, paint in zip(document.layout, document.boxes, document.styles, document.paint, strict=True):
                node = nodes[index]
                node.box = Box(box[0] + dx, box[1] + dy, box[2], box[3])
                node.paint = paint
                node._styles = style
            self.nodes.append(nodes)
            if document.owner is not None and nodes:
                owner = self.nodes[document.owner[0]][document.owner[1]]
                nodes[0].parent = owner
                owner.children.append(nodes[0])
            for node in nodes:  # parents come before their children, and a frame's owner in an earlier document
                node.concealed = (node.parent is not None and node.parent.concealed) or self._conceals(node)

    def _conceals(self, node: Node) -> bool:
        if node.box is None or node._styles is None:
            return False
        x, y = self.page.documents[0].origin
        opacity = node.style("opacity")
        if opacity not in ("", "1") and _number(opacity) < _INVISIBLE_OPACITY:
            return True
        if node.box.area == 0:
            return node.style("overflow-y") in ("hidden", "clip", "auto", "scroll")
        off_page = node.box.x + node.box.width <= x or node.box.y + node.box.height <= y
        return off_page and node.style("position") in ("absolute", "fixed")

    @property
    def root(self) -> Node:
        """The root of the top page."""
        return self.nodes[0][0]

    @cached_property
    def focused(self) -> Node | None:
        """The element that has keyboard focus; None where none has, or nobody asked."""
        place = self.page.focus
        if place is None or not (0 <= place[0] < len(self.nodes) and 0 <= place[1] < len(self.nodes[place[0]])):
            return None
        return self.nodes[place[0]][place[1]]

    @cached_property
    def body(self) -> Node:
        """The top page's body; its root where it has none."""
        return next((n for n in self.nodes[0] if n.tag == "body"), self.root)

    @property
    def language(self) -> str:
        """The `lang` of the top page's root element, lower case; empty where it is not given."""
        return next((n.attribute("lang").strip().lower() for n in self.nodes[0] if n.tag == "html"), "")

    def select(self, css: str) -> list[Node]:
        """All elements of all documents that match; shadow roots are looked through as if their content were in the host.

        Raises ValueError for a selector that cannot be read; ask `selector_mistake` first.
        """
        try:
            compiled = _compiled(css)
        except (SelectorError, etree.XPathError) as error:
            raise ValueError(f"selector {css!r}: {error}") from error
        found: list[Node] = []
        for number, root in enumerate(self._xml):
            if root is not None:
                matched: Any = compiled(root)  # elements only: the selector has no function that yields anything else
                found += [self.nodes[number][int(element.get("auditor-index"))] for element in matched]
        return found

    @cached_property
    def _xml(self) -> list[etree._Element | None]:
        return [self._to_xml(number) for number in range(len(self.page.documents))]

    def _to_xml(self, number: int) -> etree._Element | None:
        document, strings = self.page.documents[number], self.page.strings
        elements: dict[int, etree._Element] = {}
        top: etree._Element | None = None
        for index, (name, parent, raw) in enumerate(zip(document.name, document.parent, document.attributes, strict=True)):
            tag = strings[name]
            if tag == "#shadow-root" and parent in elements:
                elements[index] = elements[parent]
                continue
            if tag.startswith(("#", ":")):
                continue
            attributes = {"auditor-index": str(index)}
            for i in range(0, len(raw) - 1, 2):
                key = strings[raw[i]].lower()
                if _SAFE_NAME.match(key):
                    attributes[key] = _NOT_XML.sub("", strings[raw[i + 1]])
            safe = tag if _SAFE_NAME.match(tag) else "unnamed"
            holder = elements.get(parent)
            if holder is not None:
                elements[index] = etree.SubElement(holder, safe, attributes)
            elif top is None:
                top = elements[index] = etree.Element(safe, attributes)
            else:
                elements[index] = etree.SubElement(top, safe, attributes)
        return top
