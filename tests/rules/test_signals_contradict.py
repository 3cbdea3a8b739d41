"""signals-contradict."""

from __future__ import annotations

from auditor.evidence.records.signals import ConsentCall
from tests.rules.evidence import Seen, findings, verdict
from tests.rules.tc_strings import answered, tc_string

RULE = "signals-contradict"
NOTHING, SOME = tc_string(), tc_string(consent=(1, 2), vendors=(9,))


def google(value: str, key: str = "ad_storage") -> tuple[ConsentCall, ...]:
    return (ConsentCall(command="update", settings={key: value}, regions=()),)


def test_it_warns_and_never_fails_where_the_framework_denies_and_google_is_told_granted() -> None:
    found = findings(Seen().signal("refuse", tcf=answered(NOTHING), consent_calls=google("granted")))[RULE]
    assert found.verdict == "warn"
    assert found.evidence == ("signal:consent-mode@refuse", "signal:tcf@refuse")
    assert "refuse: Google consent mode / __tcfapi" in found.summary


def test_it_fails_to_hold_where_what_was_sent_is_not_what_was_answered() -> None:
    seen = Seen().signal("refuse", tcf=answered(NOTHING))
    seen.request("https://ads.example.net/?gdpr_consent=" + SOME, "refuse", "reload")
    assert verdict(seen, RULE) == "warn"


def test_it_passes_where_they_agree() -> None:
    seen = Seen().signal("refuse", tcf=answered(NOTHING), consent_calls=google("denied"))
    seen.signal("accept", tcf=answered(SOME), consent_calls=google("granted"))
    assert verdict(seen, RULE) == "pass"


def test_it_passes_where_only_statistics_differ() -> None:
    seen = Seen().signal("accept", tcf=answered(NOTHING), consent_calls=google("granted", "analytics_storage"))
    seen.signal("refuse", tcf=answered(NOTHING), consent_calls=google("denied"))
    assert verdict(seen, RULE) == "pass"


def test_it_is_inconclusive_where_the_record_is_missing() -> None:
    assert verdict(Seen().lose("signals"), RULE) == "inconclusive"


def test_it_does_not_apply_where_only_one_interface_speaks() -> None:
    assert verdict(Seen(), RULE) == "not-applicable"
    assert verdict(Seen().signal("refuse", tcf=answered(SOME)), RULE) == "not-applicable"
