"""The compliance table as data: one row a site, one row a finding, and the counts that keep an empty table from looking clean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from auditor.report.table.seen import NO_CHOICE, UNKNOWN, Count, Phase, cookies_in, is_whole, phase, trackers_in
from auditor.results import SEVERITIES, VERDICTS, Finding, Result, Severity, Verdict
from auditor.results.run import Run

__all__ = ["LISTED", "STANDINGS", "Refusal", "SiteRow", "Totals", "listed", "platform", "site_rows", "totals"]

LISTED: tuple[Verdict, ...] = ("fail", "warn", "inconclusive")
"""Verdicts that a person has to read; the others are counted."""

STANDINGS = ("fail", "warn", "inconclusive", "not-audited", "pass", "not-applicable")
"""Of a site, in the order of the table: its worst verdict, or that it could not be audited."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Where the banner lets a person refuse. `layer` and `clicks` are None where there is nothing to press, or nobody knows."""

    layer: int | None
    clicks: int | None
    mark: str
    """`—` where a person would find no such control, `?` where that could not be established, else empty."""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site in the overview."""

    number: int
    """Place in the order asked for, from 1."""
    name: str
    """Host, with the path where it has one. Not escaped."""
    result: Result
    standing: str
    severity: Severity | None
    """Gravest severity among the findings of the worst verdict; None where nothing is to be read."""
    verdicts: Mapping[Verdict, int]
    banner: str
    """yes, no or `?`."""
    refusal: Refusal
    before: Phase
    refused: Phase
    trackers: tuple[Count, Count]
    """Before any choice, after refusing."""
    cookies: tuple[Count, Count]
    """Those that need consent: before any choice, after refusing."""
    findings: tuple[Finding, ...]
    """Most serious first."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the last line says."""

    sites: int
    standings: Mapping[str, int]
    verdicts: Mapping[Verdict, int]
    not_reached: int
    """Sites asked for that have no result: the run was interrupted or goes on."""
    is_ended: bool


def site_rows(run: Run) -> tuple[SiteRow, ...]:
    """Rows of the overview, the most serious first; among equals in the order asked for."""
    rows = [_site_row(number, result) for number, result in enumerate(run.results, 1)]
    return tuple(sorted(rows, key=_rank))


def totals(run: Run, rows: Sequence[SiteRow]) -> Totals:
    """Count sites by standing and findings by verdict."""
    verdicts: Counter[Verdict] = Counter()
    for row in rows:
        verdicts.update(row.verdicts)
    left = Counter(run.info.sites) - Counter(row.result.url for row in rows)
    return Totals(len(rows), Counter(row.standing for row in rows), verdicts, left.total(), run.info.ended_at is not None)


def listed(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Only what a person has to read."""
    return tuple(f for f in findings if f.verdict in LISTED)


def platform(row: SiteRow, unnamed: str) -> str:
    """Name of the consent platform; `unnamed` for a banner of no known platform; a mark where there is no banner."""
    if row.banner == "yes":
        return row.result.banner.cmp or unnamed
    return NO_CHOICE if row.banner == "no" else UNKNOWN


def _site_row(number: int, result: Result) -> SiteRow:
    findings = tuple(sorted(result.findings, key=_gravity))
    before, refused = phase(result, "before"), phase(result, "refuse")
    standing = "not-audited" if result.status == "failed" else _worst(findings)
    return SiteRow(
        number=number,
        name=_name(result.url),
        result=result,
        standing=standing,
        severity=next((f.severity for f in findings if f.verdict == standing and f.verdict in LISTED), None),
        verdicts=Counter(f.verdict for f in findings),
        banner=_banner(result, before),
        refusal=_refusal(result, before),
        before=before,
        refused=refused,
        trackers=(trackers_in(result, before), trackers_in(result, refused)),
        cookies=(cookies_in(result, before), cookies_in(result, refused)),
        findings=findings,
    )


def _worst(findings: Sequence[Finding]) -> str:
    # A site that no rule spoke about is not a clean one.
    return findings[0].verdict if findings else "inconclusive"


def _gravity(finding: Finding) -> tuple[int, int, str]:
    return VERDICTS.index(finding.verdict), -SEVERITIES.index(finding.severity), finding.rule


def _rank(row: SiteRow) -> tuple[int, int, int, int]:
    gravest = -SEVERITIES.index(row.severity) if row.severity else 0
    return STANDINGS.index(row.standing), gravest, -row.verdicts.get("fail", 0), row.number


def _banner(result: Result, before: Phase) -> str:
    if result.banner.present:
        return "yes"
    whole = is_whole(result, "pages", "before") and is_whole(result, "page", "before")
    return "no" if before.is_observed and whole else UNKNOWN


def _refusal(result: Result, before: Phase) -> Refusal:
    control = result.banner.controls.get("refuse")
    if control is not None:
        return Refusal(control.layer, control.clicks, "")
    walked = result.scenarios.get("refuse")
    if walked is not None and walked.outcome == "clicked":
        # No control says « refuse »: the visitor switched the purposes off and saved, which is where the way ended.
        save = result.banner.controls.get("save")
        return Refusal(save.layer if save is not None else 2, walked.clicks, "")
    found_none = "refuse" in result.banner.controls if result.banner.present else _banner(result, before) == "no"
    return Refusal(None, None, NO_CHOICE if found_none else UNKNOWN)


def _name(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    name = parts.netloc.rpartition("@")[2] + parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return name if parts.scheme in ("http", "https") and parts.netloc else url
