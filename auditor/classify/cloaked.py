"""Hosts of the site itself whose name is an alias (CNAME) of a tracking firm's: the firm's tracker under the site's name.

A request to such a host reaches the firm, with the first-party cookies of the site. So it counts as a contact with that firm, and
what it writes as written by it. The host that the page itself comes from is left out: whoever hosts a whole site is no tracker
for that.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from auditor.catalogue.tracker import CookieFact, HostFact, Said, StorageFact, Trackers
from auditor.classify.party import host_of, party
from auditor.classify.purpose import is_tracking
from auditor.classify.records import VisitRecords, phases_of
from auditor.classify.tracks import Alias, Names

__all__ = ["Cloaked"]


class Cloaked(Trackers):
    """The catalogue, and for one site the hosts of its own that are aliases of a tracker's."""

    def __init__(self, catalogue: Trackers, visits: Sequence[VisitRecords], site_host: str) -> None:
        self._catalogue = catalogue
        self._facts: dict[str, HostFact] = {}
        chains: dict[str, tuple[str, ...]] = {}
        failures: dict[str, str] = {}
        reasons: list[str] = []
        for visit in visits:
            if visit.names is None:
                reasons.append(visit.missing.get("dns", "no record of names"))
                continue
            for name in visit.names.names:
                if name.aliases or name.failure is None:
                    # Two visits may be answered differently (the nearest server, a balance): what is longer tells more.
                    chains[name.host] = max(chains.get(name.host, ()), name.aliases, key=lambda chain: (len(chain), chain))
                else:
                    failures.setdefault(name.host, name.failure)
            reasons += [visit.names.unasked] if visit.names.unasked is not None else []
        pages = {host_of(r.url) for visit in visits for r in visit.requests if r.is_main_document} | {site_host}
        called: dict[str, dict[str, str]] = {}
        for visit in visits:
            for request in visit.requests:
                host = host_of(request.url)
                if host and host not in pages and party(host, site_host) == "first" and not request.from_service_worker:
                    known = called.setdefault(host, {})
                    known[request.phase] = min(known.get(request.phase, request.url), request.url)
        aliases = []
        for host, urls in sorted(called.items()):
            found = self._behind(host, chains.get(host, ()))
            if found is not None:
                self._facts[host] = found
                aliases.append(
                    Alias(
                        host=host,
                        target=found.cname,
                        owner=found.owner,
                        purpose=found.purpose,
                        because=found.because,
                        phases=phases_of(urls),
                        urls=urls,
                    )
                )
        unknown = "no visit asked for it" if not reasons else reasons[0]
        self.names = Names(
            aliases=tuple(aliases),
            contacted=tuple(sorted(called)),
            unanswered={host: failures.get(host, unknown) for host in sorted(called) if host not in chains},
        )

    def _behind(self, host: str, chain: Sequence[str]) -> HostFact | None:
        for target in chain:
            fact = self._catalogue.host(target)
            if fact is not None and is_tracking(fact):
                because = f"{host} is an alias (DNS) of {target}; {fact.because}"
                return msgspec.structs.replace(fact, because=because, cname=target)
        return None

    def url(self, url: str) -> HostFact | None:
        """What is known of an address; for an alias, what is known of the host behind it."""
        known, found = self._catalogue.url(url), self._facts.get(host_of(url))
        if found is None:
            return known
        return found if known is None or not is_tracking(known) else msgspec.structs.replace(known, cname=found.cname)

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
        """Who owns a host; of an alias, who owns the host behind it."""
        found = self._facts.get(hostname)
        return found.owner if found is not None else self._catalogue.owner(hostname)

    def said_of_cookie(self, name: str, domain: str) -> Said | None:
        """What databases of others say of a cookie."""
        return self._catalogue.said_of_cookie(name, domain)
