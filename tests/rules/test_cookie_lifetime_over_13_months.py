"""cookie-lifetime-over-13-months."""

from __future__ import annotations

import pytest

from tests.rules.evidence import Seen, findings, verdict

RULE = "cookie-lifetime-over-13-months"


def test_it_fails_when_a_tracking_cookie_asks_for_two_years() -> None:
    found = findings(Seen().cookie("_ga", "accept", days=730))[RULE]
    assert found.verdict == "fail"
    assert "730 days" in found.summary
    assert found.evidence == ("cookie:_ga@accept",)


def test_it_fails_by_what_was_asked_for_and_not_by_what_chromium_keeps() -> None:
    # The jar of the builder clamps to 400 days as Chromium does; ten years were asked for.
    assert "3650 days" in findings(Seen().cookie("_fbp", "accept", days=3650))[RULE].summary


@pytest.mark.parametrize("days", [393, 395, 396.5, 397])
def test_it_passes_when_the_life_is_thirteen_months_however_counted(days: float) -> None:
    assert verdict(Seen().cookie("_ga", "accept", days=days), RULE) == "pass"


def test_it_fails_just_above() -> None:
    assert verdict(Seen().cookie("_ga", "accept", days=398), RULE) == "fail"


def test_it_passes_when_only_the_choice_is_kept_long() -> None:
    assert verdict(Seen().cookie("OptanonConsent", "refuse", days=400), RULE) == "pass"


def test_it_warns_when_the_purpose_is_unknown() -> None:
    assert verdict(Seen().cookie("zzz", "accept", days=730), RULE) == "warn"


def test_it_warns_at_most_under_the_edpb_profile() -> None:
    assert verdict(Seen().cookie("_ga", "accept", days=730), RULE, authority="edpb") == "warn"


def test_it_does_not_apply_when_no_cookie_lasts() -> None:
    assert verdict(Seen().cookie("_ga", "accept", days=None), RULE) == "not-applicable"


def test_it_does_not_judge_what_the_browser_refused_to_store() -> None:
    seen = Seen().cookie("_ga", "accept", days=730, via="header", blocked=("DomainMismatch",))
    seen.jars.clear()
    assert verdict(seen, RULE) == "not-applicable"


def test_it_is_inconclusive_when_cookies_were_not_recorded() -> None:
    assert verdict(Seen().lose("cookies"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_writes_were_left_out() -> None:
    seen = Seen().cookie("_ga", "accept", days=390)
    seen.lack("refuse", "cookies:rest", "too many").lack("accept", "cookies:rest", "too many")
    assert verdict(seen, RULE) == "inconclusive"
