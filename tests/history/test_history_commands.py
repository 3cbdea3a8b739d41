"""`auditor runs`, `trend` and `prune` as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.cli_runs import Ended, auditor, made_run
from tests.history.runs_made import finding, made, site

A, B = "https://a.example/", "https://b.example/"


@pytest.fixture(autouse=True)
def _own_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDITOR_HISTORY", raising=False)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    base = tmp_path / "reports"
    rule = "cookie-before-choice"
    made(base / "first", "2026-11-01T06:00:00Z", site(A, finding("fail")), site(B))
    made(base / "second", "2026-11-08T06:00:00Z", site(A, finding("fail"), finding("fail", rule)), site(B, failed="dns"))
    made(base / "third", "2026-11-15T06:00:00Z", site(A, finding("pass")))
    return base


class Shell:
    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: object) -> Ended:
        return auditor(self._capsys, self._monkeypatch, *arguments)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(capsys, monkeypatch)


def test_runs_are_listed_with_what_came_of_them(reports: Path, shell: Shell) -> None:
    ended = shell("runs", reports)
    assert (ended.status, ended.err) == (0, "")
    head, *rows = ended.out.splitlines()
    assert head.split()[:3] == ["Run", "Started", "Sites"]
    assert [row.split()[1] for row in rows] == ["2026-11-15T06:00:00Z", "2026-11-08T06:00:00Z", "2026-11-01T06:00:00Z"]
    assert "2 ✗" in rows[1]
    assert "1 not audited" in rows[1]
    assert f"{A} and 1 more" in rows[2]
    assert rows[0].endswith("third")
    listed = json.loads(shell("runs", reports, "--json").out)
    assert [run["verdicts"]["fail"] for run in listed] == [0, 2, 1]


def test_another_index_may_be_named_and_a_folder_without_runs_says_so(tmp_path: Path, reports: Path, shell: Shell) -> None:
    assert shell("runs", reports, "--history", tmp_path / "other.sqlite").status == 0
    assert (tmp_path / "other.sqlite").is_file()
    assert not (reports / "history.sqlite").exists()
    (tmp_path / "none").mkdir()
    assert shell("runs", tmp_path / "none").out == f"No run in {tmp_path / 'none'}.\n"
    ended = shell("runs", tmp_path / "absent")
    assert (ended.status, ended.err.count("\n")) == (2, 1)


def test_a_trend_has_a_row_a_run_and_names_new_failures(reports: Path, shell: Shell) -> None:
    ended = shell("trend", "a.example", "--reports", reports)
    assert ended.status == 0
    lines = ended.out.splitlines()
    assert lines[0] == A
    assert "cookie-before-choice" in lines[3]
    assert "cookie-before-choice" not in lines[2]
    assert lines[5] == "Failures  ▄█▁  1 → 0"
    rows = json.loads(shell("trend", B, "--reports", reports, "--json").out)
    assert [(row["status"], row["error"]) for row in rows] == [("audited", ""), ("failed", "dns")]
    assert "not audited: dns" in shell("trend", B, "--reports", reports).out


def test_a_site_without_a_run_is_told_with_those_that_are_meant(reports: Path, shell: Shell) -> None:
    ended = shell("trend", "c.example", "--reports", reports)
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "no run of https://c.example/" in ended.err
    assert f"{A}, {B}" in shell("trend", "example", "--reports", reports).err


def test_prune_removes_runs_and_their_rows_and_a_dry_run_nothing(reports: Path, shell: Shell) -> None:
    shell("runs", reports)
    dry = shell("prune", reports, "--keep", "1", "--dry-run")
    assert dry.out.splitlines() == [f"2026-11-01T06:00:00Z  {reports / 'first'}", "1 of 3 runs would be removed."]
    assert (reports / "first").is_dir()
    done = shell("prune", reports, "--keep", "1")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "1 of 3 runs removed."
    assert not (reports / "first").exists()
    assert [run["started_at"][8:10] for run in json.loads(shell("runs", reports, "--json").out)] == ["15", "08"]
    assert shell("prune", reports).status == 2


def test_what_a_run_says_reaches_no_terminal_raw(tmp_path: Path, shell: Shell) -> None:
    made(tmp_path / "r" / "one", "2026-11-01T06:00:00Z\x1b[31m\r\n", site(A), profile="x\x1b[2J\u202e")
    made(tmp_path / "r" / "two", "2026-11-02T06:00:00Z", site(A, failed="\x1b[31mevil"))
    for ended in (shell("runs", tmp_path / "r"), shell("trend", A, "--reports", tmp_path / "r")):
        assert ended.status == 0
        assert not [c for c in ended.out + ended.err if c != "\n" and not c.isprintable()]


def test_a_run_is_indexed_beside_others_and_leaves_no_database_elsewhere(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    shell: Shell,
) -> None:
    from auditor.cli._history import index_run

    made(tmp_path / "r" / "one", "2026-11-01T06:00:00Z", site(A))
    index_run(tmp_path / "r" / "one", None)
    assert sorted(path.name for path in (tmp_path / "r").iterdir()) == ["one"]
    shell("runs", tmp_path / "r")
    made_run(tmp_path / "r" / "two")
    index_run(tmp_path / "r" / "two", None)
    import sqlite3

    connection = sqlite3.connect(tmp_path / "r" / "history.sqlite")
    assert connection.execute("SELECT count(*) FROM auditor_runs").fetchone() == (2,)
    connection.close()
    # A database that cannot be written to costs one line, and not the run.
    index_run(tmp_path / "r" / "two", f"sqlite:///{tmp_path / 'r' / 'two' / 'run.json'}")
    assert capsys.readouterr().err.startswith("auditor: the run is whole and was not indexed: the history cannot be used:")
