"""tcf-signal-invalid."""

from __future__ import annotations

import pytest

from tests.rules.evidence import Seen, findings, verdict
from tests.rules.tc_strings import answered, tc_string

RULE = "tcf-signal-invalid"


@pytest.mark.parametrize("string", ["C***", tc_string()[:20], "B" + tc_string()[1:], tc_string(cmp=0), tc_string(interest=(1,))])
def test_it_fails_when_the_format_or_the_policies_exclude_it(string: str) -> None:
    found = findings(Seen().signal("accept", tcf=answered(string)))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("signal:tcf@accept",)


def test_it_fails_when_a_stored_string_is_none() -> None:
    assert verdict(Seen().cookie("euconsent-v2", "refuse", value="all"), RULE) == "fail"


def test_it_passes_when_each_string_is_sound() -> None:
    assert verdict(Seen().signal("accept", tcf=answered(tc_string(consent=(1,), vendors=(9,)))), RULE) == "pass"


def test_it_is_inconclusive_when_the_evidence_may_have_cut_the_string() -> None:
    assert verdict(Seen().signal("accept", tcf=answered("C" * 8192)), RULE) == "inconclusive"
    assert verdict(Seen().signal("accept", tcf=answered()).lose("signals"), RULE) == "inconclusive"


def test_it_does_not_apply_without_a_string() -> None:
    assert verdict(Seen().signal("accept", tcf=answered()), RULE) == "not-applicable"
    assert verdict(Seen(), RULE) == "not-applicable"
