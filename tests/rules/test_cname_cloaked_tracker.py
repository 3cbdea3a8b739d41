"""cname-cloaked-tracker."""

from __future__ import annotations

from tests.rules.evidence import Seen, findings, site, verdict

RULE = "cname-cloaked-tracker"
PIXEL = "https://stats.shop.example/p.gif"


def _cloaked() -> Seen:
    return Seen().request(PIXEL, "before").alias("stats.shop.example", "shop.collect.example", "shop.dnsdelegation.io")


def test_it_fails_nobody_but_warns_of_an_alias_of_a_tracker() -> None:
    found = findings(_cloaked())[RULE]
    assert found.verdict == "warn"
    assert "stats.shop.example → shop.dnsdelegation.io" in found.summary
    assert found.evidence == ("dns:stats.shop.example@before", f"request:{PIXEL}@before")


def test_what_is_sent_to_an_alias_is_a_contact_with_its_owner() -> None:
    told = findings(_cloaked())
    assert told["tracker-before-choice"].verdict == "fail"
    (tracker,) = site(_cloaked()).trackers
    assert (tracker.host, tracker.cname, tracker.party) == ("stats.shop.example", "shop.dnsdelegation.io", "first")
    assert tracker.owner is not None
    assert tracker.because.startswith("stats.shop.example is an alias (DNS) of shop.dnsdelegation.io; selectors/trackers/")


def test_what_an_alias_writes_is_its_owners() -> None:
    seen = _cloaked().cookie("qz", "before", via="header", url=PIXEL)
    (cookie,) = site(seen).cookies
    assert (cookie.purpose, cookie.known_by) == ("audience", "setter") or cookie.purpose == "advertising"


def test_it_passes_when_the_alias_leads_to_a_content_network() -> None:
    seen = Seen().request("https://img.shop.example/a.png", "before").alias("img.shop.example", "d111.cloudfront.net")
    assert verdict(seen, RULE) == "pass"
    assert verdict(seen, "tracker-before-choice") == "pass"


def test_it_is_not_applicable_when_the_site_has_no_further_host() -> None:
    assert verdict(Seen(), RULE) == "not-applicable"


def test_the_host_of_the_pages_is_no_tracker_for_where_it_is_hosted() -> None:
    assert verdict(Seen().alias("shop.example", "shop.dnsdelegation.io"), RULE) == "not-applicable"


def test_it_is_inconclusive_when_a_host_was_not_resolved() -> None:
    seen = Seen().request(PIXEL, "before").alias("stats.shop.example", failure="no answer before the visit ended")
    found = findings(seen)[RULE]
    assert found.verdict == "inconclusive"
    assert "no answer before the visit ended" in found.summary
    assert verdict(Seen().request(PIXEL, "before"), RULE) == "inconclusive"
    assert verdict(Seen().request(PIXEL, "before").lose("dns"), RULE) == "inconclusive"


def test_an_alias_stands_though_another_host_was_not_resolved() -> None:
    seen = _cloaked().request("https://b.shop.example/x.gif", "before")
    assert verdict(seen, RULE) == "warn"


def test_the_kind_of_a_tracker_is_told() -> None:
    seen = Seen().request("https://static.hotjar.com/c/hotjar-1.js", "before")
    seen.request("https://www.google-analytics.com/g/collect?v=2", "before")
    seen.request("https://www.facebook.com/tr/?id=1", "before")
    kinds = {tracker.host: tracker.kind for tracker in site(seen).trackers}
    assert (kinds["static.hotjar.com"], kinds["www.google-analytics.com"]) == ("session-replay", "analytics")
    assert kinds["www.facebook.com"] in ("advertising", "social")
