"""Whose a host is: first or third party, by registrable domain (public suffix list, private section included)."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

__all__ = ["Party", "covers", "host_of", "is_public_suffix", "origin_host", "party", "site_of"]

Party = Literal["first", "third"]


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=16384)
def host_of(url: str) -> str:
    """Lower-case host of an address; empty where there is none or the address cannot be read."""
    try:
        return (urlsplit(url).hostname or "").strip(".")
    except ValueError:
        return ""


def origin_host(origin: str) -> str:
    """Host of a storage origin, such as `https://shop.example`."""
    return host_of(origin)


@lru_cache(maxsize=16384)
def site_of(host: str) -> str:
    """Registrable domain of a host (`shop.example.co.uk` → `example.co.uk`).

    The host itself where it has none: an IP address, `localhost`, a public suffix.
    """
    host = host.lower().strip(".")
    if not host or "." not in host or _is_ip(host):
        return host
    return _suffixes().privatesuffix(host) or host


@lru_cache(maxsize=4096)
def is_public_suffix(host: str) -> bool:
    """Tell whether no one can own cookies there (`fr`, `co.uk`, `github.io`). A browser refuses them."""
    host = host.lower().strip(".")
    if not host or _is_ip(host) or host == "localhost":
        return False
    return _suffixes().privatesuffix(host) is None


def party(host: str, site_host: str) -> Party:
    """Third where the registrable domains differ. Who owns both is another question, and answered apart."""
    return "first" if site_of(host) == site_of(site_host) else "third"


def covers(domain: str, host: str) -> bool:
    """Tell whether a cookie of this domain may be written by this host (RFC 6265bis §5.1.3)."""
    domain = domain.lower().strip(".")
    return host == domain or (host.endswith(f".{domain}") and not _is_ip(host))


def _is_ip(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
