"""A banner by its words: a part of the page that speaks of consent and lets a visitor choose."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.banner.assemble import assemble, read_pressable
from auditor.banner.controls import Pressable, gather
from auditor.banner.found import FoundBanner
from auditor.banner.known import Selectors
from auditor.evidence.page import Node, Tree

__all__ = ["by_wording"]

_CHOOSING = frozenset({"accept", "refuse", "settings", "save", "acknowledge"})
_LEAST = 0.5
"""Score under which a candidate is no banner."""
_MAX_TEXT = 6000
_LEAST_TEXT = 25
_PAGE_TAGS = frozenset({"html", "body", "#document", "main"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    root: Node
    score: float
    because: tuple[str, ...]


def by_wording(tree: Tree, selectors: Selectors) -> FoundBanner | None:
    """The best candidate of the page; None where nothing is likely enough."""
    pressables = gather(tree.root)
    reads = {id(p.node): read_pressable(p, selectors)[0] for p in pressables}
    roots: dict[int, Node] = {}
    for pressable in pressables:
        if reads[id(pressable.node)] in _CHOOSING:
            root = _container(pressable, selectors)
            if root is not None:
                roots.setdefault(id(root), root)
    candidates = [c for root in roots.values() if (c := _weigh(_grown(root, pressables, reads), pressables, reads, selectors))]
    likely = [c for c in candidates if c.score >= _LEAST]
    if not likely:
        return None
    best = max(likely, key=lambda c: (c.score, c.root.paint))
    return assemble(
        best.root,
        selectors,
        ruled={},
        platform=None,
        found_by="wording",
        is_preferences=None,
        because=best.because,
        score=min(1.0, best.score),
    )


def _container(pressable: Pressable, selectors: Selectors) -> Node | None:
    """The smallest element around a control whose text speaks of consent."""
    for above in pressable.node.ancestors:
        if above.tag in _PAGE_TAGS and above.document == 0:
            return None
        if above.tag.startswith("#"):
            continue
        text = above.shown_text()
        if len(text) > _MAX_TEXT:
            return None
        if len(text) - len(pressable.name) >= _LEAST_TEXT and _speaks(text, selectors):
            return above
    return None


def _speaks(text: str, selectors: Selectors) -> bool:
    strong, weak = selectors.vocabulary.notices(text)
    return bool(strong) or len(weak) >= 3


def _grown(root: Node, pressables: tuple[Pressable, ...], reads: dict[int, str]) -> Node:
    """The container with all controls of the same dialog: as far up as hardly any foreign text comes in."""
    text = len(root.shown_text())
    best = root
    for above in root.ancestors:
        if (above.tag in _PAGE_TAGS and above.document == 0) or above.tag in ("article", "footer", "header", "aside"):
            break
        if above.tag.startswith("#"):
            continue
        wider = len(above.shown_text())
        if wider > max(text * 1.35, text + 160):
            break
        best = above
    return best


def _weigh(root: Node, pressables: tuple[Pressable, ...], reads: dict[int, str], selectors: Selectors) -> _Candidate | None:
    inside = {id(node) for node in root.walk()}
    actions = [reads[id(p.node)] for p in pressables if id(p.node) in inside]
    text = root.shown_text()
    strong, weak = selectors.vocabulary.notices(text)
    score, because = 0.0, [f"speaks of {', '.join(sorted(p.strip() for p in (*strong, *weak))[:5])}"]

    def add(points: float, why: str) -> None:
        nonlocal score
        score += points
        because.append(why)

    if strong:
        add(0.2, "notice words")
    if len(weak) >= 2:
        add(0.1, "further notice words")
    for action, points in (("accept", 0.15), ("refuse", 0.2), ("settings", 0.1), ("acknowledge", 0.1), ("save", 0.1)):
        if action in actions:
            add(points, f"a control to {action}")
    place = _place(root)
    if place:
        add(0.35, place)
    if len([a for a in actions if a == "other"]) > 12:
        add(-0.3, "many controls that decide nothing")
    if len(text) > 2500 and not place:
        add(-0.3, "a long text in the page")
    return _Candidate(root, score, tuple(because))


def _place(root: Node) -> str:
    for node in (root, *root.ancestors):
        if node.tag == "dialog" or node.attribute("role") in ("dialog", "alertdialog") or node.attribute("aria-modal") == "true":
            return "a dialog"
        if node.style("position") in ("fixed", "sticky"):
            return f"position {node.style('position')}"
    for node in root.walk():
        if node.style("position") == "fixed" and node.shown:
            return "fixed inside"
    return ""
