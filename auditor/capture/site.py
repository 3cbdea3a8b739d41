"""Make the visits of one site and give its evidence."""

from __future__ import annotations

import asyncio
import contextlib
import pkgutil
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

import msgspec
from playwright.async_api import Error as PlaywrightError

from auditor.banner import Selectors
from auditor.capture.begin import begin_with
from auditor.capture.browser import Browser
from auditor.capture.failures import site_error
from auditor.capture.fence import KIND as PRIVATE
from auditor.capture.fence import Fence
from auditor.capture.gesture import BannerLeftError
from auditor.capture.options import CaptureOptions
from auditor.capture.sight import Sight
from auditor.capture.visit import VisitRun
from auditor.capture.wire import WireError
from auditor.errors import SiteError
from auditor.evidence import Conditions, Evidence, Failure, Missing, ScenarioRun, Visit

__all__ = ["capture_site", "scenarios"]

Told = Callable[[str, str, str], None]
"""Called with (visit, phase, step) as each step begins."""


def scenarios() -> dict[str, ModuleType]:
    """Every scenario of the folder by name, in the order in which they run."""
    package = import_module("auditor.capture.scenarios")
    found = {m.name: import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)}
    return dict(sorted(found.items(), key=lambda item: (item[1].ORDER, item[0])))


async def capture_site(
    browser: Browser, url: str, options: CaptureOptions, selectors: Selectors, slots: asyncio.Semaphore, told: Told
) -> tuple[Evidence, dict[str, bytes]]:
    """Visit one site in as many fresh contexts as its scenarios need, at most as many at once as there are slots.

    Gives the evidence and the pictures by file name. A visit that breaks off keeps what it has; the site has failed only
    where no visit got to see the page. Raises nothing of the site's doing.
    """
    if not options.storage_state and not options.login:
        return await _visits(browser, url, options, selectors, slots, told)
    try:
        async with slots:
            begun = await begin_with(browser, url, options, told)
    except SiteError as error:
        failure = Failure(kind=error.kind, message=error.message)
        return Evidence(url=url, conditions=_conditions(browser, options), visits=(), failure=failure), {}
    evidence, pictures = await _visits(browser.beginning_with(begun.state), url, options, selectors, slots, told)
    return begun.secrets.out_of(msgspec.structs.replace(evidence, given=begun.given)), pictures


async def _visits(
    browser: Browser, url: str, options: CaptureOptions, selectors: Selectors, slots: asyncio.Semaphore, told: Told
) -> tuple[Evidence, dict[str, bytes]]:
    plan = _plan(options.scenarios)
    arrived: asyncio.Future[Sight | Failure | None] = asyncio.get_running_loop().create_future()
    # Every visit begins with `before`; only where nothing else is asked for does it need a visit of its own.
    names = list(dict.fromkeys(module.VISIT for name, module in plan.items() if name != "before" or len(plan) == 1))
    clock = _SiteClock(options.site_seconds)

    async def one(name: str) -> tuple[Visit, Mapping[str, bytes]]:
        own = [n for n, module in plan.items() if name == module.VISIT and n != "before"]
        if name == names[0]:
            return await _first(one_more, name, own, arrived)
        if own and all(hasattr(plan[n], "needless") for n in own):
            # What the first visit met on arrival may show that this one would see nothing: then it costs nothing.
            met = await arrived
            if not isinstance(met, Sight):
                reason = met.message if met is not None else "the first visit did not come to its arrival"
                outcomes = [ScenarioRun(name=n, outcome="failed", reason=reason) for n in own]
                return _not_made(name, outcomes, met or Failure(kind="internal", message=reason))
            found = [outcome for n in own if (outcome := plan[n].needless(met)) is not None]
            if len(found) == len(own):
                return _not_made(name, found, None)
        return await one_more(name, own, None)

    async def one_more(
        name: str, own: list[str], arrived: asyncio.Future[Sight | Failure | None] | None
    ) -> tuple[Visit, Mapping[str, bytes]]:
        async with slots:
            return await _visit(browser, url, name, own, options, selectors, told, clock, arrived)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(name), name=f"visit {name}") for name in names]
    done = [task.result() for task in tasks]
    visits = tuple(visit for visit, _ in done)
    seen = any(visit.scenario("before") for visit in visits)
    first = next((visit.failure for visit in visits if visit.failure), None)
    evidence = Evidence(
        url=url,
        conditions=_conditions(browser, options),
        visits=visits,
        failure=None if seen else first or Failure(kind="internal", message=f"{url}: no visit was planned"),
    )
    pictures: dict[str, bytes] = {}
    for _, taken in done:
        pictures.update(taken)
    return evidence, pictures


