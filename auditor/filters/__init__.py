"""Filter lists and cookie databases of others: read as data, asked about what was seen. Pure."""

from __future__ import annotations

from auditor.filters.cookies import CookieDatabase
from auditor.filters.known import MILDEST, ListFile
from auditor.filters.lists import Lists, NamedFilters
from auditor.filters.matcher import FilterList, Match
from auditor.filters.syntax import option_type

__all__ = ["MILDEST", "CookieDatabase", "FilterList", "ListFile", "Lists", "Match", "NamedFilters", "option_type"]
