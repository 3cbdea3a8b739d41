"""A scan from the command to the sealed folder: plan, browser, sites, results, tables; Ctrl-C and SIGTERM end it in order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from auditor.capture.options import CaptureOptions
from auditor.catalogue.load import Folder
from auditor.errors import AuditorError, StoreError, UsageError
from auditor.evidence import Evidence
from auditor.evidence.store import RunFolder
from auditor.fleet.about import host_platform, now, stamp, tool_version
from auditor.fleet.engine import Engine
from auditor.fleet.judging import Bench
from auditor.fleet.list_files import NO_LIST, UsedLists, lists_asked_for, lists_of_run
from auditor.fleet.listen import Listener, Silent
from auditor.fleet.runs import Written, read_info, write_results
from auditor.fleet.scan import Capture, Fleet, Pictures, Told
from auditor.fleet.settings import conditions_of, options_of, same_conditions, without_secrets
from auditor.plan import PlannedSite
from auditor.results.run import RunInfo

__all__ = ["Finished", "Job", "new_folder", "run"]

DEFAULT_PROFILE, DEFAULT_LANGUAGE = "cnil", "en"


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a scan was asked to do."""

    sites: tuple[PlannedSite, ...]
    """Empty: those of the run that is resumed."""
    path: Path
    given: Mapping[str, Any] = field(default_factory=dict)
    """Capture options that were given, by field; the others have their defaults, or those of the run that is resumed."""
    profile: str | None = None
    language: str | None = None
    selectors: Path | None = None
    concurrency: int
    formats: tuple[str, ...]
    overwrite: bool = False
    resume: bool = False
    lists: tuple[str, ...] | None = (NO_LIST,)
    """Names and files of lists beside the catalogue; None: all that were fetched, or those of the run that is resumed."""
    arguments: tuple[str, ...] = ()


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
    """Do the job. Raises UsageError, StoreError, BrowserError; what was finished until then is in the folder."""
    before = _resumed(job)
    if before is None:
        if not job.sites:
            raise UsageError(f"{job.path} holds no run to resume", kind="empty", remedy="Give addresses, or the right --out")
        RunFolder.check_free(job.path, overwrite=job.overwrite)
    options = _options(job, before)
    sites = _sites(job, before)
    profile = job.profile or (before.profile if before else DEFAULT_PROFILE)
    folder, language = Folder(job.selectors), job.language or (before.report_language if before else DEFAULT_LANGUAGE)
    bench = Bench.load(folder, profile, language, _lists(job, before, folder))
    return asyncio.run(_run(job, before, options, sites, bench, listener or Silent()))


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
    sites: tuple[PlannedSite, ...],
    bench: Bench,
    listener: Listener,
) -> Finished:
    from auditor.capture.browser import start

    engine = Engine(lambda: start(options))
    started = now()
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
                started_at=before.started_at if before else stamp(started),
                sites=tuple(site.url for site in sites),
                slugs=tuple(site.slug for site in sites),
                lists=bench.lists,
                conditions=conditions_of(options),
            )
            _note(folder, info)
            fleet = Fleet(
                sites=sites,
                options=options,
                concurrency=job.concurrency,
                folder=folder,
                engine=engine,
                capture=_capture(bench),
                judge=bench,
                scenarios_of=_scenarios_of,
                listener=listener,
            )
            failure: AuditorError | None = None
            with _stopping(fleet.stop, listener):
                try:
                    await fleet.run()
                except AuditorError as error:
                    failure = error
            info = msgspec.structs.replace(info, browser=engine.version or info.browser)
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
    if not job.path.exists() or (job.path.is_dir() and not any(job.path.iterdir())):
        return None  # nothing was begun: so it begins now, and the same command can be given again and again
    return read_info(RunFolder.open(job.path))


def _options(job: Job, before: RunInfo | None) -> CaptureOptions:
    if before is None:
        return replace(CaptureOptions(), **job.given)
    saved = dict(before.conditions)
    if "browser_arguments" in job.given:
        saved.pop("browser_arguments", None)
    options = replace(options_of(saved), **job.given)
    same_conditions(before.conditions, conditions_of(options))
    return options


def _sites(job: Job, before: RunInfo | None) -> tuple[PlannedSite, ...]:
    """The sites of this run; one that is resumed may be given more, but keeps those that it has."""
    if before is None:
        return job.sites
    old = tuple(PlannedSite(url, slug) for url, slug in zip(before.sites, before.slugs, strict=True))
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


def _capture(bench: Bench) -> Capture:
    from auditor.capture.site import capture_site

    async def capture(
        browser: Any, url: str, options: CaptureOptions, slots: asyncio.Semaphore, told: Told
    ) -> tuple[Evidence, Pictures]:
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
