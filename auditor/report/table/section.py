"""The section of one site in a document: what it shows, in which order, and how much of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.escape import local_path
from auditor.report.table.drawn import blocks_over, chart, controls_over
from auditor.report.table.items import cookies, storage, trackers
from auditor.report.table.links import names, pictures, target
from auditor.report.table.rows import LISTED, SiteRow, listed
from auditor.report.table.said import picture
from auditor.report.table.seen import Phase, needs_consent, phases
from auditor.report.table.words import Words
from auditor.results import Control, Cookie, Outcome, Result, StorageItem, Tracker

__all__ = ["Limits", "Section"]

_CONTROLS, _PICTURES, _CHARTS = 20, 40, 8
_ARRIVED = ("banner.png", "arrival.png")
"""Pictures in which the boxes of the result are measured."""


@dataclass(frozen=True, slots=True)
class Limits:
    """So that a site with ten thousand cookies costs no one their browser. What is left out is counted."""

    rows: int = 150
    references: int = 8
    path: int = 6


@dataclass(frozen=True, slots=True)
class _Shown:
    """A control, or that there is none."""

    action: str
    control: Control | None

    @property
    def contrast(self) -> str:
        return "?" if self.control is None or self.control.contrast is None else f"{self.control.contrast:.1f}"


@dataclass(frozen=True, slots=True)
class _Played:
    """A scenario and how it went."""

    name: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Signal:
    """What an interface said, phase by phase; empty where it said nothing."""

    name: str
    phases: list[str]


def _signals(result: Result, at: tuple[Phase, ...]) -> Iterator[_Signal]:
    for name, by_phase in list(result.signals.items())[:_CONTROLS]:
        if by_phase:
            said = [by_phase.get(phase.name) for phase in at]
            texts = ["" if what is None else json.dumps(what, ensure_ascii=False, default=str)[:4000] for what in said]
            yield _Signal(name, texts)


class Section:
    """The section of one site, as the template reads it."""

    def __init__(self, row: SiteRow, said: Words) -> None:
        result: Result = row.result
        self.row = row
        self.phases = phases(result)
        self.listed = listed(row.findings)
        self.others = tuple(f for f in row.findings if f.verdict not in LISTED)
        self.cookies, self.storage, self.trackers = cookies(result), storage(result), trackers(result)
        self.consent = said.say(
            "all-cookies", known=[needs_consent(c) for c in result.cookies].count(True), all=len(result.cookies)
        )
        self.controls = [_Shown(action, control) for action, control in list(result.banner.controls.items())[:_CONTROLS]]
        self.scenarios = [_Played(name, outcome) for name, outcome in list(result.scenarios.items())[:_CONTROLS]]
        self.signals = list(_signals(result, self.phases))
        self.pictures = [
            {"name": name, "shows": picture(name, said), "path": path, "over": controls_over(result) if name in _ARRIVED else ()}
            for name, path in pictures(result)[:_PICTURES]
        ]
        arrived = next((path for name, path in pictures(result) if name in _ARRIVED), None)
        self.page = {"path": arrived, "over": blocks_over(result)} if arrived and blocks_over(result) else None
        self.charts = [drawn for drawn in map(chart, result.timelines[:_CHARTS]) if drawn is not None]
        self.evidence = local_path("sites", result.slug, "evidence.json.gz") if result.status == "audited" else None
        self._ids = self._referred_rows()
        self._given: set[str] = set()

    def _referred_rows(self) -> dict[str, str]:
        # Only rows that a finding refers to carry an id: ids on all of them would be a tenth of a large report. Two cookies
        # of one name cannot be told apart by a reference, so both would be meant: the first one carries it.
        result, rows = self.row.result, dict[str, str]()
        for i, thing in enumerate(_shown(self)):
            rows.setdefault(names(thing), f"s{self.row.number}-{i}")
        evidence = [*(f.evidence for f in result.findings), *(p.evidence for p in result.promises)]
        hit = {target(reference, rows, result) for references in evidence for reference in references}
        return {name: to for name, to in rows.items() if f"#{to}" in hit}

    def id(self, thing: Cookie | StorageItem | Tracker) -> str | None:
        """The id of a row that a finding refers to; once, for the first row of that name."""
        to = self._ids.get(names(thing))
        if to is None or to in self._given:
            return None
        self._given.add(to)
        return to

    def anchor(self, reference: str) -> str | None:
        """The link of a reference, or None where nothing in the report shows it."""
        return target(reference, self._ids, self.row.result)


def _shown(section: Section) -> tuple[Cookie | StorageItem | Tracker, ...]:
    rows = Limits().rows
    return (*section.cookies[:rows], *section.storage[:rows], *section.trackers[:rows])
