"""Take the consent back: open the choices again, refuse, reload, go to a second page."""

from __future__ import annotations

import asyncio
import time

import msgspec
from playwright.async_api import Error as PlaywrightError

from auditor.banner import FoundControl, find_reopen
from auditor.capture import budget
from auditor.capture.failures import site_error
from auditor.capture.views import view_again
from auditor.capture.visit import VisitRun
from auditor.capture.walk import choose, wait_for_banner
from auditor.evidence import ScenarioRun

__all__ = ["BY_DEFAULT", "NEEDS", "ORDER", "VISIT", "run"]

VISIT = "accept"
ORDER = 3
NEEDS = ("accept",)
BY_DEFAULT = True
_FOOTER_SECONDS = 2.0


async def run(visit: VisitRun) -> ScenarioRun:
    """Look for the control that opens the choices again, press it, and refuse."""
    accepted = next((s for s in visit.scenarios if s.name == "accept"), None)
    if accepted is None or accepted.outcome != "clicked":
        return _ended(
            accepted.outcome if accepted is not None else "failed", "nothing was accepted, so there is nothing to take back"
        )
    reopen = await _find(visit)
    if reopen is None:
        return _ended("no-control", "no control that opens the choices again was found in the pages visited")
    visit.begin("accept", "reopen")
    opened = await visit.press(reopen, begins=None, layer=0)
    if opened is None or not opened.reached:
        return _ended("failed", f"« {reopen.text[:60]} » stands there and cannot be pressed: it is covered or has no place")
    sight = visit.keep(await wait_for_banner(visit, visit.options.banner_seconds_left), "withdraw-reopened")
    first = msgspec.structs.replace(opened, action="reopen", page_after="withdraw-reopened", gone=sight.banner is None)
    if sight.banner is None:
        reason = f"« {reopen.text[:60]} » was pressed and no choice appeared"
        return msgspec.structs.replace(_ended("no-control", reason), presses=(first,))
    await visit.shoot("withdraw-reopened")
    outcome = await choose(visit, "refuse", "withdraw", sight)
    if outcome.presses and visit.tap.stage.phase == "withdraw":
        await visit.rest()
        await visit.end_of_step()
        await visit.shoot("after-withdraw")
    outcome = msgspec.structs.replace(outcome, presses=(first, *outcome.presses))
    return await view_again(visit, outcome, reload=True) if outcome.outcome == "clicked" else outcome


def _ended(outcome: str, reason: str) -> ScenarioRun:
    return ScenarioRun(name="withdraw", outcome=outcome, reason=reason)


async def _find(visit: VisitRun) -> FoundControl | None:
    """The control, where a person would look for it: on this page, at its end, and on the page where the consent was given."""
    if (found := await _here(visit)) is not None:
        return found
    if visit.page.url.partition("#")[0] == visit.home.partition("#")[0]:
        return None
    if not await visit.go_on("accept", "next-page", visit.home):
        return None
    return await _here(visit)


async def _here(visit: VisitRun) -> FoundControl | None:
    label = f"accept-end-{len(visit.around.snapshots)}"
    seen = visit.sight  # what the last step left, where it is this page
    sight = seen if seen is not None and seen.page.url == visit.page.url else await visit.look(label)
    found = find_reopen(sight.tree, visit.selectors)
    if found is not None:
        return found
    try:
        await visit.page.mouse.wheel(0, 1_000_000)  # some pages build their end only when it is reached
    except PlaywrightError as error:
        raise site_error(error, visit.page.url) from error
    deadline = time.monotonic() + _FOOTER_SECONDS
    while found is None and time.monotonic() < deadline:
        await asyncio.sleep(2 * budget.POLL_SECONDS)
        sight = await visit.look()
        found = find_reopen(sight.tree, visit.selectors)
    if found is not None:
        visit.keep(sight, f"{label}-bottom")
    return found
