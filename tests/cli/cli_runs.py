"""Run the program as a user does, in this process, and a run folder that was made without a browser."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from auditor.capture.options import CaptureOptions
from auditor.catalogue.load import Folder
from auditor.cli import main
from auditor.evidence.store import RunFolder
from auditor.fleet.about import tool_version
from auditor.fleet.judging import Bench
from auditor.fleet.runs import evaluate
from auditor.fleet.settings import conditions_of
from auditor.results.run import RunInfo
from tests.evidence.store_samples import PICTURE, failed, recorded

__all__ = ["Ended", "auditor", "made_run"]


@dataclass(frozen=True)
class Ended:
    """How the program ended and what it said."""

    status: int
    out: str
    err: str


def auditor(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: object) -> Ended:
    monkeypatch.setattr(sys, "argv", ["auditor", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return Ended(ended.value.code, said.out, said.err)


def made_run(path: Path, *, hostile: str = "") -> RunFolder:
    """A run of two sites, one audited and one failed, judged and sealed."""
    folder = RunFolder.create(path)
    urls = ("https://shop.example/", "https://gone.example/")
    info = RunInfo(
        tool=tool_version(),
        browser="Chromium 156.0.0.0",
        platform="test",
        arguments=("scan", *urls),
        profile="cnil",
        report_language="en",
        started_at="2026-11-24T10:00:00Z",
        ended_at="2026-11-24T10:01:00Z",
        sites=urls,
        slugs=("shop.example", "gone.example"),
        conditions=conditions_of(CaptureOptions()),
    )
    folder.write("run.json", msgspec.json.encode(info))
    folder.write_site("shop.example", recorded(cookie=f"_ga{hostile}"), {"banner.png": PICTURE})
    gone = failed()
    assert gone.failure is not None
    failure = msgspec.structs.replace(gone.failure, message=f"unknown host {hostile}")
    folder.write_site("gone.example", msgspec.structs.replace(gone, failure=failure), {})
    folder.seal()
    evaluate(folder, Bench.load(Folder(), "cnil", "en"), tool_version(), ("md", "csv", "html"))
    return folder
