"""ad-tech-exempt-claimed."""

from __future__ import annotations

import pytest

from tests.rules.evidence import Seen, findings, verdict

RULE = "ad-tech-exempt-claimed"
IDS = ("1a2b3c4d5e6f7081", "90f1e2d3c4b5a697")
HIT = "https://stats.shop.example/matomo.php?idsite=1"
PIANO = "https://logs1.xiti.com/event"


def measured(**facts: object) -> Seen:
    """A shop that measures with Matomo on arrival."""
    return Seen().cookie("_pk_id.1.abcd", "before", "refuse", **facts).request(HIT, "before", type="image")  # type: ignore[arg-type]


def test_it_fails_when_the_identifier_lives_over_thirteen_months() -> None:
    found = findings(measured(days=730))[RULE]
    assert found.verdict == "fail"
    assert "13 months" in found.summary
    assert found.evidence == ("cookie:_pk_id.1.abcd@before", "cookie:_pk_id.1.abcd@refuse")


def test_it_fails_when_the_identifier_lies_where_other_sites_can_read_it() -> None:
    seen = Seen().cookie("idrxvr", "before", domain=".xiti.com").request(PIANO, "before")
    assert verdict(seen, RULE) == "fail"


def test_it_fails_when_the_identifier_is_sent_to_another_owner() -> None:
    seen = measured()
    for visit, value in zip(("refuse", "accept"), IDS, strict=True):
        seen.request(f"https://www.facebook.com/tr/?id=1&external_id={value}", "before", visit=visit, type="image")
    found = findings(seen)[RULE]
    assert found.verdict == "fail"
    assert "www.facebook.com" in found.summary
    assert any(where.startswith("request:https://www.facebook.com/") for where in found.evidence)


@pytest.mark.parametrize("to", [HIT + "&_id=", "https://shop.matomo.cloud/matomo.php?_id="])
def test_it_does_not_fail_when_the_identifier_is_sent_to_its_own_tool(to: str) -> None:
    seen = measured()
    for visit, value in zip(("refuse", "accept"), IDS, strict=True):
        seen.request(to + value, "before", visit=visit, type="image")
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_another_measuring_tool_was_sent_it_since_both_may_write_that_cookie() -> None:
    seen = measured()
    for visit, value in zip(("refuse", "accept"), IDS, strict=True):
        seen.request(f"https://shop.piwik.pro/ppms.php?_id={value}", "before", visit=visit, type="image")
    found = findings(seen)[RULE]
    assert found.verdict == "warn"
    assert "another tracker" in found.summary


def test_it_does_not_fail_when_the_identifier_is_passed_on_after_an_acceptance_only() -> None:
    seen = measured()
    seen.request(f"https://www.facebook.com/tr/?external_id={IDS[1]}", "accept", visit="accept", type="image")
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_nothing_speaks_against_the_exemption_and_nothing_for_it() -> None:
    assert verdict(measured(days=393), RULE) == "warn"


def test_it_warns_when_a_call_carries_the_click_on_an_advertisement() -> None:
    seen = Seen().request(HIT + "&gclid=Cj0KCQiA-x8yz1234", "before", type="image")
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_one_visit_only_saw_what_lies_on_a_shared_domain() -> None:
    seen = Seen().cookie("idrxvr", "before", domain=".xiti.com", visit="refuse").request(PIANO, "before")
    assert verdict(seen, RULE) == "warn"


def test_it_passes_when_nothing_singles_out_a_browser() -> None:
    assert verdict(Seen().request(HIT, "before", type="image"), RULE) == "pass"


def test_it_passes_when_its_calls_say_that_they_run_without_consent() -> None:
    body = '{"events":[{"name":"page.display","data":{"visitor_privacy_mode": "exempt"}}]}'
    seen = Seen().cookie("_pcid", "before", days=390)
    assert verdict(seen.request(PIANO, "before", type="fetch", method="POST", post_text=body), RULE) == "pass"
    assert verdict(seen.request(PIANO, "before", type="fetch", method="POST"), RULE) == "warn"


def test_it_warns_when_only_the_library_was_loaded_that_says_nothing_yet() -> None:
    seen = Seen().cookie("_pcid", "before", days=390).request("https://tag.aticdn.net/piano-analytics.js", "before")
    assert verdict(seen, RULE) == "warn"


def test_it_does_not_apply_when_measurement_waits_for_the_acceptance() -> None:
    assert verdict(Seen().cookie("_pk_id.1.abcd", "accept", days=730).request(HIT, "accept"), RULE) == "not-applicable"


def test_it_does_not_apply_to_tools_for_which_no_exemption_is_documented() -> None:
    assert verdict(Seen().cookie("_ga", "before", days=730), RULE) == "not-applicable"


def test_it_is_inconclusive_when_requests_were_not_recorded() -> None:
    assert verdict(measured().lose("requests"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_writes_were_left_out_and_nothing_was_seen() -> None:
    seen = Seen().lack("refuse", "cookies:rest", "too many").lack("accept", "cookies:rest", "too many")
    assert verdict(seen, RULE) == "inconclusive"
