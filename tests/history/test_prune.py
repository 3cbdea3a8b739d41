"""Removing old runs: what goes, what stays, and that nothing goes which is no run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor.errors import StoreError, UsageError
from auditor.evidence.store import RunFolder
from auditor.fleet.history import prune
from tests.history.runs_made import made, site

A, B = "https://a.example/", "https://b.example/"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def names(base: Path, keep: int | None = None, older_than: timedelta | None = None) -> list[str]:
    found, problems = prune.find(base)
    assert problems == ()
    return [run.path.name for run in prune.choose(found, keep=keep, older_than=older_than, now=NOW)]


def test_the_last_runs_of_each_site_stay_however_many_there_are_of_others(tmp_path: Path) -> None:
    for day in range(1, 6):
        made(tmp_path / f"a{day}", f"2026-11-0{day}T06:00:00Z", site(A))
    made(tmp_path / "b1", "2026-10-01T06:00:00Z", site(B))
    made(tmp_path / "ab", "2026-09-01T06:00:00Z", site(A), site(B))
    assert names(tmp_path, keep=2) == ["a1", "a2", "a3"]
    assert names(tmp_path, keep=1) == ["ab", "a1", "a2", "a3", "a4"]
    assert names(tmp_path, keep=9) == []


def test_age_and_number_must_both_hold_where_both_are_given(tmp_path: Path) -> None:
    for day in (1, 10, 20):
        made(tmp_path / f"{day}", f"2026-11-{day:02}T06:00:00Z", site(A))
    assert names(tmp_path, older_than=timedelta(days=10)) == ["1", "10"]
    assert names(tmp_path, keep=2, older_than=timedelta(days=10)) == ["1"]
    assert names(tmp_path, older_than=timedelta(days=400)) == []


@pytest.mark.parametrize(("text", "hours"), [("36h", 36), ("90d", 2160), ("12w", 2016), ("2y", 17520)])
def test_an_age_is_read(text: str, hours: int) -> None:
    assert prune.age(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "90", "d", "-3d", "1.5d", "90 days", "9999999d"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no age"):
        prune.age(text)


def test_nothing_goes_where_nothing_says_what() -> None:
    with pytest.raises(UsageError, match="nothing says"):
        prune.check(None, None)


def test_a_run_goes_with_its_folder(tmp_path: Path) -> None:
    path = made(tmp_path / "one", "2026-11-01T06:00:00Z", site(A))
    (path / "sites" / "empty").mkdir()
    assert prune.remove(path) == 0
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_of_the_run_stays_and_is_counted(tmp_path: Path) -> None:
    path = made(tmp_path / "one", "2026-11-01T06:00:00Z", site(A))
    (path / "notes.txt").write_text("mine")
    assert prune.remove(path) == 1
    assert [file.name for file in path.iterdir()] == ["notes.txt"]


def test_no_file_goes_through_a_link_or_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious.txt").write_text("x")
    path = made(tmp_path / "one", "2026-11-01T06:00:00Z", site(A))
    (path / "sites").rmdir()
    (path / "sites").symlink_to(outside)
    with (path / "manifest.sha256").open("a") as manifest:
        for name in ("sites/precious.txt", "../outside/precious.txt", str(outside / "precious.txt")):
            manifest.write(f"{'0' * 64}  {name}\n")
    prune.remove(path)
    assert (outside / "precious.txt").read_text() == "x"


def test_a_folder_that_is_no_run_and_one_that_is_written_to_stay(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "x.png").write_bytes(b"x")
    assert prune.find(tmp_path) == ((), ())
    with pytest.raises(StoreError, match="not a run folder"):
        prune.remove(tmp_path / "photos")
    (tmp_path / "photos" / "run.json").write_text("{}")
    found, problems = prune.find(tmp_path)
    assert found == ()
    assert "photos" in problems[0]
    path = made(tmp_path / "one", "2026-11-01T06:00:00Z", site(A))
    with RunFolder.open(path).locked(), pytest.raises(StoreError, match="another auditor"):
        prune.remove(path)
    assert (path / "results.jsonl").is_file()
