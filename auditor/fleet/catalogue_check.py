"""Read every file of the catalogue and name each mistake, not only the first, and what is hardly meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from auditor.catalogue.block import BlockFile, Lexicon, RegionFile
from auditor.catalogue.cmp import Cmp
from auditor.catalogue.feature import FeatureFile
from auditor.catalogue.load import Folder, compose
from auditor.catalogue.mistakes import mistakes
from auditor.catalogue.owner import OwnerFile
from auditor.catalogue.promise import PromiseFile
from auditor.catalogue.wording import Wording
from auditor.errors import CatalogueError
from auditor.filters import ListFile
from auditor.fleet.catalogue_warnings import Source, shared_containers, twice_worded, without_choice
from auditor.fleet.lists import files_of, kinds

__all__ = ["SHAPES", "Checked", "Doubt", "check_catalogue"]

SHAPES: dict[str, type[Any]] = {
    "cmps": Cmp,
    "wording": Wording,
    "blocks": BlockFile,
    "blocks/regions": RegionFile,
    "lexicon": Lexicon,
    "lists": ListFile,
    "promises": PromiseFile,
    "features": FeatureFile,
    "trackers": OwnerFile,
}
"""Folder under `selectors/` → what one file of it holds."""

_YAML = ".yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What is no mistake, and worth a look."""

    text: str
    """One line, beginning with `file:line`."""
    is_own: bool
    """True where a file of the user's own folder has a part in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was read and what is wrong."""

    counts: dict[str, int]
    """Kind → number of files."""
    own: tuple[str, ...]
    """Files of the user's own folder that took the place of a shipped one or were added; sorted."""
    mistakes: tuple[str, ...]
    """One line each, beginning with `file:line`."""
    warnings: tuple[Doubt, ...] = ()
    """Entries of which one makes another useless or ambiguous. Looked for only where there is no mistake, as are the notes."""
    notes: tuple[Doubt, ...] = ()


def check_catalogue(folder: Folder) -> Checked:
    """Read everything, with the user's own folder laid over the shipped files."""
    counts: dict[str, int] = {}
    wrong: list[str] = []
    own: list[str] = []
    for kind in kinds(folder):
        files = files_of(folder, kind)
        counts[kind] = len(files)
        for name, entry in sorted(files.items()):
            if _is_own(folder, kind, name):
                own.append(f"{kind}/{name}")
            wrong += _mistakes_in(kind, entry)
    if not wrong:
        wrong += _between_files(folder)
    warnings, notes = ((), ()) if wrong else _doubts(folder)
    return Checked(counts=counts, own=tuple(sorted(own)), mistakes=tuple(wrong), warnings=warnings, notes=notes)


def _is_own(folder: Folder, kind: str, name: str) -> bool:
    return folder.user is not None and (folder.user / kind / name).is_file()


def _mistakes_in(kind: str, entry: Traversable) -> Iterator[str]:
    if kind not in SHAPES:
        yield f"{entry}:1: no file is read from {kind}/; the folders are {', '.join(sorted(SHAPES))}"
        return
    try:
        text = entry.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        yield f"{entry}:1: cannot be read as UTF-8 text ({error})"
        return
    for mistake in mistakes(text, SHAPES[kind], source=str(entry)):
        yield mistake.message


def _between_files(folder: Folder) -> tuple[str, ...]:
    """What only shows when all files are read together: the same host claimed twice, an unknown name."""
    from auditor.catalogue.tracker import conflicts
    from auditor.classify.blocks.rules import complaints
    from auditor.classify.knowledge import Knowledge

    blocks, regions = folder.read("blocks", BlockFile), folder.read("blocks/regions", RegionFile)
    concepts = {concept for lexicon in folder.read("lexicon", Lexicon).values() for concept in lexicon.phrases}
    found = [f"{_place(folder, c.file, c.field, c.value)}: {c.text}" for c in complaints(blocks, regions, concepts)]
    found += [f"selectors/trackers: {text}" for text in conflicts(folder.read("trackers", OwnerFile))]
    if found:
        return tuple(found)
    try:
        Knowledge.load(folder)  # whatever else its parts ask of each other
    except CatalogueError as error:
        return (error.message,)
    return ()


def _place(folder: Folder, file: str, field: str, value: str) -> str:
    """`file:line` of the first entry with this value under this field; the file's beginning where none is found."""
    kind, _, name = file.rpartition("/")
    entry = files_of(folder, kind)[name]
    found = _find(compose(entry.read_text("utf-8"), str(entry)), field, value)
    return f"{entry}:{found.start_mark.line + 1 if found is not None else 1}"


def _find(node: yaml.Node, field: str, value: str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode):
        return next((found for child in node.value if (found := _find(child, field, value)) is not None), None)
    if not isinstance(node, yaml.MappingNode):
        return None
    for key, child in node.value:
        entries = child.value if isinstance(child, yaml.SequenceNode) else (child,)
        found = next((entry for entry in entries if entry.value == value), None) if key.value == field else None
        found = found or _find(child, field, value)
        if found is not None:
            return found
    return None


def _doubts(folder: Folder) -> tuple[tuple[Doubt, ...], tuple[Doubt, ...]]:
    """Warnings and notes, those of the user's own files first."""
    cmps = folder.read("cmps", Cmp)
    sources = _sources(folder, "cmps")
    own = {name for name in cmps if _is_own(folder, "cmps", f"{name}{_YAML}")}
    warnings = [Doubt(text=text, is_own=bool(ids & own)) for ids, text in shared_containers(cmps, sources)]
    notes = [Doubt(text=text, is_own=name in own) for name, text in without_choice(cmps, sources)]
    wording = _sources(folder, "wording")
    for tag, words in folder.read("wording", Wording).items():
        is_own = _is_own(folder, "wording", f"{tag}{_YAML}")
        warnings += [Doubt(text=text, is_own=is_own) for text in twice_worded(words, wording[tag])]
    return _sorted(warnings), _sorted(notes)


def _sorted(doubts: list[Doubt]) -> tuple[Doubt, ...]:
    return tuple(sorted(doubts, key=lambda doubt: not doubt.is_own))


def _sources(folder: Folder, kind: str) -> dict[str, Source]:
    return {
        name.removesuffix(_YAML): Source(str(entry), compose(entry.read_text("utf-8"), str(entry)))
        for name, entry in files_of(folder, kind).items()
    }
