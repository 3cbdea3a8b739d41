"""Words that accept in one language and refuse in another: few, known, and settled by the rest of the text.

The reader tries every language on every text, for a page's own language is often not said, or said wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest

from auditor.banner import Selectors, read_control
from auditor.banner.normal import words
from auditor.banner.words import Vocabulary
from auditor.catalogue.load import Folder

SELECTORS = Selectors.load(Folder())
ALONE = {language: Vocabulary({language: wording}) for language, wording in SELECTORS.wording.items()}
CONTRARY = {
    "accept": {"refuse"},
    "acknowledge": {"refuse"},
    "save": {"refuse"},
    "refuse": {"accept", "acknowledge", "save"},
}

SAME_PHRASE: dict[tuple[str, str, str], str] = {}
"""Accepting language, refusing language and phrase: why the catalogue must hold both. None so far."""

MISREAD_ALONE = {
    ("es", "está bien", "fi"): "Spanish « está » (is) is Finnish « estä » (block) without accents; « bien » is Spanish only",
    ("ro", "nu accept", "en"): "Romanian « accept » (I accept) is the English word; « nu » (not) is Romanian only",
    ("ro", "nu accepta", "ca"): "Romanian « accepta » is the Catalan word; « nu » (not) is Romanian only",
}
"""Language, phrase, and the language that, alone, takes it for the contrary: why. All languages together read it right."""


def phrases(language: str, *actions: str) -> Iterator[str]:
    """What a language says for these actions, as the catalogue has it."""
    for action in actions:
        concept = getattr(SELECTORS.wording[language].controls, action)
        yield from (*concept.whole, *concept.has)


def normal(language: str, *actions: str) -> set[str]:
    return {" ".join(words(phrase, pattern=True)) for phrase in phrases(language, *actions)}


def test_no_two_languages_use_one_phrase_for_contrary_actions() -> None:
    found = {
        (accepting, refusing, phrase)
        for accepting, refusing in permutations(SELECTORS.wording, 2)
        for phrase in normal(accepting, "accept", "acknowledge", "save") & normal(refusing, "refuse")
    }
    assert found == set(SAME_PHRASE)


def test_languages_that_alone_would_turn_a_phrase_of_another_are_known() -> None:
    found = {
        (language, text, other)
        for language in SELECTORS.wording
        for action, contrary in CONTRARY.items()
        for text in (phrase.replace("*", "") for phrase in phrases(language, action))
        for other, vocabulary in ALONE.items()
        if other != language and vocabulary.read(text).action in contrary
    }
    assert found == set(MISREAD_ALONE)


@pytest.mark.parametrize(("language", "text", "other"), sorted(MISREAD_ALONE))
def test_all_languages_together_read_it_as_its_own_does_whatever_the_page_says(language: str, text: str, other: str) -> None:
    own = ALONE[language].read(text).action
    assert own in CONTRARY
    assert {read_control(text, SELECTORS, page).action for page in (None, language, other)} == {own}
