"""The purpose bits of a TC string (IAB TCF v2): what the string says was consented to.

Offsets after the public format description of the core segment: version at bit 0, special features at 140, purposes consent at
152, purposes legitimate interest at 176.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Purposes", "read_purposes"]

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_CORE_BITS = 213
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Purposes:
    """What the core segment says of purposes and special features; numbers from 1."""

    consent: tuple[int, ...]
    legitimate_interest: tuple[int, ...]
    special_features: tuple[int, ...]

    @property
    def nothing_granted(self) -> bool:
        """True where no purpose and no special feature was consented to. (Legitimate interest is not consent.)"""
        return not self.consent and not self.special_features


def read_purposes(tc_string: str) -> Purposes | None:
    """Read the purposes of a TC string; None where it is not one of version 2."""
    core = tc_string.strip().partition(".")[0][:_LONGEST]
    values = [_ALPHABET.find(letter) for letter in core]
    if not values or -1 in values:
        return None
    bits = "".join(f"{value:06b}" for value in values)
    if len(bits) < _CORE_BITS or int(bits[:6], 2) != 2:
        return None
    return Purposes(consent=_set(bits, 152, 24), legitimate_interest=_set(bits, 176, 24), special_features=_set(bits, 140, 12))


def _set(bits: str, start: int, count: int) -> tuple[int, ...]:
    return tuple(i + 1 for i in range(count) if bits[start + i] == "1")
