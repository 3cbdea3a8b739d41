"""Many sites, some visits at once: nothing that is finished is lost, and a failure loses only itself.

A site's row is settled in three steps: captured (by the browser), written (evidence on disk), judged (from what was written).
After a crash of the browser only the visits that it took with it are made again, each alone in the browser, so that a page which
kills its browser condemns no other; a site is given up after three tries.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from auditor.capture.options import CaptureOptions
from auditor.errors import AuditorError, BrowserError, StoreError
from auditor.evidence import Evidence, Failure
from auditor.evidence.store import RunFolder
from auditor.fleet.engine import Lender
from auditor.fleet.limits import AllSlots, Watch
from auditor.fleet.listen import Listener, Silent
from auditor.one_site import failed_evidence, merged, picture_names
from auditor.plan import PlannedSite
from auditor.results import Result

__all__ = ["Capture", "Fleet", "Pictures", "Told"]

_TRIES = 3
"""Crashes of the browser while a site was being visited; then it is given up."""
_TURNS = 12
"""And crashes at all, for a browser that dies before it comes to visiting anything."""
_HUNG_AFTER = 4.0
"""Times the limit of a site, which capture keeps by itself; after that something is taken for hung and the site is dropped. The
site's second visit may have to wait for a slot that long."""
_OVERTIME_SECONDS = 60.0
"""On top of it, for what surrounds the visits."""

_PASSING = frozenset({"dns", "refused", "tls", "timeout", "unreachable", "crash", "too-much-memory", "internal"})
"""Kinds of failures that may be gone when a site is visited again: of the network, of a busy machine, of ours."""

_log = logging.getLogger("auditor.fleet")

Pictures = dict[str, bytes]
Told = Callable[[str, str, str], None]
Capture = Callable[[Any, str, CaptureOptions, asyncio.Semaphore, Told], Awaitable[tuple[Evidence, Pictures]]]
"""(browser, url, options, slots, told) → evidence and pictures."""
Judge = Callable[[Evidence, str], Result]
"""(evidence, slug) → result."""
VisitsOf = Callable[[Sequence[str]], Sequence[str]]
"""Names of visits → names of the scenarios that belong to them."""


