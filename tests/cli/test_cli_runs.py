"""Commands on a run that is there: evaluate, report, verify; and what they say of one that was touched."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Literal

import pytest

from auditor import report
from auditor.cli._common import status_of
from auditor.fleet.runs import read_info
from auditor.results import Banner, Finding, Result, Severity, Verdict
from auditor.results.run import Run
from tests.cli.cli_runs import Ended, auditor, made_run

HOSTILE = "\x1b[31m\x07\u202eevil\r\n\x9b2J|=cmd()"


class Shell:
    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: object) -> Ended:
        return auditor(self._capsys, self._monkeypatch, *arguments)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(capsys, monkeypatch)


def contents(path: Path) -> dict[str, bytes]:
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def test_judging_again_changes_no_byte_where_nothing_changed_and_says_so(tmp_path: Path, shell: Shell) -> None:
    made_run(tmp_path)
    before = contents(tmp_path)
    ended = shell("evaluate", tmp_path)
    assert contents(tmp_path) == before
    assert "Nothing changed" in ended.out
    assert ended.status == 3  # one site could not be audited
    assert ended.err == ""


def test_judging_by_another_profile_and_language_changes_results_and_never_evidence(tmp_path: Path, shell: Shell) -> None:
    made_run(tmp_path)
    before = contents(tmp_path)
    ended = shell("evaluate", tmp_path, "--profile", "edpb", "--report-language", "fr")
    after = contents(tmp_path)
    assert "Changed: results.jsonl, run.json, table-sites.csv, table.csv, table.html, table.md" in ended.out
    assert {name for name in before if name.startswith("sites/") and before[name] != after[name]} == set()
    lines = [json.loads(line) for line in after["results.jsonl"].splitlines()]
    assert [(line["profile"], line["report_language"]) for line in lines] == [("edpb", "fr")] * 2
    assert json.loads(after["run.json"])["profile"] == "edpb"
    assert shell("verify", tmp_path).status == 0
    # And back again: the same bytes as at first.
    shell("evaluate", tmp_path, "--profile", "cnil", "--report-language", "en")
    assert contents(tmp_path) == before


def test_judging_by_other_lists_is_said(tmp_path: Path, shell: Shell) -> None:
    made_run(tmp_path / "run")
    (tmp_path / "own" / "trackers").mkdir(parents=True)
    (tmp_path / "own" / "trackers" / "of-ours.yaml").write_text("owner: Ours\nsource: [x]\nchecked: 2026-11-24\n")
    ended = shell("evaluate", tmp_path / "run", "--selectors", tmp_path / "own", "-q")
    assert ended.err == "auditor: judged by other lists than before: selectors/trackers\n"
    assert "run.json" in ended.out


def result(
    slug: str, severity: Severity | None, verdict: Verdict = "fail", status: Literal["audited", "failed"] = "audited"
) -> Result:
    findings = () if severity is None else (Finding(rule="r", verdict=verdict, severity=severity, summary=""),)
    return Result(
        url=f"https://{slug}/",
        final_url=None,
        language=None,
        status=status,
        profile="cnil",
        report_language="en",
        banner=Banner(present=False),
        findings=findings,
        slug=slug,
    )


@pytest.mark.parametrize(
    ("results", "fail_on", "status"),
    [
        ([result("a", "critical")], "never", 0),
        ([result("a", "critical")], "critical", 1),
        ([result("a", "serious")], "critical", 0),
        ([result("a", "serious")], "minor", 1),
        ([result("a", "critical", "warn"), result("b", "critical", "inconclusive")], "minor", 0),
        ([result("a", None), result("b", None, status="failed")], "minor", 3),
        ([result("a", None, status="failed"), result("b", "serious")], "serious", 1),
        ([result("a", None, status="failed"), result("b", "serious")], "never", 3),
        ([], "minor", 0),
    ],
)
def test_the_exit_status_tells_findings_of_the_severity_asked_for(
    results: list[Result], fail_on: str, status: int, tmp_path: Path
) -> None:
    info = read_info(made_run(tmp_path))
    assert status_of(Run(info=info, results=tuple(results)), fail_on) == status


def test_reports_are_written_again_from_the_results(tmp_path: Path, shell: Shell) -> None:
    made_run(tmp_path)
    before = contents(tmp_path)
    (tmp_path / "table.md").unlink()
    ended = shell("report", tmp_path, "--format", "md,json", "--format", "csv", "-q")
    assert ended.status == 0
    assert ended.out.split() == [str(tmp_path / f"table.{suffix}") for suffix in ("md", "json", "csv")]
    after = contents(tmp_path)
    assert {name: after[name] for name in before if name != "manifest.sha256"} == {
        name: before[name] for name in before if name != "manifest.sha256"
    }
    assert shell("verify", tmp_path).status == 0


def test_a_format_that_fails_loses_nothing_else(tmp_path: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    made_run(tmp_path)

    def broken(run: Run, language: str) -> str:
        raise ZeroDivisionError("a defect of this format")

    monkeypatch.setattr(report.formats()["html"], "render", broken)
    ended = shell("evaluate", tmp_path, "--profile", "edpb", "-q")
    assert ended.status == 2
    assert "the html report was not written: internal error (ZeroDivisionError" in ended.err
    assert b'"edpb"' in (tmp_path / "results.jsonl").read_bytes()
    assert "Changed: results.jsonl, run.json, table-sites.csv, table.csv, table.md" in ended.out


def test_what_pages_say_reaches_no_terminal_raw(tmp_path: Path, shell: Shell) -> None:
    made_run(tmp_path, hostile=HOSTILE)
    for ended in (shell("evaluate", tmp_path, "-v"), shell("report", tmp_path)):
        for text in (ended.out, ended.err):
            assert not [c for c in text if c not in "\n\xa0" and not c.isprintable()]
    rows = list(csv.reader(io.StringIO((tmp_path / "table.csv").read_text("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


def test_verify_names_each_file_and_gives_the_digest_of_the_whole(tmp_path: Path, shell: Shell) -> None:
    folder = made_run(tmp_path)
    ended = shell("verify", tmp_path)
    assert ended.status == 0
    assert folder.seal_digest in ended.out
    (tmp_path / "table.md").unlink()
    (tmp_path / "results.jsonl").write_bytes(b"{}\n")
    (tmp_path / "no\x1b[31mte").write_text("x")
    ended = shell("verify", tmp_path)
    assert ended.status == 2
    lines = ended.out.splitlines()
    assert lines[1:] == ["changed: results.jsonl", "missing: table.md"]
    assert lines[0].startswith("extra: no")
    assert "\x1b" not in ended.out
    assert "3 files" in ended.err


def test_evidence_that_was_touched_is_not_judged(tmp_path: Path, shell: Shell) -> None:
    made_run(tmp_path)
    before = contents(tmp_path)["results.jsonl"]
    file = tmp_path / "sites" / "shop.example" / "evidence.json.gz"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    ended = shell("evaluate", tmp_path)
    assert ended.status == 2
    assert ended.err.startswith(f"auditor: {tmp_path}: changed: sites/shop.example/evidence.json.gz. ")
    assert ended.err.count("\n") == 1
    assert contents(tmp_path)["results.jsonl"] == before


def test_results_that_were_touched_are_not_reported(tmp_path: Path, shell: Shell) -> None:
    made_run(tmp_path)
    results = tmp_path / "results.jsonl"
    results.write_bytes(results.read_bytes().replace(b'"audited"', b'"failed"'))
    ended = shell("report", tmp_path)
    assert ended.status == 2
    assert "changed: results.jsonl" in ended.err
    assert "auditor evaluate" in ended.err
    assert shell("evaluate", tmp_path).status == 3
    assert shell("report", tmp_path).status == 0
