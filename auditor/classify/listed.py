"""What lists of others add to the catalogue for one site: requests that a filter meets and of which the catalogue says nothing.

The catalogue's own word stands before any list's. A filter speaks of a request (its address, who asked, what for), so it is
asked request by request; what a site is then told is bound to the address.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.catalogue.tracker import CookieFact, HostFact, Said, StorageFact, Trackers
from auditor.classify.party import host_of, party
from auditor.classify.purpose import NO_TRACKER
from auditor.classify.records import VisitRecords
from auditor.filters import Lists, option_type

__all__ = ["WithLists"]

_LONGEST_FILTER = 300


class WithLists(Trackers):
    """The catalogue, and the lists where it is silent. Made for one site."""

    def __init__(self, catalogue: Trackers, lists: Lists, visits: Sequence[VisitRecords], site_url: str) -> None:
        self._catalogue = catalogue
        self._databases = lists.cookies
        self._listed: dict[str, HostFact] = {}
        asked: set[tuple[str, str, str]] = set()
        for request in (r for visit in visits for r in visit.requests) if lists.filters else ():
            question = (request.url, request.frame_url, request.type)
            if request.is_main_document or question in asked:
                continue
            asked.add(question)
            fact = None if request.url in self._listed else self._ask(lists, *question, site_url)
            if fact is not None:
                self._listed[request.url] = fact

    def _ask(self, lists: Lists, url: str, frame_url: str, kind: str, site_url: str) -> HostFact | None:
        known = self._catalogue.url(url)
        if known is not None and (known.purpose != "unknown" or known.kind in NO_TRACKER):
            return None
        document = frame_url if host_of(frame_url) else site_url
        host = host_of(url)
        foreign = party(host, host_of(document)) == "third"
        found = lists.request(url, document, option_type(kind, is_main_document=False), third_party=foreign)
        if found is None:
            return None
        named, match = found
        return HostFact(
            host=host,
            kind="tracker",
            owner=known.owner if known is not None else self._catalogue.owner(host),
            purpose=named.purpose,
            exemption="unknown" if named.purpose == "audience" else None,
            because=f"{named.name}: {match.filter[:_LONGEST_FILTER]}",
            file="",
            list=named.name,
        )

    def url(self, url: str) -> HostFact | None:
        """What is known of an address: by a list where the catalogue says nothing."""
        return self._listed.get(url) or self._catalogue.url(url)

    def said_of_cookie(self, name: str, domain: str) -> Said | None:
        """What the first database that knows a cookie says of it."""
        return next((said for database in self._databases if (said := database.find(name, domain)) is not None), None)

    def host(self, hostname: str, path: str = "") -> HostFact | None:
        """What the catalogue knows of a host."""
        return self._catalogue.host(hostname, path)

    def cookie(self, name: str, domain: str) -> CookieFact | None:
        """What the catalogue knows of a cookie."""
        return self._catalogue.cookie(name, domain)

    def storage(self, kind: str, key: str, domain: str = "") -> StorageFact | None:
        """What the catalogue knows of a storage key."""
        return self._catalogue.storage(kind, key, domain)

    def owner(self, hostname: str) -> str | None:
        """Who owns a host, by the catalogue."""
        return self._catalogue.owner(hostname)
