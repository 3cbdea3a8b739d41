"""Run folders without a browser: results as they are told, sealed like those of a scan."""

from __future__ import annotations

from pathlib import Path

import msgspec

from auditor.evidence.store import RunFolder
from auditor.fleet.runs import write_results
from auditor.plan import slug_of
from auditor.results import Finding, Result, SiteFailure
from auditor.results.run import RunInfo
from tests.report import sample

__all__ = ["finding", "made", "site"]


def finding(verdict: str, rule: str = "tracker-before-choice", **more: object) -> Finding:
    found = Finding(rule=rule, verdict=verdict, severity="critical", summary="…")  # type: ignore[arg-type]
    return msgspec.structs.replace(found, **more)


def site(url: str, *findings: Finding, failed: str = "", **facts: object) -> Result:
    """One line of results: audited with these findings, or failed for the reason given."""
    error = SiteFailure(kind=failed, message=f"{url}: {failed}") if failed else None
    known: dict[str, object] = {"status": "failed" if failed else "audited", "error": error, "missing": (), **facts}
    return msgspec.structs.replace(sample.failing(), url=url, slug=slug_of(url), findings=findings, **known)


def made(path: Path, started_at: str, *results: Result, profile: str = "cnil", **conditions: str) -> Path:
    """Write a run and seal it."""
    info = RunInfo(
        tool="1",
        browser="Chromium 150",
        platform="test",
        arguments=(),
        profile=profile,
        report_language="en",
        started_at=started_at,
        ended_at=started_at,
        sites=tuple(result.url for result in results),
        slugs=tuple(result.slug for result in results),
        conditions=conditions,
    )
    folder = RunFolder.create(path, overwrite=True)
    write_results(folder, info, results, ("md",))
    return path
