"""tracker-after-refuse."""

from __future__ import annotations

from tests.rules.evidence import HOME, NEXT, Seen, banner, findings, verdict

RULE = "tracker-after-refuse"
COLLECT = "https://www.google-analytics.com/g/collect?v=2&tid=G-1"
MANAGER = "https://www.googletagmanager.com/gtm.js?id=GTM-ABC"
PIXEL = "https://www.facebook.com/tr/?id=1&ev=PageView"


def test_it_fails_when_a_tracker_is_contacted_after_a_reload() -> None:
    found = findings(Seen().request(COLLECT, "refuse", "reload"))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == (f"request:{COLLECT}@refuse",)


def test_it_fails_when_a_tracker_is_contacted_on_the_second_page() -> None:
    assert verdict(Seen().request(PIXEL, "refuse", "next-page"), RULE) == "fail"


def test_it_fails_when_the_refusal_itself_brings_a_tracker_in() -> None:
    assert verdict(Seen().request(PIXEL, "refuse", "press"), RULE) == "fail"


def test_it_fails_when_an_identifier_is_written_after_the_refusal() -> None:
    found = findings(Seen().cookie("_fbp", "refuse", written=(("refuse", "next-page"),)))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("cookie:_fbp@refuse",)


def test_it_fails_when_an_identifier_is_renewed_on_a_clean_page() -> None:
    seen = Seen().cookie("_ga", "before", "refuse", written=(("before", "load"), ("refuse", "reload")))
    assert verdict(seen, RULE) == "fail"


def test_it_fails_when_a_first_party_path_measures_for_google() -> None:
    seen = Seen().request("https://shop.example/metrics/g/collect?v=2&tid=G-1", "refuse")
    assert verdict(seen, RULE) == "fail"


def test_it_passes_when_the_request_began_before_the_press() -> None:
    assert verdict(Seen().request(COLLECT, "before"), RULE) == "pass"


def test_it_passes_when_the_consent_platform_records_the_refusal() -> None:
    seen = Seen().request("https://api.privacy-center.org/v1/events", "refuse", "press", type="xhr")
    seen.cookie("didomi_token", "refuse")
    assert verdict(seen, RULE) == "pass"


def test_it_passes_when_an_identifier_merely_remains() -> None:
    # That is the business of ids-remain-after-refuse.
    assert verdict(Seen().cookie("_ga", "before", "refuse"), RULE) == "pass"


def test_it_warns_when_what_was_at_work_before_speaks_once_more_on_the_page_of_the_press() -> None:
    seen = Seen().request(COLLECT, "before").request(COLLECT, "refuse", "press", type="ping")
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_a_beacon_leaves_with_the_page() -> None:
    seen = Seen().request(COLLECT, "before")
    seen.request(COLLECT, "refuse", "reload", type="ping", initiator="script", frame_url=HOME, at=20.0)
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_the_old_page_speaks_while_the_second_one_loads() -> None:
    seen = Seen().request(COLLECT, "before")
    seen.request(COLLECT, "refuse", "next-page", type="fetch", initiator="script", frame_url=HOME, at=200.0)
    assert verdict(seen, RULE) == "warn"


def test_it_fails_when_the_second_page_sends_the_beacon_itself() -> None:
    seen = Seen().request(COLLECT, "before")
    seen.request(COLLECT, "refuse", "next-page", type="ping", initiator="script", frame_url=NEXT, at=50.0)
    assert verdict(seen, RULE) == "fail"


def test_it_warns_when_a_running_tag_renews_its_cookie_on_the_page_of_the_press() -> None:
    seen = Seen().cookie("_ga", "before", "refuse", written=(("before", "load"), ("refuse", "press")))
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_a_tag_manager_that_was_there_before_lets_tags_in_on_the_page_of_the_press() -> None:
    seen = Seen().request(MANAGER, "before")
    seen.request("https://connect.facebook.net/en_US/fbevents.js", "refuse", "press", initiator="script", initiator_url=MANAGER)
    script = "https://connect.facebook.net/en_US/fbevents.js"
    seen.request(PIXEL, "refuse", "press", initiator="script", initiator_url=script, at=600.0)
    seen.cookie("_fbp", "refuse", url=script, written=(("refuse", "press"),))
    assert verdict(seen, RULE) == "warn"
    assert verdict(seen.request(PIXEL, "refuse", "reload"), RULE) == "fail"


def test_it_fails_when_the_tag_manager_itself_came_with_the_refusal() -> None:
    seen = Seen().request(MANAGER, "refuse", "press")
    seen.request(PIXEL, "refuse", "press", initiator="script", initiator_url=MANAGER, at=600.0)
    assert verdict(seen, RULE) == "fail"


def test_it_fails_when_the_press_loads_a_new_page_and_that_renews_the_identifier() -> None:
    seen = Seen().cookie("_ga", "before", "refuse", written=(("before", "load"), ("refuse", "press")))
    seen.request(HOME, "refuse", "press", type="document", is_main_document=True, initiator="other", at=300.0)
    assert verdict(seen, RULE) == "fail"


def test_it_is_inconclusive_when_no_control_to_refuse_was_found() -> None:
    seen = Seen(banner("Tout accepter", "Paramétrer")).ended("refuse", "no-control").request(COLLECT, "before")
    found = findings(seen)[RULE]
    assert found.verdict == "inconclusive"
    assert "no control" in found.summary


def test_it_is_inconclusive_when_the_banner_comes_back_and_nothing_says_that_the_refusal_took() -> None:
    seen = Seen().request(COLLECT, "refuse")
    seen.show("refuse-reload", banner("Tout accepter", "Tout refuser", "Paramétrer"))
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_no_later_page_was_seen_but_a_failure_stands() -> None:
    seen = Seen().unseen("refuse").cookie("cookie_consent", "refuse", value="refused")
    assert verdict(seen, RULE) == "inconclusive"
    assert verdict(seen.request(PIXEL, "refuse", "press"), RULE) == "fail"


def test_it_does_not_apply_when_no_banner_asks() -> None:
    seen = Seen("").ended("refuse", "no-banner").ended("accept", "no-banner")
    assert verdict(seen, RULE) == "not-applicable"


def test_it_is_inconclusive_when_a_consent_platform_shows_nothing() -> None:
    seen = Seen("").ended("refuse", "no-banner").ended("accept", "no-banner")
    seen.request("https://sdk.privacy-center.org/abc/loader.js", "before")
    assert verdict(seen, RULE) == "inconclusive"
