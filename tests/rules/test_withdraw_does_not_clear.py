"""withdraw-does-not-clear."""

from __future__ import annotations

from tests.rules.evidence import Seen, banner, findings, verdict

RULE = "withdraw-does-not-clear"


def test_it_fails_when_a_consented_identifier_outlives_the_consent() -> None:
    found = findings(Seen().cookie("_ga", "accept", "withdraw", days=390))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("cookie:_ga@withdraw",)


def test_it_fails_when_storage_keeps_it() -> None:
    assert verdict(Seen().key("ajs_anonymous_id", "accept", "withdraw"), RULE) == "fail"


def test_it_passes_when_all_is_cleared() -> None:
    assert verdict(Seen().cookie("_ga", "accept").cookie("tarteaucitron", "accept", "withdraw"), RULE) == "pass"


def test_it_passes_when_only_another_partys_cookie_remains() -> None:
    seen = Seen().cookie("IDE", "accept", "withdraw", domain=".doubleclick.net", via="header", url="https://ad.doubleclick.net/x")
    assert verdict(seen, RULE) == "pass"


def test_it_warns_when_something_unknown_came_with_the_consent_and_stays() -> None:
    assert verdict(Seen().cookie("zzz", "accept", "withdraw", days=365), RULE) == "warn"


def test_it_passes_when_the_unknown_thing_is_the_choice_that_a_refusal_writes_too() -> None:
    assert verdict(Seen().cookie("choice", "refuse", "accept", "withdraw", value="0123456789", days=180), RULE) == "pass"


def test_it_is_inconclusive_when_consent_could_not_be_taken_back() -> None:
    seen = Seen().cookie("_ga", "accept").ended("withdraw", "no-control")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_withdrawal_is_not_proven() -> None:
    seen = Seen().cookie("_ga", "accept", "withdraw").show("withdraw-reload", banner("Tout accepter", "Tout refuser"))
    assert verdict(seen, RULE) == "inconclusive"


def test_it_does_not_apply_when_no_banner_asks() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"
