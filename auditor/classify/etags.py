"""Marks of answers (ETag) that single out a browser: given anew to each visitor, and sent back by the browser's cache.

A mark is no identifier for differing between two visits: servers of one farm may mark the same file differently. So it must also
have come back (`If-None-Match`), and whose it is decides what it is worth: a tracker's host, or another party's of which nothing
is known. Documents are left out; their content differs by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.catalogue.tracker import Trackers
from auditor.classify.identifier import LEAST_LENGTH
from auditor.classify.party import host_of, party
from auditor.classify.purpose import NO_TRACKER, is_tracking, look_up
from auditor.classify.records import VisitRecords, phases_of
from auditor.classify.tracks import Etag

__all__ = ["read_etags"]


def read_etags(visits: Sequence[VisitRecords], site_host: str, trackers: Trackers) -> tuple[Etag, ...]:
    """Give the marks that came back and differ between two fresh visits, by address."""
    given: dict[str, dict[str, set[str]]] = {}
    back: dict[str, dict[str, set[str]]] = {}
    for visit in visits:
        for request in visit.requests:
            if request.type == "document":
                continue
            if request.etag and request.status == 200:
                given.setdefault(request.url, {}).setdefault(visit.name, set()).add(_bare(request.etag))
            if request.if_none_match:
                seen = given.get(request.url, {}).get(visit.name, set())
                marks = {_bare(mark) for mark in request.if_none_match.split(",")}
                if len(seen) == 1 and seen & marks:  # what changes at each answer recognises no one
                    back.setdefault(request.url, {}).setdefault(request.phase, set()).add(visit.name)
    found = []
    for url, phases in sorted(back.items()):
        of_visits = list(given[url].values())
        if len(of_visits) < 2 or set.intersection(*of_visits) or min(map(len, set.union(*of_visits))) < LEAST_LENGTH:
            continue
        fact, host = look_up(trackers, url), host_of(url)
        tracks = fact is not None and is_tracking(fact)
        if not tracks and (party(host, site_host) == "first" or (fact is not None and fact.kind in NO_TRACKER)):
            continue
        found.append(
            Etag(
                url=url,
                host=host,
                owner=fact.owner if fact is not None else trackers.owner(host),
                phases=phases_of(phases),
                tracker=tracks,
                because=fact.because if fact is not None else "not in the catalogue",
            )
        )
    return tuple(found)


def _bare(mark: str) -> str:
    return mark.strip().removeprefix("W/").strip('"')
