"""Where a site may lead its visitor: not to this machine nor into its private network, unless the user wants it.

Looked at are the addresses of the documents of the top page, redirects included: the host where it is written as an address, and
the machine that answered, as the browser tells it, so that a public name that leads inside (DNS rebinding) is found too. The
request is not held back, which would need an interception that pages can measure; nothing of what it brought is kept.
"""

from __future__ import annotations

import os
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from auditor.capture.options import CaptureOptions
from auditor.errors import SiteError

__all__ = ["KIND", "Fence", "is_private", "leads_inside"]

KIND = "private-address"
_SHARED = ip_network("100.64.0.0/10")
_EMBEDDING = IPv6Network("64:ff9b::/96")
"""Addresses of IPv4 as networks that speak IPv6 alone write them (RFC 6052)."""
_ELSEWHERE = ("--host-resolver-rules", "--host-rules", "--proxy-server", "--proxy-pac-url", "--proxy-auto-detect")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "auto_proxy", "SOCKS_SERVER")


class Fence:
    """The fence around one site."""

    def __init__(self, url: str, options: CaptureOptions) -> None:
        # Through a proxy, or where names are led elsewhere, the machine that answers says nothing of the site.
        self._blind = any(argument.startswith(_ELSEWHERE) for argument in options.browser_arguments) or any(
            os.environ.get(name) or os.environ.get(name.swapcase()) for name in _PROXIES
        )
        self._open = options.allow_private or leads_inside(url)  # whoever types such an address means it

    def refusal(self, url: str, address: str | None = None) -> SiteError | None:
        """The error of a document that lies inside, where the site may not lead there. `address`: who answered, if known."""
        if self._open:
            return None
        inside = leads_inside(url)
        if not inside and (self._blind or not address or not is_private(address)):
            return None
        shown = urlsplit(url)._replace(query="", fragment="").geturl()[:200]
        where = "" if inside else f" ({address})"
        return SiteError(
            f"the site leads to {shown}{where}, which is on this machine or in a private network; nothing of it is kept",
            kind=KIND,
            remedy="Use --allow-private if that is your own network",
        )


def leads_inside(url: str) -> bool:
    """True where the host of an address is this machine, or is written as an address that is not public."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return False
    return host == "localhost" or host.endswith(".localhost") or is_private(host)


def is_private(address: str) -> bool:
    """True for an address of this machine, of its link, of a private or a shared network; False for what is no address."""
    try:
        found = ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return False
    inner = _inner(found)
    return not inner.is_global or inner in _SHARED or inner.is_multicast


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _EMBEDDING:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
