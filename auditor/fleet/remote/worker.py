"""A worker: one process of a Dask cluster, with one browser."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import tempfile
from importlib import import_module
from typing import Any

from auditor.capture.engine import find
from auditor.errors import BrowserError, UsageError
from auditor.fleet.remote.task import WorkerBrowser

__all__ = ["work"]


def work(address: str, places: int, name: str | None) -> None:
    """Serve the scheduler at `tcp://host:port` until it goes or SIGTERM, Ctrl-C comes. Raises UsageError, BrowserError.

    `places`: sites visited at once.
    """
    find()  # a worker that can visit nothing must not take sites
    WorkerBrowser.own().selectors()  # now: later it would keep the loop from answering the scheduler
    asyncio.run(_serve(address, places, name))


async def _serve(address: str, places: int, name: str | None) -> None:
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise UsageError("a worker needs Dask", kind="usage", remedy="pip install 'auditor[cluster]'") from error
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt there
            loop.add_signal_handler(number, stopped.set)
    with tempfile.TemporaryDirectory(prefix="auditor-worker-") as folder:
        try:
            # Pages are watched by their own limit of memory; Dask's would pause a worker for what the browser takes.
            worker = await distributed.Worker(
                address, nthreads=places, name=name, memory_limit=0, local_directory=folder, death_timeout=60, dashboard=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise BrowserError(
                f"no scheduler answers at {address}: {error}"[:300], kind="browser", remedy="Start one with `dask scheduler`"
            ) from error
        try:
            done = asyncio.ensure_future(worker.finished())
            await asyncio.wait({done, asyncio.ensure_future(stopped.wait())}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await worker.close()
            await WorkerBrowser.own().close()
