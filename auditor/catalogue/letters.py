"""Signs that are taken out of a text before it is compared."""

from __future__ import annotations

import unicodedata

__all__ = ["INVISIBLE", "MARKS", "Dropped"]


class Dropped(dict[int, int | None]):
    """A table for `str.translate` that drops all signs of some categories of Unicode, and learns each sign once."""

    def __init__(self, *categories: str) -> None:
        super().__init__()
        self._categories = frozenset(categories)

    def __missing__(self, sign: int) -> int | None:
        kept = self[sign] = None if unicodedata.category(chr(sign)) in self._categories else sign
        return kept


INVISIBLE = Dropped("Cf")
"""Soft hyphens, zero-width and bidirectional signs."""
MARKS = Dropped("Mn", "Cf", "Co", "Cs")
"""Those, and accents that stand alone, as after NFKD; signs of private use, halves of signs."""
