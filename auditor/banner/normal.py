"""Texts of controls as plain words: what typography, case and decoration add is taken away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from auditor.catalogue.letters import MARKS

__all__ = ["CLOSING_SIGNS", "MAX_CHARACTERS", "clauses", "words"]

MAX_CHARACTERS = 400
"""Of a longer text only so much is read: no control says more."""
CLOSING_SIGNS = frozenset("×✕✖✗✘⨯⨉❌❎╳✖️xX🗙")
"""What stands alone on a button that closes."""

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ħ": "h", "ـ": ""})
_APOSTROPHES = re.compile("['’‘ʼ`´′ʹ＇]")
_CLAUSE = re.compile(r"[.,;:!?()|/–—…،؛؟]")
_NOT_WORD = re.compile(r"[^\w*]+|_+")


def words(text: str, *, pattern: bool = False) -> tuple[str, ...]:
    """Split a text into words: lower case, no accents, no apostrophes, no punctuation, no signs.

    `pattern` keeps `*`, which phrases of the catalogue use.
    Invisible characters vanish, so that « Ac<soft hyphen>cepter » is one word.
    """
    return _words(text[:MAX_CHARACTERS], pattern)


# The snapshots of a site say the same again and again.
@lru_cache(maxsize=8192)
def _words(text: str, pattern: bool) -> tuple[str, ...]:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(MARKS)
    text = _APOSTROPHES.sub("", text.casefold().translate(_LETTERS))
    found = _NOT_WORD.sub(" ", text if pattern else text.replace("*", " ")).split()
    return tuple(found)


def clauses(text: str) -> tuple[int, ...]:
    """Number each word of a text by the clause it stands in: in « Non, j'accepte » nothing is negated."""
    parts = _CLAUSE.split(text[:MAX_CHARACTERS])
    return tuple(number for number, part in enumerate(parts) for _ in words(part))
