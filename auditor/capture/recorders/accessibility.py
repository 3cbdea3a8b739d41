"""Records what axe-core says of the banner where it still stands when all else is done; where axe-core is installed.

Nothing that is measured comes after it but the leaving of the page, and the page cannot see it: it runs in a world of its own
(`accessibility.js`).
"""

from __future__ import annotations

from auditor.capture.axe import axe_core, look
from auditor.capture.recorder import Surroundings
from auditor.capture.sight import Sight
from auditor.capture.wire import Session
from auditor.evidence.records.accessibility import Accessibility

__all__ = ["start"]


class _Accessibility:
    name = Accessibility.NAME

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._record = Accessibility()

    async def attach(self, session: Session) -> None:
        """There is nothing to listen to."""

    async def end_of_step(self, phase: str, step: str, at_ms: float) -> None:
        """It looks once, at the end."""

    async def at_the_end(self, sight: Sight) -> None:
        """Ask axe-core about the banner of the last sight. Raises WireError."""
        source = axe_core()
        if source is None or sight.banner is None:
            return
        engine, runs = await look(self._around.tap, self._around.page, sight, sight.banner, source)
        self._record = Accessibility(engine=engine, runs=tuple(runs))

    def record(self) -> Accessibility:
        return self._record


def start(surroundings: Surroundings) -> _Accessibility:
    """Start the recorder."""
    return _Accessibility(surroundings)
