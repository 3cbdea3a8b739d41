"""Waiting in a fleet: for all slots at once, and for a site no longer than its time."""

from __future__ import annotations

import asyncio

__all__ = ["AllSlots", "Watch"]


class AllSlots:
    """All slots of a semaphore, taken one by one as they fall free. One user at a time, or two would wait for each other."""

    def __init__(self, slots: asyncio.Semaphore, number: int) -> None:
        self._slots, self._number, self._taken = slots, number, 0

    async def __aenter__(self) -> None:
        try:
            for _ in range(self._number):
                await self._slots.acquire()
                self._taken += 1
        except asyncio.CancelledError:
            self._release()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._release()

    def _release(self) -> None:
        for _ in range(self._taken):
            self._slots.release()
        self._taken = 0


class Watch:
    """A limit that runs from the first step on: waiting for a slot is not the site's time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timeout = asyncio.timeout(None)

    def limit(self) -> asyncio.Timeout:
        """The block that ends with TimeoutError when the time is over. Use it once."""
        return self._timeout

    @property
    def started(self) -> bool:
        """True after the first step."""
        return self._timeout.when() is not None

    def start(self) -> None:
        """Let the time run; once it does, calling again changes nothing."""
        if not self.started:
            self._timeout.reschedule(asyncio.get_running_loop().time() + self._seconds)
