"""What the consent interfaces said, by phase: TCF, GPP, Google consent mode (calls, and `gcs`/`gcd` of its requests), GPC.

Two things come of it: what is published for each phase (`signals`), and the facts that rules judge (`signal_facts`). A TC
string is looked for where it is answered (`__tcfapi`), stored (`euconsent-v2` and its like) and sent (`gdpr_consent=`): what
was sent is what others act on, whatever the interface says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from auditor.catalogue.tracker import Trackers
from auditor.classify.carried import CUT
from auditor.classify.consent_mode import ALL_KEYS, KEYS, granted_in, read_gcd, read_gcs, state_of, tell_gcd
from auditor.classify.gpp import GppString, decode_gpp
from auditor.classify.leftovers import Leftovers
from auditor.classify.party import host_of, origin_host, party
from auditor.classify.records import VisitRecords
from auditor.classify.tcf import TcString, decode
from auditor.evidence import PHASES, reference
from auditor.evidence.records.requests import Request
from auditor.evidence.records.signals import ConsentCall, SignalState

__all__ = [
    "VISITS_OF",
    "GooglePing",
    "PhaseEnd",
    "SignalFacts",
    "TcSeen",
    "compared",
    "google_says",
    "last_update",
    "said_by_tcf",
    "signal_facts",
    "signals",
    "word",
]

Said = dict[str, object]
Source = Literal["api", "cookie", "storage", "request"]
_Read = Callable[[str], TcString | str]

VISITS_OF: Mapping[str, tuple[str, ...]] = {
    "before": ("refuse", "accept"), "refuse": ("refuse",), "accept": ("accept",), "withdraw": ("accept",),
}  # fmt: skip
"""Phase → visits in which it is the phase of the contract; visits for other questions are not judged here."""
_VIEWS = ("reload", "next-page")
_STORED = re.compile(r"(?:eu|eupub)consent-v2|IABTCF_TCString")
"""Keys under which the framework and its platforms keep a TC string; a freer pattern would take other things for bad strings."""
_MOST_SENT = 200
_TEXT = 2_000
_REGIONAL = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TcSeen:
    """One TC string in one place at one step."""

    visit: str
    phase: str
    step: str
    source: Source
    where: str
    """Reference into the evidence."""
    read: TcString | str
    """Decoded, or why it cannot be."""
    cut: bool
    """True where the evidence may hold a part of it only, so that a fault may be ours."""
    last: bool
    """True for what stood at the end of the phase, and for what a later view sent of its own."""
    doubt: str = ""
    """Why it may not be the site's word on this phase; empty where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GooglePing:
    """One request with `gcs` or `gcd`."""

    visit: str
    phase: str
    step: str
    url: str
    granted: tuple[str, ...]
    """Keys that it says are granted."""
    leftover: str
    cookies: bool
    """True where it took cookies along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseEnd:
    """What the interfaces said at the last step of a phase at which they were asked."""

    visit: str
    phase: str
    step: str
    tcf_there: bool
    tcf_answered: bool
    gdpr_applies: bool | None
    google: dict[str, str] = field(default_factory=dict)
    """Key → granted, denied or depends; empty where consent mode is not used."""
    gpp: GppString | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalFacts:
    """All that rules need to know of the consent interfaces."""

    strings: tuple[TcSeen, ...] = ()
    ends: tuple[PhaseEnd, ...] = ()
    pings: tuple[GooglePing, ...] = ()

    @property
    def has_tcf(self) -> bool:
        """True where any page had the interface, or any TC string was seen."""
        return bool(self.strings) or any(end.tcf_there for end in self.ends)

    @property
    def has_consent_mode(self) -> bool:
        """True where any page used Google consent mode."""
        return bool(self.pings) or any(end.google for end in self.ends)


def signal_facts(visits: Sequence[VisitRecords], site_host: str, trackers: Trackers) -> SignalFacts:
    """Read what rules need from the records of the two visits."""
    decoded: dict[str, TcString | str] = {}

    def read(text: str) -> TcString | str:
        if text not in decoded:
            decoded[text] = decode(text)
        return decoded[text]

    strings: list[TcSeen] = []
    ends: list[PhaseEnd] = []
    pings: list[GooglePing] = []
    for visit in visits:
        leftovers = Leftovers(visit, trackers)
        for phase in PHASES:
            if visit.name in VISITS_OF.get(phase, ()):
                strings += (_seen(visit, phase, found, read) for found in _held(visit, phase, site_host))
                strings += _sent(visit, phase, site_host, read, leftovers)
                ends += _end(visit, phase)
                pings += _pings(visit, phase, leftovers)
    return SignalFacts(strings=tuple(_own(strings)), ends=tuple(ends), pings=tuple(pings))


def signals(visits: Sequence[VisitRecords], proven: Collection[str] = ()) -> dict[str, Said | None]:
    """Say for each interface what it said in each phase; None where no page of the site had it.

    Both visits have the phase `before`; the refusing one tells it, the other where that one has nothing. `proven`: choices that
    are shown to have taken, which what is said is compared with.
    """
    result: dict[str, Said | None] = {}
    for name, read in (
        ("tcf", _tcf),
        ("gpp", _gpp),
        ("consent_mode", _consent_mode),
        ("uet_consent_mode", _uet),
        ("gpc", _gpc),
    ):
        phases: Said = {}
        for phase in PHASES:
            said = next((s for s in (read(visit, phase) for visit in visits) if s is not None), None)
            if said is not None:
                phases[phase] = compared(said, phase, proven)
        if phases or name != "uet_consent_mode":
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
        if request.phase == phase:
            one, other = _carried(request)
            gcs.update(one)
            gcd.update(other)
    return tuple(sorted(gcs)[:10]), tuple(sorted(gcd)[:10])


def _carried(request: Request) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if ("gcs=" not in request.url and "gcd=" not in request.url) or not host_of(request.url):
        return (), ()
    said = parse_qs(urlsplit(request.url).query)
    return tuple(text[:20] for text in said.get("gcs", ())[:3]), tuple(text[:40] for text in said.get("gcd", ())[:3])


def _of(visit: VisitRecords, phase: str) -> list[SignalState]:
    return [state for state in visit.states if state.phase == phase]


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    step: str
    source: Source
    where: str
    last: bool
    doubt: str = ""


def _held(visit: VisitRecords, phase: str, site_host: str) -> Iterator[_Found]:
    """Strings that the page answered or stored at the end of each step."""
    answered = [s for s in _of(visit, phase) if s.tcf and s.tcf.get("tcString")]
    asked = [s for s in _of(visit, phase) if s.tcf and "tcString" in s.tcf]
    for state in answered:
        text = (state.tcf or {})["tcString"]
        yield _Found(text, state.step, "api", reference("signal", "tcf", phase), state is asked[-1])
    jars = [jar for jar in visit.cookies.jars if jar.phase == phase]
    for jar in jars:
        for cookie in jar.cookies:
            if _STORED.fullmatch(cookie.name) and cookie.value:
                where = reference("cookie", cookie.name, phase)
                # What lies on another party's domain may be that party's own string.
                doubt = "frame" if party(cookie.domain.lstrip("."), site_host) == "third" else ""
                yield _Found(unquote(cookie.value), jar.step, "cookie", where, jar is jars[-1], doubt)
    states = [state for state in visit.storage.states if state.phase == phase]
    for store in states:
        for entry in store.entries:
            own = party(origin_host(entry.origin), site_host) == "first"
            if own and entry.kind in ("local", "session") and _STORED.fullmatch(entry.key) and entry.value:
                where = reference("storage", f"{entry.kind}:{entry.origin}:{entry.key}", phase)
                yield _Found(unquote(entry.value).strip('"'), store.step, "storage", where, store is states[-1])


def _seen(visit: VisitRecords, phase: str, found: _Found, read: _Read) -> TcSeen:
    return TcSeen(
        visit=visit.name,
        phase=phase,
        step=found.step,
        source=found.source,
        where=found.where,
        read=read(found.text),
        cut=len(found.text) in CUT,
        last=found.last,
        doubt=found.doubt,
    )


def _sent(visit: VisitRecords, phase: str, site_host: str, read: _Read, leftovers: Leftovers) -> Iterator[TcSeen]:
    """Strings that requests carried to other parties, also as the European section of a GPP string; each once a step."""
    known: set[tuple[str, str, bool]] = set()
    for request, found in visit.carrying:
        if request.phase != phase or found.applies is False or party(host_of(request.url), site_host) == "first":
            continue
        if not (found.string or found.gpp):
            continue
        left = leftovers.of_request(request)
        foreign = party(host_of(request.frame_url), site_host) == "third"
        texts = [(found.string, found.string_cut, read)] if found.string else []
        if found.gpp and found.europe_in_force:
            texts.append((found.gpp, found.gpp_cut, _european))
        for text, cut, reader in texts:
            key = (text, request.step, bool(left) or foreign)
            if key in known or len(known) >= _MOST_SENT:
                continue
            known.add(key)
            said = reader(text)
            if said == _NO_EUROPE:
                continue
            yield TcSeen(
                visit=visit.name,
                phase=phase,
                step=request.step,
                source="request",
                where=reference("request", request.url, phase),
                read=said,
                cut=cut,
                last=phase == "before" or (request.step in _VIEWS and not left),
                doubt="leftover" if left else "frame" if foreign else "",
            )


_NO_EUROPE = ""


def _european(gpp: str) -> TcString | str:
    """The TC string in a GPP string, or why it cannot be read; `_NO_EUROPE` where none is in it."""
    read = decode_gpp(gpp)
    if isinstance(read, str) or read.tcf is None:
        return _NO_EUROPE  # what is no GPP string says nothing of the TCF
    return read.tcf


def _own(strings: Sequence[TcSeen]) -> Iterator[TcSeen]:
    """What another party's frame sent is the site's own word only where the site's platform made it."""
    own = {s.read.cmp_id for s in strings if s.source != "request" and not s.doubt and isinstance(s.read, TcString)}
    for seen in strings:
        if seen.doubt == "frame" and isinstance(seen.read, TcString) and seen.read.cmp_id in own:
            yield replace(seen, doubt="")
        else:
            yield seen


