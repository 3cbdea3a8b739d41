"""Lists as classification asks them: each with its name and, for hosts, the purpose that is taken for what it alone knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.filters.cookies import CookieDatabase
from auditor.filters.matcher import FilterList, Match
from auditor.results import Purpose

__all__ = ["Lists", "NamedFilters"]


@dataclass(frozen=True, slots=True)
class NamedFilters:
    """A filter list with its name."""

    name: str
    purpose: Purpose
    filters: FilterList


@dataclass(frozen=True, slots=True)
class Lists:
    """All lists in use, in the order in which they are asked. Without any, the catalogue stands alone."""

    filters: Sequence[NamedFilters] = ()
    cookies: Sequence[CookieDatabase] = ()

    def request(self, url: str, document_url: str, kind: str, *, third_party: bool) -> tuple[NamedFilters, Match] | None:
        """The first list that blocks a request, with the filter; a request that a list lets through is none of its own."""
        for named in self.filters:
            found = named.filters.match(url, document_url, kind, third_party=third_party)
            if found is not None and not found.exception:
                return named, found
        return None
