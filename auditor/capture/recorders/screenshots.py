"""Records which pictures the visit took."""

from __future__ import annotations

from auditor.capture.recorder import Surroundings
from auditor.capture.wire import Session
from auditor.evidence.records.screenshots import Screenshots

__all__ = ["start"]


class _Screenshots:
    name = Screenshots.NAME

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings

    async def attach(self, session: Session) -> None:
        """A picture is taken by the visit; there is nothing to listen to."""

    async def end_of_step(self, phase: str, step: str, at_ms: float) -> None:
        """The visit has taken its pictures by itself."""

    def record(self) -> Screenshots:
        return Screenshots(screenshots=tuple(self._around.screenshots))


def start(surroundings: Surroundings) -> _Screenshots:
    """Start the recorder."""
    return _Screenshots(surroundings)
