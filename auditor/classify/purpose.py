"""What a stored thing is for, in a fixed order: its own name, the domain it lies on, who wrote it, where its value went, and
whether it is plainly the record of the choice.

Whatever none of these tells is `unknown`, never silently necessary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditor.catalogue.tracker import CookieFact, HostFact, StorageFact, Trackers
from auditor.classify.party import Party, host_of, party
from auditor.results import Exemption, KnownBy, Purpose

__all__ = ["NEEDS_CONSENT", "NO_TRACKER", "SPEAKS_OF_CONSENT", "Label", "Stored", "is_tracking", "label", "look_up"]

NEEDS_CONSENT: frozenset[Purpose] = frozenset({"audience", "advertising", "social"})
"""Purposes for which reading and writing needs consent; audience measurement unless it meets the conditions of the exemption."""

_SERVES_OTHERS = frozenset({"cdn", "tag-manager"})
"""Whoever rents out files or starts the tags of others says nothing about what one of them writes."""

NO_TRACKER = frozenset(
    {
        *("consent-platform", "cdn", "tag-manager", "fonts", "captcha", "payment"),
        *("security", "error-monitoring", "login", "maps", "search"),
    }
)
"""Kinds of hosts that are no trackers for being contacted; what they start is seen in calls to others and in what is stored."""

SPEAKS_OF_CONSENT = re.compile(
    r"consen[st]|cookie|gdpr|rgpd|dsgvo|ccpa|lgpd|tcf|cmp|opt.?(?:in|out)|privacy|privacidad|tracking|traceur|tarteaucitron"
    r"|banner|bandeau|choice|choix|einwilligung|zustimmung|toestemming|akkoord|samtyc?kk?e|galleta",
    re.I,
)
"""Names under which sites that are in no catalogue write down a choice."""


@dataclass(frozen=True, slots=True)
class Label:
    """A purpose with its reason."""

    purpose: Purpose
    owner: str | None
    exemption: Exemption | None
    known_by: KnownBy
    because: str


def is_tracking(fact: HostFact | None) -> bool:
    """Tell whether to contact such a host is to contact a tracker."""
    return fact is not None and fact.purpose in NEEDS_CONSENT and fact.kind not in NO_TRACKER


def look_up(trackers: Trackers, url: str) -> HostFact | None:
    """What is known of an address: by the catalogue, else by the lists in use."""
    return trackers.url(url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is to be labelled: a cookie or a storage key, with all that may tell what it is for."""

    name: str
    is_cookie: bool
    host: str
    """It lies on; without the leading dot of a cookie's domain."""
    side: Party
    site_host: str
    setters: Iterable[str] = ()
    """Addresses of the scripts or answers that wrote it; none are recorded of storage."""
    sent_to: Mapping[str, HostFact]
    """Tracking hosts that were sent its value."""
    phases: Sequence[str]
    written_in: Sequence[str]
    identifier: bool | None


def label(stored: Stored, named: CookieFact | StorageFact | None, trackers: Trackers) -> Label:
    """Label a stored thing. `named`: what the catalogue says of its name. A database of others is asked last, and never outweighs
    what was seen."""
    if named is not None and named.purpose != "unknown":
        return Label(named.purpose, named.owner, named.exemption, "catalogue", named.because)
    found = _by_hosts(stored, trackers)
    if found.known_by != "nothing":
        return found
    if named is not None:
        return Label("unknown", named.owner, None, "catalogue", named.because)
    choice = _records_choice(stored)
    if choice is not None:
        return choice
    said = trackers.said_of_cookie(stored.name, stored.host) if stored.is_cookie else None
    if said is not None:
        return Label(said.purpose, said.owner, "unknown" if said.purpose == "audience" else None, "list", said.because)
    return found


def _records_choice(stored: Stored) -> Label | None:
    """Label what is plainly the record of the choice: first-party, named so, written at a choice only, and no identifier."""
    seen_before = "before" in stored.written_in or "before" in stored.phases
    at_a_choice = bool(stored.written_in) and not seen_before and "refuse" in stored.written_in
    if stored.side == "first" and stored.identifier is False and at_a_choice and SPEAKS_OF_CONSENT.search(stored.name):
        because = "records the choice: its name speaks of consent, it is written at a choice and singles out no one"
        return Label("necessary", None, None, "behaviour", because)
    return None


def _by_hosts(stored: Stored, trackers: Trackers) -> Label:
    """Label by who wrote it or was sent it. A list that names an address of the site itself does so by its path alone:
    a hint, and no knowledge of who wrote the thing."""
    third = stored.side == "third"
    if third:
        fact = trackers.host(stored.host)
        if fact is not None and fact.kind not in _SERVES_OTHERS and fact.purpose != "unknown":
            return Label(fact.purpose, fact.owner, fact.exemption, "domain", f"lies on {stored.host}; {fact.because}")
    for url in sorted(set(stored.setters)):
        fact = look_up(trackers, url)
        if fact is not None and fact.kind not in _SERVES_OTHERS and fact.purpose != "unknown":
            hint = bool(fact.list) and party(host_of(url), stored.site_host) == "first"
            known_by: KnownBy = "behaviour" if hint else "setter"
            return Label(fact.purpose, fact.owner, fact.exemption, known_by, f"written by {host_of(url)}; {fact.because}")
    for host in sorted(stored.sent_to):
        fact = stored.sent_to[host]
        return Label(fact.purpose, fact.owner, fact.exemption, "behaviour", f"its value was sent to {host}; {fact.because}")
    owner = trackers.owner(stored.host) if third else None
    return Label("unknown", owner, None, "nothing", "purpose unknown: neither its name nor who wrote it is in the catalogue")