def _end(visit: VisitRecords, phase: str) -> Iterator[PhaseEnd]:
    states = _of(visit, phase)
    if not states:
        return
    tcf = [state for state in states if state.tcf is not None]
    asked = [state.tcf for state in tcf if state.tcf and "tcString" in state.tcf]
    applies = [state.tcf["gdprApplies"] for state in tcf if state.tcf and state.tcf.get("gdprApplies") in ("true", "false")]
    last = states[-1]
    gpp = next((s.gpp.get("gppString", "") for s in reversed(states) if s.gpp and s.gpp.get("gppString")), "")
    yield PhaseEnd(
        visit=visit.name,
        phase=phase,
        step=last.step,
        tcf_there=bool(tcf),
        tcf_answered=bool(asked),
        gdpr_applies=applies[-1] == "true" if applies else None,
        google=_google_at(last) or {},
        gpp=decode_gpp(gpp) if gpp else None,
    )


def _google_at(state: SignalState) -> dict[str, str]:
    return {key: value for key, value in state_of(state.consent_calls, state.google_state).items() if key in KEYS}


def _pings(visit: VisitRecords, phase: str, leftovers: Leftovers) -> Iterator[GooglePing]:
    for request in visit.requests:
        if request.phase != phase:
            continue
        gcs, gcd = _carried(request)
        if any(read_gcs(text) for text in gcs) or any(read_gcd(text) for text in gcd):
            yield GooglePing(
                visit=visit.name,
                phase=phase,
                step=request.step,
                url=request.url,
                granted=granted_in(gcs, gcd),
                leftover=leftovers.of_request(request),
                cookies=bool(request.cookies_sent),
            )


