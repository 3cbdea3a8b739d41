"""Several audits of one site made one: what was seen in some of them only says in how many.

One failure that was seen stands, however often the others did not see it: what was observed happened. A pass needs every audit to
have passed, or to have found nothing to judge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import msgspec

from auditor.results import PHASES, VERDICTS, Cookie, Finding, Promise, Result, StorageItem, Tracker

__all__ = ["merge"]

T = TypeVar("T", Cookie, StorageItem, Tracker)

_OFTEN = {"en": "[{k} of {n} audits] ", "fr": "[{k} audit(s) sur {n}] "}


def merge(results: Sequence[Result]) -> Result:
    """Merge audits of the same address, in the order in which they were made; one alone is given back as it is.

    What cannot be counted (banner, scenarios, blocks, signals) is that of the first audit that succeeded. Findings give the
    evidence of the first audit that has the merged verdict, and say which one that is.
    """
    audited = [(number, result) for number, result in enumerate(results, 1) if result.status == "audited"]
    if len(results) == 1 or not audited:
        return results[0]
    first = audited[0][1]
    return msgspec.structs.replace(
        first,
        audits=len(results),
        cookies=_counted((r.cookies for _, r in audited), lambda c: (c.name, c.domain, c.path, c.partition_site or ""), _cookie),
        storage=_counted((r.storage for _, r in audited), lambda s: (s.kind, s.origin, s.key), _item),
        trackers=_counted((r.trackers for _, r in audited), lambda t: (t.host,), _tracker),
        promises=_promises([r.promises for _, r in audited]),
        findings=_findings(audited, len(results)),
        missing=tuple(sorted({m for r in results for m in r.missing}, key=lambda m: (m.name, m.reason))),
    )


def _findings(audited: Sequence[tuple[int, Result]], of: int) -> tuple[Finding, ...]:
    by_rule: dict[str, list[tuple[int, Finding]]] = {}
    for number, result in audited:
        for finding in result.findings:
            by_rule.setdefault(finding.rule, []).append((number, finding))
    return tuple(_finding(found, of, audited[0][1].report_language) for _, found in sorted(by_rule.items()))


def _finding(found: Sequence[tuple[int, Finding]], of: int, language: str) -> Finding:
    counts = Counter(finding.verdict for _, finding in found)
    verdict = min(counts, key=VERDICTS.index)
    number, finding = next((n, f) for n, f in found if f.verdict == verdict)
    often = _OFTEN.get(language, _OFTEN["en"]).format(k=counts[verdict], n=of)
    return msgspec.structs.replace(
        finding,
        summary=finding.summary if counts[verdict] == of else f"{often}{finding.summary}",
        audits={v: counts[v] for v in VERDICTS if v in counts},
        audit=number,
    )


def _promises(audits: Sequence[Sequence[Promise]]) -> tuple[Promise, ...]:
    worst: dict[tuple[str, str], Promise] = {}
    for promises in audits:
        for promise in promises:
            key = (promise.quote, promise.claim)
            known = worst.get(key)
            if known is None or VERDICTS.index(promise.verdict) < VERDICTS.index(known.verdict):
                worst[key] = promise
    return tuple(worst.values())


def _counted(groups: Iterable[Sequence[T]], key: Callable[[T], Hashable], join: Callable[[T, T], T]) -> tuple[T, ...]:
    found: dict[Hashable, T] = {}
    counts: Counter[Hashable] = Counter()
    for group in groups:
        for thing in group:
            name = key(thing)
            counts[name] += 1
            known = found.get(name)
            found[name] = thing if known is None else join(known, thing)
    return tuple(msgspec.structs.replace(thing, seen_in=counts[name]) for name, thing in found.items())


def _cookie(one: Cookie, other: Cookie) -> Cookie:
    lives = [days for days in (one.lifetime_days, other.lifetime_days) if days is not None]
    return msgspec.structs.replace(
        one,
        lifetime_days=max(lives, default=None),
        identifier=_either(one.identifier, other.identifier),
        phases=_both(one.phases, other.phases),
        written_in=_both(one.written_in, other.written_in),
        value_length=max(one.value_length, other.value_length),
    )


def _item(one: StorageItem, other: StorageItem) -> StorageItem:
    return msgspec.structs.replace(
        one,
        identifier=_either(one.identifier, other.identifier),
        phases=_both(one.phases, other.phases),
        written_in=_both(one.written_in, other.written_in),
        value_length=max(one.value_length, other.value_length),
    )


def _tracker(one: Tracker, other: Tracker) -> Tracker:
    phases = dict.fromkeys([*one.requests, *other.requests])
    return msgspec.structs.replace(
        one, requests={phase: max(one.requests.get(phase, 0), other.requests.get(phase, 0)) for phase in phases}
    )


def _either(one: bool | None, other: bool | None) -> bool | None:
    """True wins, for what was seen to differ differs; then False; None where neither audit could tell."""
    return True if one or other else False if False in (one, other) else None


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    found = {*one, *other}
    return (*(p for p in PHASES if p in found), *sorted(found - set(PHASES)))
