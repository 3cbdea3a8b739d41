"""From the options of `scan` or `demo` to what is printed and the exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from auditor.cli._common import log_to_stderr, print_table, say, say_lapsed, status_of

if TYPE_CHECKING:
    from auditor.fleet.job import Finished, Job

__all__ = ["scan_and_print"]


def scan_and_print(job: Job, *, fail_on: str, quiet: bool, verbose: bool, history: str | None = None) -> int:
    """Do the job, print table and path, index the run, and give the exit status. Raises UsageError, StoreError, BrowserError.

    `history`: where the index is; None for that of the environment, or that beside the run.
    """
    from contextlib import nullcontext

    from auditor.cli._history import index_run
    from auditor.cli._progress import listener
    from auditor.fleet.job import run

    log_to_stderr(verbose)
    hears = listener(len(job.sites), job.concurrency, quiet=quiet, verbose=verbose)
    with hears or nullcontext():
        finished = run(job, hears)
    index_run(finished.path, history)
    return _print(finished, fail_on=fail_on, quiet=quiet, verbose=verbose)


def _print(finished: Finished, *, fail_on: str, quiet: bool, verbose: bool) -> int:
    written = finished.written
    if not quiet:
        print_table(written.run, verbose)
        click.echo("")
    say_lapsed(written.run)
    for failure in written.failures:
        say(failure)
    click.echo(f"{'' if quiet else 'Report: '}{report_path(finished)}")
    if finished.interrupted:
        done, asked = len(written.run.results), len(written.run.info.sites)
        say(f"interrupted: {done} of {asked} sites finished; go on with `auditor scan --resume --out {finished.path}`")
        return 130
    return 2 if written.failures else status_of(written.run, fail_on)


def report_path(finished: Finished) -> str:
    """The report that a person opens first: HTML where it was written, else the folder."""
    page = finished.path / "table.html"
    return str(page if page.is_file() else finished.path)
