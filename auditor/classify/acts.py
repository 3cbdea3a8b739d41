"""What came of the visits of their own: closing, scrolling, going on, choosing in part, sending a signal.

An act is no consent. That a site takes it for one is read from what changed by it: what the platform stored, what the consent
interfaces said, which trackers came. Two things guard against accusing the wrong: what was there before the act, in this visit or
in any other, is not its doing; and what is stored is compared with what the site stores for a refusal and for an acceptance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote

from auditor.banner import RADIO_ROLES, StoredChoice, read_choice, switch_name
from auditor.catalogue.tracker import Trackers
from auditor.classify.banner_facts import BannerFacts, Looker
from auditor.classify.contacts import contacts
from auditor.classify.cookies import classify_cookies
from auditor.classify.identifier import Window
from auditor.classify.party import origin_host, party
from auditor.classify.proof import presses_made, saved_by
from auditor.classify.purpose import SPEAKS_OF_CONSENT
from auditor.classify.records import VisitRecords
from auditor.classify.sent import SentValues
from auditor.classify.signals import last_update, said_by_tcf
from auditor.classify.site import Act, Grant
from auditor.classify.storage import classify_storage
from auditor.classify.tcf import read_purposes
from auditor.evidence import PHASES, ScenarioRun
from auditor.results import Cookie, Outcome, StorageItem

__all__ = ["choice_visits", "grants_of_press", "heard_leaving", "own_visits", "read_acts"]

_NEEDED = ("cookies", "requests", "storage", "pages", "signals")
Kind = Literal["store", "tcf", "mode", "note"]
_MODE = ("ad_storage", "analytics_storage")
_YES = ("accept", "accepted", "acceptall", "accept_all", "allow", "allowed", "allow_all", "granted", "agreed")
"""Whole values that plainly say yes."""


def choice_visits(visits: Sequence[VisitRecords]) -> tuple[VisitRecords, ...]:
    """The visits in which choices were made: what is published of a site is theirs. Where none was asked for, the first one."""
    found = tuple(v for v in visits if v.name in ("refuse", "accept"))
    return found or tuple(visits[:1])


def own_visits(visits: Sequence[VisitRecords]) -> tuple[VisitRecords, ...]:
    """The visits of their own, by name."""
    return tuple(sorted((v for v in visits if v.name not in ("refuse", "accept")), key=lambda v: v.name))


@dataclass(frozen=True)
class Said:
    """What a site had noted and signalled of the visitor's choice at one moment."""

    store: StoredChoice | None = None
    tcf: tuple[int, ...] | None = None
    """Purposes that the TC string consents to; None where there is none."""
    mode: Mapping[str, str] = field(default_factory=dict)
    """What the last update to Google consent mode said."""
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """First-party keys that speak of consent, with their values."""


def read_acts(
    visits: Sequence[VisitRecords],
    runs: Mapping[str, tuple[VisitRecords, ScenarioRun]],
    facts: BannerFacts,
    look: Looker,
    site_host: str,
    trackers: Trackers,
    times: Window,
) -> dict[str, Act]:
    """Read each visit of its own; `runs`: the choices that were made, with the visit of each."""
    own = own_visits(visits)
    if not own:
        return {}
    sent = SentValues(visits, trackers, times)
    cookies, cookie_writes = classify_cookies(visits, site_host, trackers, times, sent)
    storage, storage_writes = classify_storage(visits, site_host, trackers, times, sent)
    items: dict[tuple[str, str, str], Cookie | StorageItem] = {("cookie", c.name, c.domain): c for c in cookies}
    items |= {(s.kind, s.key, s.origin): s for s in storage}
    keyed = (((w.kind, w.name, w.domain), w) for w in (*cookie_writes, *storage_writes))
    writes = [(w, items[key]) for key, w in keyed if key in items]
    refused, accepted = (_after(runs.get(choice), facts, look, site_host) for choice in ("refuse", "accept"))
    found: dict[str, Act] = {}
    for visit in own:
        run = next((r for r in visit.visit.scenarios if r.name not in PHASES), None)
        if run is None and visit.visit.failure is None:
            continue
        name = run.name if run is not None else visit.name
        found[name] = Act(
            name=name,
            outcome=_outcome(visit, run),
            steps=_watched(visit, name),
            contacts=contacts([visit], site_host, trackers),
            writes=tuple((w, item) for w, item in writes if w.visit == visit.name),
            grants=_grants(visit, name, facts, look, site_host, refused, accepted),
            gaps=_gaps(visit),
            watched_elsewhere_ms=max((_untouched_until(v) for v in visits if v is not visit), default=0.0),
            left=heard_leaving(visit),
            still_asked=tuple(step for step in _watched(visit, name) if look.banner(visit, f"{name}-{step}") is not None),
            **_switches(visit, run, look),
        )
    return found


