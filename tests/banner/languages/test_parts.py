"""What the parts of a language do to its words of accepting: every negation turns, every exception leaves it open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from auditor.banner import Selectors, read_control
from auditor.catalogue.load import Folder

SELECTORS = Selectors.load(Folder())
LANGUAGES = sorted(SELECTORS.wording)
FEW = 3
"""So many words of accepting are tried with each part: the parts are what is tested."""


def plain(phrases: Sequence[str]) -> list[str]:
    return [phrase.replace("*", "") for phrase in phrases]


def read_otherwise(language: str, texts: Iterator[str], *allowed: str) -> dict[str, str]:
    """The texts that are read as an action that is not allowed, with why."""
    readings = {text: read_control(text, SELECTORS, language) for text in texts}
    return {text: reading.because for text, reading in readings.items() if reading.action not in allowed}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_denied_word_of_accepting_never_accepts(language: str) -> None:
    parts, verbs = SELECTORS.wording[language].parts, plain(SELECTORS.wording[language].controls.accept.has)
    texts = (f"{denial} {verb}" for denial in plain((*parts.negation, *parts.without)) for verb in verbs)
    assert read_otherwise(language, texts, "refuse", "other", "settings", "save", "close", "subscribe") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_necessary_is_a_refusal_with_a_word_of_accepting_or_without(language: str) -> None:
    wording = SELECTORS.wording[language]
    only, necessary = plain(wording.parts.only), plain(wording.parts.necessary)
    verbs = ("", *plain(wording.controls.accept.has)[:FEW])
    texts = (f"{verb} {one} {thing}" for verb in verbs for one in only for thing in necessary)
    assert read_otherwise(language, texts, "refuse") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_accepts_or_refuses_does_neither(language: str) -> None:
    wording = SELECTORS.wording[language]
    verbs, refusals = plain(wording.controls.accept.has)[:FEW], plain(wording.controls.refuse.has)[:FEW]
    texts = (
        text
        for either in plain(wording.parts.either)
        for verb in verbs
        for refusal in refusals
        for text in (f"{verb} {either} {refusal}", f"{refusal} {either} {verb}")
    )
    assert read_otherwise(language, texts, "other", "settings", "save", "subscribe") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_but_something_is_neither_all_nor_nothing(language: str) -> None:
    wording = SELECTORS.wording[language]
    verbs, parts = plain(wording.controls.accept.has)[:FEW], wording.parts
    texts = (
        f"{verb} {parts.all[0]} {but} {thing}"
        for verb in verbs
        for but in plain(parts.exception)
        for thing in plain((*parts.optional, *parts.necessary))
    )
    assert read_otherwise(language, texts, "other", "settings", "save") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_can_say_every_part(language: str) -> None:
    """`functional`, `exception` and `either` are what a text hides a half-truth in."""
    parts = SELECTORS.wording[language].parts
    assert [name for name in parts.__struct_fields__ if not getattr(parts, name)] in ([], ["negation"])
