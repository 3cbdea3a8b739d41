"""What is kept of a run and of each of its sites."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from auditor.report.table.rows import site_rows
from auditor.results import VERDICTS
from auditor.results.run import Run, RunInfo
from auditor.shape import Shape

__all__ = ["Earlier", "IndexedRun", "SiteRun", "conditions_digest", "run_values", "site_values"]

_OF_THE_MACHINE = ("browser_arguments",)


class IndexedRun(Shape, frozen=True, kw_only=True):
    """One run of the index."""

    id: int
    """In this index; it stays when the run is judged again."""
    folder: str
    """Absolute path on `host`."""
    host: str
    """Name of the machine that indexed it."""
    seal: str
    """SHA-256 of its manifest."""
    started_at: str
    """UTC, RFC 3339."""
    ended_at: str | None
    """None where it was interrupted."""
    profile: str
    """By which it was judged."""
    tool: str
    """Version of auditor."""
    browser: str | None
    """Name and version; None where none was reached."""
    sites: int
    """How many were asked for."""
    first_site: str
    """The first of them."""
    audited: int
    """Sites with evidence of a page."""
    failed: int
    """Sites that could not be audited."""
    verdicts: dict[str, int]
    """fail, warn, inconclusive, pass, not-applicable → number of findings."""


class SiteRun(Shape, frozen=True, kw_only=True):
    """One site in one run."""

    run: int
    """Id of the run in this index."""
    folder: str
    """Of the run, on `host`."""
    host: str
    """Name of the machine that indexed it."""
    started_at: str
    """Of the run: UTC, RFC 3339."""
    profile: str
    """Of the run."""
    url: str
    """Of the site."""
    status: str
    """audited or failed."""
    error: str
    """Kind of the failure; empty where the site was audited."""
    verdicts: dict[str, int]
    """fail, warn, inconclusive, pass, not-applicable → number of findings."""
    trackers_before: str
    """Tracking hosts contacted before any choice, as in the table: `?` where it could not be established, `≥2` where there were
    at least so many, `+1?` for one of which it is not established that it needs consent."""
    trackers_refuse: str
    """The same after refusing."""
    failing: tuple[str, ...]
    """Rules that fail."""
    new_failures: tuple[str, ...] = ()
    """Those that did not fail when the site was audited last before; none for its first run."""


class Earlier(Shape, frozen=True, kw_only=True):
    """Where an earlier result of a site stands."""

    url: str
    folder: str
    host: str
    started_at: str
    status: str


def conditions_digest(info: RunInfo) -> str:
    """Tell runs under the same conditions: profile and settings, without what is only of the machine."""
    settings = {name: value for name, value in info.conditions.items() if name not in _OF_THE_MACHINE}
    return hashlib.sha256(json.dumps([info.profile, settings], sort_keys=True).encode()).hexdigest()


def run_values(run: Run) -> dict[str, Any]:
    """The columns of a run, but for where it stands."""
    info = run.info
    counts = Counter(finding.verdict for result in run.results for finding in result.findings)
    failed = sum(result.status == "failed" for result in run.results)
    return {
        "started_at": info.started_at,
        "ended_at": info.ended_at,
        "profile": info.profile,
        "tool": info.tool,
        "browser": info.browser,
        "conditions": conditions_digest(info),
        "first_url": info.sites[0] if info.sites else "",
        "asked": len(info.sites),
        "audited": len(run.results) - failed,
        "failed": failed,
        **_counted(counts),
    }


def site_values(run: Run) -> list[dict[str, Any]]:
    """The columns of each site, but for the run."""
    rows = []
    for row in sorted(site_rows(run), key=lambda row: row.number):
        result = row.result
        before, refused = row.trackers
        rows.append(
            {
                "position": row.number,
                "url": result.url,
                "slug": result.slug,
                "status": result.status,
                "error": result.error.kind if result.error is not None else "",
                **_counted(Counter(finding.verdict for finding in result.findings)),
                "trackers_before": str(before),
                "trackers_refuse": str(refused),
                "failing": json.dumps(sorted(finding.rule for finding in result.findings if finding.verdict == "fail")),
            }
        )
    return rows


def _counted(counts: Counter[Any]) -> dict[str, int]:
    return {verdict.replace("-", "_"): counts[verdict] for verdict in VERDICTS}
