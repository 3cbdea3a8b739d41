"""How a look-up chooses, and which mistakes in an owner file are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.catalogue.load import Folder, parse
from auditor.catalogue.tracker import OwnerFile, Trackers, conflicts, trackers
from auditor.errors import CatalogueError

HEAD = "source: [https://a.example]\nchecked: 2026-11-24\n"


def built(**texts: str) -> Trackers:
    return Trackers({name: parse(HEAD + text, OwnerFile, source=f"{name}.yaml") for name, text in texts.items()})


# ── how a look-up chooses ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_longest_suffix_wins_and_in_it_the_narrowest_path() -> None:
    found = built(
        a="owner: A\nhosts:\n  - {host: a.example, purpose: social}\n  - {host: a.example, path: /px, purpose: advertising}\n"
        "  - {host: a.example, path: /px/safe, purpose: necessary}\n  - {host: cdn.a.example, purpose: functional, kind: cdn}\n"
    )
    answers = [
        found.host(h, p)
        for h, p in [("www.a.example", "/"), ("A.example.", "/px?x"), ("a.example", "/px/safe/1"), ("x.cdn.a.example", "/px")]
    ]
    assert [a.purpose if a else None for a in answers] == ["social", "advertising", "necessary", "functional"]
    assert [a.kind if a else None for a in answers] == ["tracker", "tracker", "tracker", "cdn"]


def test_an_entry_with_a_path_alone_says_nothing_about_the_rest_of_the_host() -> None:
    found = built(a="owner: A\nhosts:\n  - {host: a.example, path: /px, purpose: advertising}\n")
    assert found.host("a.example", "/") is None
    assert found.host("a.example") is None
    assert found.owner("a.example") == "A"


def test_an_entry_for_any_host_yields_to_a_named_host_and_owns_no_one() -> None:
    found = built(
        a="owner: A\nhosts:\n  - {host: '*', path: '*/a.php*', purpose: audience, exemption: possible}\n",
        b="owner: B\nhosts:\n  - {host: b.example, purpose: social}\n",
    )
    own = found.host("stats.site.example", "/a.php?x=1")
    other = found.host("b.example", "/a.php")
    assert own is not None and (own.owner, own.purpose, own.host) == ("A", "audience", "*")
    assert other is not None and other.owner == "B"
    assert found.owner("site.example") is None


def test_a_cookie_is_chosen_by_name_and_domain_then_name_then_the_longest_pattern() -> None:
    found = built(
        a="owner: A\ncookies:\n  - {name: key, domain: a.example, purpose: advertising}\n  - {pattern: key*, purpose: social}\n",
        b="owner: B\ncookies:\n  - {name: key, purpose: necessary}\n  - {pattern: key_long_*, purpose: audience, "
        "lifetime_days: 30, party: first}\n"
        "  - {pattern: k*, domain: b.example, purpose: functional}\n",
    )
    asked = [
        ("key", ".x.a.example"),
        ("key", "c.example"),
        ("key_long_1", "c.example"),
        ("keys", "c.example"),
        ("key_long_1", "b.example"),
    ]
    assert [f.purpose if (f := found.cookie(n, d)) else None for n, d in asked] == [
        "advertising", "necessary", "audience", "social", "functional",
    ]  # fmt: skip
    assert found.cookie("KEY", "c.example") is None
    fact = found.cookie("key_long_1", "c.example")
    assert fact is not None
    assert (fact.name, fact.lifetime_days, fact.party, fact.exemption) == ("key_long_*", 30, "first", "unknown")


def test_a_domain_covers_what_is_below_it_and_nothing_beside_it() -> None:
    found = built(a="owner: A\ncookies:\n  - {name: uid, domain: a.example, purpose: advertising}\n")
    assert found.cookie("uid", ".a.example") is not None
    assert found.cookie("uid", "deep.er.a.example") is not None
    assert found.cookie("uid", "nota.example") is None
    assert found.cookie("uid", "example") is None
    assert found.cookie("uid", "") is None


def test_a_pattern_that_begins_with_a_wild_card_is_tried_for_every_name() -> None:
    found = built(
        a="owner: A\ncookies:\n  - {pattern: '*_shop_session', purpose: necessary}\n  - {pattern: ab_*, purpose: social}\n"
    )
    asked = ("_my_shop_session", "ab_shop_session", "ab_1", "zz")
    answers = [f.purpose if (f := found.cookie(name, "s.example")) else None for name in asked]
    assert answers == ["necessary", "necessary", "social", None]


def test_a_storage_key_is_found_in_its_kind_and_origin_only() -> None:
    found = built(
        a="owner: A\nstorage:\n  - {name: k, kind: local, purpose: audience}\n  - {name: any, purpose: social}\n"
        "  - {name: d, kind: local, domain: a.example, purpose: advertising}\n"
    )
    assert found.storage("local", "k") is not None
    assert found.storage("session", "k") is None
    assert found.storage("service-worker", "any") is not None
    assert found.storage("local", "any") is not None
    assert found.storage("local", "d", "www.a.example") is not None
    assert found.storage("local", "d", "b.example") is None


def test_every_fact_says_which_file_and_entry_it_rests_on() -> None:
    found = built(
        a="owner: A\nhosts:\n  - {host: a.example, path: /px, purpose: social, because: it says so}\n"
        "cookies:\n  - {name: c, domain: a.example, purpose: social}\n"
    )
    host, cookie = found.host("a.example", "/px"), found.cookie("c", "a.example")
    assert host is not None and host.because == "selectors/trackers/a.yaml: host a.example/px: it says so"
    assert cookie is not None and cookie.because == "selectors/trackers/a.yaml: cookie c of a.example"


def test_the_order_of_files_changes_no_answer() -> None:
    files = Folder().read("trackers", OwnerFile)
    forwards, backwards = Trackers(files), Trackers(dict(reversed(files.items())))
    for name in ("_ga_X", "_pk_id.1", "SESS0a", "ts", "_li_ses.1"):
        for domain in ("www.site.example", "paypal.com", "dailymotion.com"):
            assert backwards.cookie(name, domain) == forwards.cookie(name, domain)


# ── mistakes in a file ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("hosts:\n  - {host: https://a.example, purpose: social}", "a host is written like"),
        ("hosts:\n  - {host: A.example, purpose: social}", "a host is written like"),
        ("hosts:\n  - {host: '*.a.example', purpose: social}", "a host is written like"),
        ("hosts:\n  - {host: localhost, purpose: social}", "a host is written like"),
        ("hosts:\n  - {host: '*', purpose: social}", "the host `*` needs a `path`"),
        ("hosts:\n  - {host: a.example, path: px, purpose: social}", "a path begins with `/`"),
        ("hosts:\n  - {host: a.example, kind: pixel, purpose: social}", "hosts[0].kind: Invalid enum value"),
        ("cookies:\n  - {purpose: social}", "either `name` or `pattern`"),
        ("cookies:\n  - {name: a, pattern: a*, purpose: social}", "either `name` or `pattern`"),
        ("cookies:\n  - {pattern: a_*, purpose: social}", "too short to stand without `domain`"),
        ("cookies:\n  - {name: a, domain: .a.example, purpose: social}", "a host is written like"),
        ("domains: [a]", "a host is written like"),
        ("country: fr", "a country is two capital letters"),
    ],
)
def test_a_mistake_in_an_entry_is_refused_and_named(entry: str, said: str) -> None:
    with pytest.raises(CatalogueError, match=r"^a\.yaml:\d+: ") as caught:
        parse(HEAD + entry, OwnerFile, source="a.yaml")
    assert said in caught.value.message


def test_a_file_without_a_source_is_refused() -> None:
    with pytest.raises(CatalogueError, match="names at least one place"):
        parse("source: []\nchecked: 2026-11-24\n", OwnerFile, source="a.yaml")


def test_two_files_that_claim_the_same_host_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "trackers").mkdir()
    text = HEAD + "owner: Mine\nhosts:\n  - {host: google-analytics.com, purpose: audience}\n"
    (tmp_path / "trackers" / "mine.yaml").write_text(text, "utf-8")
    with pytest.raises(CatalogueError, match=r"host google-analytics\.com: claimed by google\.yaml, mine\.yaml"):
        trackers(Folder(user=tmp_path))


def test_conflicts_tell_bare_from_narrowed_claims() -> None:
    texts = {
        "a": "hosts:\n  - {host: h.example, purpose: social}\n"
        "cookies:\n  - {name: c, purpose: social}\n  - {pattern: abc_*, purpose: social}\n"
        "storage:\n  - {name: k, kind: local, purpose: social}\n",
        "b": "hosts:\n  - {host: h.example, path: /x, purpose: social}\n"
        "cookies:\n  - {name: c, domain: b.example, purpose: social}\n"
        "storage:\n  - {name: k, kind: session, purpose: social}\n",
        "c": "cookies:\n  - {name: c, purpose: social}\n  - {pattern: abc_*, purpose: social}\n",
    }
    read = {name: parse(HEAD + text, OwnerFile, source=name) for name, text in texts.items()}
    assert conflicts({"a": read["a"], "b": read["b"]}) == ()
    assert conflicts(read) == ("cookie abc_*: claimed by a.yaml, c.yaml", "cookie c: claimed by a.yaml, c.yaml")
