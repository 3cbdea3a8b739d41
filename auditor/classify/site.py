"""A site as the rules see it: everything that was seen, each thing with its label and its reason. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.results import Banner, Block, Cookie, Outcome, StorageItem, Tracker

__all__ = ["Claim", "Contact", "Site", "Write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One request to a host of a tracking purpose."""

    host: str
    url: str
    phase: str
    step: str
    at_ms: float
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One successful write of a cookie (or of a storage key: the end of the step in which it was new or changed)."""

    kind: str
    """cookie, local, session, indexeddb, cache, service-worker."""
    name: str
    domain: str
    """Domain of a cookie, origin of a storage key."""
    phase: str
    step: str
    at_ms: float
    lifetime_days: float | None
    """As asked for; None for a session cookie and for storage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence of the consent text that commits the site."""

    quote: str
    claim: str
    """only-technical-after-refuse, change-any-time, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All of it. `missing` maps a record name (`cookies`, `requests`, `storage`, `pages`) to the reason why it is not whole."""

    url: str
    final_url: str
    language: str | None
    banner: Banner
    banner_search_whole: bool = True
    """False where a frame or the page could not be read, so that a banner may have been missed."""
    scenarios: dict[str, Outcome] = field(default_factory=dict)
    cookies: tuple[Cookie, ...] = ()
    storage: tuple[StorageItem, ...] = ()
    trackers: tuple[Tracker, ...] = ()
    contacts: tuple[Contact, ...] = ()
    writes: tuple[Write, ...] = ()
    claims: tuple[Claim, ...] = ()
    blocks: tuple[Block, ...] = ()
    asked_again_after_refuse: tuple[str, ...] = ()
    """Steps of the refusal (reload, next-page) at whose end a banner stood again."""
    later_views_after_refuse: tuple[str, ...] = ()
    """Steps of the refusal that were reached after the press."""
    third_party_cookies: str = "allow"
    missing: dict[str, str] = field(default_factory=dict)
    signals: dict[str, dict[str, object] | None] = field(default_factory=dict)
