"""One walk through a page that answers, for every element, what text is shown in it and what that text speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from auditor.banner.words import Notices, Vocabulary
from auditor.evidence.page import Node, Tree

__all__ = ["Survey"]


class Survey:
    """The shown text of a page outside its choosing controls: what a button says is no notice."""

    def __init__(self, tree: Tree, choosing: Iterable[Node], others: Iterable[Node], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._span: dict[int, tuple[int, int]] = {}
        self._order: dict[int, int] = {}
        self._texts: list[str] = []
        outside, beside = {id(node) for node in choosing}, {id(node) for node in others}
        free: list[int] = []
        # (node, whether it lies in a choosing control, in any control, is met again as its own end)
        stack: list[tuple[Node, bool, bool, bool]] = [(tree.root, False, False, False)]
        starts: dict[int, int] = {}
        while stack:
            node, inside, linked, ends = stack.pop()
            if ends:
                self._span[id(node)] = (starts[id(node)], len(self._texts))
                continue
            self._order[id(node)] = len(self._order)
            starts[id(node)] = len(self._texts)
            if node.tag == "#text":
                if not inside and node.shown:
                    self._texts.append(" ".join(node.text.split()))
                    free.append(0 if linked else len(self._texts[-1]))
                self._span[id(node)] = (starts[id(node)], len(self._texts))
                continue
            stack.append((node, inside, linked, True))
            if not node.concealed:
                inside = inside or id(node) in outside
                linked = linked or id(node) in beside
                stack.extend((child, inside, linked, False) for child in reversed(node.children))
        self._lengths = [0, *accumulate(len(text) + 1 for text in self._texts)]
        self._free = [0, *accumulate(free)]
        speaks = [vocabulary.notices(text) if len(text) > 2 else None for text in self._texts]
        self._strong = [0, *accumulate(1 if s is not None and s.strong else 0 for s in speaks)]
        self._weak = [0, *accumulate(len(s.weak) if s is not None else 0 for s in speaks)]

    def length(self, node: Node) -> int:
        """Characters of shown text in an element, choosing controls left out."""
        start, end = self._at(node)
        return self._lengths[end] - self._lengths[start]

    def free_length(self, node: Node) -> int:
        """Characters of shown text that belong to no control at all."""
        start, end = self._at(node)
        return self._free[end] - self._free[start]

    def free_before(self, node: Node) -> int:
        """Characters of such text that stand before an element."""
        return self._free[self._at(node)[0]]

    def speaks(self, node: Node) -> bool:
        """True where the text may be a consent notice; `notices` says more, and costs more."""
        start, end = self._at(node)
        return self._strong[end] > self._strong[start] or self._weak[end] - self._weak[start] >= 2

    def notices(self, node: Node) -> Notices:
        """What the text of an element speaks of."""
        start, end = self._at(node)
        return self._vocabulary.notices(" ".join(self._texts[start:end]))

    def order(self, node: Node) -> int:
        """The place of a node in the document, frames and shadow roots in their places."""
        return self._order.get(id(node), -1)

    def _at(self, node: Node) -> tuple[int, int]:
        return self._span.get(id(node), (0, 0))
