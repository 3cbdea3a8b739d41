"""Cookies merged over all visits: whose, what for, for how long, when written, when there.

A cookie is one name, domain, path and partition. The phase `before` belongs to both visits: a cookie is there `before` where
either visit had it at the end of that phase, since each is a first arrival of a visitor who has chosen nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.catalogue.tracker import Trackers
from auditor.classify.identifier import LEAST_DAYS, Window, compare, seconds_of
from auditor.classify.leftovers import Leftovers
from auditor.classify.party import covers, host_of, is_public_suffix, party
from auditor.classify.purpose import NEEDS_CONSENT, Stored, label
from auditor.classify.records import VisitRecords, phases_of
from auditor.classify.sent import SentValues
from auditor.classify.site import Write
from auditor.evidence.records.cookies import CookieWrite, StoredCookie
from auditor.results import Cookie, SetBy

__all__ = ["classify_cookies"]

Key = tuple[str, str, str, str]
"""Name, domain, path, partition."""

_DAY = 86_400


@dataclass
class _Gathered:
    stored: dict[str, list[StoredCookie]] = field(default_factory=dict)
    """Visit → the cookie as it stood in the jar at the ends of steps, in the order of time."""
    phases: dict[str, set[str]] = field(default_factory=dict)
    """Phase at whose end it was there → visits."""
    writes: list[tuple[VisitRecords, CookieWrite]] = field(default_factory=list)
    refused: list[CookieWrite] = field(default_factory=list)
    left_days: float | None = None
    """Longest life left at the end of a step, from the stored expiry."""


def classify_cookies(
    visits: Sequence[VisitRecords], site_host: str, trackers: Trackers, times: Window, sent: SentValues
) -> tuple[tuple[Cookie, ...], tuple[Write, ...]]:
    """Give all cookies by name, domain and path, and every write of one in the order of time."""
    gathered = _gather(visits)
    cookies = [_cookie(key, found, visits, site_host, trackers, times, sent) for key, found in sorted(gathered.items())]
    leftovers = {visit.name: Leftovers(visit, trackers) for visit in visits}
    writes = [write for key, found in gathered.items() for write in _writes(key, found, leftovers)]
    return tuple(cookies), tuple(sorted(writes, key=lambda w: (w.visit, w.at_ms, w.name, w.domain, w.phase, w.step)))


def _gather(visits: Sequence[VisitRecords]) -> dict[Key, _Gathered]:
    gathered: dict[Key, _Gathered] = {}
    for visit in visits:
        for jar in visit.cookies.jars:
            last = visit.jar_at_end(jar.phase) is jar
            for cookie in jar.cookies:
                key = (cookie.name, cookie.domain.lower(), cookie.path, cookie.partition_site or "")
                found = gathered.setdefault(key, _Gathered())
                found.stored.setdefault(visit.name, []).append(cookie)
                if last:
                    found.phases.setdefault(jar.phase, set()).add(visit.name)
    named: dict[tuple[str, str], list[Key]] = {}
    for key in gathered:
        named.setdefault((key[0], key[1].lstrip(".")), []).append(key)
    for visit in visits:
        for write in visit.cookies.writes:
            key = _key_of(write, named)
            if write.blocked or _cannot_be_stored(write):
                gathered.setdefault(key, _Gathered()).refused.append(write)
            elif write.lifetime_days is None or write.lifetime_days > 0:
                gathered.setdefault(key, _Gathered()).writes.append((visit, write))
            # else: a deletion writes nothing
    return {key: found for key, found in gathered.items() if found.stored or found.writes or found.refused}


def _key_of(write: CookieWrite, named: dict[tuple[str, str], list[Key]]) -> Key:
    """The cookie that a write is about: the jar knows best how domain, path and partition came out."""
    domain = write.domain.lower()
    near = [k for k in named.get((write.name, domain.lstrip(".")), ()) if bool(k[3]) == write.partitioned]
    exact = [k for k in near if k[1] == domain and k[2] == write.path]
    return min(exact or [k for k in near if k[1] == domain] or near, default=(write.name, domain, write.path, ""))


def _cannot_be_stored(write: CookieWrite) -> bool:
    # Scripts try domains from the widest on (`.fr`, then `.shop.fr`) and the browser refuses without a word.
    domain = write.domain.lstrip(".")
    frame = host_of(write.frame_url)
    return write.via == "script" and domain != frame and (is_public_suffix(domain) or (bool(frame) and not covers(domain, frame)))


def _cookie(
    key: Key,
    found: _Gathered,
    visits: Sequence[VisitRecords],
    site_host: str,
    trackers: Trackers,
    times: Window,
    sent: SentValues,
) -> Cookie:
    name, domain, path, partition = key
    host = domain.lstrip(".")
    side = party(host, site_host)
    asked = [write for _, write in found.writes]
    values = {visit.name: _values(found, visit.name) for visit in visits}
    lifetime, how_long = _lifetime(found, asked or found.refused, visits)
    identifier, why = compare(
        values.get("refuse", ()),
        values.get("accept", ()),
        times,
        lasting=lifetime is not None and lifetime >= LEAST_DAYS,
        kind="cookie",
    )
    phases, written_in = phases_of(found.phases), phases_of(write.phase for write in asked)
    seen = [value for held in values.values() for value in held]
    sent_to = sent.of_identifier(seen) if identifier else ()
    stored = Stored(
        name=name,
        is_cookie=True,
        host=host,
        side=side,
        site_host=site_host,
        setters=[w.url for w in asked or found.refused if w.url],
        sent_to=sent.receivers(seen),
        phases=phases,
        written_in=written_in,
        identifier=identifier,
    )
    known = label(stored, trackers.cookie(name, host), trackers)
    latest = next((c for visit in reversed(visits) for c in reversed(found.stored.get(visit.name, []))), None)
    first = min(asked or found.refused, key=lambda w: (w.at_ms, w.via, w.url), default=None)
    model = latest or first
    assert model is not None  # a key comes from one of the two
    because = [known.because, why, *how_long]
    because += [f"{phase}: at the end of the phase in one of two visits" for phase in _in_one_of_two(found, visits)]
    if not found.stored and asked:
        because.append(
            "never in a jar at the end of a step: short-lived, deleted again, or refused by the browser without a word"
        )
    return Cookie(
        name=name,
        domain=domain,
        path=path,
        party=side,
        purpose=known.purpose,
        owner=known.owner,
        tracker=known.purpose in NEEDS_CONSENT,
        lifetime_days=lifetime,
        http_only=model.http_only,
        secure=model.secure,
        same_site=model.same_site,
        identifier=identifier,
        set_by=SetBy(via=first.via, url=first.url) if first is not None else SetBy(via="unknown", url=""),
        phases=phases,
        written_in=written_in,
        because=tuple(because),
        blocked=tuple(sorted({reason for write in found.refused for reason in write.blocked}))
        if not found.stored and not asked
        else (),
        known_by=known.known_by,
        exemption=known.exemption,
        value_length=max(map(len, seen), default=0),
        partition_site=partition or None,
        sent_to=sent_to,
    )


def _values(found: _Gathered, visit: str) -> tuple[str, ...]:
    stored = [cookie.value for cookie in found.stored.get(visit, ())]
    # What was stored counts; a write alone is used where no jar held it.
    return tuple(stored or [write.value for records, write in found.writes if records.name == visit])


def _lifetime(found: _Gathered, asked: Sequence[CookieWrite], visits: Sequence[VisitRecords]) -> tuple[float | None, list[str]]:
    declared = [w.lifetime_days for w in asked if w.lifetime_days is not None and w.lifetime_days > 0]
    if declared:
        return round(max(declared), 4), []
    if asked:
        return None, []
    left = []
    for visit in visits:
        start = seconds_of(visit.visit.started_at)
        if start is None:
            continue
        for jar in visit.cookies.jars:
            kept = found.stored.get(visit.name, ())
            left += [
                (c.expires_at - start - jar.at_ms / 1000) / _DAY
                for c in jar.cookies
                if c.expires_at is not None and any(c == k for k in kept)
            ]
    if not left:
        return None, ["no write of it was recorded"]
    return round(max(left), 2), [
        "lifetime: what was left of it in the jar; no write of it was recorded, so more may have been asked for"
    ]


def _in_one_of_two(found: _Gathered, visits: Sequence[VisitRecords]) -> list[str]:
    took = {v.name for v in visits if v.jar_at_end("before") is not None}
    had = found.phases.get("before", set())
    return ["before"] if len(took) > 1 and had and had != took else []


def _writes(key: Key, found: _Gathered, leftovers: dict[str, Leftovers]) -> list[Write]:
    began: dict[tuple[str, str], float] = {}
    for visit, write in found.writes:
        place = (visit.name, write.phase)
        began[place] = min(write.at_ms, began.get(place, write.at_ms))
    result = []
    for visit, write in found.writes:
        earlier = any(v == visit.name and phase != write.phase and at < write.at_ms for (v, phase), at in began.items())
        result.append(
            Write(
                kind="cookie",
                name=key[0],
                domain=key[1],
                phase=write.phase,
                step=write.step,
                at_ms=write.at_ms,
                lifetime_days=write.lifetime_days,
                visit=visit.name,
                stored=write.via == "header" or visit.name in found.stored,
                leftover=leftovers[visit.name].of_write(write, renews=earlier),
            )
        )
    return result
