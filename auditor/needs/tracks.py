"""Needs about tracks beside cookies and known hosts: aliases, readings of traits, hand-overs, identifiers kept elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from auditor.classify.site import Site
from auditor.classify.tracks import Etag, Names, Reading, Sync
from auditor.needs.banner import text
from auditor.needs.choices import proven
from auditor.needs.records import _recorded, stored_at_end_of
from auditor.needs.weigh import Item
from auditor.results import Cookie, Outcome
from auditor.rule import Need, NoObject, Part, Text, Unmet

__all__ = ["Elsewhere", "HandedOn", "KeptElsewhere", "OwnHosts", "Syncs", "readings_in"]

_CHOICES = ("refuse", "accept", "withdraw")
_LESS = ("session",)
"""Storages that end with the tab recognise no one tomorrow."""


def _own_hosts(site: Site) -> Names | Part[Names] | Unmet | NoObject:
    if "requests" in site.missing:
        reason = site.missing["requests"]
        return Unmet(text(f"no record of requests: {reason}", f"aucun relevé des requêtes : {reason}"))
    names = site.names
    gap = next((g.reason for g in site.gaps if g.record == "requests"), "")
    if not names.contacted:
        if gap:
            return Part(names, text(f"the record is not whole: {gap}", f"le relevé n’est pas complet : {gap}"))
        return NoObject(
            text(
                "no host of the site was contacted beside the one that its pages come from",
                "aucun hôte du site n’a été sollicité en dehors de celui de ses pages",
            )
        )
    if names.unanswered:
        host, reason = min(names.unanswered.items())
        more = len(names.unanswered)
        why = text(
            f"of {more} host(s) of the site the name could not be resolved ({host}: {reason})",
            f"le nom de {more} hôte(s) du site n’a pas pu être résolu ({host} : {reason})",
        )
        return Part(names, why) if names.aliases else Unmet(why)
    if gap:
        return Part(names, text(f"the record is not whole: {gap}", f"le relevé n’est pas complet : {gap}"))
    return names


OwnHosts: Need[Names] = Need("own hosts", _own_hosts)
"""Of which names the site's own hosts are aliases."""


@cache
def readings_in(phase: str) -> Need[tuple[Reading, ...]]:
    """Scripts that read what fingerprints are made from in a phase."""
    return Need(
        f"readings in {phase}",
        lambda site: _recorded(
            site, ("fingerprint", "requests", "cookies"), phase, lambda: tuple(r for r in site.readings if r.phase == phase)
        ),
    )


@dataclass(frozen=True, slots=True)
class HandedOn:
    """Hand-overs, each with whether nobody had agreed to them."""

    without: tuple[Sync, ...]
    """Before any choice, or after a refusal that is shown to have taken."""
    unproven: tuple[Sync, ...]
    """After a refusal that may not have taken, or a withdrawal."""
    agreed: tuple[Sync, ...]
    """After an acceptance."""


def _syncs(site: Site) -> Any:
    refused = site.scenarios.get("refuse")
    taken = refused is not None and refused.outcome == "clicked" and refused.proven is True

    def read() -> HandedOn:
        without = tuple(s for s in site.syncs if s.phase == "before" or (s.phase == "refuse" and taken))
        agreed = tuple(s for s in site.syncs if s.phase == "accept")
        return HandedOn(without, tuple(s for s in site.syncs if s not in without and s not in agreed), agreed)

    return _over_phases(site, ("cookies", "storage", "requests"), read)


def _over_phases(site: Site, records: tuple[str, ...], read: Callable[[], Any]) -> Any:
    """What there is over all phases that ran; a part where one of them was not wholly recorded."""
    ran = [phase for phase in _CHOICES if (o := site.scenarios.get(phase)) is not None and o.outcome == "clicked"]
    found = _recorded(site, records, "before", read)
    for phase in ran:
        if isinstance(found, Part | Unmet):
            break
        found = _recorded(site, records, phase, read)
    return found


Syncs: Need[HandedOn] = Need("identifiers handed on", _syncs)
"""Identifiers handed from one firm to another, in all phases."""


@dataclass(frozen=True, slots=True)
class KeptElsewhere:
    """Identifiers kept elsewhere than in cookies where nobody had agreed to them."""

    before: tuple[Item, ...]
    refused: tuple[Item, ...]
    """Empty where no refusal is shown to have taken."""
    etags: tuple[tuple[str, Etag], ...]
    """Phase and mark."""
    unread: tuple[str, ...] = ()
    """Databases of which only the name is recorded, on pages that called trackers without consent: they may hold anything."""


def _elsewhere(site: Site) -> Any:
    before = stored_at_end_of("before").read(site)
    if isinstance(before, Unmet | NoObject):
        return before
    why: Text | None = before.reason if isinstance(before, Part) else None
    refusal = proven("refuse").read(site)
    refused: tuple[Item, ...] = ()
    phases = ["before"]
    if isinstance(refusal, Outcome):
        phases.append("refuse")
        stored = stored_at_end_of("refuse").read(site)
        why = why or (stored.reason if isinstance(stored, Part | Unmet) else None)
        refused = _others(stored.value if isinstance(stored, Part) else stored if isinstance(stored, tuple) else ())
    elif isinstance(refusal, Unmet):
        why = why or refusal.reason
    heard = _recorded(site, ("requests",), phases[-1], lambda: None)
    why = why or (heard.reason if isinstance(heard, Part | Unmet) else None)
    etags = tuple((phase, etag) for phase in phases for etag in site.etags if phase in etag.phases)
    early = _others(before.value if isinstance(before, Part) else before)
    called = any(
        c.phase in phases and not (c.leftover or c.cookieless or c.listed) and c.exemption != "possible" for c in site.contacts
    )
    unread = {i.key for i in (*early, *refused) if not isinstance(i, Cookie) and i.kind == "indexeddb" and i.purpose == "unknown"}
    kept = KeptElsewhere(early, refused, etags, tuple(sorted(unread)) if called else ())
    return Part(kept, why) if why is not None else kept


def _others(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(item for item in items if not isinstance(item, Cookie) and item.kind not in _LESS)


Elsewhere: Need[KeptElsewhere] = Need("kept elsewhere", _elsewhere)
"""What is kept in other places than cookies before a choice and after a refusal."""