def compared(said: Said, phase: str, proven: Collection[str]) -> Said:
    """Put what it says of the choice first, and whether that contradicts the choice that was made; None where none is proven."""
    says = said.get("says")
    if says is None:
        return said
    contradicts: bool | None = None
    if says in ("granted", "denied", "mixed") and (phase == "before" or phase in proven):
        contradicts = says == "denied" if phase == "accept" else says != "denied"
    return {"says": says, "contradicts_the_choice": contradicts, **{k: v for k, v in said.items() if k != "says"}}


def word(values: Iterable[str]) -> str:
    """One word for several: granted, denied, mixed, unclear (where one depends on what is not known), none."""
    known = {value for value in values if value}
    if not known:
        return "none"
    if known <= {"granted"} or known <= {"denied"}:
        return known.pop()
    return "unclear" if "depends" in known else "mixed"


def _tcf(visit: VisitRecords, phase: str) -> Said | None:
    last = next((s.tcf for s in reversed(_of(visit, phase)) if s.tcf), None)
    sent = sorted({found.string for r, found in visit.carrying if r.phase == phase and found.string})
    if last is None and not sent:
        return None
    said: Said = {key: value[:_TEXT] for key, value in (last or {}).items()}
    text = (last or {}).get("tcString", "")
    read = decode(text) if text else None
    if isinstance(read, TcString):
        said |= {"says": read.says} | read.told()
    elif read is not None:
        said |= {"says": "none", "faults": [f"it cannot be read: {read}"]}
    elif last is not None:
        said["says"] = "none"
    if said.get("gdprApplies") == "false":
        said["says"] = "not-applicable"
    if sent:
        said["sent"] = [
            {"string": s[:_TEXT], "purposes_consent": list(found.consent) if isinstance(found := decode(s), TcString) else None}
            for s in sent[:5]
        ]
    return said


