"""Whatever fits the shape of a saved thing, with hostile texts in every place: a strategy of Hypothesis for any msgspec type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

__all__ = ["UNSEEN", "like", "texts"]

UNSEEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]"
"""Characters that act without being seen: none may reach a person's screen raw."""

_HOSTILE = (
    "",
    " ",
    "a",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "</script><!--",
    "]]>&#0;&x;",
    '=HYPERLINK("http://x","y")',
    "+1+1|cmd",
    "@SUM(A1)",
    "\t=1",
    "-2",
    "| a | `b` | [c](javascript:alert(1))\n\n# d",
    "![x](http://evil.example/)",
    "javascript:alert(1)",
    "https://user:pass@evil.example/\x1b[2J",
    "http://[",
    "//x",
    "file:///etc/passwd",
    "../../../etc/passwd",
    "..\\..\\x",
    "CON",
    "a/../b\x00c",
    "\x1b]0;owned\x07\x1b[31m",
    "\x9b31m",
    "x\u202egpj.exe\u2066",
    "a\u200bb\ufeff",
    "\r\n\r\nHTTP/1.1 200",
    "lone \ud800 half",
    "\udfff",
    "Z" + "\u0335" * 50,
    "{{7*7}}{% raw %}${x}%s{0}{n}",
    "W" * 4_000,
    "漢" * 300,
    "１＝＋",
    "null",
    "NaN",
    "1e999",
    "https://www.example.fr/",
    "2026-13-99T99:99:99Z",
)


def texts(*, whole: bool) -> st.SearchStrategy[str]:
    """Hostile texts and any others. `whole`: without halves of surrogate pairs, which no UTF-8 file can hold."""
    listed = [text.encode("utf-8", "replace").decode() if whole else text for text in _HOSTILE]
    return st.one_of(st.sampled_from(listed), st.text(st.characters(exclude_categories=("Cs",) if whole else ()), max_size=12))


def like(kind: Any, given: Mapping[Any, st.SearchStrategy[Any]] | None = None, *, whole: bool = False) -> st.SearchStrategy[Any]:
    """Anything of this type. `given`: a strategy of its own for a struct, or for one field as (struct, name)."""
    return _Maker(dict(given or {}), whole=whole).of(inspect.type_info(kind))


class _Maker:
    def __init__(self, given: dict[Any, st.SearchStrategy[Any]], *, whole: bool) -> None:
        self._given = given
        self._text = texts(whole=whole)
        self._inside: dict[type, st.SearchStrategy[Any]] = {}

    def of(self, kind: inspect.Type) -> st.SearchStrategy[Any]:
        if isinstance(kind, inspect.StructType):
            return self._struct(kind)
        if isinstance(kind, inspect.UnionType):
            return st.one_of(*(self.of(one) for one in kind.types))
        if isinstance(kind, inspect.LiteralType):
            return st.sampled_from(kind.values)
        if isinstance(kind, inspect.TupleType):
            return st.tuples(*(self.of(one) for one in kind.item_types))
        if isinstance(kind, inspect.VarTupleType):
            return st.lists(self.of(kind.item_type), max_size=3).map(tuple)
        if isinstance(kind, inspect.DictType):
            return st.dictionaries(self.of(kind.key_type), self.of(kind.value_type), max_size=3)
        if isinstance(kind, inspect.StrType):
            return self._text
        if isinstance(kind, inspect.CustomType) and kind.cls is object:
            return st.one_of(st.none(), self._text, st.dictionaries(self._text, self._text, max_size=2))
        return _plain(kind)

    def _field(self, owner: type, field: inspect.Field) -> st.SearchStrategy[Any]:
        place = (owner, field.name)
        return self._given[place] if place in self._given else self.of(field.type)

    def _struct(self, kind: inspect.StructType) -> st.SearchStrategy[Any]:
        if kind.cls in self._given:
            return self._given[kind.cls]
        if kind.cls not in self._inside:
            self._inside[kind.cls] = st.deferred(lambda: made)
            fields = {f.name: self._field(kind.cls, f) for f in kind.fields}
            made = st.builds(kind.cls, **fields)
        return self._inside[kind.cls]


def _plain(kind: inspect.Type) -> st.SearchStrategy[Any]:
    if isinstance(kind, inspect.BoolType):
        return st.booleans()
    if isinstance(kind, inspect.NoneType):
        return st.none()
    if isinstance(kind, inspect.IntType):
        return st.sampled_from((0, 1, 2, -1, 10**6, 2**53, 2**63 - 1, -(2**63)))
    if isinstance(kind, inspect.FloatType):
        return st.sampled_from((0.0, -1.0, 0.5, 1e15, 1e308, -1e308, 5e-324))
    if isinstance(kind, (inspect.RawType, inspect.AnyType)):
        return st.just(msgspec.Raw(b"{}"))
    raise NotImplementedError(kind)
