"""What was found of tracks beside cookies and known hosts: aliases, readings of traits, hand-overs, marks. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.results import Purpose

__all__ = ["Alias", "Etag", "Names", "Reading", "Sync"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A host of the site that is an alias of a tracking firm's."""

    host: str
    target: str
    """The first name of its chain that the catalogue knows."""
    owner: str | None
    purpose: Purpose
    because: str
    phases: tuple[str, ...]
    """In which it was contacted."""
    urls: Mapping[str, str]
    """Phase → one address of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What is known of the names of the site's hosts, beside the one that its pages come from."""

    aliases: tuple[Alias, ...] = ()
    contacted: tuple[str, ...] = ()
    """All such hosts that were contacted."""
    unanswered: Mapping[str, str] = field(default_factory=dict)
    """Those of which no visit knows the name → reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one script of one document read in one phase."""

    script_url: str
    visit: str
    phase: str
    kinds: tuple[str, ...]
    """canvas, audio, webgl: those read in the manner of a fingerprint."""
    apis: tuple[str, ...]
    """Everything that was read."""
    leftover: str = ""
    """Why it may be the work of what was there before the choice; empty where its document is a later one."""
    sent_to: tuple[str, ...] = ()
    """Addresses of other parties to which the script sent something long that no earlier address or page held."""
    to_trackers: bool = False
    """Whether one of these is a known tracker's."""
    stored: tuple[str, ...] = ()
    """Names of cookies that it wrote and that single out a browser."""
    unread: tuple[str, ...] = ()
    """Addresses of other parties to which it sent a body that cannot be read."""
    own: bool = False
    """Whether the script is the site's own: one file may hold the work of many."""
    protects: str = ""
    """Why it may serve to keep out machines; empty where nothing says so."""

    @property
    def went(self) -> bool:
        """Whether something came of it that can single out a browser."""
        return bool(self.sent_to or self.stored)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """One hand-over that was seen."""

    name: str
    """`cookie uid`, `localStorage pubcid`; empty where only a chain of redirects shows it."""
    domain: str
    """Of the cookie, host of the key's origin; of a chain, the host that led on."""
    owner: str
    receiver: str
    """Owner of the host that was sent it."""
    host: str
    url: str
    phase: str
    visit: str
    how: str
    """plain, base64, md5, sha1, sha256, redirect (a chain over several owners in which no stored value was found)."""
    certain: bool
    """Whether both owners are in the catalogue, the identifier needs consent and the receiver is a tracker."""
    leftover: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Etag:
    """The mark of one address."""

    url: str
    host: str
    owner: str | None
    phases: tuple[str, ...]
    """In which it came back to the server."""
    tracker: bool
    """Whether the host is a known tracker's."""
    because: str
