"""One scan by the command as a user types it, and beside its results what the server saw."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from auditor.demo.message import Site
from auditor.demo.server import LoopbackServer, Seen

__all__ = ["Done", "Scanned", "auditor", "scan"]

_SECONDS = 1500
CHOICES = {"none": ("before",), "refuse": ("refuse", "withdraw"), "accept": ("accept",)}
"""What a page knew of the choice when it called → the phases in which that call can have begun."""


@dataclass(frozen=True)
class Done:
    """One command that has ended."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Scanned:
    """A run folder and the server's log of the scan that made it."""

    folder: Path
    done: Done
    log: tuple[Seen, ...]

    @property
    def lines(self) -> tuple[dict[str, Any], ...]:
        """results.jsonl."""
        return tuple(json.loads(line) for line in (self.folder / "results.jsonl").read_text("utf-8").splitlines())

    def result(self, url: str) -> dict[str, Any]:
        """The line of one site."""
        found = [line for line in self.lines if line["url"] == url]
        assert len(found) == 1, f"{url} has {len(found)} lines"
        return found[0]

    def of(self, url: str) -> tuple[Seen, ...]:
        """What was asked of the server because of one site: its own host, and what names it as referer or origin."""
        host = urlsplit(url).hostname
        own = {host}
        return tuple(s for s in self.log if s.host in own or {urlsplit(s.referer).hostname, urlsplit(s.origin).hostname} & own)

    def calls(self, url: str) -> dict[str, Counter[str]]:
        """Choice as the page knew it → outside host → number of calls that carry it."""
        found: dict[str, Counter[str]] = {choice: Counter() for choice in CHOICES}
        for seen in self.of(url):
            said = parse_qs(urlsplit(seen.target).query).get("choice")
            if said and seen.host != urlsplit(url).hostname and not seen.host.endswith(".example"):
                found.setdefault(said[-1], Counter())[seen.host] += 1
        return found


def auditor(*arguments: str | Path, cwd: Path) -> Done:
    """Run the command in another folder, with nothing of the tests in its environment."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, "-m", "auditor", *(str(argument) for argument in arguments)],
        cwd=cwd, capture_output=True, text=True, timeout=_SECONDS, check=False, env=environment,
    )  # fmt: skip
    return Done(status=done.returncode, out=done.stdout, err=done.stderr)


def scan(folder: Path, hosts: Sequence[Site], urls: Sequence[str], *options: str) -> Scanned:
    """Serve the hosts, scan the addresses into `folder/run`, and keep the log."""
    with LoopbackServer(hosts) as server:
        browser = [f"--browser-arg={argument}" for argument in server.browser_arguments]
        done = auditor("scan", *urls, "--out", folder / "run", *options, *browser, cwd=folder)
        return Scanned(folder=folder / "run", done=done, log=server.log)