def _gpp(visit: VisitRecords, phase: str) -> Said | None:
    last = next((s.gpp for s in reversed(_of(visit, phase)) if s.gpp), None)
    if last is None:
        return None
    said: Said = {key: value[:_TEXT] for key, value in last.items()}
    read = decode_gpp(last.get("gppString", ""))
    if isinstance(read, GppString):
        said |= read.told()
    elif last.get("gppString"):
        said["faults"] = [f"it cannot be read: {read}"]
    return said


def _consent_mode(visit: VisitRecords, phase: str) -> Said | None:
    states = _of(visit, phase)
    gcs, gcd = google_says(visit, phase)
    calls = next((s.consent_calls for s in reversed(states) if s.consent_calls), ())
    kept = next((s.google_state for s in reversed(states) if s.google_state), None)
    if not calls and not gcs and not gcd and not kept:
        return None
    state = state_of(calls, kept)
    told = {key: value for key, value in state.items() if key in KEYS}
    sent = [read for text in gcs if (read := read_gcs(text))] + [read for text in gcd if (read := read_gcd(text))]
    said: Said = {"says": word(told.values()) if told else word(value for read in sent for value in read.values())}
    if state:
        said["state"] = state
    for command in ("default", "update"):
        merged: dict[str, str] = {}
        for call in calls:
            if call.command == command and not call.regions:
                merged |= {key: value for key, value in call.settings.items() if key in ALL_KEYS}
        if merged:
            said[command] = merged
    regional = [call for call in calls if call.command == "default" and call.regions]
    if regional:
        said["regional_defaults"] = [
            {"regions": list(call.regions or ())[:40], **{k: v for k, v in call.settings.items() if k in ALL_KEYS}}
            for call in regional[:_REGIONAL]
        ]
    if gcs:
        said["gcs"] = list(gcs)
    if gcd:
        said["gcd"] = list(gcd)
        said["gcd_read"] = {text: read for text in gcd if (read := tell_gcd(text))}
    return said


_UET = re.compile(r"[?&]asc=([GD])(?:&|$)")


def _uet(visit: VisitRecords, phase: str) -> Said | None:
    """Microsoft UET consent mode: its calls, and `asc` of its requests (G granted, D denied)."""
    calls = next((s.uet_calls for s in reversed(_of(visit, phase)) if s.uet_calls), ())
    asked = sorted({m[1] for r in visit.requests if r.phase == phase and "bat.bing." in r.url and (m := _UET.search(r.url))})
    if not calls and not asked:
        return None
    said: Said = {}
    for command in ("default", "update"):
        found = [call.settings["ad_storage"] for call in calls if call.command == command and "ad_storage" in call.settings]
        if found:
            said[command] = {"ad_storage": found[-1]}
    if asked:
        said["asc"] = asked
    sent = [{"G": "granted", "D": "denied"}[letter] for letter in asked]
    told = [call.settings["ad_storage"] for call in calls if call.settings.get("ad_storage") in ("granted", "denied")]
    return {"says": word(sent or told[-1:]), **said}


def _gpc(visit: VisitRecords, phase: str) -> Said | None:
    last = next((s.gpc for s in reversed(_of(visit, phase)) if s.gpc is not None), None)
    return {"global_privacy_control": last} if last is not None else None
