"""The records of a visit, decoded once; what cannot be read is a reason, never an error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import msgspec

from auditor.classify.carried import NOTHING, Carried, carried
from auditor.classify.given import own_cookies, own_storage
from auditor.evidence import PHASES, Evidence, Missing, Visit
from auditor.evidence.page import PageSnapshot, Tree
from auditor.evidence.records.accessibility import Accessibility
from auditor.evidence.records.cookies import Cookies, Jar
from auditor.evidence.records.dns import Dns
from auditor.evidence.records.fingerprint import ApiUse, Fingerprint
from auditor.evidence.records.pages import Pages
from auditor.evidence.records.policy import Policies
from auditor.evidence.records.requests import Request, Requests
from auditor.evidence.records.signals import Signals, SignalState
from auditor.evidence.records.storage import Storage, StorageState

__all__ = ["RECORDS", "VisitRecords", "phases_of", "read_visits"]

RECORDS = ("cookies", "requests", "storage", "pages", "signals", "fingerprint", "dns")
R = TypeVar("R")
_ASIDE = "policy"
"""Phase of what came after everything else: policies store and call too, which says nothing of a choice."""


@dataclass
class VisitRecords:
    """One visit, ready to look things up in. Sequences are in the order of time, each event once."""

    visit: Visit
    cookies: Cookies = field(init=False)
    storage: Storage = field(init=False)
    requests: tuple[Request, ...] = field(init=False)
    pages: tuple[PageSnapshot, ...] = field(init=False)
    states: tuple[SignalState, ...] = field(init=False)
    uses: tuple[ApiUse, ...] = field(init=False)
    names: Dns | None = field(init=False)
    policies: Policies | None = field(init=False)
    """None where this visit has no such record."""
    accessibility: Accessibility | None = field(init=False)
    missing: dict[str, str] = field(init=False, default_factory=dict)
    """Record → why this visit does not hold it."""

    def __post_init__(self) -> None:
        cookies = self._record(Cookies) or Cookies(jars=(), writes=())
        self.cookies = Cookies(jars=_ordered(cookies.jars), writes=_ordered(cookies.writes))
        storage = self._record(Storage) or Storage(states=())
        self.storage = Storage(states=_ordered(storage.states))
        self.requests = _ordered((self._record(Requests) or Requests(requests=())).requests)
        self.pages = tuple(sorted((self._record(Pages) or Pages(pages=())).pages, key=lambda p: (p.at_ms, p.label)))
        self.states = _ordered((self._record(Signals) or Signals(states=())).states)
        self.uses = _ordered((self._record(Fingerprint) or Fingerprint()).uses)
        self.names = self._record(Dns)
        self.policies = self._record(Policies)
        self.accessibility = self._record(Accessibility)
        for name in (Policies.NAME, Accessibility.NAME):
            self.missing.pop(name, None)  # records of their own kind: nothing else is judged by them

    @cached_property
    def carrying(self) -> tuple[tuple[Request, Carried], ...]:
        """Requests that carry something of consent, with what they carry."""
        return tuple((request, found) for request in self.requests if (found := carried(request)) != NOTHING)

    @property
    def name(self) -> str:
        """Name of the visit."""
        return self.visit.name

    def _record(self, kind: type[R]) -> R | None:
        name: str = kind.NAME  # type: ignore[attr-defined]  # every record shape has it
        try:
            found = self.visit.record(kind)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            found = Missing(name=name, reason=f"the record cannot be read: {str(error)[:200]}")
        if isinstance(found, Missing):
            self.missing[name] = found.reason
            return None
        return found

    def jar_at_end(self, phase: str) -> Jar | None:
        """The jar at the end of the last step of a phase."""
        return next((jar for jar in reversed(self.cookies.jars) if jar.phase == phase), None)

    def storage_at_end(self, phase: str) -> StorageState | None:
        """All storage at the end of the last step of a phase."""
        return next((state for state in reversed(self.storage.states) if state.phase == phase), None)

    def steps(self, phase: str) -> tuple[str, ...]:
        """Steps of a phase that were reached, in order: marked, and not given up."""
        lost = {m.name for m in self.visit.missing}
        seen = dict.fromkeys(m.step for m in sorted(self.visit.marks, key=lambda m: m.at_ms) if m.phase == phase)
        return tuple(step for step in seen if f"step:{phase}:{step}" not in lost)

    def begins_at(self, phase: str, step: str | None = None) -> float | None:
        """When a phase, or a step of it, began, in milliseconds; None where it did not."""
        times = [m.at_ms for m in self.visit.marks if m.phase == phase and step in (None, m.step)]
        return min(times) if times else None

    def page(self, label: str) -> PageSnapshot | None:
        """A snapshot by its label."""
        return next((page for page in self.pages if page.label == label), None)

    def tree(self, label: str) -> Tree | None:
        """The nodes of a snapshot; None where there is none, or its columns do not fit together."""
        if label not in self._trees:
            page = self.page(label)
            self._trees[label] = _tree(page) if page is not None else None
        return self._trees[label]

    @cached_property
    def _trees(self) -> dict[str, Tree | None]:
        return {}


def read_visits(evidence: Evidence) -> tuple[VisitRecords, ...]:
    """All visits, the refusing one first; the order in the file does not matter."""
    order = {"refuse": 0, "accept": 1}
    visits = tuple(VisitRecords(v) for v in sorted(evidence.visits, key=lambda v: (order.get(v.name, 2), v.name)))
    if (given := evidence.given) is not None:
        for visit in visits:
            visit.cookies, visit.storage = own_cookies(visit.cookies, given), own_storage(visit.storage, given)
    return visits


def phases_of(phases: Iterable[str]) -> tuple[str, ...]:
    """Phases once each, in the order of the contract."""
    seen = set(phases)
    return tuple(p for p in PHASES if p in seen)


T = TypeVar("T")


def _ordered(events: Sequence[T]) -> tuple[T, ...]:
    """By time, then by content, each once: a recorder may tell an event twice, and a file may hold them in any order."""
    keyed = {msgspec.json.encode(event): event for event in events if getattr(event, "phase", "") != _ASIDE}
    return tuple(event for _, event in sorted(keyed.items(), key=lambda pair: (_at(pair[1]), pair[0])))


def _at(event: object) -> float:
    at = getattr(event, "at_ms", 0.0)
    return at if isinstance(at, int | float) else 0.0


def _tree(page: PageSnapshot) -> Tree | None:
    try:
        return page.tree() if page.documents and page.documents[0].name else None
    except (IndexError, KeyError, ValueError, TypeError, RecursionError):
        return None
