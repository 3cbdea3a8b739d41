"""Make the visits of one site and give its evidence."""

from __future__ import annotations

import asyncio
import pkgutil
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType

from playwright.async_api import Error as PlaywrightError

from auditor.banner import Selectors
from auditor.capture.browser import Browser
from auditor.capture.options import CaptureOptions
from auditor.capture.visit import VisitRun
from auditor.capture.wire import WireError
from auditor.errors import SiteError
from auditor.evidence import Conditions, Evidence, Failure, ScenarioRun, Visit

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
    where no visit got to see the page.
    """
    plan = {name: module for name, module in scenarios().items() if name in options.scenarios}
    names = list(dict.fromkeys(module.VISIT for module in plan.values()))

    async def one(name: str) -> tuple[Visit, Mapping[str, bytes]]:
        async with slots:
            own = [n for n, module in plan.items() if name == module.VISIT and n != "before"]
            return await _visit(browser, url, name, own, options, selectors, told)

    done = await asyncio.gather(*(one(name) for name in names))
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


async def _visit(
    browser: Browser, url: str, name: str, plan: list[str], options: CaptureOptions, selectors: Selectors, told: Told
) -> tuple[Visit, Mapping[str, bytes]]:
    run: VisitRun | None = None
    failure: SiteError | None = None
    modules = scenarios()
    try:
        async with asyncio.timeout(options.site_seconds), browser.visit(options) as (context, tap, session):
            run = VisitRun(name, context.pages[0], tap, session, browser.wire.browser, options, selectors)
            run.on_step = lambda phase, step: told(name, phase, step)
            try:
                await run.prepare()
                await run.arrive(url)
                for scenario in ("before", *plan):
                    run.scenarios.append(await modules[scenario].run(run))
            except SiteError as error:
                failure = error
            except WireError as error:
                failure = SiteError(f"{url}: {error}", kind="crash", remedy="Try again")
    except TimeoutError:
        failure = SiteError(
            f"{url}: the visit took more than {options.site_seconds:g} s", kind="timeout", remedy="Raise --timeout"
        )
    except PlaywrightError as error:
        failure = SiteError(f"{url}: {str(error).splitlines()[0]}", kind="crash", remedy="Try again")
    if run is None:
        assert failure is not None
        empty = Failure(kind=failure.kind, message=failure.message)
        return Visit(
            name=name, started_at="", final_url="", status=None, marks=(), settled=(), scenarios=(), records={}, failure=empty
        ), {}
    if failure is not None:
        for scenario in plan:
            if all(done.name != scenario for done in run.scenarios):
                run.scenarios.append(ScenarioRun(name=scenario, outcome="failed", reason=failure.message))
    return run.close(failure), run.around.pictures


def _conditions(browser: Browser, options: CaptureOptions) -> Conditions:
    return Conditions(
        browser=browser.version,
        user_agent=browser.user_agent,
        engine_arguments=browser.arguments,
        locale=options.locale,
        timezone=options.timezone,
        viewport=options.viewport,
        third_party_cookies=options.third_party_cookies,
        dwell_ms=options.dwell_seconds * 1000,
        quiet_ms=options.quiet_seconds * 1000,
        cap_ms=options.cap_seconds * 1000,
    )
