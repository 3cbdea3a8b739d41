"""The compliance table on a terminal: an overview of the sites, then what a person has to read, then the counts.

Not a format of the folder: it has no file. Fits the width it is given, from 40 columns on; clear without colours, since each
verdict has a sign and a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from auditor.escape import terminal
from auditor.report.table import LISTED, STANDINGS, SiteRow, Totals, Words, listed, platform, site_rows, totals, words
from auditor.report.table.lay import GAP, cells_table, shorten, width, wrap
from auditor.report.table.said import acceptance, reference, summary_line
from auditor.results import VERDICTS, Finding
from auditor.results.run import Run

__all__ = ["SIGNS", "table"]

SIGNS = {"fail": "✗", "warn": "!", "inconclusive": "?", "pass": "✓", "not-applicable": "–", "not-audited": "∅"}
"""One column wide, and in the fonts of every terminal."""

_COLOURS = {
    "fail": "1;31",
    "warn": "33",
    "inconclusive": "36",
    "pass": "32",
    "not-applicable": "2",
    "not-audited": "1;35",
    "head": "1",
    "dim": "2",
}
_LEAST_WIDTH = 40
_SITE_WIDTH = (14, 34)
_NAME_WIDTH = 14
_HEADING = "\ue001"
"""Holds the place of a site's name: `escape.terminal` leaves no such character in a text."""
_REFERENCES = 2
"""Evidence references shown with a finding; the others are counted. The files have them all."""
_SUMMARY_LINES = 8

_Paint = Callable[[str, str], str]


