"""What several commands share: options, what they print, and how they end."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from auditor.results.run import Run

__all__ = [
    "browser_options",
    "colour_wanted",
    "device_option",
    "fail_on_option",
    "folder_argument",
    "format_option",
    "judging_options",
    "list_option",
    "log_to_stderr",
    "print_table",
    "say",
    "say_lapsed",
    "status_of",
    "terminal_width",
    "verbosity_options",
]

F = TypeVar("F", bound=Callable[..., object])

_DEFAULT_WIDTH = 100


def _split(ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for text in value for name in text.split(",") if name.strip()))
    if names:
        from auditor.report import file_name

        for name in names:
            file_name(name)  # before an hour of scanning, not after it
    return names


def format_option(**more: object) -> Callable[[F], F]:
    """`--format`, repeatable or with commas; raises UsageError for one that is not known."""
    return click.option(
        "--format",
        "formats",
        multiple=True,
        metavar="NAME,…",
        callback=_split,
        **more,  # type: ignore[arg-type]  # help and default, as click types them
    )


def judging_options(function: F) -> F:
    """`--profile`, `--report-language` and `--selectors`; None where they were not given."""
    function = click.option(
        "--selectors",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="DIR",
        help="Folder laid over the shipped selectors, file by file.",
    )(function)
    function = click.option("--report-language", "language", metavar="en|fr", help="Language of findings and tables.")(function)
    return click.option("--profile", metavar="NAME", help="Authority whose texts and thresholds are used: cnil, edpb …")(function)


def list_option(text: str) -> Callable[[F], F]:
    """`--list`, repeatable."""
    return click.option("--list", "lists", multiple=True, metavar="NAME|FILE", help=text)


def device_option(function: F) -> F:
    """`--device`; None where it was not given."""
    return click.option("--device", type=click.Choice(["desktop", "phone"]), help="What the visitor holds. [default: desktop]")(
        function
    )


def browser_options(function: F) -> F:
    """`--browser`, `--browser-arg` and `--ignore-https-errors`; None or empty where they were not given."""
    function = click.option("--ignore-https-errors", is_flag=True, default=None, help="Audit sites with wrong certificates too.")(
        function
    )
    function = click.option(
        "--browser-arg", "browser_arguments", multiple=True, metavar="ARG", help="Given to the browser; repeatable."
    )(function)
    return click.option(
        "--browser", "browser_path", metavar="PATH", help="Chrome, Chromium or Edge to use. Default: the installed one."
    )(function)


def fail_on_option(function: F) -> F:
    """`--fail-on`."""
    return click.option(
        "--fail-on",
        type=click.Choice(["never", "minor", "serious", "critical"]),
        default="never",
        show_default=True,
        help="End with status 1 where a rule of this severity or above fails.",
    )(function)


def verbosity_options(function: F) -> F:
    """`--quiet` and `--verbose`."""
    function = click.option("-v", "--verbose", is_flag=True, help="Say on stderr what is done and why; list passes too.")(
        function
    )
    return click.option("-q", "--quiet", is_flag=True, help="No progress and no table: only the path of the report.")(function)


def folder_argument(function: F) -> F:
    """`RUN`, the folder of a run."""
    return click.argument("run", type=click.Path(path_type=Path), metavar="RUN")(function)


def log_to_stderr(verbose: bool) -> None:
    """Send the program's own log to stderr: all of it, or only warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine("%(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("auditor")
    logger.handlers[:] = [handler]
    logger.propagate = False
    logger.setLevel(logging.DEBUG if verbose else logging.CRITICAL)


class _OneLine(logging.Formatter):
    """Pages have a hand in messages: nothing of theirs reaches the terminal raw."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the name that logging calls
        from auditor.escape import terminal

        return terminal(super().formatMessage(record))

    def formatException(self, ei: object) -> str:  # noqa: N802
        from auditor.escape import terminal

        lines = super().formatException(ei).splitlines()  # type: ignore[arg-type]  # as logging hands it over
        return "\n".join("  " + terminal(line) for line in lines)


def colour_wanted() -> bool:
    """True where stdout is a terminal that shows colours and nobody asked for none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """Columns of the terminal; 100 where stdout goes elsewhere."""
    return shutil.get_terminal_size((_DEFAULT_WIDTH, 24)).columns if sys.stdout.isatty() else _DEFAULT_WIDTH


def print_table(run: Run, verbose: bool = False) -> None:
    """Print the compliance table on stdout."""
    from auditor.report.terminal import table

    click.echo(table(run, run.info.report_language, terminal_width(), colour_wanted(), verbose), nl=False)


def say_lapsed(run: Run) -> None:
    """Say which acceptances were over when the run began although their rule still fails."""
    from auditor.results.accept import lapsed

    for result in run.results:
        settings = run.info.settings.get(result.slug)
        for one in lapsed(result, settings.accepted, run.info.started_at[:10]) if settings is not None else ():
            say(f"{result.url}: {one.rule} was accepted until {one.until}, and counts again")


def say(text: str) -> None:
    """One line for a person, on stderr."""
    from auditor.escape import terminal

    click.echo(f"auditor: {terminal(text)}", err=True)


def status_of(run: Run, fail_on: str) -> int:
    """Exit status of a run that was not interrupted.

    A finding that was asked for comes before a site that could not be audited: the finding is established. One that is accepted
    is not counted.
    """
    from auditor.results import SEVERITIES

    if fail_on != "never":
        counted = SEVERITIES[SEVERITIES.index(fail_on) :]
        findings = (f for result in run.results for f in result.findings)
        if any(f.verdict == "fail" and f.severity in counted and f.accepted is None for f in findings):
            return 1
    return 3 if any(result.status == "failed" for result in run.results) else 0
