"""consent-mode-cookieless-pings."""

from __future__ import annotations

from auditor.evidence.records.signals import ConsentCall
from tests.rules.evidence import Seen, findings, verdict

RULE = "consent-mode-cookieless-pings"
PING = "https://www.google-analytics.com/g/collect?v=2&tid=G-1&gcs=G100"
DENIED = (ConsentCall(command="default", settings={"ad_storage": "denied", "analytics_storage": "denied"}, regions=()),)


def used() -> Seen:
    return Seen().signal("before", consent_calls=DENIED).signal("refuse", consent_calls=DENIED)


def test_it_warns_before_a_choice_and_after_a_refusal() -> None:
    found = findings(used().request(PING, "before").request(PING, "refuse", "reload"))[RULE]
    assert found.verdict == "warn"
    assert found.evidence == (f"request:{PING}@before", f"request:{PING}@refuse")


def test_it_never_fails_and_warns_even_where_the_refusal_is_not_known() -> None:
    seen = used().request(PING, "before").ended("refuse", "no-control")
    assert verdict(seen, RULE) == "warn"


def test_it_fails_nothing_where_the_call_takes_cookies_along() -> None:
    # That is the business of tracker-before-choice.
    assert verdict(used().request(PING, "before", cookies_sent=("_ga",)), RULE) == "pass"


def test_it_passes_where_the_tags_wait() -> None:
    assert verdict(used(), RULE) == "pass"


def test_it_is_inconclusive_where_the_refusal_was_not_made_and_nothing_was_seen() -> None:
    assert verdict(used().ended("refuse", "no-control"), RULE) == "inconclusive"
    assert verdict(used().lose("requests"), RULE) == "inconclusive"


def test_it_does_not_apply_where_consent_mode_is_not_used() -> None:
    assert verdict(Seen(), RULE) == "not-applicable"
