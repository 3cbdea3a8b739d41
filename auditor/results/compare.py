"""What changed between two runs: sites, findings, banners, cookies, storage, trackers. Pure; knows no rule and no format.

What was not established in one of the runs is no change: a cookie of a phase that was not seen this time has not gone. What
differs in the conditions (profile, lists, browser, settings) is told beside, for then a difference may not be the site's.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from auditor.results import PHASES, Cookie, Finding, Result, Severity, StorageItem, Tracker, Verdict
from auditor.results.run import Run, RunInfo
from auditor.shape import Shape

__all__ = ["COMPARISON_SCHEMA", "SUBJECTS", "Change", "Comparison", "RunName", "compare", "compare_sites"]

COMPARISON_SCHEMA = "auditor.comparison/1"

Subject = Literal["site", "finding", "banner", "scenario", "promise", "tracker", "cookie", "storage"]
SUBJECTS: tuple[Subject, ...] = ("site", "finding", "promise", "banner", "scenario", "tracker", "cookie", "storage")
"""In the order in which they are told."""

_BAD: tuple[Verdict, ...] = ("fail", "warn")
_TEXT = 300

T = TypeVar("T", Cookie, StorageItem, Tracker)
K = TypeVar("K", bound=Hashable)


class RunName(Shape, frozen=True, kw_only=True):
    """Which run is meant."""

    started_at: str
    """UTC, RFC 3339."""
    tool: str
    """Version of auditor."""
    browser: str | None
    """Name and version."""
    profile: str
    sites: int
    """How many have a result."""


class Change(Shape, frozen=True, kw_only=True):
    """One thing that is not as it was."""

    url: str
    """Of the site."""
    subject: Subject
    """What kind of thing it is."""
    name: str
    """Rule, host, name of a cookie …"""
    change: Literal["new", "gone", "changed"]
    """Seen from the later run."""
    before: str = ""
    """How it was; empty where it was not there."""
    after: str = ""
    """How it is; empty where it is gone."""
    better: bool | None = None
    """For a finding: True where a failure or warning went away, False where one came. None where it is neither."""
    severity: Severity | None = None
    """Of a finding."""


class Comparison(Shape, frozen=True, kw_only=True):
    """Two runs beside each other."""

    schema: str = COMPARISON_SCHEMA
    before: RunName
    """The earlier run."""
    after: RunName
    """The later run."""
    conditions: tuple[str, ...] = ()
    """What differs in how the runs were made, a line each: differences may come from that."""
    only_before: tuple[str, ...] = ()
    """Addresses that only the earlier run has."""
    only_after: tuple[str, ...] = ()
    """Addresses that only the later run has."""
    same: int = 0
    """Sites in which nothing changed."""
    changes: tuple[Change, ...] = ()
    """By site in the order of the later run, then by subject and name."""

    @property
    def new_failures(self) -> tuple[Change, ...]:
        """Rules that fail now and did not."""
        return tuple(c for c in self.changes if c.subject == "finding" and c.after == "fail" and c.before != "fail")


def compare(before: Run, after: Run) -> Comparison:
    """Hold the later run against the earlier one, site by site (same address)."""
    old = {result.url: result for result in before.results}
    new = {result.url: result for result in after.results}
    changes: list[Change] = []
    same = 0
    for url, result in new.items():
        if url in old:
            found = compare_sites(old[url], result)
            same += not found
            changes += found
    return Comparison(
        before=_name(before),
        after=_name(after),
        conditions=tuple(_conditions(before.info, after.info)),
        only_before=tuple(url for url in old if url not in new),
        only_after=tuple(url for url in new if url not in old),
        same=same,
        changes=tuple(changes),
    )


def compare_sites(before: Result, after: Result) -> tuple[Change, ...]:
    """What changed on one site, ordered by subject and name."""
    if before.status != after.status or "failed" in (before.status, after.status):
        old, new = _standing(before), _standing(after)
        return (
            (Change(url=after.url, subject="site", name="status", change="changed", before=old, after=new),) if old != new else ()
        )
    changes = [
        *_findings(before, after),
        *_promises(before, after),
        *_banner(before, after),
        *_scenarios(before, after),
        *_things(
            before,
            after,
            "tracker",
            before.trackers,
            after.trackers,
            lambda t: (t.host,),
            lambda t: tuple(phase for phase, n in t.requests.items() if n),
        ),
        *_things(
            before,
            after,
            "cookie",
            before.cookies,
            after.cookies,
            lambda c: (c.name, c.domain.removeprefix(".")),
            lambda c: c.phases,
        ),
        *_things(
            before, after, "storage", before.storage, after.storage, lambda s: (s.kind, s.key, s.origin), lambda s: s.phases
        ),
    ]
    return tuple(sorted(changes, key=lambda c: (SUBJECTS.index(c.subject), c.better is not False, c.name)))


def _name(run: Run) -> RunName:
    info = run.info
    return RunName(started_at=info.started_at, tool=info.tool, browser=info.browser, profile=info.profile, sites=len(run.results))


def _conditions(before: RunInfo, after: RunInfo) -> Iterator[str]:
    for name in ("tool", "browser", "platform", "profile"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{name}: {old} → {new}"
    for name in sorted({*before.conditions, *after.conditions}):
        old, new = before.conditions.get(name, "–"), after.conditions.get(name, "–")
        if old != new:
            yield f"{name}: {old[:_TEXT]} → {new[:_TEXT]}"
    old_lists, new_lists = ({used.name: used.sha256 for used in info.lists} for info in (before, after))
    for name in sorted({*old_lists, *new_lists}):
        if old_lists.get(name) != new_lists.get(name):
            yield f"{name}: {'other content' if name in old_lists and name in new_lists else 'used in one of the runs only'}"


def _standing(result: Result) -> str:
    return "audited" if result.error is None else f"failed: {result.error.kind}"


def _findings(before: Result, after: Result) -> Iterator[Change]:
    old, new = ({f.rule: f for f in r.findings} for r in (before, after))
    for rule in sorted({*old, *new}):
        was, now = old.get(rule), new.get(rule)
        if was is not None and now is not None and was.verdict == now.verdict:
            continue
        yield Change(
            url=after.url,
            subject="finding",
            name=rule,
            change="changed" if was and now else "new" if now else "gone",
            before=was.verdict if was else "",
            after=now.verdict if now else "",
            better=_better(was, now),
            severity=now.severity if now is not None else was.severity if was is not None else None,
        )


def _better(was: Finding | None, now: Finding | None) -> bool | None:
    if was is None or now is None:
        return None  # another set of rules, not another site
    if now.verdict in _BAD and was.verdict not in _BAD:
        return False
    if was.verdict == "warn" and now.verdict == "fail":
        return False
    if was.verdict in _BAD and now.verdict in ("pass", "not-applicable"):
        return True
    return True if was.verdict == "fail" and now.verdict == "warn" else None


def _promises(before: Result, after: Result) -> Iterator[Change]:
    old, new = ({(p.claim, " ".join(p.quote.split())): p.verdict for p in r.promises} for r in (before, after))
    yield from _pairs(after.url, "promise", old, new, lambda key: f"{key[0]}: « {key[1][:_TEXT]} »")


def _banner(before: Result, after: Result) -> Iterator[Change]:
    facts: list[tuple[str, str, str]] = [
        ("present", _yes(before.banner.present), _yes(after.banner.present)),
        ("platform", before.banner.cmp or "unnamed", after.banner.cmp or "unnamed"),
        ("text", _short(before.banner.text), _short(after.banner.text)),
    ]
    for action in sorted({*before.banner.controls, *after.banner.controls}):
        facts.append((action, _control(before, action), _control(after, action)))
    if not (before.banner.present and after.banner.present):
        facts = facts[:1]
    for name, old, new in facts:
        if old != new:
            yield Change(url=after.url, subject="banner", name=name, change="changed", before=old, after=new)


def _control(result: Result, action: str) -> str:
    control = result.banner.controls.get(action)
    return f"« {control.text[:80]} » (layer {control.layer}, {control.clicks})" if control is not None else "none"


def _scenarios(before: Result, after: Result) -> Iterator[Change]:
    old, new = (
        {
            name: f"{o.outcome}{'' if o.proven is None else ', proven' if o.proven else ', not proven'}"
            for name, o in r.scenarios.items()
        }
        for r in (before, after)
    )
    both = {name for name in old if name in new}  # a scenario that was not asked for is no change of the site
    yield from _pairs(after.url, "scenario", {n: old[n] for n in both}, {n: new[n] for n in both}, lambda name: str(name))


def _things(
    before: Result,
    after: Result,
    subject: Subject,
    old: Sequence[T],
    new: Sequence[T],
    key: Callable[[T], tuple[str, ...]],
    phases: Callable[[T], tuple[str, ...]],
) -> Iterator[Change]:
    seen = [phase for phase in PHASES if _observed(before, phase) and _observed(after, phase)]

    def told(thing: T) -> str:
        there = [phase for phase in seen if phase in phases(thing)]
        return f"{thing.purpose}: {', '.join(there)}" if there else ""

    was, now = ({key(thing): told(thing) for thing in things} for things in (old, new))
    found = _pairs(
        after.url, subject, {k: v for k, v in was.items() if v}, {k: v for k, v in now.items() if v}, lambda k: " ".join(k)
    )
    # Where a record has gaps, what it does not hold may have been there.
    doubtful = {"new": _lacks(before, subject), "gone": _lacks(after, subject), "changed": False}
    yield from (change for change in found if not doubtful[change.change])


def _lacks(result: Result, subject: Subject) -> bool:
    record = {"tracker": "requests", "cookie": "cookies"}.get(subject, subject)
    names = (missing.name.rpartition(": ")[2].partition(":")[0] for missing in result.missing)
    return any(name in (record, "visit") for name in names)


def _observed(result: Result, phase: str) -> bool:
    outcome = result.scenarios.get(phase)
    return outcome is not None and (outcome.outcome == "recorded" or (outcome.outcome == "clicked" and outcome.proven is True))


def _pairs(url: str, subject: Subject, old: Mapping[K, str], new: Mapping[K, str], name: Callable[[K], str]) -> Iterator[Change]:
    for key in _ordered({*old, *new}):
        was, now = old.get(key), new.get(key)
        if was != now:
            yield Change(
                url=url,
                subject=subject,
                name=name(key),
                change="changed" if was is not None and now is not None else "new" if now is not None else "gone",
                before=was or "",
                after=now or "",
            )


def _ordered(keys: Iterable[K]) -> list[K]:
    return sorted(keys, key=str)


def _short(text: str) -> str:
    return " ".join(text.split())[:_TEXT]


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
