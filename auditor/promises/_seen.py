"""Trackers called and things written that a sentence rules out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.classify.site import Site
from auditor.needs import contacts_in, written_in
from auditor.needs.weigh import THIRTEEN_MONTHS_DAYS, Weighed
from auditor.promises._kept import value_of

__all__ = ["seen_in"]


def seen_in(phase: str, site: Site, allowed: Sequence[str], thresholds: Mapping[str, float]) -> tuple[Weighed, Weighed]:
    """Trackers called and things written in a phase, but for purposes that are allowed."""
    months = thresholds.get("cookie_lifetime_days", THIRTEEN_MONTHS_DAYS)
    contacts, writes = value_of(contacts_in(phase).read(site), ()), value_of(written_in(phase).read(site), ())
    called = Weighed(months).contacts(c for c in contacts if c.purpose not in allowed)
    return called, Weighed(months).writes((w, i) for w, i in writes if i.purpose not in allowed)
