"""Requests to hosts of a tracking purpose, by phase, and the third-party hosts that the catalogue does not know.

A request counts when it began. One that then failed (no such name, no connection, cancelled) was still an attempt to contact
the host, made by the page, and counts; one that the browser held back before anything was sent (content policy, mixed
content, a blocking client) does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

from auditor.catalogue.tracker import HostFact, Trackers
from auditor.classify.leftovers import Leftovers
from auditor.classify.party import Party, covers, host_of, party, site_of
from auditor.classify.purpose import is_tracking, look_up
from auditor.classify.records import VisitRecords, phases_of
from auditor.classify.sent import SentValues
from auditor.classify.site import Contact
from auditor.evidence import PHASES
from auditor.evidence.records.requests import Request
from auditor.results import Cookie, Purpose, Tracker

__all__ = ["consent_hosts", "contacts", "trackers_of", "unknown_hosts", "was_sent"]

_HELD_BACK = frozenset(
    {
        *("csp", "mixed-content", "inspector", "subresource-filter", "origin"),
        *("net::ERR_BLOCKED_BY_CLIENT", "net::ERR_BLOCKED_BY_ADMINISTRATOR", "net::ERR_BLOCKED_BY_CSP"),
        *("net::ERR_UNKNOWN_URL_SCHEME", "net::ERR_UNSAFE_PORT", "net::ERR_DISALLOWED_URL_SCHEME"),
    }
)
"""Chromium's reasons that are given before a request leaves; an answer (a status) shows that it left all the same."""

_NOTHING_GRANTED = re.compile(r"G1(?:00|--|0-|-0)")
"""Google's `gcs` where neither ad nor analytics storage is granted."""

_FILES = ("stylesheet", "font", "media", "texttrack", "manifest")
"""Types that are no beacons; a picture may be one."""

_KINDS: dict[Purpose, str] = {"audience": "analytics", "advertising": "advertising", "social": "social"}
"""What a tracker that serves nothing else is called."""

_GRAVITY: dict[Purpose, int] = {"advertising": 0, "social": 1, "audience": 2}


def was_sent(request: Request) -> bool:
    """Tell whether the browser let a request go to its server: what a service worker answered did not, and what the worker then
    asked for itself is a request of its own."""
    if request.from_service_worker:
        return False
    return request.status is not None or request.failure not in _HELD_BACK


def contacts(
    visits: Sequence[VisitRecords],
    site_host: str,
    trackers: Trackers,
    cookies: Sequence[Cookie] = (),
    sent: SentValues | None = None,
) -> tuple[Contact, ...]:
    """Give each request to a tracking host, in the order of time within a visit. `cookies` and `sent` tell what singles out a
    browser."""
    found = []
    singling: dict[str, list[str]] = {}
    for cookie in cookies:
        if cookie.identifier:
            singling.setdefault(cookie.name, []).append(cookie.domain)
    for visit in visits:
        leftovers = Leftovers(visit, trackers)
        for request in visit.requests:
            fact = look_up(trackers, request.url)
            if fact is not None and is_tracking(fact) and was_sent(request):
                contact = _contact(visit, request, fact, site_host, leftovers)
                if fact.list:
                    strength = _strength(request, contact, singling, sent)
                    contact = replace(contact, listed=strength)
                found.append(contact)
    return tuple(found)


def trackers_of(seen: Sequence[Contact], ran: Sequence[str]) -> tuple[Tracker, ...]:
    """Count contacts by host and purpose. Every phase of `ran` has its number, 0 included."""
    hosts: dict[tuple[str, int, Purpose], _Host] = {}
    for contact in seen:
        key = (contact.host, _GRAVITY.get(contact.purpose, 3), contact.purpose)
        hosts.setdefault(key, _Host()).add(contact)
    return tuple(found.tracker(ran) for _, found in sorted(hosts.items()))


