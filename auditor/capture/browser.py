"""Start and close Chromium, and open fresh contexts in it. How it is set up stands in `engine`."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import BrowserContext, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError
from websockets.exceptions import WebSocketException

from auditor.capture import budget
from auditor.capture.devices import DEVICES, Device
from auditor.capture.engine import MACHINE, complaint, find, prefer, user_agent
from auditor.capture.engine import arguments as engine_arguments
from auditor.capture.memory import Memory
from auditor.capture.options import CaptureOptions
from auditor.capture.tap import Tap, Taps
from auditor.capture.wire import Session, Wire
from auditor.errors import BrowserError, SiteError

__all__ = ["Browser", "find", "start"]

_OPEN_SECONDS = 30.0
_FEEL_SECONDS = 10.0
_LAUNCH_SECONDS = 60.0


class Browser:
    """A running browser, one connection that drives it and one that listens."""

    def __init__(
        self, playwright: PlaywrightBrowser, wire: Wire, taps: Taps, user_agent: str, arguments: tuple[str, ...]
    ) -> None:
        self._playwright = playwright
        self.wire = wire
        self._taps = taps
        self.user_agent = user_agent
        self.arguments = arguments
        """What it was started with."""
        self._state: Mapping[str, Any] | None = None
        self.memory = Memory(wire.browser)
        """Ends what takes too much of it."""
        self._undriven = asyncio.Event()
        """Set when Playwright's driver is gone, which Playwright itself does not tell."""

    @property
    def version(self) -> str:
        """Such as `Chromium 156.0.8078.79`."""
        return f"Chromium {self._playwright.version}"

    @property
    def alive(self) -> bool:
        """False after a crash, as far as it was noticed: see `feel`."""
        return self._playwright.is_connected() and not self.wire.browser.closed and not self._undriven.is_set()

    async def feel(self) -> None:
        """Find out, after a failure, whether browser and driver are still there: a killed one is noticed a moment later."""
        try:
            async with asyncio.timeout(_FEEL_SECONDS):
                await self.wire.browser.send("Browser.getVersion")
                await (await self._playwright.new_browser_cdp_session()).detach()
        except Exception:  # noqa: BLE001  # Playwright raises it bare where its driver is gone
            self._undriven.set()

    def beginning_with(self, state: Mapping[str, Any] | None) -> Self:
        """The same browser, whose contexts begin with a saved state in the place of nothing."""
        other = copy.copy(self)
        other._state = state
        return other

    def _like(self, device: Device) -> dict[str, Any]:
        """Settings of a context for a device: with a user agent of its own come the client hints that agree with it."""
        agent = {"user_agent": device.agent.format(major=self._playwright.version.partition(".")[0])} if device.agent else {}
        return {"device_scale_factor": device.scale, "is_mobile": device.touch, "has_touch": device.touch, **agent}

    @asynccontextmanager
    async def visit(self, options: CaptureOptions) -> AsyncIterator[tuple[BrowserContext, Tap, Session]]:
        """A fresh context with one blank page: Playwright's context, its tap, and the session of that page.

        Raises SiteError (crash) when the browser gives none.
        """
        tap: Tap | None = None
        context: BrowserContext | None = None
        try:
            try:
                async with asyncio.timeout(_OPEN_SECONDS):
                    context = await self._playwright.new_context(
                        timezone_id=options.timezone,
                        viewport={"width": options.viewport[0], "height": options.viewport[1]},
                        **self._like(DEVICES[options.device]),
                        ignore_https_errors=options.ignore_https_errors,
                        accept_downloads=False,
                        storage_state=self._state,  # type: ignore[arg-type]  # a dict with known keys
                    )
                    page = await context.new_page()
                    driver = await context.new_cdp_session(page)
                    facts = (await driver.send("Target.getTargetInfo"))["targetInfo"]
                    await driver.detach()
                    tap = self._taps.of(facts["browserContextId"])
                    tap.traffic.top_target = facts["targetId"]
                    session = await tap.page(facts["targetId"])
                    if self._state is not None:
                        tap.forget()  # Playwright puts storage in place from pages of its own, which nobody visited
            except (PlaywrightError, TimeoutError) as error:
                reason = str(error).splitlines()[0] if str(error) else f"no page within {_OPEN_SECONDS:g} s"
                raise SiteError(f"the browser opens no page: {reason}", kind="crash", remedy="Try again") from error
            yield context, tap, session
        finally:
            if tap is not None:
                self._taps.close(tap.context_id)
            if context is not None:
                await _close(context)


