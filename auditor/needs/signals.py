"""Needs about the consent interfaces: TC strings, Google consent mode, and whether two of them say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from auditor.classify.signals import VISITS_OF, GooglePing, PhaseEnd, TcSeen
from auditor.classify.site import Site
from auditor.evidence import reference
from auditor.needs.banner import text
from auditor.rule import Need, NoObject, Part, Unmet

__all__ = [
    "AllSaid",
    "AllTcStrings",
    "CookielessPings",
    "Google",
    "Pings",
    "Said",
    "TcStrings",
    "google_in",
    "google_keys",
    "google_where",
    "numbers",
    "tc_strings_in",
    "tc_where",
]

_RECORDS = ("signals", "requests")
_MOST_REFERENCES = 50
_NO_TCF = NoObject(
    text(
        "no page offers the interface of the TCF, and no TC string was seen",
        "aucune page n’offre l’interface du TCF, et aucune chaîne TC n’a été vue",
    )
)
_NO_GOOGLE = NoObject(
    text("no page uses Google consent mode", "aucune page n’utilise le mode Consentement de Google"),
)
_NOT_APPLYING = NoObject(
    text(
        "the consent platform says that the GDPR does not apply to this visit (gdprApplies = false)",
        "la plateforme de consentement indique que le RGPD ne s’applique pas à cette visite (gdprApplies = false)",
    )
)
_SILENT = text(
    "the interface of the TCF is there and did not say whether there is a TC string",
    "l’interface du TCF est présente et n’a pas dit s’il y a une chaîne TC",
)


@dataclass(frozen=True, slots=True)
class TcStrings:
    """TC strings of a phase: those that count for the whole of it, and those that stood only at the press."""

    settled: tuple[TcSeen, ...]
    unsettled: tuple[TcSeen, ...] = ()
    """After a choice, seen only on the page of the press, or of doubtful origin."""


def _tc_strings(site: Site, phase: str) -> TcStrings | Part[TcStrings] | NoObject:
    facts = site.signal_facts
    ends = [end for end in facts.ends if end.phase == phase]
    if ends and all(end.gdpr_applies is False for end in ends if end.tcf_there) and any(end.tcf_there for end in ends):
        return _NOT_APPLYING
    seen = [s for s in facts.strings if s.phase == phase and s.last] if phase != "before" else list(_all_of(site, phase))
    settled = tuple(s for s in seen if not s.doubt and (phase == "before" or s.step != "press"))
    found = TcStrings(settled, tuple(s for s in seen if s not in settled))
    if any(end.tcf_there and not end.tcf_answered for end in ends) and not any(s.source == "api" for s in settled):
        return Part(found, _SILENT)
    return found


def _all_of(site: Site, phase: str) -> tuple[TcSeen, ...]:
    return tuple(s for s in site.signal_facts.strings if s.phase == phase)


def _whole_or(site: Site, phase: str, there: bool, absent: NoObject, value: Any) -> Any:
    """The value, whole or in part. That nothing is there is established only where the records are whole."""
    lost = next((record for record in _RECORDS if record in site.missing), None)
    if lost is not None:
        return Unmet(text(f"no record of {lost}: {site.missing[lost]}", f"aucun relevé « {lost} » : {site.missing[lost]}"))
    visits = [visit for visit in VISITS_OF[phase] if visit in site.visits]
    if not visits:
        return Unmet(text("the visit was not made", "la visite n’a pas été faite"))
    gaps = {v: [g.reason for g in site.gaps if g.record in _RECORDS and g.visit == v and g.phase in ("", phase)] for v in visits}
    reason = next(iter(gaps.values()))[0] if all(gaps.values()) else ""  # one whole record of an arrival is enough
    lack = text(f"the record is not whole: {reason}", f"le relevé n’est pas complet : {reason}")
    if not there:
        return Unmet(lack) if reason else absent
    return Part(value, lack) if reason and not isinstance(value, Part | NoObject) else value


@cache
def tc_strings_in(phase: str) -> Need[TcStrings]:
    """The TC strings of a phase; not applicable where the TCF is not used, or the platform says that the GDPR does not apply."""

    def read(site: Site) -> Any:
        return _whole_or(site, phase, site.signal_facts.has_tcf, _NO_TCF, _tc_strings(site, phase))

    return Need(f"TC strings in {phase}", read)


def _every_string(site: Site) -> Any:
    elsewhere = {(end.visit, end.phase) for end in site.signal_facts.ends if end.gdpr_applies is False}
    strings = tuple(
        s for s in site.signal_facts.strings if s.source != "request" and not s.doubt and (s.visit, s.phase) not in elsewhere
    )
    return _whole_or(site, "before", site.signal_facts.has_tcf, _NO_TCF, strings)


AllTcStrings: Need[tuple[TcSeen, ...]] = Need("all TC strings", _every_string)
"""Strings that were answered or stored, in every phase. What was only sent may be another's."""


