"""What the fields of a saved shape mean, taken from the text that stands under each field in the source."""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import Any

__all__ = ["describe"]


def describe(definitions: dict[str, Any], shapes: dict[str, type[Any]]) -> None:
    """Write the meaning of each field into the definitions of its shape, where there is one."""
    for name, shape in shapes.items():
        properties = definitions.get(name, {}).get("properties", {})
        for field, text in _fields(shape).items():
            if field in properties:
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
