"""Global Privacy Control without effect."""

from __future__ import annotations

from tests.rules.acts import ANALYTICS, PIXEL, found, own
from tests.rules.evidence import Seen

RULE = "gpc-ignored"


def _calling(*urls: str) -> Seen:
    seen = Seen()
    for url in urls:
        seen.request(url, "before")
    return seen


def test_it_fails_with_a_warning_at_most_where_the_same_trackers_come() -> None:
    finding = found(RULE, _calling(PIXEL), own("gpc", calls=(("load", PIXEL),)))
    assert finding.verdict == "warn"
    assert finding.evidence == (f"request:{PIXEL}@before",)


def test_it_passes_where_none_comes_with_the_signal() -> None:
    assert found(RULE, _calling(PIXEL), own("gpc")).verdict == "pass"


def test_it_is_inconclusive_where_fewer_come_or_the_visit_failed() -> None:
    assert found(RULE, _calling(PIXEL, ANALYTICS), own("gpc", calls=(("reload", PIXEL),))).verdict == "inconclusive"
    assert found(RULE, _calling(PIXEL), own("gpc", failure="the tab crashed")).verdict == "inconclusive"


def test_it_is_not_applicable_where_it_was_not_asked_for_or_nothing_comes_anyway() -> None:
    assert found(RULE, _calling(PIXEL)).verdict == "not-applicable"
    assert found(RULE, Seen(), own("gpc")).verdict == "not-applicable"
