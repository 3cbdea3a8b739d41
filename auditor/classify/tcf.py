"""TC strings (IAB TCF v2.0 to 2.3), decoded whole: core, disclosed and allowed vendors, publisher TC.

The layout follows the public format description (“Consent string and vendor list formats v2”). A string is a page's word: it is
bounded in length, every count is checked against the bits that are there, and what cannot be read is a fault, never an error.
Decoded here, for no maintained library does it: `iab-tcf` had its last release in 2022 and knows nothing of 2.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

__all__ = [
    "LONGEST",
    "Bits",
    "Publisher",
    "Purposes",
    "Restriction",
    "TcString",
    "Vendors",
    "decode",
    "looks_like_one",
    "read_purposes",
]

LONGEST = 16_384
"""Characters; the longest strings of the web have a tenth of it."""

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_CORE_BITS = 213
"""Up to the vendor sections."""
_SHORTEST = 36
_IDS = 50
_ASKED = frozenset(range(1, 11))
"""Purposes 1 to 10; a string that grants all of these is called granted."""
"""Vendor ids that are told one by one."""
_SEGMENTS = 8
_RESTRICTIONS = 256
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS = ("not-allowed", "consent", "legitimate-interest", "undefined")


class Bits:
    """Reads numbers from the bits of a base64url text, from the left. Raises EOFError past the end."""

    def __init__(self, text: str) -> None:
        self._bits = "".join(f"{_VALUES[letter]:06b}" for letter in text)
        self.at = 0

    def number(self, width: int) -> int:
        """An unsigned number of that many bits."""
        if self.at + width > len(self._bits):
            raise EOFError
        start, self.at = self.at, self.at + width
        return int(self._bits[start : self.at], 2) if width else 0

    def flag(self) -> bool:
        """One bit."""
        return self.number(1) == 1

    def places(self, width: int) -> tuple[int, ...]:
        """Places, counted from 1, of the bits that are set."""
        if self.at + width > len(self._bits):
            raise EOFError
        start, self.at = self.at, self.at + width
        return tuple(i + 1 for i, bit in enumerate(self._bits[start : self.at]) if bit == "1")

    def mask(self, width: int) -> int:
        """The next bits as a set: bit n of the answer is place n, counted from 1."""
        if self.at + width > len(self._bits):
            raise EOFError
        start, self.at = self.at, self.at + width
        return int(self._bits[start : self.at][::-1], 2) << 1 if width else 0

    def until(self, pattern: str) -> str:
        """The bits up to and with the next occurrence of a pattern."""
        end = self._bits.find(pattern, self.at)
        if end < 0:
            raise EOFError
        start, self.at = self.at, end + len(pattern)
        return self._bits[start : self.at]


@dataclass(frozen=True, slots=True)
class Vendors:
    """A set of vendors, as a bit mask: bit n stands for vendor n."""

    mask: int = 0
    highest: int = 0
    """The highest id that the section speaks of, in it or not."""

    def __len__(self) -> int:
        return self.mask.bit_count()

    @property
    def ids(self) -> tuple[int, ...]:
        """The first 50 ids, ascending."""
        found: list[int] = []
        rest = self.mask
        while rest and len(found) < _IDS:
            low = rest & -rest
            found.append(low.bit_length() - 1)
            rest ^= low
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Restriction:
    """What a publisher does not let vendors do."""

    purpose: int
    kind: str
    """not-allowed, consent (consent is required), legitimate-interest (is required) or undefined."""
    vendors: Vendors


@dataclass(frozen=True, slots=True)
class Publisher:
    """The segment “publisher TC”: what was consented to for the publisher itself."""

    consent: tuple[int, ...]
    legitimate_interest: tuple[int, ...]
    custom_consent: tuple[int, ...]
    custom_legitimate_interest: tuple[int, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TcString:
    """One decoded string. What is missing because the string was cut or spoilt is told by `faults`."""

    version: int
    created: datetime
    updated: datetime
    cmp_id: int
    cmp_version: int
    consent_screen: int
    consent_language: str
    """Two letters; `?` for what is no letter."""
    vendor_list_version: int
    policy_version: int
    """2 and 3: TCF 2.0 and 2.1; 4: 2.2; 5: 2.3."""
    service_specific: bool
    non_standard_texts: bool
    special_features: tuple[int, ...]
    consent: tuple[int, ...]
    """Purposes consented to."""
    legitimate_interest: tuple[int, ...]
    """Purposes for which legitimate interest was told and not objected to."""
    purpose_one_treatment: bool
    publisher_country: str
    vendor_consent: Vendors
    vendor_legitimate_interest: Vendors
    restrictions: tuple[Restriction, ...]
    disclosed_vendors: Vendors | None
    """None where the segment is not there (it is mandatory since TCF 2.3)."""
    allowed_vendors: Vendors | None
    publisher: Publisher | None
    faults: tuple[str, ...]
    """What the format does not allow, in plain words; empty where the string is sound."""

    @property
    def nothing_granted(self) -> bool:
        """True where no purpose and no special feature was consented to."""
        return not self.consent and not self.special_features

    @property
    def says(self) -> str:
        """granted (all of purposes 1 to 10), mixed or denied."""
        return "granted" if _ASKED.issubset(self.consent) else "denied" if self.nothing_granted else "mixed"

    def told(self) -> dict[str, object]:
        """For the result: plain values, vendors counted and the first ids listed."""
        said: dict[str, object] = {
            "version": self.version,
            "created": _written(self.created),
            "updated": _written(self.updated),
            "cmp_id": self.cmp_id,
            "cmp_version": self.cmp_version,
            "consent_screen": self.consent_screen,
            "consent_language": self.consent_language,
            "vendor_list_version": self.vendor_list_version,
            "policy_version": self.policy_version,
            "service_specific": self.service_specific,
            "non_standard_texts": self.non_standard_texts,
            "special_features": list(self.special_features),
            "purposes_consent": list(self.consent),
            "purposes_legitimate_interest": list(self.legitimate_interest),
            "purpose_one_treatment": self.purpose_one_treatment,
            "publisher_country": self.publisher_country,
            "vendors_consent": _told(self.vendor_consent),
            "vendors_legitimate_interest": _told(self.vendor_legitimate_interest),
            "publisher_restrictions": [
                {"purpose": r.purpose, "kind": r.kind, "vendors": len(r.vendors)} for r in self.restrictions[:50]
            ],
            "disclosed_vendors": None if self.disclosed_vendors is None else _told(self.disclosed_vendors),
        }
        if self.publisher is not None:
            said["publisher"] = {
                "purposes_consent": list(self.publisher.consent),
                "purposes_legitimate_interest": list(self.publisher.legitimate_interest),
                "custom_purposes_consent": list(self.publisher.custom_consent),
                "custom_purposes_legitimate_interest": list(self.publisher.custom_legitimate_interest),
            }
        if self.faults:
            said["faults"] = list(self.faults)
        return said


def decode(text: str) -> TcString | str:
    """Decode a TC string; a text that is none gives the reason, in plain words."""
    text = text.strip()
    if not text:
        return "empty"
    if len(text) > LONGEST:
        return f"longer than {LONGEST} characters"
    core, *segments = [segment.rstrip("=") for segment in text.split(".")]
    if not all(letter in _VALUES for letter in core):
        return "not base64url"
    bits = Bits(core)
    try:
        version = bits.number(6)
    except EOFError:
        return "too short"
    if version != 2:
        return f"version {version}, where only version 2 is in force"
    try:
        return _decode(bits, segments)
    except EOFError:
        return "it ends before its core does"


def looks_like_one(text: str) -> bool:
    """Tell a TC string of any age from other texts that a key or a parameter may hold: its length, letters and first letter."""
    core = text.strip().partition(".")[0].rstrip("=")
    return len(core) >= _SHORTEST and core[0] in "BC" and all(letter in _VALUES for letter in core[:LONGEST])


def read_purposes(tc_string: str) -> Purposes | None:
    """Read the purposes of a TC string, also where its later parts are spoilt; None where it is not one of version 2."""
    core = tc_string.strip().partition(".")[0][:LONGEST].rstrip("=")
    if not core or not all(letter in _VALUES for letter in core):
        return None
    bits = Bits(core)
    try:
        if bits.number(6) != 2:
            return None
        bits.number(134)
        features, consent, interest = bits.places(12), bits.places(24), bits.places(24)
        bits.number(_CORE_BITS - bits.at)
    except EOFError:
        return None
    return Purposes(consent=consent, legitimate_interest=interest, special_features=features)


def _decode(bits: Bits, segments: list[str]) -> TcString:
    faults: list[str] = []
    created, updated = _time(bits.number(36)), _time(bits.number(36))
    cmp_id, cmp_version, screen = bits.number(12), bits.number(12), bits.number(6)
    language = _letters(bits)
    vendor_list, policy = bits.number(12), bits.number(6)
    service_specific, non_standard = bits.flag(), bits.flag()
    features, consent, interest = bits.places(12), bits.places(24), bits.places(24)
    one, country = bits.flag(), _letters(bits)
    vendors, vendors_interest = Vendors(), Vendors()
    restrictions: tuple[Restriction, ...] = ()
    try:
        vendors = _vendors(bits, faults)
        vendors_interest = _vendors(bits, faults)
        restrictions = _restrictions(bits, faults)
    except EOFError:
        faults.append("the core ends within its vendors")
    more = _segments(segments, faults)
    if created > updated:
        faults.append("created after it was last updated")
    if cmp_id < 2:
        faults.append(f"CMP id {cmp_id}, which no platform has")
    if "?" in language:
        faults.append("its language is not two letters")
    if 1 in interest:
        faults.append("legitimate interest for purpose 1, which only consent allows")
    return TcString(
        version=2,
        created=created,
        updated=updated,
        cmp_id=cmp_id,
        cmp_version=cmp_version,
        consent_screen=screen,
        consent_language=language,
        vendor_list_version=vendor_list,
        policy_version=policy,
        service_specific=service_specific,
        non_standard_texts=non_standard,
        special_features=features,
        consent=consent,
        legitimate_interest=interest,
        purpose_one_treatment=one,
        publisher_country=country,
        vendor_consent=vendors,
        vendor_legitimate_interest=vendors_interest,
        restrictions=restrictions,
        disclosed_vendors=more.disclosed,
        allowed_vendors=more.allowed,
        publisher=more.publisher,
        faults=tuple(dict.fromkeys(faults)),
    )


@dataclass
class _Segments:
    disclosed: Vendors | None = None
    allowed: Vendors | None = None
    publisher: Publisher | None = None


def _segments(segments: list[str], faults: list[str]) -> _Segments:
    found = _Segments()
    if len(segments) > _SEGMENTS:
        faults.append(f"{len(segments)} segments")
    for text in segments[:_SEGMENTS]:
        if not text or not all(letter in _VALUES for letter in text):
            faults.append("a segment that is not base64url")
            continue
        bits = Bits(text)
        try:
            kind = bits.number(3)
            if kind == 1:
                found.disclosed = _vendors(bits, faults)
            elif kind == 2:
                found.allowed = _vendors(bits, faults)
            elif kind == 3:
                found.publisher = _publisher(bits)
            else:
                faults.append(f"a segment of unknown type {kind}")
        except EOFError:
            faults.append("a segment ends too early")
    return found


def _publisher(bits: Bits) -> Publisher:
    consent, interest = bits.places(24), bits.places(24)
    custom = bits.number(6)
    return Publisher(consent, interest, bits.places(custom), bits.places(custom))


def _vendors(bits: Bits, faults: list[str]) -> Vendors:
    highest = bits.number(16)
    if not bits.flag():
        return Vendors(bits.mask(highest), highest)
    mask = _ranges(bits, faults)
    if mask.bit_length() - 1 > highest:
        faults.append("a vendor beyond the highest id that is told")
    return Vendors(mask, highest)


def _ranges(bits: Bits, faults: list[str]) -> int:
    mask = 0
    for _ in range(bits.number(12)):
        several = bits.flag()
        first = bits.number(16)
        last = bits.number(16) if several else first
        if not first or last < first:
            faults.append("a range of vendors that ends before it begins" if first else "a vendor 0")
            continue
        mask |= ((1 << (last - first + 1)) - 1) << first
    return mask


def _restrictions(bits: Bits, faults: list[str]) -> tuple[Restriction, ...]:
    found: list[Restriction] = []
    for _ in range(bits.number(12)):
        purpose, kind = bits.number(6), _KINDS[bits.number(2)]
        mask = _ranges(bits, faults)
        if len(found) < _RESTRICTIONS:
            found.append(Restriction(purpose, kind, Vendors(mask, max(mask.bit_length() - 1, 0))))
    return tuple(found)


def _letters(bits: Bits) -> str:
    return "".join(chr(65 + value) if value < 26 else "?" for value in (bits.number(6), bits.number(6)))


def _time(tenths: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=100 * tenths)


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _told(vendors: Vendors) -> dict[str, object]:
    return {"count": len(vendors), "ids": list(vendors.ids), "highest": vendors.highest}