@dataclass(kw_only=True)
class Fleet:
    """The sites of one run and what they need. `run` may be called once."""

    sites: Sequence[PlannedSite]
    options: CaptureOptions
    concurrency: int
    """Visits at once."""
    folder: RunFolder
    engine: Lender
    capture: Capture
    judge: Judge
    scenarios_of: VisitsOf
    own: Mapping[str, CaptureOptions] = field(default_factory=dict)
    """Folder of a site → its options, where it has others."""
    engines: Mapping[str, Lender] = field(default_factory=dict)
    """Folder of a site → its engine, where it needs another browser."""
    retry_failed: bool = False
    """Whether a site is visited again of which the evidence says that something failed which may pass. What is there is kept
    unless the new visits bring more."""
    listener: Listener = field(default_factory=Silent)
    results: dict[int, Result] = field(default_factory=dict)
    """Place in the list → result, of the sites that are settled."""
    stopped: bool = False
    """True after `stop`: the sites without a result were not finished."""

    async def run(self) -> tuple[Result, ...]:
        """Audit every site that has no evidence in the folder yet, judge every one that has, and give results in order.

        Raises StoreError when evidence cannot be written and BrowserError when no browser starts; what was settled until then
        stands in `results`.
        """
        self._slots = asyncio.Semaphore(self.concurrency)
        self._alone = asyncio.Lock()
        self._captures: set[asyncio.Task[tuple[Evidence, Pictures]]] = set()
        self._fatal: AuditorError | None = None
        self._next = iter(enumerate(self.sites))
        self._left = Counter(id(self._engine(site)) for site in self.sites)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(self.concurrency, len(self.sites))):
                    group.create_task(self._work())
        finally:
            engines = {id(engine): engine for engine in (self.engine, *self.engines.values())}
            await asyncio.gather(*(engine.close() for engine in engines.values()))
        if self._fatal is not None:
            raise self._fatal
        return tuple(self.results[number] for number in sorted(self.results))

    def stop(self) -> None:
        """Take no further site, drop the visits that are under way, and let finished ones be written and judged."""
        self.stopped = True
        for capture in self._captures:
            capture.cancel()

    async def _work(self) -> None:
        for number, site in self._next:
            if self.stopped or self._fatal is not None:
                return
            try:
                await self._settle(number, site)
                await self._done_with(site)
            except (StoreError, BrowserError) as error:
                # Neither is about this site: without a disk or a browser the others would fail alike, so the run ends loudly.
                self._fatal = self._fatal or error
                self._drop()

    def _options(self, site: PlannedSite) -> CaptureOptions:
        return self.own.get(site.slug, self.options)

    def _engine(self, site: PlannedSite) -> Lender:
        return self.engines.get(site.slug, self.engine)

    async def _done_with(self, site: PlannedSite) -> None:
        """Close a browser for which no site is left: those of other languages or devices would stand idle beside it."""
        engine = self._engine(site)
        self._left[id(engine)] -= 1
        if not self._left[id(engine)] and engine is not self.engine:
            await engine.close()

    def _drop(self) -> None:
        for capture in self._captures:
            capture.cancel()

    async def _settle(self, number: int, site: PlannedSite) -> None:
        evidence: Evidence | None = None
        if await asyncio.to_thread(self.folder.has_site, site.slug):
            evidence = await asyncio.to_thread(self.folder.evidence, site.slug)
        elif site.slug in self.folder.listed_sites():
            self.listener.said(f"{site.url}: its evidence is not as it was sealed; visiting again")
        if evidence is None or (self.retry_failed and _may_pass(evidence)):
            self.listener.began(number, site.url)
            captured = await self._captured(number, site)
            if captured is not None and (evidence is None or _lacks(captured[0]) < _lacks(evidence)):
                evidence = await asyncio.to_thread(self._written, site, *captured)
            if evidence is None:
                return
        result = await asyncio.to_thread(self.judge, evidence, site.slug)
        self.results[number] = result
        self.listener.ended(number, result)

    async def _captured(self, number: int, site: PlannedSite) -> tuple[Evidence, Pictures] | None:
        """Evidence of the site, also where it failed; None where the run was stopped meanwhile."""
        task = asyncio.create_task(self._audits(number, site), name=site.slug)
        self._captures.add(task)
        try:
            evidence, pictures = await task
            if self.stopped and any(visit.failure for visit in evidence.visits):
                return None  # a Ctrl-C can reach the browser before it reaches us: that is no finding about the site
            return evidence, pictures
        except asyncio.CancelledError:
            if task.cancelled() and (self.stopped or self._fatal is not None):
                return None
            raise
        except (StoreError, BrowserError):
            raise
        except Exception as error:  # noqa: BLE001
            # A defect of ours, met on this site: its row says so, the log has the traceback, the run goes on.
            _log.exception("%s: internal error", site.url)
            self.listener.said(f"{site.url}: internal error ({type(error).__name__})")
            return failed_evidence(
                site.url, "internal", f"{site.url}: internal error ({type(error).__name__}: {error})"[:500]
            ), {}
        finally:
            self._captures.discard(task)

    async def _audits(self, number: int, site: PlannedSite) -> tuple[Evidence, Pictures]:
        """Capture a site as often as is asked for; the pictures are those of the first audit."""
        evidence, pictures = await self._visits(number, site)
        again = [(await self._visits(number, site))[0] for _ in range(self._options(site).repeat - 1)]
        return msgspec.structs.replace(evidence, repeats=tuple(again)) if again else evidence, pictures

    async def _visits(self, number: int, site: PlannedSite) -> tuple[Evidence, Pictures]:
        """Capture a site, and again what a crash of the browser took away."""
        evidence: Evidence | None = None
        pictures: Pictures = {}
        options = asked = self._options(site)
        suspected = 0
        for _ in range(_TURNS):
            tried = await self._try(number, site, options, alone=suspected > 0)
            evidence = tried.evidence if evidence is None else merged(evidence, tried.evidence)
            pictures.update(tried.pictures)
            lost = [visit for visit in tried.evidence.visits if visit.failure is not None] if tried.died else []
            if not lost and not (tried.died and tried.evidence.failure is not None):
                break
            # Only what was being visited can have killed the browser; who waited for a slot simply waits again.
            suspected += tried.begun
            if suspected == _TRIES:
                break
            scenarios = [n for n in self.scenarios_of([visit.name for visit in lost]) if n in asked.scenarios]
            options = replace(asked, scenarios=tuple(scenarios)) if scenarios else asked
            for name in (name for visit in lost for name in picture_names(visit)):
                pictures.pop(name, None)
            if tried.begun:
                self.listener.said(f"{site.url}: the browser crashed; trying again alone")
            _log.info("%s: browser lost, %d times while visiting it", site.url, suspected)
        assert evidence is not None
        return evidence, pictures

    async def _try(self, number: int, site: PlannedSite, options: CaptureOptions, *, alone: bool) -> _Tried:
        if alone:
            async with self._alone, AllSlots(self._slots, self.concurrency):
                return await self._leased(number, site, options, asyncio.Semaphore(self.concurrency))
        return await self._leased(number, site, options, self._slots)

    async def _leased(self, number: int, site: PlannedSite, options: CaptureOptions, slots: asyncio.Semaphore) -> _Tried:
        async with self._engine(site).lease() as browser:
            watch = Watch(options.site_seconds * _HUNG_AFTER + _OVERTIME_SECONDS)

            def told(visit: str, phase: str, step: str) -> None:
                watch.start()
                self.listener.step(number, visit, phase, step)

            pictures: Pictures = {}
            try:
                async with watch.limit():
                    evidence, pictures = await self.capture(browser, site.url, options, slots, told)
            except TimeoutError:
                message = f"{site.url}: no answer within {options.site_seconds:g} s. Raise --timeout"
                evidence = failed_evidence(site.url, "timeout", message)
            except (BrowserError, ExceptionGroup) as error:
                # The browser is there but does not do as told: a matter of this visit as long as another browser starts.
                told_by = _first_browser_error(error)
                if told_by is None:
                    raise
                evidence = failed_evidence(site.url, "crash", f"{site.url}: {told_by.message}")
            return _Tried(evidence=evidence, pictures=pictures, died=not browser.alive, begun=watch.started)

    def _written(self, site: PlannedSite, evidence: Evidence, pictures: Pictures) -> Evidence:
        try:
            return self.folder.write_site(site.slug, evidence, pictures)
        except StoreError as error:
            if error.kind not in ("too-large", "name"):
                raise
            # About this site only, not about the disk.
            _log.warning("%s: %s", site.url, error)
            kind = "too-large" if error.kind == "too-large" else "internal"
            return self.folder.write_site(site.slug, failed_evidence(site.url, kind, error.message), {})


