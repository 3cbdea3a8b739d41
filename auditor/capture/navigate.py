"""Go to an address, and wait until what stands there has loaded, wherever the page itself sends its visitor."""

from __future__ import annotations

from typing import Literal

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from auditor.capture import budget
from auditor.capture.failures import is_overtaken, site_error

__all__ = ["navigate"]


async def navigate(page: Page, url: str, referrer: str | None, seconds: float) -> tuple[int | None, list[str]]:
    """Go to the address, or reload where it is empty. Raises SiteError.

    Gives the HTTP status (None where the page was overtaken by the next one) and what did not come in time: something of the
    page hangs then, but the page is there to be seen.
    """
    status: int | None = None
    try:
        if url:
            response = await page.goto(url, wait_until="domcontentloaded", timeout=seconds * 1000, referer=referrer)
        else:
            response = await page.reload(wait_until="domcontentloaded", timeout=seconds * 1000)
        status = response.status if response is not None else None
    except PlaywrightError as error:
        if not is_overtaken(error):
            raise site_error(error, url or page.url) from error
        # The page sent its visitor elsewhere before it was there itself: what it sends them to is the page.
    late = []
    states: tuple[tuple[Literal["domcontentloaded", "load"], float], ...]
    states = (("domcontentloaded", seconds), ("load", budget.LOAD_SECONDS))
    for state, limit in states:
        try:
            await page.wait_for_load_state(state, timeout=limit * 1000)
        except PlaywrightTimeout:
            late.append(f"the {state} event did not come within {limit:g} s")
        except PlaywrightError as error:
            raise site_error(error, url or page.url) from error
    return status, late
