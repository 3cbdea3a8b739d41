"""Who stands behind a host, a cookie or a storage key, and what for: the shape of `selectors/trackers/*.yaml` and its look-up.

One file an owner (file name = id). A look-up gives a fact with its *because*, which names the file; None means that the
catalogue says nothing, never that the thing is harmless.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, Generic, Literal, TypeVar

from auditor.catalogue.load import Folder
from auditor.catalogue.match import literal_length, matches, path_matches, suffixes
from auditor.errors import CatalogueError
from auditor.evidence.base import Shape
from auditor.results import Purpose

__all__ = [
    "CookieEntry",
    "CookieFact",
    "Exemption",
    "HostEntry",
    "HostFact",
    "Kind",
    "OwnerFile",
    "StorageEntry",
    "StorageFact",
    "Trackers",
    "conflicts",
    "trackers",
]

Exemption = Literal["possible", "no", "unknown"]
"""Whether audience measurement can be set up within the exemption from consent: `possible` says that the vendor documents such a
set-up (not that this site uses it), `no` that none exists, `unknown` that nothing was established."""

Kind = Literal[
    "tracker", "tag-manager", "consent-platform", "ab-test", "audio", "captcha", "cdn", "chat", "comments", "embed",
    "error-monitoring", "fonts", "form", "login", "maps", "payment", "performance", "push", "search", "security",
    "social-widget", "video",
]  # fmt: skip
"""What the host serves."""

_LEAST_LITERAL = 3


class HostEntry(Shape, frozen=True, kw_only=True):
    """A host and all its subdomains."""

    host: str
    """Lower case. `google.*` stands for every country's domain of that name; `*` (with a path) for any host, which is how software
    that sites run themselves, or tags served from the site's own name, are known."""
    purpose: Purpose
    path: str | None = None
    """Narrows the entry: the path begins so, up to a `/`, `?`, `;` or its end; with `*` or `#` (digits): the whole path is so."""
    kind: Kind = "tracker"
    exemption: Exemption | None = None
    because: str = ""

    def __post_init__(self) -> None:
        if self.host != "*":
            _check_host(self.host)
        elif self.path is None:
            raise ValueError("the host `*` needs a `path`")
        if self.path is not None and not self.path.startswith(("/", "*/")):
            raise ValueError(f"a path begins with `/` or `*/`, not {self.path!r}")


class _Named(Shape, frozen=True, kw_only=True):
    purpose: Purpose
    name: str | None = None
    """The exact name, upper and lower case told apart; either this or `pattern`."""
    pattern: str | None = None
    """`*` stands for any text, `#` for one digit or more."""
    domain: str | None = None
    """Only where the cookie's domain (the origin's host of a storage key) is this one or below it; `google.*` as for hosts."""
    exemption: Exemption | None = None
    because: str = ""

    def __post_init__(self) -> None:
        if (self.name is None) == (self.pattern is None):
            raise ValueError("either `name` or `pattern`")
        if self.domain is not None:
            _check_host(self.domain)
        elif self.pattern is not None and literal_length(self.pattern) < _LEAST_LITERAL:
            raise ValueError(f"the pattern {self.pattern!r} is too short to stand without `domain`")


class CookieEntry(_Named, frozen=True, kw_only=True):
    """A cookie that the owner's code or servers write."""

    lifetime_days: float | None = None
    """As documented by its owner; None for a session cookie or where nothing is documented."""
    party: Literal["first", "third"] | None = None
    """Where it usually lies: on the visited site's domain or on the owner's; None where both occur. Not used for matching."""


class StorageEntry(_Named, frozen=True, kw_only=True):
    """A key of a storage other than cookies."""

    kind: Literal["local", "session", "indexeddb", "cache", "service-worker"] | None = None
    """None where several storages hold it."""


