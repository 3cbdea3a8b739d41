"""Cookies, storage and trackers side by side over the phases: what is there, what is not, and what nobody could tell."""

from __future__ import annotations

from typing import TypeVar

from auditor.report.table.seen import UNKNOWN, Phase, is_whole, needs_consent
from auditor.report.table.words import Words
from auditor.results import Cookie, Result, StorageItem, Tracker

__all__ = ["ABSENT", "PRESENT", "cookies", "lifetime", "presence", "requests", "storage", "trackers"]

PRESENT = "●"
ABSENT = "·"

T = TypeVar("T", Cookie, StorageItem)


def presence(result: Result, thing: Cookie | StorageItem, at: Phase) -> str:
    """Whether a thing was there at the end of a phase. What was seen is shown even where the phase is not established."""
    if at.name in thing.phases:
        return PRESENT
    record, about = ("cookies", "") if isinstance(thing, Cookie) else ("storage", thing.origin)
    return _unseen(result, record, at, ABSENT, about)


def requests(result: Result, tracker: Tracker, at: Phase) -> str:
    """Number of requests to a host in a phase; `?` where none was seen and the record has gaps."""
    n = tracker.requests.get(at.name, 0)
    return str(n) if n else _unseen(result, "requests", at, "0")


def _unseen(result: Result, record: str, at: Phase, nothing: str, about: str = "") -> str:
    if not at.is_observed:
        return at.mark
    return nothing if is_whole(result, record, at.name, about) else UNKNOWN


def lifetime(cookie: Cookie, said: Words) -> str:
    """The longest lifetime that was asked for."""
    if cookie.lifetime_days is None:
        return said.say("session")
    days = cookie.lifetime_days
    # An absurd or infinite number is a fact about the cookie and has to be shown without being computed with.
    if not abs(days) < 1e6:
        return UNKNOWN if days != days else said.say("days.endless")
    return said.count("days", round(days)) if days >= 1 else said.say("days.part")


def cookies(result: Result) -> tuple[Cookie, ...]:
    """Those that need consent first, then those of which that is not established; by name, domain and path."""
    return tuple(sorted(result.cookies, key=lambda c: (_weight(c), c.name, c.domain, c.path)))


def storage(result: Result) -> tuple[StorageItem, ...]:
    """Those that need consent first, then those of which that is not established; by origin, kind and key."""
    return tuple(sorted(result.storage, key=lambda s: (_weight(s), s.origin, s.kind, s.key)))


def trackers(result: Result) -> tuple[Tracker, ...]:
    """Those contacted after a refusal first, then before any choice; by host."""
    return tuple(sorted(result.trackers, key=lambda t: (not t.requests.get("refuse"), not t.requests.get("before"), t.host)))


def _weight(thing: T) -> int:
    return {True: 0, None: 1, False: 2}[needs_consent(thing)]
