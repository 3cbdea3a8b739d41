"""Hold sites, so that no other process that shares the index visits them at the same time.

In PostgreSQL by advisory locks of a connection, beside SQLite by locked files: both go with the process that holds them, however
it ends, so that nothing has to be cleaned up after a crash.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Engine, text

from auditor.evidence.disk import told

__all__ = ["claimed"]


@contextlib.contextmanager
def claimed(engine: Engine, urls: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The sites among `urls` that nobody else holds, held until the end of the block. Raises StoreError."""
    if engine.dialect.name == "postgresql":
        with _by_database(engine, urls) as free:
            yield free
    else:
        with _by_files(Path(f"{engine.url.database}.locks"), urls) as free:
            yield free


@contextlib.contextmanager
def _by_database(engine: Engine, urls: Sequence[str]) -> Iterator[tuple[str, ...]]:
    ask = text("SELECT pg_try_advisory_lock(:key)")
    # Without a transaction: one that stays open for hours would keep the database from cleaning up.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield tuple(url for url in urls if connection.execute(ask, {"key": _number(url)}).scalar())


@contextlib.contextmanager
def _by_files(folder: Path, urls: Sequence[str]) -> Iterator[tuple[str, ...]]:
    with contextlib.ExitStack() as held:
        with told(folder):
            folder.mkdir(exist_ok=True)
            # The files stay: to remove one that another process is just opening would let both hold it.
            free = tuple(url for url in urls if _locked(folder / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}", held))
        yield free


def _locked(path: Path, held: contextlib.ExitStack) -> bool:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(descriptor)
    except OSError:
        os.close(descriptor)
        return False
    held.callback(os.close, descriptor)
    return True


def _lock(descriptor: int) -> None:
    """Raises OSError where another process holds it."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows alone has it
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _number(url: str) -> int:
    """A 64-bit number for an address; the name before it keeps clear of locks of other programs."""
    return int.from_bytes(hashlib.sha256(f"auditor:{url}".encode()).digest()[:8], "big", signed=True)
