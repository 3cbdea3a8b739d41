"""How many of a thing were seen in a phase, and whether the phase was seen at all: what was not observed is never 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from auditor.results import Cookie, Outcome, Result, StorageItem, Tracker

__all__ = ["NO_CHOICE", "PHASES", "UNKNOWN", "Count", "Phase", "cookies_in", "phase", "phases", "storage_in", "trackers_in"]

UNKNOWN = "?"
"""Shown where something could not be established."""
NO_CHOICE = "—"
"""Shown where there was nothing to establish: the page offers no such choice."""
PHASES = ("before", "refuse", "accept", "withdraw")

_NOTHING_TO_PRESS = ("no-banner", "no-control")


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of one site, and how far it was observed."""

    name: str
    state: Literal["observed", "no-choice", "unknown"]
    outcome: Outcome | None
    """None where the scenario was not part of the run."""

    @property
    def is_observed(self) -> bool:
        """Whether the page was watched in this phase, and the choice that opens it is proven to have taken."""
        return self.state == "observed"

    @property
    def mark(self) -> str:
        """What stands in the place of a number where the phase was not observed."""
        return NO_CHOICE if self.state == "no-choice" else UNKNOWN


@dataclass(frozen=True, slots=True)
class Count:
    """A number as it may be shown."""

    known: int | None
    """Things that need consent; None where the phase was not observed."""
    unsure: int = 0
    """Further things whose purpose could not be established."""
    is_whole: bool = True
    """False where the record has gaps: the number is then the least that it can be."""
    mark: str = UNKNOWN
    """Shown where nothing is known."""

    def __str__(self) -> str:
        if self.known is None or (not self.is_whole and not self.known and not self.unsure):
            return self.mark
        return f"{'' if self.is_whole else '≥'}{self.known}{f'+{self.unsure}?' if self.unsure else ''}"


def phase(result: Result, name: str) -> Phase:
    """Say how far a phase was observed. A choice that is not proven to have taken opens no phase."""
    outcome = result.scenarios.get(name)
    if result.status == "failed" or outcome is None:
        return Phase(name, "unknown", outcome)
    if outcome.outcome in _NOTHING_TO_PRESS:
        return Phase(name, "no-choice", outcome)
    observed = outcome.outcome == "recorded" or (outcome.outcome == "clicked" and outcome.proven is True)
    return Phase(name, "observed" if observed else "unknown", outcome)


def phases(result: Result) -> tuple[Phase, ...]:
    """The phases that a report shows side by side: the three of every audit, and further ones that were part of the run."""
    return tuple(phase(result, name) for name in PHASES if name != "withdraw" or name in result.scenarios)


def trackers_in(result: Result, at: Phase) -> Count:
    """Tracking hosts contacted in a phase."""
    seen: list[Tracker] = [t for t in result.trackers if t.requests.get(at.name, 0) > 0]
    return _count(result, at, "requests", sum(t.purpose != "unknown" for t in seen), sum(t.purpose == "unknown" for t in seen))


def cookies_in(result: Result, at: Phase) -> Count:
    """Cookies in the jar at the end of a phase that need consent, and those of unknown purpose."""
    seen: list[Cookie] = [c for c in result.cookies if at.name in c.phases]
    return _count(result, at, "cookies", *_needing_consent(seen))


def storage_in(result: Result, at: Phase) -> Count:
    """Keys of other storage at the end of a phase that need consent, and those of unknown purpose."""
    seen: list[StorageItem] = [s for s in result.storage if at.name in s.phases]
    return _count(result, at, "storage", *_needing_consent(seen))


def _needing_consent(seen: list[Cookie] | list[StorageItem]) -> tuple[int, int]:
    return sum(x.tracker for x in seen), sum(not x.tracker and x.purpose == "unknown" for x in seen)


def _count(result: Result, at: Phase, record: str, known: int, unsure: int) -> Count:
    if not at.is_observed:
        return Count(None, mark=at.mark)
    return Count(known, unsure, is_whole=not _has_gaps(result, record, at.name))


def _has_gaps(result: Result, record: str, name: str) -> bool:
    # Missing.name is `record`, `record:part`, or either with `@phase` where only one phase is concerned.
    for missing in result.missing:
        what, _, where = missing.name.partition("@")
        if (what == record or what.startswith(f"{record}:")) and where in ("", name):
            return True
    return False
