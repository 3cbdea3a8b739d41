"""Audit what is due, again and again or once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from auditor.errors import AuditorError
from auditor.fleet.about import stamp
from auditor.fleet.history import History
from auditor.fleet.job import Finished
from auditor.fleet.schedule.due import Line, Turn, turn
from auditor.plan import PlannedSite

__all__ = ["Round", "Service"]

_log = logging.getLogger("auditor.fleet")


@dataclass(slots=True)
class Round:
    """What came of one look at the schedule."""

    runs: int = 0
    """Runs that were made."""
    failures: int = 0
    """Runs that could not be made or indexed, and notices that could not be sent."""
    failed_sites: int = 0
    """Sites that could not be audited."""
    following: datetime | None = None
    """When something is due next; None where nothing is scheduled, and after an interruption."""
    interrupted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Serves lines of a schedule. No two services that share an index visit one site at the same time."""

    history: History
    scan: Callable[[tuple[PlannedSite, ...]], Finished]
    """Raises AuditorError where the run could not be made."""
    announce: Callable[[Path], None]
    """Tells whom it concerns of an indexed run. Raises AuditorError."""
    say: Callable[[str], None]
    now: Callable[[], datetime]

    def serve(self, lines: Sequence[Line], *, all_now: bool = False) -> Round:
        """Audit the sites that are due; `all_now`: all of them. Raises StoreError where the index cannot be read."""
        done = Round()
        for line in lines:
            turns = {site.url: self._turn(line, site.url, all_now) for site in line.sites}
            due = [site for site in line.sites if turns[site.url].at <= self.now()]
            if due:
                self._serve(line, due, turns, done, all_now)
            if done.interrupted:
                return done
        waiting = (self._turn(line, site.url, False).at for line in lines for site in line.sites)
        done.following = min(waiting, default=None)
        return done

    def _turn(self, line: Line, url: str, all_now: bool) -> Turn:
        now = self.now()
        if all_now:
            return Turn(now, now)
        served = self.history.served_until(url, line.key)
        if served is None:
            served = stamp(now)
            self.history.serve(url, line.key, served)
        return turn(line, datetime.strptime(served, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC), now)

    def _serve(self, line: Line, due: list[PlannedSite], turns: dict[str, Turn], done: Round, all_now: bool) -> None:
        with self.history.claim([site.url for site in due]) as held:
            if len(held) < len(due):
                self.say(f"{line.name}: {len(due) - len(held)} sites are being visited by another service")
            # Asked again, now that nobody else can be at it: another may have served them since.
            sites = tuple(
                site for site in due if site.url in held and (all_now or self._turn(line, site.url, False).at <= self.now())
            )
            if not sites:
                return
            self.say(f"{line.name}: auditing {len(sites)} site{'s' if len(sites) != 1 else ''}")
            settled, path = self._scan(sites, done)
            for url in settled:
                self.history.serve(url, line.key, stamp(turns[url].of))
        if path is not None and not done.interrupted:
            try:
                self.announce(path)
            except AuditorError as error:
                done.failures += 1
                self.say(f"no notice was sent: {error}")

    def _scan(self, sites: tuple[PlannedSite, ...], done: Round) -> tuple[tuple[str, ...], Path | None]:
        """The sites that are settled for this turn, and the folder of the run where it was indexed."""
        everything = tuple(site.url for site in sites)
        try:
            finished = self.scan(sites)
        except AuditorError as error:
            # Without a browser or a disk it would fail again at once: the next turn tries again.
            done.failures += 1
            self.say(f"the run could not be made: {error}")
            return everything, None
        except Exception as error:  # noqa: BLE001  # told here; a service that has run for months must not end by one defect
            _log.exception("internal error")
            done.failures += 1
            self.say(f"the run could not be made: internal error ({type(error).__name__}: {error})")
            return everything, None
        results = finished.written.run.results
        done.runs += 1
        done.failed_sites += sum(result.status == "failed" for result in results)
        done.interrupted = finished.interrupted
        path: Path | None = finished.path
        try:
            self.history.record(finished.path)
        except AuditorError as error:
            done.failures += 1
            self.say(f"the run is whole and was not indexed: {error}")
            path = None
        return (tuple(result.url for result in results) if finished.interrupted else everything), path
