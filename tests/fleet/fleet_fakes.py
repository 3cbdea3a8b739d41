"""A browser and a web that do as a test says, for what a real browser would only make slow: crashes, order, interruption.

A site's script is one word a visit, by its name: `ok`; `fails`; `kills` (the browser dies in this visit, each time it is made);
`kills once`; `hangs`; `raises`; `refuses` (a BrowserError).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from auditor.capture.options import CaptureOptions
from auditor.errors import BrowserError
from auditor.evidence import Evidence, Failure, Visit
from auditor.evidence.store import RunFolder
from auditor.fleet.engine import Engine
from auditor.fleet.scan import Fleet
from auditor.plan import Asked, PlannedSite, plan
from auditor.results import Banner, Result, SiteFailure
from tests.evidence.store_samples import PICTURE, conditions, visit

__all__ = ["FakeBrowser", "FakeWeb", "Heard", "fleet_of", "judged", "sites_of"]

_SCENARIOS = {"refuse": ("before", "refuse"), "accept": ("accept", "withdraw")}


class FakeBrowser:
    def __init__(self, number: int) -> None:
        self.dead = asyncio.Event()
        self.version = f"Fake {number}"
        self.closed = False

    @property
    def alive(self) -> bool:
        return not self.dead.is_set()


@dataclass
class FakeWeb:
    """Sites by address; `made` notes each visit in the order in which they began."""

    scripts: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    gates: Mapping[str, asyncio.Event] = field(default_factory=dict)
    """Address → what its visits wait for."""
    starts_until: int = 1000
    """How many browsers start before none does."""
    made: list[tuple[str, str]] = field(default_factory=list)
    browsers: list[FakeBrowser] = field(default_factory=list)
    open_now: int = 0
    most_open: int = 0
    on_visit: Callable[[str, str], None] = lambda url, name: None

    @asynccontextmanager
    async def start(self) -> AsyncIterator[FakeBrowser]:
        if len(self.browsers) >= self.starts_until:
            raise BrowserError("the browser does not start", kind="browser")
        browser = FakeBrowser(len(self.browsers) + 1)
        self.browsers.append(browser)
        try:
            yield browser
        finally:
            assert not browser.closed
            browser.closed = True

    async def capture(
        self,
        browser: FakeBrowser,
        url: str,
        options: CaptureOptions,
        slots: asyncio.Semaphore,
        told: Callable[[str, str, str], None],
    ) -> tuple[Evidence, dict[str, bytes]]:
        assert not browser.closed
        names = [name for name, own in _SCENARIOS.items() if set(own) & set(options.scenarios)]
        visits = await asyncio.gather(*(self._visit(browser, url, name, slots, told) for name in names))
        seen = any(v.failure is None for v in visits)
        failure = None if seen else next(v.failure for v in visits)
        pictures = {f"{v.name}.png": PICTURE for v in visits if v.failure is None}
        return Evidence(url=url, conditions=conditions(), visits=tuple(visits), failure=failure), pictures

    async def _visit(
        self, browser: FakeBrowser, url: str, name: str, slots: asyncio.Semaphore, told: Callable[[str, str, str], None]
    ) -> Visit:
        async with slots:
            if not browser.alive:
                return visit(name, failure=Failure(kind="crash", message="the browser is gone"))
            self.made.append((url, name))
            self.open_now += 1
            self.most_open = max(self.most_open, self.open_now)
            try:
                told(name, "before", "load")
                self.on_visit(url, name)
                return await self._play(browser, url, name)
            finally:
                self.open_now -= 1

    async def _play(self, browser: FakeBrowser, url: str, name: str) -> Visit:
        script = self.scripts.get(url, "ok")
        word = script if isinstance(script, str) else script.get(name, "ok")
        if url in self.gates and word != "kills":
            await asyncio.wait(
                {asyncio.ensure_future(self.gates[url].wait()), asyncio.ensure_future(browser.dead.wait())},
                return_when=asyncio.FIRST_COMPLETED,
            )
        else:
            await asyncio.sleep(0)
        if word == "raises":
            raise ZeroDivisionError("a defect")
        if word == "refuses":
            raise ExceptionGroup("visits", [BrowserError("the browser does not announce its pages", kind="browser")])
        if word == "hangs":
            await asyncio.Event().wait()
        if word == "kills" or (word == "kills once" and self.made.count((url, name)) == 1):
            browser.dead.set()
        if not browser.alive:
            return visit(name, failure=Failure(kind="crash", message="the browser crashed"))
        if word == "fails":
            return visit(name, failure=Failure(kind="dns", message="the host name is unknown"))
        return visit(name)


@dataclass
class Heard:
    """A listener that keeps what it hears."""

    begun: list[str] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    on_end: Callable[[int], None] = lambda number: None

    def began(self, number: int, url: str) -> None:
        self.begun.append(url)

    def step(self, number: int, visit: str, phase: str, step: str) -> None: ...

    def ended(self, number: int, result: Result) -> None:
        self.done.append(number)
        self.on_end(number)

    def said(self, text: str) -> None:
        self.lines.append(text)


def sites_of(*names: str) -> tuple[PlannedSite, ...]:
    return plan(Asked(name) for name in names)


def judged(evidence: Evidence, slug: str) -> Result:
    failure = evidence.failure
    return Result(
        url=evidence.url,
        final_url=None,
        language=None,
        status="failed" if failure else "audited",
        error=SiteFailure(kind=failure.kind, message=failure.message) if failure else None,
        profile="cnil",
        report_language="en",
        banner=Banner(present=False),
        slug=slug,
    )


def fleet_of(
    path: Path,
    web: FakeWeb,
    sites: tuple[PlannedSite, ...],
    *,
    concurrency: int = 4,
    folder: RunFolder | None = None,
    listener: Heard | None = None,
    options: CaptureOptions | None = None,
    retire_after: int = 60,
) -> Fleet:
    return Fleet(
        sites=sites,
        options=options or CaptureOptions(),
        concurrency=concurrency,
        folder=folder or RunFolder.create(path),
        engine=Engine(web.start, retire_after=retire_after),
        capture=web.capture,
        judge=judged,
        scenarios_of=lambda visits: tuple(name for v in visits for name in _SCENARIOS[v]),
        listener=listener or Heard(),
    )
