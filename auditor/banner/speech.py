"""The language that a text is written in, told by its small words, of which every text of a language is full."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from auditor.banner.normal import words
from auditor.catalogue.wording import Wording

__all__ = ["language_of"]

_LEAST_WORDS = 20
_LEAST_SHARE = 0.15
"""Of the words of a text: running text of every language here has more, a list of names less."""
_LEAST_KINDS = 4
"""So many different small words: « de » alone stands in names of many languages."""
_MARGIN = 1.6
"""So much more often than those of the next language."""
_MOST_CHARACTERS = 20_000
_PIECE = re.compile(r".{1,300}(?=\s|$)", re.S)


def language_of(text: str, wording: Mapping[str, Wording]) -> str | None:
    """The BCP 47 tag of the language, or None where the text is short, mixed, or of a language without words here.

    Languages that are near to each other (Danish and Norwegian) are told apart only where their small words differ enough.
    """
    spoken = [word for piece in _PIECE.findall(text[:_MOST_CHARACTERS]) for word in words(piece)]
    if len(spoken) < _LEAST_WORDS:
        return None
    count = Counter(spoken)
    found: list[tuple[int, int, str]] = []
    for tag, one in wording.items():
        common = {word for phrase in one.common for word in words(phrase)}
        hits = [count[word] for word in common if word in count]
        found.append((sum(hits), len(hits), tag))
    found.sort(reverse=True)
    if not found:
        return None
    (most, kinds, tag), second = found[0], (found[1][0] if len(found) > 1 else 0)
    if kinds < _LEAST_KINDS or most < _LEAST_SHARE * len(spoken) or most < _MARGIN * second:
        return None
    return tag
