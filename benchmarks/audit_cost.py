"""What a four-scenario audit costs beside a browser that only loads the same pages: `python benchmarks/audit_cost.py`.

The baseline opens as many contexts at once, with the same flags, loads and reloads the same addresses in the same order, and
stays after each step as long as the audit is bound to; it presses nothing and records nothing. A second one presses where it
pressed, so that what a page does after a choice is told apart from what the audit costs. All are measured in turns; the
medians are compared. CPU is that of this process and everything below it, from Linux's /proc.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # started by its path, it must find the checkout

from playwright.async_api import Browser as Bare
from playwright.async_api import async_playwright

from auditor.capture.browser import Browser, start
from auditor.capture.devices import DEVICES
from auditor.capture.engine import arguments as engine_arguments
from auditor.capture.engine import find, user_agent
from auditor.capture.options import CaptureOptions
from auditor.capture.site import capture_site
from auditor.catalogue.load import Folder
from auditor.catalogue.profile import profile
from auditor.classify.knowledge import Knowledge
from auditor.demo.server import LoopbackServer, Seen
from auditor.demo.services import services
from auditor.demo.sites import DEMOS, Demo
from auditor.evidence import Evidence, Visit
from auditor.evidence.records.requests import Requests
from auditor.one_site import judge_evidence
from auditor.results import Result
from benchmarks.cases import cases
from benchmarks.spent import KINDS, Spent, spent

__all__ = ["FOUR", "Compared", "compare", "known", "load_pages"]

FOUR = ("before", "refuse", "accept", "withdraw")
"""The scenarios of the comparison: two visits."""
_LOADS = ("load", "next-page", "policy")


@dataclass(slots=True)
class Compared:
    """What was measured of one site, one entry a round."""

    audits: list[Spent] = field(default_factory=list)
    judged: list[float] = field(default_factory=list)
    """CPU seconds of judging, which are in `audits` too."""
    loads: list[Spent] = field(default_factory=list)
    presses: list[Spent] = field(default_factory=list)
    """Of loading the same pages and pressing where the audit pressed."""
    recorded: list[tuple[int, int]] = field(default_factory=list)
    """Requests recorded, and those that the server saw."""
    result: Result | None = None
    evidence: Evidence | None = None

    def ratios(self, name: str = "cpu", *, pressing: bool = False) -> list[float]:
        """Audit over loading, round by round; `name`: cpu or wall; `pressing`: over loading and pressing."""
        others = self.presses if pressing else self.loads
        return [getattr(a, name) / getattr(b, name) for a, b in zip(self.audits, others, strict=True)]


def main() -> int:
    """Measure sites in turns and print the medians, their ratio, and what of the contacts was recorded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--site", nargs="+", default=["pied", "shop"], help="ids of cases (default: pied, tiny, and shop, with scripts of others)"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dwell", type=float, default=3.0, help="seconds that each step is watched (default %(default)s)")
    asked = parser.parse_args()
    for name in asked.site:
        demo = known()[name]
        compared = asyncio.run(compare(demo, asked.rounds, asked.dwell))
        sys.stdout.write(f"{_table(demo, compared)}\n\n")
    return 0


def known() -> Mapping[str, Demo]:
    """The sites that can be measured, by id."""
    return {demo.id: demo for demo in (*DEMOS, *(case.demo for case in cases(("hard", "replicas", "platforms"))))}


async def compare(demo: Demo, rounds: int, dwell: float) -> Compared:
    """Audit a site and load its pages in turns."""
    knowledge = Knowledge.load(Folder())
    done = Compared()
    hosts = {site.host: site for site in (*services(), *demo.hosts)}
    with LoopbackServer(hosts.values(), unknown="404") as server:
        options = CaptureOptions(browser_arguments=server.browser_arguments, dwell_seconds=dwell, scenarios=FOUR)
        path = find(None)
        given = engine_arguments(options.browser_arguments, await user_agent(path, DEVICES[options.device]))
        flags = [flag for flag in given if not flag.startswith("--remote-debugging")]
        async with async_playwright() as playwright:
            for number in range(rounds + 1):
                seen = len(server.log)
                async with start(options) as browser:
                    audited = await spent(partial(_audit, browser, demo, options, knowledge, done))
                if not number:  # the first audit of a process reads lists and modules: it is not counted
                    done.judged.clear()
                    continue
                evidence = done.evidence
                assert evidence is not None
                done.audits.append(audited)
                done.recorded.append(_recorded(server.log[seen:], evidence))
                for column, pressing in ((done.loads, False), (done.presses, True)):
                    bare = await playwright.chromium.launch(executable_path=path, args=flags)
                    column.append(await spent(partial(_load_all, bare, evidence.visits, options, pressing=pressing)))
                    await bare.close()
    return done


