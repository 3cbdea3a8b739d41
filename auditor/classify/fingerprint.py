"""Scripts that read what fingerprints are made from, and what came of it.

One read shows nothing: a theme tests for emoji on a small canvas, a chart exports a picture, a map asks for the graphics chip.
What makes a reading a fingerprint is that several kinds of traits are read together, or a small canvas that nobody sees or a
sound that nobody hears is computed, and that something long then goes to another party or is stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.catalogue.tracker import Trackers
from auditor.classify.identifier import Window, tokens
from auditor.classify.party import host_of, party, site_of
from auditor.classify.purpose import NEEDS_CONSENT, NO_TRACKER, is_tracking, look_up
from auditor.classify.records import VisitRecords
from auditor.classify.tracks import Reading
from auditor.evidence.records.fingerprint import ApiUse
from auditor.results import Cookie

__all__ = ["read_fingerprints"]

_SIZE = re.compile(r"(\d{1,6})x(\d{1,6}) (detached|in page)")
_SMALLEST, _LARGEST = 64, 600 * 300
"""Area of a canvas that is drawn to be told apart by, in pixels: less shows nothing, more is a picture."""
_MOST_READS = 12
"""Whoever reads a canvas more often works with it (glyphs of a map, frames)."""
_LEAST_TOKEN = 16
"""Characters of a sent value that may stand for a fingerprint."""
_LATE_MS = 50.0
"""A call is heard a little after it was made."""
_LONGEST = 2_048
_FOLLOWED = 300
"""Readings of one visit of which it is asked what came of them; no page has as many that tell anything."""
_PROTECTS = frozenset({"captcha", "security", "payment", "login"})
"""Kinds of owners that read traits to tell people from machines: a question of its own."""


def read_fingerprints(
    visits: Sequence[VisitRecords], site_host: str, trackers: Trackers, cookies: Sequence[Cookie], times: Window
) -> tuple[Reading, ...]:
    """Give all readings by visit, phase and script."""
    found: list[Reading] = []
    for visit in visits:
        groups: dict[tuple[str, int, str], list[ApiUse]] = {}
        for use in visit.uses:
            groups.setdefault((use.phase, use.document, use.script_url), []).append(use)
        if not groups:
            continue
        known = _known(visit)
        followed = 0
        for (phase, _, script), uses in groups.items():
            kinds = _kinds(uses)
            followed += bool(kinds)
            went = bool(kinds) and followed <= _FOLLOWED
            found.append(
                _reading(visit, phase, script, uses, kinds, known if went else None, site_host, trackers, cookies, times)
            )
    merged: dict[tuple[str, str, str, str], Reading] = {}
    for reading in found:  # one script in many frames: what shows most stands for all
        key = (reading.visit, reading.phase, reading.script_url, reading.leftover)
        merged[key] = max(merged.get(key, reading), reading, key=_weight)
    return tuple(reading for _, reading in sorted(merged.items()))


def _weight(reading: Reading) -> tuple[object, ...]:
    return (reading.went, len(reading.kinds), len(reading.sent_to), reading.kinds, reading.apis, reading.sent_to, reading.stored)


def _reading(
    visit: VisitRecords,
    phase: str,
    script: str,
    uses: Sequence[ApiUse],
    kinds: tuple[str, ...],
    known: str | None,
    site_host: str,
    trackers: Trackers,
    cookies: Sequence[Cookie],
    times: Window,
) -> Reading:
    """`known`: what stands in the pages; None where it is not asked what came of the reading."""
    host = host_of(script)
    fact = look_up(trackers, script)
    own = party(host, site_host) == "first" and (fact is None or not is_tracking(fact))
    went = _sent(visit, script, uses, known, site_host, trackers, times, own=own) if known is not None else _Went()
    older = any(use.page_phase != use.phase or use.page_step == "press" for use in uses) and phase != "before"
    return Reading(
        script_url=script,
        visit=visit.name,
        phase=phase,
        kinds=kinds,
        apis=tuple(sorted({use.api for use in uses})),
        leftover="in a document that was there before the choice" if older else "",
        sent_to=went.urls,
        to_trackers=went.to_trackers,
        stored=_stored(visit, script, phase, cookies, own=own) if known is not None else (),
        unread=went.unread,
        own=own,
        protects=fact.because if fact is not None and fact.kind in _PROTECTS else "",
    )


def _kinds(uses: Sequence[ApiUse]) -> tuple[str, ...]:
    by_kind: dict[str, list[ApiUse]] = {}
    for use in uses:
        by_kind.setdefault(use.kind, []).append(use)
    shown = {
        "canvas": _is_drawn_to_tell(by_kind.get("canvas", ())),
        "audio": bool(by_kind.get("audio")),
        "webgl": bool(by_kind.get("webgl")),
    }
    return tuple(kind for kind, is_so in shown.items() if is_so)


def _is_drawn_to_tell(uses: Sequence[ApiUse]) -> bool:
    if sum(use.count for use in uses) > _MOST_READS:
        return False
    for use in uses:
        size = _SIZE.fullmatch(use.detail)
        if size is not None and size[3] == "detached" and _SMALLEST <= int(size[1]) * int(size[2]) <= _LARGEST:
            return True
    return False


@dataclass(slots=True)
class _Went:
    urls: tuple[str, ...] = ()
    to_trackers: bool = False
    unread: tuple[str, ...] = ()


def _sent(
    visit: VisitRecords,
    script: str,
    uses: Sequence[ApiUse],
    known: str,
    site_host: str,
    trackers: Trackers,
    times: Window,
    *,
    own: bool,
) -> _Went:
    """What a script sent to other parties from its first reading on, in the same phase."""
    begun = min(use.at_ms for use in uses) - _LATE_MS
    first = min(use.at_ms for use in visit.uses if use.script_url == script) - _LATE_MS
    phase = uses[0].phase
    before: set[str] = set()
    urls: list[str] = []
    unread: list[str] = []
    to_trackers = False
    for request in visit.requests:  # in the order of time
        if request.at_ms < begun or request.phase != phase or not _by(script, request.initiator_url, own=own):
            if request.at_ms < first:  # what the script sent of an earlier reading is no key of an account
                before |= _long(request.url, times)
            continue
        fact = look_up(trackers, request.url)
        cloaked = fact is not None and is_tracking(fact)
        if (party(host_of(request.url), site_host) == "first" and not cloaked) or (fact is not None and fact.kind in NO_TRACKER):
            continue
        said = _long(request.url, times) | _long(request.post_text or "", times)
        if any(token not in before and token not in known and token not in script for token in said):
            urls.append(request.url)
            to_trackers = to_trackers or cloaked
        elif request.post_bytes and (request.post_text is None or request.post_bytes > len(request.post_text.encode())):
            unread.append(request.url)
    return _Went(tuple(sorted(set(urls))[:20]), to_trackers, tuple(sorted(set(unread))[:20]))


def _by(script: str, initiator_url: str, *, own: bool) -> bool:
    """Whether a script started it: of other parties' scripts any of the same owner's domain counts."""
    if not script or not initiator_url:
        return False
    return initiator_url == script or (not own and site_of(host_of(initiator_url)) == site_of(host_of(script)))


def _long(text: str, times: Window) -> frozenset[str]:
    return frozenset(token for token in tokens(text[:_LONGEST], times) if len(token) >= _LEAST_TOKEN and _is_mixed(token))


def _is_mixed(token: str) -> bool:
    digits = sum(c.isdecimal() for c in token)
    return digits >= 2 and len(token) - digits >= 2


def _known(visit: VisitRecords) -> str:
    """What stands in the pages: keys and numbers of an account are no findings of a script."""
    return "\n".join(text for page in visit.pages for text in page.strings if len(text) >= _LEAST_TOKEN)


def _stored(visit: VisitRecords, script: str, phase: str, cookies: Sequence[Cookie], *, own: bool) -> tuple[str, ...]:
    telling = {(c.name, c.domain.lstrip(".")) for c in cookies if c.identifier and c.purpose in (*NEEDS_CONSENT, "unknown")}
    return tuple(sorted(set(_written(visit, script, phase, telling, own=own))))


def _written(visit: VisitRecords, script: str, phase: str, telling: set[tuple[str, str]], *, own: bool) -> Iterable[str]:
    for write in visit.cookies.writes:
        known = (write.name, write.domain.lstrip(".")) in telling
        if known and write.phase == phase and not write.blocked and _by(script, write.url, own=own):
            yield write.name
