"""Whether a choice took: what the site stored and signalled after the press, and what stood there on the next views.

In this order, and the first that speaks decides:

1. the platform's own store, where it can be read: nothing granted after refusing, something granted after accepting;
2. consent signals after the press: purposes of the TC string, the last update to Google consent mode;
3. a refusal made by saving: what was saved is what the switches showed, so every one must have been seen off at that press, or
   a first-party key that speaks of consent was written by it and says no. That the banner went away and stayed away shows only
   that some choice was stored;
4. a control that plainly says what it does: the banner went away, and either the site wrote down a choice by the press (a
   first-party key whose name speaks of consent) or the banner did not come back on a later view. A withdrawal cannot be shown by
   the latter, for a choice was stored before; but who opened the choices again and pressed what refuses has said all that a
   visitor can say, and that the panel went away shows that the press arrived. What the site then does with it is the finding.

A store that says the contrary makes the choice unproven, with that as the reason; so does a TC string, unless a control that
plainly refuses was pressed: then it is what the site made of the refusal, a finding and no doubt about the press.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote

from auditor.banner import StoredChoice, read_choice
from auditor.classify.banner_facts import BannerFacts, Looker
from auditor.classify.party import origin_host, party
from auditor.classify.purpose import SPEAKS_OF_CONSENT
from auditor.classify.records import VisitRecords
from auditor.classify.signals import last_update, said_by_tcf
from auditor.classify.switches import all_off
from auditor.classify.tcf import read_purposes
from auditor.evidence import Press, ScenarioRun
from auditor.evidence.records.cookies import Jar
from auditor.evidence.records.storage import StorageState
from auditor.results import Outcome, Pressed, ProvenBy

__all__ = ["CHOICES", "asked_again", "later_views", "outcome_of", "presses_made", "saved_by"]

CHOICES: dict[str, str] = {"refuse": "refuse", "accept": "accept", "withdraw": "refuse"}
"""Scenario → what its visitor wants."""

DISMISS = "dismiss"
"""Action of a press that puts away what lies before the banner."""
_VIEWS = ("reload", "next-page")
_YES = re.compile(r"\b(?:accept(?:ed|e)?|allow(?:ed|_all|all)?|grant(?:ed)?|agree[d]?|true|yes|oui|all)\b", re.I)
_NO = re.compile(
    r"\b(?:refus\w*|reject\w*|den(?:y|ied)|declin\w*|false|no|non|none|disallow\w*|dismiss\w*|wait|necessary|essential|required|minimal|opt.?out)\b",
    re.I,
)
_ACCEPTED = re.compile(r"\b(?:accept(?:ed|e|ée?|_?all)?|allow(?:ed|_?all)|grant(?:ed)?|agreed?)\b", re.I)
_DECLINED = re.compile(r"\b(?:refus\w*|reject\w*|den(?:y|ied)|declin\w*)\b", re.I)

_PURPOSES = (
    r"analytics?|statisti\w*|audience|measure\w*|ads?|ad_\w+|advert\w*|marketing|publicit\w*|target\w*|social\w*|personali\w*"
    r"|performance"
)
_REFUSED = re.compile(
    rf"\b(?:refus\w*|reject\w*|denied|deny|declin\w*|opt.?out|(?:{_PURPOSES})['\":=\s]+(?:false|0|no|off|denied))\b", re.I
)
_NECESSARY_ON = re.compile(r"\b(?:necessary|essential|required|strict\w*|technical)['\":=\s]+(?:true|1|yes|on|granted)\b", re.I)
_ONE = re.compile(r"[:=]\s*['\"]?1\b")

Vote = Literal["as wanted", "contrary", "silent"]
_Note = tuple[tuple[str, str], str]
"""((kind, name), value) of what the site wrote down."""


@dataclass
class _Heard:
    vote: Vote = "silent"
    because: list[str] = field(default_factory=list)


def outcome_of(
    visit: VisitRecords, run: ScenarioRun, facts: BannerFacts, site_host: str, look: Looker, again: Sequence[str]
) -> Outcome:
    """Give the outcome of a scenario with what proves it; `again`: labels of later views in which a banner stood again."""
    want = CHOICES.get(run.name)
    presses = _told(press for press in run.presses if press.action != DISMISS)
    path = tuple(press.text for press in presses)
    clicks = len(path)
    if want is None:
        return Outcome(outcome=run.outcome, reason=run.reason)
    if run.outcome != "clicked":
        pressed = any(press.phase == run.name and press.action != DISMISS for press in run.presses)
        still = run.outcome == "not-dismissed" and pressed
        because: tuple[str, ...] = ("the banner still stands after the press",) if still else ()
        return Outcome(
            outcome=run.outcome,
            path=path,
            clicks=clicks,
            presses=presses,
            reason=run.reason,
            proven=False if pressed else None,
            because=because,
        )
    proven, shown, by = _prove(visit, run, want, facts, site_host, look, again)
    presses = _told(presses_made(run))
    return Outcome(
        outcome=run.outcome,
        path=tuple(press.text for press in presses),
        clicks=len(presses),
        presses=presses,
        reason=run.reason,
        proven=proven,
        because=shown,
        proven_by=by if proven else "",
    )


def _told(presses: Iterable[Press]) -> tuple[Pressed, ...]:
    return tuple(Pressed(action=press.action, text=press.text[:200], layer=press.layer) for press in presses)


def presses_made(run: ScenarioRun) -> tuple[Press, ...]:
    """The presses that the way takes: without those that something covered, without what lay before the banner and was put away,
    and without sections that were opened to look into and held nothing that was turned off."""
    reached = [press for press in run.presses if press.reached and press.action != DISMISS]
    after = [*(press.action for press in reached[1:]), ""][: len(reached)]
    return tuple(p for p, then in zip(reached, after, strict=True) if p.action != "expand" or then == "toggle")


def saved_by(run: ScenarioRun) -> Press | None:
    """The press of « save » that decided; None where a control that says the choice itself was pressed after it, or none was."""
    decided = [press for press in run.presses if press.reached and press.action in ("save", CHOICES.get(run.name))]
    return decided[-1] if decided and decided[-1].action == "save" else None


def later_views(visit: VisitRecords, phase: str) -> tuple[str, ...]:
    """Steps after the press (reload, next page) that were reached and at whose end the state was taken."""
    taken = {jar.step for jar in visit.cookies.jars if jar.phase == phase}
    taken |= {page.step for page in visit.pages if page.phase == phase}
    return tuple(step for step in visit.steps(phase) if step in _VIEWS and (step in taken or "cookies" in visit.missing))


def asked_again(visit: VisitRecords, run: ScenarioRun, stands: dict[str, bool]) -> tuple[str, ...]:
    """Labels of the later views in which a banner stood again: looked at anew where there is a snapshot, else as capture saw."""
    labels = [f"{run.name}-{step}" for step in later_views(visit, run.name)]
    told = set(run.asked_again)
    return tuple(label for label in labels if stands.get(label, label in told))


def _prove(
    visit: VisitRecords,
    run: ScenarioRun,
    want: str,
    facts: BannerFacts,
    site_host: str,
    look: Looker,
    again: Sequence[str],
) -> tuple[bool, tuple[str, ...], ProvenBy]:
    phase = run.name
    save = saved_by(run) if want == "refuse" else None
    heard: tuple[tuple[_Heard, ProvenBy], ...] = (
        (_stored(visit, phase, want, facts, look), "store"),
        (_tcf(visit, phase, want, plain=save is None and any(press.action == want for press in run.presses)), "signal"),
        (_consent_mode(visit, phase, want), "signal"),
    )
    aside = [why for hear, _ in heard if hear.vote == "silent" for why in hear.because]
    for hear, by in heard:
        if hear.vote != "silent":
            return hear.vote == "as wanted", ("the banner went away after the press", *hear.because, *aside), by
    fresh = _fresh_notes(visit, phase, site_host)
    found, note = _noted(fresh, want, strictly=save is not None)
    noted = found, (*note, *aside)
    views = later_views(visit, phase)
    if again:
        why = "the banner went away after the press and stood there again later; no stored choice could be read"
        return False, (why, *noted[1]), ""
    if save is not None:
        return _saved(visit, run, save, look, noted)
    if phase == "withdraw":
        plain = next((p for p in reversed(run.presses) if p.action == want and p.reached), None)
        if plain is None:
            return False, ("the panel went away, and no control that plainly refuses was pressed", *noted[1]), ""
        shown = (f"« {plain.text[:60]} », which refuses, was pressed and the panel went away", *noted[1])
        return True, shown, "note" if noted[0] else "control"
    if against := _noted_contrary(fresh, want):
        # Either the site turns the choice round or the control was misread: whichever it is, nothing is built on the press.
        return False, ("the banner went away after the press", against, *aside), ""
    if views:
        shown = (f"the banner went away after the press and did not come back ({', '.join(views)})", *noted[1])
        return True, shown, "note" if noted[0] else "stayed-away"
    if noted[0]:
        return True, ("the banner went away after the press", *noted[1]), "note"
    return False, ("the banner went away after the press; no stored choice could be read and no later view was reached",), ""


def _saved(
    visit: VisitRecords, run: ScenarioRun, save: Press, look: Looker, noted: tuple[bool, tuple[str, ...]]
) -> tuple[bool, tuple[str, ...], ProvenBy]:
    if noted[0]:
        return True, ("the banner went away after the press", *noted[1]), "note"
    panel = look.banner(visit, save.page_before)
    opened = frozenset(press.text for press in run.presses if press.action == "expand" and press.reached)
    off, why = all_off(panel, look.selectors, opened)
    refused = sum(press.action == "refuse" and press.reached for press in run.presses)
    if panel is not None and not panel.all("toggle") and 0 < refused >= len(panel.all("refuse")):
        off, why = True, "what the panel asks had been refused with controls of its own, and no switch stood there"
    told = f"« {save.text[:60]} » was pressed: {why}"
    if off:
        return True, (told, "the banner went away after the press", *noted[1]), "switches"
    return False, (f"{told}; that the banner went away shows only that some choice was stored", *noted[1]), ""


def _stored(visit: VisitRecords, phase: str, want: str, facts: BannerFacts, look: Looker) -> _Heard:
    def read(jar: Jar | None, storage: StorageState | None) -> StoredChoice | None:
        cookies, entries = jar.cookies if jar else (), storage.entries if storage else ()
        return read_choice(facts.banner.cmp, cookies, entries, look.selectors)

    choice = read(visit.jar_at_end(phase), visit.storage_at_end(phase))
    if facts.known_by_traces and choice is not None:
        # A platform that is known by its traces alone may have left them long ago: only what the press changed is its word.
        begins = visit.begins_at(phase) or 0.0
        jars = [jar for jar in visit.cookies.jars if jar.at_ms <= begins]
        states = [state for state in visit.storage.states if state.at_ms <= begins]
        if choice == read(jars[-1] if jars else None, states[-1] if states else None):
            return _Heard()
    if choice is None or choice.kind == "unreadable":
        return _Heard()
    if want == "accept":
        return _Heard("contrary" if choice.kind == "none" else "as wanted", [choice.because])
    if choice.kind == "none":
        return _Heard("as wanted", [choice.because])
    return _Heard("contrary", [f"the stored choice still grants something: {choice.because}"])


def _tcf(visit: VisitRecords, phase: str, want: str, *, plain: bool) -> _Heard:
    states = [s for s in visit.states if s.phase == phase]
    text = said_by_tcf(states)
    purposes = read_purposes(text) if text else None
    if purposes is None:
        return _Heard()
    if purposes.nothing_granted:
        said = "the TC string consents to no purpose"
        return _Heard("as wanted" if want == "refuse" else "contrary", [said])
    said = f"the TC string consents to purposes {', '.join(map(str, purposes.consent)) or 'none, but to special features'}"
    if want == "refuse" and plain:
        return _Heard("silent", [f"{said} all the same"])
    return _Heard("as wanted" if want == "accept" else "contrary", [said])


def _consent_mode(visit: VisitRecords, phase: str, want: str) -> _Heard:
    call = last_update([s for s in visit.states if s.phase == phase])
    told = {k: v for k, v in call.settings.items() if k in ("ad_storage", "analytics_storage")} if call is not None else {}
    if not told:
        return _Heard()
    said = "Google consent mode was updated to " + ", ".join(f"{k} {v[:20]}" for k, v in sorted(told.items()))
    if all(v == "denied" for v in told.values()):
        # An update that only repeats a denied default says nothing about an acceptance.
        return _Heard("as wanted", [said]) if want == "refuse" else _Heard()
    if want == "accept" and all(v == "granted" for v in told.values()):
        return _Heard("as wanted", [said])
    # Granted after a refusal is what the site does with the refusal, and a finding of its own: it does not undo the press.
    return _Heard()


def _noted(fresh: Sequence[_Note], want: str, *, strictly: bool) -> tuple[bool, tuple[str, ...]]:
    """Whether the site wrote down a choice by the press: a first-party key that speaks of consent, new or changed at its end.

    `strictly`: its value must say that nothing was granted; else it must only not say the contrary.
    """
    contrary = _YES if want == "refuse" else _NO
    wanted = _NO if want == "refuse" else _YES
    for (kind, name), value in fresh:
        if _grants_nothing(value) if strictly else (wanted.search(value) or not contrary.search(value)):
            says = ", which says that nothing was granted" if strictly else ""
            return True, (f"after the press the site wrote {kind} {name[:80]}{says}",)
    return False, ()


def _noted_contrary(fresh: Sequence[_Note], want: str) -> str:
    """Name what the site wrote down by the press where that plainly says the contrary of the choice; empty where nothing does.

    A bare « true » is no such word: it may say that the question was answered.
    """
    contrary, wanted = (_ACCEPTED, _NO) if want == "refuse" else (_DECLINED, _YES)
    for (kind, name), value in fresh:
        if contrary.search(value) and not wanted.search(value):
            return f"after the press the site wrote {kind} {name[:80]}, which says the contrary"
    return ""


def _fresh_notes(visit: VisitRecords, phase: str, site_host: str) -> list[_Note]:
    """First-party keys that speak of consent and are new or changed by the press, with their values."""
    before = _keys(visit, None, site_host, until=visit.begins_at(phase))
    after = _keys(visit, phase, site_host, until=None, step="press")
    fresh = sorted(key for key, value in after.items() if before.get(key) != value and SPEAKS_OF_CONSENT.search(key[1]))
    return [(key, unquote(after[key])[:2000]) for key in fresh]


def _grants_nothing(value: str) -> bool:
    rest = _NECESSARY_ON.sub("", value)
    return bool(_REFUSED.search(rest)) and not _YES.search(rest) and not _ONE.search(rest)


def _keys(
    visit: VisitRecords, phase: str | None, site_host: str, *, until: float | None, step: str | None = None
) -> dict[tuple[str, str], str]:
    def counts(state: Jar | StorageState) -> bool:
        there = phase in (None, state.phase) and step in (None, state.step)
        return there and (until is None or state.at_ms <= until)

    found: dict[tuple[str, str], str] = {}
    for jar in visit.cookies.jars:
        if counts(jar):
            found |= {("cookie", c.name): c.value for c in jar.cookies if party(c.domain.lstrip("."), site_host) == "first"}
    for state in visit.storage.states:
        if counts(state):
            own = (
                e for e in state.entries if e.kind in ("local", "session") and party(origin_host(e.origin), site_host) == "first"
            )
            found |= {(f"{e.kind} storage key", e.key): e.value for e in own}
    return found
