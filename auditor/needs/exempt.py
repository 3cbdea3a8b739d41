"""Audience measurement that works without consent, against those conditions of the exemption that a browser can see.

What it cannot see (for whom statistics are made, what they are combined with, how long they are kept) is for the site to show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from auditor.classify.site import Contact, Site
from auditor.evidence import reference
from auditor.needs.choices import proven
from auditor.needs.records import contacts_in, stored_at_end_of, written_in
from auditor.needs.weigh import Item, key_of, name_of, reference_to
from auditor.results import Cookie, Outcome
from auditor.rule import Need, NoObject, Part, Text, Unmet, listed

__all__ = ["CONDITIONS", "ExemptTools", "WithoutConsent", "say_conditions"]

_ROUNDING_DAYS = 0.1
_CLICKED_ADS = frozenset(
    {"gclid", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "ttclid", "twclid", "li_fat_id", "epik", "sccid", "rdt_cid",
     "_fbp", "_fbc", "auid", "idfa", "gaid"}
)  # fmt: skip
"""Parameters that carry the click on an advertisement, or an advertiser's name for a browser."""

CONDITIONS: Mapping[str, Text] = {
    "shared": {
        "en": "identifiers on another party's domain, which several sites can read",
        "fr": "identifiants sur le domaine d’un tiers, lisibles depuis plusieurs sites",
    },
    "long": {
        "en": "kept longer than 13 months",
        "fr": "conservés plus de 13 mois",
    },
    "fed": {
        "en": "identifiers sent to another owner's advertising or social network",
        "fr": "identifiants envoyés à la régie ou au réseau social d’un autre acteur",
    },
    "maybe-shared": {
        "en": "on another party's domain, and seen by one of two visits only",
        "fr": "sur le domaine d’un tiers, et vus par une seule des deux visites",
    },
    "maybe-fed": {
        "en": "identifiers sent to another tracker, maybe of another owner",
        "fr": "identifiants envoyés à un autre traceur, peut-être d’un autre acteur",
    },
    "advertising": {
        "en": "calls that carry the click on an advertisement or an advertiser's identifier",
        "fr": "appels qui portent le clic sur une publicité ou l’identifiant d’un annonceur",
    },
}
"""Condition that is not met, or may not be, in words for a person."""


@dataclass(frozen=True, slots=True)
class WithoutConsent:
    """Calls and stored things of audience tools, before a choice or after a refusal."""

    contacts: tuple[Contact, ...]
    items: tuple[tuple[Item, str], ...]
    """Each with the phase it was seen in."""

    @property
    def tools(self) -> tuple[str, ...]:
        """Owners, or hosts and names where the owner is not known; sorted."""
        return tuple(sorted({c.owner or c.host for c in self.contacts} | {item.owner or name_of(item) for item, _ in self.items}))

    @property
    def evidence(self) -> tuple[str, ...]:
        """References to all of it."""
        calls = {reference("request", c.url, c.phase) for c in self.contacts}
        return tuple(sorted(calls | {reference_to(item, phase) for item, phase in self.items})[:200])

    @property
    def identifies(self) -> bool:
        """True where something that may single out a browser is stored: an identifier, or what could not be told."""
        return any(item.identifier is not False and item.value_length >= 8 for item, _ in self.items)

    @property
    def says_exempt(self) -> bool:
        """True where every call that was seen says that its tool runs in the mode for use without consent."""
        calls = [contact for contact in self.contacts if contact.type != "script"]  # the library says nothing yet
        return bool(calls) and all(contact.exempt_mode for contact in calls)

    def against(self, longest_days: float) -> dict[str, dict[str, set[str]]]:
        """Conditions that are not met, and those that may not be: name → thing → references."""
        found: dict[str, dict[str, set[str]]] = {}

        def put(condition: str, name: str, *where: str) -> None:
            found.setdefault(condition, {}).setdefault(name, set()).update(where)

        for item, phase in self.items:
            where = reference_to(item, phase)
            if item.party == "third" and item.identifier is not False and item.value_length >= 8:
                put("shared" if item.identifier else "maybe-shared", name_of(item), where)
            if isinstance(item, Cookie) and (item.lifetime_days or 0) > longest_days + _ROUNDING_DAYS:
                put("long", name_of(item), where)
            for sending in item.sent_to:
                if sending.phase == phase and not _same(sending.owner, item.owner):
                    call = reference("request", sending.url, phase)
                    # Two measuring tools may share a name of a cookie, and then its owner is a guess.
                    known = sending.owner is not None and sending.purpose in ("advertising", "social")
                    put("fed" if known else "maybe-fed", f"{name_of(item)} → {sending.host}", where, call)
        for contact in self.contacts:
            if _carries_a_click(contact.url):
                put("advertising", contact.host, reference("request", contact.url, contact.phase))
        return found


def say_conditions(found: Mapping[str, Mapping[str, object]]) -> Text:
    """Conditions with their things, in the order of `CONDITIONS`."""
    return {
        language: "; ".join(f"{listed(list(found[c]))}: {CONDITIONS[c][language]}" for c in CONDITIONS if c in found)
        for language in ("en", "fr")
    }


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _carries_a_click(url: str) -> bool:
    try:
        pairs = parse_qsl(urlsplit(url).query[:4096], max_num_fields=200)
    except ValueError:
        return False
    return any(name.lower() in _CLICKED_ADS and len(value) >= 8 for name, value in pairs)


def _without_consent(site: Site) -> WithoutConsent | Part[WithoutConsent] | Unmet | NoObject:
    phases = ["before"]
    outcome = proven("refuse").read(site)
    if isinstance(outcome, Outcome):
        phases.append("refuse")
    calls: list[Contact] = []
    items: dict[tuple[str, str, str, str], tuple[Item, str]] = {}
    lacking: list[Text] = []
    for phase in phases:
        contacts, stored, written = (
            contacts_in(phase).read(site),
            stored_at_end_of(phase).read(site),
            written_in(phase).read(site),
        )
        for value in (contacts, stored, written):
            if isinstance(value, Unmet | NoObject):
                return value
            if isinstance(value, Part):
                lacking.append(value.reason)
        calls += [c for c in _there(contacts, ()) if _is_object(c.purpose, c.exemption) and not c.leftover]
        for item in (*_there(stored, ()), *(item for write, item in _there(written, ()) if not write.leftover)):
            if _is_object(item.purpose, item.exemption):
                items.setdefault((*key_of(item), phase), (item, phase))
    found = WithoutConsent(tuple(calls), tuple(items.values()))
    if lacking:
        return Part(found, lacking[0])
    if not found.contacts and not found.items:
        return NoObject(_NOTHING)
    return found


V = TypeVar("V")


def _there(read: V | Part[V] | Unmet | NoObject, nothing: V) -> V:
    if isinstance(read, Part):
        return read.value
    return nothing if isinstance(read, Unmet | NoObject) else read


def _is_object(purpose: str, exemption: str | None) -> bool:
    return purpose == "audience" and exemption == "possible"


_NOTHING: Text = {
    "en": "no audience measurement that may be exempt from consent was seen at work before a choice or after a refusal",
    "fr": "aucune mesure d’audience susceptible d’exemption n’a été vue à l’œuvre avant un choix ou après un refus",
}

ExemptTools: Need[WithoutConsent] = Need("audience tools without consent", _without_consent)
"""Audience measurement whose vendor documents a set-up without consent, at work before a choice or after a proven refusal."""
