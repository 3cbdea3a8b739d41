"""Progress on a terminal: which sites are being visited, in which phase, and how long the rest may take. On stderr."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column
from rich.text import Text

from auditor.cli._common import say
from auditor.escape import terminal
from auditor.results import Result

__all__ = ["Lines", "Shown", "time_left"]

_BAR = 12
_BESIDE = _BAR + 34
"""Columns that bar, phase and time take beside an address."""
_SIGNS = {"fail": "✗", "warn": "!", "inconclusive": "?"}


class Lines:
    """For a pipe or a log: one line a site, as it is settled; with `verbose`, also each step."""

    def __init__(self, total: int, verbose: bool) -> None:
        self._total, self._verbose, self._done = total, verbose, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def began(self, number: int, url: str) -> None:
        if self._verbose:
            say(f"site {number + 1}: {url}")

    def step(self, number: int, visit: str, phase: str, step: str) -> None:
        if self._verbose:
            say(f"site {number + 1}: visit {visit}: {phase}, {step}")

    def ended(self, number: int, result: Result) -> None:
        self._done += 1
        if self._verbose:
            say(f"{self._done} of {self._total}: {_outcome(result)}")

    def said(self, text: str) -> None:
        say(text)


class Shown:
    """For a terminal: a line for each site under way and a bar for the whole."""

    def __init__(self, total: int, concurrency: int) -> None:
        self._total = total
        self._console = Console(stderr=True, highlight=False, markup=False)
        self._address = max(16, min(48, self._console.width - _BESIDE))
        self._progress = Progress(
            TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
            BarColumn(bar_width=_BAR),
            TextColumn("{task.fields[state]}", markup=False, table_column=Column(no_wrap=True)),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            refresh_per_second=4,
        )
        self._whole = self._progress.add_task("sites", total=total, state=f"0 of {total}")
        self._tasks: dict[int, TaskID] = {}
        self._began: dict[int, float] = {}
        self._visited_seconds: list[float] = []
        self._first = time.monotonic()
        self._done = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self._progress)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def began(self, number: int, url: str) -> None:
        self._began[number] = time.monotonic()
        task = self._progress.add_task(terminal(url, self._address), total=None, state="waiting")
        self._tasks[number] = task

    def step(self, number: int, visit: str, phase: str, step: str) -> None:
        if number in self._tasks:
            self._progress.update(self._tasks[number], state=f"{visit}: {phase}, {step}")

    def ended(self, number: int, result: Result) -> None:
        self._done += 1
        if number in self._tasks:
            self._progress.remove_task(self._tasks.pop(number))
            self._visited_seconds.append(time.monotonic() - self._began.pop(number))
        left = time_left(time.monotonic() - self._first, len(self._visited_seconds), self._total - self._done)
        state = f"{self._done} of {self._total}" + (f", {left} left" if left else "")
        self._progress.update(self._whole, completed=self._done, state=state)
        self._console.print(Text(_outcome(result)))

    def said(self, text: str) -> None:
        self._console.print(Text(f"auditor: {terminal(text)}"))


def time_left(elapsed_seconds: float, visited: int, left: int) -> str:
    """How long the rest may take, as it went until now, such as `about 4 min`; empty where nothing can be said."""
    if visited == 0 or left <= 0:
        return ""
    seconds = elapsed_seconds / visited * left
    if seconds < 90:
        return f"about {max(5, round(seconds / 5) * 5):.0f} s"
    return f"about {seconds / 60:.0f} min" if seconds < 5400 else f"about {seconds / 3600:.1f} h"


def listener(total: int, concurrency: int, *, quiet: bool, verbose: bool) -> Lines | Shown | None:
    """What tells a person how it goes: a live view on a terminal, lines elsewhere, nothing where it is to be quiet."""
    if quiet:
        return None
    if sys.stderr.isatty() and not verbose:
        return Shown(total, concurrency)
    return Lines(total, verbose)


def _outcome(result: Result) -> str:
    if result.error is not None:
        return terminal(f"∅ {result.url}: {result.error.message}", 200)
    counts = {verdict: sum(f.verdict == verdict for f in result.findings) for verdict in _SIGNS}
    sign = next((_SIGNS[verdict] for verdict, count in counts.items() if count), "✓")
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    return terminal(f"{sign} {result.url}: {said or 'no failure seen'}", 200)
