"""What a site tells of itself beside its banner's controls: policies, lists of cookies, purposes, partners. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Count", "Declared", "FeatureSeen", "Indicator", "PolicyLinkSeen", "PolicyRead", "PurposesRead", "Told"]

FeatureState = Literal["works", "stands", "off", "absent"]
"""works: something outside, or a form, shows it; stands: an element of it stands there, and whether it works cannot be told;
off: its place is there, empty or with a note; absent: nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLinkSeen:
    """A link to a policy in a snapshot."""

    url: str
    text: str
    kind: str
    in_banner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRead:
    """A policy that was gone to."""

    url: str
    text: str
    """Name of the link."""
    in_banner: bool
    final_url: str
    status: int | None
    kind: str
    """cookies, privacy or legal: what its link promises."""
    state: Literal["read", "dead", "document", "unreached"]
    """document: a PDF or another file, which is not read here."""
    recognised: bool = False
    """True where the page speaks as a policy does."""
    other_host: bool = False
    """True where it lies on another site."""
    whole: bool = True
    """False where a part of the page could not be read."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The site's own list of cookies."""

    names: tuple[str, ...]
    """As they stand in it, patterns included; sorted."""
    where: tuple[str, ...]
    """Addresses of the policies, or `banner` for what stands in its second layer."""
    partial: str = ""
    """What says that it goes on elsewhere or is not whole; empty where nothing does."""
    covered: frozenset[str] = frozenset()
    """Names of cookies seen that it names, or of whose family it names one."""
    seen: frozenset[str] = frozenset()
    """Names of the list of which a cookie was seen."""
    owners: frozenset[str] = frozenset()
    """Names of seen cookies that it does not name, though it names the firm or the domain that they belong to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposesRead:
    """What the first layer says that consent is asked for."""

    language: str = ""
    """Of the text, where its words are known; empty where they are not."""
    named: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()
    words: int = 0
    speaks: bool = False
    """True where it speaks of cookies at all: else the finder may have met only a part of it."""
    hidden: bool = False
    """True where a folded part of the banner names a purpose."""
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of partners that the site says."""

    number: int
    quote: str
    layer: int
    of: str
    """The word that is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureSeen:
    """A part of the site in the same page after both choices."""

    url: str
    refuse: FeatureState
    accept: FeatureState
    pages: tuple[str, ...]
    """References to the two snapshots."""
    shown_by: str = ""
    """What showed that it works after the refusal, or after the acceptance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A small coloured element by the control that opens the choices again, after both choices."""

    refuse: str
    """green or red."""
    accept: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All of it."""

    policy_sought: bool = False
    """True where links to policies were looked for, and those found were followed."""
    links_whole: bool = False
    """True where banner and pages were read whole, so that a link that is not found is not there."""
    links_sought_on: tuple[str, ...] = ()
    """References to the pages on which links were looked for."""
    links: tuple[PolicyLinkSeen, ...] = ()
    policies: tuple[PolicyRead, ...] = ()
    declared: Declared | None = None
    purposes: PurposesRead = PurposesRead()
    partners_links: tuple[str, ...] = ()
    """Texts of controls on the first or second layer that lead to who the partners are."""
    partners_said: tuple[str, ...] = ()
    """Words for partners in the texts of the banner and of the policies."""
    policy_owners: tuple[str, ...] = ()
    """Owners of trackers that were seen, as far as a policy or the banner names them."""
    counts: tuple[Count, ...] = ()
    features: Mapping[str, tuple[FeatureSeen, ...]] = field(default_factory=dict)
    indicators: tuple[Indicator, ...] = ()
    choice_cookies: tuple[str, ...] = ()
    """Names of the cookies in which the choice is kept."""
    choice_elsewhere: str = ""
    """Where the choice is kept that is no cookie; empty where it is none."""
