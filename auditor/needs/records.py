"""Needs about what was recorded: contacts, writes, what is stored; whole, in part, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from auditor.classify.site import Contact, Site, Write
from auditor.needs.banner import text
from auditor.needs.weigh import Item, key_of
from auditor.rule import Need, Part, Unmet

__all__ = ["AgreedTo", "AllCookies", "BeforeSeen", "ToAgreeWith", "TwoVisits", "UnknownHosts", "contacts_in", "stored_at_end_of",
           "written_in"]  # fmt: skip

_VISIT = {"before": ("refuse", "accept"), "refuse": ("refuse",), "accept": ("accept",), "withdraw": ("accept",)}
"""Phase → visits that have it."""


def _before(site: Site) -> Unmet | None:
    outcome = site.scenarios.get("before")
    if outcome is not None and outcome.outcome == "recorded":
        return None
    reason = outcome.reason if outcome is not None else ""
    return Unmet(text(f"the arrival was not recorded: {reason}", f"l’arrivée n’a pas été enregistrée : {reason}"))


BeforeSeen: Need[None] = Need("before seen", _before)
"""The page was watched before any choice."""


@cache
def contacts_in(phase: str) -> Need[tuple[Contact, ...]]:
    """Requests to tracking hosts that began in a phase."""
    return Need(
        f"contacts in {phase}",
        lambda site: _recorded(site, ("requests",), phase, lambda: tuple(c for c in site.contacts if c.phase == phase)),
    )


@cache
def stored_at_end_of(phase: str) -> Need[tuple[Item, ...]]:
    """Cookies and storage keys that are there at the end of a phase."""
    return Need(
        f"stored at the end of {phase}",
        lambda site: _recorded(
            site, ("cookies", "storage"), phase, lambda: tuple(i for i in items_of(site) if phase in i.phases)
        ),
    )


@cache
def written_in(phase: str) -> Need[tuple[tuple[Write, Item], ...]]:
    """Writes of cookies and storage keys in a phase, each with what was written."""

    def read(site: Site) -> tuple[tuple[Write, Item], ...]:
        items = {key_of(item): item for item in items_of(site)}
        return tuple((w, items[key_of(w)]) for w in site.writes if w.phase == phase and key_of(w) in items)

    return Need(f"written in {phase}", lambda site: _recorded(site, ("cookies", "storage"), phase, lambda: read(site)))


def items_of(site: Site) -> tuple[Item, ...]:
    return (*site.cookies, *site.storage)


def _all_cookies(site: Site) -> Any:
    phases = tuple(p for p in ("before", "refuse", "accept", "withdraw") if site.scenarios.get(p) is not None) or ("before",)
    return _recorded(site, ("cookies",), phases[0], lambda: site.cookies)


AllCookies: Need[tuple[Any, ...]] = Need("cookies", _all_cookies)
"""All cookies of all phases."""


@dataclass(frozen=True, slots=True)
class ToAgreeWith:
    """What an « OK » that asks nothing could be a consent to: what was there on arrival, and what came with the press."""

    contacts: tuple[Contact, ...]
    on_arrival: tuple[Item, ...]
    with_it: tuple[Item, ...]
    whole: bool
    """False where a record is missing or not whole, so that nothing seen does not mean that nothing was there."""


def _to_agree_with(site: Site) -> ToAgreeWith:
    records = ("requests", "cookies", "storage")
    return ToAgreeWith(
        contacts=tuple(c for c in site.contacts if c.phase in ("before", "accept")),
        on_arrival=tuple(i for i in items_of(site) if "before" in i.phases),
        with_it=tuple(i for i in items_of(site) if "accept" in i.phases and "before" not in i.phases),
        whole=not any(record in site.missing for record in records) and not any(g.record in records for g in site.gaps),
    )


AgreedTo: Need[ToAgreeWith] = Need("agreed to", _to_agree_with)
"""For notices whose only control is an « OK »; never unmet, so that other banners are judged without it."""


UnknownHosts: Need[dict[str, tuple[str, ...]]] = Need("unknown hosts", lambda site: site.unknown_hosts)
"""Third-party hosts that the catalogue does not know, with the phases: counted, and nothing concluded from them."""


def _two_visits(site: Site) -> Unmet | None:
    if {"refuse", "accept"} <= set(site.visits):
        return None
    return Unmet(
        text("only one visit was made, so values cannot be compared", "une seule visite : les valeurs ne se comparent pas")
    )


TwoVisits: Need[None] = Need("two visits", _two_visits)
"""Two fresh visits, without which nothing can be called an identifier."""


def _recorded(site: Site, records: tuple[str, ...], phase: str, value: Callable[[], Any]) -> Any:
    for record in records:
        if record in site.missing:
            reason = site.missing[record]
            return Unmet(text(f"no record of {record}: {reason}", f"aucun relevé « {record} » : {reason}"))
    visits = [visit for visit in _VISIT.get(phase, ()) if visit in site.visits]
    if not visits:
        return Unmet(text("the visit was not made", "la visite n’a pas été faite"))
    found = value()
    gaps = {
        visit: [g.reason for g in site.gaps if g.record in records and g.visit == visit and g.phase in ("", phase)]
        for visit in visits
    }
    if all(gaps.values()):  # before belongs to both visits: one whole record of it is enough
        reason = gaps[visits[0]][0]
        return Part(found, text(f"the record is not whole: {reason}", f"le relevé n’est pas complet : {reason}"))
    if "cookies" in records and site.third_party_cookies == "block":
        return Part(
            found,
            text(
                "the browser was set to refuse third-party cookies",
                "le navigateur était réglé pour refuser les cookies tiers",
            ),
        )
    return found
