"""The phrases of one language, found in the words of a text."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.banner.again import consent_nouns
from auditor.banner.normal import words
from auditor.banner.weigh import Hit
from auditor.catalogue.wording import CONTROL_CONCEPTS, Parts, Wording

__all__ = ["Language", "Subject"]

_CACHED = 20_000
_INDEXED = 3
"""Letters by which stems are looked up: a page has thousands of words, and each is asked in every language."""
_PARTS = Parts.__struct_fields__


@dataclass(frozen=True, slots=True)
class Subject:
    """What a control is named after."""

    word: str
    is_cookies: bool
    """False for consent and privacy."""


_Phrase = tuple[tuple[str, ...], str, str]
"""Words, concept, and the phrase as the catalogue has it."""


class Language:
    """The phrases of one language, ready to be found."""

    def __init__(self, tag: str, wording: Wording) -> None:
        self.tag = tag
        self.whole: dict[tuple[str, ...], tuple[str, str]] = {}
        self._by_first: dict[str, list[_Phrase]] = {}
        self._wild = 0
        self._stems: dict[str, list[tuple[int, _Phrase]]] = {}
        """Phrases that begin with a stem, by its first letters; each with its place among all that have a `*`."""
        self._other_wild: list[tuple[int, _Phrase]] = []
        for concept in CONTROL_CONCEPTS:
            found = getattr(wording.controls, concept)
            if concept == "reopen":
                patterns = ((words(p, pattern=True), p) for p in (*found.whole, *found.has))
                self._again = tuple(one for one in patterns if one[0])
                self._again_begins = frozenset(pattern[0] for pattern, _ in self._again)
                self._again_wild = any("*" in first for first in self._again_begins)
                continue
            for phrase in found.whole:
                self.whole.setdefault(words(phrase), (concept, phrase))
            for phrase in found.has:
                self._add(concept, phrase)
        for phrase in wording.notice.strong:
            self._add("cookies", phrase)
        for phrase in wording.again.refusal:
            self._add("refusal", phrase)
        for part in _PARTS:
            for phrase in getattr(wording.parts, part):
                self._add(part, phrase)
        for phrase in wording.again.change:
            self._add("change", phrase)
        self._by_word: dict[str, tuple[_Phrase, ...]] = {}
        named = (
            *((words(p), p, True) for p in wording.notice.strong),
            *((words(p), p, False) for p in (*consent_nouns(wording), *wording.again.privacy)),
        )
        self._subjects = tuple(one for one in named if one[0])
        self._subjects_begin = frozenset(phrase[0][0] for phrase in self._subjects)

    def _add(self, concept: str, phrase: str) -> None:
        pattern = words(phrase, pattern=True)
        if not pattern:
            return
        if "*" in pattern[0]:
            one = (self._wild, (pattern, concept, phrase))
            self._wild += 1
            if pattern[0].startswith("*") or len(pattern[0]) <= _INDEXED:
                self._other_wild.append(one)
            else:
                self._stems.setdefault(pattern[0][:_INDEXED], []).append(one)
        else:
            self._by_first.setdefault(pattern[0], []).append((pattern, concept, phrase))

    def hits(self, text: tuple[str, ...]) -> list[Hit]:
        """The phrases found, longest first at each word, none overlapping."""
        found: list[Hit] = []
        at = 0
        while at < len(text):
            best = next((p for p in self._beginning(text[at]) if _goes_on(p[0], text, at)), None)
            if best is not None:
                found.append(Hit(best[1], best[2], at, at + len(best[0])))
            at += len(best[0]) if best is not None else 1
        return found

    def opening(self, text: tuple[str, ...]) -> str | None:
        """The phrase of `reopen` that stands in a text; None where none does."""
        if not self._again_wild and self._again_begins.isdisjoint(text):
            return None  # nearly every link of a page, and each is asked in every language
        return next((phrase for pattern, phrase in self._again if any(_stands(pattern, text, i) for i in range(len(text)))), None)

    def subject(self, text: tuple[str, ...]) -> Subject | None:
        """The word for cookies, else for consent or privacy, that stands in a text."""
        if self._subjects_begin.isdisjoint(text):
            return None
        for phrase, shown, is_cookies in self._subjects:
            if any(_stands(phrase, text, at) for at in range(len(text))):
                return Subject(shown, is_cookies)
        return None

    def _beginning(self, word: str) -> tuple[_Phrase, ...]:
        """Phrases that may begin with a word: the longest first, of equals what is written out before what has a `*`."""
        phrases = self._by_word.get(word)
        if phrases is None:
            near = sorted((*self._stems.get(word[:_INDEXED], ()), *self._other_wild), key=lambda one: one[0])
            wild = (phrase for _, phrase in near if _word(phrase[0][0], word))
            phrases = tuple(sorted((*self._by_first.get(word, ()), *wild), key=lambda p: -len(p[0])))
            if len(self._by_word) >= _CACHED:
                self._by_word.clear()
            self._by_word[word] = phrases
        return phrases


def _goes_on(pattern: tuple[str, ...], text: tuple[str, ...], at: int) -> bool:
    """True where the words after the first are the phrase's."""
    return len(pattern) == 1 or (
        at + len(pattern) <= len(text) and all(_word(p, text[at + i]) for i, p in enumerate(pattern) if i)
    )


def _stands(pattern: tuple[str, ...], text: tuple[str, ...], at: int) -> bool:
    return at + len(pattern) <= len(text) and all(_word(p, text[at + i]) for i, p in enumerate(pattern))


def _word(pattern: str, word: str) -> bool:
    if pattern.endswith("*"):
        middle = pattern.strip("*")
        return middle in word if pattern.startswith("*") else word.startswith(middle)
    return word.endswith(pattern[1:]) if pattern.startswith("*") else word == pattern
