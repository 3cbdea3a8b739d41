"""Accept, then go to a second page: what the site does with consent."""

from __future__ import annotations

from auditor.capture.views import view_again
from auditor.capture.visit import VisitRun
from auditor.capture.walk import choose
from auditor.evidence import ScenarioRun

__all__ = ["BY_DEFAULT", "NEEDS", "ORDER", "VISIT", "run"]

VISIT = "accept"
ORDER = 2
NEEDS: tuple[str, ...] = ()
BY_DEFAULT = True


async def run(visit: VisitRun) -> ScenarioRun:
    """Press the shortest way to an acceptance and watch what follows."""
    assert visit.sight is not None
    outcome = await choose(visit, "accept", "accept", visit.sight)
    if visit.tap.stage.phase != "accept":
        return outcome  # nothing that makes the choice was pressed
    await visit.rest()
    await visit.end_of_step()
    await visit.shoot("after-accept")
    visit.keep(await visit.look(), "accept-settled")  # what comes with consent comes after the press
    return await view_again(visit, outcome, reload=False) if outcome.outcome == "clicked" else outcome
