"""What the words of a control mean: phrases of every language, found in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.banner.again import Composer
from auditor.banner.found import Reading
from auditor.banner.language import Language, Subject
from auditor.banner.normal import CLOSING_SIGNS, clauses, words
from auditor.banner.weigh import CATEGORY, EVERYTHING, Found, Hit, weigh
from auditor.catalogue.wording import Wording

__all__ = ["Notices", "Vocabulary"]

_MOST_WORDS = 14
"""A longer text is a sentence, not a control."""
_MOST_NAMED = 8
"""A longer text speaks of cookies, and is not named after them."""
_CACHED = 20_000
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FLAG_FILLER = frozenset({"cookie", "cookies", "category", "consent"})
_SHORT_NECESSARY = frozenset({"nec", "ness", "ess", "req"})
"""How programs shorten it."""
_DEGREES = ("basi", "minim", "standa")
"""« Basic » says how much, not that it needs no consent: beside a control that is clear, in a flag it may be a measuring."""
_LONGEST_ENDING = 3
"""Letters that an inflection adds to a stem; what is longer is another word."""
_MOST_CHARACTERS = 80
_LIGHT = frozenset({"filler", "all", "cookies"})
"""Concepts that change nothing in an answer."""
_CONCEPT_OF = {CATEGORY: "parts.necessary", EVERYTHING: "parts.all"}


@dataclass(frozen=True, slots=True)
class Notices:
    """What a text speaks of: phrases of `notice` in any language."""

    strong: frozenset[str]
    weak: frozenset[str]
    foreign: frozenset[str]
    settled: frozenset[str]


_NO_NOTICE = Notices(frozenset(), frozenset(), frozenset(), frozenset())


class Vocabulary:
    """The words of all languages."""

    def __init__(self, wording: Mapping[str, Wording]) -> None:
        self._languages = {tag: Language(tag, one) for tag, one in sorted(wording.items())}
        self._composers = {tag: Composer(one) for tag, one in sorted(wording.items())}
        self._subjects = frozenset(word for one in self._composers.values() for word in one.subjects)
        self._subjects_begin = tuple(sorted(word for word in self._subjects if len(word) > 3))
        self._spoken = tuple(
            tuple(_phrases(kind) for kind in (one.notice.strong, one.notice.weak, one.notice.foreign, one.notice.settled))
            for _, one in sorted(wording.items())
        )
        every = {phrase for kinds in self._spoken for kind in kinds for phrase in kind}
        self._any = re.compile("|".join(map(re.escape, sorted(every))) or "(?!)")
        self._all = frozenset(word for one in wording.values() for p in one.parts.all for word in words(p))
        named = ((phrase.endswith("*"), "".join(words(phrase))) for one in wording.values() for phrase in one.parts.necessary)
        needed = [(is_stem, word) for is_stem, word in named if not word.startswith(_DEGREES)]
        self._needed = _SHORT_NECESSARY | {word for is_stem, word in needed if not is_stem}
        self._needed_begin = tuple(sorted({word for is_stem, word in needed if is_stem}))
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
            found = self._read(text, language)
            if found.language is None and found.action == "other" and _HUMP.search(text):
                found = self._read(_HUMP.sub(" ", text), language)  # « AcceptAll », « RejectAll »: the space is drawn, or lost
            self._cache[key] = found
        return found

    def opens_again(self, text: str, *, stays: bool = True) -> str | None:
        """Say why a control with this text opens choices again; None where it does not say so.

        `stays` False: it leads to another document, and « Vos cookies » may be read there.
        """
        read = words(text)
        if not read or len(read) > _MOST_WORDS:
            return None
        for language in self._languages.values():
            phrase = language.opening(read)
            # « Politique de gestion des cookies » is to be read.
            if phrase is not None and not any(hit.concept == "other" for hit in language.hits(read)):
                return f"wording {language.tag}: control.reopen « {phrase} »"
        return self._composed(text, read, stays=stays)

    def _composed(self, text: str, read: tuple[str, ...], *, stays: bool) -> str | None:
        if self._subjects.isdisjoint(read) and not any(word.startswith(self._subjects_begin) for word in read):
            return None
        reading = self.read(text)
        if reading.action not in ("settings", "refuse") and not (reading.action == "other" and reading.language is None):
            return None  # « Politique de cookies », « Enregistrer mes choix de cookies »
        for tag, composer in self._composers.items():
            made = composer.opens(read)
            if made is None or not (made[1] or stays) or (reading.action == "refuse" and not composer.changes(read)):
                continue
            return f"wording {tag}: control.reopen, made of « {made[0]} »"
        return None

    def names_subject(self, text: str) -> Subject | None:
        """The word for cookies, consent or privacy that stands in a short text which leads to no policy; None where none does."""
        read = words(text)
        if not read or len(read) > _MOST_NAMED:
            return None
        reading = self.read(text)
        if reading.action not in ("settings", "refuse", "other") or (reading.action == "other" and reading.language is not None):
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

    def needs_no_consent(self, name: str) -> bool:
        """True where the name of a stored flag says so: `strictlyNecessary`, `nec`; `functional` does not."""
        parts = [part for part in words(_HUMP.sub(" ", name[:_MOST_CHARACTERS])) if part not in _FLAG_FILLER]
        named = "".join(parts)
        return named in self._needed or any(
            named.startswith(stem) and len(named) - len(stem) <= _LONGEST_ENDING for stem in self._needed_begin
        )

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
        rival: tuple[tuple[float, ...], str] = ((0.0, 0.0), "")
        for one in self._languages.values():
            action, phrase, known = _decide(one, read, clause)
            rank = (known, 1.0 if language and one.tag == language.split("-")[0].lower() else 0.0)
            if not action:
                rival = max(rival, (rank, one.tag))
                continue
            if best is not None and rank == best[0] and {action, best[1].action} == {"accept", "refuse"}:
                return Reading("other", None, f"{best[1].because}, but wording {one.tag}: control.{action} « {phrase} »")
            if best is None or rank > best[0]:
                because = f"wording {one.tag}: {_CONCEPT_OF.get(action, f'control.{action}')} « {phrase} »"
                best = (rank, Reading(action, one.tag, because))
        if best is not None and best[1].action != "other" and len(read) > 1 and rival[0] > best[0]:
            # « Pas du tout » is French, whatever Dutch means by « pas »; one word alone, such as "No", is of many languages.
            return Reading("other", None, f"{best[1].because}, but {rival[1]} knows more of its words, and no action in them")
        return best[1] if best is not None else Reading("other", None, "no wording matched")


def _phrases(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({f" {' '.join(words(phrase))} " for phrase in phrases}))


def _long_words(text: str) -> Iterator[str]:
    for start in range(0, min(len(text), 6000), 380):
        yield from words(text[start : start + 380])


def _decide(language: Language, read: tuple[str, ...], clause: tuple[int, ...]) -> tuple[str, str, float]:
    """The action, the phrase that carries it, and the part of the words that are known; no action where none is meant."""
    whole = language.whole.get(read)
    if whole is not None:
        return whole[0], whole[1], 1.0
    hits = language.hits(read)
    if not hits:
        return "", "", 0.0
    answer = _answered(language, read, hits)
    if answer is not None:
        return answer[0], answer[1], 1.0
    known = sum(hit.end - hit.start for hit in hits)
    unknown = len(read) - known
    action, phrase = weigh(Found(hits, clause), unknown)
    if unknown > _allowed_unknown(action, len(read)):
        action = ""
    return action, phrase, known / len(read)


def _answered(language: Language, read: tuple[str, ...], hits: Sequence[Hit]) -> tuple[str, str] | None:
    """« Yes » or « no » beside nothing but words without weight and « all »: « Yes to all », « Non à tous les cookies »."""
    light = {
        at
        for hit in hits
        if hit.concept in _LIGHT and read[hit.start : hit.end] not in language.whole
        for at in range(hit.start, hit.end)
    }
    rest = tuple(word for at, word in enumerate(read) if at not in light)
    answer = language.whole.get(rest) if light and len(rest) == 1 else None
    return answer if answer is not None and answer[0] in ("accept", "refuse") else None


def _allowed_unknown(action: str, words_in_all: int) -> int:
    """How many unknown words may stand beside what carries the action."""
    if action in ("accept", "refuse"):
        return max(1, words_in_all // 3)
    if action == "acknowledge":
        return words_in_all // 4
    return max(1, words_in_all // 2)
