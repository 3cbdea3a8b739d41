"""What the visible text of a page consists of, what stands before its content, and which notices it has."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.classify.blocks.label import OTHER, Label
from auditor.classify.blocks.parts import Part, Parts
from auditor.evidence.page import Box
from auditor.results import Block, Cover, Notice, PageShare

__all__ = ["share_of"]

_CONTENT = frozenset({"headline", "standfirst", "article_body", "caption", "credit", "dateline"})
_CONSENT = frozenset({"consent_text", "consent_detail", "consent_buttons"})
_NOTICES = {"ai_voice_notice": "ai", "ad": "sponsored", "legal_text": "legal"}
_MAX_NOTICES = 40
_LEAST_COVER = 0.01


def share_of(parts: Parts, labels: list[Label], blocks: Iterable[Block]) -> PageShare:
    """Measure a page that has been cut; `blocks` are those of `blocks_of`. Areas are measured within the window."""
    counts = dict.fromkeys(("content", "boilerplate", "consent", "unclaimed"), 0)
    for run in parts.runs:
        if run.shown:
            counts[_kind(labels[run.part.number].type)] += len(run.text)
    total = sum(counts.values())
    shares = {kind: round(count / total, 4) if total else 0.0 for kind, count in counts.items()}
    blocks = tuple(blocks)
    return PageShare(characters=total, covered_by=_covers(parts, blocks), notices=_notices(blocks), **shares)


def _kind(type_: str) -> str:
    if type_ in _CONTENT:
        return "content"
    if type_ in _CONSENT:
        return "consent"
    return "unclaimed" if type_ == OTHER else "boilerplate"


def _covers(parts: Parts, blocks: tuple[Block, ...]) -> tuple[Cover, ...]:
    content = next((part for part in parts.all if "content" in part.marks), None)
    window = parts.tree.page.viewport
    seen = _within(_box(content), window) if content is not None else None
    if content is None or seen is None:
        return ()
    found = []
    for block in _standing_before(parts, blocks):
        assert block.box is not None
        lies = _within(block.box, window)
        share = _overlap(seen, lies) / (seen[2] * seen[3]) if lies is not None else 0.0
        if share >= _LEAST_COVER:
            found.append(Cover(type=block.type, selector=block.selector, share=round(min(share, 1.0), 4)))
    return tuple(sorted(found, key=lambda cover: (-cover.share, cover.selector)))


def _standing_before(parts: Parts, blocks: tuple[Block, ...]) -> list[Block]:
    """Blocks of what is fixed to the window or a modal dialog; of a block within another of them the outer one is enough."""
    return [block for block in blocks if block.box is not None and block.region == "overlay" and block.type not in _INSIDE]


_INSIDE = frozenset({"consent_buttons"})
"""Controls lie on the notice that covers."""


def _box(part: Part | None) -> tuple[float, float, float, float] | None:
    box: Box | None = part.node.box if part is not None else None
    return (box.x, box.y, box.width, box.height) if box is not None else None


def _within(
    box: tuple[float, float, float, float] | None, window: tuple[float, float]
) -> tuple[float, float, float, float] | None:
    if box is None:
        return None
    left, top = max(box[0], 0.0), max(box[1], 0.0)
    right, bottom = min(box[0] + box[2], window[0]), min(box[1] + box[3], window[1])
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def _notices(blocks: tuple[Block, ...]) -> tuple[Notice, ...]:
    found = [
        Notice(kind=kind, text=block.text[:200], selector=block.selector, claim=block.claim)  # type: ignore[arg-type]
        for block in blocks
        if (kind := _NOTICES.get(block.type)) is not None
    ]
    return tuple(found[:_MAX_NOTICES])
