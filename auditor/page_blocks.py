"""The blocks of one page, from a saved file or from the web: what `auditor blocks` shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from auditor.catalogue.load import Folder
from auditor.classify.blocks import BlockRules, cut, read_html
from auditor.errors import UsageError
from auditor.evidence.page import Node, Tree
from auditor.results import Block, PageShare

__all__ = ["PageBlocks", "blocks_of_file", "blocks_of_html", "blocks_of_url", "picture_of"]

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
    share: PageShare
    """What the page consists of."""
    seen: bytes = b""
    """Of a page of the web: the window as it was (PNG)."""
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
    arrival = await arrive(url, selectors, CaptureOptions(browser_path=browser_path))
    tree = arrival.page.tree()
    banner = find_banner(tree, selectors)
    return replace(_blocks(tree, rules, banner.root if banner is not None else None), seen=arrival.picture)


async def picture_of(found: PageBlocks, saved: bytes | None = None, browser_path: str | None = None) -> bytes:
    """The page (PNG) with each block outlined and labelled; `saved` is the HTML of a saved page, laid out without network.

    Raises BrowserError.
    """
    from auditor.capture.picture import Outline, draw, see_saved

    boxes = [block.box for block in found.blocks]
    seen = found.seen
    if saved is not None:
        seen, boxes = await see_saved(saved, [block.selector for block in found.blocks], browser_path)
    kinds = {name: number for number, name in enumerate(found.types)}
    outlines = [
        Outline(label=block.type, kind=kinds.get(block.type, len(kinds)), box=box)
        for block, box in zip(found.blocks, boxes, strict=True)
        if box is not None
    ]
    return await draw(seen, outlines, browser_path)


def _blocks(tree: Tree, rules: BlockRules, banner: Node | None) -> PageBlocks:
    found = cut(tree, rules, banner=banner)
    blocks = found.blocks()
    return PageBlocks(
        blocks=blocks,
        share=found.share(blocks),
        runs=tuple(found.runs()),
        article=found.text_of(_ARTICLE),
        types=tuple(rules.files),
        truncated=tree.page.truncated,
    )
