"""Records localStorage, sessionStorage, IndexedDB, caches and service workers of every frame's origin.

The browser is asked, not the page: no script of the page can see or falsify it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.capture import budget
from auditor.capture.budget import Ration
from auditor.capture.recorder import Surroundings
from auditor.capture.wire import Session, WireClosedError, WireError
from auditor.evidence import Missing
from auditor.evidence.records.storage import Storage, StorageEntry, StorageState

__all__ = ["start"]

Entry = tuple[str, str, str, str]
"""kind, origin, key, value."""


class _Storage:
    name = Storage.NAME

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._states: list[StorageState] = []
        self._workers: dict[str, tuple[str, str]] = {}

    async def attach(self, session: Session) -> None:
        if session.type == "page":
            session.on("ServiceWorker.workerRegistrationUpdated", self._registrations)
            session.on("ServiceWorker.workerVersionUpdated", self._versions)
            await session.send("ServiceWorker.enable")

    async def end_of_step(self, phase: str, step: str, at_ms: float) -> None:
        entries: set[Entry] = set()
        asked: set[str] = set()
        for session in self._around.tap.documents():
            try:
                tree = (await session.send("Page.getFrameTree"))["frameTree"]
                for frame in _frames(tree):
                    entries |= await self._frame(session, frame, asked)
            except WireClosedError:
                continue  # a frame that left while we asked stores nothing more
        entries |= {("service-worker", _origin(scope), scope, script) for scope, script in self._workers.values()}
        ration = Ration(budget.STORAGE_ENTRIES, budget.STORAGE_CHARS)
        kept = [
            StorageEntry(kind=kind, origin=origin, key=key[: budget.LABEL_CHARS * 5], value=value)
            for kind, origin, key, value in sorted(entries)
            if ration.take(len(key) + len(value))
        ]
        if ration.refused:
            self._around.missing.append(
                Missing(name=f"storage:rest:{phase}:{step}", reason=f"{ration.refused} entries over the limit were left out")
            )
        self._states.append(StorageState(phase=phase, step=step, at_ms=at_ms, entries=tuple(kept)))

    def record(self) -> Storage:
        return Storage(states=tuple(self._states))

    async def _frame(self, session: Session, frame: dict[str, Any], asked: set[str]) -> set[Entry]:
        """What one frame's storage key holds; nothing where another frame of the same key was asked already."""
        if not frame["url"].startswith("http"):
            return set()  # about:blank and data: share their parent's origin or have none to store in
        origin = _origin(frame["url"])
        found: set[Entry] = set()
        try:
            key = (await session.send("Storage.getStorageKeyForFrame", frameId=frame["id"]))["storageKey"]
        except WireError as error:
            # A sandboxed frame has an opaque origin: there is nothing to read, which is not a gap.
            if "opaque" not in str(error).lower():
                self._missing(origin, "storage key", error)
            return found
        if key in asked:
            return found
        asked.add(key)
        for kind, local in (("local", True), ("session", False)):
            try:
                answer = await session.send(
                    "DOMStorage.getDOMStorageItems", storageId={"storageKey": key, "isLocalStorage": local}
                )
                found |= {(kind, origin, name, value[: budget.VALUE_CHARS]) for name, value in answer["entries"]}
            except WireError as error:
                self._missing(origin, kind, error)
        try:
            names = (await session.send("IndexedDB.requestDatabaseNames", storageKey=key))["databaseNames"]
            found |= {("indexeddb", origin, name, "") for name in names}
        except WireError as error:
            self._missing(origin, "indexeddb", error)
        try:
            caches = (await session.send("CacheStorage.requestCacheNames", storageKey=key))["caches"]
            found |= {("cache", origin, cache["cacheName"], "") for cache in caches}
        except WireError as error:
            if origin.startswith("https:"):  # plain http has no Cache API to ask
                self._missing(origin, "cache", error)
        return found

    def _missing(self, origin: str, kind: str, error: WireError) -> None:
        if isinstance(error, WireClosedError):
            raise error
        missing = Missing(name=f"storage:{kind}:{origin}"[:300], reason=str(error)[: budget.REASON_CHARS])
        if missing not in self._around.missing and len(self._around.missing) < budget.MISSING:
            self._around.missing.append(missing)

    def _registrations(self, params: dict[str, Any]) -> None:
        for registration in params["registrations"]:
            known = self._workers.get(registration["registrationId"], ("", ""))
            if registration.get("isDeleted"):
                self._workers.pop(registration["registrationId"], None)
            else:
                self._workers[registration["registrationId"]] = (registration["scopeURL"], known[1])

    def _versions(self, params: dict[str, Any]) -> None:
        for version in params["versions"]:
            scope = self._workers.get(version["registrationId"])
            if scope is not None:
                self._workers[version["registrationId"]] = (scope[0], version["scriptURL"])


def _frames(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree["frame"]
    for child in tree.get("childFrames", ()):
        yield from _frames(child)


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].rpartition('@')[2]}"


def start(surroundings: Surroundings) -> _Storage:
    """Start the recorder."""
    return _Storage(surroundings)
