"""The index of runs, the same in SQLite and in PostgreSQL: made from the folders, made again from them, and never their judge."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.errors import StoreError, UsageError
from auditor.fleet.history import History
from tests.history.runs_made import finding, made, site

A, B = "https://a.example/", "https://b.example/"


def test_runs_are_found_counted_and_listed_with_the_newest_first(tmp_path: Path, database: str) -> None:
    made(tmp_path / "r" / "one", "2026-11-01T06:00:00Z", site(A, finding("fail")), site(B, failed="dns"))
    made(tmp_path / "r" / "deep" / "two", "2026-11-08T06:00:00Z", site(A, finding("pass"), finding("warn", "no-refuse-control")))
    (tmp_path / "r" / "no-run").mkdir()
    with History.open(database) as history:
        found = history.refresh(tmp_path / "r")
        assert (len(found.indexed), found.gone, found.problems) == (2, 0, ())
        newer, older = history.runs()
        assert (older.sites, older.audited, older.failed, older.verdicts["fail"]) == (2, 1, 1, 1)
        assert (newer.started_at, newer.first_site, newer.verdicts) == (
            "2026-11-08T06:00:00Z", A, {"fail": 0, "warn": 1, "inconclusive": 0, "pass": 1, "not-applicable": 0},
        )  # fmt: skip
        assert Path(newer.folder) == (tmp_path / "r" / "deep" / "two").resolve()
        assert history.urls_of(older.id) == (A, B)
        # Nothing changed, so nothing is read again.
        assert history.refresh(tmp_path / "r").indexed == ()


def test_a_run_that_was_judged_again_moved_or_removed_is_followed(tmp_path: Path, database: str) -> None:
    base = tmp_path / "r"
    made(base / "one", "2026-11-01T06:00:00Z", site(A, finding("fail")))
    made(base / "two", "2026-11-02T06:00:00Z", site(A, finding("fail")))
    with History.open(database) as history:
        history.refresh(base)
        ids = {run.id for run in history.runs()}
        made(base / "one", "2026-11-01T06:00:00Z", site(A, finding("pass")))
        assert history.refresh(base).indexed == (base / "one",)
        assert [run.verdicts["fail"] for run in history.runs()] == [1, 0]
        (base / "two").rename(base / "three")
        found = history.refresh(base)
        assert (found.indexed, found.gone) == ((base / "three",), 0)
        assert {run.id for run in history.runs()} == ids
        shutil.rmtree(base / "three")
        assert history.refresh(base).gone == 1
        assert [Path(run.folder).name for run in history.runs()] == ["one"]
        assert [row.run for row in history.site(A)] == [history.runs()[0].id]


def test_a_folder_that_cannot_be_read_is_told_and_loses_no_other(tmp_path: Path, database: str) -> None:
    made(tmp_path / "r" / "good", "2026-11-01T06:00:00Z", site(A))
    bad = made(tmp_path / "r" / "bad", "2026-11-02T06:00:00Z", site(A))
    (bad / "results.jsonl").write_bytes(b"{}\n")
    (tmp_path / "r" / "odd").mkdir()
    (tmp_path / "r" / "odd" / "run.json").write_text("{}")
    with History.open(database) as history:
        found = history.refresh(tmp_path / "r")
        assert len(found.problems) == 2
        assert "bad" in found.problems[0]
        assert [Path(run.folder).name for run in history.runs()] == ["good"]


def test_a_trend_names_what_fails_newly_and_passes_over_runs_without_a_page(tmp_path: Path, database: str) -> None:
    rule = "cookie-before-choice"
    made(tmp_path / "1", "2026-11-01T06:00:00Z", site(A, finding("fail")))
    made(tmp_path / "2", "2026-11-02T06:00:00Z", site(A, failed="timeout"))
    made(tmp_path / "3", "2026-11-03T06:00:00Z", site(A, finding("fail"), finding("fail", rule)), site(B))
    made(tmp_path / "4", "2026-11-04T06:00:00Z", site(A, finding("pass"), finding("inconclusive", rule)))
    with History.open(database) as history:
        history.refresh(tmp_path)
        rows = history.site(A)
        assert [row.started_at[8:10] for row in rows] == ["01", "02", "03", "04"]
        # The failure that stood before the timeout is not new after it.
        assert [row.new_failures for row in rows] == [(), (), (rule,), ()]
        assert [row.error for row in rows] == ["", "timeout", "", ""]
        assert rows[1].trackers_before == "?"
        assert rows[0].trackers_before not in ("", "?")
        assert history.urls() == (A, B)
        assert history.site("https://unknown.example/") == ()


def test_earlier_results_come_under_the_same_conditions_first_and_never_from_later(tmp_path: Path, database: str) -> None:
    for day, profile in (("01", "cnil"), ("02", "edpb"), ("03", "cnil"), ("04", "cnil")):
        made(tmp_path / day, f"2026-11-{day}T06:00:00Z", site(A), profile=profile, dwell_seconds="3", browser_arguments=day)
    with History.open(database) as history:
        history.refresh(tmp_path)
        found = history.earlier(A, tmp_path / "03")
        assert [Path(one.folder).name for one in found] == ["01", "02"]
        assert history.earlier(A, tmp_path / "never") == ()


def test_turns_of_a_schedule_are_kept_beside_and_moved_on(database: str) -> None:
    with History.open(database) as history:
        assert history.served_until(A, "0 6 * * 1") is None
        history.serve(A, "0 6 * * 1", "2026-11-01T06:00:00Z")
        history.serve(A, "0 6 * * 1", "2026-11-08T06:00:00Z")
        history.serve(A, "0 7 * * *", "2026-11-02T06:00:00Z")
    with History.open(database) as history:
        assert history.served_until(A, "0 6 * * 1") == "2026-11-08T06:00:00Z"
        assert history.served_until(B, "0 6 * * 1") is None


HOLDER = """
import sys
from auditor.fleet.history import History
with History.open(sys.argv[1]) as history, history.claim(sys.argv[2:]) as held:
    print(*held, flush=True)
    sys.stdin.read()
"""


def test_a_site_is_held_by_one_process_until_that_process_ends_however_it_ends(database: str) -> None:
    with History.open(database):
        pass
    command = [sys.executable, "-c", HOLDER, database, A]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline().split() == [A]
        with History.open(database) as history, history.claim((A, B)) as held:
            assert held == (B,)
        other.kill()
        other.communicate()
    with History.open(database) as history:
        # A server notices the end of a connection a moment after it: asked until it has.
        for _ in range(200):
            with history.claim((A, B)) as held:
                if held == (A, B):
                    break
        assert held == (A, B)


def test_a_database_that_is_not_ours_or_not_there_is_one_line_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="SQLite, or in PostgreSQL") as wrong, History.open("mysql://u:secret@h/d"):
        pass
    assert "secret" not in str(wrong.value)
    (tmp_path / "x.sqlite").write_bytes(b"no database at all, but long enough to be read as one" * 20)
    with pytest.raises(StoreError, match="cannot be used"), History.open(f"sqlite:///{tmp_path / 'x.sqlite'}"):
        pass
    with pytest.raises(StoreError) as refused, History.open("postgresql://u:secret@127.0.0.1:1/d"):
        pass
    assert "secret" not in str(refused.value)


def test_tables_of_another_version_are_left_alone(tmp_path: Path) -> None:
    import sqlite3

    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    with History.open(url):
        pass
    connection = sqlite3.connect(tmp_path / "x.sqlite")
    connection.execute("UPDATE auditor_version SET version = 99")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="another version"), History.open(url):
        pass
