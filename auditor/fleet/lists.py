"""The lists that label what was seen, with date and digest: a verdict is only as good as they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml

from auditor.catalogue.load import Folder, shipped
from auditor.catalogue.owner import OwnerFile
from auditor.results.run import UsedList

__all__ = ["cookie_names", "files_of", "kinds", "used_lists"]

_CHECKED = re.compile(r"^checked: *[\"']?(\d{4}-\d{2}-\d{2})", re.MULTILINE)


def used_lists(folder: Folder) -> tuple[UsedList, ...]:
    """One entry a kind of the catalogue, the user's own files included. Raises OSError.

    `entries` counts what the files list, not the files. `date` is the newest `checked` in them; empty for a kind whose files
    carry none.
    """
    found: list[UsedList] = []
    for kind in kinds(folder):
        digest = hashlib.sha256()
        dates: list[str] = []
        entries = 0
        files = files_of(folder, kind)
        for name, entry in sorted(files.items()):
            data = entry.read_bytes()
            # Name and length before the content: else two catalogues with text moved between files would look the same.
            digest.update(f"{name} {len(data)}\n".encode() + data)
            text = data.decode("utf-8", "replace")
            dates += _CHECKED.findall(text)
            entries += _entries(text)
        date = max(dates, default="")
        found.append(UsedList(name=f"selectors/{kind}", date=date, sha256=digest.hexdigest(), entries=entries))
    return tuple(found)


def cookie_names(folder: Folder) -> int:
    """How many names and patterns of cookies the catalogue knows. Raises CatalogueError."""
    return sum(len(file.cookies) for file in folder.read("trackers", OwnerFile).values())


def _entries(text: str) -> int:
    """The elements of a file's top-level sequences and mappings."""
    node = yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    if not isinstance(node, yaml.MappingNode):
        return 0
    collections = [v for _, v in node.value if isinstance(v, (yaml.SequenceNode, yaml.MappingNode))]
    return sum(len(collection.value) for collection in collections)


def kinds(folder: Folder) -> tuple[str, ...]:
    """Names of the folders that hold YAML, nested ones with a slash; sorted."""
    bases: tuple[Traversable, ...] = (shipped(), *((folder.user,) if folder.user is not None else ()))
    return tuple(sorted({kind for base in bases for kind in _folders(base)}))


def _folders(base: Traversable, prefix: str = "") -> Iterable[str]:
    if not base.is_dir():
        return
    for entry in base.iterdir():
        if entry.is_dir() and not entry.name.startswith("."):
            if any(child.name.endswith(".yaml") for child in entry.iterdir()):
                yield prefix + entry.name
            yield from _folders(entry, f"{prefix}{entry.name}/")


def files_of(folder: Folder, kind: str) -> dict[str, Traversable]:
    """The files of one kind by name, the user's own in the place of shipped ones."""
    files: dict[str, Traversable] = {}
    for base in (shipped(), folder.user):
        place: Traversable | Path | None = base
        for part in kind.split("/"):
            place = place / part if place is not None else None
        if place is not None and place.is_dir():
            files |= {entry.name: entry for entry in place.iterdir() if entry.name.endswith(".yaml")}
    return files
