"""The blocks of one page, from a saved file or from the web: what `auditor blocks` shows."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.catalogue.load import Folder
from auditor.classify.blocks import BlockRules, find_blocks, find_runs, read_html
from auditor.evidence.page import Tree
from auditor.results import Block

__all__ = ["PageBlocks", "blocks_of_html"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBlocks:
    """A page cut into blocks."""

    blocks: tuple[Block, ...]
    runs: tuple[tuple[str, str], ...]
    """(type, text) of every text run of the body, in document order."""
    truncated: str | None
    """Why a part of the page was not read; None where it was read whole."""

    @property
    def article(self) -> str:
        """The article alone: its title, standfirst and body, one paragraph a run."""
        return "\n\n".join(text for type_, text in self.runs if type_ in ("headline", "standfirst", "article_body"))


def blocks_of_html(html: bytes | str, url: str, folder: Folder) -> PageBlocks:
    """Cut saved HTML into blocks; no browser. Raises CatalogueError where the catalogue has a mistake."""
    return _cut(read_html(html, url), BlockRules.load(folder))


def _cut(tree: Tree, rules: BlockRules) -> PageBlocks:
    return PageBlocks(blocks=find_blocks(tree, rules), runs=tuple(find_runs(tree, rules)), truncated=tree.page.truncated)
