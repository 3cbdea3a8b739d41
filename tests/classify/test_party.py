"""Parties: registrable domains, addresses without one, what a browser lets a host write."""

from __future__ import annotations

import pytest

from auditor.classify.party import covers, host_of, is_public_suffix, party, site_of


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.shop.example", "shop.example"),
        ("a.b.shop.co.uk", "shop.co.uk"),
        ("alice.github.io", "alice.github.io"),
        ("x.alice.github.io", "alice.github.io"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("2001:db8::1", "2001:db8::1"),
        ("localhost", "localhost"),
        ("SHOP.EXAMPLE.", "shop.example"),
        ("co.uk", "co.uk"),
        ("", ""),
        ("xn--caf-dma.example", "xn--caf-dma.example"),
    ],
)
def test_the_site_of_a_host_is_its_registrable_domain_or_the_host_itself(host: str, site: str) -> None:
    assert site_of(host) == site


def test_two_customers_of_one_hosting_service_are_strangers() -> None:
    assert party("alice.github.io", "bob.github.io") == "third"
    assert party("img.shop.example", "www.shop.example") == "first"


def test_two_addresses_that_share_their_last_numbers_are_strangers() -> None:
    assert party("10.1.3.4", "10.2.3.4") == "third"


@pytest.mark.parametrize("url", ["", "http://[bad", "javascript:void(0)", "data:text/html,x", "//", "http://"])
def test_an_address_that_cannot_be_read_has_no_host(url: str) -> None:
    assert host_of(url) == ""


def test_no_one_owns_cookies_of_a_public_suffix() -> None:
    assert is_public_suffix("fr")
    assert is_public_suffix("co.uk")
    assert is_public_suffix("github.io")
    assert not is_public_suffix("shop.example")
    assert not is_public_suffix("localhost")
    assert not is_public_suffix("127.0.0.1")


def test_a_domain_covers_its_subdomains_and_an_address_only_itself() -> None:
    assert covers(".shop.example", "www.shop.example")
    assert not covers(".shop.example", "myshop.example")
    assert not covers("0.0.1", "127.0.0.1")
