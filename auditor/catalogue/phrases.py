"""Turns of phrase of the catalogue, found in texts of pages.

Case, accents and punctuation do not count; an apostrophe ends a word; `*` at the end of a word stands for any ending, at its
beginning for any beginning; `..` between two words for at most six others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

__all__ = ["Phrase", "Words", "beginnings", "first_place", "has_any", "normal", "word_is"]

Words = tuple[str, ...]
"""Turns of phrase, one of which is enough."""
Phrase = tuple[str, ...]
"""A text as words in their plain form."""

_APOSTROPHES = re.compile("['’‘ʼ`´′ʹ＇]")
_THOUSANDS = re.compile("(?<=\\d)[.,  \u00a0\u202f\u2009](?=\\d{3}(?!\\d))")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_GAP = 6


def normal(text: str) -> Phrase:
    """Words in lower case, without accents; an apostrophe ends a word; invisible characters vanish; 1 234 is one number."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub(" ", _THOUSANDS.sub("", text)))
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf", "Co", "Cs"))
    return tuple(_NOT_WORD.sub(" ", plain.casefold()).split())


def has_any(words: Iterable[str], read: Phrase) -> bool:
    """Tell whether one of the turns of phrase stands in the text."""
    if not read:
        return False
    plain, beginning, heads, ending = _heads(tuple(words))
    here = set(read)
    # Most turns of phrase cannot begin anywhere in most texts: those are told off together.
    likely = [phrase for head in here & plain.keys() for phrase in plain[head]]
    begun = [word for word in here if word.startswith(heads)]
    likely += [phrase for head, phrase in beginning if any(word.startswith(head) for word in begun)]
    return any(first_place(phrase, read) is not None for phrase in (*likely, *ending))


@lru_cache(maxsize=1024)
def _heads(words: Words) -> tuple[dict[str, list[str]], list[tuple[str, str]], tuple[str, ...], list[str]]:
    """Turns of phrase by the word they begin with, by how that word begins (with all such beginnings), and those that
    may begin with any."""
    plain: dict[str, list[str]] = {}
    beginning: list[tuple[str, str]] = []
    ending: list[str] = []
    for phrase in words:
        pattern = _pattern(phrase)
        if pattern and pattern[0].startswith("*"):
            ending.append(phrase)
        elif pattern and pattern[0].endswith("*"):
            beginning.append((pattern[0][:-1], phrase))
        elif pattern:
            plain.setdefault(pattern[0], []).append(phrase)
    return plain, beginning, tuple(head for head, _ in beginning), ending


def first_place(phrase: str, read: Phrase) -> tuple[int, int] | None:
    """The first place of a turn of phrase, as first word and the word after the last; None where it is not there."""
    pattern = _pattern(phrase)
    for start in _starts(pattern[0], read) if pattern else ():
        end = _from(pattern, read, start)
        if end is not None:
            return start, end
    return None


def _starts(word: str, read: Phrase) -> Iterable[int]:
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
def _pattern(phrase: str) -> Phrase:
    result: list[str] = []
    for word in phrase.split():
        if word == "..":
            result.append("..")
        elif parts := list(normal(word)):
            parts[0] = ("*" if word.startswith("*") else "") + parts[0]
            parts[-1] += "*" if word.endswith("*") else ""
            result += parts
    return tuple(result)


def _from(pattern: Sequence[str], read: Phrase, start: int) -> int | None:
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
