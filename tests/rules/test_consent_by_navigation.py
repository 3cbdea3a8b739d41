"""Going on to another page is taken for consent."""

from __future__ import annotations

from tests.rules.acts import ANALYTICS, PIXEL, consented, found, own
from tests.rules.evidence import Seen

RULE = "consent-by-navigation"


def test_it_fails_where_the_second_page_stores_what_accepting_stores() -> None:
    finding = found(RULE, consented(), own("ignore", notes=(("next-page", "cookie_choice", "accepted"),)))
    assert finding.verdict == "fail"
    assert finding.evidence == ("page:ignore-next-page@ignore",)


def test_it_fails_where_a_tracker_comes_that_else_comes_with_the_acceptance_alone() -> None:
    assert found(RULE, consented(), own("ignore", calls=(("next-page", PIXEL),))).verdict == "fail"


def test_it_passes_where_nothing_comes_of_it() -> None:
    assert found(RULE, consented(), own("ignore")).verdict == "pass"


def test_a_tracker_of_the_second_page_that_is_no_consequence_of_an_acceptance_is_a_warning() -> None:
    assert found(RULE, consented(), own("ignore", calls=(("next-page", ANALYTICS),))).verdict == "warn"


def test_it_is_not_applicable_without_a_banner() -> None:
    seen = Seen("").ended("refuse", "no-banner").ended("accept", "no-banner")
    assert found(RULE, seen, own("ignore", "no-banner")).verdict == "not-applicable"


def test_it_is_inconclusive_where_scrolling_had_been_taken_for_consent() -> None:
    assert found(RULE, consented(), own("ignore", notes=(("scroll", "cookie_choice", "accepted"),))).verdict == "inconclusive"


def test_it_is_inconclusive_where_no_second_page_was_reached() -> None:
    assert found(RULE, consented(), own("ignore", without=("next-page",))).verdict == "inconclusive"
