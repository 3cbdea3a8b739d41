"""A scan from the command to the sealed folder: plan, browser, sites, results, tables; Ctrl-C and SIGTERM end it in order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from auditor.capture.options import CaptureOptions
from auditor.catalogue.load import Folder
from auditor.errors import AuditorError, StoreError, UsageError
from auditor.evidence import Evidence
from auditor.evidence.store import RunFolder
from auditor.fleet.about import host_platform, now, stamp, tool_version
from auditor.fleet.engine import Engine, Lender
from auditor.fleet.judging import Bench, Benches
from auditor.fleet.list_files import NO_LIST, UsedLists, lists_asked_for, lists_of_run
from auditor.fleet.listen import Listener, Silent
from auditor.fleet.runs import Written, read_info, write_results
from auditor.fleet.scan import Capture, Fleet, Pictures, Told
from auditor.fleet.settings import conditions_of, options_of, same_conditions, without_secrets
from auditor.plan import Own, PlannedSite
from auditor.results.run import RunInfo, SiteSettings

__all__ = ["Finished", "Job", "new_folder", "run", "run_async"]

DEFAULT_PROFILE, DEFAULT_LANGUAGE = "cnil", "en"
_NOT_WHOLE = ("browser_arguments", "login")
"""Settings that may hold secrets, which run.json does not keep."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a scan was asked to do."""

    sites: tuple[PlannedSite, ...]
    """Empty: those of the run that is resumed."""
    path: Path
    given: Mapping[str, Any] = field(default_factory=dict)
    """Capture options that were given, by field; they win over what is asked for single sites. The others have their defaults, or
    those of the run that is resumed."""
    usual: Mapping[str, Any] = field(default_factory=dict)
    """Capture options for all sites that do not ask for others, by field."""
    profile: str | None = None
    """For all sites; None: what single sites ask for, else `usual_profile`, else that of the run that is resumed."""
    usual_profile: str | None = None
    language: str | None = None
    selectors: Path | None = None
    concurrency: int
    """Visits at once; with `engine` sites at once, and 0 for as many as its workers have places."""
    formats: tuple[str, ...]
    overwrite: bool = False
    resume: bool = False
    retry_failed: bool = False
    """With `resume`: visit sites again that failed by what may pass."""
    lists: tuple[str, ...] | None = (NO_LIST,)
    """Names and files of lists beside the catalogue; None: all that were fetched, or those of the run that is resumed."""
    arguments: tuple[str, ...] = ()
    engine: str = ""
    """Address of the Dask scheduler whose workers visit the sites; empty for the browser of this machine."""
    store: str = ""
    """Where workers put what they saw, as fsspec names it; empty where they send it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a scan ended."""

    path: Path
    written: Written
    interrupted: bool


def new_folder() -> Path:
    """A folder under `reports/` named after the time, which does not exist yet."""
    base = Path("reports") / now().strftime("%Y-%m-%dT%H-%M-%SZ")
    path, number = base, 2
    while path.exists():
        path, number = base.with_name(f"{base.name}-{number}"), number + 1
    return path


def run(job: Job, listener: Listener | None = None) -> Finished:
    """Do the job. Raises UsageError, StoreError, BrowserError; what was finished until then is in the folder.

    From the main thread, Ctrl-C and SIGTERM end it in order.
    """
    signals = threading.current_thread() is threading.main_thread()
    return asyncio.run(_run(job, *_prepared(job), listener or Silent(), signals=signals))


async def run_async(job: Job, listener: Listener | None = None) -> Finished:
    """Do the job on the loop of a program that has one. Signals are that program's own; a cancelled task ends the scan.

    Raises as `run` does.
    """
    prepared = await asyncio.to_thread(_prepared, job)
    return await _run(job, *prepared, listener or Silent(), signals=False)


def _prepared(
    job: Job,
) -> tuple[RunInfo | None, CaptureOptions, Mapping[str, CaptureOptions], tuple[PlannedSite, ...], Benches]:
    """What the job needs, read before anything is started: the run that is resumed, options, sites, rules and lists."""
    before = _resumed(job)
    if before is None:
        if not job.sites:
            raise UsageError(f"{job.path} holds no run to resume", kind="empty", remedy="Give addresses, or the right --out")
        RunFolder.check_free(job.path, overwrite=job.overwrite)
    options = _options(job, before)
    sites = _sites(job, before)
    own = {site.slug: _site_options(job, before, options, site) for site in sites}
    profile = job.profile or job.usual_profile or (before.profile if before else DEFAULT_PROFILE)
    folder, language = Folder(job.selectors), job.language or (before.report_language if before else DEFAULT_LANGUAGE)
    bench = Bench.load(folder, profile, language, _lists(job, before, folder))
    settings = {site.slug: _settings(job, site, bench, options, own[site.slug]) for site in sites}
    different = {slug: one for slug, one in settings.items() if one != SiteSettings()}
    return before, options, own, sites, Benches.load(bench, different, "", lambda other: _lists(job, before, other))


