"""What the banner finder gives: the banner, its controls, and why it thinks so."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.evidence.page import Node

__all__ = ["ACTIONS", "FoundBanner", "FoundControl", "Reading"]

ACTIONS = ("accept", "refuse", "settings", "save", "acknowledge", "close", "subscribe", "toggle", "other")
"""What a control can be. `toggle` is a switch; `other` a link or button that decides nothing (policy, partners)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words of a control mean."""

    action: str
    """One of `ACTIONS`, never toggle."""
    language: str | None
    """Language whose words matched; None where none did."""
    because: str
    """The wording that matched, such as `wording fr: control.refuse « tout refuser »`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundControl:
    """One control of a banner, or one that opens the choices again."""

    action: str
    text: str
    """What a person reads on it; its accessible name where it shows no text."""
    node: Node
    role: str
    """button, link, checkbox, switch …: by ARIA, else by tag."""
    because: tuple[str, ...]
    checked: bool = False
    """For a toggle: whether it stands on."""
    state_known: bool = True
    """For a toggle: False where it is only drawn, so that nobody can tell from the page whether it stands on."""
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBanner:
    """The consent banner as it stands before the visitor: its first layer, or its preferences."""

    root: Node
    platform: str | None
    """Id of `selectors/cmps/<id>.yaml`; None where no platform was recognised."""
    found_by: str
    """rule (a platform's selectors) or wording."""
    is_preferences: bool
    """True where what stands there is the second layer: purposes to choose one by one."""
    controls: tuple[FoundControl, ...]
    """In the order in which a person meets them."""
    text: str
    because: tuple[str, ...]
    score: float = 1.0
    """How sure the finder is, 0 to 1; 1 for a platform's own selectors."""

    def all(self, action: str) -> tuple[FoundControl, ...]:
        """All controls of one action, the most fitting first."""
        return tuple(c for c in self.controls if c.action == action)

    def first(self, action: str) -> FoundControl | None:
        """The most fitting control of one action."""
        return next((c for c in self.controls if c.action == action), None)
