"""Whether a stored value singles out a browser: compare what two fresh visits were given.

A value is never called an identifier from one visit. Values are decoded (percent, base64, JSON), split, freed from dates and
epoch timestamps; what is left must be eight characters or more, stay the same within a visit and differ between the two.
After Englehardt et al., "Cookies that give you away" (2015), section 3.3; the 90 days and the equal length of later work were
dropped because they miss identifiers of one day and of variable length.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import unquote

__all__ = ["LEAST_DAYS", "LEAST_LENGTH", "Window", "compare", "seconds_of", "tokens", "window"]

LEAST_LENGTH = 8
LEAST_DAYS = 1.0
"""A value that is forgotten sooner cannot follow a visitor from one day to the next."""

_LONGEST = 4096
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_CHUNK = re.compile(r"[A-Za-z0-9_-]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}\Z")
_DAY = 86_400

Window = tuple[float, float]
"""Unix seconds between which a number is taken for a point in time."""


def window(starts: Iterable[str]) -> Window:
    """The time around the visits in which a number is a timestamp: a week before the first to 800 days after the last.

    Kept narrow on purpose: ten-digit numbers are also what many client ids look like.
    """
    seconds = [s for s in map(seconds_of, starts) if s is not None]
    if not seconds:
        return (1_500_000_000, 2_100_000_000)
    return (min(seconds) - 7 * _DAY, max(seconds) + 800 * _DAY)


def tokens(value: str, times: Window) -> frozenset[str]:
    """Parts of a value that are long enough to single out a browser and are no point in time."""
    found: set[str] = set()
    for text in _readings(value[:_LONGEST]):
        for chunk in _CHUNK.findall(_ISO.sub(" ", text)):
            parts = [part for part in re.split(r"[-_]", chunk) if part and not _is_time(part, times)]
            long = [part for part in parts if len(part) >= LEAST_LENGTH]
            joined = "".join(parts)
            if long:
                found.update(long)
            elif len(joined) >= LEAST_LENGTH:
                found.add(joined)
    return frozenset(found)


def compare(
    first: Sequence[str], second: Sequence[str], times: Window, *, lasting: bool, kind: str = "value"
) -> tuple[bool | None, str]:
    """Say whether it is an identifier, and why.

    `first` and `second` are the values that each of two fresh visits saw, in the order of time; empty where a visit saw none.
    """
    if not lasting:
        return False, f"identifier: no; the {kind} does not last a day"
    values = [v for v in (*first, *second) if v]
    if values and all(len(v) < LEAST_LENGTH for v in values):
        return False, f"identifier: no; shorter than {LEAST_LENGTH} characters"
    if not first or not second:
        return None, "identifier: not established; only one of the two fresh visits saw it"
    if set(first) & set(second):
        return False, "identifier: no; the same value in two fresh visits"
    one, other = _steady(first, times), _steady(second, times)
    if (one - other) and (other - one):
        return True, f"identifier: yes; {LEAST_LENGTH} characters or more that differ between two fresh visits"
    if not (one and other) and tokens(first[0], times) and tokens(second[0], times):
        return False, "identifier: no; it changes from step to step within a visit"
    return False, "identifier: no; beside dates and short parts nothing differs between two fresh visits"


def _steady(values: Sequence[str], times: Window) -> frozenset[str]:
    # What is new at each step (a nonce, a counter) cannot recognise anyone later.
    result = tokens(values[0], times)
    for value in values[1:]:
        result &= tokens(value, times)
    return result


def _readings(value: str) -> list[str]:
    readings = [unquote(value)]
    for text in (*re.split(r"[.|;,\s\"':=]", readings[0]), readings[0]):
        decoded = _from_base64(text)
        if decoded is not None:
            readings.append(unquote(decoded))
    if len(readings) > 1 and _from_base64(readings[0]) is not None:
        return readings[1:]  # the whole was a wrapping: its letters say nothing beside what is in it
    return readings[:20]


def _from_base64(text: str) -> str | None:
    if not _BASE64.match(text):
        return None
    try:
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text.rstrip("=")) % 4), validate=False)
        decoded = raw.decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    return decoded if decoded.isprintable() and len(decoded) >= LEAST_LENGTH else None


def _is_time(part: str, times: Window) -> bool:
    if not (part.isascii() and part.isdecimal()):
        return False
    if len(part) in (10, 13, 16):
        return times[0] <= int(part) / 10.0 ** (len(part) - 10) <= times[1]
    return len(part) in (8, 14) and part[:2] == "20" and "01" <= part[4:6] <= "12" and "01" <= part[6:8] <= "31"


def seconds_of(text: str) -> float | None:
    """Unix seconds of a time in RFC 3339; None where it cannot be read."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