def _lists(job: Job, before: RunInfo | None, folder: Folder) -> UsedLists:
    if before is None or job.lists is not None:
        return lists_asked_for(job.lists, folder)
    others = lists_of_run(before.lists, folder)
    if others.absent:
        raise UsageError(
            f"the run was begun with {others.absent[0].name} of {others.absent[0].date}, which is not here",
            kind="resume",
            remedy="Give the lists again with --list",
        )
    return others


async def _run(
    job: Job,
    before: RunInfo | None,
    options: CaptureOptions,
    own: Mapping[str, CaptureOptions],
    sites: tuple[PlannedSite, ...],
    bench: Benches,
    listener: Listener,
    *,
    signals: bool,
) -> Finished:
    engine, engines, capture, concurrency = await _means(job, options, own, bench, {site.url: site.slug for site in sites})
    if isinstance(engine, Engine):
        engine.said = listener.said
    started_at = before.started_at if before else stamp(now())
    bench = bench.began(started_at)
    try:
        # The browser before the folder: an old run is not overwritten for a scan that cannot begin.
        if before is None:
            async with engine.lease():
                pass
            folder = RunFolder.create(job.path, overwrite=job.overwrite)
        else:
            folder = RunFolder.open(job.path)
        with folder.locked():
            info = RunInfo(
                tool=tool_version(),
                browser=engine.version or (before.browser if before else None),
                platform=host_platform(),
                arguments=tuple(without_secrets(argument) for argument in job.arguments),
                profile=bench.profile_name,
                report_language=bench.language,
                started_at=started_at,
                sites=tuple(site.url for site in sites),
                slugs=tuple(site.slug for site in sites),
                lists=bench.lists,
                conditions=conditions_of(options),
                settings=dict(bench.settings),
            )
            _note(folder, info)
            fleet = Fleet(
                sites=sites,
                options=options,
                concurrency=concurrency,
                folder=folder,
                engine=engine,
                engines=engines,
                own=own,
                capture=capture,
                judge=bench,
                scenarios_of=_scenarios_of,
                listener=listener,
                retry_failed=job.retry_failed,
            )
            failure: AuditorError | None = None
            with _stopping(fleet.stop, listener) if signals else contextlib.nullcontext():
                try:
                    await fleet.run()
                except AuditorError as error:
                    failure = error
            version = next((other.version for other in (engine, *engines.values()) if other.version), None)
            info = msgspec.structs.replace(info, browser=version or info.browser)
            if not fleet.stopped and failure is None:
                info = msgspec.structs.replace(info, ended_at=stamp(now()))
            results = [fleet.results[number] for number in sorted(fleet.results)]
            try:
                written = write_results(folder, info, results, job.formats)
            except StoreError as error:
                raise failure or error from error
            if failure is not None:
                raise failure
            return Finished(path=job.path, written=written, interrupted=fleet.stopped)
    finally:
        await engine.close()


def _note(folder: RunFolder, info: RunInfo) -> None:
    # From here on the run can be resumed and judged, whatever happens to this process.
    folder.write("run.json", msgspec.json.format(msgspec.json.encode(info), indent=2) + b"\n")
    folder.seal()


def _resumed(job: Job) -> RunInfo | None:
    if not job.resume:
        return None
    if not job.path.exists() or (job.path.is_dir() and RunFolder.is_blank(job.path)):
        return None  # nothing was begun: so it begins now, and the same command can be given again and again
    return read_info(RunFolder.open(job.path))


def _options(job: Job, before: RunInfo | None) -> CaptureOptions:
    return _made(before.conditions if before is not None else None, {**job.usual, **job.given})


def _site_options(job: Job, before: RunInfo | None, options: CaptureOptions, site: PlannedSite) -> CaptureOptions:
    """How one site is visited: by the options of the command, then its own, then those of the run. Raises UsageError."""
    given = {**site.own.given, **job.given}
    if before is None or site.slug not in before.slugs:
        return replace(options, **given)
    own = before.settings.get(site.slug, SiteSettings())
    try:
        return _made({**before.conditions, **own.conditions}, given)
    except UsageError as error:
        raise UsageError(f"{site.url}: {error.message}", kind=error.kind, remedy=error.remedy) from error


def _made(begun: Mapping[str, str] | None, given: Mapping[str, Any]) -> CaptureOptions:
    """The options given, over those that a run was begun with, which they may not change. Raises UsageError."""
    if begun is None:
        return replace(CaptureOptions(), **given)
    # What is not kept whole has to be given again.
    saved = {name: text for name, text in begun.items() if name not in _NOT_WHOLE or name not in given}
    options = replace(options_of(saved), **given)
    same_conditions(begun, conditions_of(options))
    return options


