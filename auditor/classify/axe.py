"""What axe-core said of the controls of the banner. Plain data."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Axe", "AxeViolation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AxeViolation:
    """One rule of axe-core that a control of the choice breaks."""

    rule: str
    impact: str
    """minor, moderate, serious or critical."""
    criteria: tuple[str, ...]
    """Success criteria of WCAG, such as 4.1.2."""
    action: str
    """What the control does: accept, refuse, settings, save, acknowledge, close, toggle."""
    text: str
    """What a person reads on it; empty where it shows no text."""
    phase: str
    """Of the visit, when axe-core was asked."""
    on_name: bool = False
    """True for a rule that asks for an accessible name."""
    own_name: str | None = None
    """The name as we read it in the same page: empty for none, None where nothing tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axe:
    """All of it."""

    engine: str = ""
    """Name and version; empty where axe-core was not asked, or gave no answer."""
    violations: tuple[AxeViolation, ...] = ()
    named: frozenset[tuple[str, str]] = frozenset()
    """(action, text) of the controls for which axe-core found a name."""
