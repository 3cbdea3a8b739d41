"""The elements of a body as a flat table, with what rules ask of them, in one walk down and one pass up; nothing recurses.

A *run* is one text node; a *line* is a stretch of runs with no edge of a block element between them, which a person reads as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate
from urllib.parse import urlsplit

from auditor.classify.blocks.words import NameBook, PhraseBook, squeeze
from auditor.evidence.page import Node, Tree

__all__ = ["CONTROLS", "HAS", "HEADINGS", "UNREAD", "Line", "Part", "Parts", "Run", "read_parts"]

UNREAD = frozenset({"script", "style", "template", "noscript", "svg"})
"""Elements whose text no one reads."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CONTROLS = frozenset({"a", "button", "summary", "option", "input"})
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "button",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "mark",
        "meter",
        "output",
        "picture",
        "progress",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "br",
        "#shadow-root",
        "slot",
    ]
)
_NAMED_BY = ("class", "id", "data-testid", "data-component", "data-qa", "data-block-name", "data-module")
HAS = (
    "email field", "password field", "text area", "heading", "time", "picture", "list", "table", "button", "form",
    "copyright sign", "date", "external link", "toggle",
)  # fmt: skip
_BIT = {name: 1 << number for number, name in enumerate(HAS)}
_BY_TAG = {
    "textarea": "text area", "time": "time", "img": "picture", "picture": "picture", "video": "picture", "figure": "picture",
    "ul": "list", "ol": "list", "dl": "list", "table": "table", "button": "button", "form": "form",
} | dict.fromkeys(HEADINGS, "heading")  # fmt: skip
_LABELS = ("aria-label", "placeholder", "value", "title", "alt")
_MAX_SPEECH = 5000
"""Characters: the phrases of an element are handed up to what holds it only below this size; a whole page says everything."""
_MAX_OPENING = 200
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|&copy;|\bcopyright\b", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True)
class Run:
    """One text node with something to read."""

    node: Node
    part: Part
    text: str
    shown: bool
    line: int


@dataclass(slots=True)
class Line:
    """A stretch of runs that a person reads as one."""

    first: int
    last: int
    """One past the last run."""
    text: str = ""
    said: dict[str, str] = field(default_factory=dict)
    """Concept → the phrase that says it."""
    mask: int = 0
    plain: int = 0
    """Characters outside links and buttons."""


class Part:
    """One element (or shadow root, or frame's document) and what is known of it."""

    __slots__ = (
        "above", "attributes", "children", "control", "depth", "end", "first_run", "has", "host", "inline", "label_said", "last_run",
        "links", "marks", "names", "node", "nth", "nth_child", "number", "parent", "path", "region", "role", "says", "shown", "tag",
    )  # fmt: skip

    def __init__(self, node: Node, number: int, parent: Part | None) -> None:
        self.node = node
        self.tag = node.tag
        self.number = number
        self.parent = parent
        self.children: list[Part] = []
        self.depth: int = parent.depth + 1 if parent else 0
        self.end = number + 1
        self.attributes: dict[str, str] = node.attributes
        self.role = self.attributes.get("role", "").strip().lower()
        self.names: tuple[str, ...] = ()
        self.above: frozenset[str] = frozenset()
        """Tags, roles and names of what holds it, as far as rules ask for them."""
        self.control: Part | None = None
        """The link or button that holds it, or that it is."""
        self.inline = False
        self.first_run = self.last_run = 0
        self.links = 0
        self.has = 0
        self.says = 0
        self.label_said: dict[str, str] = {}
        self.host = ""
        self.path: tuple[str, ...] = ()
        self.marks: set[str] = set()
        self.region = "page"
        self.shown = True
        self.nth = 1
        self.nth_child = len(parent.children) if parent else 0
        """Place among the parts of its holder, from 0."""

    def __repr__(self) -> str:
        return f"<{self.tag} {self.attributes.get('class', '')}>"


