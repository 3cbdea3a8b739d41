"""The clock of a visit: every event gets its phase, its step and its time from here."""

from __future__ import annotations

import time
from bisect import bisect_right

from auditor.evidence import Mark

__all__ = ["Stage"]


class Stage:
    """Marks of phases and steps on the browser's monotonic clock.

    Chromium's DevTools timestamps and Python's `time.monotonic` read the same clock on Linux and macOS; where they
    do not, `browser_time` falls back to the moment at which the event reached us.
    """

    def __init__(self) -> None:
        self._start = time.monotonic()
        # What scripts report comes with wall-clock times; one fixed difference keeps a clock jump out of the record.
        self._wall = time.time() - time.monotonic()
        self._marks: list[Mark] = []
        self._times: list[float] = []

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks, in order."""
        return tuple(self._marks)

    @property
    def step_began(self) -> float:
        """When the step now began, in monotonic seconds."""
        return self._times[-1] if self._times else self._start

    @property
    def phase(self) -> str:
        """The phase now."""
        return self._marks[-1].phase if self._marks else "before"

    @property
    def step(self) -> str:
        """The step now."""
        return self._marks[-1].step if self._marks else "load"

    def now_ms(self) -> float:
        """Milliseconds since the visit began."""
        return self.at_ms(time.monotonic())

    def at_ms(self, monotonic: float) -> float:
        """Convert a monotonic time in seconds; never negative."""
        return max(0.0, round((monotonic - self._start) * 1000, 1))

    def browser_time(self, timestamp: float) -> float:
        """Convert a DevTools monotonic timestamp (seconds) to ours, as seconds."""
        now = time.monotonic()
        return timestamp if 0 <= now - timestamp < 3600 else now

    def wall_time(self, milliseconds: float) -> float:
        """Convert a wall-clock time in milliseconds to the monotonic clock, as seconds."""
        return milliseconds / 1000 - self._wall

    def wall_seconds(self, monotonic: float) -> float:
        """Convert a monotonic time in seconds to Unix seconds."""
        return monotonic + self._wall

    def mark(self, phase: str, step: str, url: str) -> Mark:
        """Begin a step now."""
        monotonic = time.monotonic()
        if not self._marks:
            self._start = monotonic
        mark = Mark(phase=phase, step=step, at_ms=self.at_ms(monotonic), url=url[:2048])
        self._marks.append(mark)
        self._times.append(monotonic)
        return mark

    def place(self, monotonic: float) -> tuple[str, str, float]:
        """Phase, step and milliseconds of a monotonic time in seconds."""
        index = max(0, bisect_right(self._times, monotonic) - 1)
        mark = self._marks[index] if self._marks else None
        return (mark.phase, mark.step, self.at_ms(monotonic)) if mark else ("before", "load", self.at_ms(monotonic))