async def _first(
    visit: Callable[..., Awaitable[tuple[Visit, Mapping[str, bytes]]]],
    name: str,
    own: list[str],
    arrived: asyncio.Future[Sight | Failure | None],
) -> tuple[Visit, Mapping[str, bytes]]:
    """Make the first visit; whatever becomes of it, those that wait for its arrival are told."""
    failure: Failure | None = None
    try:
        made = await visit(name, own, arrived)
        failure = made[0].failure
        return made
    finally:
        if not arrived.done():
            arrived.set_result(failure)


def _not_made(name: str, outcomes: list[ScenarioRun], failure: Failure | None) -> tuple[Visit, Mapping[str, bytes]]:
    """A visit that was not made, with why its scenarios need none, or could not be made."""
    return Visit(
        name=name,
        started_at="",
        final_url="",
        status=None,
        marks=(),
        settled=(),
        scenarios=tuple(outcomes),
        records={},
        failure=failure,
    ), {}


def _plan(asked: tuple[str, ...]) -> dict[str, ModuleType]:
    """The scenarios asked for, and those that they need, in the order in which they run."""
    known = scenarios()
    needed = {n for name in asked if name in known for n in (name, *known[name].NEEDS)}
    return {name: module for name, module in known.items() if name in needed}


class _SiteClock:
    """The time of one site: it runs while at least one visit does, so that waiting for a slot costs nothing."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._running = 0
        self._since = 0.0

    def __enter__(self) -> float:
        """Begin a visit; the seconds left for it."""
        self._pass()
        self._running += 1
        return self._left

    def __exit__(self, *_: object) -> None:
        self._pass()
        self._running -= 1

    def _pass(self) -> None:
        now = time.monotonic()
        if self._running:
            self._left = max(self._left - (now - self._since), 0.0)
        self._since = now


async def _visit(
    browser: Browser,
    url: str,
    name: str,
    plan: list[str],
    options: CaptureOptions,
    selectors: Selectors,
    told: Told,
    clock: _SiteClock,
    arrived: asyncio.Future[Sight | Failure | None] | None,
) -> tuple[Visit, Mapping[str, bytes]]:
    run: VisitRun | None = None
    failure: SiteError | None = None
    modules = scenarios()
    own = [modules[scenario] for scenario in ("before", *plan)]
    stirring = all(getattr(module, "STIRS", True) for module in own)
    try:
        with clock as seconds:
            async with asyncio.timeout(seconds) as limit:
                for stirs in (True, False) if stirring else (False,):
                    async with browser.visit(options) as (context, tap, session):
                        run = VisitRun(name, context.pages[0], tap, session, browser.wire.browser, options, selectors)
                        run.on_step = lambda phase, step: told(name, phase, step)
                        run.pictures_arrival = arrived is not None
                        run.stirs = stirs
                        tap.traffic.fence = Fence(url, options)
                        tap.traffic.on_excess = _ending(limit)
                        for module in own:
                            if hasattr(module, "prepare"):
                                await module.prepare(context)
                        try:
                            await _whole(run, url, own, arrived, again=stirring and not stirs)
                            break
                        except BannerLeftError:
                            continue  # what it stored at the gesture cannot be undone: the choice is made in a fresh context
                        finally:
                            await run.end()
    except SiteError as error:
        failure = error
    except TimeoutError:
        failure = SiteError(
            f"{url}: the site took more than {options.site_seconds:g} s", kind="timeout", remedy="Raise --timeout"
        )
    except PlaywrightError as error:
        failure = site_error(error, url)
    except WireError as error:
        failure = SiteError(f"{url}: {error}", kind="crash", remedy="Try again")
    except Exception as error:  # noqa: BLE001 - a defect of ours, told in the evidence: it loses this visit and no other
        await browser.feel()
        if browser.alive:
            failure = SiteError(f"{url}: {type(error).__name__} {str(error)[:200]} ({_where(error)})", kind="internal")
        else:
            failure = SiteError(f"{url}: the browser or its driver is gone", kind="crash", remedy="Try again")
    if failure is None or failure.kind in ("crash", "timeout"):
        # A driver that died under the visit may have cost it a record or a picture only: such a visit is no whole one.
        await browser.feel()
        if not browser.alive:
            failure = SiteError(f"{url}: the browser or its driver is gone", kind="crash", remedy="Try again")
    if run is None:
        assert failure is not None
        return _not_made(name, [], Failure(kind=failure.kind, message=failure.message))
    if (excess := run.tap.traffic.excess) is not None:
        failure = SiteError(f"{url}: {excess.message}", kind=excess.kind, remedy=excess.remedy)
    elif failure is not None and failure.kind == "crash" and run.tap.crashed and browser.memory.ended_one:
        failure = SiteError(
            f"{url}: the page took more memory than one page is given", kind="too-much-memory", remedy="Audit another page"
        )
    if failure is not None:
        for scenario in plan:
            if all(done.name != scenario for done in run.scenarios):
                run.scenarios.append(ScenarioRun(name=scenario, outcome="failed", reason=failure.message))
    if failure is not None and failure.kind == PRIVATE:
        run.around.pictures.clear()
        gap = Missing(name="records", reason="what was recorded is not kept: the site led to a private address")
        return msgspec.structs.replace(run.close(failure), records={}, missing=(gap,)), {}
    return run.close(failure), run.around.pictures


def _ending(limit: asyncio.Timeout) -> Callable[[], None]:
    """What ends the block of a limit before its time."""

    def end() -> None:
        with contextlib.suppress(RuntimeError):  # it has ended by itself
            limit.reschedule(asyncio.get_running_loop().time())

    return end


async def _whole(
    run: VisitRun,
    url: str,
    plan: list[ModuleType],
    arrived: asyncio.Future[Sight | Failure | None] | None,
    *,
    again: bool,
) -> None:
    if again:
        reason = "the banner went away when the mouse was moved and the page scrolled a little, before anything was chosen"
        run.lack("gesture:before", f"{reason}: the visit was made anew without gestures, and what waits for one is not seen")
    await run.prepare()
    await run.arrive(url)
    for scenario in plan:
        done = await scenario.run(run)
        # What was put away on the way belongs to the scenario, in its place.
        presses = sorted((*done.presses, *run.take_dismissals()), key=lambda press: press.at_ms)
        run.scenarios.append(msgspec.structs.replace(done, presses=tuple(presses)))
        if arrived is not None and not arrived.done() and run.sight is not None:
            arrived.set_result(run.sight)
    await run.last_look()
    await run.leave()


def _where(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def _conditions(browser: Browser, options: CaptureOptions) -> Conditions:
    return Conditions(
        browser=browser.version,
        user_agent=browser.user_agent,
        engine_arguments=browser.arguments,
        locale=options.locale,
        timezone=options.timezone,
        device=options.device,
        viewport=options.viewport,
        third_party_cookies=options.third_party_cookies,
        dwell_ms=options.dwell_seconds * 1000,
        quiet_ms=options.quiet_seconds * 1000,
        cap_ms=options.cap_seconds * 1000,
        second_page=options.second_page,
    )