class Parts:
    """All parts of a body, in document order, with sums that make each question about a part's text one subtraction."""

    def __init__(self, tree: Tree, parts: list[Part], runs: list[Run], lines: list[Line], visits: int) -> None:
        self.tree = tree
        self.all = parts
        self.runs = runs
        self.lines = lines
        self.visits = visits
        """Nodes touched: the work done, for tests of linearity."""
        lengths = [len(run.text) for run in runs]
        self._text = [0, *accumulate(lengths)]
        self._linked = [0, *accumulate(n if run.part.control else 0 for n, run in zip(lengths, runs, strict=True))]
        self.total = max(self._text[-1], 1)

    def text_length(self, part: Part) -> int:
        """Characters of its text."""
        return self._text[part.last_run] - self._text[part.first_run]

    def linked_length(self, part: Part) -> int:
        """Characters of its text that stand in links and buttons."""
        return self._linked[part.last_run] - self._linked[part.first_run]

    def density(self, part: Part) -> float:
        """Share of its text that stands in links and buttons."""
        length = self.text_length(part)
        return self.linked_length(part) / length if length else 0.0

    def text(self, part: Part, limit: int = 300) -> str:
        """The beginning of its text."""
        pieces, size = [], 0
        for run in self.runs[part.first_run : part.last_run]:
            pieces.append(run.text)
            size += len(run.text) + 1
            if size > limit:
                break
        return " ".join(pieces)[:limit]

    def opening(self, part: Part) -> Line | None:
        """Its first line, where that begins in it and is short."""
        if part.first_run >= part.last_run:
            return None
        line = self.lines[self.runs[part.first_run].line]
        whole = line.first >= part.first_run and len(line.text) <= _MAX_OPENING
        return line if whole else None

    def in_sentence(self, part: Part) -> bool:
        """True for a piece of a running line: text other than links stands beside it in its line."""
        if not part.inline or part.first_run >= part.last_run:
            return False
        line = self.lines[self.runs[part.first_run].line]
        if line.first >= part.first_run and line.last <= part.last_run:
            return False
        own = self.text_length(part) - self.linked_length(part)
        return line.plain - own >= 12

    def phrase(self, part: Part, concept: str) -> str:
        """How it says a concept; empty where it does not."""
        if concept in part.label_said:
            return part.label_said[concept]
        if part.first_run < part.last_run:
            for line in self.lines[self.runs[part.first_run].line : self.runs[part.last_run - 1].line + 1]:
                if concept in line.said:
                    return line.said[concept]
        return next((f"{child.label_said[concept]}" for child in part.children if concept in child.label_said), "")


def read_parts(tree: Tree, names: NameBook, phrases: PhraseBook, asked_above: frozenset[str]) -> Parts:
    """Walk the body once and work out what the rules ask for."""
    laid_out = bool(tree.page.documents[0].layout)
    own_host = (urlsplit_safe(tree.page.url)[0]).removeprefix("www.")
    parts: list[Part] = []
    runs: list[Run] = []
    lines: list[Line] = []
    counters: list[dict[str, int]] = []
    new_line, visits = True, 0
    stack: list[tuple[Node | None, Part | None]] = [(tree.body, None)]
    while stack:
        node, holder = stack.pop()
        visits += 1
        if node is None:
            assert holder is not None
            holder.end, holder.last_run = len(parts), len(runs)
            new_line = new_line or not holder.inline
            continue
        if node.tag == "#text":
            text = squeeze(node.text)
            if text and holder is not None and holder.tag != "iframe":
                if new_line or not lines:
                    lines.append(Line(len(runs), len(runs)))
                    new_line = False
                shown = node.shown if laid_out else holder.shown
                runs.append(Run(node, holder, text, shown, len(lines) - 1))
                lines[-1].last = len(runs)
            continue
        if node.tag in UNREAD or node.tag == "#other":
            continue
        part = Part(node, len(parts), holder)
        parts.append(part)
        counters.append({})
        if holder is not None:
            holder.children.append(part)
            count = counters[_element(holder).number]
            part.nth = count[node.tag] = count.get(node.tag, 0) + 1
        _describe(part, holder, names, asked_above, laid_out, own_host)
        part.first_run = len(runs)
        new_line = new_line or not part.inline
        stack.append((None, part))
        stack.extend((child, part) for child in reversed(node.children))
    table = Parts(tree, parts, runs, lines, visits)
    _listen(table, phrases)
    return table


def _element(part: Part) -> Part:
    while part.tag == "#shadow-root" and part.parent is not None:
        part = part.parent
    return part


