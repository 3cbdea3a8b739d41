"""Records the snapshots that the visit took while it looked for the banner and after each step."""

from __future__ import annotations

from auditor.capture.recorder import Surroundings
from auditor.capture.wire import Session
from auditor.evidence.records.pages import Pages

__all__ = ["start"]


class _Pages:
    name = Pages.NAME

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings

    async def attach(self, session: Session) -> None:
        """A snapshot is taken by the visit; there is nothing to listen to."""

    async def end_of_step(self, phase: str, step: str, at_ms: float) -> None:
        """The visit has looked by itself."""

    def record(self) -> Pages:
        return Pages(pages=tuple(self._around.snapshots))


def start(surroundings: Surroundings) -> _Pages:
    """Start the recorder."""
    return _Pages(surroundings)
