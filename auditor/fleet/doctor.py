"""What an installation has and lacks, each line with what to do."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from auditor.capture.options import CaptureOptions
from auditor.catalogue.load import Folder
from auditor.errors import AuditorError
from auditor.fleet.about import host_platform, now, tool_version
from auditor.fleet.capacity import default_concurrency
from auditor.fleet.catalogue_check import check_catalogue
from auditor.fleet.list_files import known_lists
from auditor.fleet.list_store import ListStore
from auditor.fleet.lists import used_lists

__all__ = ["Line", "examine"]

_LEAST_PYTHON = (3, 11)
_OLD_DAYS = 180
"""Owners, hosts and platforms change within months; half a year is a guess at what one still wants to be told of."""
_OLD_LIST_DAYS = 30
"""Filter lists ask to be fetched again after some days; after a month they miss new hosts."""
_PACKAGES = ("playwright", "msgspec", "lxml", "websockets", "click")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was looked at."""

    name: str
    ok: bool | None
    """None: works, but a person should know."""
    text: str


def examine(browser_path: str | None, selectors: Path | None) -> tuple[Line, ...]:
    """Look at everything; a failure becomes a line and ends nothing."""
    python = sys.version_info[:2] >= _LEAST_PYTHON
    return (
        Line(name="auditor", ok=True, text=tool_version()),
        Line(name="system", ok=python, text=host_platform() + ("" if python else "; needs Python 3.11 or newer")),
        *_packages(),
        *_browser(browser_path),
        _fonts(),
        *_catalogue(Folder(selectors)),
        *_fetched(Folder(selectors)),
        Line(name="visits at once", ok=True, text=f"{default_concurrency()} (by cores and memory; --concurrency sets it)"),
    )


def _packages() -> tuple[Line, ...]:
    found: list[str] = []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            return (Line(name="packages", ok=False, text=f"{name} is not installed. Install auditor again"),)
    return (Line(name="packages", ok=True, text=", ".join(found)),)


def _browser(path: str | None) -> tuple[Line, ...]:
    from auditor.capture.browser import find, start

    async def started() -> str:
        async with start(CaptureOptions(browser_path=path)) as browser:
            return browser.version

    try:
        place = find(path)
    except AuditorError as error:
        return (Line(name="browser", ok=False, text=str(error)),)
    try:
        return (Line(name="browser", ok=True, text=f"{asyncio.run(started())} at {place}"),)
    except AuditorError as error:
        return (Line(name="browser", ok=False, text=str(error)),)


def _fonts() -> Line:
    """Without fonts a page's text has no size, and no control in it would be seen."""
    lister = shutil.which("fc-list")
    if lister is None:
        return Line(name="fonts", ok=True if sys.platform in ("win32", "darwin") else None, text="cannot be listed here")
    done = subprocess.run([lister, ":", "family"], capture_output=True, text=True, timeout=30, check=False)
    families = {line for line in done.stdout.splitlines() if line.strip()}
    if not families:
        return Line(name="fonts", ok=False, text="none: install some, such as the package fonts-liberation")
    return Line(name="fonts", ok=True, text=f"{len(families)} families")


def _catalogue(folder: Folder) -> tuple[Line, ...]:
    checked = check_catalogue(folder)
    counts = ", ".join(f"{count} {kind}" for kind, count in checked.counts.items())
    if checked.mistakes:
        more = f" (and {len(checked.mistakes) - 1} more; see `auditor selectors check`)" if len(checked.mistakes) > 1 else ""
        return (Line(name="selectors", ok=False, text=checked.mistakes[0] + more),)
    dates = [entry.date for entry in used_lists(folder) if entry.date]
    newest = max(dates, default="")
    lines = [Line(name="selectors", ok=True, text=counts)]
    if newest:
        age = (now().date() - now().date().fromisoformat(newest)).days
        old = f"; {age} days ago: a newer version of auditor may know more" if age > _OLD_DAYS else ""
        lines.append(Line(name="lists", ok=None if old else True, text=f"last gone through on {newest}{old}"))
    return tuple(lines)


def _fetched(folder: Folder) -> tuple[Line, ...]:
    """Lists of others; none has to be there, and an old one misses what came since."""
    newest = ListStore().newest()
    try:
        lacking = [name for name in known_lists(folder) if name not in newest]
    except AuditorError:
        return ()  # told under « selectors »
    today = now().date()
    ages = {name: (today - date.fromisoformat(version.info.retrieved[:10])).days for name, version in newest.items()}
    told = [f"{name} fetched {days} days ago" for name, days in sorted(ages.items())]
    told += [f"{name} not fetched" for name in lacking]
    old = any(days > _OLD_LIST_DAYS for days in ages.values())
    hint = " (`auditor lists update`)" if old or lacking else ""
    return (Line(name="other lists", ok=None if old or lacking else True, text=", ".join(told) + hint),)
