"""What the commands on many runs share: where the index is, and how it is brought up to date."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from auditor.cli._common import say

if TYPE_CHECKING:
    from auditor.fleet.history import History

__all__ = ["history_option", "index_run", "opened", "reports_argument"]

F = TypeVar("F", bound=Callable[..., object])


def history_option(function: F) -> F:
    """`--history`; None where it was not given and the environment has no AUDITOR_HISTORY."""
    return click.option(
        "--history",
        metavar="URL",
        envvar="AUDITOR_HISTORY",
        help="Index of the runs: sqlite:///FILE or postgresql://… [default: AUDITOR_HISTORY, else a file beside the runs]",
    )(function)


def reports_argument(function: F) -> F:
    """`DIR`, the folder with the runs."""
    return click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("reports"), metavar="[DIR]")(
        function
    )


@contextlib.contextmanager
def opened(url: str | None, folder: Path) -> Iterator[History]:
    """The index, brought up to date with the runs in a folder. Raises UsageError, StoreError."""
    from auditor.errors import UsageError
    from auditor.fleet.history import History, default_url

    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder", kind="usage", remedy="Give the folder that holds the runs")
    with History.open(url or default_url(folder)) as history:
        for problem in history.refresh(folder).problems:
            say(problem)
        yield history


def index_run(path: Path, url: str | None) -> None:
    """Index a run that has just ended, where an index is kept. A failure is one line: the run itself is whole."""
    from auditor.errors import AuditorError
    from auditor.fleet.history import History, default_url, is_kept

    if url is None and not is_kept(path.parent):
        return
    try:
        with History.open(url or default_url(path.parent)) as history:
            history.record(path)
    except AuditorError as error:
        say(f"the run is whole and was not indexed: {error}")
