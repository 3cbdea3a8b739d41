"""Arrive, touch nothing: what is there before any choice."""

from __future__ import annotations

from auditor.capture.visit import VisitRun
from auditor.capture.walk import wait_for_banner
from auditor.evidence import ScenarioRun

__all__ = ["NEEDS", "ORDER", "VISIT", "run"]

VISIT = "refuse"
ORDER = 0
NEEDS: tuple[str, ...] = ()


async def run(visit: VisitRun) -> ScenarioRun:
    """Watch the page until its banner stands there, or long enough to say that none comes."""
    sight = await wait_for_banner(visit, "arrival")
    if visit.pictures_arrival:
        await visit.shoot("banner" if sight.banner is not None else "arrival")
    await visit.end_of_step()
    return ScenarioRun(name="before", outcome="recorded")
