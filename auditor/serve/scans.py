"""Scans started from the dashboard: the command itself, as a process of its own, one at a time, into a new run folder."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from auditor.errors import UsageError
from auditor.fleet.about import now

__all__ = ["TOKEN_VARIABLE", "Asked", "Scans", "Standing"]

TOKEN_VARIABLE = "AUDITOR_TOKEN"
"""Of the dashboard alone: a browser that visits sites need not know it."""

_LINES, _LINE = 200, 300
_END_SECONDS = 20.0
_OURS = "auditor: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form asked for; all of it was checked."""

    url: str
    scenarios: tuple[str, ...]
    """Empty: all that a scan makes unasked."""
    profile: str
    language: str
    device: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How the last scan stands."""

    url: str
    run: str
    """Name of its folder, which is the id of the run."""
    running: bool
    status: int | None
    """Exit status; None while it runs."""
    lines: tuple[str, ...]
    """What it said, the last of it. Not escaped."""


class Scans:
    """Starts scans into `base`. `options` are further arguments of `auditor scan`, given by the owner and never by a form."""

    def __init__(self, base: Path, options: tuple[str, ...], concurrency: int) -> None:
        self._base = base
        self._options = options
        self._concurrency = concurrency
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._asked: Asked | None = None
        self._path = base
        self._lines: deque[str] = deque(maxlen=_LINES)

    @property
    def standing(self) -> Standing | None:
        """How the last scan stands; None before the first."""
        process, asked = self._process, self._asked
        if process is None or asked is None:
            return None
        status = process.poll()
        return Standing(asked.url, self._path.name, status is None, status, tuple(self._lines))

    def start(self, asked: Asked) -> str:
        """Start a scan and give the id that its run will have. Raises UsageError where one is running."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                raise UsageError("a scan is running already", kind="busy", remedy="Wait until it has ended, or stop it")
            path = self._free()
            self._base.mkdir(parents=True, exist_ok=True)
            command = [sys.executable, "-m", "auditor", "scan", "--out", str(path), "--verbose"]
            command += ["--concurrency", str(self._concurrency), "--profile", asked.profile]
            command += ["--report-language", asked.language, "--device", asked.device]
            command += [text for name in asked.scenarios for text in ("--scenario", name)]
            command += [*self._options, "--", asked.url]
            self._lines = deque(maxlen=_LINES)
            self._asked, self._path = asked, path
            # A session of its own: Ctrl-C for the dashboard reaches the scan through `close`, once.
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
                env={name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE},
            )
            assert self._process.stderr is not None
            threading.Thread(target=self._hear, args=(self._process.stderr, self._lines), name="scan", daemon=True).start()
            return path.name

    def stop(self) -> None:
        """Ask the scan to end in order: what is finished is kept."""
        process = self._process
        if process is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                if os.name == "posix":
                    process.send_signal(signal.SIGINT)
                else:
                    process.terminate()

    def close(self) -> None:
        """End the scan with the dashboard: in order, and by force where that takes too long."""
        self.stop()
        process = self._process
        if process is None:
            return
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_END_SECONDS)

    def _free(self) -> Path:
        path = base = self._base / now().strftime("%Y-%m-%dT%H-%M-%SZ")
        number = 2
        while path.exists():
            path, number = base.with_name(f"{base.name}-{number}"), number + 1
        return path

    @staticmethod
    def _hear(stream: IO[str], lines: deque[str]) -> None:
        with stream:
            # A line without an end must not fill the memory.
            while text := stream.readline(8192):
                if text.startswith(_OURS):
                    lines.append(text.removeprefix(_OURS).rstrip("\n")[:_LINE])
