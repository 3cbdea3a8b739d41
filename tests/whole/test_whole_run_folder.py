"""The run folder that the command leaves: it can be checked, and judged again, for ever."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.whole.scanning import Scanned, auditor

pytestmark = pytest.mark.xdist_group("whole")


def _digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_manifest_names_every_file_and_sha256sum_agrees(scanned: Scanned):
    named = {line.split(maxsplit=1)[1].lstrip("*") for line in (scanned.folder / "manifest.sha256").read_text().splitlines()}
    assert named == set(_digests(scanned.folder)) - {"manifest.sha256"}
    tool = shutil.which("sha256sum")
    if tool is not None:
        subprocess.run([tool, "-c", "--quiet", "manifest.sha256"], cwd=scanned.folder, check=True, capture_output=True)
    assert auditor("verify", scanned.folder, cwd=scanned.folder.parent).status == 0


def test_a_changed_file_is_noticed(scanned: Scanned, tmp_path: Path):
    copy = Path(shutil.copytree(scanned.folder, tmp_path / "copy"))
    evidence = next(copy.glob("sites/*/evidence.json.gz"))
    evidence.write_bytes(evidence.read_bytes()[:-1] + b"x")
    done = auditor("verify", copy, cwd=tmp_path)
    assert done.status == 2
    assert evidence.parent.name in done.out


def test_judging_again_gives_the_same_bytes(scanned: Scanned, tmp_path: Path):
    copy = Path(shutil.copytree(scanned.folder, tmp_path / "copy"))
    done = auditor("evaluate", copy, cwd=tmp_path)
    assert done.status == 0, done.err
    before, after = _digests(scanned.folder), _digests(copy)
    assert {name: digest for name, digest in after.items() if before.get(name) != digest} == {}
    assert set(before) == set(after)


def test_another_profile_or_language_changes_results_and_no_evidence(scanned: Scanned, tmp_path: Path):
    copy = Path(shutil.copytree(scanned.folder, tmp_path / "copy"))
    assert auditor("evaluate", copy, "--report-language", "fr", cwd=tmp_path).status == 0
    before, after = _digests(scanned.folder), _digests(copy)
    assert before["results.jsonl"] != after["results.jsonl"]
    assert {name for name in before if name.startswith("sites/") and before[name] != after[name]} == set()
    line = json.loads((copy / "results.jsonl").read_text("utf-8").splitlines()[0])
    assert line["report_language"] == "fr"


def test_run_json_says_how_the_run_was_made(scanned: Scanned):
    info = json.loads((scanned.folder / "run.json").read_text("utf-8"))
    assert info["browser"].startswith(("Chromium", "Google Chrome", "Chrome", "Microsoft Edge"))
    assert len(info["sites"]) == len(info["slugs"]) == len(scanned.lines)
    assert info["ended_at"] > info["started_at"]
    assert info["lists"]


def test_the_table_names_every_site_and_every_screenshot_exists(scanned: Scanned):
    table = (scanned.folder / "table.csv").read_text("utf-8")
    for line in scanned.lines:
        assert line["url"] in table
        for name in line["screenshots"]:
            assert (scanned.folder / "sites" / line["slug"] / name).read_bytes().startswith(b"\x89PNG")


def test_fail_on_turns_findings_into_status_one(scanned: Scanned, tmp_path: Path):
    copy = Path(shutil.copytree(scanned.folder, tmp_path / "copy"))
    assert auditor("evaluate", copy, "--fail-on", "critical", cwd=tmp_path).status == 1
