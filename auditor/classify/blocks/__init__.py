"""Typed boilerplate blocks of a page: consent text, newsletter, share bar, related links … and the article itself.

Pure: a tree and the rules of `selectors/blocks/` go in; blocks with their type, their place and their *because* come out. The
work is linear in the number of nodes, and nothing recurses.
"""

from __future__ import annotations

from auditor.classify.blocks.label import label_parts
from auditor.classify.blocks.parts import read_parts
from auditor.classify.blocks.rules import BlockRules
from auditor.classify.blocks.saved import read_html
from auditor.classify.blocks.segment import blocks_of, runs_of
from auditor.evidence.page import Node, Tree
from auditor.results import Block

__all__ = ["BlockRules", "find_blocks", "find_runs", "read_html"]


def find_blocks(
    tree: Tree, rules: BlockRules, *, banner: Node | None = None, repeated: frozenset[str] = frozenset()
) -> tuple[Block, ...]:
    """Cut the page into typed blocks, in document order.

    `banner` is the consent banner where one was found: inside it only consent types are given. `repeated` holds texts of links
    that stand on other pages of the site too.
    """
    parts = read_parts(tree, rules.names, rules.phrases, rules.asked_above)
    return blocks_of(parts, label_parts(parts, rules, banner, repeated))


def find_runs(tree: Tree, rules: BlockRules, *, banner: Node | None = None) -> list[tuple[str, str]]:
    """(type, text) of every text run of the body, hidden ones included, in document order; `other` where no rule claims it."""
    parts = read_parts(tree, rules.names, rules.phrases, rules.asked_above)
    return runs_of(parts, label_parts(parts, rules, banner, frozenset()))
