"""banner-not-accessible."""

from __future__ import annotations

import pytest

from tests.rules.evidence import Seen, findings, verdict

RULE = "banner-not-accessible"
TEXT = "Nous utilisons des cookies pour la publicité et la mesure d’audience."


def with_refusal(refusal: str) -> Seen:
    """A banner whose refusal is this."""
    return Seen(f'<div role="dialog" style="position:fixed"><p>{TEXT}</p><button>Tout accepter</button>{refusal}</div>')


@pytest.mark.parametrize(
    "refusal",
    [
        '<a style="cursor:pointer" onclick="no()">Tout refuser</a>',
        '<button tabindex="-1">Tout refuser</button>',
        '<div inert=""><button>Tout refuser</button></div>',
    ],
)
def test_it_fails_when_the_tab_key_does_not_lead_to_the_refusal(refusal: str) -> None:
    found = findings(with_refusal(refusal))[RULE]
    assert found.verdict == "fail"
    assert "Tout refuser" in found.summary
    assert found.evidence == ("page:arrival@before",)


def test_it_fails_when_a_control_is_kept_from_screen_readers() -> None:
    assert verdict(with_refusal('<button aria-hidden="true">Tout refuser</button>'), RULE) == "fail"


def test_it_warns_when_only_the_cross_has_no_name() -> None:
    assert verdict(with_refusal('<button>Tout refuser</button><button aria-hidden="true">×</button>'), RULE) == "warn"


def test_it_passes_when_all_can_be_reached_and_have_a_name() -> None:
    assert verdict(with_refusal("<button>Tout refuser</button>"), RULE) == "pass"
    assert verdict(with_refusal('<div><a href="#" role="button">Tout refuser</a></div>'), RULE) == "pass"


def test_it_is_inconclusive_when_arrow_keys_may_lead_there() -> None:
    assert verdict(with_refusal('<div role="toolbar"><button tabindex="-1">Tout refuser</button></div>'), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_page_was_not_kept() -> None:
    assert verdict(Seen().lose("pages"), RULE) == "inconclusive"


def test_it_does_not_apply_without_a_banner() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"
