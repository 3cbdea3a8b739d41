"""tcf-consent-after-refuse."""

from __future__ import annotations

import msgspec

from tests.rules.evidence import Seen, findings, verdict
from tests.rules.tc_strings import answered, tc_string

RULE = "tcf-consent-after-refuse"
NOTHING = tc_string()
SOME = tc_string(consent=(1, 7), vendors=(2, 6))
AD = "https://ads.example.net/bid?gdpr=1&gdpr_consent="


def refused(string: str) -> Seen:
    return Seen().signal("before", tcf=answered()).signal("refuse", tcf=answered(string))


def test_it_fails_when_the_interface_still_answers_with_consent() -> None:
    found = findings(refused(SOME))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("signal:tcf@refuse",)
    assert "1, 7" in found.summary


def test_it_fails_when_consent_is_stored_or_sent_on_a_clean_view() -> None:
    assert verdict(refused(NOTHING).cookie("euconsent-v2", "refuse", value=SOME), RULE) == "fail"
    assert verdict(refused(NOTHING).request(AD + SOME, "refuse", "next-page"), RULE) == "fail"


def test_it_passes_when_the_last_word_denies_although_the_page_of_the_press_said_otherwise() -> None:
    seen = refused(NOTHING)
    first = next(i for i, state in enumerate(seen.states["refuse"]) if (state.phase, state.step) == ("refuse", "press"))
    seen.states["refuse"][first] = msgspec.structs.replace(seen.states["refuse"][first], tcf=answered(SOME))
    assert verdict(seen, RULE) == "pass"


def test_it_passes_when_only_the_page_of_the_press_sent_it() -> None:
    seen = refused(NOTHING).request(AD + SOME, "before").request(AD + SOME, "refuse", "press")
    assert verdict(seen, RULE) == "pass"


def test_it_warns_when_vendors_remain_without_a_purpose() -> None:
    assert verdict(refused(tc_string(vendors=(1, 2))), RULE) == "warn"


def test_it_is_inconclusive_when_only_the_page_of_the_press_was_seen() -> None:
    assert verdict(refused(SOME).unseen("refuse"), RULE) == "inconclusive"
    assert verdict(refused(NOTHING).unseen("refuse"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_refusal_was_not_made() -> None:
    assert verdict(refused(SOME).ended("refuse", "not-dismissed"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_string_cannot_be_decoded() -> None:
    assert verdict(refused("C***"), RULE) == "inconclusive"


def test_it_does_not_apply_without_the_framework() -> None:
    assert verdict(Seen(), RULE) == "not-applicable"
    away = Seen().signal("refuse", tcf=answered(SOME, gdprApplies="false"))
    assert verdict(away, RULE) == "not-applicable"
