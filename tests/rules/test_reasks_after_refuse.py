"""reasks-after-refuse."""

from __future__ import annotations

from tests.rules.evidence import Seen, banner, findings, verdict

RULE = "reasks-after-refuse"
ASKS = banner("Tout accepter", "Tout refuser", "Paramétrer")


def test_it_fails_when_the_banner_stands_on_the_next_page() -> None:
    found = findings(Seen().show("refuse-next-page", ASKS))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("page:refuse-next-page@refuse",)


def test_it_fails_whether_or_not_the_refusal_is_proven() -> None:
    seen = Seen().show("refuse-reload", ASKS).cookie("tarteaucitron", "refuse", value="!gtag=false")
    assert verdict(seen, RULE) == "fail"


def test_it_passes_when_the_refusal_is_kept() -> None:
    assert verdict(Seen(), RULE) == "pass"


def test_it_passes_when_only_the_acceptance_is_forgotten() -> None:
    assert verdict(Seen().show("accept-next-page", ASKS), RULE) == "pass"


def test_it_is_inconclusive_when_no_later_page_was_reached() -> None:
    assert verdict(Seen().unseen("refuse"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_banner_never_went_away() -> None:
    seen = Seen().ended("refuse", "not-dismissed", path=[("refuse", "Tout refuser", 1)])
    assert verdict(seen, RULE) == "inconclusive"


def test_it_does_not_apply_when_no_banner_asks() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"
