"""withdraw-does-not-stop."""

from __future__ import annotations

from tests.rules.evidence import HOME, Seen, findings, verdict

RULE = "withdraw-does-not-stop"
PIXEL = "https://www.facebook.com/tr/?id=1&ev=PageView"


def test_it_fails_when_a_tracker_is_called_on_a_clean_page() -> None:
    found = findings(Seen().request(PIXEL, "accept").request(PIXEL, "withdraw", "next-page"))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == (f"request:{PIXEL}@withdraw",)


def test_it_fails_when_the_answer_came_from_the_cache() -> None:
    assert verdict(Seen().request(PIXEL, "withdraw", "reload", from_cache=True), RULE) == "fail"


def test_it_passes_when_the_trackers_stop() -> None:
    assert verdict(Seen().request(PIXEL, "accept"), RULE) == "pass"


def test_it_warns_when_what_consent_let_in_speaks_on_the_page_of_the_press() -> None:
    seen = Seen().request(PIXEL, "accept").request(PIXEL, "withdraw", "press", type="ping")
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_it_speaks_while_the_page_is_left() -> None:
    seen = Seen().request(PIXEL, "accept")
    seen.request(PIXEL, "withdraw", "reload", type="image", initiator="script", frame_url=HOME, at=-0.5)
    seen.request(PIXEL, "withdraw", "reload", type="fetch", initiator="script", frame_url=HOME, at=30.0)
    assert verdict(seen, RULE) == "warn"


def test_it_is_inconclusive_when_consent_could_not_be_taken_back() -> None:
    assert verdict(Seen().request(PIXEL, "accept").ended("withdraw", "no-control"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_no_later_page_was_seen() -> None:
    seen = Seen().unseen("withdraw").cookie("cookie_consent", "withdraw", value="refused")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_does_not_apply_when_no_banner_asks() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"
