"""What a rule is: what it needs, how grave its failing state is, on which texts it rests, and how it speaks.

A rule lives in a file of its own in `auditor.rules`, named like its id, and offers two names: `RULE` and
`judge(given: Given) -> Answer`. `auditor.judge` asks the needs first; a need that is not met makes the rule inconclusive with
the need's reason, and `judge` is not called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from auditor.classify.site import Site
from auditor.results import Severity, Verdict

__all__ = ["Answer", "Basis", "Given", "Need", "Rule", "Text", "Unmet"]

T = TypeVar("T")
Text = Mapping[str, str]
"""Language (en, fr) → text with `{named}` fields."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """Why a need is not met, in every report language."""

    reason: Text


@dataclass(frozen=True, slots=True)
class Need(Generic[T]):
    """Something that a rule must have to see its failure. `read` gives it, or says why it is not there."""

    name: str
    read: Callable[[Site], T | Unmet] = field(hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Basis:
    """A text that a rule rests on, and the authority whose profile cites it."""

    profile: str
    text: str


class Given:
    """The values of the needs that a rule declared; reading another one is a defect and raises KeyError."""

    def __init__(self, values: Mapping[str, Any], thresholds: Mapping[str, float]) -> None:
        self._values = values
        self.thresholds = thresholds

    def __getitem__(self, need: Need[T]) -> T:
        value: T = self._values[need.name]
        return value


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says: a verdict, the key of its text, the fields of that text, and references into the evidence."""

    verdict: Verdict
    text: str
    """Key into `Rule.texts`."""
    fields: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The constant part of a rule."""

    id: str
    """As in the file name, with dashes; names the failing state."""
    title: Text
    severity: Severity
    needs: tuple[Need[Any], ...]
    basis: tuple[Basis, ...]
    texts: Mapping[str, Text]
    """Key of an answer → its text in every report language."""
