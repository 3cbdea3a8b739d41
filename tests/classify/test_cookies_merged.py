"""Cookies over all visits: one line each, with party, purpose, lifetime, phases and writers."""

from __future__ import annotations

from auditor.results import Cookie
from tests.rules.evidence import Seen, site


def only(seen: Seen) -> Cookie:
    found = site(seen).cookies
    assert len(found) == 1, found
    return found[0]


def test_phases_are_those_at_whose_end_it_is_in_the_jar() -> None:
    seen = Seen().cookie("_ga", "before", "refuse", "accept", days=390)
    seen.jars[("refuse", "refuse", "next-page")] = []
    cookie = only(seen)
    assert cookie.phases == ("before", "accept")
    assert cookie.written_in == ("before",)


def test_a_cookie_of_one_visit_is_there_before_and_says_so() -> None:
    cookie = only(Seen().cookie("_ga", "before", visit="accept"))
    assert cookie.phases == ("before",)
    assert any("one of two visits" in why for why in cookie.because)


def test_the_lifetime_is_the_longest_that_was_asked_for() -> None:
    cookie = only(Seen().cookie("_ga", "before", days=30).cookie("_ga", "accept", days=730))
    assert cookie.lifetime_days == 730


def test_without_a_recorded_write_the_lifetime_is_what_the_jar_still_shows() -> None:
    seen = Seen().cookie("_ga", "before", days=30, written=())
    cookie = only(seen)
    assert cookie.lifetime_days is not None
    assert 29 < cookie.lifetime_days < 33
    assert cookie.set_by.via == "unknown"
    assert any("no write of it was recorded" in why for why in cookie.because)


def test_a_deletion_is_no_write() -> None:
    assert site(Seen().cookie("old", days=0, written=(("before", "load"),))).cookies == ()


def test_a_refused_cookie_is_told_with_the_browsers_reasons() -> None:
    seen = Seen().cookie(
        "IDE", domain=".doubleclick.net", via="header", written=(("before", "load"),), blocked=("ThirdPartyPhaseout",)
    )
    cookie = only(seen)
    assert cookie.blocked == ("ThirdPartyPhaseout",)
    assert cookie.phases == cookie.written_in == ()


def test_a_script_that_tries_a_public_suffix_writes_nothing() -> None:
    seen = Seen().cookie("_ga", domain=".example", written=(("before", "load"),))
    assert only(seen).written_in == ()


def test_the_jar_says_under_which_domain_a_write_came_out() -> None:
    seen = Seen().cookie("_ga", "before", domain=".shop.example")
    for writes in seen.writes.values():
        writes[:] = [type(w)(**{**{n: getattr(w, n) for n in w.__struct_fields__}, "domain": "shop.example"}) for w in writes]
    assert only(seen).domain == ".shop.example"


def test_a_name_that_the_catalogue_knows_decides_first() -> None:
    cookie = only(Seen().cookie("_ga", "before", url="https://connect.facebook.net/x.js"))
    assert (cookie.purpose, cookie.owner, cookie.known_by, cookie.exemption) == ("audience", "Google", "catalogue", "no")


def test_then_the_domain_on_which_it_lies() -> None:
    cookie = only(Seen().cookie("zzz", "before", domain=".doubleclick.net"))
    assert (cookie.party, cookie.purpose, cookie.known_by) == ("third", "advertising", "domain")


def test_then_who_wrote_it() -> None:
    cookie = only(Seen().cookie("zzz", "before", url="https://connect.facebook.net/en_US/fbevents.js"))
    assert cookie.known_by == "setter"
    assert cookie.tracker
    assert "connect.facebook.net" in cookie.because[0]


def test_a_tag_manager_says_nothing_about_what_its_tags_write() -> None:
    cookie = only(Seen().cookie("zzz", "before", url="https://www.googletagmanager.com/gtm.js?id=GTM-A"))
    assert (cookie.purpose, cookie.known_by) == ("unknown", "nothing")


