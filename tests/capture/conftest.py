"""One Chromium and one loopback server for all tests of capture; each test puts its own pages on the hosts."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

import pytest

from auditor.banner import Selectors
from auditor.capture.browser import Browser, start
from auditor.capture.options import CaptureOptions
from auditor.capture.settle import settle
from auditor.capture.site import capture_site
from auditor.capture.visit import VisitRun
from auditor.catalogue.load import Folder
from auditor.demo.message import Request, Response, Site, html, not_found
from auditor.demo.server import LoopbackServer, Seen
from auditor.evidence import Evidence, Visit

T = TypeVar("T")
Answer = Response | str | Callable[[Request], Response]

HOSTS = (
    *("shop.example", "www.shop.example", "cdn.shop.example", "elsewhere.example"),
    *("tag.ads.example", "pix.ads.example", "hop.ads.example", "ws.ads.example"),
    *("frame.other.example", "deep.third.example"),
)
QUICK = CaptureOptions(dwell_seconds=0.5, quiet_seconds=0.2, cap_seconds=2.0, banner_seconds=1.5, navigation_seconds=8.0)
"""For tests that do not test waiting."""


class Farm:
    """A browser, a server whose pages a test chooses, and ways to visit them."""

    def __init__(self, runner: asyncio.Runner, server: LoopbackServer, pages: dict[tuple[str, str], Answer]) -> None:
        self._runner = runner
        self._pages = pages
        self._since = 0
        self.server = server
        self.selectors = Selectors.load(Folder(None))
        self.options = dataclasses.replace(QUICK, browser_arguments=server.browser_arguments)
        self.browser: Browser | None = None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run to the end, in the loop in which the browser lives."""
        return self._runner.run(work)

    def reset(self) -> None:
        """Forget pages and requests of the test before."""
        self._pages.clear()
        self._since = len(self.server.log)

    def serve(self, host: str, **pages: Answer) -> None:
        """Answer paths of a host: `index` for `/`, `app_js` for `/app.js`; a text is a page."""
        for name, answer in pages.items():
            self.at(host, "/" if name == "index" else f"/{name.replace('_', '.')}", answer)

    def at(self, host: str, path: str, answer: Answer) -> None:
        """Answer one path of a host."""
        self._pages[host, path] = answer

    @property
    def log(self) -> tuple[Seen, ...]:
        """What the server saw in this test, but for the icon that the browser asks for by itself."""
        return tuple(seen for seen in self.server.log[self._since :] if seen.path != "/favicon.ico")

    @asynccontextmanager
    async def visit(self, **changed: Any) -> AsyncIterator[VisitRun]:
        """A prepared visit that has gone nowhere yet."""
        assert self.browser is not None
        options = dataclasses.replace(self.options, **changed)
        async with self.browser.visit(options) as (context, tap, session):
            run = VisitRun("refuse", context.pages[0], tap, session, self.browser.wire.browser, options, self.selectors)
            await run.prepare()
            try:
                yield run
            finally:
                await run.end()

    async def settled(self, run: VisitRun) -> None:
        """Wait from now as a step does."""
        await settle(run.tap, run.options, begun=time.monotonic())

    def record(self, kind: type[T], url: str = "https://shop.example/", **changed: Any) -> T:
        """Arrive at a page, take the state at the end of the step, and give one record."""

        async def work() -> Visit:
            async with self.visit(**changed) as run:
                await run.arrive(url)
                await run.look("arrival")
                await run.end_of_step()
            return run.close(None)

        found = self.run(work()).record(kind)
        assert isinstance(found, kind), found
        return found

    def audit(self, url: str = "https://shop.example/", **changed: Any) -> tuple[Evidence, dict[str, bytes]]:
        """All visits of one site."""
        assert self.browser is not None
        options = dataclasses.replace(self.options, **changed)
        return self.run(capture_site(self.browser, url, options, self.selectors, asyncio.Semaphore(2), lambda *_: None))


@pytest.fixture(scope="session")
def running_farm() -> Iterator[Farm]:
    pages: dict[tuple[str, str], Answer] = {}

    def answer(request: Request) -> Response:
        found = pages.get((request.host, request.path), not_found())
        if isinstance(found, str):
            return html(f"<!doctype html><html lang=fr><meta charset=utf-8><title>page</title>{found}")
        return found if isinstance(found, Response) else found(request)

    sites = [Site(host=host, handler=answer) for host in HOSTS]
    sites += [Site(host="untrusted.example", handler=answer, certificate="untrusted")]
    sites += [Site(host="closed.example", handler=answer, listens=False)]
    with LoopbackServer(sites) as server, asyncio.Runner() as runner:
        farm = Farm(runner, server, pages)
        stack = AsyncExitStack()
        farm.browser = runner.run(stack.enter_async_context(start(farm.options)))
        try:
            yield farm
        finally:
            runner.run(stack.aclose())


@pytest.fixture
def farm(running_farm: Farm, monkeypatch: pytest.MonkeyPatch) -> Farm:
    monkeypatch.setattr("auditor.capture.budget.EFFECT_SECONDS", 2.5)
    monkeypatch.setattr("auditor.capture.budget.LOAD_SECONDS", 1.5)
    running_farm.reset()
    return running_farm