def _describe(
    part: Part, holder: Part | None, names: NameBook, asked_above: frozenset[str], laid_out: bool, own_host: str
) -> None:
    attributes = part.attributes
    if holder is not None:  # classes of <body> say what the whole site is like
        part.names = tuple(dict.fromkeys(n for key in _NAMED_BY if key in attributes for n in names.read(attributes[key])))
        part.above = holder.above
        asked = {n for n in (holder.tag, holder.role, *holder.names) if n in asked_above}
        if not asked <= part.above:
            part.above = part.above | asked
        part.control = holder.control
        part.shown = holder.shown
    display = part.node.style("display") if laid_out else ""
    part.inline = display.startswith(("inline", "contents")) if display else part.tag in _INLINE
    if part.tag in CONTROLS or part.role == "button":
        part.control = part
    if not laid_out and ("hidden" in attributes or _HIDDEN_STYLE.search(attributes.get("style", ""))):
        part.shown = False
    flag = _BY_TAG.get(part.tag)
    if flag:
        part.has |= _BIT[flag]
    if part.tag == "a":
        part.links = 1
        part.host, path = urlsplit_safe(attributes.get("href", ""))
        part.path = names.read(path.replace("/", " ").replace("%20", "-"))
        if part.host and own_host and part.host.removeprefix("www.") != own_host:
            part.has |= _BIT["external link"]
    elif part.tag == "input":
        part.has |= _input_bits(attributes)
    if part.role == "switch":
        part.has |= _BIT["toggle"]


def _input_bits(attributes: dict[str, str]) -> int:
    kind = attributes.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return _BIT["toggle"]
    if kind == "password":
        return _BIT["password field"]
    if kind in ("submit", "button", "image", "reset"):
        return _BIT["button"]
    hints = f"{attributes.get('name', '')} {attributes.get('placeholder', '')} {attributes.get('id', '')}".lower()
    return _BIT["email field"] if kind == "email" or (kind == "text" and "mail" in hints) else 0


def urlsplit_safe(url: str) -> tuple[str, str]:
    """Host and path of an address; empty where it cannot be read."""
    try:
        found = urlsplit(url.strip()[:2000])
        return (found.hostname or "").lower(), found.path
    except ValueError:
        return "", ""


def _listen(table: Parts, phrases: PhraseBook) -> None:
    for line in table.lines:
        runs = table.runs[line.first : line.last]
        line.text = " ".join(run.text for run in runs)
        line.said = phrases.find(line.text)
        line.mask = sum(phrases.bit[concept] for concept in line.said)
        line.plain = sum(len(run.text) for run in runs if run.part.control is None)
        owner = runs[0].part
        while owner.inline and owner.parent is not None:
            owner = owner.parent
        owner.says |= line.mask
        if _COPYRIGHT.search(line.text):
            owner.has |= _BIT["copyright sign"]
        if len(line.text) <= 300 and phrases.has_date(line.text):
            owner.has |= _BIT["date"]
    for part in reversed(table.all):
        if part.inline and part.first_run < part.last_run:
            _hear_inline(table, part, phrases)
        if part.tag == "input" or "aria-label" in part.attributes:
            label = " ".join(part.attributes[key] for key in _LABELS if key in part.attributes)[:200]
            part.label_said = phrases.find(label)
            part.says |= sum(phrases.bit[concept] for concept in part.label_said)
        parent = part.parent
        if parent is not None:
            parent.links += part.links
            parent.has |= part.has
            if table.text_length(parent) <= _MAX_SPEECH:
                parent.says |= part.says


def _hear_inline(table: Parts, part: Part, phrases: PhraseBook) -> None:
    """A link in a row of links, or an element that is its whole line, says what it says by itself."""
    line = table.lines[table.runs[part.first_run].line]
    if line.first >= part.first_run and line.last <= part.last_run:
        part.says |= line.mask
        if len(line.text) <= 300 and phrases.has_date(line.text):
            part.has |= _BIT["date"]
        return
    if part.control is part and table.text_length(part) <= _MAX_OPENING:
        part.label_said = phrases.find(table.text(part))
        part.says |= sum(phrases.bit[concept] for concept in part.label_said)
