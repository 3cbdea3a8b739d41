"""Arrive and choose nothing: what is there before any choice."""

from __future__ import annotations

from auditor.capture import budget
from auditor.capture.sight import Sight
from auditor.capture.visit import VisitRun
from auditor.capture.walk import wait_for_banner
from auditor.evidence import ScenarioRun

__all__ = ["NEEDS", "ORDER", "VISIT", "run"]

VISIT = "refuse"
ORDER = 0
NEEDS: tuple[str, ...] = ()


async def run(visit: VisitRun) -> ScenarioRun:
    """Watch the page until its banner stands there, or long enough to say that none comes."""
    whole = visit.options.banner_seconds_left
    last = min(budget.GESTURE_SECONDS, whole / 2)
    sight = await wait_for_banner(visit, whole - last)
    if sight.banner is None:
        sight = await _stirred(visit, sight, last)
    visit.keep(sight, "arrival")
    if visit.pictures_arrival:
        await visit.shoot("banner" if sight.banner is not None else "arrival")
    await visit.end_of_step()
    return ScenarioRun(name="before", outcome="recorded")


async def _stirred(visit: VisitRun, sight: Sight, seconds: float) -> Sight:
    """Move the mouse and scroll a little: many pages load their scripts, and their banner, at the first sign of a person.

    What was there until then is recorded as it was, under the step `load`; what comes now is still before any choice.
    """
    visit.keep(sight, "untouched")
    await visit.end_of_step()
    visit.begin("before", "gesture")
    await visit.stir()
    return await wait_for_banner(visit, seconds)
