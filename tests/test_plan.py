"""Addresses made definite, and folders that no address can break out of."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.plan import Asked, PlannedSite, address, plan, slug_of


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("shop.example", "https://shop.example/"),
        ("  Shop.EXAMPLE/Path ", "https://shop.example/Path"),
        ("HTTP://shop.example", "http://shop.example/"),
        ("https://shop.example:443/", "https://shop.example/"),
        ("https://shop.example:8443", "https://shop.example:8443/"),
        ("shop.example:8443/a", "https://shop.example:8443/a"),
        ("localhost:8080", "http://localhost:8080/"),
        ("127.0.0.1:3000/x", "http://127.0.0.1:3000/x"),
        ("[::1]:3000", "http://[::1]:3000/"),
        ("//shop.example/x", "https://shop.example/x"),
        ("https://www.société.example/é?q=é", "https://www.xn--socit-esab.example/%C3%A9?q=%C3%A9"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),  # what browsers visit; IDNA 2003 would say strasse
        ("https://shop.example/a b?c d", "https://shop.example/a%20b?c%20d"),
        ("https://shop.example/a%20b", "https://shop.example/a%20b"),
        ("https://shop.example?x=1", "https://shop.example/?x=1"),
        ("https://shop.example/#/home", "https://shop.example/#/home"),
        (r"https://shop.example\a", "https://shop.example/a"),
        (r"https://good.example\@evil.example/", "https://good.example/@evil.example/"),
    ],
)
def test_an_address_is_read_as_a_browser_reads_it(written: str, meant: str) -> None:
    assert address(written) == meant


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("ftp://shop.example", "only http and https can be audited, not ftp"),
        ("javascript:alert(1)", "not javascript"),
        ("file:///etc/passwd", "not file"),
        ("mailto:a@shop.example", "not mailto"),
        ("", "empty"),
        ("https://", "no host name"),
        ("https:///path", "no host name"),
        ("https:shop.example", "two slashes"),
        ("https://shop..example", "no host name"),
        ("https://shop .example/", "no host name"),
        ("https://sh%6Fp.example/", "no host name"),
        ("../../etc/passwd", "no host name"),
        ("https://shop.example:99999/", "cannot be read"),
        ("https://shop.example:0/", "cannot be read"),
        ("https://[::1/", "cannot be read"),
        ("https://shop.example/\x00", "control character"),
        ("https://shop.example/\na", "control character"),
        ("https://user:secret@shop.example/", "user name or password"),
        ("https://shop.example/" + "a" * 3000, "longer than"),
    ],
)
def test_an_address_that_cannot_be_visited_is_refused_in_one_line(written: str, part: str) -> None:
    with pytest.raises(UsageError) as caught:
        address(written)
    line = str(caught.value)
    assert part in line
    assert "secret" not in line
    assert len(line) < 250
    assert line.isprintable()


@given(st.text(max_size=60))
@example("https://" + "../" * 20)
@example("CON")
@example("https://con.example")
@example("nul")
@example("https://a.example/../../..")
def test_whatever_is_typed_gives_a_safe_folder_or_a_usage_error(text: str) -> None:
    try:
        url = address(text)
    except UsageError as error:
        assert str(error).isprintable()
        return
    assert address(url) == url
    slug = slug_of(url)
    assert re.fullmatch(r"[a-z0-9]([a-z0-9._-]{0,90}[a-z0-9])?", slug)
    assert slug.partition(".")[0] not in {"con", "prn", "aux", "nul", "com1", "lpt1"}


def test_an_ordinary_site_has_its_host_as_folder_and_other_addresses_of_it_have_their_own() -> None:
    urls = [
        "https://shop.example/",
        "http://shop.example/",
        "https://shop.example/a/b",
        "https://shop.example/a-b",
        "https://shop.example/?a",
        "https://shop.example/#a",
        "https://shop.example:8443/",
        "https://shop.example./",
        "https://" + "a" * 60 + "." + "b" * 60 + ".example/x",
        "https://" + "a" * 60 + "." + "b" * 60 + ".example/y",
    ]
    sites = plan(Asked(url) for url in urls)
    assert sites[0] == PlannedSite("https://shop.example/", "shop.example")
    assert len({site.slug for site in sites}) == len(urls)
    assert [site.url for site in sites] == urls


def test_an_address_asked_for_twice_is_refused_with_both_places() -> None:
    with pytest.raises(UsageError, match=r"sites.yaml:7: https://shop.example/ is asked for twice \(first at sites.yaml:3\)"):
        plan([Asked("shop.example", "sites.yaml:3"), Asked("HTTPS://SHOP.example:443", "sites.yaml:7")])


def test_no_address_at_all_is_refused() -> None:
    with pytest.raises(UsageError, match="no site to audit"):
        plan([])
