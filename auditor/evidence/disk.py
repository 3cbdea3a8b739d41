"""Files written in one piece, and failures of the disk in one line."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from auditor.errors import StoreError

__all__ = ["remove_tree", "sync_folder", "told", "write", "write_new"]

_SAID = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENAMETOOLONG: "the path is too long",
}


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn a failure of the disk into one line that names the file."""
    try:
        yield
    except OSError as error:
        why = _SAID.get(error.errno or 0, error.strerror or str(error))
        kind = "full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "disk"
        remedy = "Make room, then go on with --resume" if kind == "full" else "Mend that and try again"
        raise StoreError(f"{path}: {why}", kind=kind, remedy=remedy) from error


def remove_tree(path: Path) -> None:
    """Remove a folder with all that is in it; of a link only the link. Raises OSError."""
    if path.is_symlink():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


def write(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut. Raises OSError."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        write_new(part, data)
        part.replace(path)
    except OSError:
        # On a full disk a leftover would take the room that is needed to go on.
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    sync_folder(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, through to the disk. Raises OSError."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Bring the names in a folder through to the disk. Raises OSError."""
    if os.name == "nt":  # folders cannot be opened there
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
