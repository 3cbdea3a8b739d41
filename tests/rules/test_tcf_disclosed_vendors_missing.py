"""tcf-disclosed-vendors-missing."""

from __future__ import annotations

from tests.rules.evidence import Seen, findings, verdict
from tests.rules.tc_strings import answered, tc_string

RULE = "tcf-disclosed-vendors-missing"


def test_it_fails_when_a_recent_string_lacks_them() -> None:
    found = findings(Seen().signal("accept", tcf=answered(tc_string(consent=(1,), disclosed=None))))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("signal:tcf@accept",)
    assert "2026-11-24" in found.summary


def test_it_fails_from_the_first_day_after_the_date_on() -> None:
    assert verdict(Seen().signal("refuse", tcf=answered(tc_string(disclosed=None, updated="2026-03-01"))), RULE) == "fail"


def test_it_passes_when_the_segment_is_there() -> None:
    assert verdict(Seen().signal("refuse", tcf=answered(tc_string())), RULE) == "pass"


def test_it_passes_when_only_a_sent_string_lacks_them() -> None:
    seen = Seen().signal("accept", tcf=answered(tc_string()))
    seen.request("https://ads.example.net/?gdpr_consent=" + tc_string(disclosed=None), "accept")
    assert verdict(seen, RULE) == "pass"


def test_it_does_not_apply_to_older_strings_or_without_the_framework() -> None:
    assert (
        verdict(Seen().signal("refuse", tcf=answered(tc_string(disclosed=None, updated="2026-02-28"))), RULE) == "not-applicable"
    )
    assert verdict(Seen().signal("refuse", tcf=answered()), RULE) == "not-applicable"
    assert verdict(Seen(), RULE) == "not-applicable"


def test_it_is_inconclusive_when_a_string_cannot_be_read() -> None:
    assert verdict(Seen().signal("refuse", tcf=answered("C***")), RULE) == "inconclusive"
    assert verdict(Seen().signal("refuse", tcf=answered(tc_string() + ".***")), RULE) == "inconclusive"
    assert verdict(Seen().signal("refuse", tcf=answered(tc_string())).lose("signals"), RULE) == "inconclusive"
