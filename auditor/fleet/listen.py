"""Who hears how a run goes on."""

from __future__ import annotations

from typing import Protocol

from auditor.results import Result

__all__ = ["Listener", "Silent"]


class Listener(Protocol):
    """Hears how the run goes on, for a person to see. Called on the event loop; must not block."""

    def began(self, number: int, url: str) -> None:
        """A site is being visited; `number` is its place in the list, from 0."""

    def step(self, number: int, visit: str, phase: str, step: str) -> None:
        """A step of a visit begins."""

    def ended(self, number: int, result: Result) -> None:
        """A site is settled."""

    def said(self, text: str) -> None:
        """Something that a person may want to know."""


class Silent:
    """A listener that tells nobody."""

    def began(self, number: int, url: str) -> None: ...
    def step(self, number: int, visit: str, phase: str, step: str) -> None: ...
    def ended(self, number: int, result: Result) -> None: ...
    def said(self, text: str) -> None: ...
