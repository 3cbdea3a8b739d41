"""contrast-trick."""

from __future__ import annotations

import pytest

from tests.rules.evidence import Seen, findings, verdict

RULE = "contrast-trick"
TEXT = "Nous utilisons des cookies pour la publicité et la mesure d’audience."


def two(accept: str, refuse: str, around: str = "") -> Seen:
    """A banner with two buttons in these styles."""
    return Seen(
        f'<div role="dialog" style="position:fixed;{around}"><p>{TEXT}</p>'
        f'<button style="{accept}">Tout accepter</button><button style="{refuse}">Tout refuser</button></div>'
    )


DARK = "color:rgb(255, 255, 255);background-color:rgb(0, 51, 102)"


@pytest.mark.parametrize(
    "refuse",
    ["color:rgb(170, 170, 170)", "color:rgba(0, 0, 0, 0.3)", "color:rgb(0, 0, 0);opacity:0.3", "color:rgb(255, 255, 255)"],
)
def test_it_fails_when_the_refusal_is_faint_and_the_acceptance_is_not(refuse: str) -> None:
    found = findings(two(DARK, refuse))[RULE]
    assert found.verdict == "fail"
    assert "Tout refuser" in found.summary
    assert found.evidence == ("page:arrival@before",)


def test_it_passes_when_both_can_be_read() -> None:
    assert verdict(two(DARK, "color:rgb(118, 118, 118)"), RULE) == "pass"


def test_it_passes_when_both_are_as_faint() -> None:
    faint = "color:rgb(170, 170, 170)"
    assert verdict(two(faint, faint), RULE) == "pass"


def test_it_is_inconclusive_when_a_picture_lies_behind_a_text() -> None:
    picture = "background-image:url(x.png)"
    assert verdict(two(DARK, picture), RULE) == "inconclusive"
    assert verdict(two(picture, "color:rgb(170, 170, 170)"), RULE) == "inconclusive"


def test_a_picture_behind_the_refusal_does_not_matter_where_the_acceptance_is_faint() -> None:
    assert verdict(two("color:rgb(170, 170, 170)", "background-image:url(x.png)"), RULE) == "pass"


def test_it_does_not_apply_without_both_answers_on_the_first_layer() -> None:
    alone = Seen(f'<div role="dialog" style="position:fixed"><p>{TEXT}</p><button>Tout accepter</button></div>')
    assert verdict(alone.ended("refuse", "no-control"), RULE) == "not-applicable"
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"


def test_it_is_at_most_a_warning_where_the_texts_speak_of_cases_and_not_of_numbers() -> None:
    assert verdict(two(DARK, "color:rgb(170, 170, 170)"), RULE, authority="edpb") == "warn"
