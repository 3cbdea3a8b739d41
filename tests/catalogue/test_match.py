"""The three notations of the catalogue: names, hosts, paths."""

from __future__ import annotations

import pytest

from auditor.catalogue.match import literal_length, matches, path_matches, suffixes


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("_ga", "_ga", True),
        ("_ga", "_GA", False),
        ("_ga_*", "_ga_X1Y2", True),
        ("_ga_*", "_ga_", True),
        ("_ga_*", "_gat_UA-1", False),
        ("visitor_id#", "visitor_id4711", True),
        ("visitor_id#", "visitor_id", False),
        ("visitor_id#", "visitor_id12-hash", False),
        ("mp_*_mixpanel", "mp_0a1b_mixpanel", True),
        ("mp_*_mixpanel", "mp_0a1b_mixpanel_2", False),
        ("*_rails_session", "_shop_rails_session", True),
        ("_pk_id.*", "_pk_idX7", False),
        ("a[b]?*", "a[b]?c", True),
        ("a[b]?*", "abc", False),
        ("rc::*", "rc::a\nb", True),
    ],
)
def test_a_name_matches_as_a_whole_with_only_star_and_hash_wild(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/tr", "/tr", True),
        ("/tr", "/tr/?id=1", True),
        ("/tr", "/tr?id=1", True),
        ("/tr", "/travel", False),
        ("/pagead/", "/pagead/1p-conversion", True),
        ("/pagead/", "/pagead", False),
        ("/*/fbevents.js*", "/en_US/fbevents.js?v=2", True),
        ("/*/fbevents.js*", "/en_US/sdk.js", False),
        ("*/g/collect?*tid=G-*", "/metrics/g/collect?v=2&tid=G-ABC", True),
        ("*/g/collect?*tid=G-*", "/g/collected?tid=G-ABC", False),
    ],
)
def test_a_path_matches_at_a_border_or_as_a_whole_where_it_is_wild(pattern: str, path: str, expected: bool) -> None:
    assert path_matches(pattern, path) is expected


def test_suffixes_go_from_the_host_to_its_parents_each_with_its_form_for_every_country() -> None:
    assert list(suffixes("WWW.Google.co.uk.")) == [
        "www.google.co.uk", "www.google.*", "google.co.uk", "google.*", "co.uk", "uk",
    ]  # fmt: skip
    assert list(suffixes(".maps.google.fr")) == ["maps.google.fr", "maps.google.*", "google.fr", "google.*", "fr"]


@pytest.mark.parametrize("hostname", ["google.evil.com", "google.evil.fr", "google.com.evil.fr", "google.co.shop"])
def test_a_strangers_domain_below_a_known_name_is_not_a_country(hostname: str) -> None:
    assert "google.*" not in set(suffixes(hostname))


def test_literal_length_counts_what_is_not_wild() -> None:
    assert (literal_length("_ga_*"), literal_length("visitor_id#-hash"), literal_length("*")) == (4, 15, 0)
