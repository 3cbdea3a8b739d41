"""What 1 000 to 1 000 000 sites take, computed from measured costs: `python benchmarks/scale.py`.

A simulation of steady state, not of a queue: each resource (cores, memory, the wire to the scheduler, its loop, judging in the
process that asked) is given its capacity in sites an hour, and the smallest one is where the time goes. The costs are those of
`benchmarks/speed.py` on this program's own sites; what pages of the web cost more is the factor `--heavier`, measured there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Costs", "Place", "main"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Of one site with four scenarios."""

    cpu: float = 3.6
    """CPU seconds of visiting, browser included."""
    wall: float = 26.0
    """Seconds from its first step to its last, most of them waits."""
    judge: float = 0.05
    """CPU seconds of judging, writing and reporting."""
    visit_mb: float = 60.0
    """Memory of one site under way (two contexts)."""
    base_mb: float = 500.0
    """Memory of a worker with nothing under way."""
    stored_mb: float = 0.5
    """Evidence and pictures, packed."""
    traffic_mb: float = 12.0
    """Fetched from the site in seven loads of a page of 2 to 3 MB, most of it cached after the first."""
    scheduler: float = 0.005
    """CPU seconds of a Dask scheduler for one task whose bytes pass through it; stated, not measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One machine of the cluster."""

    cores: int = 16
    memory_mb: int = 64_000
    use: float = 0.75
    """Part of its cores that may be busy: a starved browser runs the page's timers late."""
    euro_hour: float = 0.50


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each number of machines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cpu", type=float, default=Costs().cpu, help="CPU seconds a site (default %(default)s)")
    parser.add_argument("--wall", type=float, default=Costs().wall, help="seconds a site (default %(default)s)")
    parser.add_argument("--judge", type=float, default=Costs().judge, help="CPU seconds of judging a site (default %(default)s)")
    parser.add_argument("--heavier", type=float, nargs="+", default=[1.0, 5.0], help="how much more pages of the web cost")
    parser.add_argument(
        "--euro-hour", type=float, default=Place().euro_hour, help="price of a 16-core machine (default %(default)s)"
    )
    parser.add_argument("--euro-gb-month", type=float, default=0.02, help="price of storage (default %(default)s)")
    asked = parser.parse_args(arguments)
    place = Place(euro_hour=asked.euro_hour)
    sys.stdout.write(
        f"Machines of {place.cores} cores, {place.memory_mb // 1000} GB, {place.use:.0%} busy, {place.euro_hour:g} € an hour; "
        f"a site: {asked.cpu:g} CPU s, {asked.wall:g} s, judged in {asked.judge:g} CPU s.\n\n"
    )
    for heavier in asked.heavier:
        costs = Costs(cpu=asked.cpu * heavier, wall=asked.wall, judge=asked.judge * heavier, visit_mb=60.0 * heavier)
        sys.stdout.write(f"Pages that cost {heavier:g} times those measured:\n\n{_table(costs, place, asked.euro_gb_month)}\n\n")
    return 0


def _table(costs: Costs, place: Place, euro_gb: float) -> str:
    rows = [
        "| sites | machines | at once | hours | core hours | storage, GB | traffic, TB | money, € | what it waits for |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for sites in (10**3, 10**4, 10**5, 10**6):
        for machines in (1, 4, 16, 64):
            limits = _limits(costs, place, machines)
            name = min(limits, key=lambda key: limits[key])
            rate = limits[name]
            hours = sites / rate + costs.wall / 3600  # the last site takes its own time
            gigabytes = sites * costs.stored_mb / 1000
            money = machines * hours * place.euro_hour + gigabytes * euro_gb
            at_once = min(_at_once(costs, place) * machines, sites)
            core_hours = sites * (costs.cpu + costs.judge) / 3600
            rows.append(
                f"| {sites:,} | {machines} | {at_once} | {hours:.1f} | {core_hours:.0f} | {gigabytes:.1f} "
                f"| {sites * costs.traffic_mb / 1e6:.2f} | {money:.2f} | {name} |"
            )
    return "\n".join(rows)


def _at_once(costs: Costs, place: Place) -> int:
    """Sites at once on one machine: as many as keep its cores busy, as far as memory goes."""
    by_cores = place.cores * place.use * costs.wall / costs.cpu
    by_memory = (place.memory_mb - costs.base_mb * place.cores / 4) / costs.visit_mb
    return max(int(min(by_cores, by_memory)), 1)


def _limits(costs: Costs, place: Place, machines: int) -> dict[str, float]:
    """Sites an hour that each resource allows."""
    by_memory = (place.memory_mb - costs.base_mb * place.cores / 4) / costs.visit_mb
    return {
        "the workers' cores": machines * place.cores * place.use / costs.cpu * 3600,
        "the workers' memory": machines * by_memory / costs.wall * 3600,
        "judging in one process": 3600 / costs.judge,
        "the scheduler": 3600 / costs.scheduler,
        "the wire to the scheduler (1 Gbit/s)": 110 / costs.stored_mb * 3600,
    }


if __name__ == "__main__":
    sys.exit(main())
