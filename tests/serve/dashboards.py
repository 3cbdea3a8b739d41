"""The dashboard as a user starts it: a process of its own, on a free port of loopback, over run folders made for the test."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import msgspec
from playwright.sync_api import Browser, BrowserContext, Page

from auditor.evidence import Evidence, Failure, Mark, Press, ScenarioRun, Visit
from auditor.evidence.records.cookies import Cookies, CookieWrite, Jar, StoredCookie
from auditor.evidence.records.requests import Request, Requests
from auditor.evidence.records.screenshots import Screenshot, Screenshots
from auditor.evidence.records.signals import Signals, SignalState
from auditor.evidence.records.storage import Storage, StorageEntry, StorageState
from auditor.evidence.store import RunFolder
from auditor.fleet.runs import read_run, write_results
from auditor.results import Finding, Result
from auditor.shape import Missing
from tests.report import sample

__all__ = ["ROOT", "SITE", "SLUG", "Served", "Tab", "hostile_run", "sample_runs"]

ROOT = Path(__file__).resolve().parents[2]
SLUG = "www.maison-tilleul.example"
SITE = f"https://{SLUG}/"
_START_SECONDS = 60


class Served:
    """A dashboard, from `with` to the end of the block."""

    def __init__(self, folder: Path, *options: str, environment: Mapping[str, str] | None = None) -> None:
        self._command = [sys.executable, "-m", "auditor", "serve", str(folder), "--port", "0", *options]
        self._environment = {**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})}
        self.said: list[str] = []

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self._environment, cwd=ROOT
        )
        lines: queue.Queue[str] = queue.Queue()
        stream = self._process.stdout
        assert stream is not None

        def hear() -> None:
            for line in stream:
                self.said.append(line.rstrip("\n"))
                lines.put(line)
            lines.put("")

        self._thread = threading.Thread(target=hear, daemon=True)
        self._thread.start()
        while "Serving" not in (line := lines.get(timeout=_START_SECONDS)):
            assert line, self.said
        self.address = next(line for line in self.said if line.startswith("Dashboard: ")).split()[1].rstrip("/")
        self.port = int(self.address.rpartition(":")[2])
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self.status = self._process.wait(40)
        finally:
            self._process.kill()
            self._thread.join(10)
            if self._process.stdout is not None:
                self._process.stdout.close()

    @property
    def token(self) -> str:
        """The one that was printed."""
        return next(line for line in self.said if line.startswith("Token: ")).split()[1]

    def ask(
        self, path: str, method: str = "GET", form: Mapping[str, str] | None = None, **headers: str
    ) -> tuple[int, str, HTTPResponse]:
        """One request as no browser makes it: (status, text, the answer). Underscores in names of headers stand for dashes."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = urlencode(form) if form is not None else None
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace"), answer
        finally:
            connection.close()


class Tab:
    """A tab, and what it complained about or asked of others."""

    def __init__(self, browser: Browser, served: Served, **options: object) -> None:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        self.context: BrowserContext = browser.new_context(**options)  # type: ignore[arg-type]  # as Playwright names them
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.foreign: list[str] = []
        self.failed: list[str] = []
        self._base = served.address
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("response", lambda answer: answer.status >= 400 and self.failed.append(f"{answer.status} {answer.url}"))

    def _asked(self, url: str) -> None:
        if not url.startswith(f"{self._base}/"):
            self.foreign.append(url)

    def go(self, path: str) -> Page:
        """Open a page of the dashboard."""
        self.page.goto(self._base + path)
        return self.page

    @property
    def is_quiet(self) -> bool:
        """True where nothing was complained about and nobody else was asked."""
        return not self.said and not self.foreign and not self.failed


def sample_runs(folder: Path) -> Path:
    """Three runs: the committed sample, an earlier one with other verdicts, and one whose results were altered."""
    for name in ("new", "old", "altered"):
        shutil.copytree(ROOT / "reports" / "sample", folder / name)
    earlier = RunFolder.open(folder / "old")
    run = read_run(earlier)
    info = msgspec.structs.replace(run.info, started_at="2026-11-01T09:00:00Z", ended_at="2026-11-01T09:04:00Z")
    write_results(earlier, info, [_milder(result) for result in run.results], ("html",))
    results = folder / "altered" / "results.jsonl"
    results.write_bytes(results.read_bytes().replace(b'"verdict":"fail"', b'"verdict":"pass"'))
    return folder


