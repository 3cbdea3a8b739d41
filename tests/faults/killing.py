"""A scan in processes of its own, which is killed at any moment, and what its results say once times and chance are left out."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.demo.message import Request, Response, Site, html, script
from auditor.demo.server import LoopbackServer
from tests.capture.banners import banner, page

__all__ = ["TARGETS", "URLS", "Scan", "hosts", "results"]

_BUTTONS = "<button onclick=choose('all')>Tout accepter</button><button onclick=choose('none')>Tout refuser</button>"
_TAG = "https://mesure.example/tag.js"
URLS = ("https://un.example/", "https://deux.example/", "https://trois.example/")
TARGETS = tuple(os.environ.get("AUDITOR_TARGETS", "everything program browser driver").split())
"""What is killed: the whole process group, our process alone, the browser's main process, Playwright's driver."""
_ENDS_SECONDS = 240


def hosts() -> tuple[Site, ...]:
    """Three small sites, each with something else to find: a tag before the choice, one that stays after refusing, no banner."""
    tag = f"<script src={_TAG}></script>"

    def shop(request: Request) -> Response:
        bar = {"un.example": banner(_BUTTONS), "deux.example": banner(_BUTTONS), "trois.example": banner(_BUTTONS)}[request.host]
        always = "document.cookie = '_ga=GA1.1.1234567890.1700000000; max-age=34560000; path=/; secure'"
        return html(f"<!doctype html><html lang=fr>{page(bar, tag if request.host != 'trois.example' else '', script=always)}")

    return (
        *(Site(host=url.split("/")[2], handler=shop) for url in URLS),
        Site(host="mesure.example", handler=lambda request: script("window.loaded = 1")),
    )


@dataclass
class Scan:
    """One run folder and the command that makes it."""

    folder: Path
    server: LoopbackServer
    scratch: Path
    """Where the programs keep their temporary files: a killed one leaves them behind."""
    chance: random.Random = field(default_factory=random.Random)
    kills: list[tuple[str, float]] = field(default_factory=list)

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        """Begin the scan, or go on with it, in a process group of its own."""
        browser = [f"--browser-arg={argument}" for argument in self.server.browser_arguments]
        short = ("--dwell", "0.2", "--scenario", "before", "--scenario", "refuse", "--concurrency", "2", "--no-dns")
        command = [sys.executable, "-m", "auditor", "scan", *URLS, "--out", str(self.folder), "--resume", "--format", "md"]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")} | {"TMPDIR": str(self.scratch)}
        with (self.scratch / "said").open("ab") as said:
            return subprocess.Popen(
                [*command, *short, *browser, *options],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True, env=environment,
            )  # fmt: skip

    def to_the_end(self) -> int:
        """Run undisturbed; the exit status."""
        process = self.start()
        try:
            return process.wait(_ENDS_SECONDS)
        finally:
            _end(process)

    def disturbed(self, within: float) -> bool:
        """Run, and kill something at a random moment of the first seconds; True where the scan came to its end all the same."""
        process = self.start()
        what, moment = self.chance.choice(TARGETS), self.chance.uniform(0.0, within)
        try:
            if _over(process, moment):
                return process.returncode == 0
            victim = self._victim(process, what)
            if victim is None:
                what, victim = "everything", -process.pid
            _kill(victim)
            self.kills.append((what, round(moment, 2)))
            if what in ("everything", "program"):
                process.wait(_ENDS_SECONDS)
                return False
            # Of a browser or a driver that died the run has to recover by itself, or to end with a clear line.
            return process.wait(_ENDS_SECONDS) == 0
        finally:
            _end(process)

    def _victim(self, process: subprocess.Popen[bytes], what: str) -> int | None:
        if what == "everything":
            return -process.pid
        if what == "program":
            return process.pid
        for number, line in _group(process.pid):
            if what == "browser" and b"--remote-debugging-p" in line and b"--type=" not in line:
                return number
            if what == "driver" and b"run-driver" in line:
                return number
        return None


def _over(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for the moment; True where the process has ended before."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _group(leader: int) -> list[tuple[int, bytes]]:
    """Processes of the session that a process leads: number and command line."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):  # one that has ended meanwhile
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                found.append((int(entry.name), (entry / "cmdline").read_bytes()))
    return found


def _kill(number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        if number < 0:
            os.killpg(-number, signal.SIGKILL)
        else:
            os.kill(number, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing of the session behind: whoever was orphaned by a kill ends by itself or is ended here."""
    deadline = time.monotonic() + 10
    while _group(process.pid) and time.monotonic() < deadline:
        for number, _ in _group(process.pid):
            _kill(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    process.wait(10)


def results(folder: Path, leave: Sequence[str] = ()) -> list[dict[str, Any]]:
    """What results.jsonl says of each site, without what differs between two undisturbed runs: times, and measures of place."""
    lines = (folder / "results.jsonl").read_text("utf-8").splitlines()
    return [_steady(json.loads(line)) for line in lines]


_TIMES = ("at_ms", "timelines", "lifetime_days", "box", "area")


def _steady(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _steady(inner) for key, inner in value.items() if key not in _TIMES}
    if isinstance(value, list):
        return [_steady(inner) for inner in value]
    return value
