"""Every language of the catalogue, on the words that consent platforms really put on their controls.

One file a language stands beside this one: what the control is for, and how it is worded there; how a page words the link that
opens the choices again (`reopen`); and what a notice says.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.banner import ACTIONS, Selectors, read_control
from auditor.catalogue.load import Folder, parse

SELECTORS = Selectors.load(Folder())
EXPECTED = {
    "accept-all": "accept",
    "accept": "accept",
    "accept-and-close": "accept",
    "reject-all": "refuse",
    "reject": "refuse",
    "continue-without": "refuse",
    "only-necessary": "refuse",
    "settings": "settings",
    "more-options": "settings",
    "save": "save",
    "confirm": "save",
    "understood": "acknowledge",
    "close": "close",
    "learn-more": "other",
    "policy": "other",
    "subscribe": "subscribe",
}
"""What a control is for, and the action that it must be read as."""
TURNED = "turned-"
"""Before the action of texts in which one word turns another: « accept non-essential », « accept or reject »."""
FEWEST = 14
CONTRARY = {"accept": {"refuse"}, "refuse": {"accept", "acknowledge", "save"}, "other": {"accept", "refuse"}}
"""What a control must never be taken for, whatever language the page claims."""
TEXTS = {
    file.stem: parse(file.read_text("utf-8"), dict[str, tuple[str, ...]], source=str(file))
    for file in sorted(Path(__file__).parent.glob("*.yaml"))
}
REOPEN = {language: purposes.pop("reopen") for language, purposes in TEXTS.items()}
NOTICES = {language: " ".join(purposes.pop("notice")) for language, purposes in TEXTS.items()}
ROWS = [(language, purpose) for language, purposes in TEXTS.items() for purpose in purposes]


def expected(purpose: str) -> str:
    return purpose.removeprefix(TURNED) if purpose.startswith(TURNED) else EXPECTED[purpose]


@pytest.mark.parametrize("language", sorted(SELECTORS.wording))
def test_a_language_shows_its_controls_of_every_purpose(language: str) -> None:
    texts = TEXTS[language]
    assert set(EXPECTED) - set(texts) <= {"subscribe"}
    assert {expected(purpose) for purpose in texts} <= set(ACTIONS)
    assert sum(map(len, texts.values())) >= FEWEST


@pytest.mark.parametrize(("language", "purpose"), ROWS)
def test_a_control_is_read_as_its_language_means_it(language: str, purpose: str) -> None:
    readings = {text: read_control(text, SELECTORS, language) for text in TEXTS[language][purpose]}
    assert {text: reading.because for text, reading in readings.items() if reading.action != expected(purpose)} == {}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_no_page_language_turns_a_refusal_into_an_acceptance_or_the_other_way(language: str) -> None:
    turned = [
        (text, page, reading.because)
        for purpose, texts in TEXTS[language].items()
        for text in texts
        for page in (None, *SELECTORS.wording)
        if (reading := read_control(text, SELECTORS, page)).action in CONTRARY.get(expected(purpose), ())
    ]
    assert turned == []


@pytest.mark.parametrize("language", sorted(NOTICES))
def test_what_a_notice_says_is_known_for_one(language: str) -> None:
    notices = SELECTORS.vocabulary.notices(NOTICES[language])
    assert notices.strong
    assert len(notices.weak) >= 2
    assert not notices.foreign
    assert not notices.settled


@pytest.mark.parametrize("language", sorted(REOPEN))
def test_a_link_to_the_choices_is_known_for_one_and_what_leads_elsewhere_is_not(language: str) -> None:
    texts = TEXTS[language]
    elsewhere = [text for purpose in ("accept-all", "policy", "learn-more", "close", "understood") for text in texts[purpose]]
    assert [text for text in REOPEN[language] if SELECTORS.vocabulary.opens_again(text) is None] == []
    assert [text for text in elsewhere if SELECTORS.vocabulary.opens_again(text)] == []
