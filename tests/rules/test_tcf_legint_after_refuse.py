"""tcf-legint-after-refuse."""

from __future__ import annotations

from tests.rules.evidence import Seen, findings, verdict
from tests.rules.tc_strings import answered, tc_string

RULE = "tcf-legint-after-refuse"


def refused(string: str) -> Seen:
    return Seen().signal("before", tcf=answered()).signal("refuse", tcf=answered(string))


def test_it_fails_when_vendors_keep_it_for_profiles() -> None:
    found = findings(refused(tc_string(interest=(2, 3, 5, 7), vendors_interest=(4, 9))))[RULE]
    assert found.verdict == "fail"
    assert "3, 5 and 2 vendor(s)" in found.summary
    assert found.evidence == ("signal:tcf@refuse",)


def test_it_warns_when_no_vendor_keeps_it() -> None:
    assert verdict(refused(tc_string(interest=(4,))), RULE) == "warn"


def test_it_passes_when_it_remains_for_other_purposes_only() -> None:
    assert verdict(refused(tc_string(interest=(2, 7, 8, 9, 10), vendors_interest=(4,))), RULE) == "pass"


def test_it_is_inconclusive_when_the_refusal_was_not_made_or_no_clean_view_was_seen() -> None:
    kept = tc_string(interest=(3,), vendors_interest=(4,))
    assert verdict(refused(kept).ended("refuse", "no-control"), RULE) == "inconclusive"
    assert verdict(refused(kept).unseen("refuse"), RULE) == "inconclusive"


def test_it_does_not_apply_without_the_framework() -> None:
    assert verdict(Seen(), RULE) == "not-applicable"
