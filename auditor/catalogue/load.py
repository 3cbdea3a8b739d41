"""Read YAML as text only, convert by type, and say file and line of each mistake.

PyYAML's base loader keeps every scalar as text, so that the language `no` and a button « No » stay what they are; msgspec then
converts by the type asked for. Duplicate keys are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from auditor.errors import CatalogueError

__all__ = ["Folder", "parse", "shipped"]

T = TypeVar("T")
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_UNKNOWN = re.compile(r"unknown field `(.+)`")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def shipped() -> Traversable:
    """The selectors that came with this copy: inside the wheel, or the repository's own in a checkout."""
    packaged = files("auditor") / "_selectors"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[2] / "selectors"


@dataclass(frozen=True, slots=True)
class Folder:
    """The shipped selectors with the user's own folder laid over them, file by file."""

    user: Path | None = None

    def names(self, kind: str) -> tuple[str, ...]:
        """Names (without `.yaml`) of all files of one kind, such as `cmps`; sorted."""
        return tuple(sorted({name for name, _ in self._entries(kind)}))

    def read(self, kind: str, shape: type[T]) -> dict[str, T]:
        """All files of one kind, by name; the user's file wins over the shipped one.

        Raises CatalogueError with file and line.
        """
        chosen = dict(self._entries(kind))
        return {name: parse(entry.read_text("utf-8"), shape, source=str(entry)) for name, entry in sorted(chosen.items())}

    def _entries(self, kind: str) -> Iterator[tuple[str, Traversable]]:
        for base in (shipped(), self.user):
            place = base / kind if base is not None else None
            if place is not None and place.is_dir():
                for entry in place.iterdir():
                    if entry.name.endswith(".yaml") and not entry.name.startswith("."):
                        yield entry.name.removesuffix(".yaml"), entry


def parse(text: str, shape: type[T], *, source: str) -> T:
    """Convert YAML text to a shape. Raises CatalogueError: `source:line: what was expected`."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _mistake(source, line, f"not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise _mistake(source, 1, f"not YAML: {' '.join(str(error).split())}") from error
    if node is None:
        raise _mistake(source, 1, "the file is empty")
    try:
        return msgspec.convert(_plain(node, source), shape, strict=False)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `")
        where, place = _locate(node, path.rstrip("`"))
        raise _mistake(source, _line(place, message), f"{where}{message}") from error


def _mistake(source: str, line: int, message: str) -> CatalogueError:
    return CatalogueError(f"{source}:{line}: {message}", kind="catalogue", remedy="`auditor schema` prints what a file may hold")


def _plain(node: yaml.Node, source: str) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, source) for child in node.value]
    assert isinstance(node, yaml.MappingNode)
    result: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise _mistake(source, line, "a key must be text")
        if key.value in result:
            raise _mistake(source, line, f"the key `{key.value}` stands twice")
        result[key.value] = _plain(value, source)
    return result


def _locate(node: yaml.Node, path: str) -> tuple[str, yaml.Node]:
    # msgspec says `$.controls.refuse[1]`; a step it cannot name (`[...]`: some value of a mapping) ends the walk.
    where: list[str] = []
    for key, index in _STEP.findall(path):
        if key and isinstance(node, yaml.MappingNode):
            found = next((v for k, v in node.value if k.value == key), None)
            if found is None:
                break
            node, where = found, [*where, f".{key}" if where else key]
        elif index.isdigit() and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
            node, where = node.value[int(index)], [*where, f"[{index}]"]
        else:
            break
    return (f"{''.join(where)}: " if where else ""), node


def _line(node: yaml.Node, message: str) -> int:
    # An unknown field is reported at the object that holds it; its own line is where the reader has to go.
    unknown = _UNKNOWN.search(message)
    if unknown and isinstance(node, yaml.MappingNode):
        node = next((key for key, _ in node.value if key.value == unknown[1]), node)
    return int(node.start_mark.line) + 1
