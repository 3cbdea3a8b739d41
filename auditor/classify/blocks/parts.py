"""The elements of a body as a flat table, with sums that make each question about a part's text one subtraction.

A *run* is one text node; a *line* is a stretch of runs with no edge of a block element between them, which a person reads as one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

from auditor.evidence.page import Node, Tree

__all__ = ["BIT", "HAS", "HEADINGS", "MAX_OPENING", "Line", "Part", "Parts", "Run"]

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
HAS = (
    "email field", "password field", "text area", "heading", "time", "picture", "list", "table", "button", "form",
    "copyright sign", "date", "external link", "toggle", "navigation",
)  # fmt: skip
BIT = {name: 1 << number for number, name in enumerate(HAS)}
"""What stands in a part, as bits."""
MAX_OPENING = 200
"""Characters of a first line that may head what follows it, and of a control's text."""
_MAX_STATEMENT = 700
"""Characters of a line that is an element by itself: a notice with its fine print."""
_MAX_TITLE = 60
_WORDS_BESIDE = 5


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
        "above", "attributes", "children", "control", "end", "first_run", "has", "headings", "heard", "host", "inline",
        "label_mask", "label_said", "last_run", "length", "line_owner", "links", "marks", "names", "node", "nth", "nth_child",
        "number", "parent", "path", "region", "role", "says", "sentence", "shown", "tag", "wider",
    )  # fmt: skip

    def __init__(self, node: Node, number: int, parent: Part | None) -> None:
        self.node = node
        self.tag = node.tag
        self.number = number
        self.parent = parent
        self.children: list[Part] = []
        self.end = number + 1
        self.attributes: dict[str, str] = node.attributes
        self.role = self.attributes.get("role", "").strip().lower()
        self.names: tuple[str, ...] = ()
        self.above: frozenset[str] = frozenset()
        """Tags, roles and names of what holds it, as far as rules ask for them."""
        self.control: Part | None = None
        """The link or button that holds it, or that it is."""
        self.inline = False
        self.line_owner: Part = self
        """The block element whose lines its text stands in."""
        self.first_run = self.last_run = 0
        self.links = 0
        """Links and buttons in it."""
        self.headings = 0
        self.has = 0
        self.says = 0
        self.label_said: dict[str, str] = {}
        self.label_mask = 0
        self.host = ""
        self.path: tuple[str, ...] = ()
        self.marks: set[str] = set()
        self.length = 0
        """Characters of its text."""
        self.sentence: bool | None = None
        """Whether it is a piece of a running line; None until that is asked."""
        self.heard: tuple[int, int] | None = None
        """Concepts of its first line, and of that and the next, as bits; None until they are asked for."""
        self.region = "page"
        self.shown = True
        self.wider: Part | None = None
        """The nearest element above that holds more text."""
        self.nth = 1
        self.nth_child = len(parent.children) if parent else 0
        """Place among the parts of its holder, from 0."""

    def __repr__(self) -> str:
        return f"<{self.tag} {self.attributes.get('class', '')}>"


