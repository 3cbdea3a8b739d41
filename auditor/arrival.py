"""One address as it stands before a visitor who has chosen nothing: what `blocks` and `selectors check` look at."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from auditor.banner import Selectors
from auditor.capture.options import CaptureOptions
from auditor.classify.banner_facts import ARRIVAL
from auditor.errors import SiteError
from auditor.evidence import Visit
from auditor.evidence.page import PageSnapshot
from auditor.evidence.records.pages import Pages

__all__ = ["Arrival", "arrive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """The visit, and the page as it stood at the end of it."""

    visit: Visit
    page: PageSnapshot
    earlier: tuple[PageSnapshot, ...] = ()
    """The page as it stood before the mouse moved, where that was kept."""
    picture: bytes = b""
    """The window as it then was (PNG); empty where there is none."""


async def arrive(url: str, selectors: Selectors, options: CaptureOptions) -> Arrival:
    """Load a page, wait for its banner as a scan does, and choose nothing.

    Raises SiteError where the page cannot be had, BrowserError.
    """
    # Here, because both load the browser's library and neither a saved page nor `--help` needs it.
    from auditor.capture.browser import start
    from auditor.capture.site import capture_site

    options = replace(options, scenarios=("before",))
    async with start(options) as browser:
        evidence, pictures = await capture_site(
            browser, url, options, selectors, asyncio.Semaphore(1), lambda visit, phase, step: None
        )
    if evidence.failure is not None:
        raise SiteError(evidence.failure.message, kind=evidence.failure.kind)
    visit = evidence.visits[0]
    pages = visit.record(Pages)
    if not isinstance(pages, Pages) or not pages.pages:
        reason = "nothing was seen" if isinstance(pages, Pages) else pages.reason
        raise SiteError(f"{url}: {reason}", kind="internal", remedy="Try again")
    # A page is also kept as it was before the mouse moved; what counts is what the waiting ended with.
    at = next((number for number, page in enumerate(pages.pages) if page.label == ARRIVAL), len(pages.pages) - 1)
    return Arrival(visit=visit, page=pages.pages[at], earlier=pages.pages[:at], picture=next(iter(pictures.values()), b""))
