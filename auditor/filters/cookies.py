"""A cookie database of others, read from its CSV: name or beginning of a name → purpose and platform.

The columns are those of the Open Cookie Database (https://github.com/jkwakman/Open-Cookie-Database). Its descriptions are not
read. A name is taken only where it tells something: a short one needs its domain, a name under two categories says nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass

from auditor.catalogue.match import suffixes
from auditor.catalogue.tracker import Said
from auditor.results import Purpose

__all__ = ["COLUMNS", "CookieDatabase"]

COLUMNS = ("Platform", "Category", "Cookie / Data Key name", "Domain", "Wildcard match")
"""Those that are read; a file without them is another."""

_PURPOSES: dict[str, Purpose] = {
    "functional": "functional",
    "personalization": "functional",
    "preferences": "functional",
    "security": "necessary",
    "necessary": "necessary",
    "analytics": "audience",
    "marketing": "advertising",
}
_DOMAIN = re.compile(r"(?<![\w.-])\.?((?:[a-z0-9-]+\.)+[a-z]{2,})(?![\w.-])", re.I)
_LEAST_NAME, _LEAST_PREFIX = 4, 4
_MOST_ROWS = 100_000
_GENERIC = frozenset(
    {"session", "sessionid", "session_id", "token", "user", "userid", "user_id", "visitor", "visitorid", "visitor_id", "consent",
     "cookie", "cookies", "country", "language", "locale", "lang", "test", "guest_id", "uuid", "guid", "optout", "ab_test",
     "referrer", "hash", "login", "data", "state", "info", "version", "client", "device", "currency", "region"}
)  # fmt: skip
"""Names that any site may give a cookie of its own: the domain has to say whose it is."""


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    domain: str
    platform: str
    category: str
    purpose: Purpose
    prefix: bool


class CookieDatabase:
    """Rows of one file. Raises ValueError for a file with other columns."""

    def __init__(self, lines: Iterable[str], title: str) -> None:
        self.title = title
        self.entries = 0
        self.skipped = 0
        """Rows that tell nothing: no name, a category that is not known, a name too short to stand without a domain."""
        self._exact: dict[str, list[_Row]] = {}
        self._prefix: dict[str, list[_Row]] = {}
        reader = csv.DictReader(lines)
        if reader.fieldnames is None or not set(COLUMNS) <= {(name or "").strip("\ufeff ") for name in reader.fieldnames}:
            raise ValueError(f"the columns {', '.join(COLUMNS)} are not there")
        try:
            for number, raw in enumerate(reader):
                row = _row(raw) if number < _MOST_ROWS else None
                if row is None:
                    self.skipped += 1
                    continue
                self.entries += 1
                (self._prefix if row.prefix else self._exact).setdefault(row.name, []).append(row)
        except csv.Error as error:
            raise ValueError(f"not a CSV file ({error})") from error

    def find(self, name: str, domain: str) -> Said | None:
        """What is said of a cookie: by exact name before beginnings, the longest beginning first; where the domain is named too
        before where it is not. None where nothing is, or two categories are."""
        within = frozenset(suffixes(domain))
        starts = (name[:length] for length in range(len(name), 0, -1))
        for rows, star in ((self._exact.get(name, ()), ""), *((self._prefix.get(start, ()), "*") for start in starts)):
            on_it = [row for row in rows if row.domain and row.domain in within]
            anywhere = [row for row in rows if not row.domain and _stands_alone(row)]
            for found in (on_it, anywhere):
                if len({row.purpose for row in found}) == 1:
                    row = found[0]
                    because = f"{self.title}: {row.name}{star} ({row.platform}, {row.category})"
                    return Said(purpose=row.purpose, owner=row.platform or None, because=because)
                if found:
                    return None
        return None


def _row(raw: dict[str, str]) -> _Row | None:
    given = {(key or "").strip("\ufeff "): value for key, value in raw.items() if isinstance(value, str)}
    name = given.get("Cookie / Data Key name", "").strip("\u200b\ufeff ")[:200]
    category = given.get("Category", "").strip()[:40]
    purpose = _PURPOSES.get(category.lower())
    if not name or purpose is None or "*" in name[:-1]:
        return None
    said = given.get("Domain", "").strip().lower()
    domain = _DOMAIN.search(said)
    row = _Row(
        name=name.removesuffix("*"),
        domain=domain[1].lower() if domain else "",
        platform=given.get("Platform", "").strip()[:80],
        category=category,
        purpose=purpose,
        prefix=given.get("Wildcard match", "").strip() == "1" or name.endswith("*"),
    )
    return row if row.name and (row.domain or _stands_alone(row)) else None


def _stands_alone(row: _Row) -> bool:
    return len(row.name) >= (_LEAST_PREFIX if row.prefix else _LEAST_NAME) and row.name.strip("_-").lower() not in _GENERIC
