"""Which addresses may be scanned from the dashboard."""

from __future__ import annotations

import pytest

from auditor.errors import UsageError
from auditor.serve.targets import target


def public(host: str) -> tuple[str, ...]:
    return ("93.184.216.34", "2606:2800:220:1::1")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("www.example.fr", "https://www.example.fr/"),
        ("http://example.fr:8080/a?b", "http://example.fr:8080/a?b"),
        ("https://93.184.216.34/", "https://93.184.216.34/"),
        ("https://[2606:2800:220:1::1]/", "https://[2606:2800:220:1::1]/"),
    ],
)
def test_the_public_web_may_be_scanned(text: str, url: str) -> None:
    assert target(text, allow_private=False, resolve=public) == url


def test_a_name_that_resolves_to_nothing_is_left_to_the_scan() -> None:
    assert target("gone.example", allow_private=False, resolve=lambda host: ()) == "https://gone.example/"


@pytest.mark.parametrize(
    "text",
    [
        "localhost:8080", "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://0.0.0.0/", "http://10.1.2.3/", "http://172.16.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest",
        "http://100.64.0.1/", "http://224.0.0.1/", "http://[::1]/", "http://[::]/", "http://[fe80::1]/", "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/", "http://[2002:7f00:1::]/", "http://router/", "http://nas.local/", "http://printer.lan/",
        "http://app.internal/", "http://a.localhost/", "http://fritz.box.home.arpa/", "http://127.0.0.1./",
    ],
)  # fmt: skip
def test_this_machine_and_its_network_may_not_unless_that_was_allowed(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        target(text, allow_private=False, resolve=public)
    assert refused.value.kind == "private"
    assert target(text, allow_private=True, resolve=public).startswith("http")


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::1", "fe80::1%eth0", "not an address"])
def test_a_public_name_that_leads_into_the_network_may_not(address: str) -> None:
    with pytest.raises(UsageError):
        target("rebound.example", allow_private=False, resolve=lambda host: ("93.184.216.34", address))


@pytest.mark.parametrize(
    "text", ["", "ftp://example.fr/", "file:///etc/passwd", "javascript:alert(1)", "--help me", "https://a:b@c.fr/"]
)
def test_what_is_no_address_of_a_page_may_not_even_then(text: str) -> None:
    with pytest.raises(UsageError):
        target(text, allow_private=True, resolve=public)
