"""Accept, then go to a second page: what the site does with consent."""

from __future__ import annotations

from auditor.capture.visit import VisitRun
from auditor.capture.walk import choose, view_again
from auditor.evidence import ScenarioRun

__all__ = ["ORDER", "VISIT", "run"]

VISIT = "accept"
ORDER = 1


async def run(visit: VisitRun) -> ScenarioRun:
    """Press the shortest way to an acceptance and watch what follows."""
    assert visit.sight is not None
    outcome = await choose(visit, "accept", "accept", visit.sight)
    if not outcome.presses:
        return outcome
    await visit.rest()
    await visit.end_of_step()
    await visit.shoot("after-accept")
    return await view_again(visit, outcome, reload=False) if outcome.outcome == "clicked" else outcome