def unknown_hosts(visits: Sequence[VisitRecords], site_host: str, trackers: Trackers) -> dict[str, tuple[str, ...]]:
    """Third-party hosts of which the catalogue says nothing, or no purpose: host → phases. Neither trackers nor harmless."""
    phases: dict[str, set[str]] = {}
    for visit in visits:
        for request in visit.requests:
            host = host_of(request.url)
            if not host or party(host, site_host) == "first" or not was_sent(request):
                continue
            fact = look_up(trackers, request.url)
            if fact is None or fact.purpose == "unknown":
                phases.setdefault(host, set()).add(request.phase)
    return {host: phases_of(seen) for host, seen in sorted(phases.items())}


def consent_hosts(visits: Sequence[VisitRecords], site_host: str, trackers: Trackers) -> tuple[str, ...]:
    """Hosts of consent platforms that the site's own pages contacted; what an embedded page asks for is that page's."""
    asked = {
        r.url for visit in visits for r in visit.requests if was_sent(r) and party(host_of(r.frame_url), site_host) == "first"
    }
    facts = ((host_of(url), look_up(trackers, url)) for url in sorted(asked))
    return tuple(sorted({host for host, fact in facts if fact is not None and fact.kind == "consent-platform"}))


@dataclass
class _Host:
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    sample: Contact | None = None
    failed: bool = True

    def add(self, contact: Contact) -> None:
        counts = self.counts.setdefault(contact.visit, {})
        counts[contact.phase] = counts.get(contact.phase, 0) + 1
        if self.sample is None or (contact.because, contact.url) < (self.sample.because, self.sample.url):
            self.sample = contact

    def tracker(self, ran: Sequence[str]) -> Tracker:
        contact = self.sample
        assert contact is not None  # it is made with its first contact
        phases = [p for p in PHASES if p in ran or any(p in c for c in self.counts.values())]
        return Tracker(
            host=contact.host,
            domain=site_of(contact.host),
            owner=contact.owner,
            purpose=contact.purpose,
            because=contact.because.partition(": ")[2] if contact.listed else contact.because,
            list=contact.because.partition(":")[0],
            requests={p: max((c.get(p, 0) for c in self.counts.values()), default=0) for p in phases},
            exemption=contact.exemption,
            party=contact.party,
            cname=contact.cname,
            kind=_KINDS.get(contact.purpose, contact.kind) if contact.kind == "tracker" else contact.kind,
        )


def _contact(visit: VisitRecords, request: Request, fact: HostFact, site_host: str, leftovers: Leftovers) -> Contact:
    host = host_of(request.url)
    said = "".join((request.url + "\n" + (request.post_text or "")).split(" ")) if fact.exempt_marks else ""
    side: Party = party(host, site_host)
    because = fact.because
    if request.status is None and request.failure:
        because += f"; no answer came ({request.failure[:60]}), but the page asked for it"
    return Contact(
        host=host,
        url=request.url,
        phase=request.phase,
        step=request.step,
        at_ms=request.at_ms,
        type=request.type,
        visit=visit.name,
        owner=fact.owner,
        purpose=fact.purpose,
        exemption=fact.exemption,
        party=side,
        because=because,
        leftover=leftovers.of_request(request),
        cookieless=_is_cookieless(request),
        cname=fact.cname or None,
        kind=fact.kind,
        exempt_mode=any(mark in said for mark in fact.exempt_marks),
    )


def _strength(request: Request, contact: Contact, singling: dict[str, list[str]], sent: SentValues | None) -> str:
    """How much a request tells; the site's own cookies go with every request to itself and show nothing."""
    if contact.party == "first":
        return "hint"
    went = (domain for name in request.cookies_sent for domain in singling.get(name, ()))
    if any(covers(domain, contact.host) for domain in went) or (sent is not None and sent.carries_one(request)):
        return "identifier"
    if request.type in _FILES and request.method == "GET" and not request.cookies_sent and not urlsplit(request.url).query:
        return "static"
    return "library" if request.type == "script" else "beacon"


def _is_cookieless(request: Request) -> bool:
    if request.cookies_sent or "gcs=" not in request.url:
        return False
    said = parse_qs(urlsplit(request.url).query).get("gcs", [""])
    return all(_NOTHING_GRANTED.fullmatch(text) is not None for text in said)
