"""What a four-scenario audit costs beside a browser that only loads the same pages: `python benchmarks/audit_cost.py`.

The baseline opens as many contexts at once, with the same flags, loads and reloads the same addresses in the same order, and
stays after each step as long as the audit is bound to; it presses nothing and records nothing. Both are measured in turns; the
medians are compared. CPU is that of this process and everything below it, from Linux's /proc.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # started by its path, it must find the checkout

from playwright.async_api import Browser as Bare
from playwright.async_api import async_playwright

from auditor.capture.browser import start
from auditor.capture.engine import arguments as engine_arguments
from auditor.capture.engine import find, user_agent
from auditor.capture.options import CaptureOptions
from auditor.capture.site import capture_site
from auditor.catalogue.load import Folder
from auditor.catalogue.profile import profile
from auditor.classify.knowledge import Knowledge
from auditor.demo.server import LoopbackServer, Seen
from auditor.demo.services import services
from auditor.evidence import Evidence, Visit
from auditor.evidence.records.requests import Requests
from auditor.one_site import judge_evidence
from auditor.results import Result
from benchmarks.cases import Case, cases

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Seconds of one run."""

    wall: float
    cpu: float


def main() -> int:
    """Measure one site in turns and print the medians, their ratio, and what of the contacts was recorded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="pied", help="id of a case (default %(default)s: a small site that can be asked again)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dwell", type=float, default=3.0, help="seconds that each step is watched (default %(default)s)")
    asked = parser.parse_args()
    case = next(case for case in cases(("hard", "replicas", "platforms")) if case.demo.id == asked.site)
    hosts = {site.host: site for site in (*services(), *case.demo.hosts)}
    with LoopbackServer(hosts.values(), unknown="404") as server:
        sys.stdout.write(asyncio.run(_compare(case, server, asked.rounds, asked.dwell)) + "\n")
    return 0


async def _compare(case: Case, server: LoopbackServer, rounds: int, dwell: float) -> str:
    knowledge = Knowledge.load(Folder())
    options = CaptureOptions(browser_arguments=server.browser_arguments, dwell_seconds=dwell)
    path = find(None)
    flags = [
        flag
        for flag in engine_arguments(options.browser_arguments, await user_agent(path))
        if not flag.startswith("--remote-debugging")
    ]
    audits: list[Spent] = []
    loads: list[Spent] = []
    recalls: list[tuple[int, int]] = []
    result: Result | None = None
    async with async_playwright() as playwright:
        for _ in range(rounds):
            seen = len(server.log)
            evidence: Evidence | None = None
            async with start(options) as browser:

                async def audit(browser=browser) -> None:  # type: ignore[no-untyped-def]
                    nonlocal evidence, result
                    evidence, _ = await capture_site(
                        browser, case.demo.url, options, knowledge.selectors, asyncio.Semaphore(2), lambda *told: None
                    )
                    result = judge_evidence(evidence, knowledge, profile("cnil"), "en", case.demo.id)

                audits.append(await _spent(audit))
            assert evidence is not None
            recalls.append(_recorded(server.log[seen:], evidence))
            bare = await playwright.chromium.launch(executable_path=path, args=flags)

            async def load(bare=bare, visits=evidence.visits) -> None:  # type: ignore[no-untyped-def]
                async with asyncio.TaskGroup() as group:
                    for visit in visits:
                        group.create_task(_load(bare, visit, options))

            loads.append(await _spent(load))
            await bare.close()
    assert result is not None
    return _table(case, result, audits, loads, recalls)


async def _load(bare: Bare, visit: Visit, options: CaptureOptions) -> None:
    """Walk through the steps of a visit without pressing anything."""
    dwell = {(wait.phase, wait.step): wait.dwell_ms / 1000 for wait in visit.settled}
    context = await bare.new_context(
        timezone_id=options.timezone, viewport={"width": options.viewport[0], "height": options.viewport[1]}
    )
    page = await context.new_page()
    for mark in visit.marks:
        if mark.step in ("load", "next-page"):
            await page.goto(mark.url)
        elif mark.step == "reload":
            await page.reload()
        await asyncio.sleep(dwell.get((mark.phase, mark.step), 0.0))
    await context.close()


async def _spent(work: Callable[[], Awaitable[None]]) -> Spent:
    wall, cpu = time.monotonic(), _cpu_seconds()
    await work()
    return Spent(wall=time.monotonic() - wall, cpu=_cpu_seconds() - cpu)


def _cpu_seconds() -> float:
    """CPU of this process and all below it, with those that have ended."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended; whoever waited for it has its time
            parents[int(entry.name)] = int(fields[1])
            ticks[int(entry.name)] = sum(int(field) for field in fields[11:15])
    mine = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in mine and child not in mine}:
        mine |= more
    return sum(ticks.get(process, 0) for process in mine) / _TICKS


def _recorded(log: Sequence[Seen], evidence: Evidence) -> tuple[int, int]:
    """Requests that the server saw, and how many of them stand in the record."""
    records = [record for visit in evidence.visits if isinstance(record := visit.record(Requests), Requests)]
    kept = Counter(request.url for record in records for request in record.requests)
    served = Counter(seen.url for seen in log)
    return sum(min(number, kept[url]) for url, number in served.items()), sum(served.values())


def _table(
    case: Case, result: Result, audits: Sequence[Spent], loads: Sequence[Spent], recalls: Sequence[tuple[int, int]]
) -> str:
    rows = [f"| {case.demo.id} | audit | only loading | ratio |", "| --- | ---: | ---: | ---: |"]
    for name in ("wall", "cpu"):
        mine, theirs = (statistics.median(getattr(spent, name) for spent in all_) for all_ in (audits, loads))
        rows.append(f"| {name}, s (median of {len(audits)}) | {mine:.1f} | {theirs:.1f} | {mine / theirs:.2f} |")
    expected = {(phase, host) for phase, hosts in case.demo.expected.trackers.items() for host in hosts}
    found = {(phase, tracker.host) for tracker in result.trackers for phase, number in tracker.requests.items() if number}
    kept, served = (sum(column) for column in zip(*recalls, strict=True))
    rows.append(f"| requests recorded, of those the server saw | {kept}/{served} | – | – |")
    rows.append(f"| expected contacts of trackers found, by phase | {len(expected & found)}/{len(expected)} | – | – |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
