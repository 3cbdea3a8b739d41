"""Two runs beside each other, for a terminal and as Markdown: what got worse first, and what else changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from auditor.escape import markdown, terminal
from auditor.report.table import Words, words
from auditor.results.compare import Change, Comparison

__all__ = ["as_markdown", "as_text"]

_SIGNS = {"new": "+", "gone": "-", "changed": "~"}
_MOST = 40
"""Changes of a site that are listed; the rest is counted and stands in `--json`."""


def as_text(comparison: Comparison, language: str, *, colour: bool = False) -> str:
    """For a terminal. Raises UsageError where the language is unknown."""
    said = words(language)
    paint = _painted if colour else _plain
    lines = list(_lines(comparison, said, terminal, paint))
    return "\n".join(lines) + "\n"


def as_markdown(comparison: Comparison, language: str) -> str:
    """A list a site, to be put into a mail or a ticket. Raises UsageError where the language is unknown."""
    said = words(language)
    parts: list[str] = [f"# {said.say('compare.title')}", *_heads(comparison, said, markdown)]
    for url, changes in groupby(comparison.changes, key=lambda change: change.url):
        parts.append(f"## {markdown(url, 200)}")
        found = list(changes)
        parts.append("\n".join(f"* {_told(change, said, markdown)}" for change in found[:_MOST]))
        if len(found) > _MOST:
            parts.append(said.count("more", len(found) - _MOST))
    return "\n\n".join(parts) + "\n"


def _lines(
    comparison: Comparison, said: Words, escape: Callable[[str], str], paint: Callable[[str, Change], str]
) -> Iterator[str]:
    yield from _heads(comparison, said, escape)
    for url, changes in groupby(comparison.changes, key=lambda change: change.url):
        found = list(changes)
        yield ""
        yield escape(url)
        for change in found[:_MOST]:
            yield paint(f"  {_SIGNS[change.change]} {_told(change, said, escape)}", change)
        if len(found) > _MOST:
            yield f"  {said.count('more', len(found) - _MOST)}"


def _heads(comparison: Comparison, said: Words, escape: Callable[[str], str]) -> Iterator[str]:
    before, after = comparison.before, comparison.after
    yield said.say("compare.runs", before=escape(before.started_at), after=escape(after.started_at))
    changed = len({change.url for change in comparison.changes})
    worse = sum(change.better is False for change in comparison.changes)
    better = sum(change.better is True for change in comparison.changes)
    yield said.say("compare.sum", changed=changed, same=comparison.same, worse=worse, better=better)
    for name, urls in (("only-before", comparison.only_before), ("only-after", comparison.only_after)):
        if urls:
            shown = ", ".join(escape(url) for url in urls[:10])
            yield said.say(f"compare.{name}", n=len(urls), sites=shown + (" …" if len(urls) > 10 else ""))
    for condition in comparison.conditions:
        yield said.say("compare.condition", condition=escape(condition))


def _told(change: Change, said: Words, escape: Callable[[str], str]) -> str:
    subject = said.label("subject", change.subject)
    named = subject if change.subject == "site" else f"{subject} {escape(change.name)}"
    before, after = _state(change.before, said, escape), _state(change.after, said, escape)
    if change.change == "new":
        return f"{named}{said.say('colon')}{said.say('compare.new')}{f' ({after})' if after else ''}"
    if change.change == "gone":
        return f"{named}{said.say('colon')}{said.say('compare.gone')}{f' ({before})' if before else ''}"
    severity = f" ({said.say(f'severity.{change.severity}')})" if change.severity and change.after == "fail" else ""
    return f"{named}{said.say('colon')}{before or '–'} → {after or '–'}{severity}"


def _state(state: str, said: Words, escape: Callable[[str], str]) -> str:
    return escape(said.label("verdict", state))


def _plain(line: str, change: Change) -> str:
    return line


def _painted(line: str, change: Change) -> str:
    code = {False: "31", True: "32"}.get(change.better) if change.better is not None else None
    return f"\x1b[{code}m{line}\x1b[0m" if code else line
