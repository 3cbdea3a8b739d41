"""A site as the rules see it: everything that was seen, each thing with its label and its reason. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from auditor.classify.axe import Axe
from auditor.classify.design import Design
from auditor.classify.signals import SignalFacts
from auditor.classify.told import Told
from auditor.classify.tracks import Etag, Names, Reading, Sync
from auditor.results import Banner, Block, Cookie, Exemption, Outcome, PageShare, Purpose, StorageItem, Tracker

__all__ = ["Claim", "Contact", "Gap", "ReopenSearch", "Site", "Write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One request to a host of a tracking purpose."""

    host: str
    url: str
    phase: str
    step: str
    at_ms: float
    type: str
    visit: str = ""
    """Visit in which it was seen."""
    owner: str | None = None
    purpose: Purpose = "advertising"
    exemption: Exemption | None = None
    party: Literal["first", "third"] = "third"
    because: str = ""
    leftover: str = ""
    """Why it may come from what was loaded before the choice; empty where it began on a clean page."""
    listed: str = ""
    """For what only a list of others names, how much was sent: static (a file, nothing with it), library (a script), beacon
    (anything else), hint (to the site itself), identifier; empty for what the catalogue knows."""
    exempt_mode: bool = False
    """True where the call itself says that its tool runs in the mode that its vendor documents for use without consent."""
    cookieless: bool = False
    """True for a call that says itself that nothing was granted (`gcs=G100`) and took no cookie along."""
    cname: str | None = None
    """The tracker's host that its own is an alias of; None where it is none."""
    kind: str = "tracker"
    """What the host serves, by the catalogue."""


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
    visit: str = ""
    stored: bool = True
    """False where a script wrote it and no jar ever held it: it may have been refused by the browser or deleted at once."""
    leftover: str = ""
    """Why it may come from what was loaded before the choice; empty where it did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence of the consent text that commits the site."""

    quote: str
    claim: str
    """only-technical-after-refuse, change-any-time, …"""
    because: str = ""
    allows: tuple[str, ...] = ()
    """Purposes that the sentence itself allows beside the technical ones."""
    speaks_of: Literal["trackers", "cookies"] = "trackers"
    """Whether it speaks of cookies only."""
    control: str = ""
    """Name of the control that the sentence announces, as quoted in it."""
    features: tuple[str, ...] = ()
    """Parts of the site that it says are off: names of `selectors/features/`."""
    days: float | None = None
    """Length of time that it names, in days."""
    at_most: bool = False
    """True where that is the longest that it can be."""
    unasked: bool = False
    """True where what it says of a refusal holds before any choice too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A part of a record that is not there."""

    record: str
    visit: str
    phase: str
    """Empty where it concerns the whole visit."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenSearch:
    """Where a control that opens the choices again was looked for after a choice, and what came of it."""

    searched: tuple[str, ...]
    """Labels of the snapshots that were read whole."""
    unread: tuple[str, ...] = ()
    """Labels of those that were cut short."""
    found: tuple[str, ...] = ()
    """Labels of those in which such a control stands."""
    text: str = ""
    """Of the first one found."""
    only_at_the_bottom: bool = False
    """True where it came only once the end of the page was scrolled to, so that a look without scrolling misses it."""
    works: bool | None = None
    """True where a press brought the choices back, False where nothing came of it; None where it was not pressed."""
    weak: tuple[str, ...] = ()
    """Texts of controls that may open them though their words do not say so, and that were not tried."""
    not_pressed: str = ""
    """Why the control could not be pressed; empty where it was, or where nobody tried."""
    went_elsewhere: bool = False
    """True where the press led to another page: what can be chosen there is for a person to see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A sign that the site took something for consent, and that was not there before."""

    step: str
    """At whose end it was first seen."""
    because: str
    certain: bool
    """True where the same is known not to be noted after a refusal."""
    at_ms: float = 0.0
    """When it was noted; the end of the step where only that is known."""
    kind: Literal["store", "tcf", "mode", "note"] = "store"
    """The platform's store, the TC string, consent mode, or a key of the site's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A visit of its own in which something was done that is no choice, or a choice in part: close, ignore, partial, gpc."""

    name: str
    """Of the scenario, and of the phase that began with it."""
    outcome: Outcome
    steps: tuple[str, ...] = ()
    """Steps of the phase that were watched to their end."""
    contacts: tuple[Contact, ...] = ()
    """All requests to tracking hosts of this visit."""
    writes: tuple[tuple[Write, Cookie | StorageItem], ...] = ()
    """All writes of this visit, with what was written."""
    grants: tuple[Grant, ...] = ()
    gaps: tuple[str, ...] = ()
    """Reasons why the record of this visit is not whole."""
    watched_elsewhere_ms: float = 0.0
    """The longest that another visit watched before anything was done in it."""
    left: str = ""
    """Phase in which the last page was left and listened to; empty where it was not."""
    still_asked: tuple[str, ...] = ()
    """Steps at whose end the banner stood there."""
    on: tuple[str, ...] = ()
    """Names of the switches that stood on when they were saved."""
    off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The cookies that hold a choice, with their declared lifetimes."""

    days: dict[str, float]
    """Name → days; 0 for one that ends with the session."""
    by_platform: bool
    """True where the platform's file names them; False where their own names speak of consent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """How the banner stood before the page."""

    covers: bool
    """Whether it takes half of the window or more."""
    locked: bool
    """Whether the page behind it cannot be scrolled."""
    pay: str
    """Text of the control that leads to paying; empty where none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All of it. `missing` maps a record name (`cookies`, `requests`, `storage`, `pages`) to the reason why it is not whole."""

    url: str
    final_url: str
    language: str | None
    banner: Banner
    banner_search_whole: bool = True
    """False where a frame or the page could not be read, so that a banner may have been missed."""
    wording_known: bool = True
    """False where the page says that it is in a language for which there are no words, so that only known platforms are found."""
    banner_searched: bool = True
    """False where there is no snapshot of the arrival at all."""
    hidden_by: str = ""
    """Where no banner was found: the text of what lay over the page and could not be put away; empty where nothing did."""
    scenarios: dict[str, Outcome] = field(default_factory=dict)
    cookies: tuple[Cookie, ...] = ()
    storage: tuple[StorageItem, ...] = ()
    trackers: tuple[Tracker, ...] = ()
    contacts: tuple[Contact, ...] = ()
    writes: tuple[Write, ...] = ()
    claims: tuple[Claim, ...] = ()
    blocks: tuple[Block, ...] = ()
    page_share: PageShare | None = None
    """What the page on arrival consists of; None where no page was seen."""
    asked_again_after_refuse: tuple[str, ...] = ()
    """Labels of the later snapshots of the refusal in which a banner stood again."""
    asked_again_after_accept: tuple[str, ...] = ()
    later_views_after_refuse: tuple[str, ...] = ()
    """Steps of the refusal (reload, next-page) that were reached after the press."""
    later_views: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Phase → steps (reload, next-page) that were reached after the press."""
    reopen: dict[str, ReopenSearch] = field(default_factory=dict)
    """refuse, accept → the search for a control that opens the choices again."""
    refused_by_saving: bool = False
    """True where the control that refuses is a « save » to which a proven refusal was walked."""
    saved_without_proof: bool = False
    """True where the way to refuse ended in a « save » of which nothing shows that it refused."""
    accept_only_acknowledges: bool = False
    """True where the only control that agrees is an « OK » that asks nothing."""
    first_layer_unread: tuple[str, ...] = ()
    """Texts of buttons of the first layer that no wording knows."""
    design: Design = field(default_factory=Design)
    """How the banner puts its question: switches as they stood, languages."""
    axe: Axe = field(default_factory=Axe)
    """What axe-core said of the banner's controls, where it was asked."""
    second_layer_seen: bool = False
    """True where settings were opened and their controls read."""
    consent_platform: str = ""
    """What shows that a consent platform is there, also where no banner stands; empty where nothing does."""
    unknown_hosts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Third-party host that the catalogue does not know → phases in which it was contacted."""
    third_party_cookies: str = "allow"
    missing: dict[str, str] = field(default_factory=dict)
    """Record that no visit holds → reason."""
    gaps: tuple[Gap, ...] = ()
    """Parts that are not there. What was seen stands; that nothing else was there is not established."""
    signals: dict[str, dict[str, object] | None] = field(default_factory=dict)
    signal_facts: SignalFacts = field(default_factory=SignalFacts)
    """What the rules need of the consent interfaces, decoded."""
    names: Names = field(default_factory=Names)
    """Hosts of the site that are aliases of a tracker's, and those of which that is not known."""
    readings: tuple[Reading, ...] = ()
    """Scripts that read what fingerprints are made from."""
    syncs: tuple[Sync, ...] = ()
    """Identifiers handed from one firm to another."""
    etags: tuple[Etag, ...] = ()
    """Marks of answers that single out a browser and came back."""
    visits: tuple[str, ...] = ()
    """Names of the visits that left anything."""
    may_hold_choice: bool = False
    """True where the visits began with a given state and no banner stood there: a choice may have been made in it before."""
    acts: dict[str, Act] = field(default_factory=dict)
    """Scenario → what came of a visit of its own. What stands above is of the visits in which choices were made."""
    only_after_accept: frozenset[str] | None = None
    """Hosts of trackers that come with the acceptance alone; None where that is not established."""
    accept_shows: tuple[Grant, ...] = ()
    """By what an acceptance could be recognised."""
    refuse_noted_as_accept: tuple[Grant, ...] = ()
    """What shows that the press of « refuse » was noted as an acceptance."""
    refuse_says: str = ""
    """Words of the control that was pressed to refuse, where a wording reads them so."""
    left_in: dict[str, str] = field(default_factory=dict)
    """Visit → phase in which its last page was left and listened to."""
    led_to: dict[str, tuple[str, str]] = field(default_factory=dict)
    """refuse, accept → addresses before and after the press."""
    memory: dict[str, Memory] = field(default_factory=dict)
    """refuse, accept → how long the choice is remembered."""
    wall: Wall | None = None
    readable: dict[str, int] = field(default_factory=dict)
    """before, refuse, accept → characters that a person could read at the first address, the banner left out."""
    told: Told = field(default_factory=Told)
    """What the site tells of itself: policies, lists of cookies, purposes, partners."""
