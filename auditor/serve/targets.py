"""Which addresses may be scanned from the dashboard: pages of the public web, unless its owner allowed more.

Whoever may use a dashboard must not be able to look through it into the network that it stands in. The name is looked at, and
what it resolves to now; a public site that leads on to a private address is not seen here, so that a dashboard for others belongs
where nothing private can be reached.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from auditor.errors import UsageError
from auditor.plan import address

__all__ = ["resolved", "target"]

_PRIVATE_ENDS = (".localhost", ".local", ".internal", ".intranet", ".private", ".corp", ".home", ".lan", ".home.arpa", ".onion")
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)\Z", re.IGNORECASE)


def target(text: str, *, allow_private: bool, resolve: Callable[[str], tuple[str, ...]]) -> str:
    """Make an address definite and see that it may be scanned. Raises UsageError that says why not.

    `resolve`: host → addresses, empty where there are none.
    """
    url = address(text)
    if not allow_private:
        host = (urlsplit(url).hostname or "").removesuffix(".")
        where = (host,) if _is_numeric(host) else resolve(host)
        if not _is_public_name(host) or not all(map(_is_public, where)):
            raise UsageError(
                f"{host} is not an address of the public web",
                kind="private",
                remedy="Start the dashboard with --allow-private to scan sites of this machine and network",
            )
    return url


def resolved(host: str) -> tuple[str, ...]:
    """What the system resolves a name to; empty where it knows none, which the scan itself will tell."""
    try:
        return tuple(str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):
        return ()


def _is_numeric(host: str) -> bool:
    # Browsers read `127.1`, `2130706433` and `0x7f000001` as addresses, by the last label (URL standard, host parsing).
    return ":" in host or bool(_NUMERIC.match(host.rpartition(".")[2]))


def _is_public_name(host: str) -> bool:
    return _is_numeric(host) or ("." in host and not f".{host}".endswith(_PRIVATE_ENDS))


def _is_public(text: str) -> bool:
    try:
        if ":" in text:
            found = ip_address(text.partition("%")[0])
            mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
            return found.is_global and not found.is_multicast and (mapped is None or mapped.is_global)
        found = ip_address(socket.inet_aton(text))
    except (OSError, ValueError):
        return False
    return found.is_global and not found.is_multicast
