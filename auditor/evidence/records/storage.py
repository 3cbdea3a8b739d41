"""What the storage recorder leaves: every storage other than cookies, of every frame's origin, at the end of each step."""

from __future__ import annotations

from typing import ClassVar

from auditor.shape import Shape

__all__ = ["Storage", "StorageEntry", "StorageState"]


class StorageEntry(Shape, frozen=True, kw_only=True):
    """One key of one storage of one origin."""

    kind: str
    """local, session, indexeddb, cache or service-worker."""
    origin: str
    """Scheme, host and port that it belongs to."""
    key: str
    """Key of a web storage; name of a database, a cache or the scope of a service worker."""
    value: str
    """Raw value for web storage, at most 4096 characters; script URL for a service worker; else empty."""


class StorageState(Shape, frozen=True, kw_only=True):
    """All entries at the end of one step."""

    phase: str
    step: str
    at_ms: float
    entries: tuple[StorageEntry, ...]
    """Of every frame’s origin."""


class Storage(Shape, frozen=True, kw_only=True):
    """The record `storage`, in the order of time."""

    NAME: ClassVar[str] = "storage"

    states: tuple[StorageState, ...]
    """One for each step."""
