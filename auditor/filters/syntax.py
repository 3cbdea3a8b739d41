"""One line of a filter list as a filter: the address pattern, and the conditions after its last `$`.

The notation is that of Adblock Plus (https://help.adblockplus.org/hc/en-us/articles/360062733293), with the aliases of uBlock
Origin for the same things. What stands for something else than « this request is blocked or let through » (hiding elements,
changing headers or addresses) is no filter here. A pattern is matched without backtracking, so that no list and no address can
make it slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

__all__ = ["Conditions", "Pattern", "conditions", "option_type", "safe_regex", "split"]

_OPTIONS = re.compile(r"\$(~?[a-z0-9-]+(?:=[^$]*)?(?:,~?[a-z0-9-]+(?:=[^$]*)?)*)$", re.I)

TYPES = ("document", "subdocument", "stylesheet", "script", "image", "font", "media", "xmlhttprequest", "ping", "websocket",
         "object", "other", "popup")  # fmt: skip
_BIT = {name: 1 << place for place, name in enumerate(TYPES)}
_ALL = (1 << len(TYPES)) - 1
_UNSAID = _ALL & ~_BIT["document"] & ~_BIT["popup"]
"""Where no type is named: every one but the page itself and windows that it opens."""

_ALIAS = {
    "css": "stylesheet",
    "frame": "subdocument",
    "doc": "document",
    "xhr": "xmlhttprequest",
    "beacon": "ping",
    "object-subrequest": "object",
    "background": "image",
}
_CARRIES_ON = frozenset({"important", "redirect", "rewrite", "empty", "mp4", "match-case"})
"""Conditions that leave open nothing about whether a request is blocked."""
_OF_CHROMIUM = {
    "stylesheet": "stylesheet",
    "script": "script",
    "image": "image",
    "font": "font",
    "media": "media",
    "texttrack": "media",
    "xhr": "xmlhttprequest",
    "fetch": "xmlhttprequest",
    "eventsource": "xmlhttprequest",
    "preflight": "xmlhttprequest",
    "ping": "ping",
    "websocket": "websocket",
}


def option_type(chromium: str, *, is_main_document: bool) -> str:
    """Chromium's resource type (lower case) as filter lists name it. A document that is not the page itself is a `subdocument`,
    a WebSocket `websocket`, what has no name of its own `other`."""
    if chromium == "document":
        return "document" if is_main_document else "subdocument"
    return _OF_CHROMIUM.get(chromium, "other")


def split(line: str) -> tuple[str, str]:
    """Pattern and conditions of a filter without its `@@`; the conditions are empty where there are none."""
    at = line.rfind("$")
    if at < 0:
        return line, ""
    found = _OPTIONS.search(line) if line.count("$") > 1 else _OPTIONS.match(line, at)
    if found is None or (line.startswith("/") and line.endswith("/") and len(line) > 2):
        return line, ""
    return line[: found.start()], found[1]


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a filter holds."""

    types: int = _UNSAID
    third_party: bool | None = None
    """None where both count."""
    on: frozenset[str] = frozenset()
    """Hosts (or `name.*`) of the asking document; empty: all."""
    not_on: frozenset[str] = frozenset()
    match_case: bool = False
    important: bool = False
    disables: bool = False
    """True for a line that takes back another (`badfilter`)."""

    def hold(self, kind: str, third_party: bool, hosts: tuple[str, ...]) -> bool:
        """Tell whether they hold; `hosts`: the asking document's host and its parents, longest first."""
        if not self.types & _BIT[kind] or (self.third_party is not None and self.third_party is not third_party):
            return False
        if self.on or self.not_on:
            for host in hosts:
                if host in self.not_on:
                    return False
                if host in self.on:
                    return True
            return not self.on
        return True


@lru_cache(maxsize=8192)
def conditions(text: str) -> Conditions | None:
    """Read conditions; None where one of them is not known, or the filter is not about blocking a request."""
    if not text:
        return _NONE
    asked = denied = 0
    third: bool | None = None
    on: list[str] = []
    not_on: list[str] = []
    flags: set[str] = set()
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        name = name.lower()
        negated = name.startswith("~")
        name = _ALIAS.get(name.lstrip("~"), name.lstrip("~"))
        if name in _BIT and not value:
            denied, asked = (denied | _BIT[name], asked) if negated else (denied, asked | _BIT[name])
        elif name in ("third-party", "3p"):
            third = not negated
        elif name in ("first-party", "1p"):
            third = negated
        elif name in ("domain", "from") and value:
            for host in value.lower().split("|"):
                (not_on if host.startswith("~") else on).append(host.lstrip("~"))
        elif (name in _CARRIES_ON or name == "badfilter") and not negated:
            flags.add(name)
        else:
            return None
    return Conditions(
        types=(asked or _UNSAID) & ~denied,
        third_party=third,
        on=frozenset(on),
        not_on=frozenset(not_on),
        match_case="match-case" in flags,
        important="important" in flags,
        disables="badfilter" in flags,
    )


