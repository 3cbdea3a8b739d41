"""CSV: one flat file, one row a finding, each with the columns of its site; a site without a finding has one row too. Beside it
one file each for sites, cookies, other storage and trackers.

UTF-8 with a byte order mark, because Excel reads accents only then (`utf-8-sig` in Python; the first column is a plain number,
so a reader that does not know the mark spoils no name it needs). Commas, every cell quoted, CRLF as RFC 4180 asks. Column names
and verdicts are the same in every language; `summary` is in the language of the result. A cell that a spreadsheet could take for
a formula has an apostrophe in front. `?`: could not be established; `—`: no such choice; `≥3`: at least; `3+2?`: and 2 of
which it is not established that they need consent.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence

from auditor.escape import spreadsheet
from auditor.report.table import PHASES, UNKNOWN, SiteRow, needs_consent, phase, platform, site_rows
from auditor.report.table.items import ABSENT, PRESENT, cookies, requests, storage, trackers
from auditor.report.table.items import presence as presence_mark
from auditor.results import Cookie, Finding, StorageItem, Tracker
from auditor.results.run import Run

__all__ = ["COLUMNS", "PARTS", "SUFFIX", "render"]

SUFFIX = ".csv"

_SITE = (
    "site_number", "site", "url", "final_url", "site_status", "error_kind", "error", "profile", "banner", "platform",
    "refuse_layer", "refuse_clicks", "refusal_outcome", "trackers_before", "trackers_after_refuse",
    "cookies_needing_consent_before", "cookies_needing_consent_after_refuse", "site_verdict",
    "site_fail", "site_warn", "site_inconclusive",
)  # fmt: skip
_FINDING = (
    "rule", "verdict", "severity", "summary", "basis", "evidence", "accepted", "accepted_until", "accepted_by", "certainty",
    "certainty_because",
)  # fmt: skip
COLUMNS = _SITE + _FINDING

_CELL_LIMIT = 32_000
"""Excel cuts a cell at 32 767 characters without saying so."""


def render(run: Run, language: str) -> bytes:
    """Write the table. `language` changes nothing but what results bring."""
    return _file(
        COLUMNS, ((*site, *_finding(f)) for row in site_rows(run) for site in (_site(row),) for f in row.findings or (None,))
    )


def _file(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(spreadsheet(cell, _CELL_LIMIT) for cell in row)
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
        *((known.reason, known.until, known.by) if (known := finding.accepted) is not None else ("", "", "")),
        finding.certainty or "",
        " · ".join(finding.certainty_because),
    )


_COOKIE = (
    "site_number", "site", "name", "domain", "path", "party", "owner", "purpose", "needs_consent", "lifetime_days", "identifier",
    "http_only", "secure", "same_site", "set_by", "set_by_url", *PHASES, "written_in", "because",
)  # fmt: skip
_STORAGE = (
    "site_number", "site", "kind", "origin", "key", "party", "owner", "purpose", "needs_consent", "identifier", *PHASES,
    "written_in", "because",
)  # fmt: skip
_TRACKER = ("site_number", "site", "host", "domain", "party", "owner", "purpose", *PHASES, "cname", "list", "because")


def _sites_file(run: Run, language: str) -> bytes:
    return _file(_SITE, (_site(row) for row in site_rows(run)))


def _cookies_file(run: Run, language: str) -> bytes:
    return _file(_COOKIE, (_cookie(row, cookie) for row in site_rows(run) for cookie in cookies(row.result)))


def _storage_file(run: Run, language: str) -> bytes:
    return _file(_STORAGE, (_stored(row, item) for row in site_rows(run) for item in storage(row.result)))


def _trackers_file(run: Run, language: str) -> bytes:
    return _file(_TRACKER, (_tracker(row, tracker) for row in site_rows(run) for tracker in trackers(row.result)))


PARTS: Mapping[str, Callable[[Run, str], bytes]] = {
    "sites": _sites_file,
    "cookies": _cookies_file,
    "storage": _storage_file,
    "trackers": _trackers_file,
}
"""Columns named after a phase: what was there at its end (`yes`, `no`), or how many requests it had; `?` and `—` as above."""


def _cookie(row: SiteRow, cookie: Cookie) -> tuple[str, ...]:
    return (
        str(row.number), row.name, cookie.name, cookie.domain, cookie.path, cookie.party, cookie.owner or "", cookie.purpose,
        _yes(needs_consent(cookie)), "" if cookie.lifetime_days is None else f"{cookie.lifetime_days:g}", _yes(cookie.identifier),
        _yes(cookie.http_only), _yes(cookie.secure), cookie.same_site or "", cookie.set_by.via, cookie.set_by.url,
        *_presence(row, cookie), " ".join(cookie.written_in), "; ".join(cookie.because),
    )  # fmt: skip


def _stored(row: SiteRow, item: StorageItem) -> tuple[str, ...]:
    return (
        str(row.number), row.name, item.kind, item.origin, item.key, item.party, item.owner or "", item.purpose,
        _yes(needs_consent(item)), _yes(item.identifier), *_presence(row, item), " ".join(item.written_in),
        "; ".join(item.because),
    )  # fmt: skip


def _tracker(row: SiteRow, tracker: Tracker) -> tuple[str, ...]:
    counts = (requests(row.result, tracker, phase(row.result, name)) for name in PHASES)
    return (
        str(row.number), row.name, tracker.host, tracker.domain, tracker.party, tracker.owner or "", tracker.purpose, *counts,
        tracker.cname or "", tracker.list, tracker.because,
    )  # fmt: skip


def _presence(row: SiteRow, thing: Cookie | StorageItem) -> tuple[str, ...]:
    marks = (presence_mark(row.result, thing, phase(row.result, name)) for name in PHASES)
    return tuple({PRESENT: "yes", ABSENT: "no"}.get(mark, mark) for mark in marks)


def _yes(answer: bool | None) -> str:
    return UNKNOWN if answer is None else "yes" if answer else "no"
