"""Texts of controls as platforms ship and sites write them: written down first, and tried afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.banner import Selectors, read_control
from auditor.catalogue.load import Folder, parse

SELECTORS = Selectors.load(Folder())
FILE = Path(__file__).with_name("button_texts.yaml")
TEXTS = parse(FILE.read_text("utf-8"), dict[str, dict[str, tuple[str, ...]]], source=str(FILE))
ROWS = [(language, action) for language, actions in TEXTS.items() for action in actions]
CONTRARY = {"accept": {"refuse"}, "refuse": {"accept", "acknowledge", "save"}}
PAGES = (None, "en", "fr", "de")
"""Languages that a page may claim, whatever its banner speaks."""


@pytest.mark.parametrize(("language", "action"), ROWS)
def test_a_control_is_read_without_being_told_its_language(language: str, action: str) -> None:
    readings = {text: read_control(text, SELECTORS) for text in TEXTS[language][action]}
    assert {text: reading.because for text, reading in readings.items() if reading.action != action} == {}


@pytest.mark.parametrize(("language", "action"), [row for row in ROWS if row[1] in CONTRARY])
def test_capitals_and_the_language_of_the_page_never_turn_a_choice_round(language: str, action: str) -> None:
    turned = [
        (written, page, reading.because)
        for text in TEXTS[language][action]
        for written in (text, text.upper(), f"{text} (1 432)", f"→ {text}!")
        for page in PAGES
        if (reading := read_control(written, SELECTORS, page)).action in CONTRARY[action]
    ]
    assert turned == []
