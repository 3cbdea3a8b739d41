"""`auditor lists`, and runs that are judged by lists: fetched, given as files, named in run.json, missed where they are gone."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from auditor.evidence.store import RunFolder
from auditor.fleet.runs import read_info
from tests.cli.cli_runs import Ended, auditor, made_run

PRIVACY = "[Adblock Plus 2.0]\n! Title: EasyPrivacy\n! Version: 203105060700\n||tracker.example^\n||x.example^$unheard-of\n"
COOKIES = "ID,Platform,Category,Cookie / Data Key name,Domain,Description,Wildcard match\n1,Acme,Marketing,acme_uid,,text,0\n"


class Shell:
    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch
        monkeypatch.setenv("AUDITOR_DATA", str(data))

    def __call__(self, *arguments: object) -> Ended:
        return auditor(self._capsys, self._monkeypatch, *arguments)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    return Shell(capsys, monkeypatch, tmp_path / "data")


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    place = tmp_path / "mirror"
    place.mkdir()
    (place / "easyprivacy.txt").write_text(PRIVACY)
    (place / "open-cookie-database.csv").write_text(COOKIES)
    return place


def test_what_is_fetched_is_shown_with_date_digest_and_entries(shell: Shell, mirror: Path) -> None:
    assert "easyprivacy: not fetched" in shell("lists", "show").out
    ended = shell("lists", "update", "easyprivacy", "open-cookie-database", "--from", mirror)
    assert ended.status == 0
    assert ended.out.count(": new: 1 entries") == 2
    shown = shell("lists", "show").out
    row = next(line for line in shown.splitlines() if line.startswith("EasyPrivacy"))
    assert row.split()[1:] == ["1", "1", "2031-05-06", hashlib.sha256(PRIVACY.encode()).hexdigest()]
    assert "Open Cookie Database" in shown


def test_a_list_that_is_not_there_is_told_in_one_line_and_the_others_are_fetched(shell: Shell, mirror: Path) -> None:
    ended = shell("lists", "update", "--from", mirror)
    assert ended.status == 2
    assert ended.err.count("\n") == 1
    assert ended.err.startswith("easylist: failed: ")
    assert shell("lists", "update", "nosuch").status == 2
    assert shell("lists", "update", "--from", mirror / "nowhere").status == 2


def lists_in(run: Path) -> list[tuple[str, str]]:
    lists = read_info(RunFolder.open(run)).lists
    return [(used.name, used.date) for used in lists if not used.name.startswith("selectors/")]


def test_a_run_is_judged_by_the_lists_it_is_given_and_then_by_the_same(shell: Shell, mirror: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    made_run(run)
    shell("lists", "update", "easyprivacy", "--from", mirror)
    assert shell("evaluate", run, "-q").out == "Nothing changed\n"  # it named none
    ended = shell("evaluate", run, "-q", "--list", "easyprivacy")
    assert ended.err == "auditor: judged by other lists than before: EasyPrivacy\n"
    assert lists_in(run) == [("EasyPrivacy", "2031-05-06")]
    (mirror / "easyprivacy.txt").write_text(PRIVACY + "||new.example^\n")
    shell("lists", "update", "easyprivacy", "--from", mirror)
    assert shell("evaluate", run, "-q").out == "Nothing changed\n"  # its own version, not the newest
    assert shell("evaluate", run, "-q", "--list", "none").err == "auditor: judged without EasyPrivacy of 2031-05-06\n"
    assert lists_in(run) == []


def test_a_list_that_a_run_names_and_that_is_gone_is_said(shell: Shell, mirror: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    made_run(run)
    shell("evaluate", run, "-q", "--list", mirror / "easyprivacy.txt", "--list", mirror / "open-cookie-database.csv")
    assert [name for name, _ in lists_in(run)] == ["EasyPrivacy", "Open Cookie Database"]
    ended = shell("evaluate", run, "-q")
    assert "judged without EasyPrivacy of 2031-05-06: it is not here" in ended.err
    assert lists_in(run) == []


def test_the_age_of_the_lists_is_told(shell: Shell, mirror: Path) -> None:
    shell("lists", "update", "easyprivacy", "--from", mirror)
    told = next(line for line in shell("doctor", "--browser", "/nonexistent").out.splitlines() if "other lists" in line)
    assert "easyprivacy fetched 0 days ago" in told
    assert "easylist not fetched" in told
