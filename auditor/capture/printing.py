"""Print a report of ours as PDF with the browser that audits: no site is visited, the page gets what it is given."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Route

from auditor.capture.browser import start
from auditor.capture.options import CaptureOptions
from auditor.errors import BrowserError

__all__ = ["print_pdf"]

_HOME = "https://report.invalid/"
"""A name that no resolver knows (RFC 2606), so that what is not given cannot come from elsewhere."""
_FOOT = (
    '<div style="font: 8px sans-serif; width: 100%; padding: 0 12mm; text-align: right; color: #555">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)


async def print_pdf(page_html: bytes, file: Callable[[str], bytes | None], options: CaptureOptions) -> bytes:
    """Lay a page out on A4 and give the PDF. `file`: relative path → its bytes, None where there is no such file.

    Raises BrowserError.
    """

    async def serve(route: Route) -> None:
        url = route.request.url
        if url == _HOME:
            await route.fulfill(body=page_html, content_type="text/html; charset=utf-8")
            return
        path = unquote(urlsplit(url).path).lstrip("/") if url.startswith(_HOME) else ""
        body = file(path) if path else None
        if body is None:
            await route.abort()
        else:
            await route.fulfill(body=body, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")

    async with start(options) as browser, browser.visit(options) as (context, _, _):
        try:
            await context.route("**/*", serve)
            page = context.pages[0]
            await page.goto(_HOME, wait_until="load")
            # What is folded away on a screen has to stand on paper, and pictures load only when they are looked at.
            await page.evaluate(
                "() => { for (const e of document.querySelectorAll('details')) e.open = true;"
                " for (const e of document.querySelectorAll('img')) e.loading = 'eager'; }"
            )
            await page.wait_for_function("() => [...document.images].every(i => i.complete)")
            return await page.pdf(
                format="A4",
                scale=0.75,  # wide enough for the tables as they stand on a screen
                print_background=True,
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=_FOOT,
                margin={"top": "14mm", "bottom": "16mm", "left": "12mm", "right": "12mm"},
            )
        except PlaywrightError as error:
            raise BrowserError(
                f"the report could not be printed: {str(error).splitlines()[0][:200]}",
                kind="browser",
                remedy="Try `auditor doctor`",
            ) from error
