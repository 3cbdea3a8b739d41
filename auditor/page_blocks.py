"""The blocks of one page, from a saved file or from the web: what `auditor blocks` shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from auditor.catalogue.load import Folder
from auditor.classify.blocks import BlockRules, cut, read_html
from auditor.errors import UsageError
from auditor.evidence.page import Node, Tree
from auditor.results import Block

__all__ = ["PageBlocks", "blocks_of_file", "blocks_of_html", "blocks_of_url"]

_ARTICLE = ("headline", "standfirst", "article_body")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBlocks:
    """A page cut into blocks."""

    blocks: tuple[Block, ...]
    runs: tuple[tuple[str, str], ...]
    """(type, text) of every text run of the body, in document order."""
    article: str
    """The article alone: its title, standfirst and body, one paragraph a line."""
    types: tuple[str, ...]
    """The types that the catalogue knows, in its order."""
    truncated: str | None
    """Why a part of the page was not read; None where it was read whole."""


def blocks_of_file(path: Path, folder: Folder) -> PageBlocks:
    """Cut a saved HTML file into blocks; no browser. Raises UsageError for a file that cannot be read, CatalogueError."""
    try:
        html = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror or error}", kind="file", remedy="Give a saved HTML file or a web address"
        ) from error
    return blocks_of_html(html, "", folder)


def blocks_of_html(html: bytes | str, url: str, folder: Folder) -> PageBlocks:
    """Cut saved HTML into blocks; no browser. Raises CatalogueError where the catalogue has a mistake."""
    return _blocks(read_html(html, url), BlockRules.load(folder), None)


async def blocks_of_url(url: str, folder: Folder, browser_path: str | None = None) -> PageBlocks:
    """Load a page as a visitor who has touched nothing, and cut what then stands there into blocks, its consent banner included.

    Raises SiteError where the page cannot be had, BrowserError, CatalogueError.
    """
    from auditor.arrival import arrive
    from auditor.banner import Selectors, find_banner
    from auditor.capture.options import CaptureOptions

    rules, selectors = BlockRules.load(folder), Selectors.load(folder)
    tree = (await arrive(url, selectors, CaptureOptions(browser_path=browser_path))).page.tree()
    banner = find_banner(tree, selectors)
    return _blocks(tree, rules, banner.root if banner is not None else None)


def _blocks(tree: Tree, rules: BlockRules, banner: Node | None) -> PageBlocks:
    found = cut(tree, rules, banner=banner)
    return PageBlocks(
        blocks=found.blocks(),
        runs=tuple(found.runs()),
        article=found.text_of(_ARTICLE),
        types=tuple(rules.files),
        truncated=tree.page.truncated,
    )
