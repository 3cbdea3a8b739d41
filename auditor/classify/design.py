"""How the banner puts its question: the switches as they stood before anyone touched them, and the language it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Design", "Kind", "Languages", "SwitchSeen"]

Kind = Literal["consent", "necessary", "interest", "functional", "aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchSeen:
    """One switch of the banner as it stood before anyone touched one."""

    name: str
    page: str
    """Label of the snapshot."""
    phase: str
    on: bool | None
    """None where it is only drawn, or its group of radio buttons cannot be read."""
    kind: Kind
    """What it stands for; necessary also where nobody can turn it off."""
    because: str
    drawn: bool = False
    """True where its state is known only from how it is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """What language was spoken, by the small words of the texts; None where that is not established."""

    page: str | None
    banner: str | None
    browser: str = ""
    """What the browser asked for, as BCP 47."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What was read of it."""

    switches: tuple[SwitchSeen, ...] = ()
    out_of_sight: str = ""
    """What of the switches could not be seen; empty where nothing is known to be hidden."""
    panel_seen: bool = False
    """True where the settings were opened before anything was chosen, or stood there at once."""
    languages: Languages | None = None
    viewport: tuple[float, float] | None = None
