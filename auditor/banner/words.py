"""What the words of a control mean: phrases of every language, found in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.banner.found import Reading
from auditor.banner.normal import CLOSING_SIGNS, clauses, words
from auditor.banner.weigh import CATEGORY, EVERYTHING, Found, Hit, weigh
from auditor.catalogue.wording import CONTROL_CONCEPTS, Parts, Wording

__all__ = ["Notices", "Subject", "Vocabulary"]

_MOST_WORDS = 14
"""A longer text is a sentence, not a control."""
_MOST_NAMED = 8
"""A longer text speaks of cookies, and is not named after them."""
_CACHED = 20_000
_CONCEPT_OF = {CATEGORY: "parts.necessary", EVERYTHING: "parts.all"}
_PARTS = Parts.__struct_fields__


@dataclass(frozen=True, slots=True)
class Notices:
    """What a text speaks of: phrases of `notice` in any language."""

    strong: frozenset[str]
    weak: frozenset[str]
    foreign: frozenset[str]
    settled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a control is named after."""

    word: str
    is_cookies: bool
    """False for consent and privacy."""


_NO_NOTICE = Notices(frozenset(), frozenset(), frozenset(), frozenset())


_Phrase = tuple[tuple[str, ...], str, str]
"""Words, concept, and the phrase as the catalogue has it."""


class _Language:
    """The phrases of one language, ready to be found."""

    def __init__(self, tag: str, wording: Wording) -> None:
        self.tag = tag
        self.whole: dict[tuple[str, ...], tuple[str, str]] = {}
        self._by_first: dict[str, list[_Phrase]] = {}
        self._wild: list[_Phrase] = []
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
        for part in _PARTS:
            for phrase in getattr(wording.parts, part):
                self._add(part, phrase)
        self._by_word: dict[str, tuple[_Phrase, ...]] = {}
        accepting = {words(phrase) for phrase in wording.controls.accept.has}
        consent = wording.again.consent or tuple(p for p in wording.parts.consent if words(p) not in accepting)
        self._subjects = (
            *((words(p), p, True) for p in wording.notice.strong),
            *((words(p), p, False) for p in (*consent, *wording.again.privacy)),
        )
        self._subjects_begin = frozenset(phrase[0][0] for phrase in self._subjects)

    def _add(self, concept: str, phrase: str) -> None:
        pattern = words(phrase, pattern=True)
        if not pattern:
            return
        if "*" in pattern[0]:
            self._wild.append((pattern, concept, phrase))
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
            wild = (phrase for phrase in self._wild if _word(phrase[0][0], word))
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


