"""Purposes that the name of a switch speaks of."""

from __future__ import annotations

import pytest

from auditor.banner.named import named_purposes


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("Reclame", "advertising"),
        ("Anuncios personalizados", "advertising"),
        ("Anúncios", "advertising"),
        ("Publicité", "advertising"),
        ("Statistieken", "audience"),
    ],
)
def test_the_name_of_a_switch_says_its_purpose(name: str, purpose: str) -> None:
    assert named_purposes(name) == {purpose}


@pytest.mark.parametrize("name", ["Functioneel", "Réclamations", "Weergave", ""])
def test_other_names_say_none(name: str) -> None:
    assert named_purposes(name) == frozenset()
