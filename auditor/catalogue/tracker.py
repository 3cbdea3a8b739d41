"""Who stands behind a host, a cookie or a storage key, and what for: look-ups in `selectors/trackers/`.

A look-up gives a fact with its *because*, which names the file; None means that the
catalogue says nothing, never that the thing is harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import urlsplit

from auditor.catalogue.load import Folder
from auditor.catalogue.match import literal_length, matches, path_matches, suffixes
from auditor.catalogue.owner import CookieEntry, Exemption, HostEntry, Kind, Named, OwnerFile, StorageEntry
from auditor.errors import CatalogueError
from auditor.results import Purpose
from auditor.shape import Shape

__all__ = [
    "CookieEntry",
    "CookieFact",
    "Exemption",
    "HostEntry",
    "HostFact",
    "Kind",
    "OwnerFile",
    "Said",
    "StorageEntry",
    "StorageFact",
    "Trackers",
    "conflicts",
    "trackers",
]


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
    exempt_marks: tuple[str, ...] = ()
    """Of its owner's file."""
    list: str = ""
    """The filter list that says so where the catalogue says nothing; empty for the catalogue's own."""
    cname: str = ""
    """The host that is known, where the one asked about is an alias (DNS) of it."""


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


class Said(Shape, frozen=True, kw_only=True):
    """What a database of others says of a cookie by its name (and domain)."""

    purpose: Purpose
    owner: str | None
    """The platform as the database calls it."""
    because: str
    """`Open Cookie Database: _ga_* (Google Analytics, Analytics)`."""


_MOST_REMEMBERED = 65_536
N = TypeVar("N", bound=Named)


class Trackers:
    """The whole catalogue, ready for look-ups (some microseconds each)."""

    def __init__(self, files: Mapping[str, OwnerFile]) -> None:
        self._files = dict(sorted(files.items()))
        self._by_url: dict[str, HostFact | None] = {}
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

    def url(self, url: str) -> HostFact | None:
        """What is known of an address. Remembered: one audit asks for each some six times."""
        if url in self._by_url:
            return self._by_url[url]
        if len(self._by_url) >= _MOST_REMEMBERED:
            self._by_url.clear()
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").strip(".")
        except ValueError:
            host = ""
        found = self.host(host, parts.path + (f"?{parts.query}" if parts.query else "")) if host else None
        self._by_url[url] = found
        return found

    def said_of_cookie(self, name: str, domain: str) -> Said | None:
        """What databases of others say of a cookie: nothing, for the catalogue asks none."""
        return None

    def host(self, hostname: str, path: str = "") -> HostFact | None:
        """What is known of a host; `path` may carry the query. The longest suffix wins, and in it the narrowest path."""
        for suffix in chain(suffixes(hostname), "*"):
            for id_, entry in self._hosts.get(suffix, ()):
                if entry.path is None or path_matches(entry.path, path or "/"):
                    what = f"host {entry.host}{entry.path or ''}"
                    marks = self._files[id_].exempt_marks
                    return HostFact(host=entry.host, kind=entry.kind, exempt_marks=marks, **self._common(id_, entry, what))
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

    def _common(self, id_: str, entry: HostEntry | Named, what: str) -> dict[str, Any]:
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


def _say(what: str, entry: Named) -> str:
    return f"{what} {entry.name or entry.pattern}" + (f" of {entry.domain}" if entry.domain else "")
