"""The language of a block: what its element says, else what its common words say, else that of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping

from auditor.catalogue.block import Lexicon
from auditor.classify.blocks.parts import Part

__all__ = ["Languages"]

_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 3
"""Common words that must be heard before they count."""
_MAX_STEPS = 200
_MAX_TAG = 35


class Languages:
    """Tells the language of a text by the common words of the lexicons."""

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self._of: dict[str, tuple[str, ...]] = {}
        for language, lexicon in sorted(lexicons.items()):
            for word in lexicon.common:
                self._of[word] = (*self._of.get(word, ()), language)

    def of(self, part: Part, text: str, page: str) -> str:
        """Language as BCP 47; `page` is what the page says of itself. Empty where nothing tells."""
        current: Part | None = part
        for _ in range(_MAX_STEPS):
            if current is None or current.tag in ("body", "html"):
                break
            declared = current.attributes.get("lang", "").strip()
            if declared:
                return declared[:_MAX_TAG].lower()
            current = current.parent
        heard = self.heard(text)
        page = page[:_MAX_TAG]
        return page if not heard or page.partition("-")[0] == heard else heard

    def heard(self, text: str) -> str:
        """Language of which three common words or more are heard, and twice as many as of any other; else empty."""
        votes: dict[str, int] = {}
        for word in _WORD.findall(text.lower()):
            for language in self._of.get(word, ()):
                votes[language] = votes.get(language, 0) + 1
        ranked = sorted(votes.items(), key=lambda pair: (-pair[1], pair[0]))
        if not ranked or ranked[0][1] < _LEAST or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
            return ""
        return ranked[0][0]
