"""Where fetched lists are kept: the user's data folder, each version a file of its own with what is known of it beside it.

    <data folder>/auditor/lists/easyprivacy/2026-11-24-3f1c9a….txt
    <data folder>/auditor/lists/easyprivacy/2026-11-24-3f1c9a….json

No version is ever overwritten, so that a run can be judged again by the lists that it names; the oldest of many are removed.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from auditor.errors import StoreError
from auditor.shape import Shape

__all__ = ["FOLDER_VARIABLE", "ListStore", "Version", "VersionInfo", "data_folder"]

FOLDER_VARIABLE = "AUDITOR_DATA"
"""Environment variable that names another data folder."""
_KEPT = 12
"""A list fetched every month can be looked up for a year."""


class VersionInfo(Shape, frozen=True, kw_only=True):
    """What is known of one version of a list."""

    name: str
    title: str
    url: str
    """Where it was fetched."""
    retrieved: str
    """UTC, RFC 3339."""
    sha256: str
    bytes: int
    entries: int
    skipped: int
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version on disk."""

    path: Path
    info: VersionInfo

    def read(self) -> bytes:
        """Its content. Raises StoreError where it is not as it was fetched."""
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise StoreError(f"{self.path} cannot be read ({error.strerror})", kind="unreadable", remedy=_AGAIN) from error
        if hashlib.sha256(data).hexdigest() != self.info.sha256:
            raise StoreError(f"{self.path} is not as it was fetched", kind="damaged", remedy=_AGAIN)
        return data


_AGAIN = "`auditor lists update` fetches it again"


def data_folder() -> Path:
    """The folder of this program's data: `AUDITOR_DATA`, else where the system keeps a user's data (XDG on Linux)."""
    given = os.environ.get(FOLDER_VARIABLE)
    if given:
        return Path(given).expanduser()
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "auditor"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "auditor"
    data = os.environ.get("XDG_DATA_HOME", "")
    return (Path(data) if Path(data).is_absolute() else home / ".local" / "share") / "auditor"


class ListStore:
    """The fetched lists of one data folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder if folder is not None else data_folder()) / "lists"

    def versions(self, name: str) -> tuple[Version, ...]:
        """All versions of a list, the newest first. What cannot be read is none."""
        found: list[Version] = []
        place = self.path / name
        for note in sorted(place.glob("*.json")) if place.is_dir() else ():
            data = note.with_suffix(".txt")
            try:
                info = msgspec.json.decode(note.read_bytes(), type=VersionInfo)
            except (OSError, msgspec.MsgspecError):
                continue
            if data.is_file():
                found.append(Version(data, info))
        return tuple(sorted(found, key=lambda version: (version.info.retrieved, version.info.sha256), reverse=True))

    def newest(self) -> dict[str, Version]:
        """The newest version of every list that was fetched, by name."""
        names = sorted(entry.name for entry in self.path.iterdir() if entry.is_dir()) if self.path.is_dir() else []
        return {name: versions[0] for name in names if (versions := self.versions(name))}

    def find(self, sha256: str) -> Version | None:
        """The version with this digest, whatever its name."""
        if not self.path.is_dir():
            return None
        places = sorted(entry.name for entry in self.path.iterdir() if entry.is_dir())
        return next((v for name in places for v in self.versions(name) if v.info.sha256 == sha256), None)

    def add(self, data: bytes, info: VersionInfo) -> Version:
        """Keep a version: first its content, then the note that makes it one. Raises StoreError."""
        place = self.path / info.name
        path = place / f"{info.retrieved[:10]}-{info.sha256[:16]}.txt"
        try:
            place.mkdir(parents=True, exist_ok=True)
            _replace(path, data)
            _replace(path.with_suffix(".json"), msgspec.json.format(msgspec.json.encode(info), indent=2) + b"\n")
            for old in self.versions(info.name)[_KEPT:]:
                old.path.with_suffix(".json").unlink(missing_ok=True)
                old.path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"{place} cannot be written ({error.strerror})",
                kind="unwritable",
                remedy=f"Name another folder in {FOLDER_VARIABLE}",
            ) from error
        return Version(path, info)


def _replace(path: Path, data: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
