"""The lists that label what was seen, with date and digest: a verdict is only as good as they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml

from auditor.catalogue.load import Folder, shipped
from auditor.results.run import UsedList

__all__ = ["entries_of", "files_of", "kinds", "used_lists"]

_CHECKED = re.compile(r"^checked: *[\"']?(\d{4}-\d{2}-\d{2})", re.MULTILINE)


def used_lists(folder: Folder) -> tuple[UsedList, ...]:
    """One entry a kind of the catalogue, the user's own files included. Raises OSError.

    `entries` counts files. `date` is the newest `checked` in them; empty for a kind whose files carry none.
    """
    found: list[UsedList] = []
    for kind in kinds(folder):
        digest = hashlib.sha256()
        dates: list[str] = []
        files = files_of(folder, kind)
        for name, entry in sorted(files.items()):
            data = entry.read_bytes()
            # Name and length before the content: else two catalogues with text moved between files would look the same.
            digest.update(f"{name} {len(data)}\n".encode() + data)
            dates += _CHECKED.findall(data.decode("utf-8", "replace"))
        date = max(dates, default="")
        found.append(UsedList(name=f"selectors/{kind}", date=date, sha256=digest.hexdigest(), entries=len(files)))
    return tuple(found)


def entries_of(folder: Folder, name: str) -> int:
    """Number of entries in the files of a list (`selectors/trackers`): the elements of its top-level sequences and mappings."""
    return sum(_entries(entry.read_text("utf-8")) for entry in files_of(folder, name.removeprefix("selectors/")).values())


def _entries(text: str) -> int:
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
