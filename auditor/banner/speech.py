"""The language that a text is written in, told by its small words, of which every text of a language is full."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from auditor.banner.normal import words
from auditor.catalogue.wording import Wording

__all__ = ["language_of", "speaks"]

_LEAST_WORDS = 20
_FEWEST_WORDS = 8
_FAR = 1.5
_LEAST_SHARE = 0.08
"""Of the words of a text, each small word counted as a part where several languages have it: running text has more."""
_LEAST_KINDS = 4
"""So many different small words: « de » alone stands in names of many languages."""
_MARGIN = 3
_LEAST_OWN = 2
"""Of the words that one of two languages has and the other has not, it must have so many times more, and so many more: a text in
two languages is of none."""
_MOST_CHARACTERS = 20_000
_PIECE = re.compile(r".{1,300}(?=\s|$)", re.S)


def language_of(text: str, wording: Mapping[str, Wording]) -> str | None:
    """The BCP 47 tag of the language, or None where the text is short, mixed, or of a language without words here.

    Languages that are near to each other (Danish and Norwegian) are told apart only where their small words differ enough.
    """
    spoken = _spoken(text)
    if len(spoken) < _LEAST_WORDS:
        return None
    count = Counter(spoken)
    small = _small_words(wording)
    weighed = _weighed(count, small)
    tag = max(sorted(weighed), key=lambda one: weighed[one], default=None)
    if tag is None or weighed[tag] < _LEAST_SHARE * len(spoken) or sum(word in count for word in small[tag]) < _LEAST_KINDS:
        return None
    for other, known in small.items():
        mine = sum(count[word] for word in small[tag] - known)
        theirs = sum(count[word] for word in known - small[tag])
        if other != tag and mine < _MARGIN * theirs + _LEAST_OWN:
            return None
    return tag


def speaks(text: str, tag: str, wording: Mapping[str, Wording]) -> bool:
    """Whether a text, which may be short, is plainly in this language: its small words fit it better than any other by far.

    A question about one language takes less text than the question which of all it is. Where False, nothing is established.
    """
    spoken = _spoken(text)
    small = _small_words(wording)
    if tag not in small or len(spoken) < _FEWEST_WORDS:
        return False
    weighed = _weighed(Counter(spoken), small)
    others = max((weight for other, weight in weighed.items() if other != tag), default=0.0)
    return weighed[tag] >= _LEAST_SHARE * len(spoken) and weighed[tag] >= _FAR * others


def _spoken(text: str) -> list[str]:
    return [word for piece in _PIECE.findall(text[:_MOST_CHARACTERS]) for word in words(piece)]


def _small_words(wording: Mapping[str, Wording]) -> dict[str, set[str]]:
    return {tag: {word for phrase in one.common for word in words(phrase)} for tag, one in wording.items()}


def _weighed(count: Counter[str], small: Mapping[str, set[str]]) -> dict[str, float]:
    """How much of a text the small words of each language are; one that several languages have counts as a part."""
    shared = Counter(word for known in small.values() for word in known)
    return {tag: sum(count[word] / shared[word] for word in known if word in count) for tag, known in small.items()}
