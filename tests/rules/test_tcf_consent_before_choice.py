"""tcf-consent-before-choice."""

from __future__ import annotations

from tests.rules.evidence import Seen, findings, verdict
from tests.rules.tc_strings import answered, tc_string

RULE = "tcf-consent-before-choice"
NOTHING = tc_string()
EVERYTHING = tc_string(consent=range(1, 11), vendors=(2, 6, 8))
AD = "https://ads.example.net/bid?gdpr=1&gdpr_consent="


def test_it_fails_when_the_interface_answers_with_consent() -> None:
    found = findings(Seen().signal("before", tcf=answered(EVERYTHING)))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("signal:tcf@before",)
    assert "1, 2, 3, 4, 5, 6, 7, 8, 9, 10" in found.summary


def test_it_fails_when_consent_is_stored() -> None:
    found = findings(Seen().cookie("euconsent-v2", "before", value=EVERYTHING))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("cookie:euconsent-v2@before",)
    assert verdict(Seen().key("IABTCF_TCString", "before", value=EVERYTHING), RULE) == "fail"


def test_it_fails_when_consent_is_sent_although_the_interface_denies() -> None:
    seen = Seen().signal("before", tcf=answered(NOTHING)).request(AD + EVERYTHING, "before")
    found = findings(seen)[RULE]
    assert found.verdict == "fail"
    assert found.evidence == (f"request:{AD}{EVERYTHING}@before",)


def test_it_fails_when_a_frame_of_an_advertiser_sends_what_the_sites_own_platform_made() -> None:
    seen = Seen().signal("before", tcf=answered(NOTHING))
    seen.request(AD + EVERYTHING, "before", frame_url="https://frame.example.net/")
    assert verdict(seen, RULE) == "fail"


def test_it_warns_when_a_frame_sends_a_string_of_another_platform() -> None:
    other = tc_string(consent=(1,), cmp=77)
    seen = Seen().signal("before", tcf=answered(NOTHING))
    seen.request(AD + other, "before", frame_url="https://frame.example.net/")
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_the_cookie_lies_on_another_partys_domain() -> None:
    seen = Seen().signal("before", tcf=answered())
    seen.cookie("euconsent-v2", "before", value=EVERYTHING, domain=".video.example.net")
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_only_vendors_or_special_features_are_granted() -> None:
    assert verdict(Seen().signal("before", tcf=answered(tc_string(vendors=(4,)))), RULE) == "warn"
    assert verdict(Seen().signal("before", tcf=answered(tc_string(features=(1,)))), RULE) == "warn"


def test_it_passes_when_there_is_no_string_yet_or_it_grants_nothing() -> None:
    assert verdict(Seen().signal("before", tcf=answered()), RULE) == "pass"
    assert verdict(Seen().signal("before", tcf=answered(tc_string(interest=(2, 7)))), RULE) == "pass"


def test_it_passes_when_a_macro_was_sent_that_no_one_filled_in() -> None:
    seen = Seen().signal("before", tcf=answered()).request(AD + "${GDPR_CONSENT_755}", "before")
    assert verdict(seen, RULE) == "pass"


def test_it_is_inconclusive_when_the_interface_does_not_answer() -> None:
    stub = {"cmpLoaded": "false", "cmpStatus": "stub"}
    assert verdict(Seen().signal("before", tcf=stub), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_string_cannot_be_decoded_or_the_record_is_missing() -> None:
    assert verdict(Seen().signal("before", tcf=answered("C***")), RULE) == "inconclusive"
    assert verdict(Seen().signal("before", tcf=answered()).lose("signals"), RULE) == "inconclusive"
    assert verdict(Seen().lose("signals"), RULE) == "inconclusive"


def test_it_does_not_apply_without_the_framework_or_where_it_says_that_the_gdpr_does_not_apply() -> None:
    assert verdict(Seen(), RULE) == "not-applicable"
    away = answered(EVERYTHING, gdprApplies="false")
    assert verdict(Seen().signal("before", tcf=away), RULE) == "not-applicable"