class OwnerFile(Shape, frozen=True, kw_only=True):
    """One owner, with all that it is known by."""

    source: tuple[str, ...]
    """Addresses or packages where the facts are documented."""
    checked: datetime.date
    owner: str | None = None
    """Absent where the file gathers software that sites run themselves."""
    country: str | None = None
    """Of the owner's seat, ISO 3166 alpha-2."""
    exemption: Exemption | None = None
    """For each entry of purpose `audience` that does not say its own."""
    domains: tuple[str, ...] = ()
    """Further domains of the owner; nothing is said about their purpose."""
    hosts: tuple[HostEntry, ...] = ()
    cookies: tuple[CookieEntry, ...] = ()
    storage: tuple[StorageEntry, ...] = ()

    def __post_init__(self) -> None:
        if not self.source:
            raise ValueError("`source` names at least one place where the facts are documented")
        for domain in self.domains:
            _check_host(domain)
        if self.country is not None and not (len(self.country) == 2 and self.country.isupper()):
            raise ValueError(f"a country is two capital letters, not {self.country!r}")


class _Fact(Shape, frozen=True, kw_only=True):
    owner: str | None
    purpose: Purpose
    exemption: Exemption | None
    """None for every purpose but `audience`."""
    because: str
    """Names the file and the entry, such as `selectors/trackers/google.yaml: host google-analytics.com`."""
    file: str
    """Id of the owner's file."""


class HostFact(_Fact, frozen=True, kw_only=True):
    """What is known of a host."""

    host: str
    """The entry that matched."""
    kind: Kind


class CookieFact(_Fact, frozen=True, kw_only=True):
    """What is known of a cookie."""

    name: str
    """Name or pattern that matched."""
    lifetime_days: float | None
    party: Literal["first", "third"] | None


class StorageFact(_Fact, frozen=True, kw_only=True):
    """What is known of a storage key."""

    name: str
    """Name or pattern that matched."""


N = TypeVar("N", bound=_Named)


class Trackers:
    """The whole catalogue, ready for look-ups (some microseconds each)."""

    def __init__(self, files: Mapping[str, OwnerFile]) -> None:
        self._files = dict(sorted(files.items()))
        self._hosts: dict[str, list[tuple[str, HostEntry]]] = {}
        self._owners: dict[str, str] = {}
        cookies: list[tuple[str, CookieEntry]] = []
        storage: list[tuple[str, StorageEntry]] = []
        for id_, file in self._files.items():
            for entry in file.hosts:
                self._hosts.setdefault(entry.host, []).append((id_, entry))
            for host in chain(file.domains, (entry.host for entry in file.hosts)):
                self._owners.setdefault(host, id_)
            cookies += ((id_, c) for c in file.cookies)
            storage += ((id_, s) for s in file.storage)
        for entries in self._hosts.values():
            entries.sort(key=lambda pair: (-literal_length(pair[1].path or ""), pair[0]))
        self._cookies = _Names(cookies)
        self._storage: dict[str | None, _Names[StorageEntry]] = {
            kind: _Names([pair for pair in storage if pair[1].kind in (None, kind)])
            for kind in {None, *(s.kind for _, s in storage)}
        }

    def host(self, hostname: str, path: str = "") -> HostFact | None:
        """What is known of a host; `path` may carry the query. The longest suffix wins, and in it the narrowest path."""
        for suffix in chain(suffixes(hostname), "*"):
            for id_, entry in self._hosts.get(suffix, ()):
                if entry.path is None or path_matches(entry.path, path or "/"):
                    what = f"host {entry.host}{entry.path or ''}"
                    return HostFact(host=entry.host, kind=entry.kind, **self._common(id_, entry, what))
        return None

    def cookie(self, name: str, domain: str) -> CookieFact | None:
        """What is known of a cookie: exact name and domain, else exact name, else the longest pattern (with domain first)."""
        found = self._cookies.find(name, domain)
        if found is None:
            return None
        id_, entry = found
        return CookieFact(
            name=entry.name or entry.pattern or "",
            lifetime_days=entry.lifetime_days,
            party=entry.party,
            **self._common(id_, entry, _say("cookie", entry)),
        )

    def storage(self, kind: str, key: str, domain: str = "") -> StorageFact | None:
        """What is known of a storage key; `domain` is the host of its origin."""
        found = self._storage.get(kind, self._storage[None]).find(key, domain)
        if found is None:
            return None
        id_, entry = found
        return StorageFact(name=entry.name or entry.pattern or "", **self._common(id_, entry, _say("storage key", entry)))

    def owner(self, hostname: str) -> str | None:
        """Who owns a host, whatever its purpose."""
        return next((self._files[self._owners[s]].owner for s in suffixes(hostname) if s in self._owners), None)

    def _common(self, id_: str, entry: HostEntry | _Named, what: str) -> dict[str, Any]:
        file = self._files[id_]
        measured = (entry.exemption or file.exemption or "unknown") if entry.purpose == "audience" else None
        because = f"selectors/trackers/{id_}.yaml: {what}" + (f": {entry.because}" if entry.because else "")
        return {"owner": file.owner, "purpose": entry.purpose, "exemption": measured, "because": because, "file": id_}


