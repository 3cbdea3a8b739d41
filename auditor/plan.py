"""What a run is to visit: addresses made definite, each with the folder that its evidence gets.

An address is made definite as a browser does it (scheme and host in lower case, the host of another script in its ASCII form by
UTS 46, odd characters of the path percent-encoded), so that `final_url` can be compared with it and no address is visited twice.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from auditor.errors import UsageError
from auditor.results.run import AcceptedRule

__all__ = ["Asked", "Own", "PlannedSite", "address", "plan", "slug_of"]

_REMEDY = "Give the address of a page as https://host/path"
_MAX_ADDRESS = 2048
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)\Z", re.DOTALL)
_PORT_FIRST = re.compile(r"\d{1,5}(?![^/?#])")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DEFAULT_PORTS = {"https": 443, "http": 80}
# What RFC 3986 lets stand in a path or a query; `%` stays, because what is encoded already must not be encoded twice.
_PATH = "/:@!$&'()*+,;=-._~%[]|"
_QUERY = _PATH + "?"

_SLUG_LENGTH = 64
_DIGEST_LENGTH = 10
# Names that Windows keeps for devices, with any extension.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))})


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What was asked for one site and not for the whole run."""

    given: Mapping[str, Any] = field(default_factory=dict)
    """Settings of its visits, by field of `CaptureOptions`."""
    group: str = ""
    tags: tuple[str, ...] = ()
    profile: str = ""
    """Empty for that of the run."""
    selectors: str = ""
    """Folder laid over the shipped selectors; empty for that of the run."""
    accepted: tuple[AcceptedRule, ...] = ()
    """Its own first, then those of its group, then those of all sites."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An address as it was written, and where."""

    text: str
    place: str = ""
    """`file:line`; empty for the command line."""
    own: Own = Own()


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """One line of the run."""

    url: str
    slug: str
    """Its folder under `sites/`."""
    own: Own = Own()


def plan(asked: Iterable[Asked]) -> tuple[PlannedSite, ...]:
    """Make every address definite and give each a folder of its own, in the order asked for.

    Raises UsageError for an address that cannot be visited, one that stands twice, and for none at all.
    """
    places: dict[str, Asked] = {}
    slugs: set[str] = set()
    sites: list[PlannedSite] = []
    for one in asked:
        prefix = f"{one.place}: " if one.place else ""
        try:
            url = address(one.text)
        except UsageError as error:
            raise UsageError(f"{prefix}{error.message}", kind=error.kind, remedy=error.remedy) from error
        if url in places:
            first = places[url]
            where = f" (first at {first.place})" if first.place else ""
            raise UsageError(f"{prefix}{url} is asked for twice{where}", kind="duplicate", remedy="Leave one of them out")
        places[url] = one
        slug = slug_of(url)
        number = 2
        while slug in slugs:  # two digests agree: as good as never, but a folder may not be shared
            slug, number = f"{slug_of(url)}-{number}", number + 1
        slugs.add(slug)
        sites.append(PlannedSite(url, slug, one.own))
    if not sites:
        raise UsageError("no site to audit", kind="empty", remedy="Give one or more addresses, or a list with --sites FILE")
    return tuple(sites)


