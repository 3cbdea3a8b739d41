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
        names: list[str] = []
        whole = True
        for name, value in _values(place, cookies, storage):
            found = _flags(place, name, value)
            if found is None:
                because = f"selectors/cmps/{platform}.yaml: {place.kind} {name} holds something else than expected"
                unreadable = unreadable or StoredChoice("unreadable", because)
                continue
            flags.update(found)
            names.append(name)
            whole = whole and not (place.format == "json" and place.path and not place.off_path and found.__class__ is _Listed)
        if flags:
            return _summed(f"selectors/cmps/{platform}.yaml: {place.kind} {', '.join(sorted(set(names)))}", flags, whole=whole)
    return unreadable


class _Listed(dict[str, bool]):
    """Flags from a list of what is on: what is off is not told."""


def _summed(where: str, flags: Flags, *, whole: bool) -> StoredChoice:
    shown = ", ".join(f"{name[:40]} {'on' if on else 'off'}" for name, on in sorted(flags.items())[:_SHOWN_FLAGS])
    because = f"{where} says {shown}" + (f" and {len(flags) - _SHOWN_FLAGS} more" if len(flags) > _SHOWN_FLAGS else "")
    if not any(flags.values()):
        return StoredChoice("none", because)
    return StoredChoice("all" if whole and all(flags.values()) else "some", because)


def _values(place: StoredIn, cookies: Sequence[StoredCookie], storage: Sequence[StorageEntry]) -> Iterator[tuple[str, str]]:
    if place.kind == "cookie":
        yield from ((c.name, c.value) for c in cookies if matches(place.name, c.name))
    else:
        yield from ((e.key, e.value) for e in storage if e.kind == place.kind and matches(place.name, e.key))


def _flags(place: StoredIn, name: str, value: str) -> dict[str, bool] | None:
    """The flags of one value; None where it cannot be read. Flags that are neither on nor off are left out."""
    text = unquote(value)
    if place.base64:
        try:
            text = base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return None
    if place.format == "word":
        return _kept(place, {name: text.strip()})
    if place.format == "pairs":
        return _kept(place, _pairs(text, place.between, place.within))
    if place.format == "json":
        try:
            decoded = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return _json_flags(place, decoded)
    return None


def _pairs(text: str, between: str, within: str) -> dict[str, str]:
    pairs = (part.partition(within) for part in text.split(between))
    return {name.strip(): value.strip().strip("'\"") for name, sep, value in pairs if sep}


def _json_flags(place: StoredIn, decoded: Any) -> dict[str, bool] | None:
    for step in place.path.split(".") if place.path else ():
        if not isinstance(decoded, dict) or step not in decoded:
            return None
        decoded = decoded[step]
    if isinstance(decoded, list):
        return _Listed(_kept(place, {str(name): "true" for name in decoded}, on=("true",)))
    if isinstance(decoded, dict):
        return _kept(place, {str(k): _word(v) for k, v in decoded.items()})
    return None


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
