"""What a rule is made of: what it needs, what it says, what it rests on. Each rule is one file in `auditor/rules/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from auditor.classify.site import Site
from auditor.results import Severity, Verdict

__all__ = ["Answer", "Basis", "Given", "LoadedRule", "Need", "NoObject", "Part", "Rule", "Text", "Unmet", "listed", "say"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Text = Mapping[str, str]
"""Language (en, fr) → text with `{named}` fields."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """Why a need is not met, in every report language: the rule is inconclusive."""

    reason: Text


@dataclass(frozen=True, slots=True)
class NoObject:
    """Why it is established that the rule has nothing to judge here: it is not applicable."""

    reason: Text


@dataclass(frozen=True, slots=True)
class Part(Generic[T_co]):
    """What there is of something incomplete. A failure seen in it stands; a pass becomes inconclusive, with this reason."""

    value: T_co
    reason: Text


@dataclass(frozen=True, slots=True)
class Need(Generic[T_co]):
    """Something that a rule must have to see its failure. `read` gives it, or says why it is not there."""

    name: str
    read: Callable[[Site], T_co | Part[T_co] | Unmet | NoObject] = field(hash=False, compare=False)


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
    """A value that is itself a `Text` is given in the language of the report."""
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


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule with its function and its manual page."""

    rule: Rule
    judge: Callable[[Given], Answer]
    manual: str


_SHOWN = 5
_NAME = 60


def listed(names: tuple[str, ...] | list[str]) -> str:
    """Names for a sentence: each once, sorted, the first five, and how many more."""
    unique = sorted(set(names))
    shown = ", ".join(name if len(name) <= _NAME else f"{name[: _NAME - 1]}…" for name in unique[:_SHOWN])
    return f"{shown} (+{len(unique) - _SHOWN})" if len(unique) > _SHOWN else shown


def say(text: Text, fields: Mapping[str, object], language: str) -> str:
    """Fill a text in one language (English where it lacks that one). Without fields it is taken as it stands: a reason may
    hold braces that came from a page."""
    template = text.get(language) or text["en"]
    filled = {n: (v.get(language) or v.get("en", "")) if isinstance(v, Mapping) else v for n, v in fields.items()}
    return template.format_map(filled) if filled else template
