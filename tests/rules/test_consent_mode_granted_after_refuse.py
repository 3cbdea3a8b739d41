"""consent-mode-granted-after-refuse."""

from __future__ import annotations

from auditor.evidence.records.signals import ConsentCall
from tests.rules.evidence import Seen, findings, verdict

RULE = "consent-mode-granted-after-refuse"
KEYS = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization")
COLLECT = "https://www.google-analytics.com/g/collect?v=2&tid=G-1"


def call(command: str, value: str) -> ConsentCall:
    return ConsentCall(command=command, settings=dict.fromkeys(KEYS, value), regions=())


def refused(*calls: ConsentCall) -> Seen:
    return Seen().signal("before", consent_calls=(call("default", "denied"),)).signal("refuse", consent_calls=calls)


def test_it_fails_when_the_refusal_updates_to_granted() -> None:
    found = findings(refused(call("default", "denied"), call("update", "granted")))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("signal:consent-mode@refuse",)


def test_it_fails_when_a_clean_view_sends_granted() -> None:
    seen = refused(call("default", "denied")).request(f"{COLLECT}&gcs=G111", "refuse", "next-page")
    assert verdict(seen, RULE) == "fail"


def test_it_passes_when_it_stays_denied() -> None:
    assert verdict(refused(call("default", "denied"), call("update", "denied")), RULE) == "pass"


def test_it_passes_when_only_what_was_at_work_before_says_granted() -> None:
    seen = refused(call("default", "denied")).request(f"{COLLECT}&gcs=G111", "before")
    seen.request(f"{COLLECT}&gcs=G111", "refuse", "press", type="ping")
    assert verdict(seen, RULE) == "pass"


def test_it_is_inconclusive_when_only_the_page_of_the_press_was_seen() -> None:
    assert verdict(refused(call("update", "granted")).unseen("refuse"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_refusal_was_not_made() -> None:
    assert verdict(refused(call("update", "granted")).ended("refuse", "no-control"), RULE) == "inconclusive"


def test_it_does_not_apply_where_consent_mode_is_not_used() -> None:
    assert verdict(Seen(), RULE) == "not-applicable"
