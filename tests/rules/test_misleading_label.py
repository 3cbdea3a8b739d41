"""A button does the contrary of what it says."""

from __future__ import annotations

from tests.rules.evidence import Seen, banner, findings, verdict

RULE = "misleading-label"


def _noting(refused: str, accepted: str = "accepted") -> Seen:
    seen = Seen().cookie("cookie_choice", "refuse", value=refused, visit="refuse")
    return seen.cookie("cookie_choice", "accept", value=accepted, visit="accept")


def test_it_fails_where_refusing_stores_the_acceptance() -> None:
    finding = findings(_noting("accepted"))[RULE]
    assert finding.verdict == "fail"
    assert "« Tout refuser »" in finding.summary and "cookie_choice" in finding.summary


def test_a_value_that_may_only_say_that_the_question_was_answered_is_no_failure() -> None:
    assert verdict(_noting("1", "1"), RULE) == "warn"


def test_signals_that_grant_beside_a_refusal_that_was_noted_are_a_warning() -> None:
    calls = ({"command": "update", "settings": {"ad_storage": "granted", "analytics_storage": "granted"}},)
    assert verdict(_noting("refused").signal("refuse", consent_calls=calls), RULE) == "warn"


def test_a_press_that_brings_all_that_an_acceptance_brings_is_a_warning() -> None:
    pixel, other = "https://www.facebook.com/tr/?id=1", "https://bat.bing.com/action/0?ti=1"
    both = Seen().request(pixel, "accept", "press", visit="accept").request(other, "accept", "press", visit="accept")
    assert verdict(both.request(pixel, "refuse", "press"), RULE) == "pass"
    assert verdict(both.request(other, "refuse", "press"), RULE) == "warn"
    late = Seen().request(pixel, "accept", "press", visit="accept").request(pixel, "refuse", "reload")
    assert verdict(late, RULE) == "pass"
    assert verdict(Seen().request(pixel, "before").request(pixel, "refuse").request(pixel, "accept"), RULE) == "pass"


def test_it_passes_where_a_refusal_is_stored() -> None:
    assert verdict(_noting("refused"), RULE) == "pass"
    assert verdict(Seen(), RULE) == "pass"


def test_it_is_not_applicable_without_a_banner() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"


def test_it_is_inconclusive_where_nothing_was_pressed_or_what_came_of_it_is_not_known() -> None:
    assert verdict(Seen(banner("Tout accepter")).ended("refuse", "no-control"), RULE) == "inconclusive"
    assert verdict(Seen().show("refuse-reload", banner("Tout accepter", "Tout refuser")), RULE) == "inconclusive"
