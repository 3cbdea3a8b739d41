"""What a person who knows a site would find on it: written beforehand, compared with the result by tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Expected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The truth about one site. What is left at its default is not claimed."""

    title: Mapping[str, str]
    """Language (fr, en) → what the site is, in a few words."""
    banner: bool = True
    cmp: str | None = None
    """Id of the platform; None for a banner of the site's own."""
    controls: Mapping[str, str | None] = field(default_factory=dict)
    """accept, refuse, settings, save, reopen → text, or None where a person finds none."""
    refuse_clicks: int | None = None
    """Presses of the shortest refusal; None where nothing refuses or no banner is there."""
    accept_clicks: int | None = None
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """Scenario → outcome of the contract."""
    trackers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Phase → every host of a tracking purpose that is called in it. A phase left out is not claimed."""
    cookies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Phase → names of tracking cookies written in it."""
    fails: frozenset[str] = frozenset()
    """Rules that fail. Any other failure is a false accusation, but for those of `may_fail`."""
    may_fail: frozenset[str] = frozenset()
    """Rules whose failure would be true and is not claimed, since it depends on the platform's own clearing."""
    passes: frozenset[str] = frozenset()
    """Rules that pass."""
    unsure: frozenset[str] = frozenset()
    """Rules that can only be inconclusive."""
    not_passed: frozenset[str] = frozenset()
    """Rules that must not pass; how they put it is left open."""
    blocks: Mapping[str, str] = field(default_factory=dict)
    """Type of block → words that stand in one block of that type."""
    promises: Mapping[str, str] = field(default_factory=dict)
    """Claim → verdict."""
