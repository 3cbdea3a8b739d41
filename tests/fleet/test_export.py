"""The package for someone else: readable, checkable and signed without this program, and only of evidence as it was sealed."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from auditor.errors import StoreError, UsageError
from auditor.evidence.store import RunFolder
from auditor.fleet.export import export, site_of
from auditor.fleet.runs import read_run
from tests.whole.scanning import auditor

ROOT = Path(__file__).resolve().parents[2]
SITE = "www.gazette-des-quais.example"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "reports" / "sample", tmp_path / "run")
    return tmp_path / "run"


def unpacked(package: Path, to: Path) -> Path:
    with zipfile.ZipFile(package) as zipped:
        assert not [name for name in zipped.namelist() if name.startswith("/") or ".." in name.split("/")]
        zipped.extractall(to)
    return to


def test_the_package_is_checked_by_sha256sum_and_holds_what_the_manifest_says(run: Path, tmp_path: Path) -> None:
    done = auditor("export", run, SITE, "--note", "tried by a test", cwd=tmp_path)
    assert done.status == 0, done.err
    (package,) = tmp_path.glob("*.zip")
    there = unpacked(package, tmp_path / "there")
    checked = subprocess.run(["sha256sum", "-c", "--strict", "--quiet", "manifest.sha256"], cwd=there, check=False)
    assert checked.returncode == 0
    listed = {line.split("  ", 1)[1] for line in (there / "manifest.sha256").read_text("utf-8").splitlines()}
    assert listed | {"manifest.sha256"} == {p.relative_to(there).as_posix() for p in there.rglob("*") if p.is_file()}
    readme = (there / "README.txt").read_text("utf-8")
    assert "tried by a test" in readme and "Europe/Paris" in readme


def test_the_requests_open_as_an_http_archive_with_the_phase_of_each(run: Path, tmp_path: Path) -> None:
    export(RunFolder.open(run), SITE, tmp_path / "p.zip")
    there = unpacked(tmp_path / "p.zip", tmp_path / "there")
    log = json.loads((there / "requests-refuse.har").read_text("utf-8"))["log"]
    assert log["version"] == "1.2" and len(log["entries"]) > 10
    assert {"before", "refuse"} <= {entry["_phase"] for entry in log["entries"]}
    starts = [entry["startedDateTime"] for entry in log["entries"]]
    assert starts == sorted(starts)
    for entry in log["entries"]:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= entry.keys()


def test_the_report_in_the_package_finds_its_pictures(run: Path, tmp_path: Path) -> None:
    export(RunFolder.open(run), SITE, tmp_path / "p.zip")
    there = unpacked(tmp_path / "p.zip", tmp_path / "there")
    result = json.loads((there / "result.json").read_text("utf-8"))
    html = (there / "report.html").read_text("utf-8")
    for picture in result["screenshots"]:
        assert f"sites/{result['slug']}/{picture}" in html and (there / "sites" / result["slug"] / picture).is_file()


def test_the_same_run_gives_the_same_bytes(run: Path, tmp_path: Path) -> None:
    folder = RunFolder.open(run)
    one, other = (export(folder, SITE, tmp_path / name).digest for name in ("a.zip", "b.zip"))
    assert one == other


def test_a_signature_is_checked_by_openssl_and_fails_for_another_manifest(run: Path, tmp_path: Path) -> None:
    key, public = tmp_path / "key.pem", tmp_path / "public.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(key)], check=True, capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", str(key), "-pubout", "-out", str(public)], check=True, capture_output=True)
    export(RunFolder.open(run), SITE, tmp_path / "p.zip", key=key)
    there = unpacked(tmp_path / "p.zip", tmp_path / "there")
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(public), "-rawin", "-in", "manifest.sha256",
               "-sigfile", "manifest.sha256.sig"]  # fmt: skip
    assert subprocess.run(command, cwd=there, check=False, capture_output=True).returncode == 0
    with (there / "manifest.sha256").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert subprocess.run(command, cwd=there, check=False, capture_output=True).returncode != 0


def test_evidence_that_changed_is_not_given_away(run: Path, tmp_path: Path) -> None:
    slug = site_of(read_run(RunFolder.open(run)), SITE).slug
    picture = next((run / "sites" / slug).glob("*.png"))
    picture.write_bytes(picture.read_bytes() + b"x")
    with pytest.raises(StoreError, match="changed"):
        export(RunFolder.open(run), SITE, tmp_path / "p.zip")
    assert not (tmp_path / "p.zip").exists()


@pytest.mark.parametrize(
    ("name", "reason"), [("example", "several sites"), ("nowhere.test", "no site of this run"), ("", "no site")]
)
def test_a_site_that_is_not_there_or_not_clear_is_a_usage_error_that_names_some(run: Path, name: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as raised:
        site_of(read_run(RunFolder.open(run)), name)
    assert "https://" in str(raised.value)


def test_a_key_that_is_none_is_one_line(run: Path, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("no key")
    done = auditor("export", run, SITE, "--sign", "key.pem", cwd=tmp_path)
    assert done.status == 2 and "openssl genpkey" in done.err and len(done.err.splitlines()) == 1
    assert not list(tmp_path.glob("*.zip"))
