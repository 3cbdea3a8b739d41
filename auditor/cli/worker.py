"""Visit sites for scans on other machines."""

from __future__ import annotations

import click

__all__ = ["command"]


@click.command("worker")
@click.argument("address")
@click.option("--places", type=click.IntRange(1, 64), metavar="N", help="Sites at once. Default: by cores and memory.")
@click.option("--name", metavar="NAME", help="What the scheduler calls this worker. Default: its address.")
def command(address: str, places: int | None, name: str | None) -> None:
    """Serve a Dask scheduler with one browser: visit the sites that `auditor scan --engine ADDRESS` hands out.

    ADDRESS is that of the scheduler (`dask scheduler`), such as tcp://10.0.0.5:8786. Whoever reaches a scheduler or a worker can
    run code there: keep them in a network of their own, or use Dask's TLS.

    \b
    Examples:
      dask scheduler --host 10.0.0.5
      auditor worker tcp://10.0.0.5:8786
      auditor scan --sites sites.yaml --engine tcp://10.0.0.5:8786 --out reports/monday
    """
    from auditor.fleet.capacity import default_concurrency
    from auditor.fleet.remote.worker import work

    # A site makes two visits or more at once, at most two of them at the same time.
    work(address, places or max(default_concurrency() // 2, 1), name)
