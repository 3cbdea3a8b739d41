"""Where the page's content stands: a density of running text, or the list that the page is for."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.classify.blocks.parts import HEADINGS, Part, Parts

__all__ = ["LEAST_PARAGRAPH", "LEAST_PROSE", "content_of"]

_BRIDGE = frozenset({"main", "article", "section", "div"})
_LEAST_ARTICLE = 350
"""Characters of running text below which a page is no article: a list of products or of teasers."""
LEAST_PARAGRAPH = 40
LEAST_PROSE = 80
"""Characters outside links: most menus, teasers and captions stay below, most sentences of a text do not."""


def content_of(parts: Parts, excluded: set[int]) -> Part | None:
    """The element that best holds running text: each line of it speaks for its holder, and half for the holder's holder."""
    scores: dict[int, float] = {}
    shut = _shut(parts, excluded)
    for line in parts.lines:
        owner = parts.runs[line.first].part.line_owner
        if (
            shut[owner.number]
            or owner.tag in HEADINGS
            or "repeated" in owner.marks
            or line.plain < LEAST_PARAGRAPH
            or owner.parent is None
        ):
            continue
        worth = 1.0 + line.text.count(",") * 0.5 + min(line.plain / 100, 3.0)
        # An element that is this one line is a paragraph, and speaks for what holds it; text with breaks speaks for its own.
        holder = owner.parent if owner.first_run == line.first and owner.last_run == line.last else owner
        scores[holder.number] = scores.get(holder.number, 0.0) + worth
        if holder.parent is not None:
            scores[holder.parent.number] = scores.get(holder.parent.number, 0.0) + worth / 2
    best = max(scores, key=lambda n: (scores[n] * (1 - parts.density(parts.all[n])), -n), default=None)
    if best is None:
        return next((p for p in parts.all if _is_main(p) and p.first_run < p.last_run), None)
    root = _widen(parts, parts.all[best], scores)
    return _listing(parts, root) if _prose_length(parts, root) < _LEAST_ARTICLE else root


def _is_main(part: Part) -> bool:
    return (part.tag == "main" or part.role == "main") and "wraps page" not in part.marks


def _prose_length(parts: Parts, root: Part) -> int:
    first, last = parts.runs[root.first_run].line, parts.runs[root.last_run - 1].line
    return sum(line.plain for line in parts.lines[first : last + 1] if line.plain >= LEAST_PROSE)


def _listing(parts: Parts, root: Part) -> Part:
    """Where no running text is to speak of, what the page is for is a list: all of its main part, or half of the page."""
    main = root
    while main.parent is not None and not _is_main(main):
        main = main.parent
    if main.parent is not None:
        return main
    while root.parent is not None and root.parent.parent is not None and parts.text_length(root) < parts.total * 0.4:
        if "wraps page" in root.parent.marks:
            break
        root = root.parent
    return root


def _shut(parts: Parts, excluded: set[int]) -> list[bool]:
    shut: list[bool] = []
    for part in parts.all:
        own = part.number in excluded or part.region in ("footer", "header", "overlay", "aside")
        shut.append(own or (part.parent is not None and shut[part.parent.number]))
    return shut


def _widen(parts: Parts, root: Part, scores: Mapping[int, float]) -> Part:
    """Climb while the holder has a good part of its text elsewhere in paragraphs too: articles cut in pieces by adverts."""
    own = scores[root.number]
    while root.parent is not None and root.parent.tag in _BRIDGE and root.parent.parent is not None:
        if "wraps page" in root.parent.marks:
            break
        siblings = [c for c in root.parent.children if c is not root and scores.get(c.number, 0.0) >= own * 0.2]
        alone = root.parent.first_run == root.first_run and root.parent.last_run == root.last_run
        if not siblings and not alone:
            break
        root = root.parent
    return root