class Vocabulary:
    """The words of all languages."""

    def __init__(self, wording: Mapping[str, Wording]) -> None:
        self._languages = {tag: _Language(tag, one) for tag, one in sorted(wording.items())}
        self._spoken = tuple(
            tuple(_phrases(kind) for kind in (one.notice.strong, one.notice.weak, one.notice.foreign, one.notice.settled))
            for _, one in sorted(wording.items())
        )
        every = {phrase for kinds in self._spoken for kind in kinds for phrase in kind}
        self._any = re.compile("|".join(map(re.escape, sorted(every))) or "(?!)")
        self._all = frozenset(word for one in wording.values() for p in one.parts.all for word in words(p))
        self._cache: dict[tuple[str, str], Reading] = {}
        self._noticed: dict[str, Notices] = {}

    def read(self, text: str, language: str | None = None) -> Reading:
        """Say what a control with this text does; `language` (BCP 47) is tried first."""
        found = self._known(text, language)
        public = {CATEGORY: "refuse", EVERYTHING: "other"}.get(found.action, found.action)
        return Reading(public, found.language, found.because)

    def names_category(self, text: str, language: str | None = None) -> bool:
        """True where the text only names what needs no consent: beside « Tous » a refusal, among purposes a heading."""
        return self._known(text, language).action == CATEGORY

    def names_everything(self, text: str, language: str | None = None) -> bool:
        """True where the text only says « tous »."""
        return self._known(text, language).action == EVERYTHING

    def _known(self, text: str, language: str | None) -> Reading:
        key = (text, language or "")
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) >= _CACHED:
                self._cache.clear()
            found = self._cache[key] = self._read(text, language)
        return found

    def opens_again(self, text: str) -> str | None:
        """Say why a control with this text opens choices again; None where it does not say so."""
        read = words(text)
        if not read or len(read) > _MOST_WORDS:
            return None
        for language in self._languages.values():
            phrase = language.opening(read)
            # « Politique de gestion des cookies » is to be read.
            if phrase is not None and not any(hit.concept == "other" for hit in language.hits(read)):
                return f"wording {language.tag}: control.reopen « {phrase} »"
        return None

    def names_subject(self, text: str) -> Subject | None:
        """The word for cookies, consent or privacy that stands in a short text which leads to no policy; None where none does."""
        read = words(text)
        if not read or len(read) > _MOST_NAMED:
            return None
        found: Subject | None = None
        for language in self._languages.values():
            named = language.subject(read)
            if named is None:
                continue
            if any(hit.concept == "other" for hit in language.hits(read)):
                return None
            if found is None or (named.is_cookies and not found.is_cookies):
                found = named
        return found

    def says_all(self, text: str) -> bool:
        """True where a control speaks of everything at once: « tout refuser »."""
        return any(word in self._all for word in words(text))

    def notices(self, text: str) -> Notices:
        """The notice phrases that stand in a text, of the language that finds most."""
        found = self._noticed.get(text)
        if found is None:
            if len(self._noticed) >= _CACHED:
                self._noticed.clear()
            found = self._noticed[text] = self._notices(text)
        return found

    def _notices(self, text: str) -> Notices:
        line = f" {' '.join(_long_words(text))} "
        if self._any.search(line) is None:
            return _NO_NOTICE
        best = _NO_NOTICE
        for kinds in self._spoken:
            found = Notices(*(frozenset(p.strip() for p in kind if p in line) for kind in kinds))
            if len(found.strong) + len(found.weak) > len(best.strong) + len(best.weak):
                best = found
        return best

    def _read(self, text: str, language: str | None) -> Reading:
        stripped = text.strip().strip("()[] \u200b\ufe0f")
        if stripped and all(c in CLOSING_SIGNS for c in stripped) and len(stripped) <= 2:
            return Reading("close", None, f"sign « {stripped} »")
        numbered = tuple(zip(words(text), clauses(text), strict=False))
        # « Manage 1063 vendors »: a count says nothing about what the control does.
        numbered = tuple(pair for pair in numbered if not pair[0].isdigit())
        read, clause = tuple(word for word, _ in numbered), tuple(number for _, number in numbered)
        if not read:
            return Reading("other", None, "no words")
        if len(read) > _MOST_WORDS:
            return Reading("other", None, f"a sentence of {len(read)} words")
        best: tuple[tuple[float, ...], Reading] | None = None
        for one in self._in_order(language):
            action, phrase, known = _decide(one, read, clause)
            if not action:
                continue
            rank = (known, 1.0 if language and one.tag == language.split("-")[0].lower() else 0.0)
            if best is not None and rank == best[0] and {action, best[1].action} == {"accept", "refuse"}:
                return Reading("other", None, f"{best[1].because}, but wording {one.tag}: control.{action} « {phrase} »")
            if best is None or rank > best[0]:
                because = f"wording {one.tag}: {_CONCEPT_OF.get(action, f'control.{action}')} « {phrase} »"
                best = (rank, Reading(action, one.tag, because))
        return best[1] if best is not None else Reading("other", None, "no wording matched")

    def _in_order(self, language: str | None) -> Iterator[_Language]:
        yield from self._languages.values()


def _phrases(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({f" {' '.join(words(phrase))} " for phrase in phrases}))


def _long_words(text: str) -> Iterator[str]:
    for start in range(0, min(len(text), 6000), 380):
        yield from words(text[start : start + 380])


def _decide(language: _Language, read: tuple[str, ...], clause: tuple[int, ...]) -> tuple[str, str, float]:
    """The action, the phrase that carries it, and the part of the words that are known; no action where none is meant."""
    whole = language.whole.get(read)
    if whole is not None:
        return whole[0], whole[1], 1.0
    hits = language.hits(read)
    if not hits:
        return "", "", 0.0
    known = sum(hit.end - hit.start for hit in hits)
    unknown = len(read) - known
    action, phrase = weigh(Found(hits, clause), unknown)
    if unknown > _allowed_unknown(action, len(read)):
        action = ""
    return action, phrase, known / len(read)


def _allowed_unknown(action: str, words_in_all: int) -> int:
    """How many unknown words may stand beside what carries the action."""
    if action in ("accept", "refuse"):
        return max(1, words_in_all // 3)
    if action == "acknowledge":
        return words_in_all // 4
    return max(1, words_in_all // 2)