def heard_leaving(visit: VisitRecords) -> str:
    """The phase in which the last page was left and listened to; empty where it was not.

    What is looked at afterwards (policies) is left too: the first leaving is that of the page of the choice.
    """
    marks = [mark for mark in visit.visit.marks if mark.step == "leave"]
    if not marks or any(m.name == "step:leave" for m in visit.visit.missing) or "requests" in visit.missing:
        return ""
    return min(marks, key=lambda mark: mark.at_ms).phase


def grants_of_press(
    run: tuple[VisitRecords, ScenarioRun] | None,
    accept: tuple[VisitRecords, ScenarioRun] | None,
    facts: BannerFacts,
    look: Looker,
    site_host: str,
) -> tuple[Grant, ...]:
    """What shows that a press of « refuse » was noted as an acceptance: as what the site notes when it is accepted."""
    if run is None or run[1].outcome != "clicked":
        return ()
    visit, phase = run[0], run[1].name
    return _grants(visit, phase, facts, look, site_host, Said(), _after(accept, facts, look, site_host), steps=("press",))


def _outcome(visit: VisitRecords, run: ScenarioRun | None) -> Outcome:
    if run is None:
        reason = visit.visit.failure.message if visit.visit.failure is not None else "the visit broke off"
        return Outcome(outcome="failed", reason=reason)
    made = presses_made(run) if any(press.reached for press in run.presses) else ()
    path = tuple(press.text[:200] for press in made)
    return Outcome(outcome=run.outcome, path=path, clicks=len(path), reason=run.reason)


def _watched(visit: VisitRecords, phase: str) -> tuple[str, ...]:
    """Steps of the act at whose end the state was taken."""
    taken = {jar.step for jar in visit.cookies.jars if jar.phase == phase}
    taken |= {page.step for page in visit.pages if page.phase == phase}
    return tuple(step for step in visit.steps(phase) if step in taken and step != "gesture")


def _gaps(visit: VisitRecords) -> tuple[str, ...]:
    reasons = [f"{name}: {reason}" for name, reason in sorted(visit.missing.items()) if name in _NEEDED]
    cut = [m for m in visit.visit.missing if m.name.partition(":")[0] in ("requests", "cookies") and ":" in m.name]
    reasons += [f"{m.name[:120]}: {m.reason[:200]}" for m in cut]
    if visit.visit.failure is not None:
        reasons.append(visit.visit.failure.message[:200])
    return tuple(reasons)


def _untouched_until(visit: VisitRecords) -> float:
    """How long a visit watched without any act, in milliseconds."""
    return min((m.at_ms for m in visit.visit.marks if m.phase != "before" or m.step == "leave"), default=0.0)


def _after(run: tuple[VisitRecords, ScenarioRun] | None, facts: BannerFacts, look: Looker, site_host: str) -> Said | None:
    """What was noted after a choice that was made; None where it was not."""
    if run is None or run[1].outcome != "clicked":
        return None
    visit, phase = run[0], run[1].name
    last = max((jar.at_ms for jar in visit.cookies.jars if jar.phase == phase), default=None)
    return _said(visit, facts, look, site_host, last) if last is not None else None


def _said(visit: VisitRecords, facts: BannerFacts, look: Looker, site_host: str, until: float) -> Said:
    jar = next((j for j in reversed(visit.cookies.jars) if j.at_ms <= until), None)
    storage = next((s for s in reversed(visit.storage.states) if s.at_ms <= until + 1_000), None)
    states = [s for s in visit.states if s.at_ms <= until + 1_000]
    cookies, entries = jar.cookies if jar else (), storage.entries if storage else ()
    purposes = read_purposes(text) if (text := said_by_tcf(states)) else None
    call = last_update(states)
    notes = {
        ("cookie", c.name): unquote(c.value)[:2000]
        for c in cookies
        if party(c.domain.lstrip("."), site_host) == "first" and SPEAKS_OF_CONSENT.search(c.name)
    }
    notes |= {
        (f"{e.kind} storage key", e.key): unquote(e.value)[:2000]
        for e in entries
        if e.kind in ("local", "session")
        and party(origin_host(e.origin), site_host) == "first"
        and SPEAKS_OF_CONSENT.search(e.key)
    }
    return Said(
        store=read_choice(facts.banner.cmp, cookies, entries, look.selectors),
        tcf=purposes.consent if purposes is not None else None,
        mode={k: v for k, v in call.settings.items() if k in _MODE} if call is not None else {},
        notes=notes,
    )


