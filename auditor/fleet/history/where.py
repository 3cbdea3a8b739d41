"""Where the index is."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from auditor.errors import UsageError

__all__ = ["VARIABLE", "database", "default_url", "is_kept"]

VARIABLE = "AUDITOR_HISTORY"
_NAME = "history.sqlite"
_USUAL = Path("reports")
_REMEDY = "Give sqlite:///reports/history.sqlite or postgresql://user@host/database"


def default_url(folder: Path) -> str:
    """The index of the runs in a folder where no other was asked for: of the environment, else a file beside the runs."""
    return os.environ.get(VARIABLE) or f"sqlite:///{folder / _NAME}"


def is_kept(folder: Path) -> bool:
    """Whether runs in a folder are indexed unasked: the usual folder, and one in which there is an index already.

    Else a scan would leave a database in whatever folder its --out lies.
    """
    return bool(os.environ.get(VARIABLE)) or (folder / _NAME).is_file() or folder.absolute() == _USUAL.absolute()


def database(text: str) -> URL:
    """Read where a database is. Raises UsageError for what is neither SQLite nor PostgreSQL."""
    try:
        url = make_url(text if "://" in text else f"sqlite:///{text}")
    except ArgumentError as error:
        # What was given may hold a password, so it is not repeated.
        raise UsageError("--history is no address of a database", kind="history", remedy=_REMEDY) from error
    name, _, driver = url.drivername.partition("+")
    if name in ("postgres", "postgresql"):
        return url.set(drivername=f"postgresql+{driver or 'pg8000'}")
    if name == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    raise UsageError("the history is kept in a file of SQLite, or in PostgreSQL", kind="history", remedy=_REMEDY)
