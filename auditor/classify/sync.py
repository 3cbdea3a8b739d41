"""Identifiers of one firm that are handed to another: in an address, a body, or by a chain of redirects.

The value of a cookie or a stored key that two fresh visits show to be an identifier is looked for in requests to hosts of other
owners, as it is, decoded, in base64 and as its MD5, SHA-1 and SHA-256. A firm's own identifier that goes to the firm itself is
not handed on. Values stay in the evidence.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from auditor.catalogue.tracker import Trackers
from auditor.classify.contacts import was_sent
from auditor.classify.identifier import Window, tokens
from auditor.classify.leftovers import Leftovers
from auditor.classify.party import host_of, origin_host, party, site_of
from auditor.classify.purpose import NEEDS_CONSENT, NO_TRACKER, is_tracking, look_up
from auditor.classify.records import VisitRecords
from auditor.classify.tracks import Sync
from auditor.evidence.records.requests import Request
from auditor.results import Cookie, StorageItem

__all__ = ["read_syncs"]

_IDENTIFIERS, _REQUESTS, _VALUES = 300, 8_000, 4
"""Looked for, looked into, values of one identifier in one visit."""
_LEAST = 12
_LONGEST = 8_192
_WORD = re.compile(r"[A-Za-z0-9+/_=.~-]{8,}")
_HASH = re.compile(r"[0-9A-F]{32,64}")
_PAIR = re.compile(r"\d{6,}\.\d{6,}")


@dataclass(frozen=True, slots=True)
class _Wanted:
    name: str
    domain: str
    owner: str
    known: bool
    """Whether the catalogue knows the owner, and a purpose that needs consent."""


def read_syncs(
    visits: Sequence[VisitRecords],
    cookies: Sequence[Cookie],
    storage: Sequence[StorageItem],
    site_host: str,
    trackers: Trackers,
    times: Window,
) -> tuple[Sync, ...]:
    """Give all hand-overs in the order of visit, phase and address, one for each identifier, receiving host and phase."""
    found: dict[tuple[str, str, str, str, str], Sync] = {}
    wanted = _wanted(visits, cookies, storage, site_host, trackers, times)
    for visit in visits:
        leftovers = Leftovers(visit, trackers)
        for request in [r for r in visit.requests if not r.is_main_document][:_REQUESTS]:
            host = host_of(request.url)
            if not host or not was_sent(request):
                continue
            for sync in _handed(visit, request, host, wanted[visit.name], site_host, trackers, times, leftovers):
                key = (sync.visit, sync.phase, sync.name, sync.domain, sync.host)
                known = found.get(key)
                if known is None or _rank(sync) < _rank(known):
                    found[key] = sync
    return tuple(sync for _, sync in sorted(found.items()))


def _rank(sync: Sync) -> tuple[object, ...]:
    return (not sync.certain, bool(sync.leftover), sync.how == "redirect", sync.url)


def _handed(
    visit: VisitRecords,
    request: Request,
    host: str,
    wanted: dict[str, tuple[_Wanted, str]],
    site_host: str,
    trackers: Trackers,
    times: Window,
    leftovers: Leftovers,
) -> Iterable[Sync]:
    fact = look_up(trackers, request.url)
    foreign = party(host, site_host) == "third" or (fact is not None and is_tracking(fact))
    if not foreign or (fact is not None and fact.kind in NO_TRACKER):
        return
    known_owner = trackers.owner(host) or (fact.owner if fact is not None else None)
    receiver, tracks = known_owner or site_of(host), fact is not None and is_tracking(fact)
    told: dict[str, object] = {
        "receiver": receiver,
        "host": host,
        "url": request.url,
        "phase": request.phase,
        "visit": visit.name,
    }
    seen: set[str] = set()
    for word in sorted(_words(request, times) & wanted.keys()) if wanted else ():
        thing, how = wanted[word]
        if thing.owner == receiver or site_of(thing.domain) == site_of(host):
            continue
        seen.add(thing.name)
        yield Sync(
            name=thing.name,
            domain=thing.domain,
            owner=thing.owner,
            how=how,
            certain=thing.known and known_owner is not None and tracks,
            leftover=leftovers.of_request(request),
            **told,  # type: ignore[arg-type]
        )
    before = request.redirected_from or ""
    origin = look_up(trackers, before) if before and not seen else None
    if origin is None or not is_tracking(origin) or not tracks or not origin.owner or origin.owner == receiver:
        return
    # The answer of one tracker led to another's address, and added something long to it.
    if {word for word in _words(request, times) if _is_telling(word)} - _split(before, times):
        yield Sync(
            name="",
            domain=host_of(before),
            owner=origin.owner,
            how="redirect",
            certain=False,
            leftover=leftovers.of_request(request),
            **told,  # type: ignore[arg-type]
        )


def _wanted(
    visits: Sequence[VisitRecords],
    cookies: Sequence[Cookie],
    storage: Sequence[StorageItem],
    site_host: str,
    trackers: Trackers,
    times: Window,
) -> dict[str, dict[str, tuple[_Wanted, str]]]:
    """Visit → form of a value → what it is the value of, and in which form."""
    things: dict[tuple[str, str, str], _Wanted] = {}
    items: tuple[Cookie | StorageItem, ...] = (*cookies, *storage)
    for item in items:
        if not item.identifier or item.purpose in ("necessary", "functional", "audience-exempt"):
            continue
        cookie = isinstance(item, Cookie)
        domain = item.domain.lstrip(".") if isinstance(item, Cookie) else origin_host(item.origin)
        third = party(domain, site_host) == "third"
        owner = item.owner or (trackers.owner(domain) if third else None)
        if owner is None and not third:
            continue  # the site's own: whom it tells of its visitors is no exchange between firms
        key = ("cookie", item.name, item.domain) if isinstance(item, Cookie) else (item.kind, item.key, item.origin)
        called = f"cookie {key[1]}" if cookie else f"{'localStorage' if key[0] == 'local' else key[0]} {key[1]}"
        known = owner is not None and item.purpose in NEEDS_CONSENT
        things[key] = _Wanted(called, domain, owner or site_of(domain), known)
    values = {visit.name: _values(visit, things) for visit in visits}
    wanted: dict[str, dict[str, tuple[_Wanted, str]]] = {}
    for visit in visits:
        others = {
            form
            for name, seen in values.items()
            if name != visit.name
            for of in seen.values()
            for v in of
            for form in _plain(v, times)
        }
        forms: dict[str, tuple[_Wanted, str]] = {}
        for key, seen in sorted(values[visit.name].items())[:_IDENTIFIERS]:
            for value in sorted(seen)[:_VALUES]:
                for form, how in _forms(value, times):
                    if form not in others:
                        forms.setdefault(form, (things[key], how))
        wanted[visit.name] = forms
    return wanted


def _values(visit: VisitRecords, things: dict[tuple[str, str, str], _Wanted]) -> dict[tuple[str, str, str], set[str]]:
    found: dict[tuple[str, str, str], set[str]] = {}
    stored = ((("cookie", c.name, c.domain), c.value) for jar in visit.cookies.jars for c in jar.cookies)
    kept = (((e.kind, e.key, e.origin), e.value) for state in visit.storage.states for e in state.entries)
    for pairs in (stored, kept):
        for key, value in pairs:
            if key in things and value:
                found.setdefault(key, set()).add(value[:1_024])
    return found


def _plain(value: str, times: Window) -> frozenset[str]:
    """The value and its parts, as they would stand in an address."""
    whole = unquote(value)
    parts = {part for part in (value, whole) if _WORD.fullmatch(part) and len(part) >= _LEAST and _is_telling(part)}
    parts |= set(_PAIR.findall(whole))
    return frozenset(parts | {token for token in tokens(value, times) if _is_telling(token)})


def _forms(value: str, times: Window) -> Iterable[tuple[str, str]]:
    plain = sorted(_plain(value, times))
    for part in plain:
        yield part, "plain"
    for part in dict.fromkeys([value, *plain]):
        if len(part) < 8:
            continue
        raw = part.encode("utf-8", "replace")
        for how in ("md5", "sha1", "sha256"):
            yield hashlib.new(how, raw, usedforsecurity=False).hexdigest(), how
        for text in (base64.b64encode(raw), base64.urlsafe_b64encode(raw)):
            yield text.decode().rstrip("="), "base64"


def _words(request: Request, times: Window) -> frozenset[str]:
    return _split(request.url, times) | _split(request.post_text or "", times)


def _split(text: str, times: Window) -> frozenset[str]:
    """The words of an address or a body, as they stand and decoded once and twice."""
    if not text:
        return frozenset()
    text = text[:_LONGEST]
    beyond = text.partition("://")[2].partition("/")[2] if "://" in text[:10] else text
    once = unquote(beyond)
    found: set[str] = set()
    for reading in dict.fromkeys([beyond, once, unquote(once)]):
        for word in _WORD.findall(reading):
            found.add(word)
            found.update(part for part in re.split(r"[=/]", word) if len(part) >= 8)
            found.update(_PAIR.findall(word))
    found |= {word.lower() for word in found if _HASH.fullmatch(word)}
    stripped = {word.rstrip("=") for word in found}
    return frozenset(found | stripped | tokens(once, times))


def _is_telling(token: str) -> bool:
    digits = sum(c.isdecimal() for c in token)
    return digits >= 10 or (digits >= 2 and len(token) - digits >= 2 and len(token) >= _LEAST)
