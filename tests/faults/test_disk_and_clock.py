"""A disk that is full, a folder that may only be read, and a clock that jumps."""

from __future__ import annotations

import asyncio
import errno
import os
import time
from pathlib import Path

import pytest

from auditor.capture.stage import Stage
from auditor.errors import StoreError
from auditor.evidence import disk
from auditor.evidence.store import RunFolder
from auditor.fleet.scan import Fleet
from tests.fleet.fleet_fakes import FakeWeb, fleet_of, sites_of

A, B, C = (f"https://{name}.example/" for name in "abc")
SITES = sites_of(A, B, C)


def run(fleet: Fleet) -> list[str]:
    return [result.status for result in asyncio.run(fleet.run())]


@pytest.mark.parametrize("fails_at", range(12))
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_a_disk_that_fails_at_any_write_loses_nothing_that_was_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int, code: int
) -> None:
    folder = RunFolder.create(tmp_path)
    folder.write("run.json", b"{}")
    folder.seal()
    written, sync = 0, os.fsync

    def full(descriptor: int) -> None:
        nonlocal written
        written += 1
        if written > fails_at:
            raise OSError(code, os.strerror(code))
        sync(descriptor)

    monkeypatch.setattr(disk.os, "fsync", full)
    try:
        run(fleet_of(tmp_path, FakeWeb(), SITES, concurrency=1, folder=folder))
    except StoreError as error:
        assert "\n" not in str(error)
        assert error.kind == ("full" if code in (errno.ENOSPC, errno.EDQUOT) else "disk")
    monkeypatch.setattr(disk.os, "fsync", sync)
    # What is listed is whole; the next run visits the others and no site twice.
    again = RunFolder.open(tmp_path)
    problems = again.verify()
    assert not [p for p in problems if not p.startswith("extra:")], problems
    done = {slug for slug in again.listed_sites() if again.has_site(slug)}
    web = FakeWeb()
    assert run(fleet_of(tmp_path, web, SITES, folder=again)) == ["audited"] * 3
    assert {url for url, _ in web.made} == {site.url for site in SITES if site.slug not in done}
    again.seal()
    assert RunFolder.open(tmp_path).verify() == ()


def test_the_order_of_events_outlives_a_clock_that_jumps(monkeypatch: pytest.MonkeyPatch) -> None:
    stage, real, jump = Stage(), time.time, 0.0
    monkeypatch.setattr(time, "time", lambda: real() + jump)
    times = []
    for jump in (0.0, -86_400.0, 3_600.0, -1e9):
        stage.mark("before", f"step {jump:g}", "https://a.example/")
        times.append(stage.now_ms())
        # What scripts report by the wall clock of the start keeps its place.
        assert stage.at_ms(stage.wall_time(stage.wall_seconds(time.monotonic()) * 1000)) == pytest.approx(
            stage.now_ms(), abs=1000
        )
    assert times == sorted(times)
    assert [mark.at_ms for mark in stage.marks] == sorted(mark.at_ms for mark in stage.marks)


def test_a_run_whose_clock_jumps_is_written_and_verified_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    jumps = iter(range(10**6))
    monkeypatch.setattr(time, "time", lambda: real() + (-1) ** next(jumps) * 1e8)
    folder = RunFolder.create(tmp_path)
    assert run(fleet_of(tmp_path, FakeWeb(), SITES, folder=folder)) == ["audited"] * 3
    assert folder.verify() == ()
