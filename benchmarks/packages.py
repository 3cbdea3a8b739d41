"""Real platforms beyond those of the demo: fetched by npm at locked versions into a cache outside the repository."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from auditor.demo.platforms import platforms_folder

__all__ = ["fetch", "folder"]

_WANTED = Path(__file__).parent / "npm"
_FILES = ("package.json", "package-lock.json")
_SECONDS = 300


def _cache() -> Path:
    return platforms_folder().with_name("benchmark-platforms")


def folder() -> Path | None:
    """Where the packages are; None where these versions were not fetched."""
    there = all(
        (_cache() / name).is_file() and (_cache() / name).read_bytes() == (_WANTED / name).read_bytes() for name in _FILES
    )
    found = _cache() / "node_modules"
    return found if there and found.is_dir() else None


def fetch() -> str | None:
    """Fetch them where they are missing; the reason where that failed. Nothing of the packages is run."""
    npm = shutil.which("npm")
    if folder() is not None:
        return None
    if npm is None:
        return "npm was not found"
    _cache().mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copyfile(_WANTED / name, _cache() / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(_cache())]
    try:
        done = subprocess.run(command, cwd=_cache(), capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"npm did not finish: {error}"
    if done.returncode != 0:
        (_cache() / _FILES[0]).unlink()  # so that the next run tries again
        return f"npm ended with status {done.returncode}"
    return None
