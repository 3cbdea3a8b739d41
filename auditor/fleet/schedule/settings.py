"""What a list of sites says of its schedule."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from auditor.shape import Shape

__all__ = ["Schedule", "jitter_of"]

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}


class Schedule(Shape, frozen=True, kw_only=True):
    """When sites are audited."""

    cron: Annotated[str, Meta(min_length=1, max_length=200)] = ""
    """Five fields of cron: `0 6 * * 1` is Mondays at six. Empty: only the groups that say when."""
    timezone: Annotated[str, Meta(min_length=1, max_length=100)] = "UTC"
    """IANA name in which the fields are read, such as Europe/Paris."""
    jitter: Annotated[str, Meta(pattern=r"^\d{1,4}[smh]$")] = "0s"
    """Up to so long after the time the sites are visited, each time otherwise: 90s, 15m, 2h."""


def jitter_of(text: str) -> timedelta:
    """A span such as 15m, as `Schedule.jitter` lets it be written."""
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})
