"""Every published schema says what each of its shapes and fields means."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from auditor.cli._describe import describe
from auditor.cli.schema import command
from auditor.fleet.catalogue_check import SHAPES
from auditor.shape import Shape

_ARGUMENT = command.params[0].type
assert isinstance(_ARGUMENT, click.Choice)
NAMES = tuple(_ARGUMENT.choices)


def _schema(name: str) -> dict[str, object]:
    result = CliRunner().invoke(command, [name], catch_exceptions=False)
    assert result.exit_code == 0
    schema = json.loads(result.output)
    assert isinstance(schema, dict)
    return schema


def _undescribed(schema: dict[str, object]) -> Iterator[str]:
    shapes = schema["$defs"]
    assert isinstance(shapes, dict)
    for shape, described in shapes.items():
        if not described.get("description"):
            yield shape
        for field, value in described.get("properties", {}).items():
            if not value.get("description"):
                yield f"{shape}.{field}"


@pytest.mark.parametrize("name", NAMES)
def test_every_shape_and_every_field_of_a_schema_is_described(name: str) -> None:
    assert list(_undescribed(_schema(name))) == []


def test_each_kind_of_file_that_the_catalogue_reads_has_a_schema() -> None:
    written = {"cmps": "cmp", "blocks/regions": "regions"}
    assert {written.get(kind, kind) for kind in SHAPES} <= set(NAMES)


def test_what_stands_under_a_field_comes_before_what_the_field_means_everywhere() -> None:
    schema = _schema("cmp")
    shapes = schema["$defs"]
    assert isinstance(shapes, dict)
    assert shapes["Layer"]["properties"]["container"]["description"].startswith("What a person sees as the banner;")
    assert shapes["Cmp"]["properties"]["checked"]["description"].startswith("Day on which the facts were last looked up")


class _Base(Shape, frozen=True, kw_only=True):
    """A base."""

    told: str
    """By the base."""
    purpose: str
    """Its own, not the common one."""


class _Derived(_Base, frozen=True, kw_only=True):
    """Takes over, and tells one anew."""

    told: str
    """By the derived,
    over two lines."""
    silent: str


def test_a_derived_shape_keeps_what_its_base_says_unless_it_says_it_anew() -> None:
    definitions = {"_Derived": {"properties": {"told": {}, "purpose": {"type": "string"}, "silent": {"type": "string"}}}}
    describe(definitions, {"_Derived": _Derived})
    assert definitions["_Derived"]["properties"] == {
        "told": {"description": "By the derived, over two lines."},
        "purpose": {"type": "string", "description": "Its own, not the common one."},
        "silent": {"type": "string"},
    }
