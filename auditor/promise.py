"""What the test of a promise answers, and what such tests share. Tests themselves are the files of `auditor.promises`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from auditor.classify.site import Claim, Site
from auditor.needs import contacts_in, written_in
from auditor.needs.weigh import THIRTEEN_MONTHS_DAYS, Weighed
from auditor.results import Verdict
from auditor.rule import NoObject, Part, Text, Unmet, say

__all__ = ["Kept", "given", "lacking", "seen_in", "value_of"]

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Kept:
    """One claim with its answer."""

    claim: Claim
    verdict: Verdict
    reason: Text
    fields: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()

    def say(self, language: str) -> str:
        """The reason in one language."""
        return say(self.reason, self.fields, language)


def lacking(claim: Claim, *found: object) -> Kept | None:
    """The answer where something that the test needs is not there; what cannot exist comes before what was not seen."""
    absent = sorted((v for v in found if isinstance(v, Unmet | NoObject)), key=lambda value: isinstance(value, Unmet))
    return _absent(claim, absent[0]) if absent else None


def given(claim: Claim, found: V | Part[V] | Unmet | NoObject) -> V | Kept:
    """What the one thing that a test needs gives, or the answer where it is not there (see `lacking`)."""
    if isinstance(found, Unmet | NoObject):
        return _absent(claim, found)
    return found.value if isinstance(found, Part) else found


def _absent(claim: Claim, value: Unmet | NoObject) -> Kept:
    return Kept(claim, "not-applicable" if isinstance(value, NoObject) else "inconclusive", value.reason)


def value_of(found: V | Part[V] | Unmet | NoObject, nothing: V) -> V:
    """What there is; `nothing` where there is none (see `lacking`)."""
    if isinstance(found, Part):
        return found.value
    return nothing if isinstance(found, Unmet | NoObject) else found


def seen_in(phase: str, site: Site, allowed: Sequence[str], thresholds: Mapping[str, float]) -> tuple[Weighed, Weighed]:
    """Trackers called and things written in a phase, but for purposes that are allowed."""
    months = thresholds.get("cookie_lifetime_days", THIRTEEN_MONTHS_DAYS)
    contacts, writes = value_of(contacts_in(phase).read(site), ()), value_of(written_in(phase).read(site), ())
    called = Weighed(months).contacts(c for c in contacts if c.purpose not in allowed)
    return called, Weighed(months).writes((w, i) for w, i in writes if i.purpose not in allowed)
