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

__all__ = ["Folder", "compose", "follow", "line_of", "mistake", "parse", "plain", "shipped"]

T = TypeVar("T")
_NODES, _DEPTH = 1_000_000, 100
_DEEP = "it is nested too deeply"
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
    node = compose(text, source)
    repeated: list[CatalogueError] = []
    data = plain(node, source, repeated)
    if repeated:
        raise repeated[0]
    try:
        return msgspec.convert(data, shape, strict=False)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `")
        place, name, _ = follow(node, path.rstrip("`"))
        raise mistake(source, line_of(place, message), f"{name}: {message}" if name else message) from error


def compose(text: str, source: str) -> yaml.Node:
    """Read YAML text as nodes that know their lines. Raises CatalogueError."""
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise mistake(source, line, f"not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise mistake(source, 1, f"not YAML: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise mistake(source, 1, _DEEP) from error
    if node is None:
        raise mistake(source, 1, "the file is empty")
    _weigh(node, source, {}, 0)
    return node


def _weigh(node: yaml.Node, source: str, known: dict[int, int], depth: int) -> int:
    """How many nodes there are once every alias is written out: a few lines can stand for more than any memory holds.

    Raises CatalogueError where there are too many, also of nodes that hold themselves.
    """
    if depth > _DEPTH:
        raise mistake(source, node.start_mark.line + 1, _DEEP)
    weight = known.get(id(node))
    if weight is None:
        weight = 1
        if isinstance(node, yaml.SequenceNode):
            weight += sum(_weigh(child, source, known, depth + 1) for child in node.value)
        elif isinstance(node, yaml.MappingNode):
            weight += sum(_weigh(child, source, known, depth + 1) for pair in node.value for child in pair)
        if weight > _NODES:
            raise mistake(
                source, node.start_mark.line + 1, f"it stands for more than {_NODES} values once its aliases are written out"
            )
        known[id(node)] = weight
    return weight


def mistake(source: str, line: int, message: str) -> CatalogueError:
    """The error of one line of a file."""
    return CatalogueError(f"{source}:{line}: {message}", kind="catalogue", remedy="`auditor schema` prints what a file may hold")


def plain(node: yaml.Node, source: str, repeated: list[CatalogueError]) -> Any:
    """The values of nodes, every scalar as text. Keys that stand twice or are no text are added to `repeated`."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [plain(child, source, repeated) for child in node.value]
    assert isinstance(node, yaml.MappingNode)
    result: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            repeated.append(mistake(source, line, "a key must be text"))
        elif key.value in result:
            repeated.append(mistake(source, line, f"the key `{key.value}` stands twice"))
        else:
            result[key.value] = plain(value, source, repeated)
    return result


def follow(node: yaml.Node, path: str) -> tuple[yaml.Node, str, bool]:
    """Go along a path of msgspec's such as `$.controls.refuse[1]`: the node, its name, and whether the end was reached.

    A step that has no name (`[...]`: some value of a mapping) ends the way.
    """
    name = ""
    for key, index in _STEP.findall(path):
        if key and isinstance(node, yaml.MappingNode):
            found = next((v for k, v in node.value if k.value == key), None)
            if found is None:
                return node, name, False
            node, name = found, f"{name}.{key}" if name else key
        elif index.isdigit() and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
            node, name = node.value[int(index)], f"{name}[{index}]"
        else:
            return node, name, False
    return node, name, True


def line_of(node: yaml.Node, message: str) -> int:
    """The line of a mistake at a node."""
    # An unknown field is reported at the object that holds it; its own line is where the reader has to go.
    unknown = _UNKNOWN.search(message)
    if unknown and isinstance(node, yaml.MappingNode):
        node = next((key for key, _ in node.value if key.value == unknown[1]), node)
    return int(node.start_mark.line) + 1