def address(text: str) -> str:
    """Make an address definite. Raises UsageError that says what is wrong with it.

    Without a scheme https is taken, or http on the machine itself (`localhost:8080`), as browsers do.
    """
    shown = _shown(text)
    text = text.strip()
    if not text:
        raise UsageError("an address is empty", kind="bad-url", remedy=_REMEDY)
    if len(text) > _MAX_ADDRESS:
        raise UsageError(f"{shown} is longer than {_MAX_ADDRESS} characters", kind="bad-url", remedy=_REMEDY)
    if _CONTROL.search(text):
        raise UsageError(f"{shown} holds a control character", kind="bad-url", remedy=_REMEDY)
    scheme, rest = _scheme(text, shown)
    try:
        # A browser reads a backslash before the query as a slash; read otherwise, it could name another host than is visited.
        head, mark, tail = _cut(rest)
        parts = urlsplit(f"{scheme or 'https'}:{head.replace(chr(92), '/')}{mark}{tail}")
        port = parts.port
        if port == 0:
            raise ValueError("port 0")
    except ValueError as error:
        raise UsageError(f"{shown} cannot be read as an address ({error})", kind="bad-url", remedy=_REMEDY) from error
    if "@" in parts.netloc:
        raise UsageError(
            f"{_shown(parts.hostname or '')} comes with a user name or password, which would stand in the evidence",
            kind="bad-url",
            remedy="Leave them out",
        )
    host = _host(parts.netloc, shown)
    if not scheme:
        scheme = "http" if _is_this_machine(host) else "https"
    netloc = host if port is None or port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"
    path = quote(parts.path or "/", safe=_PATH)
    return urlunsplit((scheme, netloc, path, quote(parts.query, safe=_QUERY), quote(parts.fragment, safe=_QUERY)))


def slug_of(url: str) -> str:
    """Name a folder after an address: letters, digits, dots, dashes and underscores only, at most 75 characters.

    `https://host/` is its host; everything else ends in a digest of the address, so that no two share a folder.
    """
    parts = urlsplit(url)
    words = re.sub(r"[^a-z0-9._-]+", "-", f"{parts.netloc}{parts.path}".lower()).strip("-._")[:_SLUG_LENGTH].strip("-._")
    plain = url == f"https://{words}/" and words.partition(".")[0] not in _DEVICES
    if plain:
        return words
    digest = hashlib.sha256(url.encode()).hexdigest()[:_DIGEST_LENGTH]
    stem = f"site-{words}" if words.partition(".")[0] in _DEVICES else words or "site"
    return f"{stem[:_SLUG_LENGTH].rstrip('-._')}-{digest}"


def _scheme(text: str, shown: str) -> tuple[str, str]:
    """The scheme (empty where none is written) and what follows it, from `//` on."""
    found = _SCHEME.match(text)
    if found is None or _PORT_FIRST.match(found[2]):
        return "", text if text.startswith("//") else f"//{text}"
    scheme = found[1].lower()
    if scheme not in _DEFAULT_PORTS:
        raise UsageError(f"{shown}: only http and https can be audited, not {_shown(scheme)}", kind="bad-scheme", remedy=_REMEDY)
    if not found[2].startswith("//"):
        raise UsageError(f"{shown} lacks the two slashes after {scheme}:", kind="bad-url", remedy=_REMEDY)
    return scheme, found[2]


def _cut(rest: str) -> tuple[str, str, str]:
    found = re.search(r"[?#]", rest)
    return (rest[: found.start()], found[0], rest[found.end() :]) if found else (rest, "", "")


def _host(netloc: str, shown: str) -> str:
    """The host in lower-case ASCII, an IPv6 address in brackets. Raises UsageError."""
    wrong = UsageError(f"{shown} has no host name that can be visited", kind="bad-url", remedy=_REMEDY)
    if netloc.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(netloc[1 : netloc.index(']')]).compressed}]"
        except ValueError as error:
            raise wrong from error
    host = netloc.rpartition(":")[0] if re.search(r":\d*\Z", netloc) else netloc
    if not host.isascii():
        import idna  # only where it is needed: its tables take time to load

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise wrong from error
    host = host.lower()
    labels = host.removesuffix(".").split(".")
    if len(host) > 253 or not all(len(label) <= 63 and _LABEL.match(label) for label in labels):
        raise wrong
    return host


def _is_this_machine(host: str) -> bool:
    name = host.strip("[]").removesuffix(".")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def _shown(text: str) -> str:
    """A piece of the user's text for a message: short and without control or direction characters."""
    plain = "".join(c if c.isprintable() else "·" for c in text.strip())
    return plain if len(plain) <= 80 else f"{plain[:79]}…"
