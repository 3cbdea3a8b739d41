"""Refuse as a person would, then reload and go to a second page: what is there although consent was refused."""

from __future__ import annotations

from auditor.capture.visit import VisitRun
from auditor.capture.walk import choose, view_again
from auditor.evidence import ScenarioRun

__all__ = ["ORDER", "VISIT", "run"]

VISIT = "refuse"
ORDER = 1


async def run(visit: VisitRun) -> ScenarioRun:
    """Press the shortest way to a refusal and watch what follows."""
    assert visit.sight is not None
    outcome = await choose(visit, "refuse", "refuse", visit.sight)
    if not outcome.presses:
        return outcome
    await visit.rest()
    await visit.end_of_step()
    await visit.shoot("after-refuse")
    return await view_again(visit, outcome, reload=True) if outcome.outcome == "clicked" else outcome
