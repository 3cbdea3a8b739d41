"""Audit sites when they are due."""

from __future__ import annotations

import inspect
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli import scan as scan_command
from auditor.cli._common import say
from auditor.cli._history import history_option

if TYPE_CHECKING:
    from auditor.fleet.history import History
    from auditor.fleet.job import Finished, Job
    from auditor.fleet.schedule.due import Line
    from auditor.fleet.schedule.service import Round, Service
    from auditor.fleet.sites import SiteList
    from auditor.plan import PlannedSite

__all__ = ["command"]

_OF_EVERY_RUN = (
    "profile", "language", "selectors", "lists", "formats", "concurrency", "engine", "store", "verbose",
)  # fmt: skip
"""Options of `scan` that hold for every run, beside those that say how a site is visited."""
_LONGEST_SECONDS = 60.0
"""Between two looks at the clock: it may be set, and the machine may have slept."""


class _Stop:
    """Set by Ctrl-C and SIGTERM. A scan that is under way has handlers of its own, so these are put back after it."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._event.set())

    def set(self) -> None:
        self._event.set()

    def is_set(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait; True where the program is to end."""
        return self._event.wait(seconds)


@click.command("schedule")
@click.option(
    "--sites", type=click.Path(path_type=Path), metavar="FILE", required=True, help="YAML file with sites and their schedule."
)
@click.option(
    "--reports",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("reports"),
    metavar="DIR",
    help="Where the run folders go, each named after its time. [default: reports]",
)
@history_option
@click.option("--once", is_flag=True, help="Audit what is due now and end: for cron and timers.")
@click.option("--now", "all_now", is_flag=True, help="Begin with all sites that have a schedule, due or not.")
@click.option("--dry-run", is_flag=True, help="Print notices instead of sending them; the runs are made and indexed.")
def command(
    sites: Path, reports: Path, history: str | None, once: bool, all_now: bool, dry_run: bool, **of_the_scan: Any
) -> None:
    """Audit the sites of a list when they are due, and tell of what changed, until Ctrl-C or SIGTERM.

    Each group that is due becomes one run. Times that were missed are made up for once. Services that share an index, also on
    several machines, never visit one site at the same time. A site that is new in the list waits for its first turn. The list is
    read again when it has changed. The options of `scan` hold for every run.

    With --once, exit status 2 where a run could not be made or a notice not be sent, 3 where a site could not be audited.

    \b
    Examples:
      auditor schedule --sites sites.yaml
      auditor schedule --sites sites.yaml --once --history postgresql://auditor@db/auditor
      auditor schedule --sites sites.yaml --once --now --dry-run
    """
    from auditor.cli._common import log_to_stderr
    from auditor.fleet.history import History, default_url

    log_to_stderr(bool(of_the_scan["verbose"]))
    stop = _Stop()
    stop.listen()
    watched = _Watched(sites, dry_run)
    lines = watched.lines()
    if not lines:
        from auditor.errors import UsageError

        raise UsageError(f"{sites}: no site has a schedule", kind="schedule", remedy='Write `schedule: "0 6 * * 1"`')
    reports.mkdir(parents=True, exist_ok=True)
    with History.open(history or default_url(reports)) as index:
        service = _service(index, reports, watched, stop, of_the_scan, dry_run)
        if once:
            click.get_current_context().exit(_once(service, lines, all_now))
        _until_stopped(service, watched, stop, all_now)


def _once(service: Service, lines: tuple[Line, ...], all_now: bool) -> int:
    done = service.serve(lines, all_now=all_now)
    if not done.runs and not done.failures:
        say(_next(done, lines))
    if done.interrupted:
        return 130
    return 2 if done.failures else 3 if done.failed_sites else 0


def _until_stopped(service: Service, watched: _Watched, stop: _Stop, all_now: bool) -> None:
    from auditor.errors import AuditorError

    told: datetime | None = None
    while not stop.is_set():
        seconds = _LONGEST_SECONDS
        lines = watched.lines()
        try:
            done = service.serve(lines, all_now=all_now)
        except AuditorError as error:  # the index cannot be read now: a database that is started again, a full disk
            say(f"{error}; trying again in {seconds:g} s")
        else:
            all_now = False
            if done.interrupted:
                break
            if done.following != told:
                say(_next(done, lines))
            told = done.following
            if done.following is not None:
                seconds = min(seconds, max(0.0, (done.following - service.now()).total_seconds()))
        stop.wait(seconds)
    say("stopped")


