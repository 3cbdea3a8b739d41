"""The index of runs in a database, and what each part of the program asks of it."""

from __future__ import annotations

import contextlib
import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, Row, create_engine, delete, insert, inspect, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from auditor.errors import AuditorError, StoreError
from auditor.evidence.store import RunFolder
from auditor.fleet.history import tables
from auditor.fleet.history.claim import claimed
from auditor.fleet.history.find import run_folders
from auditor.fleet.history.rows import Earlier, IndexedRun, SiteRun, run_values, site_values
from auditor.fleet.history.where import database
from auditor.fleet.runs import read_run

__all__ = ["History", "Refreshed"]

_BUSY_SECONDS = 30
_REMEDY = "See that the database is there and may be written to; run folders are not touched by this"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What was found in a folder."""

    indexed: tuple[Path, ...]
    """Runs that are new or were judged again."""
    gone: int
    """Runs of this machine that were in the index and are no longer in the folder."""
    problems: tuple[str, ...]
    """One line for each run that could not be indexed."""


class History:
    """The index. Every failure of the database is a StoreError with one line."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._host = platform.node()

    @classmethod
    @contextlib.contextmanager
    def open(cls, url: str) -> Iterator[History]:
        """Open an index, made where there is none. Raises UsageError, StoreError."""
        place = database(url)
        engine = _made(place)
        try:
            with _told():
                try:
                    _prepare(engine)
                except IntegrityError:  # another process was making the tables: they are there now
                    _prepare(engine)
            yield cls(engine)
        finally:
            engine.dispose()

    def record(self, path: Path) -> int:
        """Index a run folder, or index it again; gives its id. Raises StoreError where it cannot be read."""
        folder = RunFolder.open(path)
        run = read_run(folder)
        place = {"host": self._host, "path": str(path.resolve()), "seal": folder.seal_digest}
        values, sites = {**place, **run_values(run)}, site_values(run)
        with _told():
            for _ in range(2):
                try:
                    with self._engine.begin() as connection:
                        return _put(connection, values, sites)
                except IntegrityError:  # another process was indexing the same run: it is there now
                    continue
        raise StoreError(f"{path} could not be indexed: others write at the same time", kind="history", remedy="Try again")

    def refresh(self, folder: Path) -> Refreshed:
        """Index the runs in a folder that are new or have changed, and forget those of this machine that have gone."""
        base = folder.resolve()
        with _told(), self._engine.connect() as connection:
            ours = select(tables.runs.c.path, tables.runs.c.seal).where(tables.runs.c.host == self._host)
            known: dict[str, str] = {row.path: row.seal for row in connection.execute(ours)}
        indexed: list[Path] = []
        problems: list[str] = []
        found: set[str] = set()
        for path in run_folders(folder):
            found.add(str(path.resolve()))
            try:
                if known.get(str(path.resolve())) != RunFolder.open(path).seal_digest:
                    self.record(path)
                    indexed.append(path)
            except AuditorError as error:
                problems.append(f"not indexed: {error}")
        missing = [Path(path) for path in known if path not in found and Path(path).is_relative_to(base)]
        # One that was only moved is in the index by its new place already.
        gone = sum(self.forget(path) for path in missing if not path.exists())
        return Refreshed(indexed=tuple(indexed), gone=gone, problems=tuple(problems))

    def runs(self) -> tuple[IndexedRun, ...]:
        """All runs, the newest first."""
        with _told(), self._engine.connect() as connection:
            found = connection.execute(select(tables.runs).order_by(tables.runs.c.started_at.desc(), tables.runs.c.id.desc()))
            return tuple(_run(row) for row in found)

    def site(self, url: str) -> tuple[SiteRun, ...]:
        """All runs of a site, the oldest first."""
        with _told(), self._engine.connect() as connection:
            rows = connection.execute(_of_sites().where(tables.sites.c.url == url)).all()
        failing: frozenset[str] | None = None
        found: list[SiteRun] = []
        for row in rows:
            rules = frozenset(json.loads(row.failing))
            new = rules - failing if failing is not None and row.status == "audited" else frozenset()
            failing = rules if row.status == "audited" else failing
            found.append(_site(row, tuple(sorted(new))))
        return tuple(found)

    def urls(self) -> tuple[str, ...]:
        """Addresses of all sites, sorted."""
        with _told(), self._engine.connect() as connection:
            found = connection.execute(select(tables.sites.c.url).distinct().order_by(tables.sites.c.url))
            return tuple(found.scalars())

    def urls_of(self, run: int) -> tuple[str, ...]:
        """Addresses of a run, in its order."""
        with _told(), self._engine.connect() as connection:
            found = connection.execute(
                select(tables.sites.c.url).where(tables.sites.c.run == run).order_by(tables.sites.c.position)
            )
            return tuple(found.scalars())

    def earlier(self, url: str, path: Path) -> tuple[Earlier, ...]:
        """Results of a site from before an indexed run: first those under the same conditions, each time the newest first."""
        at = str(path.resolve())
        with _told(), self._engine.connect() as connection:
            this = connection.execute(
                select(tables.runs).where(tables.runs.c.host == self._host, tables.runs.c.path == at)
            ).one_or_none()
            if this is None:
                return ()
            rows = connection.execute(
                _of_sites().where(
                    tables.sites.c.url == url,
                    tables.runs.c.id != this.id,
                    or_(
                        tables.runs.c.started_at < this.started_at,
                        (tables.runs.c.started_at == this.started_at) & (tables.runs.c.id < this.id),
                    ),
                )
            ).all()
        newest_first = list(reversed(rows))
        ordered = [row for row in newest_first if row.conditions == this.conditions]
        ordered += [row for row in newest_first if row.conditions != this.conditions]
        return tuple(
            Earlier(url=row.url, folder=row.path, host=row.host, started_at=row.started_at, status=row.status) for row in ordered
        )

    def forget(self, path: Path) -> bool:
        """Take a run of this machine out of the index; True where it was in it."""
        with _told(), self._engine.begin() as connection:
            at = (tables.runs.c.host == self._host) & (tables.runs.c.path == str(path))
            run = connection.execute(select(tables.runs.c.id).where(at)).scalar_one_or_none()
            connection.execute(delete(tables.sites).where(tables.sites.c.run == run))
            connection.execute(delete(tables.runs).where(tables.runs.c.id == run))
            return run is not None

    def served_until(self, url: str, schedule: str) -> str | None:
        """Until when a site has been served under a schedule: UTC, RFC 3339. None where it never was."""
        with _told(), self._engine.connect() as connection:
            found = connection.execute(
                select(tables.turns.c.served_until).where(tables.turns.c.url == url, tables.turns.c.schedule == schedule)
            ).scalar_one_or_none()
            return None if found is None else str(found)

    def serve(self, url: str, schedule: str, until: str) -> None:
        """Note until when a site has been served under a schedule."""
        this = (tables.turns.c.url == url) & (tables.turns.c.schedule == schedule)
        with _told(), self._engine.begin() as connection:
            if not connection.execute(update(tables.turns).where(this).values(served_until=until)).rowcount:
                connection.execute(insert(tables.turns).values(url=url, schedule=schedule, served_until=until))

    @contextlib.contextmanager
    def claim(self, urls: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Hold sites for as long as the block lasts; gives those that nobody else holds, who shares this index."""
        with claimed(self._engine, urls) as free:
            yield free


def _made(place: URL) -> Engine:
    local = place.drivername.startswith("sqlite")
    with _told():
        if local:
            Path(str(place.database)).absolute().parent.mkdir(parents=True, exist_ok=True)
        try:
            # No connection is kept: commands are short, and a service waits for days between two questions.
            return create_engine(place, poolclass=NullPool, connect_args={"timeout": _BUSY_SECONDS} if local else {})
        except ImportError as error:
            raise StoreError(
                "the driver of the database is not installed",
                kind="history",
                remedy="Install auditor[postgresql], or name another driver such as postgresql+psycopg://",
            ) from error


def _prepare(engine: Engine) -> None:
    with engine.begin() as connection:
        if not inspect(connection).has_table(tables.version.name):
            tables.metadata.create_all(connection)
            connection.execute(insert(tables.version).values(version=tables.VERSION))
            return
        found = connection.execute(select(tables.version.c.version)).scalars().all()
    if found != [tables.VERSION]:
        raise StoreError(
            f"the history is of another version ({', '.join(map(str, found[:3]))})",
            kind="history",
            remedy="Use the version of auditor that made it, or give another place to --history: it is made from the run folders",
        )


def _put(connection: Connection, values: dict[str, Any], sites: list[dict[str, Any]]) -> int:
    runs = tables.runs
    here = connection.execute(select(runs.c.id).where(runs.c.host == values["host"], runs.c.path == values["path"])).scalar()
    # The same seal is the same run, moved or seen from another machine.
    moved = connection.execute(select(runs.c.id).where(runs.c.seal == values["seal"])).scalar()
    known = here if here is not None else moved
    if known is None:
        made = connection.execute(insert(runs).values(**values)).inserted_primary_key
        assert made is not None
        known = int(made[0])
    else:
        connection.execute(update(runs).where(runs.c.id == known).values(**values))
        connection.execute(delete(tables.sites).where(tables.sites.c.run == known))
    if sites:
        connection.execute(insert(tables.sites), [{**site, "run": known} for site in sites])
    return int(known)


def _of_sites() -> Any:
    runs = tables.runs.c
    columns = (runs.path, runs.host, runs.started_at, runs.profile, runs.conditions)
    return select(tables.sites, *columns).join_from(tables.sites, tables.runs).order_by(runs.started_at, runs.id)


def _verdicts(row: Row[Any]) -> dict[str, int]:
    return {verdict: row._mapping[column] for verdict, column in tables.VERDICT_COLUMNS.items()}


def _run(row: Row[Any]) -> IndexedRun:
    return IndexedRun(
        id=row.id,
        folder=row.path,
        host=row.host,
        seal=row.seal,
        started_at=row.started_at,
        ended_at=row.ended_at,
        profile=row.profile,
        tool=row.tool,
        browser=row.browser,
        sites=row.asked,
        first_site=row.first_url,
        audited=row.audited,
        failed=row.failed,
        verdicts=_verdicts(row),
    )


def _site(row: Row[Any], new: tuple[str, ...]) -> SiteRun:
    return SiteRun(
        run=row.run,
        folder=row.path,
        host=row.host,
        started_at=row.started_at,
        profile=row.profile,
        url=row.url,
        status=row.status,
        error=row.error,
        verdicts=_verdicts(row),
        trackers_before=row.trackers_before,
        trackers_refuse=row.trackers_refuse,
        failing=tuple(json.loads(row.failing)),
        new_failures=new,
    )


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn a failure of the database into one line, without the address of the database: it may hold a password."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        said = " ".join(str(cause).split())[:200]
        raise StoreError(f"the history cannot be used: {said}", kind="history", remedy=_REMEDY) from error
    except OSError as error:
        raise StoreError(f"the history cannot be used: {error.strerror or error}", kind="history", remedy=_REMEDY) from error