def _milder(result: Result) -> Result:
    def milder(finding: Finding) -> Finding:
        worse = finding.rule == "tracker-before-choice" and finding.verdict == "fail"
        return msgspec.structs.replace(finding, verdict="pass") if worse else finding

    return msgspec.structs.replace(result, findings=tuple(map(milder, result.findings)), cookies=result.cookies[1:])


def hostile_run(path: Path) -> RunFolder:
    """A run in which every text is hostile, evidence included: what JSON can hold of it."""
    texts = tuple(text.replace("\ud800", "").replace("\udfff", "") for text in sample.HOSTILE)
    lying = sample.lying(texts)
    result = msgspec.structs.replace(
        lying,
        slug="hostile.example",
        trackers=tuple(msgspec.structs.replace(t, requests={"before": 1}) for t in lying.trackers),
        cookies=tuple(msgspec.structs.replace(c, lifetime_days=1e300) for c in lying.cookies),
    )
    folder = RunFolder.create(path)
    folder.write_site("hostile.example", _hostile_evidence(result.url, texts), {"ok.png": b"\x89PNG\r\n\x1a\n"})
    info = msgspec.structs.replace(
        sample.hostile().info,
        arguments=texts,
        conditions=dict(zip(texts, texts, strict=True)),
        started_at=texts[6],
        ended_at=texts[5],
        sites=(result.url,),
        slugs=(result.slug,),
        report_language="en",
        lists=(),
    )
    write_results(folder, info, [result], ("html",))
    return folder


def _hostile_evidence(url: str, texts: tuple[str, ...]) -> Evidence:
    def packed(record: object) -> msgspec.Raw:
        return msgspec.Raw(msgspec.json.encode(record))

    at = {"phase": "before", "step": texts[0], "at_ms": 1.0}
    records = {
        "requests": packed(
            Requests(
                requests=tuple(
                    Request(**at, url=t, method=t, type=t, frame_url=t, initiator=t, initiator_url=t, post_text=t, failure=t)  # type: ignore[arg-type]
                    for t in texts * 30
                )
            )
        ),
        "cookies": packed(
            Cookies(
                jars=(
                    Jar(
                        **at,  # type: ignore[arg-type]
                        cookies=tuple(
                            StoredCookie(
                                name=t, value=t, domain=t, path=t, expires_at=None, http_only=False, secure=False, same_site=t
                            )
                            for t in texts
                        ),
                    ),
                ),
                writes=tuple(
                    CookieWrite(**at, via=t, url=t, frame_url=t, name=t, value=t, domain=t, path=t, lifetime_days=1.0)  # type: ignore[arg-type]
                    for t in texts
                ),
            )
        ),
        "storage": packed(
            Storage(states=(StorageState(**at, entries=tuple(StorageEntry(kind=t, origin=t, key=t, value=t) for t in texts)),))  # type: ignore[arg-type]
        ),
        "signals": packed(Signals(states=(SignalState(**at, tcf={t: t for t in texts}),))),  # type: ignore[arg-type]
        "screenshots": packed(
            Screenshots(screenshots=tuple(Screenshot(label=t, file=f"../{t}", phase=t, step=t, at_ms=1.0) for t in texts))
        ),
    }
    press = Press(
        phase=texts[1], at_ms=1.0, action=texts[0], text=texts[1], layer=1, point=(1.0, 1.0), reached=True,
        page_before=texts[0], page_after=texts[1], gone=False,
    )  # fmt: skip
    visit = Visit(
        name=texts[6],
        started_at=texts[0],
        final_url=texts[1],
        status=200,
        marks=tuple(Mark(phase=t, step=t, at_ms=1.0, url=t) for t in texts),
        settled=(),
        scenarios=tuple(ScenarioRun(name=t, outcome=t, reason=t, presses=(press,)) for t in texts),
        records=records,
        missing=tuple(Missing(name=t, reason=t) for t in texts),
        failure=Failure(kind=texts[0], message=texts[1]),
    )
    return Evidence(url=url, conditions=None, visits=(visit,))
