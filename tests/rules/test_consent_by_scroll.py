"""Scrolling is taken for consent."""

from __future__ import annotations

from tests.rules.acts import ANALYTICS, PIXEL, consented, found, own
from tests.rules.evidence import Seen

RULE = "consent-by-scroll"


def test_it_fails_where_scrolling_stores_what_accepting_stores() -> None:
    finding = found(RULE, consented(), own("ignore", notes=(("scroll", "cookie_choice", "accepted"),)))
    assert finding.verdict == "fail"
    assert finding.evidence == ("page:ignore-scroll@ignore",)


def test_what_comes_later_than_another_visit_watched_may_be_a_timer_and_is_a_warning() -> None:
    late = own("ignore", notes=(("scroll", "cookie_choice", "accepted"),), late_ms=1_500.0)
    assert found(RULE, consented(), late).verdict == "warn"


def test_what_a_page_loads_when_it_comes_near_is_a_warning() -> None:
    assert found(RULE, consented(), own("ignore", calls=(("scroll", ANALYTICS),))).verdict == "warn"


def test_what_comes_with_an_acceptance_alone_fails_also_where_it_comes_again_on_the_next_page() -> None:
    again = own("ignore", calls=(("scroll", PIXEL), ("next-page", PIXEL)))
    assert found(RULE, consented(), again).verdict == "fail"


def test_it_passes_where_nothing_comes_of_it() -> None:
    assert found(RULE, consented(), own("ignore")).verdict == "pass"
    assert found(RULE, consented(), own("ignore", calls=(("next-page", PIXEL),))).verdict == "pass"


def test_it_is_not_applicable_without_a_banner() -> None:
    seen = Seen("").ended("refuse", "no-banner").ended("accept", "no-banner")
    assert found(RULE, seen, own("ignore", "no-banner")).verdict == "not-applicable"


def test_it_is_inconclusive_where_it_was_not_walked_or_nothing_can_be_compared() -> None:
    assert found(RULE, consented()).verdict == "inconclusive"
    assert found(RULE, Seen(), own("ignore")).verdict == "inconclusive"
    assert found(RULE, consented(), own("ignore", without=("scroll",))).verdict == "inconclusive"
