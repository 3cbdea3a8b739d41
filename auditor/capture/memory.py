"""A page that takes the memory of the machine is ended before it ends others: each second the browser's renderers are looked at.

Pages of different visits never share a renderer, so that only the visit is lost whose page it was. Linux only: elsewhere the
system's own limits, and the browser's for what scripts allocate, have to do.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from pathlib import Path

from auditor.capture import budget
from auditor.capture.wire import Session, WireError

__all__ = ["Memory"]

_BLAMED_SECONDS = 20.0
"""A tab that crashes this soon after a renderer was ended was that renderer's."""


class Memory:
    """Watches one browser."""

    def __init__(self, browser: Session) -> None:
        self._browser = browser
        self._ended_at = float("-inf")

    @property
    def ended_one(self) -> bool:
        """True where a renderer was ended a moment ago: a tab that has crashed now took too much memory."""
        return time.monotonic() - self._ended_at < _BLAMED_SECONDS

    async def watch(self) -> None:
        """Look until cancelled, or until the browser is gone."""
        if not _readable():
            return
        limit = min(budget.MEMORY_BYTES, _of_machine() // 2)
        with contextlib.suppress(WireError):
            while True:
                await asyncio.sleep(budget.MEMORY_SECONDS)
                processes = (await self._browser.send("SystemInfo.getProcessInfo"))["processInfo"]
                for number in (int(p["id"]) for p in processes if p.get("type") == "renderer"):
                    if _resident(number) > limit:
                        self._ended_at = time.monotonic()
                        with contextlib.suppress(OSError):  # it has ended meanwhile
                            os.kill(number, signal.SIGKILL)


def _resident(process: int) -> int:
    """Bytes that a process has in memory; what it shares with others is not its own."""
    try:
        fields = Path(f"/proc/{process}/statm").read_text("ascii").split()
        return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _readable() -> bool:
    return Path("/proc/self/statm").exists()


def _of_machine() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
