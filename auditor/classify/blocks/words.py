"""Words: folding, the names in class and id, and phrases of the lexicon found in one walk over a line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from auditor.catalogue.block import Lexicon

__all__ = ["NameBook", "PhraseBook", "fold", "squeeze", "words_of"]

_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+")
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_ACCENT = re.compile(
    r"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a]+"
)
"""Marks that are put over or under a letter."""
_MAX_WORDS = 3000
"""Words of one line that are read for phrases: a line longer than a book's chapter is no notice."""
_MAX_MEMO = 20_000
_MAX_VALUE = 400
_NEGATIONS = frozenset({
    "has", "no", "not", "non", "with", "without", "hide", "hidden", "sans", "js",
    "self", "items", "align", "justify", "bg", "font", "object",
})  # fmt: skip
"""A class that begins so says what the element has, lacks or looks like, not what it is (`no-comments`, `self-baseline`)."""


def squeeze(text: str) -> str:
    """Fold white space and drop what no one sees (soft hyphens, zero-width signs)."""
    return " ".join(text.translate(_INVISIBLE).split()) if not text.isascii() else " ".join(text.split())


def fold(text: str) -> str:
    """Lower case without accents, so that « Déjà » and « deja » are one word."""
    text = text.lower()
    if text.isascii():
        return text
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text.translate(_INVISIBLE)))


def words_of(text: str) -> list[str]:
    """Words of a line, folded; those of the beginning where it is very long."""
    return _WORD.findall(fold(text))[:_MAX_WORDS]


class NameBook:
    """Finds the names that rules ask for in class and id attributes; each distinct class is read once."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self._wanted = {_pieces(name): name for name in sorted(wanted)}
        self._longest = max((len(words) for words in self._wanted), default=1)
        self._memo: dict[str, tuple[str, ...]] = {}
        self._values: dict[str, tuple[str, ...]] = {}

    def read(self, value: str) -> tuple[str, ...]:
        """Names in one attribute value, such as the classes of an element; in order, without repetition."""
        known = self._values.get(value)
        if known is not None:
            return known
        found: dict[str, None] = {}
        for word in value.split()[:60]:
            names = self._memo.get(word)
            if names is None:
                names = self._spell(word[:120])
                if len(self._memo) < _MAX_MEMO:
                    self._memo[word] = names
            for name in names:
                found[name] = None
        names_of_all = tuple(found)
        if len(self._values) < _MAX_MEMO and len(value) <= _MAX_VALUE:
            self._values[value] = names_of_all
        return names_of_all

    def _spell(self, word: str) -> tuple[str, ...]:
        pieces = _pieces(word)
        if not pieces or (len(pieces) > 1 and pieces[0] in _NEGATIONS):
            return ()
        found = []
        for start in range(len(pieces)):
            for end in range(start + 1, min(start + self._longest, len(pieces)) + 1):
                name = self._wanted.get(pieces[start:end])
                if name is not None:
                    found.append(name)
        return tuple(found)


def _pieces(word: str) -> tuple[str, ...]:
    return tuple(piece.lower() for piece in _PIECE.findall(word))[:12]


class PhraseBook:
    """Finds phrases of all languages in a line: one dictionary look-up a word, whatever the number of phrases."""

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self.concepts = sorted({concept for lexicon in lexicons.values() for concept in lexicon.phrases})
        self.bit = {concept: 1 << number for number, concept in enumerate(self.concepts)}
        self._by_first: dict[str, list[tuple[tuple[str, ...], bool, bool, str, str]]] = {}
        for language, lexicon in sorted(lexicons.items()):
            for concept, phrases in sorted(lexicon.phrases.items()):
                for phrase in phrases:
                    words = tuple(_WORD.findall(fold(phrase)))
                    if words:
                        because = f"{language}: « {phrase.strip('^$')} »"
                        entry = (words, phrase.startswith("^"), phrase.endswith("$"), concept, because)
                        self._by_first.setdefault(words[0], []).append(entry)
        self._firsts = frozenset(self._by_first)
        self.months = frozenset(fold(month) for lexicon in lexicons.values() for month in lexicon.months)

    def find(self, text: str) -> dict[str, str]:
        """Concepts in a line, each with the phrase that says it."""
        return self.find_in(words_of(text))

    def find_in(self, words: list[str]) -> dict[str, str]:
        """As `find`, of a line whose words are at hand."""
        found: dict[str, str] = {}
        if self._firsts.isdisjoint(words):
            return found
        by_first, count = self._by_first, len(words)
        for position, word in enumerate(words):
            if word not in by_first:
                continue
            for phrase, at_start, at_end, concept, because in by_first[word]:
                end = position + len(phrase)
                if concept in found or end > count or (at_start and position) or (at_end and end != count):
                    continue
                if len(phrase) == 1 or tuple(words[position:end]) == phrase:
                    found[concept] = because
        return found

    def has_date(self, text: str) -> bool:
        """True where a day and a month, or a date or time in figures, stands in the text."""
        return self.has_date_in(text, words_of(text))

    def has_date_in(self, text: str, words: list[str]) -> bool:
        """As `has_date`, of a text whose words are at hand."""
        if _FIGURES.search(text):
            return True
        return not self.months.isdisjoint(words) and any(
            word in self.months and any(n[:4].rstrip("erthsndº").isdigit() for n in words[max(0, i - 2) : i + 3] if n != word)
            for i, word in enumerate(words)
        )


_FIGURES = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b|\b[0-2]?\d[:hH][0-5]\d\b")