async def _close(context: BrowserContext) -> None:
    """Close a context whatever its state is: a crashed browser cannot, and one that hangs is not waited for."""
    with contextlib.suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(budget.CLOSE_SECONDS):
            await context.close()


@asynccontextmanager
async def start(options: CaptureOptions) -> AsyncIterator[Browser]:
    """Start the browser in a profile of its own, which is removed afterwards. Raises BrowserError."""
    path = find(options.browser_path)
    agent = await user_agent(path, DEVICES[options.device])
    async with _driver() as playwright:
        with tempfile.TemporaryDirectory(prefix=f"auditor-{os.getpid()}-", ignore_cleanup_errors=True) as profile:
            prefer(Path(profile), options)
            arguments = engine_arguments(options.browser_arguments, agent)
            context, sandboxed = await _launch(playwright, path, profile, arguments, options.locale)
            try:
                port, address = await _endpoint(Path(profile))
                async with await _listen(f"ws://127.0.0.1:{port}{address}") as wire:
                    taps = Taps(wire)
                    await taps.start()
                    assert context.browser is not None
                    shown = tuple(a for a in arguments if not a.startswith(MACHINE)) + (() if sandboxed else ("--no-sandbox",))
                    browser = Browser(context.browser, wire, taps, agent, shown)
                    watch = asyncio.create_task(browser.memory.watch(), name="memory of the pages")
                    try:
                        yield browser
                    finally:
                        watch.cancel()
            finally:
                await _close(context)


@asynccontextmanager
async def _driver() -> AsyncIterator[Playwright]:
    """Start Playwright's driver, a program of its own. Raises BrowserError where it does not start."""
    try:
        playwright = await async_playwright().start()
    except Exception as error:  # Playwright raises it bare; told to the user in one line
        raise BrowserError(
            f"Playwright's driver does not start: {complaint(str(error))}",
            kind="browser",
            remedy="`python -m playwright --version` says what it lacks (on Debian often the package libatomic1)",
        ) from error
    try:
        yield playwright
    finally:
        await playwright.stop()


async def _launch(
    playwright: Playwright, path: str, profile: str, arguments: tuple[str, ...], locale: str
) -> tuple[BrowserContext, bool]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    for sandbox in (False,) if root else (True, False):
        try:
            context = await playwright.chromium.launch_persistent_context(
                profile,
                executable_path=path,
                headless=True,
                chromium_sandbox=sandbox,
                args=list(arguments),
                env={**os.environ, "LANGUAGE": locale.replace("-", "_")},  # what Chromium on Linux reads in place of --lang
                handle_sigint=False,  # Ctrl-C is ours: what is finished is written first
                handle_sigterm=False,
                timeout=_LAUNCH_SECONDS * 1000,
            )
            return context, sandbox
        except PlaywrightError as error:
            if sandbox and "sandbox" in str(error).lower():
                continue  # a container without user namespaces; the evidence will say that it ran without
            raise BrowserError(
                f"{path} does not start: {complaint(str(error))}", kind="browser", remedy="Try `auditor doctor`"
            ) from error
    raise AssertionError("unreachable: the last try returns or raises")


async def _endpoint(profile: Path) -> tuple[str, str]:
    file = profile / "DevToolsActivePort"
    for _ in range(1000):
        if file.exists():
            lines = file.read_text("utf-8").split("\n")
            if len(lines) >= 2 and lines[1]:
                return lines[0], lines[1]
        await asyncio.sleep(0.01)
    raise BrowserError(
        "the browser opens no DevTools port", kind="browser", remedy="Remove --remote-debugging options from --browser-arg"
    )


async def _listen(address: str) -> Wire:
    try:
        return await Wire.open(address)
    except (OSError, WebSocketException) as error:
        raise BrowserError(
            f"the browser's DevTools port does not answer: {error}", kind="browser", remedy="Try `auditor doctor`"
        ) from error
