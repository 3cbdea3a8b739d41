"""What lists of others add to the catalogue, and how far: the catalogue's word stands, and nobody is accused on a list's word
alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.catalogue.profile import profile
from auditor.classify import classify
from auditor.classify.site import Site
from auditor.filters import CookieDatabase, FilterList, Lists, NamedFilters
from auditor.judge import judge, promises
from auditor.rules import shipped_rules
from tests.rules.evidence import TEXT, Seen, banner, knowledge

IDS = ("1a2b3c4d5e6f7081", "90f1e2d3c4b5a697")
FILTERS = """! Title: Ours
||tracker.example^$third-party
/measure.js
||www.googletagmanager.com^
||www.facebook.com/tr/
@@||tracker.example/needed^
"""
COOKIES = """ID,Platform,Category,Cookie / Data Key name,Domain,Description,Retention,Controller,Portals,Wildcard match
1,Acme Ads,Marketing,acme_uid,,text,1 year,Acme,,0
2,Acme Ads,Marketing,acme_s,,text,1 year,Acme,,1
3,Shop,Functional,acme_seen,,text,1 year,Acme,,0
4,Other,Analytics,twice_told,,text,1 year,Acme,,0
5,Other,Marketing,twice_told,,text,1 year,Acme,,0
6,Short,Marketing,uid,,text,1 year,Acme,,0
7,Short,Marketing,uid,short.example (3rd party),text,1 year,Acme,,0
8,Google,Functional,_ga,,text,1 year,Acme,,0
"""


def site(seen: Seen) -> Site:
    lists = Lists(
        filters=(NamedFilters(name="Ours", purpose="audience", filters=FilterList(FILTERS.splitlines())),),
        cookies=(CookieDatabase(COOKIES.splitlines(), "Others' cookies"),),
    )
    return classify(seen.evidence(), replace(knowledge(), lists=lists))


def verdict(found: Site, rule: str = "tracker-before-choice") -> str:
    return next(f.verdict for f in judge(found, shipped_rules(), profile("cnil"), "en") if f.rule == rule)


def with_ids(seen: Seen, url: str, **facts: object) -> Seen:
    for visit, value in zip(("refuse", "accept"), IDS, strict=True):
        seen.request(url + value, "before", visit=visit, **facts)
    return seen


def test_a_host_that_only_a_list_knows_is_a_tracker_with_the_filter_as_its_reason() -> None:
    found = site(Seen().request("https://a.tracker.example/p.gif", "before", type="image"))
    (tracker,) = found.trackers
    assert (tracker.host, tracker.list, tracker.because) == ("a.tracker.example", "Ours", "||tracker.example^$third-party")
    assert (tracker.purpose, tracker.exemption, tracker.requests["before"]) == ("audience", "unknown", 1)
    assert found.unknown_hosts == {}


def test_without_a_list_the_same_host_is_unknown_and_no_tracker() -> None:
    found = classify(Seen().request("https://a.tracker.example/p.gif", "before", type="image").evidence(), knowledge())
    assert found.trackers == ()
    assert "a.tracker.example" in found.unknown_hosts


@pytest.mark.parametrize(
    ("kind", "query", "expected"),
    [
        ("font", "", "pass"),
        ("stylesheet", "", "pass"),
        ("stylesheet", "?u=1", "warn"),
        ("script", "", "warn"),
        ("image", "", "warn"),
    ],
)
def test_nobody_fails_for_what_was_sent_without_an_identifier(kind: str, query: str, expected: str) -> None:
    assert verdict(site(Seen().request(f"https://tracker.example/x{query}", "before", type=kind))) == expected


def test_it_fails_where_an_identifier_was_sent_in_the_address() -> None:
    seen = with_ids(Seen().cookie("own_id", "before"), "https://tracker.example/p?u=", type="image")
    assert verdict(site(seen)) == "fail"


def test_it_fails_where_a_cookie_that_is_an_identifier_went_with_it() -> None:
    seen = Seen().cookie("tid", "before", domain=".tracker.example")
    sent = seen.request("https://tracker.example/p", "before", type="image", cookies_sent=("tid",))
    assert verdict(site(sent)) == "fail"
    other = Seen().cookie("tid", "before", domain=".tracker.example", value="same-for-everyone")
    assert verdict(site(other.request("https://tracker.example/p", "before", type="image", cookies_sent=("tid",)))) == "warn"


def test_a_sentence_that_allows_measurement_is_not_kept_on_the_word_of_a_list() -> None:
    told = "Si vous refusez, seuls les cookies techniques et de mesure d’audience seront déposés et lus."
    kept = {}
    for host in ("tracker.example", "nobody.example"):
        seen = Seen(banner("Tout accepter", "Tout refuser", text=TEXT + " " + told))
        found = site(seen.request(f"https://{host}/p", "refuse", type="image"))
        assert [claim.allows for claim in found.claims] == [("audience",)]
        kept[host] = promises(found, profile("cnil"), "en")[0].verdict
    assert kept == {"tracker.example": "warn", "nobody.example": "pass"}


def test_an_identifier_that_a_listed_script_wrote_counts_and_one_of_a_file_of_the_site_is_a_hint() -> None:
    seen = Seen().request("https://tracker.example/t.js", "before").cookie("zzz", "before", url="https://tracker.example/t.js")
    assert verdict(site(seen)) == "fail"
    own = "https://shop.example/measure.js"
    assert verdict(site(Seen().request(own, "before").cookie("zzz", "before", url=own))) == "warn"


def test_a_file_of_the_site_itself_is_no_more_than_a_hint_even_with_its_cookies() -> None:
    seen = with_ids(Seen().cookie("own_id", "before"), "https://shop.example/measure.js?u=", cookies_sent=("own_id",))
    assert verdict(site(seen)) == "warn"


def test_the_word_of_the_catalogue_stands_before_that_of_a_list() -> None:
    found = site(Seen().request("https://www.googletagmanager.com/gtm.js?id=GTM-1", "before"))
    assert found.trackers == ()
    (pixel,) = site(Seen().request("https://www.facebook.com/tr/?id=1", "before", type="image")).trackers
    assert (pixel.list, pixel.purpose) == ("selectors/trackers/meta.yaml", "advertising")


def test_what_the_list_lets_through_is_not_its_tracker() -> None:
    found = site(Seen().request("https://tracker.example/needed/x.js", "before"))
    assert found.trackers == ()
    assert "tracker.example" in found.unknown_hosts


def test_a_database_names_what_nobody_else_does_and_never_makes_a_failure() -> None:
    found = site(Seen().cookie("acme_uid", "before").cookie("acme_session1", "before"))
    labels = {c.name: (c.purpose, c.owner, c.known_by) for c in found.cookies}
    assert labels == dict.fromkeys(("acme_uid", "acme_session1"), ("advertising", "Acme Ads", "list"))
    assert verdict(found) == "warn"


def test_the_longest_beginning_and_the_exact_name_come_first() -> None:
    assert {c.purpose for c in site(Seen().cookie("acme_seen", "before")).cookies} == {"functional"}


@pytest.mark.parametrize("name", ["twice_told", "uid", "nobodys"])
def test_a_name_under_two_categories_or_too_short_to_stand_alone_says_nothing(name: str) -> None:
    (cookie,) = site(Seen().cookie(name, "before")).cookies
    assert (cookie.purpose, cookie.known_by) == ("unknown", "nothing")


def test_a_short_name_counts_on_its_domain_and_the_catalogue_before_the_database() -> None:
    (cookie,) = site(Seen().cookie("uid", "before", domain=".short.example")).cookies
    assert (cookie.purpose, cookie.known_by) == ("advertising", "list")
    (cookie,) = site(Seen().cookie("_ga", "before")).cookies
    assert (cookie.purpose, cookie.known_by) == ("audience", "catalogue")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "<html>"])
def test_a_file_with_other_columns_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="columns"):
        CookieDatabase(text.splitlines(), "x")
