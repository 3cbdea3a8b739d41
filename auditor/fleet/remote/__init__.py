"""The same visits on other machines: a Dask cluster makes them, this process writes and judges what comes back.

A task is one site. What a worker saw comes back as the packed evidence and the pictures (or lies in a store of files that both
can reach), and is written here, once, whatever became of the worker meanwhile. Dask gives the task of a worker that died to
another one, until it has seen more deaths than `distributed.scheduler.allowed-failures`; then the site is visited again alone, as
after a crash of a browser here, so that a page which kills its worker condemns no other, and is given up after three tries. With
0 allowed failures that is three workers. As many sites are under way as the workers have places; the others wait here, in order.

Whoever reaches the scheduler's port can run code on the workers: it belongs into a network of its own, or behind Dask's TLS.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from auditor.errors import BrowserError, UsageError
from auditor.evidence.encoding import MAX_BYTES, unpack
from auditor.fleet.about import tool_version
from auditor.fleet.remote.task import Seen, fetched, visit_site
from auditor.one_site import failed_evidence

if TYPE_CHECKING:
    from auditor.capture.options import CaptureOptions
    from auditor.evidence import Evidence

__all__ = ["Lent", "RemoteEngine"]

_CONNECT_SECONDS = 20.0
_WORKER_SECONDS = 60.0
"""For the first worker to be there."""

_log = logging.getLogger("auditor.fleet")


class Lent:
    """What stands for the browser of one site while a worker visits it."""

    def __init__(self, engine: RemoteEngine) -> None:
        self.engine = engine
        self.alive = True
        """False once the browser, or the worker itself, was gone at the end: then the site is visited again, alone."""

    @property
    def version(self) -> str:
        """Of the workers' browser; empty before the first answer."""
        return self.engine.version or ""


class RemoteEngine:
    """Lends the browsers of a cluster, with what `auditor.fleet.engine.Engine` offers."""

    def __init__(self, client: Any, address: str, store: str) -> None:
        self._client, self._address, self._store = client, address, store
        self._numbers = itertools.count()
        self.version: str | None = None

    @classmethod
    async def connect(cls, address: str, store: str = "") -> RemoteEngine:
        """Connect to the scheduler at `tcp://host:port` and wait for its first worker. Raises UsageError, BrowserError.

        `store`: address of a folder for fsspec (s3://…, file://…) that workers write to; empty where they send what they saw.
        """
        try:
            distributed: Any = import_module("distributed")
        except ImportError as error:
            raise UsageError("--engine needs Dask", kind="usage", remedy="pip install 'auditor[cluster]'") from error
        try:
            client = await distributed.Client(address, asynchronous=True, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise BrowserError(
                f"no scheduler answers at {address}: {error}"[:300], kind="browser", remedy="Start one with `dask scheduler`"
            ) from error
        try:
            await client.wait_for_workers(1, timeout=_WORKER_SECONDS)
        except TimeoutError as error:
            await client.close()
            raise BrowserError(
                f"{address} has no worker", kind="browser", remedy=f"Start some with `auditor worker {address}`"
            ) from error
        others = {version for version in (await client.run(tool_version)).values() if version != tool_version()}
        if others:
            await client.close()
            raise BrowserError(
                f"workers of {address} run auditor {', '.join(sorted(map(str, others)))}, and this is {tool_version()}",
                kind="browser",
                remedy="Give all of them the same version",
            )
        return cls(client, address, store)

    @property
    def places(self) -> int:
        """Sites that the workers visit at once; at least 1."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"]
        return max(sum(int(worker["nthreads"]) for worker in workers.values()), 1)

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[Lent]:
        """Lend a place in the cluster. Raises BrowserError where the scheduler is gone."""
        if self._client.status not in ("running", "connecting"):
            raise BrowserError(f"the scheduler at {self._address} is gone", kind="browser", remedy="Go on with --resume")
        yield Lent(self)

    async def close(self) -> None:
        """Leave the cluster; its workers stay."""
        with contextlib.suppress(TimeoutError, OSError):
            await self._client.close()

    async def capture(
        self, lent: Lent, slug: str, url: str, options: CaptureOptions, slots: asyncio.Semaphore
    ) -> tuple[Evidence, dict[str, bytes]]:
        """Have one site visited by a worker. What cannot be told of it (its workers died one after the other) is its failure."""
        killed: type[Exception] = import_module("distributed").KilledWorker
        async with slots:
            # A key of its own each time: an answer kept from before is none for this visit.
            number = next(self._numbers)
            key = f"{slug}-{number}-{id(self):x}"
            asked = tool_version(), slug, url, options, self._store
            future = self._client.submit(visit_site, *asked, key=key, pure=False, priority=-number)
            try:
                seen: Seen = await future
                packed, pictures = await asyncio.to_thread(fetched, seen, self._store)
            except asyncio.CancelledError:
                with contextlib.suppress(Exception):
                    await asyncio.shield(future.cancel())
                raise
            except killed as error:
                _log.warning("%s: %s", url, error)
                lent.alive = False
                return failed_evidence(url, "crash", f"{url}: each worker that visited it died"), {}
            finally:
                future.release()
        if seen.problem:
            raise BrowserError(f"{url}: {seen.problem}", kind="browser", remedy="Look at the worker's own output")
        _check(url, seen.sums, {"": packed, **pictures})
        lent.alive = seen.alive
        self.version = seen.version or self.version
        return unpack(packed, url), pictures


def _check(url: str, sums: Mapping[str, str], files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        if len(data) > MAX_BYTES or hashlib.sha256(data).hexdigest() != sums.get(name):
            raise BrowserError(f"{url}: what came from the worker is not what it saw", kind="browser", remedy="Try again")
