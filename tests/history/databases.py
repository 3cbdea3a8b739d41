"""Where a PostgreSQL server is installed, and a port for it."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

__all__ = ["free_port", "postgresql_folder"]


def postgresql_folder() -> Path | None:
    """The folder with `initdb`: Debian keeps it out of the path. None where no server is installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4].partition(".")[0]))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
