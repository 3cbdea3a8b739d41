"""The command as a user types it, with a real browser over the demo's server: interrupted, gone on with, judged again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.demo.server import LoopbackServer
from auditor.demo.sites import demo_hosts

GONE = "https://gone.example/"
SITE = "https://www.carnet-de-lison.example/"


@pytest.fixture(scope="module")
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer(demo_hosts()) as running:
        yield running


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "auditor", *arguments]


def done(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False, timeout=120)


def lines(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "results.jsonl").read_text("utf-8").splitlines()]


def test_a_scan_is_interrupted_and_gone_on_with_and_judged_again(tmp_path: Path, server: LoopbackServer) -> None:
    out = tmp_path / "run"
    browser = [text for argument in server.browser_arguments for text in ("--browser-arg", argument)]
    scan = command("scan", GONE, SITE, "--out", str(out), "--concurrency", "1", "--dwell", "1", "--verbose", *browser)
    with subprocess.Popen(scan, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        said = ""
        for line in running.stderr:
            said += line
            if "site 2: visit" in line:  # the first site is settled, the second is being visited
                break
        running.send_signal(signal.SIGINT)
        table, rest = running.communicate(timeout=60)
    assert running.returncode == 130, said + rest
    assert "interrupted: 1 of 2 sites finished" in rest
    assert GONE.split("/")[2] in table
    assert [(line["url"], line["status"]) for line in lines(out)] == [(GONE, "failed")]
    assert json.loads((out / "run.json").read_text())["ended_at"] is None
    assert done("verify", str(out)).returncode == 0

    # Gone on with: the site that has its evidence is not visited again, the other one is.
    resumed = done("scan", "--resume", "--out", str(out), *browser)
    assert resumed.returncode == 3, resumed.stderr
    first, second = lines(out)
    assert first["error"] == {"kind": "dns", "message": first["error"]["message"]}  # type: ignore[index]  # a dict, as JSON has it
    assert (second["url"], second["status"]) == (SITE, "audited")
    assert server.requests(host="www.carnet-de-lison.example", path="/")
    assert str(out / "table.html") in resumed.stdout
    info = json.loads((out / "run.json").read_text())
    assert info["ended_at"] is not None
    assert info["browser"].startswith("Chromium ")
    assert info["conditions"]["dwell_seconds"] == "1.0"
    assert sorted(p.name for p in out.iterdir()) == [
        "manifest.sha256", "results.jsonl", "run.json", "sites", "table-cookies.csv", "table-sites.csv", "table-storage.csv",
        "table-trackers.csv", "table.csv", "table.html", "table.md",
    ]  # fmt: skip
    shown = list(second["screenshots"])  # type: ignore[call-overload]  # a list, as JSON has it
    assert shown
    assert all((out / "sites" / str(second["slug"]) / name).is_file() for name in shown)

    # Judged again: not a byte changes, and the folder is as it was sealed.
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    again = done("evaluate", str(out))
    assert again.returncode == 3
    assert "Nothing changed" in again.stdout
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    assert done("verify", str(out)).returncode == 0
