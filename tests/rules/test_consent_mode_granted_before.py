"""consent-mode-granted-before."""

from __future__ import annotations

import pytest

from auditor.evidence.records.signals import ConsentCall
from tests.rules.evidence import Seen, findings, verdict

RULE = "consent-mode-granted-before"
KEYS = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization")
COLLECT = "https://www.google-analytics.com/g/collect?v=2&tid=G-1"
EEA = tuple("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split())  # noqa: SIM905


def call(command: str, value: str, *regions: str, keys: tuple[str, ...] = KEYS) -> ConsentCall:
    return ConsentCall(command=command, settings=dict.fromkeys(keys, value), regions=regions)


def test_it_fails_when_the_default_is_granted() -> None:
    found = findings(Seen().signal("before", consent_calls=(call("default", "granted"),)))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("signal:consent-mode@before",)
    assert "ad_personalization, ad_storage, ad_user_data, analytics_storage" in found.summary


def test_it_fails_when_an_update_grants_before_the_choice() -> None:
    calls = (call("default", "denied"), call("update", "granted", keys=("analytics_storage",)))
    assert verdict(Seen().signal("before", consent_calls=calls), RULE) == "fail"


@pytest.mark.parametrize("said", ["gcs=G111", "gcs=G101", "gcd=13t3t3t3t5", "gcd=13r3p3p3p5l1", "gcs=G110&gcd=11v1v1v1v5"])
def test_it_fails_when_a_request_says_granted(said: str) -> None:
    found = findings(Seen().request(f"{COLLECT}&{said}", "before"))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == (f"request:{COLLECT}&{said}@before",)


def test_it_fails_when_a_default_that_is_taken_back_was_sent_in_between() -> None:
    calls = (call("default", "granted"), call("update", "denied"))
    seen = Seen().signal("before", consent_calls=calls).request(f"{COLLECT}&gcs=G111", "before")
    assert verdict(seen, RULE) == "fail"


def test_it_fails_when_googles_tag_keeps_granted_without_a_call_in_the_page() -> None:
    assert verdict(Seen().signal("before", google_state={"analytics_storage": "granted"}), RULE) == "fail"


def test_it_fails_when_the_whole_eea_is_listed_as_granted() -> None:
    assert verdict(Seen().signal("before", consent_calls=(call("default", "granted", *EEA),)), RULE) == "fail"


def test_it_passes_when_a_granted_default_is_taken_back_before_anything_is_sent() -> None:
    calls = (call("default", "granted"), call("update", "denied"))
    assert verdict(Seen().signal("before", consent_calls=calls), RULE) == "pass"


def test_it_passes_when_it_is_granted_elsewhere_and_denied_in_the_eea() -> None:
    for calls in (
        (call("default", "granted"), call("default", "denied", *EEA)),
        (call("default", "denied", "FR", "DE"), call("default", "granted")),
        (call("default", "denied"), call("default", "granted", "US", "US-CA")),
    ):
        assert verdict(Seen().signal("before", consent_calls=calls), RULE) == "pass"


def test_it_passes_when_only_security_and_functions_are_granted() -> None:
    calls = (call("default", "denied"), call("default", "granted", keys=("security_storage", "functionality_storage")))
    assert verdict(Seen().signal("before", consent_calls=calls), RULE) == "pass"


def test_it_passes_when_what_is_kept_knows_the_region_better() -> None:
    seen = Seen().signal("before", consent_calls=(call("default", "granted"),), google_state=dict.fromkeys(KEYS, "denied"))
    assert verdict(seen, RULE) == "pass"


def test_it_passes_when_a_letter_is_not_known() -> None:
    seen = Seen().signal("before", consent_calls=(call("default", "denied"),)).request(f"{COLLECT}&gcd=13z3Z3x3y5", "before")
    assert verdict(seen, RULE) == "pass"


def test_it_is_inconclusive_when_only_some_countries_of_the_eea_are_granted() -> None:
    calls = (call("default", "denied"), call("default", "granted", "PL", "RO"))
    assert verdict(Seen().signal("before", consent_calls=calls), RULE) == "inconclusive"


def test_it_is_inconclusive_when_old_evidence_does_not_tell_regions() -> None:
    calls = (ConsentCall(command="default", settings=dict.fromkeys(KEYS, "granted")),)
    assert verdict(Seen().signal("before", consent_calls=calls), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_record_is_missing() -> None:
    assert verdict(Seen().lose("signals"), RULE) == "inconclusive"


def test_it_does_not_apply_where_consent_mode_is_not_used() -> None:
    assert verdict(Seen(), RULE) == "not-applicable"
    assert verdict(Seen().request(f"{COLLECT}&gcd=13l3l3l3l1l1", "before"), RULE) == "not-applicable"