def _settings(job: Job, site: PlannedSite, bench: Bench, options: CaptureOptions, own: CaptureOptions) -> SiteSettings:
    """What is different for one site, as run.json keeps it."""
    usual, conditions, asked = conditions_of(options), conditions_of(own), site.own
    return SiteSettings(
        group=asked.group,
        tags=asked.tags,
        profile=asked.profile if job.profile is None and asked.profile != bench.profile_name else "",
        selectors=asked.selectors if job.selectors is None else "",
        conditions={name: text for name, text in conditions.items() if text != usual.get(name)},
        accepted=asked.accepted,
    )


async def _means(
    job: Job, options: CaptureOptions, own: Mapping[str, CaptureOptions], benches: Benches, slugs: Mapping[str, str]
) -> tuple[Lender, Mapping[str, Lender], Capture, int]:
    """What visits the sites: browsers of this machine, or the workers of a cluster. Raises UsageError, BrowserError."""
    from auditor.capture.browser import start

    if not job.engine:
        engine = Engine(lambda: start(options))
        return engine, _engines(engine, options, own), _capture(benches, slugs), job.concurrency
    from auditor.fleet.remote import RemoteEngine

    if job.selectors is not None or (benches.own and any(one.selectors for one in benches.settings.values())):
        raise UsageError("workers use the selectors they come with", kind="usage", remedy="Leave --selectors out with --engine")
    if any(one.storage_state or one.login for one in own.values()):
        raise UsageError(
            "a saved state or a login is not sent to workers", kind="usage", remedy="Scan such a site without --engine"
        )
    remote = await RemoteEngine.connect(job.engine, job.store)

    async def capture(
        lent: Any, url: str, asked: CaptureOptions, slots: asyncio.Semaphore, told: Told
    ) -> tuple[Evidence, Pictures]:
        told("cluster", "before", "load")
        return await remote.capture(lent, slugs[url], url, asked, slots)

    return remote, {}, capture, job.concurrency or remote.places


def _engines(engine: Engine, options: CaptureOptions, own: Mapping[str, CaptureOptions]) -> dict[str, Lender]:
    """The engine of each site: a browser speaks one language, is one device and has one setting of cookies for all its sites."""
    from auditor.capture.browser import start

    kinds = {_kind(options): engine}
    for asked in own.values():
        if _kind(asked) not in kinds:
            kinds[_kind(asked)] = Engine(partial(start, asked))
    return {slug: kinds[_kind(asked)] for slug, asked in own.items()}


def _kind(options: CaptureOptions) -> tuple[object, ...]:
    return options.locale, options.device, options.third_party_cookies, options.browser_path, options.browser_arguments


def _sites(job: Job, before: RunInfo | None) -> tuple[PlannedSite, ...]:
    """The sites of this run; one that is resumed may be given more, but keeps those that it has."""
    if before is None:
        return job.sites
    old = tuple(PlannedSite(url, slug, _own(before, slug)) for url, slug in zip(before.sites, before.slugs, strict=True))
    if not job.sites:
        return old
    asked = {site.url for site in job.sites}
    left_out = next((site.url for site in old if site.url not in asked), None)
    if left_out is not None:
        raise UsageError(
            f"the run in {job.path} has {left_out}, which is not asked for now",
            kind="resume",
            remedy="Give the same list (or a longer one), or none at all",
        )
    return job.sites


def _own(before: RunInfo, slug: str) -> Own:
    known = before.settings.get(slug, SiteSettings())
    return Own(group=known.group, tags=known.tags, profile=known.profile, selectors=known.selectors, accepted=known.accepted)


def _capture(benches: Benches, slugs: Mapping[str, str]) -> Capture:
    from auditor.capture.site import capture_site

    async def capture(
        browser: Any, url: str, options: CaptureOptions, slots: asyncio.Semaphore, told: Told
    ) -> tuple[Evidence, Pictures]:
        bench = benches.of(slugs[url])
        return await capture_site(browser, url, options, bench.knowledge.selectors, slots, told)

    return capture


def _scenarios_of(visits: Sequence[str]) -> tuple[str, ...]:
    from auditor.capture.site import scenarios

    return tuple(name for name, module in scenarios().items() if module.VISIT in visits)


@contextlib.contextmanager
def _stopping(stop: Callable[[], None], listener: Listener) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM end the run in order; the second one ends the program at once."""
    loop = asyncio.get_running_loop()
    signals = [signal.SIGINT, signal.SIGTERM]
    hangup = getattr(signal, "SIGHUP", None)  # the terminal was closed; not on Windows, and ignored under nohup
    if hangup is not None and signal.getsignal(hangup) != signal.SIG_IGN:
        signals.append(hangup)

    def first() -> None:
        listener.said("stopping: what is finished is being written (once more to leave at once)")
        release()
        stop()

    def release() -> None:
        while signals:
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(signals.pop())

    for number in signals:
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt there
            loop.add_signal_handler(number, first)
    try:
        yield
    finally:
        release()
