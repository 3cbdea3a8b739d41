"""The service: what is due is audited once, whoever else is at it and whatever fails. Runs are made without a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import BrowserError
from auditor.evidence.store import RunFolder
from auditor.fleet.history import History
from auditor.fleet.job import Finished
from auditor.fleet.notices.send import SendError
from auditor.fleet.runs import Written, read_run
from auditor.fleet.schedule.due import Line, lines_of
from auditor.fleet.schedule.service import Round, Service
from auditor.fleet.sites import read_list
from auditor.plan import PlannedSite
from tests.history.runs_made import finding, made, site

A, B = "https://a.example/", "https://b.example/"
MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)


@dataclass
class World:
    """A clock that is set by hand, and a scan that writes what it is told to."""

    base: Path
    history: History
    now: datetime = MONDAY - timedelta(hours=1)
    scanned: list[tuple[str, ...]] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    failing: Exception | None = None
    stops_after: int | None = None
    meanwhile: Any = None

    def scan(self, sites: tuple[PlannedSite, ...]) -> Finished:
        self.scanned.append(tuple(one.url for one in sites))
        if self.failing is not None:
            raise self.failing
        if self.meanwhile is not None:
            self.meanwhile()
        results = [site(one.url, finding("pass")) for one in sites][: self.stops_after]
        path = made(self.base / str(len(self.scanned)), self.now.strftime("%Y-%m-%dT%H:%M:%SZ"), *results)
        run = read_run(RunFolder.open(path))
        return Finished(path=path, written=Written(run=run, changed=(), failures=()), interrupted=self.stops_after is not None)

    def serve(self, *lines: Line, all_now: bool = False) -> Round:
        service = Service(
            history=self.history,
            scan=self.scan,
            announce=lambda path: self.announced.append(path.name),
            say=self.said.append,
            now=lambda: self.now,
        )
        return service.serve(lines, all_now=all_now)


@pytest.fixture
def world(tmp_path: Path, database: str) -> Any:
    with History.open(database) as history:
        yield World(tmp_path, history)


def lines(tmp_path: Path, text: str = 'schedule: "0 6 * * 1"\nsites: [a.example, b.example]\n') -> tuple[Line, ...]:
    (tmp_path / "sites.yaml").write_text(text)
    return lines_of(read_list(tmp_path / "sites.yaml"))


def test_sites_wait_for_their_first_turn_and_have_each_turn_once(world: World, tmp_path: Path) -> None:
    weekly = lines(tmp_path)
    assert world.serve(*weekly).following == MONDAY
    assert world.scanned == []
    world.now = MONDAY + timedelta(seconds=1)
    done = world.serve(*weekly)
    assert (done.runs, done.failures, done.following) == (1, 0, MONDAY + timedelta(weeks=1))
    assert world.serve(*weekly).runs == 0
    assert (world.scanned, world.announced) == ([(A, B)], ["1"])


def test_missed_turns_are_made_up_for_once(world: World, tmp_path: Path) -> None:
    weekly = lines(tmp_path)
    world.serve(*weekly)
    world.now = MONDAY + timedelta(days=40)
    assert [world.serve(*weekly).runs for _ in range(3)] == [1, 0, 0]


def test_a_new_site_and_a_new_time_wait_and_the_others_go_on(world: World, tmp_path: Path) -> None:
    world.serve(*lines(tmp_path, 'schedule: "0 6 * * 1"\nsites: [a.example]\n'))
    world.now = MONDAY + timedelta(hours=1)
    world.serve(*lines(tmp_path))
    assert world.scanned == [(A,)]
    world.now = MONDAY + timedelta(days=3)
    assert world.serve(*lines(tmp_path, 'schedule: "0 6 * * *"\nsites: [a.example, b.example]\n')).runs == 0


def test_all_can_be_begun_with_at_once(world: World, tmp_path: Path) -> None:
    assert world.serve(*lines(tmp_path), all_now=True).runs == 1
    assert world.serve(*lines(tmp_path)).following == MONDAY


def test_groups_that_are_due_are_a_run_each(world: World, tmp_path: Path) -> None:
    both = lines(
        tmp_path,
        'schedule: "0 6 * * 1"\ngroups: {g: {schedule: "0 6 * * *"}}\nsites: [a.example, {url: b.example, group: g}]\n',
    )
    world.serve(*both)
    world.now = MONDAY
    assert world.serve(*both).runs == 2
    assert sorted(world.scanned) == [(A,), (B,)]


def test_no_two_services_visit_one_site_at_once_nor_one_after_the_other(world: World, tmp_path: Path) -> None:
    weekly = lines(tmp_path)
    world.serve(*weekly)
    world.now = MONDAY
    other = World(tmp_path / "other", world.history, now=MONDAY)
    with History.open(world.history._engine.url.render_as_string(hide_password=False)) as index:
        other.history = index
        seen: list[int] = []

        def meanwhile() -> None:
            seen.append(other.serve(*weekly).runs)

        world.meanwhile = meanwhile
        assert world.serve(*weekly).runs == 1
        assert seen == [0]
        assert "2 sites are being visited by another service" in other.said[0]
        assert other.serve(*weekly).runs == 0
        assert other.scanned == []


def test_a_site_that_another_service_has_served_just_before_is_not_visited_again(world: World, tmp_path: Path) -> None:
    weekly = lines(tmp_path)
    world.serve(*weekly)
    world.now = MONDAY
    with History.open(world.history._engine.url.render_as_string(hide_password=False)) as index:
        other = World(tmp_path / "other", index, now=MONDAY)
        claim = world.history.claim

        def late(urls: Sequence[str]) -> Any:
            # Both saw the site due; the other one was quicker, and has ended before this one holds the site.
            other.serve(*weekly)
            return claim(urls)

        world.history.claim = late  # type: ignore[method-assign]
        assert world.serve(*weekly).runs == 0
    assert (other.scanned, world.scanned) == ([(A, B)], [])


def test_what_was_not_finished_is_due_again_and_no_notice_is_sent_of_half_a_run(world: World, tmp_path: Path) -> None:
    weekly = lines(tmp_path)
    world.serve(*weekly)
    world.now, world.stops_after = MONDAY, 1
    done = world.serve(*weekly)
    assert (done.interrupted, done.following, world.announced) == (True, None, [])
    world.stops_after = None
    assert world.serve(*weekly).runs == 1
    assert world.scanned == [(A, B), (B,)]


@pytest.mark.parametrize("failing", [BrowserError("no browser"), ZeroDivisionError("a defect")])
def test_a_run_that_cannot_be_made_is_told_and_tried_at_the_next_turn(world: World, tmp_path: Path, failing: Exception) -> None:
    weekly = lines(tmp_path)
    world.serve(*weekly)
    world.now, world.failing = MONDAY, failing
    done = world.serve(*weekly)
    assert (done.runs, done.failures, done.following) == (0, 1, MONDAY + timedelta(weeks=1))
    assert str(failing) in world.said[-1]
    assert world.announced == []


def test_a_notice_that_cannot_be_sent_is_counted_and_the_run_stands(world: World, tmp_path: Path) -> None:
    def announce(path: Path) -> None:
        raise SendError("the webhook answered 404")

    weekly = lines(tmp_path)
    service = Service(history=world.history, scan=world.scan, announce=announce, say=world.said.append, now=lambda: world.now)
    assert service.serve(weekly, all_now=True).failures == 1
    assert "no notice was sent: the webhook answered 404" in world.said[-1]
    assert len(world.history.runs()) == 1
