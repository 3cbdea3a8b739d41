"""Google consent mode: what its calls ask for, the state that holds in the European Economic Area, and what `gcs` and `gcd` say.

`gcs` is documented by Google: `G1`, then ad_storage and analytics_storage, each 1 (granted), 0 (denied) or - (not set).

`gcd` is not. What its letters mean was found out by practitioners who compared requests with settings (Baersch and Ahava,
“Consent Mode V2 for Google Tags”, 2024; others since agree): `1`, a digit, and then a letter with a digit for each of
ad_storage, analytics_storage, ad_user_data and ad_personalization. A letter tells the default and the update (table below).
What the digits mean, and capital letters, is not known: a letter that is not in the table says nothing here, and is told as
unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from auditor.evidence.records.signals import ConsentCall

__all__ = ["ALL_KEYS", "KEYS", "granted_in", "read_gcd", "read_gcs", "state_of", "tell_gcd"]

KEYS = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization")
"""What needs consent. The storage that security or functions need is granted by default on purpose, and says nothing."""
ALL_KEYS = (*KEYS, "functionality_storage", "personalization_storage", "security_storage")

_GCS = re.compile(r"G1([01-])([01-])[01-]?")
_GCS_SAYS = {"1": "granted", "0": "denied"}
_GCD = re.compile(r"1\d" + r"([A-Za-z])\d" * 4 + r"(?:[A-Za-z]?\d)*")
_GCD_SAYS = {
    "l": "",  # neither default nor update
    "p": "denied",  # default denied
    "q": "denied",  # default and update denied
    "t": "granted",  # default granted
    "r": "granted",  # default denied, update granted
    "m": "denied",  # update denied, no default
    "n": "granted",  # update granted, no default
    "u": "denied",  # default granted, update denied
    "v": "granted",  # default and update granted
}
_EEA = frozenset(
    {
        *("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "EL", "HU", "IE", "IT", "LV", "LT", "LU"),
        *("MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO", "GB", "UK", "CH", "EU", "EEA"),
    }
)
"""Countries whose visitors must be asked, as ISO 3166 codes; the United Kingdom and Switzerland are usually listed with them."""


def read_gcs(text: str) -> dict[str, str]:
    """Key → granted or denied; a key that is not set, or a text that is no `gcs`, gives nothing."""
    match = _GCS.fullmatch(text)
    said = zip(("ad_storage", "analytics_storage"), match.groups(), strict=True) if match is not None else ()
    return {key: _GCS_SAYS[letter] for key, letter in said if letter in _GCS_SAYS}


def read_gcd(text: str) -> dict[str, str]:
    """Key → granted or denied; an unknown letter or an unset key gives nothing."""
    match = _GCD.fullmatch(text)
    said = zip(KEYS, match.groups(), strict=True) if match is not None else ()
    return {key: _GCD_SAYS[letter] for key, letter in said if _GCD_SAYS.get(letter)}


def tell_gcd(text: str) -> dict[str, str]:
    """Key → granted, denied, not-set or unknown (a letter whose meaning nobody has found); empty for what is no `gcd`."""
    match = _GCD.fullmatch(text)
    said = zip(KEYS, match.groups(), strict=True) if match is not None else ()
    return {key: _GCD_SAYS.get(letter, "unknown") or "not-set" for key, letter in said}


def granted_in(gcs: Iterable[str], gcd: Iterable[str]) -> tuple[str, ...]:
    """Keys that a request says are granted. Where it carries both, `gcs` decides on the two keys that it knows."""
    told: dict[str, str] = {}
    for text in gcd:
        told |= read_gcd(text)
    for text in gcs:
        told |= read_gcs(text)
    return tuple(key for key in KEYS if told.get(key) == "granted")


def state_of(calls: Sequence[ConsentCall], kept: Mapping[str, str] | None = None) -> dict[str, str]:
    """Key → granted, denied or depends, after these calls, for a visitor in the EEA.

    `kept`: the state as Google's own tag keeps it, which knows the visitor's region and calls made by templates; it decides where
    it is there. Else an update holds everywhere, and of the defaults the one that names the most precise region: where any EEA
    country is listed as denied, it is denied. `depends` where a granted default names only some EEA countries, or where the
    record does not tell whether a call named a region.
    """
    state = {key: _of_key(calls, key) for key in ALL_KEYS}
    state |= {key: value for key, value in (kept or {}).items() if key in ALL_KEYS and value in ("granted", "denied")}
    return {key: value for key, value in state.items() if value}


def _of_key(calls: Sequence[ConsentCall], key: str) -> str:
    updated = [call.settings[key] for call in calls if call.command == "update" and key in call.settings]
    if updated:
        return _word(updated[-1])
    everywhere, unknown = "", ""
    here: dict[str, str] = {}
    for call in calls:
        value = _word(call.settings.get(key, ""))
        if call.command != "default" or not value:
            continue
        if call.regions is None:
            unknown = value
        elif not call.regions:
            everywhere = value
        else:
            here |= {region: value for region in call.regions if region.partition("-")[0] in _EEA}
    values = set(here.values())
    if "denied" in values:
        return "denied"
    if values:
        countries = {region for region in here if "-" not in region}
        return "granted" if everywhere == "granted" or len(countries) >= _MOST_OF_IT else "depends"
    if unknown and not everywhere:
        return "denied" if unknown == "denied" else "depends"
    return everywhere


_MOST_OF_IT = 25
"""So many of the countries are named by a list that means the whole."""


def _word(value: str) -> str:
    value = value.strip().lower()
    return value if value in ("granted", "denied") else ""
