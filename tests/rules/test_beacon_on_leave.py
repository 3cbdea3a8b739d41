"""A tracker is called when the page is left."""

from __future__ import annotations

from tests.rules.acts import PIXEL, found, left, own
from tests.rules.evidence import Seen

RULE = "beacon-on-leave"


def test_it_fails_where_nothing_was_chosen() -> None:
    finding = found(RULE, left(Seen()), own("ignore", calls=(("leave", PIXEL),), type="ping"))
    assert finding.verdict == "fail"
    assert finding.evidence == (f"request:{PIXEL}@ignore",)


def test_it_fails_after_a_refusal() -> None:
    assert found(RULE, left(Seen()).request(PIXEL, "refuse", "leave", type="ping"), own("ignore")).verdict == "fail"


def test_it_passes_where_both_were_heard_and_nothing_called() -> None:
    assert found(RULE, left(Seen()), own("ignore")).verdict == "pass"


def test_a_call_that_may_have_been_under_way_is_a_warning() -> None:
    assert found(RULE, left(Seen()), own("ignore", calls=(("leave", PIXEL),), type="script")).verdict == "warn"


def test_a_call_before_the_page_is_left_does_not_count() -> None:
    assert found(RULE, left(Seen()), own("ignore", calls=(("next-page", PIXEL),), type="ping")).verdict == "pass"


def test_a_call_after_an_acceptance_does_not_count() -> None:
    seen = left(Seen())
    seen.steps["accept"].append(("withdraw", "leave", 30e3))
    assert found(RULE, seen.request(PIXEL, "withdraw", "leave", type="ping"), own("ignore")).verdict == "pass"


def test_it_is_inconclusive_where_a_leaving_was_not_heard() -> None:
    assert found(RULE, Seen()).verdict == "inconclusive"
    assert found(RULE, Seen(), own("ignore")).verdict == "inconclusive"
    assert found(RULE, left(Seen())).verdict == "inconclusive"
    assert found(RULE, left(Seen()).lack("refuse", "step:leave"), own("ignore")).verdict == "inconclusive"


def test_it_is_inconclusive_where_the_refusal_is_not_proven() -> None:
    seen = left(Seen().unseen("refuse")).cookie("cookie_consent", "refuse", value="accepted", visit="refuse")
    assert found(RULE, seen.request(PIXEL, "refuse", "leave", type="ping"), own("ignore")).verdict == "inconclusive"
