"""Print the JSON Schema of what the program reads and writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

__all__ = ["command", "text_of"]

_NOTE = "https://json-schema.org/draft/2020-12/schema"


def _result() -> dict[str, Any]:
    from auditor.results import Result

    return _of(Result)


def _evidence() -> dict[str, Any]:
    from auditor.evidence import Evidence
    from auditor.evidence.encoding import record_shapes

    shapes = record_shapes()
    schema = _of(Evidence, *shapes.values())
    # In the evidence a record is raw text until it is asked for, so its type says nothing of its shape.
    records = schema["$defs"]["Visit"]["properties"]["records"]
    records["properties"] = {name: {"$ref": f"#/$defs/{shape.__name__}"} for name, shape in shapes.items()}
    return schema


def _run() -> dict[str, Any]:
    from auditor.results.run import RunInfo

    return _of(RunInfo)


def _comparison() -> dict[str, Any]:
    from auditor.results.compare import Comparison

    return _of(Comparison)


def _runs() -> dict[str, Any]:
    from auditor.fleet.history import IndexedRun

    return _of(IndexedRun)


def _trend() -> dict[str, Any]:
    from auditor.fleet.history import SiteRun

    return _of(SiteRun)


def _sites() -> dict[str, Any]:
    from auditor.fleet.sites import SitesFile

    schema = _of(SitesFile)
    schema["$defs"]["SitesFile"]["properties"]["defaults"].pop("default")  # a list of empty keys, which helps nobody
    addresses = schema["$defs"]["SitesFile"]["properties"]["sites"]
    # A list alone may stand in the place of the mapping.
    return {"anyOf": [{"$ref": schema["$ref"]}, addresses], "$defs": schema["$defs"]}


def _catalogue(kind: str) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        from auditor.fleet.catalogue_check import SHAPES

        return _of(SHAPES[kind])

    return made


_SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "result": _result,
    "evidence": _evidence,
    "run": _run,
    "comparison": _comparison,
    "runs": _runs,
    "trend": _trend,
    "sites": _sites,
    "cmp": _catalogue("cmps"),
    "wording": _catalogue("wording"),
    "blocks": _catalogue("blocks"),
    "regions": _catalogue("blocks/regions"),
    "lexicon": _catalogue("lexicon"),
    "lists": _catalogue("lists"),
    "promises": _catalogue("promises"),
    "features": _catalogue("features"),
    "trackers": _catalogue("trackers"),
}


@click.command("schema")
@click.argument("name", type=click.Choice(list(_SCHEMAS)))
def command(name: str) -> None:
    """Print the JSON Schema of a line of results.jsonl, of evidence, of run.json, or of a YAML file.

    \b
    Example:
      auditor schema result > result.schema.json
    """
    click.echo(text_of(name), nl=False)


def text_of(name: str) -> str:
    """The schema of one name, as a text to be saved."""
    import msgspec

    schema = {"$schema": _NOTE, "title": f"auditor {name}", **_SCHEMAS[name]()}
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


def _of(shape: type[Any], *further: type[Any]) -> dict[str, Any]:
    """The schema of a type, with those of further ones among its definitions."""
    import msgspec

    from auditor.cli._describe import describe

    (first, *_), definitions = msgspec.json.schema_components(
        [shape, *further],
        ref_template="#/$defs/{name}",
        schema_hook=lambda kind: {"description": "Any JSON value."},  # `object`: whatever an interface of the page said
    )
    describe(definitions, _named(shape, *further))
    return {**first, "$defs": definitions}


def _named(*shapes: type[Any]) -> dict[str, type[Any]]:
    """The shapes and all that their fields are made of, by name."""
    from typing import get_args, get_type_hints

    from auditor.shape import Shape

    found: dict[str, type[Any]] = {}
    waiting: list[Any] = list(shapes)
    while waiting:
        kind = waiting.pop()
        waiting += get_args(kind)
        if isinstance(kind, type) and issubclass(kind, Shape) and kind.__name__ not in found:
            found[kind.__name__] = kind
            waiting += get_type_hints(kind).values()
    return found
