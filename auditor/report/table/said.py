"""Sentences that several formats say alike. The caller escapes what results bring."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.report.table.rows import SiteRow, Totals
from auditor.report.table.seen import Phase
from auditor.report.table.words import Words
from auditor.results import Finding
from auditor.results.run import RunInfo

__all__ = ["acceptance", "differences", "phase_title", "picture", "reference", "refusal", "summary_line"]


def summary_line(counted: Totals, said: Words) -> str:
    """Say in one line how it stands, such as `3 sites: 1 with failures, …; 4 rules inconclusive; 0 sites failed.`"""
    standings = counted.standings
    parts = [said.count(f"summary.{s}", standings.get(s, 0)) for s in ("fail", "warn", "inconclusive", "pass")]
    if standings.get("not-applicable"):
        parts.append(said.count("summary.not-applicable", standings["not-applicable"]))
    return said.say(
        "summary",
        sites=said.count("sites", counted.sites),
        standings=", ".join(parts),
        inconclusive=said.count("rules-inconclusive", counted.verdicts.get("inconclusive", 0)),
        failed=said.count("sites-failed", standings.get("not-audited", 0)),
    )


def refusal(row: SiteRow, said: Words) -> str:
    """Where refusing stands and what it costs, such as `layer 1, 1 click`; a mark where there is nothing or nobody knows."""
    return row.refusal.mark or said.count("refuse.long", row.refusal.clicks or 0, layer=row.refusal.layer)


def phase_title(phase: Phase, said: Words) -> str:
    """Title of a column for a phase: with the last text that was pressed, as « Tout refuser ». Not escaped."""
    title = said.say(f"phase.{phase.name}")
    if phase.name in ("refuse", "accept"):
        path = phase.outcome.path if phase.outcome else ()
        control = path[-1].strip()[:40] if path else ""
        title = said.say(f"phase.{phase.name}.pressed", control=control) if control else title
    return f"{title} ({said.say('phase.unknown')})" if phase.state == "unknown" else title


def acceptance(finding: Finding, said: Words) -> str:
    """That a finding is accepted, until when, by whom and why; empty where it is not. Not escaped."""
    known = finding.accepted
    if known is None:
        return ""
    by = f" ({known.by})" if known.by else ""
    return said.say("accepted", until=known.until, by=by, reason=known.reason)


def certainty(finding: Finding, said: Words) -> str:
    """How sure a finding is and why, such as “certainty medium: …”; empty where it claims nothing. Not escaped."""
    if finding.certainty is None:
        return ""
    level = said.say(f"certainty.{finding.certainty}")
    because = "; ".join(finding.certainty_because)
    return said.say("certainty.of", level=level, because=f"{said.say('colon')}{because}" if because else "")


def differences(info: RunInfo) -> Iterator[tuple[str, str]]:
    """Address and settings of each site that was visited or judged in another way than the run says. Not escaped."""
    for url, slug in zip(info.sites, info.slugs, strict=False):
        own = info.settings.get(slug)
        if own is None:
            continue
        named = {"profile": own.profile, "selectors": own.selectors, **own.conditions}
        said = ", ".join(f"{name}={value}" for name, value in named.items() if value)
        if said:
            yield url, said


def picture(file: str, said: Words) -> str:
    """What a screenshot shows, by its file name; the name itself where we have no word. Not escaped."""
    stem = file.removesuffix(".png")
    shown = said.label("picture", stem)
    return file if shown == stem else shown


def reference(text: str, limit: int) -> str:
    """A reference into the evidence in at most so many characters, cut before its phase, which must be read. Not escaped."""
    if len(text) <= limit:
        return text
    name, at, phase = text.rpartition("@")
    tail = f"…{at}{phase}"
    return name[: limit - len(tail)] + tail if len(tail) < limit // 2 else text[: limit - 1] + "…"