def test_then_where_its_value_went() -> None:
    seen = Seen().cookie("zzz", "before", value=("a81f3c9d20b4", "77e0c1d2aa93"))
    seen.request("https://www.facebook.com/tr/?id=1&external=a81f3c9d20b4", "before", visit="refuse")
    cookie = only(seen)
    assert cookie.known_by == "behaviour"
    assert "sent to www.facebook.com" in cookie.because[0]


def test_what_nobody_knows_is_unknown_and_never_necessary() -> None:
    cookie = only(Seen().cookie("zzz", "before"))
    assert (cookie.purpose, cookie.tracker, cookie.known_by) == ("unknown", False, "nothing")


def test_the_record_of_the_choice_of_an_unknown_banner_is_known_by_what_it_does() -> None:
    choice = only(Seen().cookie("shop_consent", "refuse", "accept", value="v1.0"))
    assert (choice.purpose, choice.known_by) == ("necessary", "behaviour")
    assert "records the choice" in choice.because[0]


def test_what_only_calls_itself_a_consent_is_not_believed() -> None:
    assert only(Seen().cookie("consent_uid", "before", "refuse", "accept")).purpose == "unknown"
    assert (
        only(Seen().cookie("consent_uid", "refuse", "accept", value=("7f9c24e83b124d0a", "0a8d6c1198fe4b2a"))).purpose
        == "unknown"
    )
    assert only(Seen().cookie("consent_uid", "accept", value="v1.0")).purpose == "unknown"


def test_two_fresh_visits_tell_identifiers_from_constants() -> None:
    assert only(Seen().cookie("zzz", "before")).identifier is True
    assert only(Seen().cookie("zzz", "before", value="0123456789abcdef")).identifier is False
    assert only(Seen().cookie("zzz", "before", visit="accept")).identifier is None
    assert only(Seen().cookie("zzz", "before", days=None)).identifier is False


def test_no_value_stands_in_the_result() -> None:
    assert "1a2b3c4d5e6f7081" not in repr(site(Seen().cookie("zzz", "before").key("zzz", "before")))


def test_storage_is_labelled_alike() -> None:
    items = {item.key: item for item in site(Seen().key("ajs_anonymous_id", "before").key("zzz", "before", value="on")).storage}
    assert items["ajs_anonymous_id"].identifier is True
    assert items["ajs_anonymous_id"].tracker
    assert items["ajs_anonymous_id"].written_in == ("before",)
    assert items["zzz"].identifier is False
    assert items["zzz"].purpose == "unknown"


def test_a_key_of_a_frame_that_comes_back_is_not_written_anew() -> None:
    seen = Seen().key("ajs_anonymous_id", "before", "refuse")
    seen.entries.pop(("refuse", "refuse", "reload"))
    assert [w.phase for w in site(seen).writes if w.visit == "refuse"] == ["before"]


FRAME = "https://widget.example"


def framed() -> Seen:
    """A frame of another party on the first page only: its key cannot be seen on the second one."""
    seen = Seen().key("vid", "before", "refuse", origin=FRAME)
    seen.request(f"{FRAME}/embed", "before", type="document", target="iframe")
    seen.entries.pop(("refuse", "refuse", "next-page"))
    return seen


def test_a_key_out_of_sight_is_there_as_it_was_last_seen() -> None:
    item = site(framed()).storage[0]
    assert "refuse" in item.phases
    assert any("as last seen" in why for why in item.because)


def test_a_key_whose_own_origin_was_asked_for_since_may_have_been_cleared() -> None:
    assert site(framed().request(f"{FRAME}/clear", "refuse", "next-page")).storage[0].phases == ("before", "accept", "withdraw")


def test_without_requests_nothing_out_of_sight_is_taken_for_there() -> None:
    assert site(framed().lose("requests")).storage[0].phases == ("before",)


def test_the_sites_own_key_that_is_no_longer_there_is_gone() -> None:
    seen = Seen().key("vid", "before", "refuse")
    seen.entries.pop(("refuse", "refuse", "next-page"))
    assert site(seen).storage[0].phases == ("before",)
