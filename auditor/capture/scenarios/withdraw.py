"""Take the consent back: open the choices again, refuse, reload, go to a second page."""

from __future__ import annotations

import msgspec

from auditor.banner import find_reopen
from auditor.capture.visit import VisitRun
from auditor.capture.walk import choose, view_again, wait_for_banner
from auditor.evidence import Press, ScenarioRun

__all__ = ["ORDER", "VISIT", "run"]

VISIT = "accept"
ORDER = 2


async def run(visit: VisitRun) -> ScenarioRun:
    """Look for the control that opens the choices again, press it, and refuse."""
    accepted = next((s for s in visit.scenarios if s.name == "accept"), None)
    if accepted is None or accepted.outcome != "clicked":
        return ScenarioRun(
            name="withdraw",
            outcome=accepted.outcome if accepted is not None else "failed",
            reason="nothing was accepted, so there is nothing to take back",
        )
    sight = await visit.look("accept-end")
    reopen = find_reopen(sight.tree, visit.selectors)
    if reopen is None:
        return ScenarioRun(
            name="withdraw", outcome="no-control", reason="no control that opens the choices again was found in the page"
        )
    visit.begin("accept", "reopen")
    opened = await visit.press(reopen, begins=None, layer=0)
    if opened is None:
        return ScenarioRun(
            name="withdraw", outcome="no-control", reason=f"« {reopen.text[:60]} » has no place where it could be pressed"
        )
    sight = await wait_for_banner(visit, "withdraw-reopened")
    first: Press = msgspec.structs.replace(opened, page_after="withdraw-reopened", gone=sight.banner is None)
    if sight.banner is None:
        reason = f"« {reopen.text[:60]} » was pressed and no choice appeared"
        return ScenarioRun(name="withdraw", outcome="no-control", reason=reason, presses=(first,))
    await visit.shoot("withdraw-reopened")
    outcome = await choose(visit, "refuse", "withdraw", sight)
    outcome = msgspec.structs.replace(outcome, presses=(first, *outcome.presses))
    if len(outcome.presses) == 1:
        return outcome
    await visit.rest()
    await visit.end_of_step()
    await visit.shoot("after-withdraw")
    return await view_again(visit, outcome, reload=True) if outcome.outcome == "clicked" else outcome