async def _audit(browser: Browser, demo: Demo, options: CaptureOptions, knowledge: Knowledge, done: Compared) -> None:
    evidence, _ = await capture_site(browser, demo.url, options, knowledge.selectors, asyncio.Semaphore(2), lambda *told: None)

    async def judge() -> None:
        done.result = judge_evidence(evidence, knowledge, profile("cnil"), "en", demo.id)

    done.evidence = evidence
    done.judged.append((await spent(judge)).cpu)


async def _load_all(bare: Bare, visits: Sequence[Visit], options: CaptureOptions, *, pressing: bool) -> None:
    async with asyncio.TaskGroup() as group:
        for visit in visits:
            group.create_task(load_pages(bare, visit, options, pressing=pressing))


async def load_pages(bare: Bare, visit: Visit, options: CaptureOptions, *, pressing: bool) -> None:
    """Walk through the steps of a visit; `pressing`: press where it pressed."""
    presses = [press for scenario in visit.scenarios for press in scenario.presses if press.reached and pressing]
    ends = [mark.at_ms for mark in visit.marks[1:]]
    dwell = {(wait.phase, wait.step): wait.dwell_ms / 1000 for wait in visit.settled}
    context = await bare.new_context(
        timezone_id=options.timezone, viewport={"width": options.viewport[0], "height": options.viewport[1]}
    )
    page = await context.new_page()
    for mark, end in zip(visit.marks, [*ends, float("inf")], strict=True):
        if mark.step in _LOADS:
            await page.goto(mark.url)
        elif mark.step == "reload":
            await page.reload()
        for press in presses:
            # The mark of a phase and the press that begins it come within a moment.
            if mark.at_ms <= press.at_ms < end:
                await page.mouse.click(*press.point)
        await asyncio.sleep(dwell.get((mark.phase, mark.step), 0.0))
    await context.close()


def _recorded(log: Sequence[Seen], evidence: Evidence) -> tuple[int, int]:
    """Requests that the server saw, and how many of them stand in the record."""
    records = [record for visit in evidence.visits if isinstance(record := visit.record(Requests), Requests)]
    kept = Counter(request.url for record in records for request in record.requests)
    served = Counter(seen.url for seen in log)
    return sum(min(number, kept[url]) for url, number in served.items()), sum(served.values())


def _table(demo: Demo, done: Compared) -> str:
    rows = [f"| {demo.id} | audit | only loading | ratio (lowest – highest) |", "| --- | ---: | ---: | ---: |"]
    for name in ("wall", "cpu"):
        mine, theirs = (statistics.median(getattr(spent, name) for spent in all_) for all_ in (done.audits, done.loads))
        ratios = done.ratios(name)
        spread = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} – {max(ratios):.2f})"
        rows.append(f"| {name}, s (median of {len(ratios)}) | {mine:.2f} | {theirs:.2f} | {spread} |")
    pressed, ratios = (statistics.median(one.cpu for one in done.presses), done.ratios(pressing=True))
    rows.append(f"| cpu beside loading and pressing, s | – | {pressed:.2f} | {statistics.median(ratios):.2f} |")
    for kind in KINDS:
        mine, theirs = (statistics.median(spent.kinds[kind] for spent in all_) for all_ in (done.audits, done.loads))
        if mine or theirs:
            rows.append(f"| of it {kind} | {mine:.2f} | {theirs:.2f} | – |")
    rows.append(f"| of it judging | {statistics.median(done.judged):.2f} | – | – |")
    assert done.result is not None
    expected = {(phase, host) for phase, hosts in demo.expected.trackers.items() for host in hosts}
    found = {(phase, tracker.host) for tracker in done.result.trackers for phase, number in tracker.requests.items() if number}
    kept, served = (sum(column) for column in zip(*done.recorded, strict=True))
    rows.append(f"| requests recorded, of those the server saw | {kept}/{served} | – | – |")
    rows.append(f"| expected contacts of trackers found, by phase | {len(expected & found)}/{len(expected)} | – | – |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
