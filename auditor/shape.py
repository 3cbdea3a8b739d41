"""The base of every saved shape."""

from __future__ import annotations

import msgspec

__all__ = ["Missing", "Shape"]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen, keyword-only record that refuses unknown fields; sequences are tuples."""


class Missing(Shape, frozen=True, kw_only=True):
    """Something that could not be established, and why. Never an empty list in its place."""

    name: str
    """What is missing: the name of a record, or `record:part`."""
    reason: str
    """One line for a person."""