def _grants(
    visit: VisitRecords,
    phase: str,
    facts: BannerFacts,
    look: Looker,
    site_host: str,
    refused: Said | None,
    accepted: Said | None,
    *,
    steps: tuple[str, ...] = (),
) -> tuple[Grant, ...]:
    """Signs of an acceptance that were not there before, each at the end of the first step that has it."""
    mine = [jar for jar in visit.cookies.jars if jar.phase == phase and (not steps or jar.step in steps)]
    begins = visit.begins_at(phase)
    if not mine or begins is None:
        return ()
    before = [jar.at_ms for jar in visit.cookies.jars if jar.at_ms <= begins]
    first = last = _said(visit, facts, look, site_host, max(before)) if before else Said()
    found: list[Grant] = []
    for jar in mine:
        now = _said(visit, facts, look, site_host, jar.at_ms)
        for because, certain, kind in _new_grants(now, last, first, refused, accepted):
            at = _noted_at(visit, phase, jar.step) if kind in ("store", "note") else None
            found.append(Grant(step=jar.step, because=because, certain=certain, at_ms=jar.at_ms if at is None else at, kind=kind))
        last = now
    return tuple(found)


def _new_grants(now: Said, last: Said, first: Said, refused: Said | None, accepted: Said | None) -> list[tuple[str, bool, Kind]]:
    found: list[tuple[str, bool, Kind]] = []
    store = now.store
    if store is not None and store.kind in ("all", "some") and store != last.store and store != first.store:
        as_refused = refused is not None and refused.store is not None and refused.store.because == store.because
        as_accepted = accepted is not None and accepted.store is not None and accepted.store.because == store.because
        refusal_read = refused is not None and refused.store is not None and refused.store.kind == "none"
        if not as_refused:
            found.append((store.because, as_accepted or (store.kind == "all" and refusal_read), "store"))
    if now.tcf and not last.tcf and not first.tcf:
        same = refused is not None and refused.tcf == now.tcf
        found.append((f"the TC string consents to purposes {', '.join(map(str, now.tcf))}", not same, "tcf"))
    if _granted(now.mode) and not _granted(last.mode) and not _granted(first.mode):
        same = refused is not None and _granted(refused.mode)
        told = ", ".join(f"{k} {v[:20]}" for k, v in sorted(now.mode.items()))
        found.append((f"Google consent mode was updated to {told}", not same, "mode"))
    for key, value in sorted(now.notes.items()):
        if value in (last.notes.get(key), first.notes.get(key)) or accepted is None or accepted.notes.get(key) != value:
            continue
        no = refused.notes.get(key) if refused is not None else None
        if no == value:
            continue
        plain = value.strip().strip("\"'").casefold() in _YES
        told = f"{key[0]} {key[1][:80]} holds what it holds after accepting"
        found.append((told, plain or no is not None, "note"))
    return found


def _granted(mode: Mapping[str, str]) -> bool:
    return bool(mode) and all(value == "granted" for value in mode.values())


def _noted_at(visit: VisitRecords, phase: str, step: str) -> float | None:
    """When a first note of a choice was written in a step; None where only its end is known."""
    times = [w.at_ms for w in visit.cookies.writes if (w.phase, w.step) == (phase, step) and SPEAKS_OF_CONSENT.search(w.name)]
    return min(times, default=None)


def _switches(visit: VisitRecords, run: ScenarioRun | None, look: Looker) -> dict[str, tuple[str, ...]]:
    """Names of the switches that stood on, and off, when they were saved."""
    save = saved_by(run) if run is not None else None
    panel = look.banner(visit, save.page_before) if save is not None else None
    if panel is None:
        return {}
    toggles = [
        c
        for c in panel.all("toggle")
        if not c.disabled and c.state_known and c.role not in RADIO_ROLES and c.text
        and not look.selectors.vocabulary.needs_no_consent(c.text)
    ]  # fmt: skip
    return {
        "on": tuple(switch_name(c, panel)[:200] for c in toggles if c.checked),
        "off": tuple(switch_name(c, panel)[:200] for c in toggles if not c.checked),
    }
