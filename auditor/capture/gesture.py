"""What a person does before any choice: moves the mouse, and looks through the page. Sites start scripts at the first sign of it.

Two gestures, because scrolling may itself be taken for a choice. The small one (the mouse, a few hundred pixels and back) is made
in every view; a site whose banner goes away at that is visited anew without any. The long one, to the end of the page in steps so
that content that loads when it comes near is asked for, is made only where no banner stands: on a page without one, and in the
views after a choice. So what a site with a banner loads far down the page is seen after the choice only, never before it.
"""

from __future__ import annotations

import asyncio
import contextlib

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from auditor.capture import budget
from auditor.capture.failures import site_error
from auditor.capture.wire import Session, WireError

__all__ = ["BannerLeftError", "look_through", "stir"]

_SMALL_PX = 400
_BACK_PX = 1_000_000


class BannerLeftError(Exception):
    """The banner went away at a gesture that chooses nothing: whatever is pressed now is no longer the first choice."""


async def stir(page: Page, session: Session, viewport: tuple[int, int], *, touch: bool) -> None:
    """Move the mouse over the page, scroll a little and back; with a finger only the latter. Raises SiteError."""
    width, height = viewport
    if touch:
        await _swipe(session, viewport, _SMALL_PX)
        await _swipe(session, viewport, -_SMALL_PX)
        return
    try:
        await page.mouse.move(width * 0.4, height * 0.6, steps=3)
        await page.mouse.move(width * 0.5, height * 0.5, steps=3)
        await page.mouse.wheel(0, _SMALL_PX)
        await page.mouse.wheel(0, -_SMALL_PX)
        await _aside(page, viewport)
    except PlaywrightError as error:
        raise site_error(error, page.url) from error


async def look_through(page: Page, session: Session, viewport: tuple[int, int], *, touch: bool) -> None:
    """Scroll to the end of the page as it is long now, in a few steps, and back to its top. Raises SiteError."""
    width, height = viewport
    step_px = max(await _length(session) / budget.LOOK_THROUGH_STEPS, height)
    if touch:
        for _ in range(budget.LOOK_THROUGH_STEPS):
            await _swipe(session, viewport, step_px)
        await _swipe(session, viewport, -budget.LOOK_THROUGH_STEPS * step_px)
        return
    try:
        await page.mouse.move(width * 0.5, height * 0.5, steps=3)
        for _ in range(budget.LOOK_THROUGH_STEPS):
            await page.mouse.wheel(0, step_px)
            await asyncio.sleep(budget.LOOK_THROUGH_SECONDS / budget.LOOK_THROUGH_STEPS)
        await page.mouse.wheel(0, -_BACK_PX)
        await _aside(page, viewport)
    except PlaywrightError as error:
        raise site_error(error, page.url) from error


async def _swipe(session: Session, viewport: tuple[int, int], down_px: float) -> None:
    """Scroll with a finger, begun beside what usually stands at the top and at the bottom of a page."""
    width, height = viewport
    with contextlib.suppress(WireError):  # between two documents nothing can be scrolled
        await session.send(
            "Input.synthesizeScrollGesture",
            x=width * 0.5,
            y=height * 0.4,
            yDistance=-down_px,
            speed=max(int(abs(down_px) * 10), 800),
            gestureSourceType="touch",
            preventFling=True,
        )


async def _aside(page: Page, viewport: tuple[int, int]) -> None:
    """Leave the mouse at the edge: a button under it would be seen in the colours it has only then."""
    await page.mouse.move(2, viewport[1] * 0.4, steps=2)


async def _length(session: Session) -> float:
    try:
        return float((await session.send("Page.getLayoutMetrics"))["cssContentSize"]["height"])
    except WireError:
        return 0.0  # between two documents: the least length is scrolled
