"""refuse-less-visible."""

from __future__ import annotations

import pytest

from tests.rules.evidence import Seen, findings, verdict

RULE = "refuse-less-visible"
TEXT = "Nous utilisons des cookies pour la publicité et la mesure d’audience."
BUTTON = "color:rgb(255, 255, 255);background-color:rgb(0, 51, 102);font-size:16px;font-weight:700"
LINK = "display:inline;color:rgb(0, 51, 102);background-color:rgba(0, 0, 0, 0);font-size:16px;font-weight:700"


def two(refuse: str, accept: str = BUTTON, box: str = "300 640 120 30", before: str = "") -> Seen:
    """A button that accepts, and something that refuses in this style and place."""
    return Seen(
        f'<div role="dialog" style="position:fixed"><p>{TEXT}</p><button data-box="40 640 120 30" style="{accept}">Tout accepter'
        f'</button>{before}<a href="#" data-box="{box}" style="{refuse}">Tout refuser</a></div>'
    )


def test_it_fails_when_a_button_stands_against_a_faint_link() -> None:
    found = findings(two(LINK.replace("0, 51, 102", "170, 170, 170")))[RULE]
    assert found.verdict == "fail"
    assert "bare text" in found.summary and "2.3" in found.summary
    assert found.evidence == ("page:arrival@before",)


def test_it_fails_when_the_link_is_fainter_and_smaller() -> None:
    small = "display:inline;color:rgb(110, 110, 110);background-color:rgba(0, 0, 0, 0);font-size:12px;font-weight:400"
    assert verdict(two(small), RULE) == "fail"


def test_it_fails_when_the_link_lies_out_of_the_first_view() -> None:
    assert verdict(two(LINK, box="300 1200 120 30"), RULE) == "fail"


@pytest.mark.parametrize(
    "refuse",
    [LINK, LINK.replace("700", "400"), BUTTON.replace("700", "400"), BUTTON.replace("16px", "12px")],
    ids=["a link set apart", "a lighter link set apart", "lighter letters", "smaller letters"],
)
def test_it_warns_of_a_single_difference(refuse: str) -> None:
    assert verdict(two(refuse), RULE) == "warn"


def test_it_warns_when_the_acceptance_is_twice_as_large() -> None:
    assert verdict(two(BUTTON, box="300 640 110 14"), RULE) == "warn"


def test_it_passes_when_both_look_alike() -> None:
    found = findings(two(BUTTON))[RULE]
    assert found.verdict == "pass"
    assert "3600 px²" in found.summary


def test_it_passes_when_the_refusal_is_the_more_visible() -> None:
    assert verdict(two(BUTTON.replace("16px", "20px"), accept=LINK), RULE) == "pass"


def test_it_is_inconclusive_when_the_looks_are_not_resolved() -> None:
    assert verdict(two(BUTTON + ";background-image:url(x.png)"), RULE) == "inconclusive"


def test_it_does_not_apply_without_a_refusal() -> None:
    alone = Seen(f'<div role="dialog" style="position:fixed"><p>{TEXT}</p><button>Tout accepter</button></div>')
    assert verdict(alone.ended("refuse", "no-control"), RULE) == "not-applicable"


def test_it_is_at_most_a_warning_for_the_edpb() -> None:
    assert verdict(two(LINK.replace("0, 51, 102", "170, 170, 170")), RULE, authority="edpb") == "warn"
