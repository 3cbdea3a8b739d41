"""Markdown: both tables, then a section a site. Reads well as plain text and in any viewer of GitHub's dialect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor.escape import local_path, markdown, markdown_code
from auditor.report.table import LISTED, SiteRow, Words, listed, phases, platform, site_rows, totals, words
from auditor.report.table.items import cookies, lifetime, presence, requests, storage, trackers
from auditor.report.table.said import acceptance, certainty, differences, phase_title, reference, refusal, summary_line
from auditor.results import Finding, Result
from auditor.results.run import Run

__all__ = ["SUFFIX", "render"]

SUFFIX = ".md"

_ROWS = 200
"""Rows of one table of a site; the rest is counted and stands in results.jsonl."""
_TEXT = 600
"""Characters of one text."""
_REFERENCES = 3
"""Evidence references in the table of findings; the section of the site has more."""
_SITE_REFERENCES = 30
_SIGNS = {"fail": "✗", "warn": "⚠", "inconclusive": "?", "pass": "✓", "not-applicable": "–", "not-audited": "∅"}


def render(run: Run, language: str) -> str:
    """Write the report. Raises UsageError where the language is unknown."""
    said, rows = words(language), site_rows(run)
    counted = totals(run, rows)
    parts = [f"# {said.say('title')}", f"**{summary_line(counted, said)}**", f"> {said.say('caution')}"]
    if counted.not_reached or not counted.is_ended:
        parts.append(f"**{said.count('not-reached', counted.not_reached)}**")
    parts += [f"## {said.say('section.overview')}", _overview(rows, said)]
    parts += [f"## {said.say('section.findings')}", _all_findings(rows, said), _passed(counted.verdicts, said)]
    parts += [f"## {said.say('section.sites')}", *(part for row in rows for part in _site(row, said))]
    parts += [f"## {said.say('section.conditions')}", _conditions(run, said)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _grid(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(headers)} |", f"|{' --- |' * len(headers)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines) if len(lines) > 2 else ""


def _bounded(headers: Sequence[str], rows: Sequence[Sequence[str]], said: Words) -> str:
    grid = _grid(headers, rows[:_ROWS])
    return f"{grid}\n\n{said.count('more', len(rows) - _ROWS)}" if len(rows) > _ROWS else grid


def _heads(said: Words, *keys: str) -> list[str]:
    return [said.say(f"column.{key}") for key in keys]


def _overview(rows: Sequence[SiteRow], said: Words) -> str:
    if not rows:
        return said.say("no-sites")
    keys = (
        "site",
        "banner",
        "platform",
        "refuse",
        "trackers-before",
        "trackers-after",
        "cookies-before",
        "cookies-after",
        "verdict",
    )
    cells = [
        [
            markdown_code(row.name, 100),
            {"yes": said.say("yes"), "no": said.say("no")}.get(row.banner, row.banner),
            markdown(platform(row, said.say("platform.unnamed")), 60),
            refusal(row, said),
            *(str(count) for count in (*row.trackers, *row.cookies)),
            _standing(row, said),
        ]
        for row in rows
    ]
    return f"{_grid(_heads(said, *keys), cells)}\n\n{said.say('legend.table')} {said.say('legend.unknown')}"


def _standing(row: SiteRow, said: Words) -> str:
    text = f"{_SIGNS[row.standing]} **{said.say(f'standing.{row.standing}')}**"
    if row.standing == "not-audited":
        return f"{text}{said.say('colon')}{_failure(row.result, said)}"
    if row.standing == "fail":
        text += f", {said.say(f'severity.{row.severity}')}"
    shown = [said.count(f"tally.{v}", row.verdicts[v]) for v in LISTED if row.verdicts.get(v)]
    return f"{text} ({', '.join(shown)})" if shown else text


def _failure(result: Result, said: Words) -> str:
    error = result.error
    return (
        markdown(f"{said.label('error', error.kind)}{said.say('colon')}{error.message}", _TEXT)
        if error
        else said.say("error.none")
    )


def _all_findings(rows: Sequence[SiteRow], said: Words) -> str:
    cells = [
        [markdown_code(row.name, 100), *_finding(finding, said, _REFERENCES)] for row in rows for finding in listed(row.findings)
    ]
    return _grid(_heads(said, "site", "verdict", "severity", "rule", "finding", "basis", "evidence"), cells)


def _finding(finding: Finding, said: Words, references: int) -> list[str]:
    accepted = f"✎ {markdown(acceptance(finding, said), _TEXT)}" if finding.accepted is not None else ""
    sure = f"≈ {markdown(certainty(finding, said), _TEXT)}" if finding.certainty is not None else ""
    return [
        f"{_SIGNS[finding.verdict]} {said.say(f'verdict.{finding.verdict}')}",
        said.say(f"severity.{finding.severity}"),
        markdown_code(finding.rule, 80),
        "<br>".join(
            part for part in (markdown(finding.summary, _TEXT) or said.say("finding.no-summary"), accepted, sure) if part
        ),
        "<br>".join(markdown(basis, _TEXT) for basis in finding.basis[:references]),
        _references(finding.evidence, said, references),
    ]


def _references(evidence: Sequence[str], said: Words, limit: int) -> str:
    shown = [markdown_code(reference(text, 160)) for text in evidence[:limit]]
    return "<br>".join([*shown, said.count("more", len(evidence) - limit)] if len(evidence) > limit else shown)


def _passed(verdicts: object, said: Words) -> str:
    counts = dict(verdicts)  # type: ignore[call-overload]
    other = said.count("not-applicable", counts.get("not-applicable", 0))
    return str(said.say("not-listed", passed=said.count("passed", counts.get("pass", 0)), other=other))


def _site(row: SiteRow, said: Words) -> Iterator[str]:
    result = row.result
    yield f"### {row.number}. {markdown(row.name, 100)}"
    yield _facts(row, said)
    if row.standing == "not-audited":
        return
    yield _titled(said, "findings", _site_findings(row, said))
    yield _titled(said, "choices", _choices(result, said))
    yield _titled(said, "cookies", _cookies(result, said))
    yield _titled(said, "storage", _storage(result, said))
    yield _titled(said, "trackers", _trackers(result, said))
    yield _titled(said, "promises", "\n\n".join(_promises(result, said)))
    rows = [[markdown_code(m.name, 120), markdown(m.reason, _TEXT)] for m in result.missing]
    yield _titled(said, "missing", _bounded(_heads(said, "missing", "reason"), rows, said))


def _titled(said: Words, section: str, body: str) -> str:
    return f"#### {said.say(f'section.{section}')}\n\n{body}" if body else ""


def _facts(row: SiteRow, said: Words) -> str:
    result = row.result
    evidence = local_path("sites", result.slug, "evidence.json.gz")
    facts = [
        ("column.verdict", _standing(row, said)),
        ("site.asked", markdown_code(result.url, 300)),
        ("site.final", markdown_code(result.final_url, 300) if result.final_url else ""),
        ("site.language", markdown(result.language or said.say("site.language-none"), 40)),
        ("site.profile", markdown(result.profile, 60)),
        ("banner.text", f"«\u00a0{markdown(result.banner.text, _TEXT)}\u00a0»" if result.banner.text else ""),
        ("site.evidence", f"[{evidence}]({evidence})" if evidence else ""),
        ("section.screenshots", _pictures(result)),
    ]
    if row.standing == "not-audited":
        facts = facts[:2]
    return "\n".join(f"- {said.say(key)}{said.say('colon')}{value}" for key, value in facts if value)


def _pictures(result: Result) -> str:
    paths = [(name, local_path("sites", result.slug, name)) for name in result.screenshots[:_ROWS]]
    return ", ".join(f"[{name}]({path})" for name, path in paths if path and name.endswith(".png"))


def _site_findings(row: SiteRow, said: Words) -> str:
    if not row.findings:
        return said.say("finding.none")
    shown = [_finding(finding, said, _SITE_REFERENCES) for finding in listed(row.findings)]
    others = [f for f in row.findings if f not in listed(row.findings)]
    lines = [
        f"- {_SIGNS[f.verdict]} {said.say(f'verdict.{f.verdict}')}{said.say('colon')}{markdown_code(f.rule, 80)}" for f in others
    ]
    table = _bounded(_heads(said, "verdict", "severity", "rule", "finding", "basis", "evidence"), shown, said)
    return "\n\n".join(part for part in (table, "\n".join(lines)) if part)


def _choices(result: Result, said: Words) -> str:
    rows = []
    for name, outcome in result.scenarios.items():
        proven = {True: said.say("proven.yes"), False: said.say("proven.no"), None: ""}[outcome.proven]
        what = [said.label("outcome", outcome.outcome), proven, outcome.reason, *outcome.because]
        path = " → ".join(f"«\u00a0{markdown(text, 80)}\u00a0»" for text in outcome.path)
        rows.append([markdown(said.label("scenario", name), 60), path, markdown("; ".join(w for w in what if w), _TEXT)])
    return _bounded([said.say("column.name"), said.say("column.control"), said.say("column.reason")], rows, said)


def _cookies(result: Result, said: Words) -> str:
    seen = phases(result)
    rows = [
        [
            markdown_code(c.name, 120), markdown_code(c.domain, 120), markdown(c.owner or "", 60),
            said.say(f"purpose.{c.purpose}"), lifetime(c, said), *(presence(result, c, at) for at in seen),
        ]
        for c in cookies(result)
    ]  # fmt: skip
    heads = _heads(said, "name", "domain", "owner", "purpose", "lifetime")
    return _bounded([*heads, *(markdown(phase_title(at, said), 60) for at in seen)], rows, said)


def _storage(result: Result, said: Words) -> str:
    seen = phases(result)
    rows = [
        [
            markdown(s.kind, 40), markdown_code(s.key, 120), markdown_code(s.origin, 120), markdown(s.owner or "", 60),
            said.say(f"purpose.{s.purpose}"), *(presence(result, s, at) for at in seen),
        ]
        for s in storage(result)
    ]  # fmt: skip
    heads = _heads(said, "kind", "key", "origin", "owner", "purpose")
    return _bounded([*heads, *(markdown(phase_title(at, said), 60) for at in seen)], rows, said)


def _trackers(result: Result, said: Words) -> str:
    seen = phases(result)
    rows = [
        [
            markdown_code(t.host, 120), markdown(t.owner or "", 60), said.say(f"purpose.{t.purpose}"), markdown(t.because, 160),
            *(requests(result, t, at) for at in seen),
        ]
        for t in trackers(result)
    ]  # fmt: skip
    heads = _heads(said, "host", "owner", "purpose", "list")
    return _bounded([*heads, *(markdown(phase_title(at, said), 60) for at in seen)], rows, said)


def _promises(result: Result, said: Words) -> Iterator[str]:
    for promise in result.promises[:_ROWS]:
        claim = markdown(said.label("claim", promise.claim), 120)
        verdict = f"{_SIGNS[promise.verdict]} **{said.say(f'verdict.{promise.verdict}')}**"
        parts = [f"> «\u00a0{markdown(promise.quote, _TEXT)}\u00a0»", f"{verdict} · {claim}", markdown(promise.reason, _TEXT)]
        yield "\n\n".join(p for p in (*parts, _references(promise.evidence, said, _SITE_REFERENCES)) if p)


def _conditions(run: Run, said: Words) -> str:
    info = run.info
    rows = [
        (said.say("condition.tool"), f"auditor {info.tool}"),
        (said.say("condition.browser"), info.browser or said.say("condition.no-browser")),
        (said.say("condition.platform"), info.platform),
        (said.say("condition.profile"), info.profile),
        (said.say("condition.started"), info.started_at),
        (said.say("condition.ended"), info.ended_at or said.say("condition.not-ended")),
        (said.say("condition.arguments"), " ".join(info.arguments)),
        *((said.label("condition", key), value) for key, value in info.conditions.items()),
        *differences(info),
    ]
    settings = _grid(_heads(said, "setting", "value"), [[markdown(key, 80), markdown(value, _TEXT)] for key, value in rows])
    heads = [said.say(f"lists.{key}") for key in ("name", "date", "entries", "hash")]
    lists = [[markdown(u.name, 80), markdown(u.date, 40), str(u.entries), markdown_code(u.sha256, 80)] for u in info.lists]
    return "\n\n".join(part for part in (settings, _grid(heads, lists)) if part)
