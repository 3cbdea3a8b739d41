"""Typed boilerplate blocks of a page: consent text, newsletter, share bar, related links … and the article itself.

Pure: a tree and the rules of `selectors/blocks/` go in; blocks with their type, their place and their *because* come out. The
work is linear in the number of nodes, and nothing recurses.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from auditor.classify.blocks.label import Label, label_parts
from auditor.classify.blocks.listen import listen
from auditor.classify.blocks.parts import Parts
from auditor.classify.blocks.reading import read_parts
from auditor.classify.blocks.rules import BlockRules
from auditor.classify.blocks.saved import read_html
from auditor.classify.blocks.segment import blocks_of, lines_of, runs_of
from auditor.classify.blocks.share import share_of
from auditor.classify.blocks.tongue import Languages
from auditor.evidence.page import Node, Tree
from auditor.results import Block, PageShare

__all__ = ["BlockRules", "CutPage", "cut", "find_blocks", "find_runs", "read_html"]


@dataclass(frozen=True, slots=True)
class CutPage:
    """A page with a label on each of its parts."""

    parts: Parts
    labels: list[Label]
    languages: Languages

    def blocks(self) -> tuple[Block, ...]:
        """Blocks in document order; without what no one sees."""
        return blocks_of(self.parts, self.labels, self.languages)

    def share(self, blocks: tuple[Block, ...]) -> PageShare:
        """What the page consists of; `blocks` are its own."""
        return share_of(self.parts, self.labels, blocks)

    def runs(self) -> list[tuple[str, str]]:
        """(type, text) of every text run of the body, hidden ones included; `other` where no rule claims it."""
        return runs_of(self.parts, self.labels)

    def text_of(self, types: Collection[str]) -> str:
        """Text of some types alone, one line of the page a line; without what no one sees."""
        return "\n".join(lines_of(self.parts, self.labels, types))


def cut(tree: Tree, rules: BlockRules, *, banner: Node | None = None, repeated: frozenset[str] = frozenset()) -> CutPage:
    """Label each part of a page; see `find_blocks` for the arguments."""
    parts = read_parts(tree, rules.names, rules.asked_above)
    listen(parts, rules.phrases)
    return CutPage(parts, label_parts(parts, rules, banner, repeated), rules.languages)


def find_blocks(
    tree: Tree, rules: BlockRules, *, banner: Node | None = None, repeated: frozenset[str] = frozenset()
) -> tuple[Block, ...]:
    """Cut the page into typed blocks, in document order.

    `banner` is the consent banner where one was found: inside it only consent types are given. `repeated` holds texts of links
    that stand on other pages of the site too.
    """
    return cut(tree, rules, banner=banner, repeated=repeated).blocks()


def find_runs(tree: Tree, rules: BlockRules, *, banner: Node | None = None) -> list[tuple[str, str]]:
    """(type, text) of every text run of the body, hidden ones included, in document order; `other` where no rule claims it."""
    return cut(tree, rules, banner=banner).runs()
