"""What a recorder is, and what it may see. Recorders themselves are the files of `auditor.capture.recorders`."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass, field
from importlib import import_module
from importlib.resources import files
from typing import Protocol

from auditor.capture.options import CaptureOptions
from auditor.capture.tap import Tap
from auditor.capture.wire import Session
from auditor.evidence.page import PageSnapshot
from auditor.evidence.records.policy import Policies
from auditor.evidence.records.screenshots import Screenshot
from auditor.shape import Missing, Shape

__all__ = ["Recorder", "Surroundings", "recorders", "script"]


@dataclass(slots=True)
class Surroundings:
    """What a visit offers its recorders."""

    tap: Tap
    page: Session
    """The top page of the visit."""
    browser: Session
    options: CaptureOptions = field(default_factory=CaptureOptions)
    snapshots: list[PageSnapshot] = field(default_factory=list)
    screenshots: list[Screenshot] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    """Content of the screenshots by file name, until the store writes them."""
    missing: list[Missing] = field(default_factory=list)
    """What recorders could not take."""
    policies: Policies = field(default_factory=Policies)
    """What the scenario `policy` came to."""


class Recorder(Protocol):
    """Listens to a visit and leaves one record.

    It may offer besides `async at_the_end(sight)`: a look at what stands there when all scenarios are done and the page was not
    left yet. Raises WireError.
    """

    name: str

    async def attach(self, session: Session) -> None:
        """Listen to a target, before it runs. Raises WireError."""

    async def end_of_step(self, phase: str, step: str, at_ms: float) -> None:
        """Take the state at the end of a step. Raises WireError."""

    def record(self) -> Shape:
        """Give the record of the whole visit."""


def script(name: str) -> str:
    """The source of a script that lies beside the recorders, such as `cookies.js`."""
    return files("auditor.capture.recorders").joinpath(name).read_text("utf-8")


def recorders(surroundings: Surroundings) -> tuple[Recorder, ...]:
    """Start every recorder of the folder, in the order of their names."""
    package = import_module("auditor.capture.recorders")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(import_module(f"{package.__name__}.{name}").start(surroundings) for name in names)
