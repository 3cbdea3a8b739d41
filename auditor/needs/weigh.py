"""Whether a contact or a stored thing needs consent, is doubtful, or does not count, and why it is doubtful.

Certain enough for a failure is only: a host that the catalogue knows for a tracking purpose, or that a list of others names and
that was sent an identifier; something stored that the catalogue
knows by its name or by the domain it lies on; something that a tracker's own code wrote and that two visits show to be an
identifier. Audience measurement whose vendor documents a set-up without consent is doubtful, unless what was seen contradicts the
conditions: it lives over 13 months, or is an identifier on another party's domain and so can be read on several sites. Where no
such set-up is documented, consent is needed like for any other tracker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from auditor.classify.site import Contact, Write
from auditor.evidence import reference
from auditor.results import Cookie, StorageItem
from auditor.rule import Text, listed

__all__ = ["DOUBTS", "THIRTEEN_MONTHS_DAYS", "Item", "Weighed", "key_of", "name_of", "reference_to"]

Item = Cookie | StorageItem

THIRTEEN_MONTHS_DAYS = 397.0
"""13 calendar months are 393 to 397 days, depending on the start; the upper end, so that no one is blamed for a long month."""

_LEAST_VALUE = 8
"""Shorter values are settings, as in `auditor.classify.identifier`."""
_NAMES_ONLY = ("indexeddb", "cache", "service-worker")
"""Storages of which no value is recorded."""
_MOST_REFERENCES = 200

DOUBTS: Mapping[str, Text] = {
    "leftover": {
        "en": "seen only where something loaded before the choice may still have been at work",
        "fr": "vus seulement là où ce qui était chargé avant le choix pouvait encore agir",
    },
    "cookieless": {
        "en": "calls that say themselves that nothing is granted and take no cookie along (contested)",
        "fr": "appels qui indiquent eux-mêmes que rien n’est accordé et n’emportent aucun cookie (question débattue)",
    },
    "exempt-possible": {
        "en": "audience measurement whose vendor documents a set-up without consent; whether it is used here cannot be seen",
        "fr": "mesure d’audience dont l’éditeur documente un réglage sans consentement ; rien ne montre s’il est utilisé ici",
    },
    "no-identifier": {
        "en": "of a tracking purpose, but their value singles out no one",
        "fr": "à finalité de suivi, mais dont la valeur ne distingue personne",
    },
    "inferred": {
        "en": "purpose inferred from who wrote them or where their value was sent",
        "fr": "finalité déduite de ce qui les a écrits ou de la destination de leur valeur",
    },
    "unknown-purpose": {
        "en": "identifiers whose purpose is not known",
        "fr": "identifiants dont la finalité n’est pas connue",
    },
    "gated": {
        "en": "of unknown purpose, and there only since the acceptance",
        "fr": "de finalité inconnue, et présents seulement depuis l’acceptation",
    },
    "listed": {
        "en": "named by a list of others only, and no identifier was seen sent",
        "fr": "nommés seulement par une liste tierce, sans qu’un envoi d’identifiant ait été vu",
    },
    "listed-purpose": {
        "en": "named by a list of others that does not say what for",
        "fr": "nommés par une liste tierce qui n’en dit pas la finalité",
    },
    "unconfirmed": {
        "en": "written by a script and not seen stored",
        "fr": "écrits par un script sans avoir été vus enregistrés",
    },
}


@dataclass
class Weighed:
    """Things sorted into certain and doubtful; names and references of each."""

    months_days: float = THIRTEEN_MONTHS_DAYS
    certain: dict[str, set[str]] = field(default_factory=dict)
    """Name for a person → references."""
    doubtful: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """Doubt → name → references."""

    def contacts(self, contacts: Iterable[Contact]) -> Weighed:
        """Weigh contacts."""
        for contact in contacts:
            if contact.listed == "static":
                continue
            doubt = "leftover" if contact.leftover else "cookieless" if contact.cookieless else ""
            if not doubt and contact.listed not in ("", "identifier"):
                doubt = "listed"
            if not doubt and contact.purpose == "audience" and contact.exemption == "possible":
                doubt = "exempt-possible"
            self._put(contact.host, reference("request", contact.url, contact.phase), doubt)
        return self

    def items(self, items: Iterable[Item], phase: str) -> Weighed:
        """Weigh what is stored at the end of a phase."""
        for item in items:
            doubt = self.doubt_of(item)
            if doubt is not None:
                self._put(name_of(item), reference_to(item, phase), doubt)
        return self

    def writes(self, writes: Iterable[tuple[Write, Item]]) -> Weighed:
        """Weigh writes, by what was written."""
        for write, item in writes:
            doubt = self.doubt_of(item)
            if doubt is None:
                continue
            if not doubt:
                doubt = "leftover" if write.leftover else "unconfirmed" if not write.stored else ""
            self._put(name_of(item), reference_to(item, write.phase), doubt)
        return self

    def gated(self, items: Iterable[Item], phase: str) -> Weighed:
        """Weigh things of unknown purpose that came with the acceptance, and neither on arrival nor with a refusal."""
        for item in items:
            lasts = item.lifetime_days is not None if isinstance(item, Cookie) else item.kind == "local"
            came_with_it = "accept" in item.phases and "before" not in item.phases and "refuse" not in item.phases
            if item.purpose == "unknown" and lasts and came_with_it and item.value_length >= _LEAST_VALUE:
                self._put(name_of(item), reference_to(item, phase), "gated")
        return self

    def doubt_of(self, item: Item) -> str | None:
        """The doubt about a stored thing: empty where it needs consent, None where it does not count."""
        if item.purpose == "unknown":
            return "unknown-purpose" if item.identifier else None
        if item.purpose not in ("audience", "advertising", "social"):
            return None
        if item.purpose == "audience" and item.exemption == "possible" and not self._contradicts(item):
            return "exempt-possible"
        short = item.value_length < _LEAST_VALUE and not (isinstance(item, StorageItem) and item.kind in _NAMES_ONLY)
        if item.known_by == "catalogue":
            return "no-identifier" if short else ""
        if item.known_by == "list":
            return "no-identifier" if short or item.identifier is False else "listed"
        if item.known_by == "domain":
            return "no-identifier" if short or item.identifier is False else ""
        return "" if item.known_by == "setter" and item.identifier else "inferred"

    def _contradicts(self, item: Item) -> bool:
        lives = item.lifetime_days if isinstance(item, Cookie) else None
        return (lives is not None and lives > self.months_days + 0.1) or (item.party == "third" and item.identifier is True)

    def _put(self, name: str, where: str, doubt: str) -> None:
        if doubt:
            self.doubtful.setdefault(doubt, {}).setdefault(name, set()).add(where)
        else:
            self.certain.setdefault(name, set()).add(where)

    @property
    def certain_fields(self) -> dict[str, object]:
        """`n` and `things` of what is certain."""
        return {"n": len(self.certain), "things": listed(list(self.certain))}

    @property
    def certain_evidence(self) -> tuple[str, ...]:
        """References of what is certain."""
        return _sorted(self.certain.values())

    @property
    def doubtful_fields(self) -> dict[str, object]:
        """`n`, `things` and `why` of what is doubtful."""
        names = [name for found in self.doubtful.values() for name in found]
        why = {
            language: "; ".join(f"{listed(list(self.doubtful[d]))}: {DOUBTS[d][language]}" for d in DOUBTS if d in self.doubtful)
            for language in ("en", "fr")
        }
        return {"n": len(set(names)), "things": listed(names), "why": why}

    @property
    def doubtful_evidence(self) -> tuple[str, ...]:
        """References of what is doubtful."""
        return _sorted(where for found in self.doubtful.values() for where in found.values())


def name_of(item: Item) -> str:
    """A stored thing for a person: `cookie _ga`, `localStorage amplitude_id`."""
    if isinstance(item, Cookie):
        return f"cookie {item.name}"
    kinds = {"local": "localStorage", "session": "sessionStorage", "indexeddb": "IndexedDB", "cache": "Cache"}
    return f"{kinds.get(item.kind, item.kind)} {item.key}"


def reference_to(item: Item, phase: str) -> str:
    """A reference to a stored thing."""
    if isinstance(item, Cookie):
        return reference("cookie", item.name, phase)
    return reference("storage", f"{item.kind}:{item.origin}:{item.key}", phase)


def key_of(thing: Item | Write) -> tuple[str, str, str]:
    """Kind, name and domain (or origin): what a write and the thing written have in common."""
    if isinstance(thing, Write):
        return thing.kind, thing.name, thing.domain
    if isinstance(thing, Cookie):
        return "cookie", thing.name, thing.domain
    return thing.kind, thing.key, thing.origin


def _sorted(groups: Iterable[set[str]]) -> tuple[str, ...]:
    return tuple(sorted({where for group in groups for where in group})[:_MOST_REFERENCES])
