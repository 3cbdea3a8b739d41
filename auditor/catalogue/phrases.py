"""Turns of phrase of the catalogue, found in texts of pages.

Case, accents and punctuation do not count; an apostrophe ends a word; `*` at the end of a word stands for any ending, at its
beginning for any beginning; `..` between two words for at most six others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from auditor.catalogue.letters import MARKS

__all__ = ["Phrase", "Words", "all_of", "beginnings", "first_place", "has_any", "normal", "word_is"]

Words = tuple[str, ...]
"""Turns of phrase, one of which is enough."""

_APOSTROPHES = re.compile("['’‘ʼ`´′ʹ＇]")
_THOUSANDS = re.compile("(?<=\\d)[.,  \u00a0\u202f\u2009](?=\\d{3}(?!\\d))")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_GAP = 6
_LONGEST_HEAD = 24
_SHORT = 200
"""Characters of a text that is worth keeping: the names of links and controls, most sentences."""


class Phrase(tuple[str, ...]):
    """A text as words in their plain form; what is asked of it again and again is worked out once."""

    @cached_property
    def words(self) -> frozenset[str]:
        """Each word once."""
        return frozenset(self)

    @cached_property
    def begun(self) -> frozenset[str]:
        """Whatever one of its words begins with, up to `_LONGEST_HEAD` letters."""
        return frozenset(word[:end] for word in self.words for end in range(1, min(len(word), _LONGEST_HEAD) + 1))


def normal(text: str) -> Phrase:
    """Words in lower case, without accents; an apostrophe ends a word; invisible characters vanish; 1 234 is one number."""
    return _short(text) if len(text) <= _SHORT else _normal(text)


def _normal(text: str) -> Phrase:
    plain = _APOSTROPHES.sub(" ", _THOUSANDS.sub("", text))
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).translate(MARKS)
    return Phrase(_NOT_WORD.sub(" ", plain.casefold()).split())


_short = lru_cache(maxsize=4096)(_normal)
"""The pages of a site say the same again and again."""


def has_any(words: Iterable[str], read: Phrase) -> bool:
    """Tell whether one of the turns of phrase stands in the text."""
    return next(_standing(words, read), None) is not None


def all_of(words: Iterable[str], read: Phrase) -> frozenset[str]:
    """Those of the turns of phrase that stand in the text."""
    return frozenset(_standing(words, read))


def _standing(words: Iterable[str], read: Phrase) -> Iterator[str]:
    if not read:
        return
    heads = _heads(tuple(words))
    # Most turns of phrase cannot begin anywhere in most texts: those are told off together.
    if not heads.whole.keys().isdisjoint(read.words):
        for head in heads.whole.keys() & read.words:
            yield from (phrase for phrase in heads.whole[head] if first_place(phrase, read) is not None)
    if not heads.begun.keys().isdisjoint(read.begun):
        for head in heads.begun.keys() & read.begun:
            yield from (phrase for phrase in heads.begun[head] if first_place(phrase, read) is not None)
    yield from (phrase for phrase in heads.others if first_place(phrase, read) is not None)


class _Heads(NamedTuple):
    """Turns of phrase by how they begin."""

    whole: dict[str, list[str]]
    """By the first word."""
    begun: dict[str, list[str]]
    """By the beginning of the first word."""
    others: list[str]
    """Those that any word may begin."""


@lru_cache(maxsize=4096)
def _heads(words: Words) -> _Heads:
    heads = _Heads({}, {}, [])
    for phrase in words:
        pattern = _pattern(phrase)
        if not pattern:
            continue
        head = pattern[0]
        if head.startswith("*") or len(head) > _LONGEST_HEAD:
            heads.others.append(phrase)
        elif head.endswith("*"):
            heads.begun.setdefault(head[:-1], []).append(phrase)
        else:
            heads.whole.setdefault(head, []).append(phrase)
    return heads


def first_place(phrase: str, read: Words) -> tuple[int, int] | None:
    """The first place of a turn of phrase, as first word and the word after the last; None where it is not there."""
    pattern = _pattern(phrase)
    for start in _starts(pattern[0], read) if pattern else ():
        end = _from(pattern, read, start)
        if end is not None:
            return start, end
    return None


def _starts(word: str, read: Words) -> Iterable[int]:
    """Where a turn of phrase can begin; most cannot begin anywhere, and that must cost little."""
    if word.startswith("*"):
        return (at for at, here in enumerate(read) if word_is(word, here))
    if word.endswith("*"):
        bare = word[:-1]
        return (at for at, here in enumerate(read) if here.startswith(bare))
    return () if word not in read else (at for at, here in enumerate(read) if here == word)


def beginnings(phrases: Iterable[str]) -> tuple[str, ...]:
    """With what a text must have a word begin for one of the turns of phrase to stand in it; one empty text where any may do."""
    heads = {pattern[0] for phrase in phrases if (pattern := _pattern(phrase))}
    return ("",) if any(head.startswith("*") for head in heads) else tuple(sorted(head.rstrip("*") for head in heads))


def word_is(pattern: str, word: str) -> bool:
    """Tell whether one word of a text is the word of a turn of phrase."""
    if pattern.startswith("*"):
        bare = pattern.strip("*")
        return bare in word if pattern.endswith("*") else word.endswith(bare)
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


@lru_cache(maxsize=16384)
def _pattern(phrase: str) -> Words:
    result: list[str] = []
    for word in phrase.split():
        if word == "..":
            result.append("..")
        elif parts := list(normal(word)):
            parts[0] = ("*" if word.startswith("*") else "") + parts[0]
            parts[-1] += "*" if word.endswith("*") else ""
            result += parts
    return tuple(result)


def _from(pattern: Sequence[str], read: Words, start: int) -> int | None:
    places = {start}
    gap = False
    for word in pattern:
        if word == "..":
            gap = True
            continue
        reach = range(_GAP + 1) if gap else range(1)
        places = {at + skip + 1 for at in places for skip in reach if at + skip < len(read) and word_is(word, read[at + skip])}
        gap = False
        if not places:
            return None
    return min(places)
