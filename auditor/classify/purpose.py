"""What a stored thing is for, in a fixed order: its own name, the domain it lies on, who wrote it, where its value went, and
whether it is plainly the record of the choice.

Whatever none of these tells is `unknown`, never silently necessary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from auditor.catalogue.tracker import HostFact, Trackers
from auditor.classify.party import host_of
from auditor.results import Exemption, KnownBy, Purpose

__all__ = ["NEEDS_CONSENT", "SPEAKS_OF_CONSENT", "Label", "is_tracking", "label_by_hosts", "look_up", "records_choice"]

NEEDS_CONSENT: frozenset[Purpose] = frozenset({"audience", "advertising", "social"})
"""Purposes for which reading and writing needs consent; audience measurement unless it meets the conditions of the exemption."""

_SERVES_OTHERS = frozenset({"cdn", "tag-manager"})
"""Whoever rents out files or starts the tags of others says nothing about what one of them writes."""

_NO_TRACKER = frozenset(
    {
        *("consent-platform", "cdn", "tag-manager", "fonts", "captcha", "payment"),
        *("security", "error-monitoring", "login", "maps", "search"),
    }
)
"""Kinds of hosts that are no trackers for being contacted; what they start is seen in calls to others and in what is stored."""

SPEAKS_OF_CONSENT = re.compile(
    r"consent|cookie|gdpr|rgpd|dsgvo|ccpa|tcf|cmp|opt.?(?:in|out)|privacy|tracking|traceur|tarteaucitron|banner|bandeau|choice|choix",
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
    return fact is not None and fact.purpose in NEEDS_CONSENT and fact.kind not in _NO_TRACKER


@lru_cache(maxsize=65_536)
def look_up(trackers: Trackers, url: str) -> HostFact | None:
    """What the catalogue knows of an address. Remembered: one audit asks for each address some six times."""
    host = host_of(url)
    if not host:
        return None
    parts = urlsplit(url)
    return trackers.host(host, parts.path + (f"?{parts.query}" if parts.query else ""))


def records_choice(
    name: str, side: str, phases: Sequence[str], written_in: Sequence[str], identifier: bool | None
) -> Label | None:
    """Label what is plainly the record of the choice: first-party, named so, written at a choice only, and no identifier."""
    at_a_choice = bool(written_in) and "before" not in written_in and "before" not in phases and "refuse" in written_in
    if side == "first" and identifier is False and at_a_choice and SPEAKS_OF_CONSENT.search(name):
        because = "records the choice: its name speaks of consent, it is written at a choice and singles out no one"
        return Label("necessary", None, None, "behaviour", because)
    return None


def label_by_hosts(
    trackers: Trackers, *, own_host: str, third: bool, setters: Iterable[str], sent_to: Mapping[str, HostFact]
) -> Label:
    """Label what the catalogue does not name.

    `setters`: addresses of the scripts or answers that wrote it; `sent_to`: tracking hosts that were sent its value.
    """
    if third:
        fact = trackers.host(own_host)
        if fact is not None and fact.kind not in _SERVES_OTHERS and fact.purpose != "unknown":
            return Label(fact.purpose, fact.owner, fact.exemption, "domain", f"lies on {own_host}; {fact.because}")
    for url in sorted(set(setters)):
        fact = look_up(trackers, url)
        if fact is not None and fact.kind not in _SERVES_OTHERS and fact.purpose != "unknown":
            return Label(fact.purpose, fact.owner, fact.exemption, "setter", f"written by {host_of(url)}; {fact.because}")
    for host in sorted(sent_to):
        fact = sent_to[host]
        return Label(fact.purpose, fact.owner, fact.exemption, "behaviour", f"its value was sent to {host}; {fact.because}")
    owner = trackers.owner(own_host) if third else None
    return Label("unknown", owner, None, "nothing", "purpose unknown: neither its name nor who wrote it is in the catalogue")
