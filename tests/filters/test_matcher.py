"""What a filter matches: own cases, and thousands of questions to which the engine of another project gives the same answers."""

from __future__ import annotations

import random

import pytest

from auditor.classify.party import host_of, party
from auditor.filters import FilterList, option_type
from auditor.filters.syntax import TYPES, safe_regex

PAGE = "https://www.paper.example/news"


def blocked(filters: str, url: str, kind: str = "script", page: str = PAGE) -> str:
    """The filter that blocks; empty where none does or an exception lets it through."""
    third = party(host_of(url), host_of(page)) == "third"
    found = FilterList(filters.split("\n")).match(url, page, kind, third_party=third)
    return "" if found is None or found.exception else found.filter


@pytest.mark.parametrize(
    ("line", "hits", "misses"),
    [
        ("||ad.example^", ["https://ad.example/x", "https://sub.ad.example:8443/", "wss://ad.example/s"],
         ["https://bad.example/", "https://ad.example.net/", "https://x.example/?u=ad.example"]),
        ("||ad.example/px", ["https://ad.example/px.gif"], ["https://ad.example/a/px", "https://ad.example.net/px"]),
        ("||stats.", ["https://stats.shop.example/", "https://a.stats.fr/x"], ["https://mystats.example/"]),
        ("/collect?", ["https://x.example/collect?v=1", "https://x.example/g/collect?"], ["https://x.example/collects?"]),
        ("&uid=*&ev=", ["https://x.example/a?b=1&uid=7&ev=p"], ["https://x.example/a?b&ev=1&uid=2"]),
        ("|https://t.", ["https://t.example/"], ["https://x.example/https://t.example", "http://t.example/"]),
        (".gif|", ["https://x.example/a.gif"], ["https://x.example/a.gif?1"]),
        ("^tag^", ["https://x.example/tag/1", "https://x.example/tag"], ["https://x.example/tags/"]),
        ("/Track.js", ["https://x.example/track.js"], []),
        ("/Track.js$match-case", ["https://x.example/Track.js"], ["https://x.example/track.js"]),
        (r"/\/t[0-9]{3}\.js/", ["https://x.example/t123.js"], ["https://x.example/t12.js"]),
        ("||a.example^*/b/*.js|", ["https://a.example/x/b/1.js"], ["https://a.example/x/b/1.js?", "https://a.example/b.js"]),
    ],
)  # fmt: skip
def test_a_pattern_matches_what_it_says(line: str, hits: list[str], misses: list[str]) -> None:
    assert [blocked(line, url) for url in hits] == [line] * len(hits)
    assert [url for url in misses if blocked(line, url)] == []


def test_the_host_is_found_where_its_letters_stand_elsewhere_in_the_address_too() -> None:
    assert blocked("||s/px", "https://s/px")
    assert blocked("||ad.example/px", "https://ad.example:pw@ad.example/px")
    assert blocked("||ad.example/px", "https://ad.example/px@ad.example/no")
    assert blocked("||ad.example/no", "https://x.example/@ad.example/no") == ""


def test_conditions_on_type_party_and_page_are_kept() -> None:
    assert blocked("/x.js$image", "https://a.example/x.js") == ""
    assert blocked("/x.js$~script", "https://a.example/x.js") == ""
    assert blocked("/x.js$~script", "https://a.example/x.js", "image")
    assert blocked("/x.js$third-party", "https://www.paper.example/x.js") == ""
    assert blocked("/x.js$third-party", "https://a.example/x.js")
    assert blocked("/x.js$~third-party", "https://a.example/x.js") == ""
    assert blocked("/x.js$domain=paper.example", "https://a.example/x.js")
    assert blocked("/x.js$domain=paper.example|~www.paper.example", "https://a.example/x.js") == ""
    assert blocked("/x.js$domain=~paper.example", "https://a.example/x.js") == ""
    assert blocked("/x.js$domain=paper.*", "https://a.example/x.js", page="https://paper.fr/")
    assert blocked("||a.example^", "https://a.example/", "document") == ""
    assert blocked("||a.example^", "https://a.example/", "subdocument")


def test_an_exception_lets_through_and_is_named_unless_something_important_stands_above_it() -> None:
    lines = "||a.example^\n@@||a.example/ok.js$script"
    found = FilterList(lines.split("\n")).match("https://a.example/ok.js", PAGE, "script", third_party=True)
    assert found is not None and found.exception == "@@||a.example/ok.js$script"
    assert blocked(lines + "\n||a.example/ok.js$important", "https://a.example/ok.js") == "||a.example/ok.js$important"


def test_a_line_can_be_taken_back() -> None:
    assert blocked("||a.example^$third-party\n||a.example^$third-party,badfilter", "https://a.example/") == ""


def test_what_says_nothing_about_blocking_is_no_filter_and_what_is_not_known_is_counted() -> None:
    lines = ["[Adblock Plus 2.0]", "! Title: Ours", "! Version: 202611240900", "shop.example##.ad", "#@#.ad", "||a.example^",
             "||b.example^$removeparam=x", "||c.example^$unheard-of", "$ping,third-party", "*", "/(a+)+b/", ""]  # fmt: skip
    read = FilterList(lines)
    assert (read.filters, read.skipped) == (1, 5)
    assert read.header == {"title": "Ours", "version": "202611240900"}


