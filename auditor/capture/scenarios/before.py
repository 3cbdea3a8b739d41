"""Arrive, touch nothing: what is there before any choice."""

from __future__ import annotations

from auditor.capture.visit import VisitRun
from auditor.capture.walk import wait_for_banner
from auditor.evidence import ScenarioRun

__all__ = ["ORDER", "VISIT", "run"]

VISIT = "refuse"
ORDER = 0


async def run(visit: VisitRun) -> ScenarioRun:
    """Watch the page until its banner stands there, or long enough to say that none comes."""
    sight = await wait_for_banner(visit, "arrival")
    await visit.end_of_step()
    if visit.name == VISIT:
        await visit.shoot("banner" if sight.banner is not None else "arrival")
    return ScenarioRun(name="before", outcome="recorded")
