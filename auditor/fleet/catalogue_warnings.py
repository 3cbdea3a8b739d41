"""What is no mistake in the catalogue and yet hardly meant: entries that another makes useless or ambiguous."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

from auditor.banner.normal import words
from auditor.catalogue.cmp import Cmp
from auditor.catalogue.load import follow
from auditor.catalogue.wording import CONTROL_CONCEPTS, Wording

__all__ = ["Source", "shared_containers", "twice_worded", "without_choice"]

_LAYERS = ("banner", "preferences")


class Source:
    """A file as it is named to a person, and the lines of its entries."""

    def __init__(self, name: str, node: yaml.Node) -> None:
        self.name = name
        self._node = node

    def at(self, path: str) -> str:
        """`file:line` of an entry such as `banner.container[1]`."""
        node, _, _ = follow(self._node, f"$.{path}")
        return f"{self.name}:{node.start_mark.line + 1}"


def shared_containers(cmps: Mapping[str, Cmp], sources: Mapping[str, Source]) -> Iterator[tuple[frozenset[str], str]]:
    """Containers that two platforms claim: which of them is named depends on chance. With the ids of the two files."""
    first: dict[str, tuple[str, str]] = {}
    for name, cmp in sorted(cmps.items()):
        for part in _LAYERS:
            layer = getattr(cmp, part)
            for number, css in enumerate(layer.container if layer is not None else ()):
                path = f"{part}.container[{number}]"
                other, other_path = first.setdefault(" ".join(css.split()), (name, path))
                if other != name:
                    also = sources[other].at(other_path)
                    yield frozenset({name, other}), f"{sources[name].at(path)}: {path}: `{css}` is a container of {also} too"


def without_choice(cmps: Mapping[str, Cmp], sources: Mapping[str, Source]) -> Iterator[tuple[str, str]]:
    """Platforms whose file names no control that accepts or refuses, so that they are told by their words. With the id."""
    for name, cmp in sorted(cmps.items()):
        layers = [layer for layer in (cmp.banner, cmp.preferences) if layer is not None]
        if not any(layer.accept or layer.refuse for layer in layers):
            yield name, f"{sources[name].name}:1: no selector for accept or refuse: both are told by their words alone"


def twice_worded(wording: Wording, source: Source) -> Iterator[str]:
    """Phrases of one language of which one makes the other useless: the first of the two is used.

    Only lists that are searched together count: a word may well be a whole control and a part of another, or stand in a notice.
    """
    for group in _searched_together(wording):
        first: dict[tuple[str, ...], tuple[str, str]] = {}
        for path, phrase in group:
            other, said = first.setdefault(words(phrase, pattern=True), (path, phrase))
            if other != path:
                same = "" if said == phrase else f", written « {said} »"
                yield f"{source.at(path)}: {path}: « {phrase} » stands in {other} already{same}"


def _searched_together(wording: Wording) -> Iterator[list[tuple[str, str]]]:
    wholes: list[tuple[str, str]] = []
    parts: list[tuple[str, str]] = []
    for concept in CONTROL_CONCEPTS:
        found = getattr(wording.controls, concept)
        whole, has = (list(_entries(f"controls.{concept}.{kind}", getattr(found, kind))) for kind in ("whole", "has"))
        if concept == "reopen":
            yield whole + has
        else:
            wholes += whole
            parts += has
    for part in wording.parts.__struct_fields__:
        parts += _entries(f"parts.{part}", getattr(wording.parts, part))
    yield wholes
    yield parts
    for field in wording.again.__struct_fields__:
        yield list(_entries(f"again.{field}", getattr(wording.again, field)))
    yield [entry for f in wording.notice.__struct_fields__ for entry in _entries(f"notice.{f}", getattr(wording.notice, f))]


def _entries(path: str, phrases: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return ((f"{path}[{number}]", phrase) for number, phrase in enumerate(phrases))
