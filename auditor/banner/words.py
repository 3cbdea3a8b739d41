"""What the words of a control mean: phrases of every language, found in the text and weighed against each other.

The order of doubt is fixed: what is not clearly a refusal is none, for a click taken for a refusal that was an acceptance
would be the worst of all mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.banner.found import Reading
from auditor.banner.normal import CLOSING_SIGNS, clauses, words
from auditor.catalogue.wording import CONTROL_CONCEPTS, Parts, Wording

__all__ = ["Notices", "Vocabulary"]

_MOST_WORDS = 14
"""A longer text is a sentence, not a control."""
_CACHED = 20_000
_CATEGORY = "category"
_CONCEPT_OF = {_CATEGORY: "parts.necessary"}
_PARTS = Parts.__struct_fields__


@dataclass(frozen=True, slots=True)
class _Hit:
    concept: str
    phrase: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Notices:
    """What a text speaks of: phrases of `notice` in any language."""

    strong: frozenset[str]
    weak: frozenset[str]
    foreign: frozenset[str]


_NO_NOTICE = Notices(frozenset(), frozenset(), frozenset())


class _Language:
    """The phrases of one language, ready to be found."""

    def __init__(self, tag: str, wording: Wording) -> None:
        self.tag = tag
        self.whole: dict[tuple[str, ...], tuple[str, str]] = {}
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        self._wild: list[tuple[tuple[str, ...], str, str]] = []
        for concept in CONTROL_CONCEPTS:
            found = getattr(wording.controls, concept)
            if concept == "reopen":
                self.again = tuple((words(p, pattern=True), p) for p in (*found.whole, *found.has))
                continue
            for phrase in found.whole:
                self.whole.setdefault(words(phrase), (concept, phrase))
            for phrase in found.has:
                self._add(concept, phrase)
        for part in _PARTS:
            for phrase in getattr(wording.parts, part):
                self._add(part, phrase)
        for phrases in self._by_first.values():
            phrases.sort(key=lambda p: -len(p[0]))
        self._wild.sort(key=lambda p: (-len(p[0]), -sum(map(len, p[0]))))

    def _add(self, concept: str, phrase: str) -> None:
        pattern = words(phrase, pattern=True)
        if not pattern:
            return
        if "*" in pattern[0]:
            self._wild.append((pattern, concept, phrase))
        else:
            self._by_first.setdefault(pattern[0], []).append((pattern, concept, phrase))

    def hits(self, text: tuple[str, ...]) -> list[_Hit]:
        """The phrases found, longest first at each word, none overlapping."""
        found: list[_Hit] = []
        at = 0
        while at < len(text):
            best: tuple[tuple[str, ...], str, str] | None = None
            for candidate in (*self._by_first.get(text[at], ()), *self._wild):
                if (best is None or len(candidate[0]) > len(best[0])) and _stands(candidate[0], text, at):
                    best = candidate
            if best is None:
                at += 1
                continue
            found.append(_Hit(best[1], best[2], at, at + len(best[0])))
            at += len(best[0])
        return found


def _stands(pattern: tuple[str, ...], text: tuple[str, ...], at: int) -> bool:
    if at + len(pattern) > len(text):
        return False
    return all(_word(p, text[at + i]) for i, p in enumerate(pattern))


def _word(pattern: str, word: str) -> bool:
    if pattern.endswith("*"):
        middle = pattern.strip("*")
        return middle in word if pattern.startswith("*") else word.startswith(middle)
    return word.endswith(pattern[1:]) if pattern.startswith("*") else word == pattern


class Vocabulary:
    """The words of all languages."""

    def __init__(self, wording: Mapping[str, Wording]) -> None:
        self._languages = {tag: _Language(tag, one) for tag, one in sorted(wording.items())}
        self._strong = _phrases(w.notice.strong for w in wording.values())
        self._weak = _phrases(w.notice.weak for w in wording.values())
        self._foreign = _phrases(w.notice.foreign for w in wording.values())
        self._any = re.compile("|".join(re.escape(p) for p in (*self._strong, *self._weak, *self._foreign)) or "(?!)")
        self._all = frozenset(word for one in wording.values() for p in one.parts.all for word in words(p))
        self._cache: dict[tuple[str, str], Reading] = {}
        self._noticed: dict[str, Notices] = {}

    def read(self, text: str, language: str | None = None) -> Reading:
        """Say what a control with this text does; `language` (BCP 47) is tried first."""
        found = self._known(text, language)
        return Reading("refuse", found.language, found.because) if found.action == _CATEGORY else found

    def names_category(self, text: str, language: str | None = None) -> bool:
        """True where the text only names what needs no consent: beside « Tous » a refusal, among purposes a heading."""
        return self._known(text, language).action == _CATEGORY

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
            if any(hit.concept == "other" for hit in language.hits(read)):
                continue  # « Politique de gestion des cookies » is to be read
            for pattern, phrase in language.again:
                if any(_stands(pattern, read, at) for at in range(len(read))):
                    return f"wording {language.tag}: control.reopen « {phrase} »"
        return None

    def says_all(self, text: str) -> bool:
        """True where a control speaks of everything at once: « tout refuser »."""
        return any(word in self._all for word in words(text))

    def notices(self, text: str) -> Notices:
        """The notice phrases that stand in a text."""
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
        return Notices(*(frozenset(p.strip() for p in kind if p in line) for kind in (self._strong, self._weak, self._foreign)))

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


def _phrases(groups: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({f" {' '.join(words(p))} " for group in groups for p in group}))


def _long_words(text: str) -> Iterator[str]:
    for start in range(0, min(len(text), 6000), 380):
        yield from words(text[start : start + 380])


def _decide(language: _Language, read: tuple[str, ...], clause: tuple[int, ...]) -> tuple[str, str, float]:
    """The action, the phrase that carries it, and the part of the words that are known; no action where none is meant."""
    whole = language.whole.get(read)
    if whole is not None:
        return whole[0], whole[1], 1.0
    hits = language.hits(read)
    known = sum(hit.end - hit.start for hit in hits)
    unknown = len(read) - known
    action, phrase = _weigh(_Found(hits, clause), unknown)
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


_REACH = 3
"""Words that may stand between « without » and what it turns."""


class _Found:
    """The phrases found in a text, by concept."""

    def __init__(self, hits: list[_Hit], clause: tuple[int, ...]) -> None:
        self._clause = clause
        self.by: dict[str, list[_Hit]] = {}
        for hit in hits:
            self.by.setdefault(hit.concept, []).append(hit)

    def __contains__(self, concept: str) -> bool:
        return concept in self.by

    def say(self, action: str, *concepts: str) -> tuple[str, str]:
        """The action with the phrases that carry it."""
        return action, " + ".join(self.by[c][0].phrase for c in concepts if c in self.by)

    def turned(self, concept: str) -> bool:
        """True where a negation or « without » turns a word of this concept."""
        turning = ((*self.by.get("negation", ()), *self.by.get("without", ())), self.by.get("negation", ()))
        for verb in self.by.get(concept, ()):
            if any(0 <= verb.start - n.end <= _REACH and self._together(n, verb) for n in turning[0]):
                return True
            if any(n.start == verb.end and self._together(verb, n) for n in turning[1]):
                return True
        return False

    def _together(self, one: _Hit, other: _Hit) -> bool:
        return self._clause[one.start] == self._clause[other.start]

    @property
    def limited(self) -> bool:
        """True where only what needs no consent is spoken of."""
        if "optional" in self:
            return False
        if "only" in self:
            return "necessary" in self or "functional" in self
        if "necessary" not in self or "functional" in self:
            return False
        # « tous les cookies nécessaires » is one thing, « tous et les nécessaires » another.
        return all(any(n.start - every.end in (0, 1, 2) for n in self.by["necessary"]) for every in self.by.get("all", ()))


def _weigh(found: _Found, unknown: int) -> tuple[str, str]:
    say = found.say
    if "subscribe" in found:
        return say("subscribe", "subscribe")
    if found.turned("refuse"):
        return say("other", "negation", "without", "refuse")
    turned = found.turned("accept") or (found.turned("consent") and "accept" not in found)
    if "refuse" in found:
        if "more" in found:
            return say("other", "more", "refuse")
        one_order = "all" in found and found.by["refuse"][0].start == 0 and not ("accept" in found or "either" in found)
        if "settings" in found and not one_order:
            return say("settings", "settings", "refuse")
        if "accept" in found and not (turned or found.limited):
            return say("other", "accept", "refuse")
        return say("other", "other", "refuse") if "other" in found else say("refuse", "refuse")
    if turned:
        return say("refuse", "negation", "without", "accept", "consent")
    if "accept" in found:
        return _accepting(found)
    if "only" in found and found.limited:
        return say("refuse", "only", "necessary", "functional")
    if "other" in found and "save" not in found:
        return say("other", "other")
    for action in ("save", "settings"):
        if action in found:
            return say(action, action)
    if "more" in found:
        return say("other", "more")
    if "without" in found:
        return say("refuse" if "optional" in found else "other", "without", "optional")
    if "acknowledge" in found and "necessary" in found and found.limited:
        return say("refuse", "acknowledge", "necessary")
    for action in ("close", "acknowledge"):
        if action in found:
            return say("acknowledge" if "acknowledge" in found else "close", "acknowledge", "close")
    if "necessary" in found and found.limited and not unknown:
        return say(_CATEGORY, "necessary")
    return "", ""


def _accepting(found: _Found) -> tuple[str, str]:
    say = found.say
    if "exception" in found:
        return say("other", "accept", "exception")
    if found.limited:
        return say("refuse", "accept", "only", "necessary", "functional")
    if "necessary" in found or "functional" in found or "only" in found:
        return say("save" if "selection" in found else "other", "accept", "necessary", "functional", "only")
    if "settings" in found and "either" in found:
        return say("settings", "settings", "accept")
    if "more" in found or ("other" in found and found.by["accept"][0].start > 1):
        return say("other", "more", "other", "accept")
    if "selection" in found and "all" not in found:
        return say("save", "accept", "selection")
    return say("accept", "accept", "save")
