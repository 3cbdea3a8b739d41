"""Sentences of the consent text that commit the site, matched to claims by the turns of phrase of `selectors/promises/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from auditor.catalogue.feature import FeatureFile
from auditor.catalogue.phrases import Phrase, has_any, normal, word_is
from auditor.catalogue.promise import Durations, Pattern, PromiseFile
from auditor.classify.site import Claim

__all__ = ["find_claims", "length_of_time", "sentences"]

_SENTENCE = re.compile(r"(?<=[.!?…;])\s+|\n+|\s[•▪–—]\s")
_QUOTED = re.compile(r"[«“\"„]\s*([^«»“”\"„]{2,60}?)\s*[»”\"“]")
_LONGEST_TEXT = 20_000
_LONGEST_SENTENCE = 1_200
_QUOTE = 400


def find_claims(
    texts: Iterable[str], languages: Mapping[str, PromiseFile], features: Mapping[str, FeatureFile] | None = None
) -> tuple[Claim, ...]:
    """Find the claims of these texts, in order; a sentence of two texts counts once, and a question commits to nothing."""
    found: dict[tuple[str, str], Claim] = {}
    for text in texts:
        previous = Phrase()
        for sentence in sentences(text):
            read = normal(sentence)
            if not sentence.rstrip(" »”\"'").endswith("?"):
                for language, file in sorted(languages.items()):
                    for claim in _claims(sentence, read, previous, language, file, features or {}):
                        words = " ".join(read)
                        if not any(kind == claim.claim and known.startswith(words) for kind, known in found):  # cut short
                            found[claim.claim, words] = claim
            previous = read
    return tuple(found.values())


def sentences(text: str) -> Iterator[str]:
    """Cut a text into sentences, spaces folded; at most so much of it as a person would read."""
    for part in _SENTENCE.split(text[:_LONGEST_TEXT]):
        sentence = " ".join(part.split())[:_LONGEST_SENTENCE]
        if sentence:
            yield sentence


def _claims(
    sentence: str,
    read: Phrase,
    previous: Phrase,
    language: str,
    file: PromiseFile,
    features: Mapping[str, FeatureFile],
) -> Iterator[Claim]:
    for claim, patterns in sorted(file.claims.items()):
        pattern = next((p for p in patterns if _fits(p, read, previous)), None)
        if pattern is None:
            continue
        days = length_of_time(read, file.durations) if claim == "choice-kept-for" else None
        if claim == "choice-kept-for" and days is None:
            continue
        allowed = {purpose for purpose, words in pattern.allows.items() if has_any(words, read)} | set(pattern.always_allows)
        named = _QUOTED.findall(sentence)
        yield Claim(
            quote=sentence[:_QUOTE],
            claim=claim,
            because=f"selectors/promises/{language}.yaml: {claim}: {pattern.because}",
            allows=tuple(sorted(allowed)),
            speaks_of="trackers" if has_any(file.trackers, read) else "cookies",
            control=named[-1] if named and claim == "change-any-time" else "",
            features=_named(features, language, read, previous) if claim == "feature-disabled-after-refuse" else (),
            days=days,
            at_most=days is not None and has_any(file.durations.at_most, read),
            unasked=claim == "only-technical-after-refuse" and has_any(file.unasked, read),
        )


def _fits(pattern: Pattern, read: Phrase, previous: Phrase) -> bool:
    if not all(has_any(group, read) for group in pattern.all) or has_any(pattern.none, read):
        return False
    return all(has_any(group, read) or has_any(group, previous) for group in pattern.before)


def _named(features: Mapping[str, FeatureFile], language: str, read: Phrase, previous: Phrase) -> tuple[str, ...]:
    """Features that the sentence names; those of the sentence before where it names none itself (« they will be off »)."""
    for words in (read, previous):
        found = tuple(sorted(name for name, file in features.items() if has_any(file.said.get(language, ()), words)))
        if found:
            return found
    return ()


def length_of_time(read: Phrase, durations: Durations) -> float | None:
    """Days of the one length of time that a sentence names; None where it names none, or several that differ."""
    units = ((durations.days, 1.0), (durations.weeks, 7.0), (durations.months, 365.25 / 12), (durations.years, 365.25))
    found: set[float] = set()
    for at, word in enumerate(read[1:], 1):
        days = next((days for words, days in units if any(word_is(unit, word) for unit in words)), None)
        if days is None:
            continue
        before = read[at - 1]
        number = int(before) if before.isdecimal() and len(before) < 5 else durations.numbers.get(before)
        if number:
            found.add(round(number * days, 2))
    return found.pop() if len(found) == 1 else None