def _failures(evidence: Evidence) -> list[Failure]:
    """Why visits of a site broke off, of all its audits; of a site without visits, why it has none."""
    found = [visit.failure for one in (evidence, *evidence.repeats) for visit in one.visits if visit.failure is not None]
    return found or ([evidence.failure] if evidence.failure is not None else [])


def _may_pass(evidence: Evidence) -> bool:
    return any(failure.kind in _PASSING for failure in _failures(evidence))


def _lacks(evidence: Evidence) -> tuple[int, int, int]:
    """How much is missing of a site's evidence, so that of two the better one is known: less is better."""
    audits = (evidence, *evidence.repeats)
    scenarios = sum(len(visit.scenarios) for one in audits for visit in one.visits if visit.failure is None)
    return sum(one.failure is not None for one in audits), len(_failures(evidence)), -scenarios


def _first_browser_error(error: BrowserError | ExceptionGroup[Exception]) -> BrowserError | None:
    """The visits of a site run in a task group, which wraps what they raise."""
    if isinstance(error, BrowserError):
        return error
    among = (_first_browser_error(inner) for inner in error.exceptions if isinstance(inner, (BrowserError, ExceptionGroup)))
    return next((found for found in among if found is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """What came of one try of a site."""

    evidence: Evidence
    pictures: Pictures
    died: bool
    """True where the browser was gone at its end."""
    begun: bool
    """True where at least one of its visits had begun."""
