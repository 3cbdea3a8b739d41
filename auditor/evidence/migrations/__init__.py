"""Steps that bring saved evidence of an older schema up to the present one, oldest first.

One file a step, named `from_<n>.py` after the schema number that it reads, with one function
`step(document: dict[str, Any]) -> dict[str, Any]`, which gives the same evidence as schema n + 1. The file on disk is never
changed: a step works on what was read. Old runs stay in the tests.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["Step", "number", "steps", "upgrade"]

Step = Callable[[dict[str, Any]], dict[str, Any]]
_NAME = re.compile(r"from_([1-9]\d*)\Z")
_SCHEMA = re.compile(r"auditor\.evidence/([1-9]\d{0,5})\Z")


def number(schema: str) -> int | None:
    """The number of a schema such as `auditor.evidence/1`; None for what is no schema of evidence."""
    found = _SCHEMA.match(schema)
    return int(found[1]) if found else None


def steps() -> dict[int, Step]:
    """Every step of this folder, by the schema number that it reads."""
    found: dict[int, Step] = {}
    for module in pkgutil.iter_modules(__path__):
        name = _NAME.match(module.name)
        if name:
            found[int(name[1])] = import_module(f"{__name__}.{module.name}").step
    return found


def upgrade(document: dict[str, Any], old: int, new: int, known: Mapping[int, Step]) -> dict[str, Any]:
    """Take evidence of schema `old` up to `new`, one step after the other.

    Raises LookupError with the number for which there is no step.
    """
    for version in range(old, new):
        if version not in known:
            raise LookupError(version)
        document = {**known[version](document), "schema": f"auditor.evidence/{version + 1}"}
    return document
