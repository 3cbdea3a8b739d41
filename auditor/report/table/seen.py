"""How many of a thing were seen in a phase, and whether the phase was seen at all: what was not observed is never 0."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from auditor.results import PHASES, Cookie, Missing, Outcome, Result, StorageItem, Tracker

__all__ = [
    "NO_CHOICE",
    "PHASES",
    "UNKNOWN",
    "Count",
    "Phase",
    "cookies_in",
    "is_whole",
    "needs_consent",
    "phase",
    "phases",
    "storage_in",
    "trackers_in",
]

UNKNOWN = "?"
"""Shown where something could not be established."""
NO_CHOICE = "—"
"""Shown where there was nothing to establish: the page offers no such choice."""

_VISITS = {"before": ("refuse", "accept"), "refuse": ("refuse",), "accept": ("accept",), "withdraw": ("accept",)}
"""Phase → the visits in which it was seen, the one that it is first told from at the front."""
_VISIT_NAME = re.compile(r"[a-z-]+")
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
    """Further things of which it is not established that they need consent."""
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


def needs_consent(thing: Cookie | StorageItem | Tracker) -> bool | None:
    """Whether a thing needs consent; None where that is not established: no known purpose, or audience measurement whose
    vendor documents a setting that is exempt."""
    if thing.purpose == "unknown" or thing.exemption == "possible":
        return None
    return True if isinstance(thing, Tracker) else thing.tracker


def trackers_in(result: Result, at: Phase) -> Count:
    """Tracking hosts contacted in a phase."""
    seen = [t for t in result.trackers if t.requests.get(at.name, 0) > 0]
    known = {t.host for t in seen if needs_consent(t)}
    return _count(result, at, "requests", len(known), len({t.host for t in seen} - known))


def cookies_in(result: Result, at: Phase) -> Count:
    """Cookies in the jar at the end of a phase that need consent, and those of which that is not established."""
    return _weighed(result, at, "cookies", [c for c in result.cookies if at.name in c.phases])


def storage_in(result: Result, at: Phase) -> Count:
    """Keys of other storage at the end of a phase that need consent, and those of which that is not established."""
    return _weighed(result, at, "storage", [s for s in result.storage if at.name in s.phases])


def _weighed(result: Result, at: Phase, record: str, seen: Sequence[Cookie | StorageItem]) -> Count:
    answers = [needs_consent(thing) for thing in seen]
    return _count(result, at, record, answers.count(True), answers.count(None))


def _count(result: Result, at: Phase, record: str, known: int, unsure: int) -> Count:
    if not at.is_observed:
        return Count(None, mark=at.mark)
    return Count(known, unsure, is_whole=is_whole(result, record, at.name))


def is_whole(result: Result, record: str, phase_name: str, about: str = "") -> bool:
    """Whether a record has no gap in a phase: what it does not hold was not there.

    `Missing.name` is `record`, `record:part` or `record:phase:step`, with `visit: ` before it where one visit is concerned;
    `visit: visit` is a visit that broke off. `about`: only gaps that name it (an origin) or name nothing so precise count.
    """
    gaps = {visit for visit, name in map(_by_visit, result.missing) if _is_gap(name, record, phase_name, about)}
    if "" in gaps:
        return False
    visits = _VISITS.get(phase_name, (phase_name,))
    accepted = result.scenarios.get("accept")
    if phase_name == "before" and accepted is not None and accepted.outcome == "clicked":
        return not gaps.issuperset(visits)  # both visits saw the page untouched: one whole record is enough
    return visits[0] not in gaps


def _by_visit(missing: Missing) -> tuple[str, str]:
    visit, colon, name = missing.name.partition(": ")
    return (visit, name) if colon and _VISIT_NAME.fullmatch(visit) else ("", missing.name)


def _is_gap(name: str, record: str, phase_name: str, about: str) -> bool:
    what, _, rest = name.partition(":")
    named = [part for part in rest.split(":") if part in PHASES]
    if named and phase_name not in named:
        return False
    if what == "visit":
        return phase_name != "before"  # had it broken off before any choice, that scenario would say so
    if what == "step":
        return bool(named) and rest.endswith((":reload", ":next-page"))
    return what == record and not (about and "://" in rest and about not in rest)
