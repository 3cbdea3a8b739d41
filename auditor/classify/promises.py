"""Sentences of the consent text that commit the site, matched to claims by the turns of phrase of `selectors/promises/`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from auditor.catalogue.promise import Pattern, PromiseFile, Words
from auditor.classify.site import Claim

__all__ = ["find_claims", "normal", "sentences"]

_SENTENCE = re.compile(r"(?<=[.!?…;])\s+|\n+|\s[•▪–—]\s")
_APOSTROPHES = re.compile("['’‘ʼ`´′ʹ＇]")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_QUOTED = re.compile(r"[«“\"„]\s*([^«»“”\"„]{2,60}?)\s*[»”\"“]")
_GAP = 6
_LONGEST_TEXT = 20_000
_LONGEST_SENTENCE = 1_200
_QUOTE = 400

Phrase = tuple[str, ...]


def find_claims(texts: Iterable[str], languages: Mapping[str, PromiseFile]) -> tuple[Claim, ...]:
    """Find the claims of these texts, in order; a sentence that stands in two texts counts once."""
    found: dict[tuple[str, str], Claim] = {}
    for text in texts:
        previous: Phrase = ()
        for sentence in sentences(text):
            read = normal(sentence)
            for language, file in sorted(languages.items()):
                for claim in _claims(sentence, read, previous, language, file):
                    found.setdefault((claim.claim, " ".join(read)), claim)
            previous = read
    return tuple(found.values())


def sentences(text: str) -> Iterator[str]:
    """Cut a text into sentences, spaces folded; at most so much of it as a person would read."""
    for part in _SENTENCE.split(text[:_LONGEST_TEXT]):
        sentence = " ".join(part.split())[:_LONGEST_SENTENCE]
        if sentence:
            yield sentence


def normal(text: str) -> Phrase:
    """Words in lower case, without accents; an apostrophe ends a word; invisible characters vanish."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub(" ", text))
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf", "Co", "Cs"))
    return tuple(_NOT_WORD.sub(" ", plain.casefold()).split())


def _claims(sentence: str, read: Phrase, previous: Phrase, language: str, file: PromiseFile) -> Iterator[Claim]:
    for claim, patterns in sorted(file.claims.items()):
        pattern = next((p for p in patterns if _fits(p, read, previous)), None)
        if pattern is None:
            continue
        allowed = {purpose for purpose, words in pattern.allows.items() if _any(words, read)} | set(pattern.always_allows)
        named = _QUOTED.findall(sentence)
        yield Claim(
            quote=sentence[:_QUOTE],
            claim=claim,
            because=f"selectors/promises/{language}.yaml: {claim}: {pattern.because}",
            allows=tuple(sorted(allowed)),
            speaks_of="trackers" if _any(file.trackers, read) else "cookies",
            control=named[-1] if named and claim == "change-any-time" else "",
        )


def _fits(pattern: Pattern, read: Phrase, previous: Phrase) -> bool:
    if not all(_any(group, read) for group in pattern.all) or _any(pattern.none, read):
        return False
    return all(_any(group, read) or _any(group, previous) for group in pattern.before)


def _any(words: Words, read: Phrase) -> bool:
    return any(_stands(_pattern(phrase), read) for phrase in words)


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> Phrase:
    result: list[str] = []
    for word in phrase.split():
        if word == "..":
            result.append("..")
        else:
            parts = normal(word)
            result += [*parts[:-1], parts[-1] + ("*" if word.endswith("*") else "")] if parts else []
    return tuple(result)


def _stands(pattern: Sequence[str], read: Phrase) -> bool:
    return any(_from(pattern, read, start) for start in range(len(read)))


def _from(pattern: Sequence[str], read: Phrase, start: int) -> bool:
    places = {start}
    gap = False
    for word in pattern:
        if word == "..":
            gap = True
            continue
        reach = range(_GAP + 1) if gap else range(1)
        places = {at + skip + 1 for at in places for skip in reach if at + skip < len(read) and _is(word, read[at + skip])}
        gap = False
        if not places:
            return False
    return True


def _is(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern
