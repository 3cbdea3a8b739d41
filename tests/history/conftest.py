"""The databases that the index is tested with: a file of SQLite, and a PostgreSQL server of the tests' own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.history.databases import free_port, postgresql_folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server that is started for these tests and gone after them."""
    binaries = postgresql_folder()
    if binaries is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    # The server refuses to run as root, and pytest's own folders can be entered by their owner alone.
    owner = "postgres" if os.geteuid() == 0 else None
    base = Path(tempfile.mkdtemp(prefix="auditor-postgresql-"))
    port = free_port()

    def run(*command: object) -> None:
        subprocess.run([str(part) for part in command], check=True, capture_output=True, user=owner, cwd=base, timeout=120)

    try:
        if owner is not None:
            shutil.chown(base, owner, owner)
        data = base / "data"
        run(binaries / "initdb", "-D", data, "-U", "auditor", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {base} -c fsync=off"
        run(binaries / "pg_ctl", "start", "-w", "-s", "-D", data, "-l", base / "log", "-o", options)
        try:
            yield f"postgresql://auditor@127.0.0.1:{port}/postgres"
        finally:
            run(binaries / "pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty index, once in each kind of database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'index' / 'history.sqlite'}"
    server: str = request.getfixturevalue("postgresql")
    from sqlalchemy import NullPool, create_engine, text

    name = f"test_{abs(hash(request.node.nodeid)) % 10**12}"
    engine = create_engine(server.replace("postgresql:", "postgresql+pg8000:"), poolclass=NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return f"{server.rpartition('/')[0]}/{name}"
