"""The list of SHA-256 sums that `sha256sum -c manifest.sha256` reads: `<64 hex digits>  <relative path>`, one a line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

__all__ = ["NAME", "digest_of", "line", "read", "written"]

NAME = "manifest.sha256"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)\Z")


def line(name: str, digest: str) -> str:
    """One line, its end included."""
    return f"{digest}  {name}\n"


def written(sums: Mapping[str, str]) -> bytes:
    """The whole file, sorted by path."""
    return "".join(line(name, sums[name]) for name in sorted(sums)).encode()


def read(data: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """Path → sum, and what is wrong with the list itself. Paths that lead out of the folder are refused."""
    sums: dict[str, str] = {}
    problems: list[str] = []
    for number, text in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        if not text:
            continue
        found = _LINE.match(text)
        path = PurePosixPath(found[2]) if found else PurePosixPath("/")
        if found is None or path.is_absolute() or ".." in path.parts or "\\" in found[2] or str(path) != found[2]:
            problems.append(f"{NAME}:{number}: not a line of a manifest")
        elif sums.setdefault(found[2], found[1]) != found[1]:
            problems.append(f"{NAME}:{number}: {found[2]} is listed twice with different sums")
    return sums, tuple(problems)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