@pytest.mark.parametrize("url", ["data:text/html,x", "about:blank", "", "https://[", "blob:https://a.example/1", "https:///x"])
def test_an_address_of_no_server_matches_nothing(url: str) -> None:
    assert FilterList(["||a.example^", "/x"]).match(url, PAGE, "script", third_party=True) is None


def test_every_type_of_chromium_has_the_name_that_lists_give_it() -> None:
    assert option_type("document", is_main_document=True) == "document"
    assert option_type("document", is_main_document=False) == "subdocument"
    for chromium in ("fetch", "xhr", "eventsource"):
        assert option_type(chromium, is_main_document=False) == "xmlhttprequest"
    for same in ("script", "stylesheet", "image", "font", "media", "ping", "websocket", "other"):
        assert option_type(same, is_main_document=False) == same
    assert option_type("signedexchange", is_main_document=False) == "other"


@pytest.mark.parametrize(
    "slow",
    [
        r"(a+)+b",
        r"(?:a|aa)*b",
        r".*x.*y",
        r"(a)\1",
        r"(?=a)b",
        r"a{9999}",
        r"a{1,9}b{1,9}",
        r"(a|aa){30}b",
        r"(a|aa)" * 11,
        "[",
        r"(x{0,9}){0,9}",
    ],
)
def test_a_regular_expression_that_could_be_slow_is_refused(slow: str) -> None:
    assert safe_regex(slow) is None


@pytest.mark.parametrize("fine", [r"^https:\/\/[a-z]{8,12}\.js", r"\/t\d{2}\?x?", r"a.*b", r"[^a-z]x|y"])
def test_a_plain_regular_expression_is_taken(fine: str) -> None:
    assert safe_regex(fine) is not None


def test_many_stars_cost_no_more_than_the_length_of_the_address() -> None:
    # With backtracking this would not end in a lifetime.
    line = "/" + "a*" * 200 + "b$script"
    assert blocked(line, "https://x.example/" + "a" * 8000) == ""


WORDS = ("ads", "track", "px", "collect", "stats", "beacon", "js", "v1")
HOSTS = ("ad.example", "stats.ad.example", "cdn.shop.test", "paper.example", "x.co.uk", "metrics.paper.example")


def made(rng: random.Random) -> str:
    pattern = rng.choice(["||{h}^", "||{h}/{w}",  "||{h}^*/{w}.", "/{w}/{w}?", "/{w}.js", "-{w}-", "|https://{h}/{w}",
                          "/{w}/*.gif|",
                          "_{w}=*&{w}=", "^{w}^", "||{h}/*/{w}^"])  # fmt: skip
    while "{w}" in pattern:
        pattern = pattern.replace("{w}", rng.choice(WORDS), 1)
    pattern = pattern.replace("{h}", rng.choice(HOSTS))
    options = rng.sample(["third-party", "~third-party", "script", "image", "xmlhttprequest", "~image", "domain=paper.example",
                          "domain=~paper.example", "subdocument", "ping", "important", "domain=x.co.uk|ad.example"],
                         rng.choice([0, 0, 0, 1, 1, 2]))  # fmt: skip
    lets = rng.random() < 0.25 and "important" not in options
    return ("@@" if lets else "") + pattern + ("$" + ",".join(options) if options else "")


def asked(rng: random.Random) -> tuple[str, str, str]:
    path = "".join(
        rng.choice([f"/{w}", f"/{w}.js", f"-{w}-", f"?{w}=1", f"_{w}=2", f"&{w}=3", ".gif"]) for w in rng.sample(WORDS, 3)
    )
    kinds = [t for t in TYPES if t not in ("document", "object", "popup")]
    return f"https://{rng.choice(HOSTS)}/{path.lstrip('/')}", f"https://{rng.choice(HOSTS)}/", rng.choice(kinds)


@pytest.mark.parametrize("seed", range(6))
def test_it_gives_the_verdicts_of_another_engine(seed: int) -> None:
    adblock = pytest.importorskip("adblock")
    rng = random.Random(seed)
    lines = sorted({made(rng) for _ in range(120)})
    # A filter with contradicting conditions is read differently by every engine, and no list has one.
    lines = [
        line for line in lines if not ("~third-party" in line and line.count("third-party") > 1) and line.count("domain=") < 2
    ]
    lines = [
        line
        for line in lines
        if "~image" not in line or not any(t in line for t in (",image", "$image", "script", "ping", "sub", "xml"))
    ]
    theirs = adblock.FilterSet(debug=True)
    theirs.add_filters(lines)
    engine = adblock.Engine(theirs, optimize=False)
    ours = FilterList(lines)
    assert ours.skipped == 0
    different, matched = [], 0
    for url, page, kind in (asked(rng) for _ in range(1500)):
        found = ours.match(url, page, kind, third_party=party(host_of(url), host_of(page)) == "third")
        blocks = found is not None and not found.exception
        matched += blocks
        if blocks is not engine.check_network_urls(url, page, kind).matched:
            different.append((url, page, kind, found))
    assert different == []
    assert matched > 100