@dataclass(frozen=True, slots=True)
class Google:
    """What Google consent mode said in a phase."""

    ends: tuple[PhaseEnd, ...]
    """State at the end of the phase, one a visit."""
    pings: tuple[GooglePing, ...]
    """Requests of the phase; after a choice only those of clean views."""


@cache
def google_in(phase: str) -> Need[Google]:
    """Google consent mode in a phase; not applicable where no page of the site used it."""

    def read(site: Site) -> Any:
        facts = site.signal_facts
        clean = [p for p in facts.pings if p.phase == phase and not p.leftover and (phase == "before" or p.step != "press")]
        found = Google(tuple(end for end in facts.ends if end.phase == phase and end.google), tuple(clean))
        return _whole_or(site, phase, facts.has_consent_mode, _NO_GOOGLE, found)

    return Need(f"consent mode in {phase}", read)


@dataclass(frozen=True, slots=True)
class Pings:
    """Requests of Google tags that say that nothing is granted and take no cookie along, on clean views."""

    before: tuple[GooglePing, ...]
    after_refusing: tuple[GooglePing, ...]


def _cookieless(site: Site) -> Any:
    facts = site.signal_facts
    pings = [p for p in facts.pings if not p.granted and not p.cookies and not p.leftover]
    outcome = site.scenarios.get("refuse")
    refused = outcome is not None and bool(outcome.proven)
    after = tuple(p for p in pings if p.phase == "refuse" and p.step != "press") if refused else ()
    found = Pings(tuple(p for p in pings if p.phase == "before"), after)
    value = found if refused and site.later_views.get("refuse") else Part(found, _NOT_REFUSED)
    return _whole_or(site, "before", facts.has_consent_mode, _NO_GOOGLE, value)


_NOT_REFUSED = text(
    "no refusal that is shown to have taken was followed by a page view, so that nothing is known of the time after one",
    "aucun refus établi n’a été suivi d’une page vue, et rien n’est connu de ce qui suit un refus",
)
CookielessPings: Need[Pings] = Need("cookieless pings", _cookieless)
"""Calls without consent and without cookies, before a choice and after a refusal."""


@dataclass(frozen=True, slots=True)
class Said:
    """All that was said in one phase of one visit: the TC strings that count, and the state at its end."""

    end: PhaseEnd
    strings: tuple[TcSeen, ...]


def _all_said(site: Site) -> Any:
    facts = site.signal_facts
    found = tuple(
        Said(end, tuple(s for s in facts.strings if (s.visit, s.phase) == (end.visit, end.phase) and s.last and not s.doubt))
        for end in facts.ends
    )
    speaking = [said for said in found if sum((bool(said.strings), bool(said.end.google), said.end.gpp is not None)) > 1]
    several = bool(speaking) or any(len({s.source for s in said.strings}) > 1 for said in found)
    absent = NoObject(
        text("no two consent interfaces spoke in the same phase", "deux interfaces de consentement n’ont jamais parlé ensemble")
    )
    return _whole_or(site, "before", several, absent, found)


AllSaid: Need[tuple[Said, ...]] = Need("what all interfaces said", _all_said)
"""For comparing interfaces; not applicable where never two of them spoke."""


def numbers(seen: Iterable[Iterable[int]]) -> str:
    """Numbers of purposes for a sentence, each once, ascending."""
    return ", ".join(str(number) for number in sorted({number for some in seen for number in some}))


def tc_where(seen: Iterable[TcSeen]) -> tuple[str, ...]:
    """References to TC strings."""
    return tuple(sorted({s.where for s in seen})[:_MOST_REFERENCES])


def google_keys(google: Google, state: str) -> str:
    """Keys that have this state at the end of the phase, or that a request says are granted, for a sentence."""
    keys = {key for end in google.ends for key, value in end.google.items() if value == state}
    if state == "granted":
        keys |= {key for ping in google.pings for key in ping.granted}
    return ", ".join(sorted(keys))


def google_where(google: Google, phase: str) -> tuple[str, ...]:
    """References to what says granted: requests, and the state at the end of the phase."""
    sent = sorted({reference("request", ping.url, phase) for ping in google.pings if ping.granted})[:_MOST_REFERENCES]
    state = any("granted" in end.google.values() for end in google.ends)
    return (*sent, *((reference("signal", "consent-mode", phase),) if state else ()))