def _next(done: Round, lines: tuple[Line, ...]) -> str:
    if done.following is None:
        return "nothing is scheduled"
    local = done.following.astimezone(lines[0].zone)
    return f"nothing is due before {local:%Y-%m-%d %H:%M:%S} ({lines[0].zone.key})"


class _Watched:
    """The list of sites, read again when it has changed."""

    def __init__(self, path: Path, dry_run: bool) -> None:
        self._path, self._dry_run = path, dry_run
        self._seen = self._mark()
        self.listed, self._lines = self._read()

    def lines(self) -> tuple[Line, ...]:
        """What stands in it; what stood in it, where it has a mistake now."""
        from auditor.errors import AuditorError

        mark = self._mark()
        if mark != self._seen:
            self._seen = mark
            try:
                self.listed, self._lines = self._read()
                say(f"{self._path} was read again")
            except AuditorError as error:
                say(f"{error}; going on with the list as it was")
        return self._lines

    def _mark(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_size

    def _read(self) -> tuple[SiteList, tuple[Line, ...]]:
        from auditor.fleet.notices.send import check
        from auditor.fleet.schedule.due import lines_of
        from auditor.fleet.sites import read_list

        listed = read_list(self._path)
        if listed.notices is not None and not self._dry_run:
            check(listed.notices)
        return listed, lines_of(listed)


def _service(
    history: History, reports: Path, watched: _Watched, stop: _Stop, of_the_scan: dict[str, Any], dry_run: bool
) -> Service:
    from auditor.cli._progress import listener
    from auditor.cli._scanning import report_path
    from auditor.fleet.about import now
    from auditor.fleet.job import run
    from auditor.fleet.notices.announce import announce
    from auditor.fleet.schedule.service import Service

    def scan(sites: tuple[PlannedSite, ...]) -> Finished:
        job = _job(watched.listed, sites, _free(reports, now()), **of_the_scan)
        try:
            # A line for each site and no bar: what a service says goes to a log.
            finished = run(job, listener(len(sites), job.concurrency, quiet=True, verbose=False))
        finally:
            stop.listen()
        for failure in finished.written.failures:
            say(failure)
        click.echo(report_path(finished))
        if finished.interrupted:
            stop.set()
        return finished

    def tell(path: Path) -> None:
        if watched.listed.notices is not None:
            shown: Callable[[str], None] | None = click.echo if dry_run else None
            announce(history, path, watched.listed.notices, stop.wait, say, shown)

    return Service(history=history, scan=scan, announce=tell, say=say, now=now)


def _job(
    listed: SiteList,
    sites: tuple[PlannedSite, ...],
    path: Path,
    *,
    profile: str | None,
    language: str | None,
    selectors: Path | None,
    lists: tuple[str, ...],
    formats: tuple[str, ...],
    concurrency: int | None,
    engine: str,
    store: str,
    verbose: bool,
    **capture: object,
) -> Job:
    from auditor.fleet.capacity import default_concurrency
    from auditor.fleet.job import Job

    return Job(
        sites=sites,
        path=path,
        given=scan_command.capture_options(capture),
        usual=listed.given,
        profile=profile,
        usual_profile=listed.profile or None,
        language=language or listed.report_language or None,
        selectors=selectors,
        lists=lists or None,
        concurrency=concurrency or (0 if engine else default_concurrency()),
        formats=formats,
        engine=engine,
        store=store,
        arguments=tuple(sys.argv[1:]),
    )


def _free(reports: Path, moment: datetime) -> Path:
    """A folder for a run that does not exist yet."""
    base = reports / moment.strftime("%Y-%m-%dT%H-%M-%SZ")
    path, number = base, 2
    while path.exists():
        path, number = base.with_name(f"{base.name}-{number}"), number + 1
    return path


def _shared() -> Iterator[click.Parameter]:
    """The options of `scan` that a schedule takes: a new one of a visit comes by itself, any other must be given a place here."""
    assert scan_command.command.callback is not None
    named = inspect.signature(scan_command.command.callback).parameters
    for parameter in scan_command.command.params:
        if parameter.name in _OF_EVERY_RUN or parameter.name not in named:
            yield parameter


command.params += _shared()