_NONE = Conditions()
_HOST_END = re.compile(r"[^a-z0-9_.-]", re.I)
_SEPARATOR = r"(?:[^A-Za-z0-9_.%-]|\Z)"
_MOST_FOR_REGEX = 2048
"""Characters of an address that a list's own regular expression sees."""


@dataclass(slots=True)
class Pattern:
    """The address pattern of a filter, made ready at its first use."""

    text: str
    match_case: bool = False
    _host: str = field(init=False, default="")
    _parts: tuple[re.Pattern[str], ...] = field(init=False, default=())
    _from_start: bool = field(init=False, default=False)
    _to_end: bool = field(init=False, default=False)
    _regex: re.Pattern[str] | None = field(init=False, default=None)
    _never: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        text = self.text
        if len(text) > 2 and text.startswith("/") and text.endswith("/"):
            self._regex = safe_regex(text[1:-1], match_case=self.match_case)
            self._never = self._regex is None
            return
        if text.startswith("||"):
            text = text[2:]
            end = _HOST_END.search(text)
            self._host = (text[: end.start()] if end else text).lower()
            text = text[len(self._host) :]
            self._from_start = True
        elif text.startswith("|"):
            self._from_start, text = True, text[1:]
        if text.endswith("|"):
            self._to_end, text = True, text[:-1]
        pieces = text.split("*")
        self._from_start = self._from_start and (bool(self._host) or pieces[0] != "")
        self._to_end = self._to_end and (len(pieces) == 1 or pieces[-1] != "")
        flags = 0 if self.match_case else re.I
        # A first piece that is bound to the start keeps its place even where it is empty.
        kept = [piece for number, piece in enumerate(pieces) if piece or (number == 0 and self._host)]
        self._parts = tuple(re.compile(re.escape(piece).replace(r"\^", _SEPARATOR), flags) for piece in kept)

    def matches(self, url: str, host: str, host_at: int) -> bool:
        """Tell whether an address is so. `host` is its host in lower case, `host_at` where in the address it begins."""
        if self._never:
            return False
        if self._regex is not None:
            return self._regex.search(url[:_MOST_FOR_REGEX]) is not None
        if not self._host:
            return self._follow(url, 0)
        at = host.find(self._host)
        while at >= 0:
            if (at == 0 or host[at - 1] == "." or self._host[0] == ".") and self._follow(url, host_at + at + len(self._host)):
                return True
            at = host.find(self._host, at + 1)
        return False

    def _follow(self, url: str, at: int) -> bool:
        # The leftmost place for each piece leaves the most room for the next: no other need be tried.
        last = len(self._parts) - 1
        for number, part in enumerate(self._parts):
            if number == 0 and self._from_start:
                found = part.match(url, at)
            elif number == last and self._to_end:
                found = _at_end(part, url, at)
            else:
                found = part.search(url, at)
            if found is None:
                return False
            at = found.end()
            if number == 0 and self._from_start and last == 0 and self._to_end and at != len(url):
                return False
        return True


def _at_end(part: re.Pattern[str], url: str, at: int) -> re.Match[str] | None:
    # A piece has no more characters than its text, so it can only begin near the end.
    for found in part.finditer(url, max(at, len(url) - len(part.pattern))):
        if found.end() == len(url):
            return found
    return None


_QUANTIFIER = re.compile(r"[*+?]|\{(\d*)(,?)(\d*)\}")
_LONGEST_REGEX = 300


def safe_regex(text: str, *, match_case: bool = False) -> re.Pattern[str] | None:
    """Compile the regular expression of a filter; None where it could be slow or is not one.

    Taken are those with at most one part of open length, no repeated group, few alternatives, no references and no looking
    around: what remains costs at most some times the square of the address's length.
    """
    if len(text) > _LONGEST_REGEX or re.search(r"\(\?(?!:)|\\[1-9]", text):
        return None
    text = re.sub(r"(?<!\\)(?:\.\*)+$", "", text)  # what may follow says nothing
    open_ended = optional = alternatives = at = 0
    before = ""
    while at < len(text):
        if text[at] == "\\":
            before, at = "\\", at + 2
            continue
        if text[at] == "[":
            end = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]").match(text, at)
            if end is None:
                return None
            before, at = "]", end.end()
            continue
        found = _QUANTIFIER.match(text, at)
        if found is None or before == "(":
            alternatives += text[at] == "|"
            before, at = text[at], at + 1
            continue
        if found[0] == "?":
            if before != "*":  # else it is « as little as may be »
                optional += 1
        elif found[0] in "*+" or found[2]:
            if before == ")":
                return None
            open_ended += 1
        elif before == ")" or int(found[1] or 0) > 64:
            return None
        before, at = "*", found.end()
    if open_ended > 1 or optional > 4 or alternatives > 10:
        return None
    try:
        return re.compile(text, 0 if match_case else re.I)
    except (re.error, OverflowError, RecursionError):
        return None
