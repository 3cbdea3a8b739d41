"""TC strings for tests of rules, written by the description of the format."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def tc_string(
    *,
    consent: Collection[int] = (),
    interest: Collection[int] = (),
    features: Collection[int] = (),
    vendors: Collection[int] = (),
    vendors_interest: Collection[int] = (),
    disclosed: Collection[int] | None = (1, 2, 3),
    cmp: int = 300,
    updated: str = "2026-11-24",
) -> str:
    """A sound string of TCF 2.3, but for what is asked for."""
    tenths = int(datetime.fromisoformat(updated).replace(tzinfo=UTC).timestamp() * 10)
    core = f"{2:06b}" + f"{tenths:036b}" * 2 + f"{cmp:012b}{1:012b}{1:06b}" + f"{5:06b}{17:06b}" + f"{140:012b}{5:06b}10"
    core += _set(features, 12) + _set(consent, 24) + _set(interest, 24) + "0" + f"{5:06b}{17:06b}"
    core += _vendors(vendors) + _vendors(vendors_interest) + "0" * 12
    return _text(core) + ("" if disclosed is None else "." + _text("001" + _vendors(disclosed)))


def _vendors(ids: Collection[int]) -> str:
    highest = max(ids, default=0)
    return f"{highest:016b}0" + _set(ids, highest)


def _set(numbers: Collection[int], width: int) -> str:
    return "".join("1" if place + 1 in numbers else "0" for place in range(width))


def _text(bits: str) -> str:
    bits += "0" * (-len(bits) % 6)
    return "".join(ALPHABET[int(bits[i : i + 6], 2)] for i in range(0, len(bits), 6))


def answered(string: str = "", **more: str) -> dict[str, str]:
    """What `__tcfapi` answers."""
    return {"tcString": string, "cmpId": "300", "gdprApplies": "true", "eventStatus": "tcloaded", **more}


def gpp_string(european: str) -> str:
    """A GPP string whose only section is that of the TCF."""
    return _text(f"{3:06b}{1:06b}{1:012b}0" + "011") + "~" + european
