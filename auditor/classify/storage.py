"""Storage other than cookies, merged over all visits: whose, what for, when it was there, when it was new or changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.catalogue.tracker import Trackers
from auditor.classify.identifier import Window, compare
from auditor.classify.party import host_of, origin_host, party
from auditor.classify.purpose import NEEDS_CONSENT, Stored, label
from auditor.classify.records import VisitRecords, phases_of
from auditor.classify.sent import SentValues
from auditor.classify.site import Write
from auditor.results import StorageItem

__all__ = ["classify_storage"]

Key = tuple[str, str, str]
"""Kind, origin, key."""

_WITHOUT_VALUE = ("indexeddb", "cache", "service-worker")
"""Kinds of which only names are recorded."""
_TOO_LARGE = 1024
"""A value over this is a store of something, not a name for a browser; what differs in it proves nothing."""


@dataclass
class _Gathered:
    values: dict[str, list[str]] = field(default_factory=dict)
    """Visit → values at the ends of steps, in the order of time."""
    phases: dict[str, set[str]] = field(default_factory=dict)
    out_of_sight: set[str] = field(default_factory=set)
    """Phases at whose end no page of its origin was open: it is there as it was last seen."""
    writes: list[Write] = field(default_factory=list)


def classify_storage(
    visits: Sequence[VisitRecords], site_host: str, trackers: Trackers, times: Window, sent: SentValues
) -> tuple[tuple[StorageItem, ...], tuple[Write, ...]]:
    """Give all keys by kind, origin and name, and each change of one."""
    gathered: dict[Key, _Gathered] = {}
    for visit in visits:
        _follow(visit, gathered)
    items = [_item(key, found, visits, site_host, trackers, times, sent) for key, found in sorted(gathered.items())]
    writes = [write for found in gathered.values() for write in found.writes]
    return tuple(items), tuple(sorted(writes, key=lambda w: (w.visit, w.at_ms, w.kind, w.domain, w.name)))


def _follow(visit: VisitRecords, gathered: dict[Key, _Gathered]) -> None:
    before: dict[Key, str] = {}
    written_in: dict[Key, str] = {}
    seen_at: dict[Key, float] = {}
    asked = _asked(visit)
    for state in visit.storage.states:
        last = visit.storage_at_end(state.phase) is state
        now: dict[Key, str] = {}
        for entry in state.entries:
            key = (entry.kind, entry.origin, entry.key)
            now[key] = entry.value
            seen_at[key] = state.at_ms
            found = gathered.setdefault(key, _Gathered())
            found.values.setdefault(visit.name, []).append(entry.value)
            if last:
                found.phases.setdefault(state.phase, set()).add(visit.name)
            if before.get(key) != entry.value:
                # Between two looks nobody sees who wrote: on the page of the press it may be what was at work there before.
                renewed = state.step == "press" and written_in.get(key) not in (None, state.phase)
                found.writes.append(
                    Write(
                        kind=entry.kind,
                        name=entry.key,
                        domain=entry.origin,
                        phase=state.phase,
                        step=state.step,
                        at_ms=state.at_ms,
                        lifetime_days=None,
                        visit=visit.name,
                        leftover="changed on the page of the press by what was at work there before" if renewed else "",
                    )
                )
                written_in.setdefault(key, state.phase)
        # A key of a frame that is not on this page cannot be seen here; it is not new when its frame comes back. Nor is it gone:
        # only its own origin could clear it, and has not where nothing was asked of it since.
        before |= now
        for key in before.keys() - now.keys() if last and asked else ():
            times = asked.get(origin_host(key[1]), [])
            if key[0] != "session" and bisect_right(times, state.at_ms) == bisect_right(times, seen_at[key]):
                gathered[key].phases.setdefault(state.phase, set()).add(visit.name)
                gathered[key].out_of_sight.add(state.phase)


def _asked(visit: VisitRecords) -> dict[str, list[float]]:
    """When something was asked of each host, in order."""
    asked: dict[str, list[float]] = {}
    for request in visit.requests:
        asked.setdefault(host_of(request.url), []).append(request.at_ms)
    return asked


def _item(
    key: Key,
    found: _Gathered,
    visits: Sequence[VisitRecords],
    site_host: str,
    trackers: Trackers,
    times: Window,
    sent: SentValues,
) -> StorageItem:
    kind, origin, name = key
    host = origin_host(origin)
    side = party(host, site_host)
    values = {visit: tuple(v for v in seen if v) for visit, seen in found.values.items()}
    longest = max((len(v) for seen in values.values() for v in seen), default=0)
    if kind in _WITHOUT_VALUE:
        identifier, why = None, f"identifier: not established; only the name of a {kind} entry is recorded"
    elif longest > _TOO_LARGE:
        identifier, why = None, f"identifier: not established; {longest} characters are a store, not one value"
    else:
        identifier, why = compare(
            values.get("refuse", ()), values.get("accept", ()), times, lasting=kind == "local", kind="session storage"
        )
    phases, written_in = phases_of(found.phases), phases_of(write.phase for write in found.writes)
    short = [value for seen in values.values() for value in seen if len(value) <= _TOO_LARGE]
    sent_to = sent.of_identifier(short) if identifier else ()
    stored = Stored(
        name=name,
        is_cookie=False,
        host=host,
        side=side,
        site_host=site_host,
        sent_to=sent.receivers(short),
        phases=phases,
        written_in=written_in,
        identifier=identifier,
    )
    known = label(stored, trackers.storage(kind, name, host), trackers)
    took = {v.name for v in visits if v.storage_at_end("before") is not None}
    had = found.phases.get("before", set())
    because = [known.because, why]
    if len(took) > 1 and had and had != took:
        because.append("before: at the end of the phase in one of two visits")
    because += [f"{phase}: as last seen; nothing of its origin was on the later page" for phase in phases_of(found.out_of_sight)]
    return StorageItem(
        kind=kind,
        origin=origin,
        key=name,
        party=side,
        phases=phases,
        purpose=known.purpose,
        owner=known.owner,
        tracker=known.purpose in NEEDS_CONSENT,
        identifier=identifier,
        because=tuple(because),
        written_in=written_in,
        known_by=known.known_by,
        exemption=known.exemption,
        value_length=longest,
        sent_to=sent_to,
    )
