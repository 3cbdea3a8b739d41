"""All mistakes of one YAML file, not only the first: each is taken out of the file in turn, and the rest is read again.

A check of a whole object (« this phrase stands twice ») says what is wrong and not where; the entry at fault is the one without
which the object would not be complained of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from auditor.catalogue.load import compose, follow, line_of, mistake, plain
from auditor.errors import CatalogueError

__all__ = ["mistakes"]

_MOST = 100
"""A file with more is of another kind altogether."""
_MISSING = re.compile(r"missing required field `(.+)`")
_UNKNOWN = re.compile(r"unknown field `(.+)`")
_OF_ONE_VALUE = ("Expected `", "Object ", "Invalid ")
"""How msgspec's own complaints begin: they name the value at fault themselves."""
_QUOTES = (("'", "'"), ("« ", " »"), ("`", "`"))
"""How complaints of ours quote a text."""


def mistakes(text: str, shape: Any, *, source: str) -> tuple[CatalogueError, ...]:
    """Name every mistake of a file by `source:line`, in the order of lines; empty where `parse` would raise nothing."""
    try:
        node = compose(text, source)
    except CatalogueError as error:
        return (error,)
    return tuple(sorted(_File(node, shape, source).mistakes(), key=_line))


def _line(error: CatalogueError) -> int:
    found = re.search(r":(\d+): ", error.message)
    return int(found[1]) if found else 0


class _File:
    """A file from which what is wrong is taken out piece by piece."""

    def __init__(self, node: yaml.Node, shape: Any, source: str) -> None:
        self._root, self._shape, self._source = node, shape, source
        self._names = dict(_names(node, ""))  # before anything is taken out and later entries move up
        self._gone: set[tuple[int, str]] = set()
        """Mappings and their keys that were taken out."""
        self._shorter: set[int] = set()
        """Mappings and sequences of which something was."""

    def mistakes(self) -> Iterator[CatalogueError]:
        repeated: list[CatalogueError] = []
        plain(self._root, self._source, repeated)
        yield from repeated
        for _ in range(_MOST):
            complaint = self._complaint()
            if complaint is None:
                return
            message, path = complaint
            place = self._place(message, path)
            if not message.startswith(_OF_ONE_VALUE):
                place = self._quoted(place, complaint) or self._narrowed(place, complaint)
            if not self._follows(place, message):
                name = self._names.get(id(place), "")
                yield mistake(self._source, line_of(place, message), f"{name}: {message}" if name else message)
            if not self._take_out(place, _UNKNOWN.search(message)):
                return

    def _follows(self, place: yaml.Node, message: str) -> bool:
        """True where a complaint may only be made because something was taken out: of a field, or of what is too empty now."""
        missing = _MISSING.search(message)
        if missing is not None:
            return (id(place), missing[1]) in self._gone
        return not message.startswith(_OF_ONE_VALUE) and any(id(node) in self._shorter for node in _walk(place))

    def _complaint(self) -> tuple[str, str] | None:
        """The first complaint of what is left, and its path; None where there is none."""
        try:
            msgspec.convert(plain(self._root, self._source, []), self._shape, strict=False)
        except msgspec.ValidationError as error:
            message, _, path = str(error).partition(" - at `")
            return message, path.rstrip("`")
        return None

    def _place(self, message: str, path: str) -> yaml.Node:
        """Where a path leads. A step without a name is tried out: the first value that, alone, is complained of likewise."""
        if path.startswith("key`"):
            path += "[...]"
        first, *others = path.split("[...]")
        place, _, _ = follow(self._root, first)
        for rest in others:
            if not isinstance(place, yaml.MappingNode):
                break
            place, _, _ = follow(self._alone(place, message, path), f"${rest}")
        return place

    def _alone(self, place: yaml.MappingNode, message: str, path: str) -> yaml.Node:
        pairs = place.value
        try:
            for pair in pairs:
                place.value = [pair]
                now = self._complaint()
                if now in ((message, path), (message, path.removesuffix("[...]"))):
                    value: yaml.Node = pair[1]
                    return value
        finally:
            place.value = pairs
        return place

    def _quoted(self, place: yaml.Node, complaint: tuple[str, str]) -> yaml.Node | None:
        """The last text in a place that the complaint quotes, of several one without which it would not be made."""
        quoted = [
            (holder, leaf)
            for holder in _walk(place)
            if isinstance(holder, yaml.SequenceNode)
            for leaf in holder.value
            if isinstance(leaf, yaml.ScalarNode) and any(f"{a}{leaf.value}{b}" in complaint[0] for a, b in _QUOTES)
        ]
        for holder, leaf in reversed(quoted):
            children = holder.value
            holder.value = [child for child in children if child is not leaf]
            now = self._complaint()
            holder.value = children
            if now != complaint:
                return leaf
        return quoted[-1][1] if quoted else None

    def _narrowed(self, place: yaml.Node, complaint: tuple[str, str]) -> yaml.Node:
        """The smallest entry in a place without which the complaint would not be made."""
        for entry in list(place.value) if isinstance(place, (yaml.MappingNode, yaml.SequenceNode)) else ():
            child = entry[1] if isinstance(place, yaml.MappingNode) else entry
            at = place.value.index(entry)
            del place.value[at]
            now = self._complaint()
            place.value.insert(at, entry)
            if now == complaint:
                continue
            inner = self._narrowed(child, complaint)
            # Without a field that must be there, another complaint comes first: that says nothing.
            if inner is not child or now is None or _MISSING.search(now[0]) is None:
                return inner
        return place

    def _take_out(self, place: yaml.Node, unknown: re.Match[str] | None) -> bool:
        """Take a place out of what holds it, or its unknown field out of a place; False where nothing is left to read."""
        if unknown is not None and isinstance(place, yaml.MappingNode):
            kept = [pair for pair in place.value if pair[0].value != unknown[1]]
            shorter, place.value = len(kept) < len(place.value), kept
            return shorter
        for holder in _walk(self._root):
            if isinstance(holder, yaml.MappingNode):
                self._gone |= {(id(holder), key.value) for key, value in holder.value if value is place}
                kept = [pair for pair in holder.value if pair[1] is not place]
            elif isinstance(holder, yaml.SequenceNode):
                kept = [child for child in holder.value if child is not place]
            else:
                continue
            if len(kept) < len(holder.value):
                holder.value = kept
                self._shorter.add(id(holder))
                return True
        return False


def _walk(node: yaml.Node) -> Iterator[yaml.Node]:
    yield node
    for entry in node.value if isinstance(node, (yaml.MappingNode, yaml.SequenceNode)) else ():
        yield from _walk(entry[1] if isinstance(node, yaml.MappingNode) else entry)


def _names(node: yaml.Node, name: str) -> Iterator[tuple[int, str]]:
    yield id(node), name
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _names(value, f"{name}.{key.value}" if name else str(key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            yield from _names(child, f"{name}[{number}]")
