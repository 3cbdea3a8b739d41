"""How many visits this machine makes at once.

A visit mostly waits (a dwell of seconds, after each of some five steps), so that two of them keep a core only partly busy: a
whole audit of a light page took 1.9 s of CPU in 13 s. More visits than two a core would still be faster, but a starved browser
runs the page's timers late, and what comes late can fall into the wrong phase. So speed is given up for attribution.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["default_concurrency", "fitting"]

_VISITS_PER_CORE = 2
_MOST = 16
_BROWSER_MB = 500
"""A browser with nothing in it, its driver and ours: 330 MB measured, and some room."""
_VISIT_MB = 250
"""One more visit: 44 MB for a light page measured; heavy ones take several times that."""


def default_concurrency() -> int:
    """Visits at once for this machine, from its cores and free memory; at least 1."""
    return fitting(_cores(), _free_mb(Path("/proc/meminfo"), Path("/sys/fs/cgroup")))


def fitting(cores: int, free_mb: int | None) -> int:
    """Visits at once for so many cores and so much free memory (None: unknown)."""
    by_memory = _MOST if free_mb is None else (free_mb - _BROWSER_MB) // _VISIT_MB
    return max(1, min(_VISITS_PER_CORE * cores, by_memory, _MOST))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _free_mb(meminfo: Path, cgroup: Path) -> int | None:
    """Free memory as Linux tells it, a container's limit included; None elsewhere."""
    known = [free for free in (_of_machine(meminfo), _of_container(cgroup)) if free is not None]
    return min(known, default=None)


def _of_machine(meminfo: Path) -> int | None:
    try:
        lines = meminfo.read_text("ascii").splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def _of_container(cgroup: Path) -> int | None:
    try:
        limit = (cgroup / "memory.max").read_text("ascii").strip()
        used = (cgroup / "memory.current").read_text("ascii").strip()
        return (int(limit) - int(used)) // 2**20
    except (OSError, ValueError):  # no container, or one without a limit (« max »)
        return None
