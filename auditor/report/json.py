"""JSON: one document with the run and all results, as they are; nothing cut, nothing counted, in the order asked for.

Characters that cannot be seen are written as `\\u` escapes, so that the file is safe to print; what is read back is unchanged.
Numbers that JSON does not have (not a number, infinite) become null.
"""

from __future__ import annotations

import json
import math

import msgspec

from auditor.escape import json_document
from auditor.results.run import Run

__all__ = ["SCHEMA", "SUFFIX", "render"]

SUFFIX = ".json"
SCHEMA = "auditor.report/1"


def render(run: Run, language: str) -> str:
    """Write the document. `language` changes nothing: results bring their texts."""
    document = {"schema": SCHEMA, "run": msgspec.to_builtins(run.info), "results": msgspec.to_builtins(run.results)}
    return json_document(json.dumps(_finite(document), ensure_ascii=False, indent=1, allow_nan=False)) + "\n"


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return value
