"""What the parts say: phrases of the lexicon, dates and rights, heard line by line and handed up to what holds the line."""

from __future__ import annotations

import re

from auditor.classify.blocks.parts import BIT, MAX_OPENING, Part, Parts
from auditor.classify.blocks.words import PhraseBook, words_of

__all__ = ["listen"]

_MAX_SPEECH = 5000
"""Characters: the phrases of an element are handed up to what holds it only below this size; a whole page says everything."""
_MAX_DATED = 300
_LABELS = ("aria-label", "placeholder", "value", "title", "alt")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DENSE_WORTH = 2
"""A Chinese or Japanese sign says about as much as three letters: running text is told by what it says."""
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|&copy;|\bcopyright\b", re.IGNORECASE)


def listen(parts: Parts, phrases: PhraseBook) -> None:
    """Fill in what the table's lines and parts say, and hand counts up from each part to its holder."""
    for line in parts.lines:
        runs = parts.runs[line.first : line.last]
        line.text = " ".join(run.text for run in runs)
        words = words_of(line.text)
        line.said = phrases.find_in(words)
        line.mask = sum(phrases.bit[concept] for concept in line.said)
        line.plain = sum(len(run.text) for run in runs if run.part.control is None)
        if line.plain and not line.text.isascii():
            line.plain += sum(_DENSE_WORTH * len(_DENSE.findall(run.text)) for run in runs if run.part.control is None)
        owner = runs[0].part.line_owner
        owner.says |= line.mask
        if _COPYRIGHT.search(line.text):
            owner.has |= BIT["copyright sign"]
        if len(line.text) <= _MAX_DATED and phrases.has_date_in(line.text, words):
            owner.has |= BIT["date"]
    for part in parts.all:
        above = part.parent
        if above is not None:
            same = (part.first_run, part.last_run) == (above.first_run, above.last_run)
            part.wider = above.wider if same else above
    for part in reversed(parts.all):
        if part.inline and part.first_run < part.last_run:
            _hear_inline(parts, part, phrases)
        if part.tag == "input" or "aria-label" in part.attributes:
            label = " ".join(part.attributes[key] for key in _LABELS if key in part.attributes)[:MAX_OPENING]
            _say(part, phrases.find(label), phrases)
        parent = part.parent
        if parent is not None:
            parent.links += part.links
            parent.headings += part.headings
            parent.has |= part.has
            if parts.text_length(parent) <= _MAX_SPEECH:
                parent.says |= 0 if _is_piece(part) else part.says


def _is_piece(part: Part) -> bool:
    """A word inside a link says nothing for the link, which says all of its words together."""
    return part.inline and part.control is not None and part.control is not part and "aria-label" not in part.attributes


def _hear_inline(parts: Parts, part: Part, phrases: PhraseBook) -> None:
    """A link in a row of links, or an element that is its whole line, says what it says by itself."""
    line = parts.lines[parts.runs[part.first_run].line]
    if line.first >= part.first_run and line.last <= part.last_run:
        part.says |= line.mask
        owner = part.line_owner
        part.has |= owner.has & (BIT["date"] | BIT["copyright sign"]) if owner.first_run == part.first_run else 0
    elif parts.text_length(part) <= MAX_OPENING:
        text = parts.text(part)
        words = words_of(text)
        _say(part, phrases.find_in(words), phrases)
        if phrases.has_date_in(text, words):
            part.has |= BIT["date"]


def _say(part: Part, said: dict[str, str], phrases: PhraseBook) -> None:
    if not said:
        return
    part.label_said = part.label_said | said
    part.label_mask |= sum(phrases.bit[concept] for concept in said)
    part.says |= part.label_mask
