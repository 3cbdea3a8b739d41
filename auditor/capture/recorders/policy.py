"""Records the policy pages that the scenario `policy` went to."""

from __future__ import annotations

from auditor.capture.recorder import Surroundings
from auditor.capture.wire import Session
from auditor.evidence.records.policy import Policies

__all__ = ["start"]


class _Policies:
    name = Policies.NAME

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings

    async def attach(self, session: Session) -> None:
        """The scenario looks by itself; there is nothing to listen to."""

    async def end_of_step(self, phase: str, step: str, at_ms: float) -> None:
        """The scenario has looked by itself."""

    def record(self) -> Policies:
        return self._around.policies


def start(surroundings: Surroundings) -> _Policies:
    """Start the recorder."""
    return _Policies(surroundings)
