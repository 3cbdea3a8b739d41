"""CSV: one flat file, one row a finding, each with the columns of its site; a site without a finding has one row too.

UTF-8 with a byte order mark, because Excel reads accents only then (`utf-8-sig` in Python; the first column is a plain number,
so a reader that does not know the mark spoils no name it needs). Commas, every cell quoted, CRLF as RFC 4180 asks. Column names
and verdicts are the same in every language; `summary` is in the language of the result. A cell that a spreadsheet could take for
a formula has an apostrophe in front. `?`: could not be established; `—`: no such choice; `≥3`: at least; `3+2?`: and 2 of
which it is not established that they need consent.
"""

from __future__ import annotations

import csv
import io

from auditor.escape import spreadsheet
from auditor.report.table import SiteRow, platform, site_rows
from auditor.results import Finding
from auditor.results.run import Run

__all__ = ["COLUMNS", "SUFFIX", "render"]

SUFFIX = ".csv"

_SITE = (
    "site_number", "site", "url", "final_url", "site_status", "error_kind", "error", "profile", "banner", "platform",
    "refuse_layer", "refuse_clicks", "refusal_outcome", "trackers_before", "trackers_after_refuse",
    "cookies_needing_consent_before", "cookies_needing_consent_after_refuse", "site_verdict",
    "site_fail", "site_warn", "site_inconclusive",
)  # fmt: skip
_FINDING = ("rule", "verdict", "severity", "summary", "basis", "evidence")
COLUMNS = _SITE + _FINDING

_CELL_LIMIT = 32_000
"""Excel cuts a cell at 32 767 characters without saying so."""


def render(run: Run, language: str) -> bytes:
    """Write the table. `language` changes nothing but what results bring."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in site_rows(run):
        site = _site(row)
        for finding in row.findings or (None,):
            writer.writerow(spreadsheet(cell, _CELL_LIMIT) for cell in (*site, *_finding(finding)))
    return out.getvalue().encode("utf-8-sig")


def _site(row: SiteRow) -> tuple[str, ...]:
    result, refusal = row.result, row.refusal
    return (
        str(row.number),
        row.name,
        result.url,
        result.final_url or "",
        result.status,
        result.error.kind if result.error else "",
        result.error.message if result.error else "",
        result.profile,
        row.banner,
        platform(row, "unnamed"),
        refusal.mark or str(refusal.layer),
        refusal.mark or str(refusal.clicks),
        row.refused.outcome.outcome if row.refused.outcome else "",
        str(row.trackers[0]),
        str(row.trackers[1]),
        str(row.cookies[0]),
        str(row.cookies[1]),
        row.standing,
        *("?" if row.standing == "not-audited" else str(row.verdicts.get(v, 0)) for v in ("fail", "warn", "inconclusive")),
    )


def _finding(finding: Finding | None) -> tuple[str, ...]:
    if finding is None:
        return ("",) * len(_FINDING)
    return (
        finding.rule,
        finding.verdict,
        finding.severity,
        finding.summary,
        " · ".join(finding.basis),
        " · ".join(finding.evidence),
    )
