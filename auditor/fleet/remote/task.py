"""What a worker does: one site, seen by the one browser of its process."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from auditor.errors import BrowserError
from auditor.evidence import Evidence
from auditor.evidence.encoding import pack
from auditor.evidence.store import EVIDENCE
from auditor.fleet.about import tool_version
from auditor.fleet.engine import Engine
from auditor.one_site import failed_evidence

if TYPE_CHECKING:
    from auditor.banner import Selectors
    from auditor.capture.options import CaptureOptions

__all__ = ["Seen", "WorkerBrowser", "fetched", "visit_site"]

_HUNG_AFTER, _OVERTIME_SECONDS = 3.0, 30.0
"""Times the limit of a site, and seconds on top: then something is taken for hung. Less than whoever waits for it allows."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a worker sends of one site."""

    packed: bytes = b""
    """The evidence; empty where it lies in the store."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 by the name of a picture, and of the packed evidence under the empty name."""
    place: str = ""
    """Folder in the store."""
    alive: bool = True
    version: str | None = None
    problem: str = ""
    """Why the worker cannot visit anything; empty where it can."""


class WorkerBrowser:
    """The browser of this process. Of another kind (language, device) there is one only when the last is given back."""

    _own: WorkerBrowser | None = None

    def __init__(self) -> None:
        self._kind: tuple[object, ...] = ()
        self._engine: Engine | None = None
        self._users = 0
        self._free = asyncio.Condition()
        self._selectors: Selectors | None = None

    @classmethod
    def own(cls) -> WorkerBrowser:
        """That of this process, made when it is first asked for."""
        if cls._own is None:
            cls._own = cls()
        return cls._own

    async def see(self, url: str, options: CaptureOptions) -> tuple[Evidence, dict[str, bytes], bool, str | None]:
        """Visit a site: evidence, pictures, whether the browser lives, its version. Raises BrowserError."""
        from auditor.capture.site import capture_site

        engine = await self._taken(options)
        try:
            async with engine.lease() as browser:
                limit = options.site_seconds * _HUNG_AFTER + _OVERTIME_SECONDS
                pictures: dict[str, bytes] = {}
                try:
                    async with asyncio.timeout(limit):
                        evidence, pictures = await capture_site(
                            browser,  # type: ignore[arg-type]  # what the engine starts is one
                            url,
                            options,
                            self.selectors(),
                            asyncio.Semaphore(2),
                            lambda *told: None,
                        )
                except TimeoutError:
                    evidence = failed_evidence(url, "timeout", f"{url}: no answer within {options.site_seconds:g} s")
                return evidence, pictures, browser.alive, engine.version
        finally:
            async with self._free:
                self._users -= 1
                self._free.notify_all()

    async def close(self) -> None:
        """Close the browser."""
        if self._engine is not None:
            await self._engine.close()

    async def _taken(self, options: CaptureOptions) -> Engine:
        from auditor.capture.browser import start

        kind = (options.locale, options.device, options.third_party_cookies, options.browser_path, options.browser_arguments)
        async with self._free:
            await self._free.wait_for(lambda: kind == self._kind or not self._users)
            self._users += 1
            if kind != self._kind or self._engine is None:
                if self._engine is not None:
                    await self._engine.close()
                self._kind, self._engine = kind, Engine(lambda: start(options))
            return self._engine

    def selectors(self) -> Selectors:
        """Where to press, read once."""
        if self._selectors is None:
            from auditor.catalogue.load import Folder
            from auditor.classify.knowledge import Knowledge

            self._selectors = Knowledge.load(Folder()).selectors
        return self._selectors


async def visit_site(version: str, slug: str, url: str, options: CaptureOptions, store: str) -> Seen:
    """The task of the cluster. `version`: of the program that asks; evidence of another one is none of its run."""
    if version != tool_version():
        return Seen(problem=f"the worker runs auditor {tool_version()}, and {version} asks")
    try:
        evidence, pictures, alive, browser = await WorkerBrowser.own().see(url, options)
    except BrowserError as error:
        return Seen(problem=str(error))
    packed = await asyncio.to_thread(pack, evidence)
    files = {"": packed, **pictures}
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    if not store:
        return Seen(packed=packed, pictures=pictures, sums=sums, alive=alive, version=browser)
    # Named after what is in it, so that a site that was visited twice never mixes two visits.
    place = f"{slug}/{sums[''][:16]}"
    await asyncio.to_thread(_put, store, place, {EVIDENCE: packed, **pictures})
    return Seen(sums=sums, place=place, alive=alive, version=browser)


def fetched(seen: Seen, store: str) -> tuple[bytes, dict[str, bytes]]:
    """Packed evidence and pictures, from the answer or from the store. Raises BrowserError where the store lacks them."""
    if not seen.place:
        return seen.packed, dict(seen.pictures)
    files, folder = _folder(store)
    names = {name: f"{folder}/{seen.place}/{name or EVIDENCE}" for name in seen.sums}
    try:
        found = {name: bytes(files.cat_file(path)) for name, path in names.items()}
    except OSError as error:
        raise BrowserError(f"{store}/{seen.place} cannot be read: {error}", kind="browser", remedy="Look at --store") from error
    return found.pop(""), found


def _put(store: str, place: str, files: Mapping[str, bytes]) -> None:
    system, folder = _folder(store)
    system.makedirs(f"{folder}/{place}", exist_ok=True)
    for name, data in files.items():
        system.pipe_file(f"{folder}/{place}/{name}", data)


def _folder(store: str) -> tuple[Any, str]:
    system, folder = import_module("fsspec.core").url_to_fs(store)
    return system, str(folder).rstrip("/")
