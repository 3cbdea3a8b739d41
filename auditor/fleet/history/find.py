"""Find run folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

__all__ = ["run_folders"]

_DEPTH = 4


def run_folders(base: Path) -> Iterator[Path]:
    """The run folders in a folder, itself included, sorted. Links are not followed, and no run is looked for inside a run."""
    yield from _below(base, _DEPTH)


def _below(folder: Path, depth: int) -> Iterator[Path]:
    if (folder / "run.json").is_file():
        yield folder
    elif depth:
        try:
            found = sorted(folder.iterdir())
        except OSError:  # a folder that this user may not read holds no run for them
            return
        for entry in found:
            if entry.is_dir() and not entry.is_symlink() and not entry.name.startswith("."):
                yield from _below(entry, depth - 1)
