"""When a site is due: cron fields, time zones, jitter, and times that were missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from auditor.errors import CatalogueError
from auditor.fleet.schedule.due import Line, lines_of, turn
from auditor.fleet.sites import read_list


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def line(cron: str = "0 6 * * *", zone: str = "UTC", jitter: int = 0, group: str = "") -> Line:
    return Line(group=group, cron=cron, zone=ZoneInfo(zone), jitter=timedelta(seconds=jitter), sites=())


def test_a_site_waits_for_its_next_time() -> None:
    found = turn(line(), at("2026-11-24T06:00"), at("2026-11-24T12:00"))
    assert found.of == found.at == at("2026-11-25T06:00")


def test_it_is_due_at_its_time_and_not_a_second_before() -> None:
    served = at("2026-11-24T06:00")
    assert turn(line(), served, at("2026-11-25T05:59:59")).at > at("2026-11-25T05:59:59")
    assert turn(line(), served, at("2026-11-25T06:00")).at == at("2026-11-25T06:00")


def test_all_that_was_missed_is_made_up_for_by_the_last_of_it() -> None:
    assert turn(line("*/5 * * * *"), at("2016-01-01T00:00"), at("2026-11-25T12:03")).of == at("2026-11-25T12:00")


@pytest.mark.parametrize(
    ("day", "utc"),
    [("2026-03-28", "2026-03-28T05:00"), ("2026-03-29", "2026-03-29T04:00"), ("2026-10-25", "2026-10-25T05:00")],
)
def test_six_o_clock_in_paris_is_six_there_in_summer_and_winter(day: str, utc: str) -> None:
    midnight = at(f"{day}T00:00") - timedelta(hours=3)
    assert turn(line(zone="Europe/Paris"), midnight, midnight).of == at(utc)


def test_an_hour_that_the_clock_skips_is_not_skipped_and_one_that_comes_twice_is_served_once() -> None:
    skipped = turn(line("30 2 * * *", "Europe/Paris"), at("2026-03-28T12:00"), at("2026-03-29T12:00"))
    assert skipped.of.date().isoformat() == "2026-03-29"
    first = turn(line("30 2 * * *", "Europe/Paris"), at("2026-10-24T12:00"), at("2026-10-25T00:30"))
    again = turn(line("30 2 * * *", "Europe/Paris"), first.of, at("2026-10-25T12:00"))
    assert again.of.date().isoformat() == "2026-10-26"


def test_jitter_is_within_its_span_the_same_for_one_turn_and_another_for_the_next() -> None:
    late = line("0 * * * *", jitter=900)
    delays = []
    for hour in range(24):
        served, now = at("2026-11-24T00:00") + timedelta(hours=hour), at("2026-11-24T00:30") + timedelta(hours=hour)
        one = turn(late, served, now)
        assert turn(late, served, now) == one
        assert timedelta() <= one.at - one.of <= timedelta(seconds=900)
        delays.append(one.at - one.of)
    assert len(set(delays)) > 12
    other = line("0 * * * *", jitter=900, group="other")
    assert (
        turn(other, at("2026-11-24T00:00"), at("2026-11-24T00:30")).at
        != turn(late, at("2026-11-24T00:00"), at("2026-11-24T00:30")).at
    )


def listed(tmp_path: Path, text: str) -> tuple[Line, ...]:
    (tmp_path / "sites.yaml").write_text(text)
    return lines_of(read_list(tmp_path / "sites.yaml"))


def test_each_group_with_times_of_its_own_is_a_line_and_the_others_are_one(tmp_path: Path) -> None:
    lines = listed(
        tmp_path,
        """
schedule: {cron: "0  6 * * 1", timezone: Europe/Paris, jitter: 15m}
groups:
  daily: {schedule: "0 5 * * *"}
  plain: {tags: [x]}
sites:
  - a.example
  - {url: b.example, group: daily}
  - {url: c.example, group: plain}
  - {url: d.example, group: daily}
""",
    )
    assert [(one.group, one.key, [site.url for site in one.sites]) for one in lines] == [
        ("", "0 6 * * 1 Europe/Paris", ["https://a.example/", "https://c.example/"]),
        ("daily", "0 5 * * * Europe/Paris", ["https://b.example/", "https://d.example/"]),
    ]
    assert lines[0].jitter == timedelta(minutes=15)


def test_only_groups_may_have_times_and_a_plain_text_is_the_whole_schedule(tmp_path: Path) -> None:
    (only,) = listed(
        tmp_path, 'groups:\n  daily: {schedule: "0 5 * * *"}\nsites:\n  - a.example\n  - {url: b.example, group: daily}\n'
    )
    assert (only.group, only.zone.key, len(only.sites)) == ("daily", "UTC", 1)
    (plain,) = listed(tmp_path, 'schedule: "0 6 * * 1"\nsites: [a.example]\n')
    assert plain.key == "0 6 * * 1 UTC"
    assert listed(tmp_path, "sites: [a.example]\n") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('schedule: "0 6 * *"\nsites: [a.example]\n', "sites.yaml:1: schedule: a schedule has five fields, not 4"),
        ('schedule: {cron: "0 6 31 2 *"}\nsites: [a.example]\n', "bad day-of-month"),
        ("sites: [a.example]\nschedule: {timezone: Europe/Pari}\n", "sites.yaml:2: schedule.timezone: there is no time zone"),
        ('sites: [a.example]\nschedule:\n  cron: "0 6 * * *"\n  jitter: soon\n', "sites.yaml:4: schedule.jitter"),
        ('sites: [a.example]\ngroups:\n  g:\n    schedule: "x"\n', "sites.yaml:4: groups.g.schedule: "),
        ("sites: [a.example]\nnotices: {on: [new-failure]}\n", "sites.yaml:2: notices: nobody is told"),
        ("sites: [a.example]\nnotices: {webhook: https://hooks.example/secret}\n", "sites.yaml:2: notices.webhook"),
        ("sites: [a.example]\nnotices:\n  webhook: X\n  templates: none-such\n", "sites.yaml:4: notices.templates"),
        (
            "sites: [a.example]\nnotices:\n  mail: {to: ['a@b.example, c@d.example'], sender: a@b.example, server: x}\n",
            "sites.yaml:3: notices.mail.to",
        ),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CatalogueError) as wrong:
        listed(tmp_path, text)
    assert said in str(wrong.value)
