"""The browser of a run: started when it is first needed, replaced after a crash and after many visits, closed at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol, TypeVar

__all__ = ["Engine", "Lender", "Startable"]

_RETIRE_AFTER = 60
"""Sites. A browser grows with what passed through it; starting one costs less than a second."""
_CLOSE_SECONDS = 15.0
"""For a browser that hangs when it is told to close; its process ends with ours."""

_UNBOXED = (
    "the browser runs without its sandbox, which root and some containers cannot have: a page that breaks out has this user's"
    " rights. Run as another user, or in a container made for it"
)

_log = logging.getLogger("auditor.fleet")


class Startable(Protocol):
    """What the engine must know of a browser."""

    @property
    def alive(self) -> bool: ...

    @property
    def version(self) -> str: ...


class Lender(Protocol):
    """Whoever lends browsers: this machine's, or those of others."""

    @property
    def version(self) -> str | None:
        """Of the browser that was used last; None before the first."""

    def lease(self) -> AbstractAsyncContextManager[Startable]:
        """Lend a browser for as long as the block lasts. Raises BrowserError where none starts."""

    async def close(self) -> None:
        """Close what was started for it."""


B = TypeVar("B", bound=Startable)


class _Running:
    """One browser, kept by a task of its own: what opens it also closes it."""

    def __init__(self, opened: AbstractAsyncContextManager[B]) -> None:
        self.leases = 0
        self.sites = 0
        self.unwanted = False
        self._released = asyncio.Event()
        self.browser: asyncio.Future[Startable] = asyncio.get_running_loop().create_future()
        self.task = asyncio.create_task(self._keep(opened), name="browser")

    async def _keep(self, opened: AbstractAsyncContextManager[B]) -> None:
        try:
            async with opened as browser:
                self.browser.set_result(browser)
                await self._released.wait()
        except Exception as error:  # noqa: BLE001  # whoever waits for the browser is told; after that nobody does
            if not self.browser.done():
                self.browser.set_exception(error)
            else:
                _log.info("closing the browser: %s", error)

    def release_when_idle(self) -> None:
        if self.unwanted and self.leases == 0:
            self._released.set()

    async def close(self) -> None:
        self.unwanted = True
        self._released.set()
        done, _ = await asyncio.wait({self.task}, timeout=_CLOSE_SECONDS)
        if not done:
            _log.warning("the browser did not close within %g s", _CLOSE_SECONDS)
            self.task.cancel()
            await asyncio.wait({self.task}, timeout=_CLOSE_SECONDS)


class Engine:
    """Lends the browser. `start` opens a new one; what it raises (BrowserError) reaches whoever asks for a browser."""

    def __init__(self, start: Callable[[], AbstractAsyncContextManager[Startable]], *, retire_after: int = _RETIRE_AFTER) -> None:
        self._start = start
        self._retire_after = retire_after
        self._running: _Running | None = None
        self._all: list[_Running] = []
        self.version: str | None = None
        """Of the browser that was used last; None before the first."""
        self.started = 0
        """How many were started."""
        self.said: Callable[[str], None] = lambda text: None
        """Told once where the browser runs without its sandbox."""
        self._said_so = False

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[Startable]:
        """Lend a browser that is alive for as long as the block lasts. Raises BrowserError where none starts."""
        running = self._running
        if running is None or running.unwanted or running.sites >= self._retire_after or not _alive(running):
            if running is not None:
                running.unwanted = True
                running.release_when_idle()
            running = self._running = _Running(self._start())
            self._all = [*(r for r in self._all if not r.task.done()), running]
            self.started += 1
        running.leases += 1
        running.sites += 1
        try:
            browser = await asyncio.shield(running.browser)
            self.version = browser.version
            self._say_so(browser)
            yield browser
        finally:
            running.leases -= 1
            running.release_when_idle()

    def _say_so(self, browser: Startable) -> None:
        if not self._said_so and "--no-sandbox" in getattr(browser, "arguments", ()):
            self._said_so = True
            self.said(_UNBOXED)

    async def close(self) -> None:
        """Close every browser that still runs."""
        await asyncio.gather(*(running.close() for running in self._all))
        self._all, self._running = [], None


def _alive(running: _Running) -> bool:
    if not running.browser.done():
        return True  # it is starting, and whoever waits will hear how that went
    return running.browser.exception() is None and running.browser.result().alive
