"""What is due. No clock in here: the time is given.

A site is served until the time of the schedule that its last run answers to. Times that were missed, because nothing was running,
are made up for once, by the last of them. A site that was never seen under a schedule is served until now: it waits for its turn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from auditor.fleet import cron
from auditor.fleet.about import stamp
from auditor.fleet.schedule.settings import jitter_of
from auditor.fleet.sites import SiteList
from auditor.plan import PlannedSite, plan

__all__ = ["Line", "Turn", "lines_of", "turn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Sites that are due at the same times, and so are audited in one run."""

    group: str
    """Name of the group; empty for sites of none, or of one that says nothing of its own."""
    cron: str
    zone: ZoneInfo
    jitter: timedelta
    sites: tuple[PlannedSite, ...]

    @property
    def key(self) -> str:
        """What tells one schedule from another: with another time or zone, what was missed under the old one counts no more."""
        return f"{self.cron} {self.zone.key}"

    @property
    def name(self) -> str:
        """For a person."""
        return f"{self.group or 'sites'} ({self.key})"


@dataclass(frozen=True, slots=True)
class Turn:
    """A time of a schedule, in UTC."""

    of: datetime
    """As the fields of cron say."""
    at: datetime
    """With the jitter: when the sites are to be visited."""


def lines_of(listed: SiteList) -> tuple[Line, ...]:
    """The lines of a list of sites: one a schedule, in the order of the sites. Raises UsageError for an address that is wrong."""
    sites: dict[tuple[str, str], list[PlannedSite]] = {}
    for site in plan(listed.asked):
        own = listed.group_schedules.get(site.own.group, "")
        text = own or listed.schedule
        if text:
            sites.setdefault((site.own.group if own else "", text), []).append(site)
    zone, jitter = ZoneInfo(listed.schedule_zone), jitter_of(listed.jitter)
    return tuple(
        Line(group=group, cron=text, zone=zone, jitter=jitter, sites=tuple(found)) for (group, text), found in sites.items()
    )


def turn(line: Line, served_until: datetime, now: datetime) -> Turn:
    """The turn of a site that was served until a time: due where its `at` is not after `now`."""
    # Reading backwards steps over any number of missed times at once.
    last = next(_times(line, now + timedelta(seconds=1), backwards=True), None)
    if last is not None and last > served_until:
        return Turn(last, last + _delay(line, last))
    following = next(_times(line, max(now, served_until), backwards=False))
    return Turn(following, following + _delay(line, following))


def _times(line: Line, start: datetime, *, backwards: bool) -> Iterator[datetime]:
    local = start.astimezone(line.zone)
    found = CronSim(line.cron, local, reverse=True) if backwards else cron.times(line.cron, local)
    return (moment.astimezone(UTC) for moment in found)


def _delay(line: Line, of: datetime) -> timedelta:
    """Always the same for one turn, so that two services, and one that was started again, agree on it."""
    seconds = int(line.jitter.total_seconds())
    if not seconds:
        return timedelta()
    digest = hashlib.sha256(f"{line.key} {line.group} {stamp(of)}".encode()).digest()
    return timedelta(seconds=int.from_bytes(digest[:8], "big") % (seconds + 1))
