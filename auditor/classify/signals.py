"""What the consent interfaces said, by phase: TCF, GPP, Google consent mode (calls, and `gcs`/`gcd` of its requests), GPC."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import parse_qs, urlsplit

from auditor.classify.party import host_of
from auditor.classify.records import VisitRecords
from auditor.classify.tcf import read_purposes
from auditor.evidence import PHASES
from auditor.evidence.records.signals import ConsentCall, SignalState

__all__ = ["google_says", "last_update", "said_by_tcf", "signals"]

Said = dict[str, object]
_CONSENT_KEYS = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization", "functionality_storage",
                 "personalization_storage", "security_storage")  # fmt: skip


def signals(visits: Sequence[VisitRecords]) -> dict[str, Said | None]:
    """Say for each interface what it said in each phase; None where no page of the site had it.

    Both visits have the phase `before`; the refusing one tells it, the other where that one has nothing.
    """
    result: dict[str, Said | None] = {}
    for name, read in (("tcf", _tcf), ("gpp", _gpp), ("consent_mode", _consent_mode), ("gpc", _gpc)):
        phases: Said = {}
        for phase in PHASES:
            said = next((s for s in (read(visit, phase) for visit in visits) if s is not None), None)
            if said is not None:
                phases[phase] = said
        result[name] = phases or None
    return result


def said_by_tcf(states: Iterable[SignalState]) -> str | None:
    """The TC string of the last state that has one."""
    found = [state.tcf["tcString"] for state in states if state.tcf and state.tcf.get("tcString")]
    return found[-1] if found else None


def last_update(states: Sequence[SignalState]) -> ConsentCall | None:
    """The last `update` call to Google consent mode; None where there was none."""
    calls = [call for state in states for call in state.consent_calls if call.command == "update"]
    return calls[-1] if calls else None


def google_says(visit: VisitRecords, phase: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The `gcs` and `gcd` that requests carried in a phase, each once, sorted."""
    gcs: set[str] = set()
    gcd: set[str] = set()
    for request in visit.requests:
        if request.phase == phase and ("gcs=" in request.url or "gcd=" in request.url) and host_of(request.url):
            said = parse_qs(urlsplit(request.url).query)
            gcs.update(text[:20] for text in said.get("gcs", ())[:3])
            gcd.update(text[:40] for text in said.get("gcd", ())[:3])
    return tuple(sorted(gcs)[:10]), tuple(sorted(gcd)[:10])


def _of(visit: VisitRecords, phase: str) -> list[SignalState]:
    return [state for state in visit.states if state.phase == phase]


def _tcf(visit: VisitRecords, phase: str) -> Said | None:
    last = next((s.tcf for s in reversed(_of(visit, phase)) if s.tcf), None)
    if last is None:
        return None
    purposes = read_purposes(last.get("tcString", ""))
    said: Said = dict(last)
    if purposes is not None:
        said["purposes_consent"] = list(purposes.consent)
        said["purposes_legitimate_interest"] = list(purposes.legitimate_interest)
        said["special_features"] = list(purposes.special_features)
    return said


def _gpp(visit: VisitRecords, phase: str) -> Said | None:
    last = next((s.gpp for s in reversed(_of(visit, phase)) if s.gpp), None)
    return dict(last) if last is not None else None


def _consent_mode(visit: VisitRecords, phase: str) -> Said | None:
    states = _of(visit, phase)
    gcs, gcd = google_says(visit, phase)
    calls = next((s.consent_calls for s in reversed(states) if s.consent_calls), ())
    if not calls and not gcs and not gcd:
        return None
    said: Said = {}
    for command in ("default", "update"):
        merged: dict[str, str] = {}
        for call in calls:
            if call.command == command:
                merged |= {key: value for key, value in call.settings.items() if key in _CONSENT_KEYS}
        if merged:
            said[command] = merged
    if gcs:
        said["gcs"] = list(gcs)
    if gcd:
        said["gcd"] = list(gcd)
    return said


def _gpc(visit: VisitRecords, phase: str) -> Said | None:
    last = next((s.gpc for s in reversed(_of(visit, phase)) if s.gpc is not None), None)
    return {"global_privacy_control": last} if last is not None else None
