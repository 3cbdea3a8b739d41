"""Choose nothing: scroll through the page as a reader would, then follow a link. Neither is consent.

No gesture is made before, so that what comes with the scrolling is not taken for what was there on arrival; scrolling and going
on are steps of their own.
"""

from __future__ import annotations

import msgspec

from auditor.capture.sight import Sight
from auditor.capture.views import link_to, next_page
from auditor.capture.visit import VisitRun
from auditor.evidence import ScenarioRun

__all__ = ["BY_DEFAULT", "NEEDS", "ORDER", "STIRS", "VISIT", "needless", "run"]

VISIT = "ignore"
ORDER = 5
NEEDS: tuple[str, ...] = ()
BY_DEFAULT = True
STIRS = False


def needless(sight: Sight) -> ScenarioRun | None:
    """Give the outcome where there is no banner to ignore."""
    return ScenarioRun(name="ignore", outcome="no-banner", reason="no banner was found") if sight.banner is None else None


async def run(visit: VisitRun) -> ScenarioRun:
    """Scroll, watch; follow a link, watch."""
    arrival = visit.sight
    assert arrival is not None
    if (nothing := needless(arrival)) is not None:
        return nothing
    await visit.scroll("ignore")
    scrolled = visit.keep(await visit.look(), "ignore-scroll")
    await visit.end_of_step()
    run = ScenarioRun(name="ignore", outcome="recorded")
    url = next_page(visit, scrolled, arrival)
    if url is None:
        visit.lack("step:ignore:next-page", "the page links to no second page of the same site")
        return run
    if not await visit.follow("ignore", link_to(scrolled, url), url):
        return run
    sight = visit.keep(await visit.look(), "ignore-next-page")
    await visit.end_of_step()
    return msgspec.structs.replace(run, asked_again=(sight.page.label,) if sight.banner is not None else ())
