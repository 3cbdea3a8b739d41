"""CPU and memory of this process and all below it, by what they are, from Linux's /proc."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["KINDS", "Spent", "memory_mb", "spent"]

KINDS = ("python", "driver", "browser", "network", "gpu", "renderer", "other")
"""This program; Playwright's driver; Chromium's main process, its network and its graphics; the pages; whatever else."""

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Seconds of one run."""

    wall: float
    kinds: Mapping[str, float] = field(default_factory=dict)
    """CPU seconds by kind of process."""

    @property
    def cpu(self) -> float:
        """CPU seconds of all of them."""
        return sum(self.kinds.values())


async def spent(work: Callable[[], Awaitable[None]]) -> Spent:
    """Do it, and say what it took. A process that ended meanwhile is counted with whoever waited for it."""
    wall, before = time.monotonic(), _by_kind()
    await work()
    after = _by_kind()
    kinds = {kind: after.get(kind, 0.0) - before.get(kind, 0.0) for kind in KINDS}
    return Spent(wall=time.monotonic() - wall, kinds=kinds)


def memory_mb() -> float:
    """Memory of this process and all below it, pages that several share counted once among them (PSS)."""
    total = 0
    for number in _family():
        try:
            lines = Path(f"/proc/{number}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return total / 1024


def _family() -> dict[int, tuple[float, bool]]:
    """Processes from this one down, each with its CPU seconds and whether it is this one."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended; whoever waited for it has its time
            parents[int(entry.name)] = int(fields[1])
            ticks[int(entry.name)] = sum(int(value) for value in fields[11:15])
    mine = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in mine and child not in mine}:
        mine |= more
    return {number: (ticks.get(number, 0) / _TICKS, number == os.getpid()) for number in mine}


def _by_kind() -> dict[str, float]:
    kinds: dict[str, float] = {}
    for number, (seconds, own) in _family().items():
        kind = "python" if own else _kind(number)
        kinds[kind] = kinds.get(kind, 0.0) + seconds
    return kinds


def _kind(number: int) -> str:
    try:
        words = Path(f"/proc/{number}/cmdline").read_text("utf-8", "replace")
    except OSError:
        return "other"
    if "run-driver" in words:
        return "driver"
    if "--type=" not in words:
        return "browser" if "--remote-debugging" in words or "--user-data-dir" in words else "other"
    kind = words.partition("--type=")[2].partition("\0")[0].partition(" ")[0]
    if kind in ("renderer", "zygote"):  # the zygote bears the pages, and has the time of those that are gone
        return "renderer"
    if kind == "gpu-process":
        return "gpu"
    return "network" if "network.mojom" in words else "other"
