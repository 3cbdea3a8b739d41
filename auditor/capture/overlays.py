"""Put away what lies before the banner and asks for no consent, as a person does first: an age gate, a newsletter, an app.

Each is a press with an action of its own (`dismiss`), before any choice: in the phase `before` it gets a step of its own. What it
is, and which control of it is pressed, says `auditor.banner.overlay`; here it is only done, and told.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from auditor.banner import FoundOverlay, find_overlay
from auditor.capture import budget
from auditor.capture.sight import Sight

if TYPE_CHECKING:
    from auditor.capture.visit import VisitRun

__all__ = ["past_overlays", "put_away", "why_hidden"]

_DECIDING = ("refuse", "accept", "acknowledge", "settings", "save", "close")
_WORDS = 80


async def past_overlays(visit: VisitRun, sight: Sight, wait: Callable[[], Awaitable[Sight]]) -> Sight:
    """Put away what hides the banner, or the page where no banner stands; `wait` then looks for the banner. Raises SiteError."""
    for _ in range(budget.OVERLAYS):
        overlay = find_overlay(sight.tree, visit.selectors, sight.banner)
        if overlay is None:
            break
        if sight.banner is not None:
            found = (sight.banner.first(action) for action in _DECIDING)
            control = next((c for c in found if c is not None), None)
            if control is None or await visit.reaches(control):
                break
        if not await put_away(visit, sight, overlay):
            break
        sight = await wait()
    return sight


def why_hidden(visit: VisitRun, sight: Sight) -> str:
    """Say what hides the page where no banner was found; empty where nothing does."""
    overlay = find_overlay(sight.tree, visit.selectors, None) if sight.banner is None else None
    return f"« {overlay.text[:_WORDS]} » lies over the page and could not be put away" if overlay is not None else ""


async def put_away(visit: VisitRun, sight: Sight, overlay: FoundOverlay) -> bool:
    """Press what puts the overlay away and wait until it is gone; False, with the reason kept, where it stays."""
    number = len(visit.dismissals) + 1
    named = f"« {overlay.text[:_WORDS]} »"
    if overlay.control is None or number > budget.OVERLAYS:
        visit.lack(f"overlay:{number}", f"{named} lies over the page and has no control that is known to put it away")
        return False
    first = visit.tap.stage.phase == "before"
    label = f"overlay-{number}"
    if first:
        visit.keep(sight, label)
        await visit.shoot(label)
        await visit.end_of_step()
        visit.begin("before", "dismiss")
    done = await visit.press(overlay.control, begins=None, layer=0)
    if done is None or not done.reached:
        visit.lack(
            f"overlay:{number}", f"{named} lies over the page, and its « {overlay.control.text[:_WORDS]} » cannot be pressed"
        )
        return False
    after, gone = await _gone(visit, overlay, sight)
    if _host(after.page.url) != _host(sight.page.url):
        visit.lack(
            f"overlay:{number}", f"« {overlay.control.text[:_WORDS]} » led away to {after.page.url[:200]}; the visit went back"
        )
        visit.dismissals.append(msgspec.structs.replace(done, page_after=done.page_before))
        await visit.go_on(visit.tap.stage.phase, "load", sight.page.url)
        return False
    if first:
        await visit.rest()
        after = await visit.look()
    after = visit.keep(after, f"{label}-after")
    visit.dismissals.append(msgspec.structs.replace(done, page_after=after.page.label, gone=after.banner is None))
    if not gone:
        visit.lack(f"overlay:{number}", f"{named} still lay over the page after « {overlay.control.text[:_WORDS]} » was pressed")
    return gone


async def _gone(visit: VisitRun, overlay: FoundOverlay, before: Sight) -> tuple[Sight, bool]:
    """Look until the overlay is gone (or the page another), at most for a few seconds."""
    deadline = time.monotonic() + budget.EFFECT_SECONDS
    root = overlay.root.backend
    while True:
        await asyncio.sleep(budget.POLL_SECONDS)
        sight = await visit.look()
        again = find_overlay(sight.tree, visit.selectors, sight.banner)
        if again is None or again.root.backend != root or sight.address != before.address:
            return sight, True
        if time.monotonic() >= deadline:
            return sight, False


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
