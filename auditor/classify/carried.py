"""What one request carries of consent: `gdpr`, `gdpr_consent`, `gpp`, `gpp_sid` and `us_privacy`, in its address or its body.

The names are those of the URL macros of IAB Tech Lab (TCF, Global Privacy Platform, US Privacy) and of OpenRTB, whose calls for
bids carry them in the body (`regs.gdpr`, `user.consent`, `regs.gpp` …). A macro that nobody filled in is no string.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from auditor.classify.tcf import looks_like_one
from auditor.evidence.records.requests import Request

__all__ = ["CUT", "NOTHING", "Carried", "carried"]

CUT = (2_048, 4_096, 8_192)
"""Lengths at which evidence cuts bodies, stored values, and answers and addresses: what is as long may have been longer."""

_NAMES = ("gdpr", "gpp", "us_privacy", "consent", "tcstring", "tc_string")
"""A request in which none of these stands carries nothing; told by one look at the text."""
_STRING = re.compile(r"(?:^|[?&;])gdpr_?consent=([^&;#?\s]{20,})", re.IGNORECASE)
_APPLIES = re.compile(r"(?:^|[?&;])gdpr=([01])(?=[&;#?\s]|$)", re.IGNORECASE)
_GPP = re.compile(r"(?:^|[?&;])gpp=(D[^&;#?\s]{3,})", re.IGNORECASE)
_GPP_SECTIONS = re.compile(r"(?:^|[?&;])gpp_sid=(?:[0-9,_]|%2c)+", re.IGNORECASE)
_US = re.compile(r"(?:^|[?&;])us_privacy=([0-9][YN-]{3})(?=[&;#?\s]|$)", re.IGNORECASE)
_SAID = {
    "string": re.compile(r'"(?:gdpr_?consent|consent_?string|tc_?string|consent)"\s*:\s*"([A-Za-z0-9_.-]{36,})"', re.IGNORECASE),
    "applies": re.compile(r'"gdpr"\s*:\s*"?([01])\b', re.IGNORECASE),
    "gpp": re.compile(r'"gpp"\s*:\s*"(D[A-Za-z0-9_.~-]{3,})"'),
    "sections": re.compile(r'"gpp_sid"\s*:\s*\[([0-9,\s]*)\]'),
    "us": re.compile(r'"us_privacy"\s*:\s*"([0-9][YN-]{3})"', re.IGNORECASE),
}
"""The same in the JSON of a body."""
_NUMBERS = re.compile(r"[0-9]{1,4}")
_MOST_SECTIONS = 40
_EUROPE = 2
"""Section of a GPP string that holds the TC string."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What was found; empty or None where it is not there."""

    string: str = ""
    """A TC string, by its looks."""
    string_cut: bool = False
    """True where the evidence may hold a part of it only."""
    applies: bool | None = None
    """`gdpr`: whether the GDPR is said to apply."""
    gpp: str = ""
    gpp_cut: bool = False
    gpp_sections: tuple[int, ...] = ()
    """`gpp_sid`: sections that are said to be in force."""
    us_privacy: str = ""
    """Four characters: version, notice given, opted out of sale, limited service provider agreement."""

    @property
    def europe_in_force(self) -> bool:
        """False where a GPP string is sent for other regions only, so that its European section is nobody's word."""
        return not self.gpp_sections or _EUROPE in self.gpp_sections


NOTHING = Carried()


def carried(request: Request) -> Carried:
    """Read a request. The address comes before the body."""
    url, body = request.url, request.post_text or ""
    in_url, in_body = _speaks(url), _speaks(body)
    if not in_url and not in_body:
        return NOTHING
    url, body = (url if in_url else ""), (body if in_body else "")
    string, string_cut = _first(_STRING, "string", url, body)
    gpp, gpp_cut = _first(_GPP, "gpp", url, body)
    if not looks_like_one(string):
        string, string_cut = "", False
    applies, _ = _first(_APPLIES, "applies", url, body)
    us, _ = _first(_US, "us", url, body)
    sections = _GPP_SECTIONS.search(url) or _GPP_SECTIONS.search(body) or _SAID["sections"].search(body)
    return Carried(
        string=string,
        string_cut=string_cut,
        applies=applies == "1" if applies else None,
        gpp=gpp,
        gpp_cut=gpp_cut,
        gpp_sections=_ids(sections[0]) if sections else (),
        us_privacy=us.upper(),
    )


def _speaks(text: str) -> bool:
    low = text.lower()
    return any(name in low for name in _NAMES)


def _first(named: re.Pattern[str], said: str, url: str, body: str) -> tuple[str, bool]:
    """The first value, and whether it ends where the evidence was cut."""
    for text in (url, body):
        match = named.search(text)
        if match is not None:
            return unquote(match[1]), match.end() >= len(text) and len(text) in CUT
    match = _SAID[said].search(body)
    return (match[1], False) if match is not None else ("", False)


def _ids(text: str) -> tuple[int, ...]:
    after = unquote(text.partition("=")[2] or text.partition(":")[2])
    return tuple(dict.fromkeys(int(number) for number in _NUMBERS.findall(after)))[:_MOST_SECTIONS]
