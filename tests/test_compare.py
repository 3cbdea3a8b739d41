"""Two runs of the same sites beside each other: what changed is told, what was not established is no change."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest

from auditor.evidence.store import RunFolder
from auditor.fleet.runs import read_run, write_results
from auditor.report.comparison import as_markdown, as_text
from auditor.results import Finding, Missing, Outcome, Result
from auditor.results.compare import Change, compare, compare_sites
from auditor.results.run import Run
from tests.report import sample
from tests.whole.scanning import auditor

ROOT = Path(__file__).resolve().parents[1]


def site(**facts: object) -> Result:
    scenarios = {
        "before": Outcome(outcome="recorded"),
        "refuse": Outcome(outcome="clicked", path=("Refuser",), clicks=1, proven=True),
    }
    known: dict[str, object] = {
        "scenarios": scenarios,
        "findings": (),
        "cookies": (),
        "trackers": (),
        "storage": (),
        "promises": (),
    }
    return msgspec.structs.replace(sample.failing(), **{"missing": (), **known, **facts})


def finding(verdict: str, rule: str = "tracker-before-choice") -> Finding:
    return Finding(rule=rule, verdict=verdict, severity="critical", summary="…")  # type: ignore[arg-type]


def names(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(c.subject, c.name, c.change) for c in changes]


def test_the_same_run_twice_has_no_change() -> None:
    run = sample.sample()
    found = compare(run, run)
    assert (found.changes, found.conditions, found.only_before, found.only_after) == ((), (), (), ())
    assert found.same == len(run.results)


@pytest.mark.parametrize(
    ("was", "now", "better"),
    [
        ("pass", "fail", False),
        ("warn", "fail", False),
        ("inconclusive", "fail", False),
        ("fail", "pass", True),
        ("fail", "warn", True),
        ("fail", "inconclusive", None),
        ("pass", "inconclusive", None),
    ],
)
def test_a_verdict_that_changed_says_whether_it_got_better(was: str, now: str, better: bool | None) -> None:
    (change,) = compare_sites(site(findings=(finding(was),)), site(findings=(finding(now),)))
    assert (change.before, change.after, change.better, change.severity) == (was, now, better, "critical")


def test_a_rule_that_only_one_run_has_is_neither_better_nor_worse() -> None:
    (change,) = compare_sites(site(), site(findings=(finding("fail"),)))
    assert (change.change, change.better) == ("new", None)


def test_cookies_that_came_went_or_moved_to_another_phase_are_told() -> None:
    old = site(cookies=(sample.cookie("stays", "before"), sample.cookie("goes", "before"), sample.cookie("moves", "before")))
    new = site(
        cookies=(sample.cookie("stays", "before"), sample.cookie("moves", "before refuse"), sample.cookie("comes", "refuse"))
    )
    found = {name.split()[0]: change for _, name, change in names(compare_sites(old, new))}
    assert found == {"goes": "gone", "moves": "changed", "comes": "new"}


def test_a_phase_that_one_run_did_not_see_changes_nothing() -> None:
    unproven = {"before": Outcome(outcome="recorded"), "refuse": Outcome(outcome="clicked", proven=False)}
    old = site(cookies=(sample.cookie("a", "refuse"), sample.cookie("b", "before refuse")))
    new = site(cookies=(sample.cookie("b", "before"),), scenarios=unproven)
    assert [n for n in names(compare_sites(old, new)) if n[0] == "cookie"] == []


def test_what_a_record_with_gaps_does_not_hold_has_not_gone() -> None:
    old = site(cookies=(sample.cookie("a", "before"),))
    new = site(missing=(Missing(name="refuse: cookies:before:load", reason="…"),))
    assert names(compare_sites(old, new)) == []
    assert names(compare_sites(new, old)) == []
    assert names(compare_sites(old, site()))


def test_a_site_that_could_not_be_audited_is_one_change_and_no_loss_of_its_cookies() -> None:
    failed = next(r for r in sample.sample().results if r.status == "failed")
    old = site(cookies=(sample.cookie("a", "before"),))
    (change,) = compare_sites(old, msgspec.structs.replace(failed, url=old.url))
    assert (change.subject, change.before) == ("site", "audited")
    assert change.after.startswith("failed: ")


def test_other_conditions_are_told_beside_the_changes() -> None:
    run = sample.sample()
    info = msgspec.structs.replace(run.info, profile="edpb", conditions={**run.info.conditions, "dwell_seconds": "9.0"})
    found = compare(run, Run(info=info, results=run.results))
    assert any(line.startswith("profile: ") for line in found.conditions)
    assert any(line.startswith("dwell_seconds: ") and line.endswith("9.0") for line in found.conditions)


def test_sites_that_only_one_run_has_are_named() -> None:
    run = sample.sample()
    found = compare(run, Run(info=run.info, results=run.results[1:]))
    assert found.only_before == (run.results[0].url,)
    assert compare(Run(info=run.info, results=run.results[1:]), run).only_after == (run.results[0].url,)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_hostile_texts_escape_neither_the_terminal_nor_markdown(language: str) -> None:
    hostile = sample.hostile()
    plain = Run(info=hostile.info, results=tuple(msgspec.structs.replace(r, cookies=(), findings=()) for r in hostile.results))
    found = compare(plain, hostile)
    assert found.changes
    text, md = as_text(found, language), as_markdown(found, language)
    assert "\x1b" not in text and "\u202e" not in text and "<script>" not in md and "\u202e" not in md


def test_the_command_says_what_changed_and_ends_with_status_1_for_a_new_failure(tmp_path: Path) -> None:
    for name in ("old", "new"):
        shutil.copytree(ROOT / "reports" / "sample", tmp_path / name)
    folder = RunFolder.open(tmp_path / "old")
    run = read_run(folder)
    failing = next(r for r in run.results if any(f.verdict == "fail" and f.severity == "critical" for f in r.findings))
    mended = tuple(msgspec.structs.replace(f, verdict="pass") for f in failing.findings)
    results = [msgspec.structs.replace(r, findings=mended) if r is failing else r for r in run.results]
    write_results(folder, run.info, results, ())
    same = auditor("compare", "new", "new", "--fail-on", "minor", cwd=tmp_path)
    assert same.status == 0
    worse = auditor("compare", "old", "new", "--fail-on", "critical", cwd=tmp_path)
    assert worse.status == 1 and failing.url in worse.out and "pass → fail (critical)" in worse.out
    better = auditor("compare", "new", "old", "--json", "--fail-on", "minor", cwd=tmp_path)
    assert better.status == 0
    assert {c["better"] for c in json.loads(better.out)["changes"] if c["before"] == "fail"} == {True}


def test_a_folder_that_is_no_run_is_one_line(tmp_path: Path) -> None:
    done = auditor("compare", ".", ".", cwd=tmp_path)
    assert done.status == 2 and len(done.err.splitlines()) == 1
