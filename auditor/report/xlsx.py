"""XLSX: a workbook with one sheet each for sites, findings, cookies, other storage, trackers, promises, and the run.

Typed columns (numbers are numbers), a filter on every column, header and site frozen, links into the run folder beside it.
No cell holds a formula: every text is written as a text, and one that a spreadsheet could take for a formula when it is saved as
CSV later has an apostrophe in front. The same run gives the same bytes.

Source: ECMA-376 (Office Open XML), written by the XlsxWriter library.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auditor.escape import local_path, spreadsheet
from auditor.report.table import PHASES, UNKNOWN, SiteRow, Words, needs_consent, phase, platform, site_rows, words
from auditor.report.table.items import cookies, presence, requests, storage, trackers
from auditor.report.table.said import acceptance, differences
from auditor.results import Cookie, StorageItem, Tracker
from auditor.results.run import Run

__all__ = ["SUFFIX", "render"]

SUFFIX = ".xlsx"

_CELL = 32_000
"""A cell takes 32 767 characters."""
_ROWS = 1_048_000
"""A sheet takes 1 048 576."""
_COLOURS = {"fail": "#F6C8C4", "warn": "#FBE5B6", "inconclusive": "#E3E3EA", "not-audited": "#E3E3EA", "pass": "#CDE8D3"}
_UNKNOWN_DATE = datetime(1980, 1, 1)  # a workbook's date has no zone

Cell = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class _Link:
    """A text that leads to a file of the run folder."""

    path: str
    text: str


def render(run: Run, language: str) -> bytes:
    """Write the workbook. Raises UsageError where the language is unknown."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # here: it takes a tenth of a second to load

    said, rows = words(language), site_rows(run)
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": said.say("title"), "created": _date(run.info.ended_at or run.info.started_at)})
    book.set_size(2400, 1400)
    sheets = _Sheets(book, said)
    sheets.add("overview", _SITE, (_site(row, said) for row in rows), colour=5)
    sheets.add("findings", _FINDING, (line for row in rows for line in _findings(row, said)), colour=2)
    sheets.add("cookies", _COOKIE, (_cookie(row, c) for row in rows for c in cookies(row.result)))
    sheets.add("storage", _STORAGE, (_stored(row, s) for row in rows for s in storage(row.result)))
    sheets.add("trackers", _TRACKER, (_tracker(row, t) for row in rows for t in trackers(row.result)))
    sheets.add("promises", _PROMISE, (line for row in rows for line in _promises(row)), colour=2)
    sheets.add("missing", _MISSING, ((row.name, m.name, m.reason) for row in rows for m in row.result.missing))
    sheets.add("conditions", _CONDITION, _conditions(run))
    book.close()
    return out.getvalue()


_SITE = (
    ("site", 34), ("banner", 9), ("platform", 14), ("layer", 8), ("clicks", 8), ("verdict", 14), ("severity", 10),
    ("fails", 8), ("warnings", 10), ("inconclusive", 12), ("trackers-before", 12), ("trackers-after", 12), ("cookies-before", 12),
    ("cookies-after", 12), ("address", 40), ("error", 40), ("evidence", 14),
)  # fmt: skip
_FINDING = (
    ("site", 34), ("rule", 30), ("verdict", 14), ("severity", 10), ("finding", 90), ("basis", 50), ("evidence", 60),
    ("accepted", 50), ("certainty", 11), ("certainty-because", 60),
)  # fmt: skip
_COOKIE = (
    ("site", 34), ("name", 26), ("domain", 26), ("owner", 18), ("purpose", 16), ("needs-consent", 12), ("party", 9),
    ("lifetime-days", 12), ("identifier", 11), ("phase.before", 9), ("phase.refuse", 9), ("phase.accept", 9),
    ("phase.withdraw", 9), ("set-by", 50), ("reason", 60),
)  # fmt: skip
_STORAGE = (
    ("site", 34), ("kind", 14), ("key", 30), ("origin", 36), ("owner", 18), ("purpose", 16), ("needs-consent", 12),
    ("identifier", 11), ("phase.before", 9), ("phase.refuse", 9), ("phase.accept", 9), ("phase.withdraw", 9), ("reason", 60),
)  # fmt: skip
_TRACKER = (
    ("site", 34), ("host", 36), ("owner", 18), ("purpose", 16), ("party", 9), ("phase.before", 9), ("phase.refuse", 9),
    ("phase.accept", 9), ("phase.withdraw", 9), ("list", 24), ("reason", 60), ("alias", 30),
)  # fmt: skip
_PROMISE = (("site", 34), ("claim", 30), ("verdict", 14), ("text", 80), ("reason", 80), ("evidence", 50))
_MISSING = (("site", 34), ("missing", 40), ("reason", 90))
_CONDITION = (("setting", 30), ("value", 100))


