"""A filter list, ready to be asked about requests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from auditor.catalogue.match import suffixes
from auditor.filters.syntax import Conditions, Pattern, conditions, safe_regex, split

__all__ = ["FilterList", "Match"]

_HOST_RULE = re.compile(r"\|\|([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?=[\^/:?|])", re.I)
_WORD = re.compile(r"[a-z0-9%]{2,}")
_COSMETIC = re.compile(r"#[@?$%]?[?$%]?#|\$\$|#\$\?#|\$@\$|#%#|##\^")
_HEADER = re.compile(r"^[!#]\s*(Title|Version|Last modified|Licen[cs]e|Homepage|Expires)\s*:\s*(.{1,200})", re.I)
_COMMON = frozenset({"http", "https", "www", "com", "net", "org", "js", "html", "php", "css", "gif", "png"})
_MOST_FILTERS = 500_000
_MOST_UNINDEXED = 2_000
"""Filters that have no word to be found by are tried on every address: a list that is full of them is not one."""
_LONGEST_LINE = 8_192


@dataclass(frozen=True, slots=True)
class Match:
    """What a list says of a request."""

    filter: str
    """The line that matched, as the list has it."""
    exception: str = ""
    """The line that lets the request through all the same; empty where none does."""


class FilterList:
    """Filters of one list. Building is fast since a line is taken apart only when an address comes near it."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.header: dict[str, str] = {}
        """Title, version and the like, by lower-case name, as the list says them of itself."""
        self.filters = 0
        """Lines that are asked."""
        self.skipped = 0
        """Lines about requests that are not: they hold a condition that is not known, or a pattern that could be slow."""
        self._blocking, self._letting = _Index(), _Index()
        self._ready: dict[str, tuple[Pattern, Conditions]] = {}
        taken_back: set[tuple[str, str]] = set()
        kept: list[tuple[str, bool, str, str]] = []
        for raw in lines:
            line = raw.strip()
            if not line or len(line) > _LONGEST_LINE:
                continue
            if line[0] == "!" or line[0] == "[" or (line[0] == "#" and not line.startswith("##")):
                self._read_header(line)
                continue
            if ("#" in line or "$$" in line or "$@$" in line) and _COSMETIC.search(line):
                continue
            lets = line.startswith("@@")
            pattern, said = split(line[2:] if lets else line)
            known = conditions(said)
            if known is None or not pattern.strip("*|^") or " " in pattern:
                self.skipped += 1
            elif known.disables:
                taken_back.add((("@@" if lets else "") + pattern, _without_badfilter(said)))
            else:
                kept.append((line, lets, pattern, said))
        for line, lets, pattern, said in kept:
            if taken_back and (("@@" if lets else "") + pattern, said) in taken_back:
                continue
            if self.filters < _MOST_FILTERS and (self._letting if lets else self._blocking).add(line, pattern):
                self.filters += 1
            else:
                self.skipped += 1

    def match(self, url: str, document_url: str, kind: str, *, third_party: bool) -> Match | None:
        """The filter that a request meets. `kind` as by `option_type`; `third_party`: seen from the asking document.

        None where none does, and for addresses of no server (`data:`, `about:`, what cannot be read). Of several filters the
        first of the list is named, one that no exception outdoes (`important`) before others.
        """
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").strip(".")
        except ValueError:
            return None
        if parts.scheme not in ("http", "https", "ws", "wss") or not host:
            return None
        low = url.lower()
        host_at = _where_host_begins(low)
        words = {*_WORD.findall(low)}
        asking = tuple(suffixes(_host_of(document_url)))

        def first(index: _Index, *, important: bool = False) -> str:
            found: tuple[int, str] | None = None
            for place, line in index.near(host, words):
                if found is not None and found[0] < place:
                    continue
                pattern, known = self._taken_apart(line)
                if important and not known.important:
                    continue
                if known.hold(kind, third_party, asking) and pattern.matches(url, host, host_at):
                    found = (place, line)
            return found[1] if found is not None else ""

        blocks = first(self._blocking)
        if not blocks:
            return None
        lets = first(self._letting)
        if lets:
            above = first(self._blocking, important=True)
            return Match(above) if above else Match(blocks, lets)
        return Match(blocks)

    def _taken_apart(self, line: str) -> tuple[Pattern, Conditions]:
        found = self._ready.get(line)
        if found is None:
            text, said = split(line.removeprefix("@@"))
            known = conditions(said)
            assert known is not None  # lines with unknown conditions are in no index
            found = self._ready[line] = (Pattern(text, known.match_case), known)
        return found

    def _read_header(self, line: str) -> None:
        found = _HEADER.match(line)
        if found is not None and len(self.header) < 10:
            self.header.setdefault(found[1].lower().replace("licence", "license"), found[2].strip())


class _Index:
    """Filters by the host or by a word without which an address cannot match."""

    def __init__(self) -> None:
        self._by_host: dict[str, list[tuple[int, str]]] = {}
        self._by_word: dict[str, list[tuple[int, str]]] = {}
        self._others: list[tuple[int, str]] = []
        self._count = 0

    def add(self, line: str, pattern: str) -> bool:
        """File a filter; False where it cannot be found again at a bearable price."""
        self._count += 1
        entry = (self._count, line)
        host = _HOST_RULE.match(pattern)
        if host is not None:
            self._by_host.setdefault(host[1].lower(), []).append(entry)
            return True
        word = "" if pattern.startswith("/") and pattern.endswith("/") and len(pattern) > 2 else _word_of(pattern)
        if word:
            self._by_word.setdefault(word, []).append(entry)
            return True
        if len(self._others) >= _MOST_UNINDEXED or _is_unusable(pattern):
            return False
        self._others.append(entry)
        return True

    def near(self, host: str, words: set[str]) -> Iterable[tuple[int, str]]:
        """Filters that may match."""
        at = 0
        while at >= 0:
            yield from self._by_host.get(host[at:], ())
            at = host.find(".", at) + 1 or -1
        for word in words:
            yield from self._by_word.get(word, ())
        yield from self._others


def _word_of(pattern: str) -> str:
    """The longest word that stands whole in every address which the pattern matches."""
    low = pattern.lower()
    best = ""
    for found in _WORD.finditer(low):
        before, after = low[: found.start()], low[found.end() :]
        # At a star, or at an end that is not bound, the address may go on with the same word. « || » binds at a dot only.
        if before.endswith("*") or after.startswith("*") or (not before) or (not after):
            continue
        score = (found[0] not in _COMMON, len(found[0]))
        if score > (best not in _COMMON, len(best)):
            best = found[0]
    return best


def _is_unusable(pattern: str) -> bool:
    return len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/") and safe_regex(pattern[1:-1]) is None


def _without_badfilter(said: str) -> str:
    return ",".join(part for part in said.split(",") if part.strip().lower() != "badfilter")


def _where_host_begins(url: str) -> int:
    start = url.find("//") + 2
    end = min((at for mark in "/?#" if (at := url.find(mark, start)) >= 0), default=len(url))
    start = max(start, url.rfind("@", start, end) + 1)
    return start + url.startswith("[", start)


def _host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").strip(".")
    except ValueError:
        return ""
