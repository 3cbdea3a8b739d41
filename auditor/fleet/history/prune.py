"""Remove old runs: whole run folders, file by file as their manifest lists them, and nothing else."""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from auditor.errors import AuditorError, UsageError
from auditor.evidence import manifest
from auditor.evidence.disk import told
from auditor.evidence.store import RunFolder
from auditor.fleet.about import stamp
from auditor.fleet.history.find import run_folders
from auditor.fleet.runs import read_info
from auditor.results.run import RunInfo

__all__ = ["Found", "age", "check", "choose", "find", "remove"]

_AGE = re.compile(r"(\d{1,6})([hdwy])")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24, "y": 365 * 24}


@dataclass(frozen=True, slots=True)
class Found:
    """A run folder."""

    path: Path
    info: RunInfo


def age(text: str) -> timedelta:
    """Read an age such as 90d, 12w, 36h or 2y. Raises UsageError."""
    found = _AGE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{text[:20]!r} is no age", kind="usage", remedy="Give a number with h, d, w or y, such as 90d")
    return timedelta(hours=int(found[1]) * _HOURS[found[2]])


def find(base: Path) -> tuple[tuple[Found, ...], tuple[str, ...]]:
    """The runs in a folder, the newest first, and a line for each folder that looks like one and cannot be read."""
    found: list[Found] = []
    problems: list[str] = []
    for path in run_folders(base):
        try:
            found.append(Found(path, read_info(RunFolder.open(path))))
        except AuditorError as error:
            problems.append(f"kept: {error}")
    return tuple(sorted(found, key=lambda run: (run.info.started_at, str(run.path)), reverse=True)), tuple(problems)


def choose(runs: Sequence[Found], *, keep: int | None, older_than: timedelta | None, now: datetime) -> tuple[Found, ...]:
    """The runs to remove, the oldest first: those that are old enough, and of which each site has `keep` newer ones.

    None is no condition; `runs` come with the newest first. Where both are given, both must hold. So the last runs of a site
    stay, however many there are of others.
    """
    newer: Counter[str] = Counter()
    before = None if older_than is None else stamp(now - older_than)
    chosen: list[Found] = []
    for run in runs:
        enough = keep is None or all(newer[url] >= keep for url in run.info.sites)
        old = before is None or run.info.started_at < before
        newer.update(run.info.sites)
        if enough and old:
            chosen.append(run)
    return tuple(reversed(chosen))


def remove(path: Path) -> int:
    """Remove a run and its folder; gives how many files were left because they are not of the run. Raises StoreError.

    What the manifest does not list stays, and so does the folder then. run.json goes last: until then it is still a run.
    """
    folder = RunFolder.open(path)
    with folder.locked(), told(path):
        base = path.resolve()
        sums, _ = manifest.read((path / manifest.NAME).read_bytes())
        for name in (*sorted(name for name in sums if name != "run.json"), manifest.NAME, "run.json"):
            file = path / name
            # A link among the folders could lead out of the run: what lies behind it is not of the run.
            if not file.parent.resolve().is_relative_to(base) or (file.is_dir() and not file.is_symlink()):
                continue
            file.unlink(missing_ok=True)
        for part, _, _ in os.walk(path, topdown=False):
            with contextlib.suppress(OSError):  # something is left in it
                Path(part).rmdir()
        return sum(len(files) for _, _, files in os.walk(path)) if path.exists() else 0


def check(keep: int | None, older_than: str | None) -> timedelta | None:
    """Raise UsageError where nothing says what to remove; gives the age."""
    if keep is None and older_than is None:
        raise UsageError("nothing says which runs to remove", kind="usage", remedy="Give --keep N, --older-than 90d, or both")
    return age(older_than) if older_than is not None else None