class _Sheets:
    """Adds sheets that all look alike."""

    def __init__(self, book: Any, said: Words) -> None:
        self._book, self._said = book, said
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#EEF1F5"})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._number = book.add_format({"valign": "top", "num_format": "#,##0.##"})
        self._link = book.add_format({"valign": "top", "font_color": "#0B57D0", "underline": 1})
        self._colours = {name: book.add_format({"valign": "top", "bg_color": colour}) for name, colour in _COLOURS.items()}

    def add(
        self, title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell | _Link]], *, colour: int | None = None
    ) -> None:
        """Add a sheet. `colour`: the column whose verdict gives the cell its colour."""
        sheet = self._book.add_worksheet(self._said.say(f"sheet.{title}"))
        for place, (name, width) in enumerate(columns):
            head = name if name.startswith("phase.") else f"column.{name}"
            sheet.write_string(0, place, self._said.say(head), self._head)
            sheet.set_column(place, place, width)
        last = 0
        for last, row in zip(range(1, _ROWS), rows, strict=False):
            for place, cell in enumerate(row):
                self._write(sheet, last, place, cell, verdict=place == colour)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _write(self, sheet: Any, row: int, place: int, cell: Cell | _Link, *, verdict: bool) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, _Link):
            sheet.write_url(row, place, f"external:{cell.path}", self._link, cell.text)
        elif isinstance(cell, bool):
            sheet.write_string(row, place, self._said.say("yes" if cell else "no"), self._text)
        elif isinstance(cell, (int, float)):
            if math.isfinite(cell):
                sheet.write_number(row, place, cell, self._number)
        elif verdict:
            sheet.write_string(row, place, self._said.say(f"standing.{cell}"), self._colours.get(cell, self._text))
        else:
            sheet.write_string(row, place, spreadsheet(cell, _CELL), self._text)


def _date(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return _UNKNOWN_DATE


def _site(row: SiteRow, said: Words) -> tuple[Cell | _Link, ...]:
    result = row.result
    path = local_path("sites", result.slug, "evidence.json.gz")
    judged = row.standing != "not-audited"
    return (
        row.name,
        {"yes": said.say("yes"), "no": said.say("no")}.get(row.banner, row.banner),
        platform(row, said.say("platform.unnamed")),
        row.refusal.mark or row.refusal.layer,
        row.refusal.mark or row.refusal.clicks,
        row.standing,
        said.say(f"severity.{row.severity}") if row.severity else "",
        *(row.verdicts.get(v, 0) if judged else "?" for v in ("fail", "warn", "inconclusive")),
        *(_count(count) for count in (*row.trackers, *row.cookies)),
        result.final_url or result.url,
        f"{result.error.kind}: {result.error.message}" if result.error else "",
        _Link(path, "evidence") if path else "",
    )


def _count(count: object) -> Cell:
    """A number where it is one, so that it can be summed; the mark or the bound as text otherwise."""
    text = str(count)
    return int(text) if text.isascii() and text.isdigit() else text


def _findings(row: SiteRow, said: Words) -> Iterable[tuple[Cell, ...]]:
    for finding in row.findings:
        yield (
            row.name,
            finding.rule,
            finding.verdict,
            said.say(f"severity.{finding.severity}"),
            finding.summary,
            "; ".join(finding.basis),
            " ".join(finding.evidence),
            acceptance(finding, said),
            said.say(f"certainty.{finding.certainty}") if finding.certainty else "",
            "; ".join(finding.certainty_because),
        )


def _cookie(row: SiteRow, cookie: Cookie) -> tuple[Cell, ...]:
    return (
        row.name, cookie.name, cookie.domain, cookie.owner, cookie.purpose, _consent(cookie), cookie.party, cookie.lifetime_days,
        cookie.identifier, *_phases(row, cookie), f"{cookie.set_by.via} {cookie.set_by.url}".strip(),
        "; ".join(cookie.because),
    )  # fmt: skip


def _stored(row: SiteRow, item: StorageItem) -> tuple[Cell, ...]:
    return (
        row.name, item.kind, item.key, item.origin, item.owner, item.purpose, _consent(item), item.identifier,
        *_phases(row, item), "; ".join(item.because),
    )  # fmt: skip


def _tracker(row: SiteRow, tracker: Tracker) -> tuple[Cell, ...]:
    asked = (_count(requests(row.result, tracker, phase(row.result, name))) for name in PHASES)
    return (
        row.name, tracker.host, tracker.owner, tracker.purpose, tracker.party, *asked, tracker.list, tracker.because,
        tracker.cname,
    )  # fmt: skip


def _promises(row: SiteRow) -> Iterable[tuple[Cell, ...]]:
    for promise in row.result.promises:
        yield row.name, promise.claim, promise.verdict, promise.quote, promise.reason, " ".join(promise.evidence)


def _phases(row: SiteRow, thing: Cookie | StorageItem) -> tuple[str, ...]:
    """●, · , ? or — for each phase: whether it was there at the end of it, as in the other reports."""
    return tuple(presence(row.result, thing, phase(row.result, name)) for name in PHASES)


def _consent(thing: Cookie | StorageItem) -> Cell:
    answer = needs_consent(thing)
    return UNKNOWN if answer is None else answer


def _conditions(run: Run) -> Iterable[tuple[Cell, ...]]:
    info = run.info
    yield "tool", info.tool
    yield "browser", info.browser
    yield "platform", info.platform
    yield "profile", info.profile
    yield "started_at", info.started_at
    yield "ended_at", info.ended_at
    yield "arguments", " ".join(info.arguments)
    yield from sorted(info.conditions.items())
    yield from differences(info)
    for used in info.lists:
        yield used.name, f"{used.date} {used.sha256}"
