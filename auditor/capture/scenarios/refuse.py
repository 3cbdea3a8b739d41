"""Refuse as a person would, then reload and go to a second page: what is there although consent was refused."""

from __future__ import annotations

from auditor.capture.views import view_again
from auditor.capture.visit import VisitRun
from auditor.capture.walk import choose
from auditor.evidence import ScenarioRun

__all__ = ["BY_DEFAULT", "NEEDS", "ORDER", "VISIT", "run"]

VISIT = "refuse"
ORDER = 1
NEEDS: tuple[str, ...] = ()
BY_DEFAULT = True


async def run(visit: VisitRun) -> ScenarioRun:
    """Press the shortest way to a refusal and watch what follows."""
    assert visit.sight is not None
    outcome = await choose(visit, "refuse", "refuse", visit.sight)
    if visit.tap.stage.phase != "refuse":
        return outcome  # nothing that makes the choice was pressed
    await visit.rest()
    await visit.end_of_step()
    await visit.shoot("after-refuse")
    return await view_again(visit, outcome, reload=True) if outcome.outcome == "clicked" else outcome