class Parts:
    """All parts of a body, in document order, with sums that make each question about a part's text one subtraction."""

    def __init__(self, tree: Tree, parts: list[Part], runs: list[Run], lines: list[Line], visits: int, host: str = "") -> None:
        self.tree = tree
        self.host = host
        """The site's own host without `www.`; empty where it is not known."""
        self.all = parts
        self.runs = runs
        self.lines = lines
        self.visits = visits
        """Nodes touched: the work done, for tests of linearity."""
        lengths = [len(run.text) for run in runs]
        self._text = [0, *accumulate(lengths)]
        self._linked = [0, *accumulate(n if run.part.control else 0 for n, run in zip(lengths, runs, strict=True))]
        self.total = max(self._text[-1], 1)
        for part in parts:
            part.length = self._text[part.last_run] - self._text[part.first_run]
        self._phrases: dict[tuple[int, int, str], str] = {}

    def text_length(self, part: Part) -> int:
        """Characters of its text."""
        return part.length

    def line_count(self, part: Part) -> int:
        """Lines of its text."""
        if part.first_run >= part.last_run:
            return 0
        return self.runs[part.last_run - 1].line - self.runs[part.first_run].line + 1

    def linked_length(self, part: Part) -> int:
        """Characters of its text that stand in links and buttons."""
        return self._linked[part.last_run] - self._linked[part.first_run]

    def density(self, part: Part) -> float:
        """Share of its text that stands in links and buttons."""
        return self.linked_length(part) / part.length if part.length else 0.0

    def text(self, part: Part, limit: int = 300) -> str:
        """The beginning of its text."""
        pieces, size = [], 0
        for run in self.runs[part.first_run : part.last_run]:
            pieces.append(run.text)
            size += len(run.text) + 1
            if size > limit:
                break
        return " ".join(pieces)[:limit]

    def openings(self, part: Part) -> list[Line]:
        """The line that heads it, and where that is a bare title the next one too.

        A title heads the smallest element that holds more than the title, not the column in which that element comes first.
        """
        if part.first_run >= part.last_run:
            return []
        number = self.runs[part.first_run].line
        line = self.lines[number]
        if line.first < part.first_run or (part.inline and line.last > part.last_run):
            return []
        if line.last >= part.last_run:
            return [line] if len(line.text) <= _MAX_STATEMENT else []
        owner = self.runs[line.first].part.line_owner
        unit = owner.wider if (owner.first_run, owner.last_run) == (line.first, line.last) else owner
        if unit is None or (unit.first_run, unit.last_run) != (part.first_run, part.last_run):
            return []
        if len(line.text) > MAX_OPENING or not self._is_title(line):
            return []
        after = self.lines[number + 1] if number + 1 < len(self.lines) else None
        if after is None or after.last > part.last_run or len(after.text) > _MAX_STATEMENT:
            return [line]
        bare = self.runs[line.first].part.control is None and len(line.text) <= _MAX_TITLE and owner.tag != "h1"
        return [line, after] if bare else [line]

    def _is_title(self, line: Line) -> bool:
        control = self.runs[line.first].part.control
        return all(run.part.control is control for run in self.runs[line.first : line.last])

    def heard(self, part: Part, lines: int) -> int:
        """Bits of the concepts that its label and its first line say, or those of the lines that head it."""
        if part.heard is None:
            masks = [line.mask for line in self.openings(part)]
            label = part.label_mask
            part.heard = (
                label | (masks[0] if masks else 0),
                label | (masks[0] if masks else 0) | (masks[1] if len(masks) > 1 else 0),
            )
        return part.heard[lines - 1]

    def heard_words(self, part: Part, lines: int) -> dict[str, str]:
        """Concept → phrase of what `heard` gives."""
        found = dict(part.label_said)
        for line in reversed(self.openings(part)[:lines]):
            found |= line.said
        return found

    def in_sentence(self, part: Part) -> bool:
        """True for a piece of a running line: text other than links stands beside it in its line."""
        if part.sentence is None:
            part.sentence = self._in_sentence(part)
        return part.sentence

    def _in_sentence(self, part: Part) -> bool:
        if not part.inline or part.first_run >= part.last_run:
            return False
        if "button" in part.marks and not self._between_words(part):
            return False
        line = self.lines[self.runs[part.first_run].line]
        if line.first >= part.first_run and line.last <= part.last_run:
            return False
        first, last = line.first, line.last
        if part.parent is not None and part.parent.inline:  # what the same inline element holds is nearer than the line
            first, last = max(first, part.parent.first_run), min(last, part.parent.last_run)
        plain = (self._text[last] - self._text[first]) - (self._linked[last] - self._linked[first])
        return plain - (self.text_length(part) - self.linked_length(part)) >= 12

    def _between_words(self, part: Part) -> bool:
        """True for a button with text on both sides in one element: « Nous et nos [124 partenaires] déposons … »."""
        runs, first, last = self.runs, part.first_run, part.last_run
        if part.parent is None or not part.parent.first_run < first or last >= part.parent.last_run:
            return False
        before, after = runs[first - 1], runs[last]
        beside = before.line == after.line == runs[first].line and before.part is after.part is part.parent
        return beside and min(len(before.text), len(after.text)) >= _WORDS_BESIDE

    def phrase(self, part: Part, concept: str) -> str:
        """How it says a concept; empty where it does not."""
        if concept in part.label_said:
            return part.label_said[concept]
        if part.first_run < part.last_run:
            first, last = self.runs[part.first_run].line, self.runs[part.last_run - 1].line
            key = (first, last, concept)
            if key not in self._phrases:  # nested elements ask the same question of the same lines
                self._phrases[key] = next(
                    (line.said[concept] for line in self.lines[first : last + 1] if concept in line.said), ""
                )
            if self._phrases[key]:
                return self._phrases[key]
        return next((child.label_said[concept] for child in part.children if concept in child.label_said), "")