def table(run: Run, language: str, width: int, colour: bool, verbose: bool = False) -> str:
    """Draw the table of a run. `verbose` lists passes and what does not apply, which are counted otherwise.

    Raises UsageError where the language is unknown.
    """
    wide = max(width, _LEAST_WIDTH)
    said, rows = words(language), site_rows(run)
    paint = _coloured if colour else _plain
    parts = [
        _overview(rows, said, wide, paint),
        _not_audited(rows, said, wide, paint),
        _findings(rows, said, wide, paint, verbose),
        _last_lines(totals(run, rows), said, wide, paint, verbose),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _coloured(text: str, colour: str) -> str:
    code = _COLOURS[colour]
    return "\n".join(f"\x1b[{code}m{line}\x1b[0m" if line else line for line in text.split("\n"))


def _plain(text: str, colour: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class _Column:
    header: str
    cells: Sequence[str]
    """Without colours."""
    needed_at: int
    """Terminal width from which the column is shown."""

    @property
    def width(self) -> int:
        return max(width(line) for cell in (self.header, *self.cells) for line in cell.split("\n"))


def _overview(rows: Sequence[SiteRow], said: Words, wide: int, paint: _Paint) -> str:
    if not rows:
        return ""
    sides = said.say("column.before-after")
    columns = [
        _Column(said.say("column.banner"), [_folded(platform(r, said.say("platform.unnamed")), _NAME_WIDTH) for r in rows], 84),
        _Column(said.say("column.refuse"), [_refuse(r, said) for r in rows], 64),
        _Column(f"{said.say('column.trackers')}\n{sides}", [_sides(r.trackers) for r in rows], 48),
        _Column(f"{said.say('column.cookies')}\n{sides}", [_sides(r.cookies) for r in rows], 74),
        _Column(said.say("column.verdict"), [_standing(r, said) for r in rows], 0),
    ]
    shown = [c for c in columns if c.needed_at <= wide]
    # A long word of another language or a long platform name can still be too much: the site's own column comes first.
    while len(shown) > 1 and _SITE_WIDTH[0] + sum(c.width + GAP for c in shown) > wide:
        shown.remove(max((c for c in shown if c.needed_at), key=lambda c: c.needed_at))
    left = wide - sum(c.width + GAP for c in shown)
    names = ["\n".join(wrap(terminal(r.name), max(8, min(left, _SITE_WIDTH[1])), 3)) for r in rows]
    cells = [[name, *(_paint_cell(c, i, r, paint) for c in shown)] for i, (name, r) in enumerate(zip(names, rows, strict=True))]
    headers = [said.say("column.site"), *(c.header for c in shown)]
    drawn = cells_table(cells, headers)
    legend = said.say("legend.columns") + " " + said.say("legend.unknown")
    if len(shown) < len(columns):
        legend += " " + said.say("legend.left-out")
    return drawn + "\n\n" + paint("\n".join(wrap(legend, wide)), "dim")


def _paint_cell(column: _Column, index: int, row: SiteRow, paint: _Paint) -> str:
    text = column.cells[index]
    if column.needed_at:
        return text
    first, *rest = text.split("\n")
    return "\n".join([paint(first, row.standing), *rest])


def _folded(text: str, columns: int) -> str:
    return "\n".join(wrap(terminal(text), columns, 2))


def _refuse(row: SiteRow, said: Words) -> str:
    if row.refusal.mark:
        return row.refusal.mark
    return said.count("refuse.short", row.refusal.clicks or 0, layer=row.refusal.layer)


def _sides(counts: Sequence[object]) -> str:
    return " → ".join(str(count) for count in counts)


def _standing(row: SiteRow, said: Words) -> str:
    first = f"{SIGNS[row.standing]} {said.say(f'standing.{row.standing}')}"
    if row.standing not in LISTED or not row.findings:
        return first
    if row.standing == "fail":
        first += f", {said.say(f'severity.{row.severity}')}"
    return first + "\n" + "  ".join(f"{row.verdicts.get(verdict, 0)} {SIGNS[verdict]}" for verdict in LISTED)


def _not_audited(rows: Sequence[SiteRow], said: Words, wide: int, paint: _Paint) -> str:
    lines: list[str] = []
    for row in rows:
        if row.standing == "not-audited":
            error = row.result.error
            colon = said.say("colon")
            reason = f"{said.label('error', error.kind)}{colon}{error.message}" if error else said.say("error.none")
            text = f"{SIGNS['not-audited']} {terminal(row.name, 60)}{colon}{terminal(reason, 300)}"
            lines += [paint(line, "not-audited") for line in _hanging(text, wide)]
    return "\n".join(lines)


def _hanging(text: str, wide: int) -> list[str]:
    first, *rest = wrap(text, wide - 2)
    return [first, *(f"  {line}" for line in rest)]


def _findings(rows: Sequence[SiteRow], said: Words, wide: int, paint: _Paint, verbose: bool) -> str:
    shown = [(row, row.findings if verbose else listed(row.findings)) for row in rows]
    if not any(findings for _, findings in shown):
        return ""
    verdicts = max(width(word) for f in VERDICTS for word in (*_verdict(f, None, said), said.say("severity.critical")))
    grounds = wide // 3 if wide >= 80 else 0
    taken = verdicts + GAP + (grounds + GAP if grounds else 0)
    cells: list[list[str]] = []
    headings: list[str] = []
    for row, findings in shown:
        if findings:
            headings.append(_heading(row, wide, paint))
            cells.append([_HEADING, "", *([""] if grounds else [])])
        for alike in _grouped(findings, verbose):
            finding = alike[0]
            cells.append(
                [
                    paint("\n".join(_verdict(finding.verdict, finding, said)), finding.verdict),
                    _body(alike, said, wide - taken, paint, with_grounds=not grounds),
                    *(["\n".join(_grounds(finding, grounds)) if len(alike) == 1 else ""] if grounds else []),
                ]
            )
    headers = [said.say("column.verdict"), said.say("column.finding")]
    if grounds:
        headers.append(shorten(said.say("column.grounds"), grounds))
    # A site's name stands over its findings in the whole width, which no row of a table can have.
    above = iter(headings)
    lines = cells_table(cells, headers).split("\n")
    return "\n".join(f"\n{next(above)}" if line == _HEADING else line for line in lines)


def _grouped(findings: Sequence[Finding], verbose: bool) -> list[list[Finding]]:
    """Rules that were not established for one and the same reason stand together: where nothing refuses, that is a dozen."""
    groups: list[list[Finding]] = []
    by_reason: dict[str, list[Finding]] = {}
    for finding in findings:
        joins = finding.verdict == "inconclusive" and finding.accepted is None and finding.summary and not verbose
        known = by_reason.get(finding.summary) if joins else None
        if known is not None:
            known.append(finding)
            continue
        groups.append([finding])
        if joins:
            by_reason[finding.summary] = groups[-1]
    return groups


def _heading(row: SiteRow, wide: int, paint: _Paint) -> str:
    return paint("\n".join(wrap(terminal(row.name), wide, 3)), "head")


def _verdict(verdict: str, finding: Finding | None, said: Words) -> list[str]:
    name = f"{SIGNS[verdict]} {said.say(f'verdict.{verdict}')}"
    return [name, said.say(f"severity.{finding.severity}")] if finding and verdict in ("fail", "warn") else [name]


def _body(alike: Sequence[Finding], said: Words, columns: int, paint: _Paint, *, with_grounds: bool) -> str:
    finding = alike[0]
    rules = ", ".join(terminal(one.rule, 80) for one in alike)
    lines = [paint(line, "head") for line in wrap(rules, columns)]
    lines += wrap(terminal(finding.summary) or said.say("finding.no-summary"), columns, _SUMMARY_LINES)
    if finding.accepted is not None:
        lines += [paint(line, "dim") for line in wrap(f"✎ {terminal(acceptance(finding, said))}", columns, _SUMMARY_LINES)]
    return "\n".join([*lines, *(_grounds(finding, columns) if with_grounds and len(alike) == 1 else [])])


def _grounds(finding: Finding, columns: int) -> list[str]:
    lines = [line for basis in finding.basis[:_REFERENCES] for line in wrap(terminal(basis), columns, 3)]
    lines += [shorten(terminal(reference(text, columns)), columns) for text in finding.evidence[:_REFERENCES]]
    more = max(0, len(finding.basis) - _REFERENCES) + max(0, len(finding.evidence) - _REFERENCES)
    return [*lines, f"+{more} …"] if more else lines


def _last_lines(counted: Totals, said: Words, wide: int, paint: _Paint, verbose: bool) -> str:
    verdicts, lines = counted.verdicts, []
    if not verbose:
        passed = said.count("passed", verdicts.get("pass", 0))
        lines.append(said.say("not-listed", passed=passed, other=said.count("not-applicable", verdicts.get("not-applicable", 0))))
    if counted.not_reached or not counted.is_ended:
        lines.append(said.count("not-reached", counted.not_reached))
    text = [paint("\n".join(wrap(line, wide)), "dim") for line in lines]
    worst = next((s for s in STANDINGS if counted.standings.get(s)), "not-audited")
    return "\n".join([*text, paint("\n".join(wrap(summary_line(counted, said), wide)), "head" if worst == "pass" else worst)])
