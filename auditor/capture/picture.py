"""Pictures of a page with its blocks outlined: drawn in a page of our own, so that nothing is put into what is audited."""

from __future__ import annotations

import base64
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape

from playwright.async_api import Browser, Page, Playwright, Route, async_playwright
from playwright.async_api import Error as PlaywrightError

from auditor.capture.engine import complaint, find
from auditor.errors import BrowserError

__all__ = ["Outline", "draw", "see_saved"]

_WINDOW = (1280, 800)
_MAX_HEIGHT = 16_000
"""Pixels: Chromium draws no picture much higher."""
_MAX_OUTLINES = 2_000
_ADDRESS = "http://saved.invalid/"
"""Where a saved page stands for the browser: a host that cannot be (RFC 2606)."""
_LAUNCH_MS, _LOAD_MS = 60_000, 15_000
_RECTS = """selectors => selectors.map(s => { let e = null; try { e = document.querySelector(s) } catch { }
  if (!e) return null; const r = e.getBoundingClientRect();
  return r.width && r.height ? [r.x + scrollX, r.y + scrollY, r.width, r.height] : null })"""
_HUES = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A box to draw, in CSS pixels from the top left of the page."""

    label: str
    kind: int
    """Number of its type: blocks of one type have one colour."""
    box: tuple[float, float, float, float]


async def see_saved(
    html: bytes, selectors: Sequence[str], browser_path: str | None = None
) -> tuple[bytes, list[tuple[float, float, float, float] | None]]:
    """Lay out a saved page without network and script; give its picture (PNG) and the box of each selector.

    Raises BrowserError where there is no browser or it cannot show the page.
    """
    async with _page(browser_path, script=False) as page:

        async def serve(route: Route) -> None:
            if route.request.url == _ADDRESS and route.request.is_navigation_request():
                await route.fulfill(body=html, content_type="text/html")
            else:
                await route.abort()

        await page.route("**/*", serve)
        await page.goto(_ADDRESS, wait_until="domcontentloaded", timeout=_LOAD_MS)
        boxes = await page.evaluate(_RECTS, list(selectors)[:_MAX_OUTLINES])
        height = await page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": _WINDOW[0], "height": max(1, min(int(height), _MAX_HEIGHT))}
        picture = await page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]  # a dict with known keys
    rest = [None] * (len(selectors) - len(boxes))
    return picture, [tuple(box) if box else None for box in boxes] + rest


async def draw(picture: bytes, outlines: Sequence[Outline], browser_path: str | None = None) -> bytes:
    """Lay outlines with their labels over a picture (PNG); what lies below it is drawn on blank ground. Raises BrowserError."""
    shown = [o for o in outlines if o.box[1] < _MAX_HEIGHT and o.box[0] < _WINDOW[0]][:_MAX_OUTLINES]
    bottom = max((int(o.box[1] + o.box[3]) for o in shown), default=0)
    height = min(max(bottom + 10, _height(picture)), _MAX_HEIGHT)
    async with _page(browser_path, script=True) as page:
        await page.set_content(_overlay(picture, shown, height), wait_until="load", timeout=_LOAD_MS)
        clip = {"x": 0, "y": 0, "width": _WINDOW[0], "height": height}
        return await page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]


def _overlay(picture: bytes, outlines: Sequence[Outline], height: int) -> str:
    shapes = []
    for outline in sorted(outlines, key=lambda o: -o.box[2] * o.box[3]):  # small ones on top
        x, y, width, tall = outline.box
        hue = outline.kind * 360 // _HUES
        wide = 7 * len(outline.label) + 8
        at = max(x, x + width - wide)  # on the right, where text seldom reaches
        shapes.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{tall:.1f}" fill="hsl({hue} 80% 50% / .08)" '
            f'stroke="hsl({hue} 85% 38%)" stroke-width="2"/>'
            f'<rect x="{at:.1f}" y="{y:.1f}" width="{wide}" height="15" fill="hsl({hue} 85% 30%)"/>'
            f'<text x="{at + 4:.1f}" y="{y + 11.5:.1f}">{escape(outline.label)}</text>'
        )
    source = base64.b64encode(picture).decode("ascii")
    return (
        f'<!doctype html><meta charset="utf-8"><style>body{{position:relative;height:{height}px}}'
        "html,body{margin:0;background:#fff}img,svg{position:absolute;top:0;left:0}text{font:11px monospace;fill:#fff}</style>"
        f'<img alt="" src="data:image/png;base64,{source}"><svg width="{_WINDOW[0]}" height="{height}">{"".join(shapes)}</svg>'
    )


def _height(picture: bytes) -> int:
    """Pixels, from the header of a PNG."""
    return int.from_bytes(picture[20:24], "big") if picture[:8] == b"\x89PNG\r\n\x1a\n" else 0


async def _launch(playwright: Playwright, path: str) -> Browser:
    for sandbox in (False,) if hasattr(os, "geteuid") and os.geteuid() == 0 else (True, False):
        try:
            return await playwright.chromium.launch(executable_path=path, chromium_sandbox=sandbox, timeout=_LAUNCH_MS)
        except PlaywrightError as error:
            if not sandbox or "sandbox" not in str(error).lower():
                raise
    raise AssertionError("unreachable: the last try returns or raises")


@asynccontextmanager
async def _page(browser_path: str | None, *, script: bool) -> AsyncIterator[Page]:
    path = find(browser_path)
    try:
        async with async_playwright() as playwright:
            browser = await _launch(playwright, path)
            try:
                context = await browser.new_context(
                    viewport={"width": _WINDOW[0], "height": _WINDOW[1]}, java_script_enabled=script, offline=True
                )
                yield await context.new_page()
            finally:
                await browser.close()
    except PlaywrightError as error:
        raise BrowserError(
            f"the browser draws no picture: {complaint(str(error))}", kind="browser", remedy="Try `auditor doctor`"
        ) from error
