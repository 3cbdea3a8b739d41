"""Closing the banner is taken for consent."""

from __future__ import annotations

from tests.rules.acts import ANALYTICS, PIXEL, consented, found, own
from tests.rules.evidence import Seen

RULE = "close-means-accept"


def test_it_fails_where_closing_stores_what_accepting_stores() -> None:
    finding = found(RULE, consented(), own("close", notes=(("press", "cookie_choice", "accepted"),)))
    assert finding.verdict == "fail"
    assert "cookie_choice" in finding.summary
    assert finding.evidence == ("page:close-press-1@close",)


def test_it_fails_where_a_tracker_comes_that_else_comes_with_the_acceptance_alone() -> None:
    finding = found(RULE, consented(), own("close", calls=(("next-page", PIXEL),)))
    assert finding.verdict == "fail"
    assert finding.evidence == (f"request:{PIXEL}@close",)


def test_it_fails_where_consent_mode_is_granted_by_it() -> None:
    calls = ({"command": "update", "settings": {"ad_storage": "granted", "analytics_storage": "granted"}},)
    assert found(RULE, consented(), own("close", says=(("press", {"consent_calls": calls}),))).verdict == "fail"


def test_it_passes_where_closing_brings_nothing_of_an_acceptance() -> None:
    assert found(RULE, consented(), own("close", notes=(("press", "cookie_choice", "refused"),))).verdict == "pass"


def test_what_was_there_before_is_not_its_doing() -> None:
    assert found(RULE, consented(), own("close", calls=(("load", PIXEL), ("press", PIXEL)))).verdict != "fail"
    assert found(RULE, consented(), own("close", notes=(("load", "cookie_choice", "accepted"),))).verdict == "pass"


def test_another_tracker_that_is_new_is_a_warning() -> None:
    assert found(RULE, consented(), own("close", calls=(("press", ANALYTICS),))).verdict == "warn"


def test_it_is_not_applicable_where_nothing_closes_the_banner() -> None:
    assert found(RULE, consented(), own("close", "no-control")).verdict == "not-applicable"


def test_it_is_inconclusive_where_it_was_not_walked() -> None:
    assert found(RULE, consented()).verdict == "inconclusive"
    assert found(RULE, consented(), own("close", "not-dismissed", "the banner still stands")).verdict == "inconclusive"
    assert found(RULE, consented(), own("close", failure="the tab crashed")).verdict == "inconclusive"
    assert found(RULE, consented(), own("close", without=("next-page",))).verdict == "inconclusive"


def test_it_is_inconclusive_where_an_acceptance_shows_in_nothing() -> None:
    assert found(RULE, Seen(), own("close")).verdict == "inconclusive"
