"""Read every file of the catalogue and name each mistake, not only the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auditor.catalogue.block import BlockFile, Lexicon, RegionFile
from auditor.catalogue.cmp import Cmp
from auditor.catalogue.load import Folder, parse
from auditor.catalogue.owner import OwnerFile
from auditor.catalogue.promise import PromiseFile
from auditor.catalogue.wording import Wording
from auditor.errors import CatalogueError
from auditor.fleet.lists import files_of, kinds

__all__ = ["SHAPES", "Checked", "check_catalogue"]

SHAPES: dict[str, type[Any]] = {
    "cmps": Cmp,
    "wording": Wording,
    "blocks": BlockFile,
    "blocks/regions": RegionFile,
    "lexicon": Lexicon,
    "promises": PromiseFile,
    "trackers": OwnerFile,
}
"""Folder under `selectors/` → what one file of it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was read and what is wrong."""

    counts: dict[str, int]
    """Kind → number of files."""
    own: tuple[str, ...]
    """Files of the user's own folder that took the place of a shipped one or were added; sorted."""
    mistakes: tuple[str, ...]
    """One line each, beginning with `file:line`."""


def check_catalogue(folder: Folder) -> Checked:
    """Read everything, with the user's own folder laid over the shipped files."""
    counts: dict[str, int] = {}
    mistakes: list[str] = []
    own: list[str] = []
    for kind in kinds(folder):
        files = files_of(folder, kind)
        counts[kind] = len(files)
        if kind not in SHAPES:
            names = ", ".join(sorted(SHAPES))
            mistakes += [f"{entry}:1: no file is read from {kind}/; the folders are {names}" for entry in files.values()]
            continue
        for name, entry in sorted(files.items()):
            if folder.user is not None and (folder.user / kind / name).is_file():
                own.append(f"{kind}/{name}")
            try:
                parse(entry.read_text("utf-8"), SHAPES[kind], source=str(entry))
            except CatalogueError as error:
                mistakes.append(error.message)
            except (OSError, UnicodeDecodeError) as error:
                mistakes.append(f"{entry}:1: cannot be read as UTF-8 text ({error})")
    if not mistakes:
        mistakes += _between_files(folder)
    return Checked(counts=counts, own=tuple(sorted(own)), mistakes=tuple(mistakes))


def _between_files(folder: Folder) -> tuple[str, ...]:
    """What only shows when all files are read together: the same host claimed twice, an unknown name."""
    from auditor.classify.knowledge import Knowledge

    try:
        Knowledge.load(folder)
    except CatalogueError as error:
        return (error.message,)
    return ()
