"""Whether a choice took: what the site stored and signalled after the press, and what stood there on the next views.

In this order, and the first that speaks decides:

1. the platform's own store, where it can be read: nothing granted after refusing, something granted after accepting;
2. consent signals after the press: purposes of the TC string, the last update to Google consent mode;
3. nothing readable: the banner went away, and either the site wrote down a choice (a first-party key whose name speaks of
   consent) or the banner did not come back on a later view.

A store that says the contrary makes the choice unproven, with that as the reason; so does a TC string, unless a control that
plainly refuses was pressed: then it is what the site made of the refusal, a finding and no doubt about the press.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote

from auditor.banner import Selectors, read_choice
from auditor.classify.party import origin_host, party
from auditor.classify.purpose import SPEAKS_OF_CONSENT
from auditor.classify.records import VisitRecords
from auditor.classify.signals import last_update, said_by_tcf
from auditor.classify.tcf import read_purposes
from auditor.evidence import ScenarioRun
from auditor.results import Outcome

__all__ = ["CHOICES", "asked_again", "later_views", "outcome_of"]

CHOICES: dict[str, str] = {"refuse": "refuse", "accept": "accept", "withdraw": "refuse"}
"""Scenario → what its visitor wants."""

_VIEWS = ("reload", "next-page")
_YES = re.compile(r"\b(?:accept(?:ed|e)?|allow(?:ed|_all|all)?|grant(?:ed)?|agree[d]?|true|yes|oui|all)\b", re.I)
_NO = re.compile(
    r"\b(?:refus\w*|reject\w*|den(?:y|ied)|declin\w*|false|no|non|none|disallow\w*|dismiss\w*|wait|necessary|essential|required|minimal|opt.?out)\b",
    re.I,
)

Vote = Literal["as wanted", "contrary", "silent"]


@dataclass
class _Heard:
    vote: Vote = "silent"
    because: list[str] = field(default_factory=list)


def outcome_of(
    visit: VisitRecords, run: ScenarioRun, platform: str | None, site_host: str, selectors: Selectors, again: Sequence[str]
) -> Outcome:
    """Give the outcome of a scenario with what proves it; `again`: labels of later views in which a banner stood again."""
    want = CHOICES.get(run.name)
    path = tuple(press.text[:200] for press in run.presses)
    clicks = len(path)
    if want is None:
        return Outcome(outcome=run.outcome, reason=run.reason)
    if run.outcome != "clicked":
        pressed = any(press.phase == run.name for press in run.presses)
        still = run.outcome == "not-dismissed" and pressed
        because: tuple[str, ...] = ("the banner still stands after the press",) if still else ()
        return Outcome(
            outcome=run.outcome,
            path=path,
            clicks=clicks,
            reason=run.reason,
            proven=False if pressed else None,
            because=because,
        )
    proven, shown = _prove(visit, run, want, platform, site_host, selectors, again)
    return Outcome(outcome=run.outcome, path=path, clicks=clicks, reason=run.reason, proven=proven, because=shown)


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
    platform: str | None,
    site_host: str,
    selectors: Selectors,
    again: Sequence[str],
) -> tuple[bool, tuple[str, ...]]:
    phase = run.name
    heard = (
        _stored(visit, phase, want, platform, selectors),
        _tcf(visit, phase, want, plain=any(press.action == want for press in run.presses)),
        _consent_mode(visit, phase, want),
    )
    aside = [why for hear in heard if hear.vote == "silent" for why in hear.because]
    for hear in heard:
        if hear.vote != "silent":
            return hear.vote == "as wanted", ("the banner went away after the press", *hear.because, *aside)
    found, note = _noted(visit, phase, want, site_host)
    noted = found, (*note, *aside)
    views = later_views(visit, phase)
    if again:
        return False, (
            "the banner went away after the press and stood there again later; no stored choice could be read",
            *noted[1],
        )
    if views:
        return True, (f"the banner went away after the press and did not come back ({', '.join(views)})", *noted[1])
    if noted[0]:
        return True, ("the banner went away after the press", *noted[1])
    return False, ("the banner went away after the press; no stored choice could be read and no later view was reached",)


def _stored(visit: VisitRecords, phase: str, want: str, platform: str | None, selectors: Selectors) -> _Heard:
    jar, storage = visit.jar_at_end(phase), visit.storage_at_end(phase)
    choice = read_choice(platform, jar.cookies if jar else (), storage.entries if storage else (), selectors)
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


def _noted(visit: VisitRecords, phase: str, want: str, site_host: str) -> tuple[bool, tuple[str, ...]]:
    """Whether the site wrote down a choice after the press: a first-party key that speaks of consent, new or changed."""
    before = _keys(visit, None, site_host, until=visit.begins_at(phase))
    after = _keys(visit, phase, site_host, until=None)
    fresh = sorted(key for key, value in after.items() if before.get(key) != value and SPEAKS_OF_CONSENT.search(key[1]))
    contrary = _YES if want == "refuse" else _NO
    wanted = _NO if want == "refuse" else _YES
    for kind, name in fresh:
        value = unquote(after[kind, name])[:2000]
        if wanted.search(value) or not contrary.search(value):
            return True, (f"after the press the site wrote {kind} {name[:80]}",)
    return False, ()


def _keys(visit: VisitRecords, phase: str | None, site_host: str, *, until: float | None) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for jar in visit.cookies.jars:
        if (phase is None or jar.phase == phase) and (until is None or jar.at_ms <= until):
            found |= {("cookie", c.name): c.value for c in jar.cookies if party(c.domain.lstrip("."), site_host) == "first"}
    for state in visit.storage.states:
        if (phase is None or state.phase == phase) and (until is None or state.at_ms <= until):
            own = (
                e for e in state.entries if e.kind in ("local", "session") and party(origin_host(e.origin), site_host) == "first"
            )
            found |= {(f"{e.kind} storage key", e.key): e.value for e in own}
    return found
