"""Evidence as bytes on disk and back: JSON in gzip, the same bytes for the same evidence, bounded when read."""

from __future__ import annotations

import gzip
import pkgutil
import zlib
from functools import cache
from importlib import import_module
from itertools import chain
from typing import Any

import msgspec

from auditor.errors import StoreError
from auditor.evidence import SCHEMA, Evidence, migrations
from auditor.evidence import records as record_folder

__all__ = ["MAX_BYTES", "pack", "record_shapes", "unpack"]

MAX_BYTES = 512 * 1024 * 1024
"""Largest evidence of one site, as JSON. A heavy page's snapshots take some 20 MB; a gzip bomb would take all memory."""
_LEVEL = 5
_DAMAGED = "Take it from a copy of the run folder, or scan the site again"


class _Head(msgspec.Struct):
    schema: str


@cache
def record_shapes() -> dict[str, type[Any]]:
    """The shape of every record by its name, from the files of `auditor.evidence.records`."""
    shapes: dict[str, type[Any]] = {}
    for module in pkgutil.iter_modules(record_folder.__path__):
        loaded = import_module(f"{record_folder.__name__}.{module.name}")
        for name in loaded.__all__:
            shape = getattr(loaded, name)
            if isinstance(shape, type) and hasattr(shape, "NAME"):
                shapes[shape.NAME] = shape
    return shapes


def pack(evidence: Evidence, *, limit: int = MAX_BYTES) -> bytes:
    """Encode evidence. Raises StoreError where it is larger than could be read again."""
    data = msgspec.json.encode(evidence)
    if len(data) > limit:
        raise StoreError(
            f"{evidence.url}: {len(data) // 2**20} MB of evidence are more than the {limit // 2**20} MB that a run folder takes",
            kind="too-large",
            remedy="Audit a smaller page of the site",
        )
    return gzip.compress(data, _LEVEL, mtime=0)


def unpack(packed: bytes, source: str, *, limit: int = MAX_BYTES) -> Evidence:
    """Decode evidence of this schema or an older one, records included. Raises StoreError that names `source`."""
    data = _inflate(packed, source, limit)
    try:
        schema = msgspec.json.decode(data, type=_Head).schema
        evidence = msgspec.json.decode(_present(data, schema, source), type=Evidence)
        for visit in chain(evidence.visits, *(again.visits for again in evidence.repeats)):
            for name, shape in record_shapes().items():
                if name in visit.records:
                    visit.record(shape)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise _damaged(source, str(error)) from error
    return evidence


def _inflate(packed: bytes, source: str, limit: int) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        data = inflater.decompress(packed, limit + 1)
    except zlib.error as error:
        raise _damaged(source, str(error)) from error
    if len(data) > limit:
        raise _damaged(source, f"it unpacks to more than {limit // 2**20} MB")
    if not inflater.eof or inflater.unused_data:
        raise _damaged(source, "it is cut short" if not inflater.eof else "something stands behind its end")
    return data


def _present(data: bytes, schema: str, source: str) -> bytes:
    """The same evidence in the present schema."""
    if schema == SCHEMA:
        return data
    old, new = migrations.number(schema), migrations.number(SCHEMA)
    assert new is not None
    if old is None or old > new:
        raise StoreError(
            f"{source}: evidence of schema {schema[:60]!r} cannot be read, only up to {SCHEMA!r}",
            kind="schema",
            remedy="Use the version of auditor that wrote it, or a newer one",
        )
    try:
        return msgspec.json.encode(migrations.upgrade(msgspec.json.decode(data), old, new, migrations.steps()))
    except LookupError as error:
        raise StoreError(f"{source}: no step leads on from schema number {error}", kind="schema", remedy=_DAMAGED) from error


def _damaged(source: str, why: str) -> StoreError:
    return StoreError(f"{source}: damaged evidence ({why[:200]})", kind="damaged", remedy=_DAMAGED)
