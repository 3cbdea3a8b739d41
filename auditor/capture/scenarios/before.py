"""Arrive and choose nothing: what is there before any choice."""

from __future__ import annotations

from auditor.capture import budget
from auditor.capture.gesture import BannerLeftError
from auditor.capture.options import VIEW_SHARE
from auditor.capture.overlays import past_overlays
from auditor.capture.sight import Sight
from auditor.capture.visit import VisitRun
from auditor.capture.walk import wait_for_banner
from auditor.evidence import ScenarioRun

__all__ = ["BY_DEFAULT", "NEEDS", "ORDER", "VISIT", "run"]

VISIT = "refuse"
ORDER = 0
NEEDS: tuple[str, ...] = ()
BY_DEFAULT = True


async def run(visit: VisitRun) -> ScenarioRun:
    """Watch the page until its banner stands there, or long enough to say that none comes. Raises BannerLeftError."""
    whole = visit.options.banner_seconds_in_before
    last = min(budget.GESTURE_SECONDS, whole / 3)
    sight = await wait_for_banner(visit, whole - 2 * last if visit.stirs else whole)
    if visit.stirs:
        sight = await _stirred(visit, sight, last)
    sight = await past_overlays(visit, sight, lambda: wait_for_banner(visit, visit.options.banner_seconds_left))
    visit.keep(sight, "arrival")
    if visit.pictures_arrival:
        await visit.shoot("banner" if sight.banner is not None else "arrival")
    await visit.end_of_step()
    return ScenarioRun(name="before", outcome="recorded")


async def _stirred(visit: VisitRun, untouched: Sight, seconds: float) -> Sight:
    """Move the mouse and scroll a little: many pages load their scripts, and their banner, at the first sign of a person.

    What was there until then is recorded as it was, under the step `load`; what comes now is still before any choice, and has
    come before anything is pressed. Only where no banner stands is the page looked through to its end.
    """
    visit.keep(untouched, "untouched")
    await visit.end_of_step()
    await visit.stir("before", through=False)
    if untouched.banner is not None:
        sight = await wait_for_banner(visit, 2 * budget.POLL_SECONDS)  # one that is drawn anew may be away for a moment
        if sight.banner is None:
            raise BannerLeftError
        return sight
    left = max(seconds - visit.options.dwell_seconds * VIEW_SHARE, 2 * budget.POLL_SECONDS)  # the rest was a part of it
    sight = await wait_for_banner(visit, left)
    if sight.banner is None:
        await visit.stir("before", through=True)
        sight = await wait_for_banner(visit, left)
    return sight
