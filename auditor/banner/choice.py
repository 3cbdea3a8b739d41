"""What a platform has stored of the visitor's choice, read from its cookies and keys."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote

from auditor.banner.known import Selectors
from auditor.catalogue.cmp import StoredIn
from auditor.catalogue.match import matches
from auditor.evidence.records.cookies import StoredCookie
from auditor.evidence.records.storage import StorageEntry

__all__ = ["StoredChoice", "read_choice"]

Flags = Mapping[str, bool]
_SHOWN_FLAGS = 8
_TCF_VERSION, _TCF_PURPOSES, _TCF_BYTES = 2, 152, 25


@dataclass(frozen=True, slots=True)
class StoredChoice:
    """A stored choice: consent to all, to some, to none; or something is stored that cannot be read."""

    kind: Literal["all", "some", "none", "unreadable"]
    because: str


def read_choice(
    platform: str | None, cookies: Sequence[StoredCookie], storage: Sequence[StorageEntry], selectors: Selectors
) -> StoredChoice | None:
    """Say what the platform has stored; None where the platform is unknown or has stored nothing that we know to read."""
    cmp = selectors.cmps.get(platform) if platform is not None else None
    if cmp is None:
        return None
    unreadable: StoredChoice | None = None
    for place in cmp.choice:
        flags: dict[str, bool] = {}
        names: set[str] = set()
        listed = False
        for name, value in _values(place, cookies, storage):
            found = _flags(place, name, value)
            if found is None:
                because = f"selectors/cmps/{platform}.yaml: {place.kind} {name[:80]} holds something else than expected"
                unreadable = unreadable or StoredChoice("unreadable", because)
                continue
            if place.format != "word":
                found = _optional(found, selectors)
            flags.update(found)
            listed = listed or isinstance(found, _Listed)
            if found or listed:
                names.add(name[:80])
        if names:
            where = f"selectors/cmps/{platform}.yaml: {place.kind} {', '.join(sorted(names))}"
            return _summed(where, flags, listed=listed, mixed=place.mixed)
    return unreadable


class _Listed(dict[str, bool]):
    """Flags from a list of what is on: what is off is not told."""


def _optional(flags: dict[str, bool], selectors: Selectors) -> dict[str, bool]:
    """The flags without those whose names say that no consent is needed: many sites name their categories themselves."""
    kept = {name: on for name, on in flags.items() if not selectors.vocabulary.needs_no_consent(name)}
    return _Listed(kept) if isinstance(flags, _Listed) else kept


def _summed(where: str, flags: Flags, *, listed: bool, mixed: str) -> StoredChoice:
    shown = ", ".join(f"{name[:40]} {'on' if on else 'off'}" for name, on in sorted(flags.items())[:_SHOWN_FLAGS])
    more = f" and {len(flags) - _SHOWN_FLAGS} more" if len(flags) > _SHOWN_FLAGS else ""
    because = f"{where} says {shown or 'nothing is on'}{more}"
    if not any(flags.values()):
        return StoredChoice("none", because)
    if all(flags.values()) and not listed:
        return StoredChoice("all", because)
    if mixed:
        return StoredChoice("unreadable", f"{because}; {mixed}")
    return StoredChoice("some", because)


def _values(place: StoredIn, cookies: Sequence[StoredCookie], storage: Sequence[StorageEntry]) -> Iterator[tuple[str, str]]:
    found: Iterator[tuple[str, str]]
    if place.kind == "cookie":
        found = ((c.name, c.value) for c in cookies)
    else:
        found = ((e.key, e.value) for e in storage if e.kind == place.kind)
    yield from ((name, value) for name, value in found if matches(place.name, name) and value.startswith(place.begins))


def _flags(place: StoredIn, name: str, value: str) -> dict[str, bool] | None:
    """The flags of one value; None where it cannot be read. Flags that are neither on nor off are left out."""
    text = unquote(value)
    if place.base64:
        try:
            text = base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return None
    if place.format == "tcf":
        return _tcf(text.strip())
    if place.format == "word":
        return _kept(place, {name: text.strip()})
    if place.format == "pairs":
        pairs = _pairs(text, place.between, place.within)
        if place.path:
            if place.path not in pairs:
                return None
            pairs = _pairs(pairs[place.path], *place.inner)
        return _kept(place, pairs)
    try:
        return _json_flags(place, json.loads(text))
    except (ValueError, RecursionError):
        return None


def _pairs(text: str, between: str, within: str) -> dict[str, str]:
    pairs = (part.partition(within) for part in text.split(between))
    return {name.strip(): value.strip().strip("'\"") for name, sep, value in pairs if sep}


def _tcf(text: str) -> dict[str, bool] | None:
    """Consent to the ten purposes, from the core of a TC string.

    Source: IAB Tech Lab, Consent string and vendor list formats v2: PurposesConsent are 24 bits from bit 152 on.
    """
    core = text.partition(".")[0]
    try:
        raw = base64.urlsafe_b64decode(core + "=" * (-len(core) % 4))
    except (binascii.Error, ValueError):
        return None
    if len(raw) < _TCF_BYTES or raw[0] >> 2 != _TCF_VERSION:
        return None
    bits = int.from_bytes(raw[_TCF_PURPOSES // 8 : _TCF_PURPOSES // 8 + 3], "big")
    return {f"TCF purpose {number}": bool(bits >> (24 - number) & 1) for number in range(1, 11)}


def _json_flags(place: StoredIn, decoded: Any) -> dict[str, bool] | None:
    on = _at(decoded, place.path)
    if isinstance(on, list) and not (on and isinstance(on[0], dict)):
        flags = _Listed(_kept(place, {str(name): "true" for name in on}, on=("true",)))
        off = _at(decoded, place.off_path) if place.off_path else None
        if not isinstance(off, list):
            return flags
        return dict(flags) | dict.fromkeys(_kept(place, {str(name): "true" for name in off}, on=("true",)), False)
    if isinstance(on, list):
        members = {str(m.get("id", m.get("name", i))): m for i, m in enumerate(on) if isinstance(m, dict)}
    elif isinstance(on, dict):
        members = {str(name): value for name, value in on.items()}
    else:
        return None
    if members and all(isinstance(value, list) for value in members.values()):
        # A group with the names of what is on in it.
        return _Listed(_kept(place, {name: "true" for name, value in members.items() if value}, on=("true",)))
    return _kept(place, {name: _word(_field(place, value)) for name, value in members.items()})


def _at(decoded: Any, path: str) -> Any:
    for step in path.split(".") if path else ():
        if not isinstance(decoded, dict) or step not in decoded:
            return None
        decoded = decoded[step]
    return decoded


def _field(place: StoredIn, value: Any) -> Any:
    return _at(value, place.field) if place.field else value


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool | int | str) else ""


def _kept(place: StoredIn, found: Mapping[str, str], on: tuple[str, ...] | None = None) -> dict[str, bool]:
    flags: dict[str, bool] = {}
    for name, value in found.items():
        if (place.only and not any(matches(p, name) for p in place.only)) or any(matches(p, name) for p in place.ignore):
            continue
        word = value.lower()
        if word in (on or place.on):
            flags[name] = True
        elif word in place.off:
            flags[name] = False
    return flags
