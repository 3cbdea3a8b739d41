"""non-cookie-identifier."""

from __future__ import annotations

from tests.rules.evidence import Seen, findings, verdict

RULE = "non-cookie-identifier"
PIXEL = "https://www.facebook.com/tr/?id=1"
MARKS = ('"5f3a9c0d12e4b7a8"', 'W/"0badc0ffee123456"')


def _marked(seen: Seen, url: str = PIXEL, marks: tuple[str, str] = MARKS, back: str = "refuse", kind: str = "image") -> Seen:
    for visit, mark in zip(("refuse", "accept"), marks, strict=True):
        seen.request(url, "before", visit=visit, type=kind, etag=mark)
    return seen.request(url, back, type=kind, status=304, etag=marks[0], if_none_match=marks[0])


def test_it_fails_when_local_storage_holds_a_known_identifier_before_a_choice() -> None:
    found = findings(Seen().key("ajs_anonymous_id", "before"))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("storage:local:https://shop.example:ajs_anonymous_id@before",)


def test_it_fails_when_it_is_there_after_the_refusal() -> None:
    assert verdict(Seen().key("ajs_anonymous_id", "refuse", "accept"), RULE) == "fail"


def test_it_fails_when_a_trackers_mark_comes_back() -> None:
    found = findings(_marked(Seen()))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == (f"request:{PIXEL}@refuse",)


def test_it_warns_of_the_mark_of_an_unknown_host_and_of_an_unknown_identifier() -> None:
    assert verdict(_marked(Seen(), "https://unknown.example/a.png"), RULE) == "warn"
    assert verdict(Seen().key("zz", "before"), RULE) == "warn"


def test_it_passes_when_marks_are_of_files() -> None:
    assert verdict(_marked(Seen(), marks=(MARKS[0], MARKS[0])), RULE) == "pass"  # the same for everyone
    assert verdict(_marked(Seen(), "https://shop.example/a.png"), RULE) == "pass"  # the site's own
    assert verdict(_marked(Seen(), "https://fonts.gstatic.com/a.woff2", kind="font"), RULE) == "pass"
    assert verdict(_marked(Seen(), marks=('"a1"', '"b2"')), RULE) == "pass"  # too short to tell browsers apart
    assert verdict(_marked(Seen(), kind="document"), RULE) == "pass"


def test_a_database_that_is_not_read_is_left_open_only_where_trackers_are_called() -> None:
    kept = Seen().key("offline", "before", kind="indexeddb")
    assert verdict(kept, RULE) == "pass"
    assert verdict(kept.request(PIXEL, "before"), RULE) == "inconclusive"
    analytics = "https://www.google-analytics.com/g/collect?v=2&tid=G-1&cid=1.2"
    assert verdict(Seen().key("offline", "before", kind="indexeddb").request(analytics, "before"), RULE) == "inconclusive"


def test_it_passes_when_identifiers_are_in_cookies_end_with_the_tab_or_came_with_the_acceptance() -> None:
    assert verdict(Seen().cookie("_ga", "before"), RULE) == "pass"
    assert verdict(Seen().key("ajs_anonymous_id", "before", kind="session"), RULE) == "pass"
    assert verdict(Seen().key("ajs_anonymous_id", "accept"), RULE) == "pass"


def test_it_is_inconclusive_when_the_refusal_is_not_proven_but_a_failure_stands() -> None:
    seen = Seen().ended("refuse", "failed", "no time")
    assert verdict(seen, RULE) == "inconclusive"
    assert verdict(seen.key("ajs_anonymous_id", "before"), RULE) == "fail"
    assert verdict(Seen().lose("storage"), RULE) == "inconclusive"
    assert verdict(Seen().lose("requests"), RULE) == "inconclusive"
