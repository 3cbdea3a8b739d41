"""What the fields of a saved shape mean, taken from the text that stands under each field in the source."""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import Any

__all__ = ["describe"]

_EVERYWHERE = {
    "at_ms": "Milliseconds after the first navigation of the visit.",
    "because": "Why it is so: the line of a file, the list, or the words that matched.",
    "checked": "Day on which the facts were last looked up, RFC 3339.",
    "exemption": "Of audience measurement: whether a set-up exempt from consent is documented; null where that is not asked.",
    "known_by": "How the purpose was found: own name, domain, who wrote it, where its value was sent; or not at all.",
    "owner": "Who stands behind it; null where that is not known.",
    "party": "first where it belongs to the visited site, third where it does not.",
    "phase": "before, refuse, accept or withdraw.",
    "profile": "Authority whose texts and thresholds were used.",
    "purpose": "What it is for; unknown where nothing tells.",
    "report_language": "Language of the findings, en or fr.",
    "schema": "Name and version of this format.",
    "step": "load, gesture, press, reload, next-page or reopen.",
}
"""Fields that mean the same in every shape; what stands under a field in the source comes first."""


def describe(definitions: dict[str, Any], shapes: dict[str, type[Any]]) -> None:
    """Write the meaning of each field into the definitions of its shape, where there is one."""
    for name, shape in shapes.items():
        properties = definitions.get(name, {}).get("properties", {})
        said = _fields(shape)
        for field in properties:
            text = said.get(field) or _EVERYWHERE.get(field)
            if text:
                # A description beside a `$ref` is allowed since draft 2019-09.
                properties[field] = {**properties[field], "description": text}


def _fields(shape: type[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for base in reversed(shape.__mro__[:-1]):
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(base)))
        except (OSError, TypeError):  # built in, or its source is not there: the schema is right without words
            continue
        for body in (node.body for node in tree.body if isinstance(node, ast.ClassDef)):
            for field, after in pairwise(body):
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and _is_text(after):
                    assert isinstance(after, ast.Expr)
                    found[field.target.id] = " ".join(str(ast.literal_eval(after.value)).split())
    return found


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