class _Names(Generic[N]):
    """Entries by exact name and by pattern."""

    def __init__(self, entries: Iterable[tuple[str, N]]) -> None:
        self._exact: dict[str, list[tuple[str, N]]] = {}
        patterns: list[tuple[str, N]] = []
        for pair in entries:
            if pair[1].name is not None:
                self._exact.setdefault(pair[1].name, []).append(pair)
            else:
                patterns.append(pair)
        for same in self._exact.values():
            same.sort(key=lambda pair: (-len(pair[1].domain or ""), pair[0]))
        patterns.sort(key=lambda p: (p[1].domain is None, -literal_length(p[1].pattern or ""), -len(p[1].domain or ""), p[0]))
        # Some hundred patterns: only those that begin like the name are tried, and those that begin with a wild card.
        starts = {(p[1].pattern or "")[:2] for p in patterns}
        self._patterns = {start: [p for p in patterns if _may_begin(p[1].pattern or "", start)] for start in starts}
        self._wild = [p for p in patterns if _may_begin(p[1].pattern or "", "")]

    def find(self, name: str, domain: str) -> tuple[str, N] | None:
        within = frozenset(suffixes(domain))
        for pair in self._exact.get(name, ()):
            if pair[1].domain is None or pair[1].domain in within:
                return pair
        for pair in self._patterns.get(name[:2], self._wild):
            if (pair[1].domain is None or pair[1].domain in within) and matches(pair[1].pattern or "", name):
                return pair
        return None


def _may_begin(pattern: str, start: str) -> bool:
    return pattern[:2] == start or any(wild in pattern[:2] for wild in "*#")


def conflicts(files: Mapping[str, OwnerFile]) -> tuple[str, ...]:
    """Say in one line each what two entries both claim: a host with the same path, a name with the same domain."""
    claims: dict[str, list[str]] = {}
    for id_, file in sorted(files.items()):
        for host in file.hosts:
            claims.setdefault(f"host {host.host}{host.path or ''}", []).append(id_)
        for cookie in file.cookies:
            claims.setdefault(_say("cookie", cookie), []).append(id_)
        for key in file.storage:
            claims.setdefault(_say(f"{key.kind or 'any'} storage key", key), []).append(id_)
    return tuple(
        f"{what}: claimed by {', '.join(f'{i}.yaml' for i in ids)}" for what, ids in sorted(claims.items()) if len(ids) > 1
    )


def trackers(folder: Folder) -> Trackers:
    """Read `selectors/trackers/`. Raises CatalogueError for a mistake in a file, and for two entries that claim the same."""
    files = folder.read("trackers", OwnerFile)
    found = conflicts(files)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise CatalogueError(
            f"selectors/trackers: {found[0]}{more}", kind="catalogue", remedy="let one file keep it, or add `domain`"
        )
    return Trackers(files)


def _check_host(host: str) -> None:
    labels = host.removesuffix(".*").split(".")
    if host != host.lower() or "/" in host or "*" in host.removesuffix(".*") or "" in labels or "." not in host:
        raise ValueError(f"a host is written like `example.com` or `example.*`, in lower case, not {host!r}")


def _say(what: str, entry: _Named) -> str:
    return f"{what} {entry.name or entry.pattern}" + (f" of {entry.domain}" if entry.domain else "")
