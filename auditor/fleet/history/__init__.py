"""Which runs there are, what came of each, and what is due: an index in a database.

The index is derived: run folders stay the truth, and it can be made again from them at any time. Only when a schedule was last
served stands nowhere else. SQLite serves one machine; PostgreSQL serves a team by another URL.
"""

from __future__ import annotations

from auditor.fleet.history.find import run_folders
from auditor.fleet.history.index import History, Refreshed
from auditor.fleet.history.rows import Earlier, IndexedRun, SiteRun
from auditor.fleet.history.where import default_url, is_kept

__all__ = ["Earlier", "History", "IndexedRun", "Refreshed", "SiteRun", "default_url", "is_kept", "run_folders"]
