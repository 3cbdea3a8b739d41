"""GPP strings (IAB Global Privacy Platform): the header, the section of TCF Europe, and the opt-outs of US sections.

Layout after the public “Consent String Specification” of the platform and the specification of each section. The opt-outs stand
at the places below from the first bit of a section's core; a place is the same in every version of a section known so far. Other
sections are told by name only. In the European Union a GPP string matters for its TCF section.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.classify.tcf import LONGEST, Bits, TcString, decode

__all__ = ["GppString", "decode_gpp"]

_SECTIONS = 64
_HIGHEST_ID = 1_000
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
_SAID = ("not-applicable", "opted-out", "not-opted-out", "undefined")

_NAMES = {
    1: "tcfeuv1", 2: "tcfeuv2", 3: "header", 4: "signal-integrity", 5: "tcfcav1", 6: "uspv1", 7: "usnat", 8: "usca", 9: "usva",
    10: "usco", 11: "usut", 12: "usct", 13: "usfl", 14: "usmt", 15: "usor", 16: "ustx", 17: "usde", 18: "usia", 19: "usne",
    20: "usnh", 21: "usnj", 22: "ustn", 23: "usmn", 24: "usmd", 25: "usin", 26: "usky", 27: "usri",
}  # fmt: skip
_OPT_OUTS: dict[int, tuple[tuple[str, int], ...]] = {
    7: (("sale", 18), ("sharing", 20), ("targeted_advertising", 22)),
    8: (("sale", 12), ("sharing", 14)),
    **dict.fromkeys((9, 10, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23), (("sale", 12), ("targeted_advertising", 14))),
    **dict.fromkeys((11, 18), (("sale", 14), ("targeted_advertising", 16))),
    **dict.fromkeys((24, 25, 26, 27), (("sale", 16), ("targeted_advertising", 18))),
}
"""Section → opt-outs with their places."""


@dataclass(frozen=True, slots=True)
class GppString:
    """One decoded string."""

    sections: tuple[int, ...]
    """Ids, as the header lists them."""
    tcf: TcString | str | None
    """The section of TCF Europe, or why it cannot be read; None where there is none."""
    opt_outs: dict[str, dict[str, str]]
    """US section → sale, sharing, targeted_advertising → not-applicable, opted-out, not-opted-out or undefined."""
    faults: tuple[str, ...]

    def told(self) -> dict[str, object]:
        """For the result: plain values."""
        said: dict[str, object] = {"sections": [_NAMES.get(number, str(number)) for number in self.sections]}
        if isinstance(self.tcf, TcString):
            said["tcfeuv2"] = self.tcf.told()
        if self.opt_outs:
            said["opt_outs"] = self.opt_outs
        if self.faults:
            said["faults"] = list(self.faults)
        return said


def decode_gpp(text: str) -> GppString | str:
    """Decode a GPP string; a text that is none gives the reason, in plain words."""
    text = text.strip()
    if not text:
        return "empty"
    if len(text) > LONGEST:
        return f"longer than {LONGEST} characters"
    header, *parts = [part.rstrip("=") for part in text.split("~")]
    if not set(header) <= _LETTERS:
        return "not base64url"
    bits = Bits(header)
    try:
        kind, version = bits.number(6), bits.number(6)
        if (kind, version) != (3, 1):
            return f"header of type {kind}, version {version}"
        ids = _ids(bits)
    except EOFError:
        return "its header ends too early"
    faults = [] if len(ids) == len(parts) else [f"{len(ids)} sections are announced, and {len(parts)} are there"]
    tcf: TcString | str | None = None
    opt_outs: dict[str, dict[str, str]] = {}
    for number, part in zip(ids, parts, strict=False):
        if number == 2:
            tcf = decode(part)
            faults += [f"tcfeuv2: {tcf}"] if isinstance(tcf, str) else [f"tcfeuv2: {fault}" for fault in tcf.faults]
        elif number in _OPT_OUTS:
            told = _opt_outs(part, _OPT_OUTS[number])
            if told is None:
                faults.append(f"{_NAMES[number]}: it cannot be read")
            else:
                opt_outs[_NAMES[number]] = told
    return GppString(ids, tcf, opt_outs, tuple(faults))


def _ids(bits: Bits) -> tuple[int, ...]:
    """Ids as ranges whose numbers are written in the Fibonacci code, each as the distance from the one before."""
    found: list[int] = []
    last = 0
    for _ in range(min(bits.number(12), _SECTIONS)):
        several = bits.flag()
        first = last + _fibonacci(bits)
        last = first + _fibonacci(bits) if several else first
        found += range(first, min(last, _HIGHEST_ID) + 1)
        if last > _HIGHEST_ID or len(found) > _SECTIONS:
            break
    return tuple(found[:_SECTIONS])


def _fibonacci(bits: Bits) -> int:
    a, b, total = 1, 2, 0
    for bit in bits.until("11")[:-1]:
        total += a if bit == "1" else 0
        a, b = b, a + b
        if total > _HIGHEST_ID:
            break
    return total


def _opt_outs(section: str, places: tuple[tuple[str, int], ...]) -> dict[str, str] | None:
    core = section.partition(".")[0]
    if not core or not set(core) <= _LETTERS:
        return None
    found = {}
    try:
        for name, place in places:
            bits = Bits(core)
            bits.number(place)
            found[name] = _SAID[bits.number(2)]
    except EOFError:
        return None
    return found
