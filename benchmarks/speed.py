"""How fast the program is, as ratios that hold on other machines: `python benchmarks/speed.py`.

a  CPU of a whole audit beside a browser that only loads the same pages in as many contexts
b  time a site beside the website-evidence-collector of the EDPS at equal dwell (`--collector PATH`, a checkout that was built)
c  sites a minute and memory at 1 to 16 visits at once
d  judging saved evidence: sites a second on one core
e  cost against the size of a page: requests, cookies and nodes, each ten times as many
f  start: `--help`, and the first result of a scan of one site beside the bare visits

Everything is measured in turns and told as a median with the lowest and the highest value. CPU seconds are those of this process
and all below it; times on a machine that others use are upper bounds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # started by its path, it must find the checkout

from auditor.capture.browser import Browser, start
from auditor.capture.options import CaptureOptions
from auditor.capture.site import capture_site
from auditor.catalogue.load import Folder
from auditor.catalogue.profile import profile
from auditor.classify.knowledge import Knowledge
from auditor.demo.message import Request, Response, Site, html, not_found, pixel
from auditor.demo.server import LoopbackServer
from auditor.demo.services import services
from auditor.demo.sites import DEMOS
from auditor.evidence.store import RunFolder
from auditor.one_site import judge_evidence
from benchmarks.audit_cost import FOUR, Compared, compare, known
from benchmarks.spent import KINDS, memory_mb, spent

_ROOT = Path(__file__).resolve().parent.parent
_FILE = _ROOT / "benchmarks" / "SPEED.md"
_SAMPLE = _ROOT / "reports" / "sample"
_SITES = ("pied", "shop")
_BANNER = (
    '<div id="b" style="position:fixed;bottom:0;left:0;right:0;background:#fff"><p>We use cookies to measure our audience.</p>'
    "<button onclick=\"c('no')\">Refuse all</button><button onclick=\"c('yes')\">Accept all</button></div>"
    "<script>function c(v){document.cookie='consent='+v+';path=/;max-age=8640000';document.getElementById('b').remove()}"
    "if(/consent=/.test(document.cookie))document.getElementById('b').remove()</script>"
)


def main() -> int:
    """Measure the sections asked for, print each as it is done, and write them where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list("abcdef"), default=list("abcdef"), metavar="SECTION")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dwell", type=float, default=3.0, help="seconds that each step is watched (default %(default)s)")
    parser.add_argument("--visits", nargs="+", type=int, default=[1, 2, 4, 8, 16], help="visits at once, for c")
    parser.add_argument("--collector", type=Path, help="checkout of the website-evidence-collector")
    parser.add_argument("--write", action="store_true", help=f"write {_FILE.name}")
    asked = parser.parse_args()
    compared: dict[str, Compared] = {}
    sections: dict[str, Callable[[], str]] = {
        "a": lambda: _cpu(compared, asked.rounds, asked.dwell),
        "b": lambda: _peer(asked.collector, asked.rounds, asked.dwell),
        "c": lambda: asyncio.run(_many(asked.visits, asked.dwell)),
        "d": lambda: _judging(max(asked.rounds, 3)),
        "e": lambda: asyncio.run(_sizes(min(asked.rounds, 3))),
        "f": lambda: _start(compared, asked.rounds),
    }
    told = [_machine(asked.rounds, asked.dwell)]
    for name in asked.only:
        told.append(sections[name]())
        sys.stdout.write(f"{told[-1]}\n\n")
        sys.stdout.flush()
    if asked.write:
        _FILE.write_text("# Speed\n\nMade by `python benchmarks/speed.py --write`.\n\n" + "\n\n".join(told) + "\n", "utf-8")
    return 0


def _machine(rounds: int, dwell: float) -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    load = os.getloadavg()[0]
    return (
        f"{len(os.sched_getaffinity(0))} cores ({model}), Python {platform.python_version()}, {platform.system()}; load of the "
        f"last minute at the start {load:.1f}. {rounds} rounds; a dwell of {dwell:g} s."
    )


def _cpu(compared: dict[str, Compared], rounds: int, dwell: float) -> str:
    rows = [
        "## a. CPU of an audit beside bare loading",
        "",
        "| | audit, s | loading, s | ratio |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name in _SITES:
        done = compared[name] = asyncio.run(compare(known()[name], rounds, dwell))
        for what in ("cpu", "wall"):
            mine, theirs = ([getattr(one, what) for one in all_] for all_ in (done.audits, done.loads))
            rows.append(f"| {name}, {what} | {_spread(mine)} | {_spread(theirs)} | {_spread(done.ratios(what))} |")
        pressed, ratios = [one.cpu for one in done.presses], done.ratios(pressing=True)
        rows.append(f"| {name}, cpu beside loading and pressing | – | {_spread(pressed)} | {_spread(ratios)} |")
        for kind in KINDS:
            mine, theirs = ([one.kinds[kind] for one in all_] for all_ in (done.audits, done.loads))
            if any(mine) or any(theirs):
                rows.append(f"| {name}, of it {kind} | {_spread(mine)} | {_spread(theirs)} | – |")
        rows.append(f"| {name}, of it judging | {_spread(done.judged)} | – | – |")
    return "\n".join(rows)


def _peer(checkout: Path | None, rounds: int, dwell: float) -> str:
    title = "## b. Time a site beside the website-evidence-collector\n\n"
    if checkout is None or not checkout.is_dir():
        return f"{title}Not measured: no checkout was given (`--collector PATH`)."
    script = next(
        (p for p in (checkout / "build/bin", checkout / "bin") if (p / "website-evidence-collector.js").is_file()), None
    )
    if script is None or shutil.which("node") is None:
        return f"{title}Not measured: {checkout.name} has no built website-evidence-collector.js, or there is no node."
    demo = known()["shop"]
    theirs: list[float] = []
    hosts = {site.host: site for site in (*services(), *demo.hosts)}
    with LoopbackServer(hosts.values(), unknown="404") as server, tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            began = time.monotonic()
            waits = ["--sleep", str(int(dwell * 1000)), "--output", f"{folder}/{number}", "--quiet", demo.url]
            command = ["node", str(script / "website-evidence-collector.js"), *waits, "--", *server.browser_arguments]
            subprocess.run(command, check=True, capture_output=True)
            theirs.append(time.monotonic() - began)
    mine = [one.wall for one in asyncio.run(compare(demo, rounds, dwell)).audits]
    # It loads a page once; an audit of four scenarios goes through some seven loads and watches each in two waits.
    return (
        f"{title}| audit, four scenarios, s | collector, one load, s |\n| ---: | ---: |\n| {_spread(mine)} | {_spread(theirs)} |"
    )


async def _many(visits: Sequence[int], dwell: float) -> str:
    rows = [
        "## c. Visits at once",
        "",
        "| visits at once | sites | sites a minute | CPU s a site | memory at most, MB | steps longer than the dwell, median % |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    knowledge = Knowledge.load(Folder())
    demo = next(demo for demo in DEMOS if demo.id == "shop")
    hosts = {site.host: site for site in (*services(), *demo.hosts)}
    with LoopbackServer(hosts.values(), unknown="404") as server:
        options = CaptureOptions(browser_arguments=server.browser_arguments, dwell_seconds=dwell, scenarios=FOUR)
        for at_once in visits:
            number = max(2, at_once)
            late: list[float] = []
            most = 0.0

            async def all_sites(browser: Browser, number: int = number, at_once: int = at_once, late: list[float] = late) -> None:
                slots = asyncio.Semaphore(at_once)

                async def one() -> None:
                    evidence, _ = await capture_site(browser, demo.url, options, knowledge.selectors, slots, lambda *told: None)
                    late.extend(100 * (s.waited_ms / s.dwell_ms - 1) for v in evidence.visits for s in v.settled if s.dwell_ms)

                async with asyncio.TaskGroup() as group:
                    for _ in range(number):
                        group.create_task(one())

            async with start(options) as browser:
                work = asyncio.create_task(spent(partial(all_sites, browser)))
                while not work.done():
                    most = max(most, await asyncio.to_thread(memory_mb))
                    await asyncio.wait({work}, timeout=1)
                took = work.result()
            rows.append(
                f"| {at_once} | {number} | {60 * number / took.wall:.1f} | {took.cpu / number:.2f} | {most:.0f} "
                f"| {statistics.median(late):.0f} |"
            )
    return "\n".join(rows)


def _judging(rounds: int) -> str:
    began = time.process_time()
    knowledge = Knowledge.load(Folder())
    chosen = profile("cnil")
    loading = time.process_time() - began
    folder = RunFolder.open(_SAMPLE)
    slugs = sorted(entry.name for entry in (_SAMPLE / "sites").iterdir())
    times: dict[str, list[float]] = {slug: [] for slug in slugs}
    for number in range(rounds + 1):
        for slug in slugs:
            began = time.process_time()
            judge_evidence(folder.evidence(slug), knowledge, chosen, "en", slug)
            if number:  # the first round fills what is read once
                times[slug].append(time.process_time() - began)
    whole = [sum(column) / len(slugs) for column in zip(*times.values(), strict=True)]
    rows = [
        "## d. Judging saved evidence",
        "",
        f"{len(slugs)} sites of the sample run, one core: **{_spread([1 / one for one in whole], '.0f')} sites a second** "
        f"({_spread([1000 * one for one in whole], '.0f')} ms a site, read from disk); {loading:.2f} s once for the lists.",
    ]
    return "\n".join(rows)


async def _sizes(rounds: int) -> str:
    rows = [
        "## e. Cost against the size of a page",
        "",
        "Two scenarios; beyond a page of 4 requests, 3 cookies and 300 nodes.",
        "",
        "| page | audit, CPU s | judging, CPU s | of judging: times the small page |",
        "| --- | ---: | ---: | ---: |",
    ]
    pages = {"small": (4, 3, 300), "10 × requests": (40, 3, 300), "10 × cookies": (4, 30, 300), "10 × nodes": (4, 3, 3000)}
    pages["10 × all"] = (40, 30, 3000)
    pages["20 × all"] = (80, 60, 6000)
    knowledge = Knowledge.load(Folder())
    sites = {name: _sized(f"www.size-{place}.example", *size) for place, (name, size) in enumerate(pages.items())}
    cost: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
    with LoopbackServer(sites.values(), unknown="404") as server:
        options = CaptureOptions(
            browser_arguments=server.browser_arguments, dwell_seconds=0.3, cap_seconds=2.0, scenarios=("before", "refuse")
        )
        async with start(options) as browser:
            for number in range(rounds + 1):
                for name, site in sites.items():
                    entry = await _sized_cost(browser, site, options, knowledge)
                    if number:
                        cost[name].append(entry)
    least = statistics.median(judged for _, judged in cost["small"])
    for name, found in cost.items():
        audits, judged = zip(*found, strict=True)
        more = statistics.median(judged) / least
        rows.append(f"| {name} | {_spread(audits)} | {_spread(judged, '.3f')} | {more:.1f} |")
    return "\n".join(rows)


async def _sized_cost(browser: Browser, site: Site, options: CaptureOptions, knowledge: Knowledge) -> tuple[float, float]:
    kept = []

    async def audit() -> None:
        told = lambda *told: None  # noqa: E731
        url = f"https://{site.host}/"
        kept.append(await capture_site(browser, url, options, knowledge.selectors, asyncio.Semaphore(2), told))

    took = await spent(audit)
    began = time.process_time()
    judge_evidence(kept[0][0], knowledge, profile("cnil"), "en", site.host)
    return took.cpu, time.process_time() - began


def _sized(host: str, requests: int, cookies: int, nodes: int) -> Site:
    pictures = "".join(f'<img src="/p{number}.gif" alt="">' for number in range(requests))
    script = "".join(
        f"document.cookie='c{number}=v{number}x{number * 7919}; path=/; max-age=864000';" for number in range(cookies)
    )
    texts = "".join(f"<p>Bread of day {number} <b>fresh</b></p>" for number in range(nodes // 5))
    page = f'<!doctype html><html lang="en"><title>Bakery</title><body><a href="/two">Breads</a>{texts}{pictures}{_BANNER}'

    def answer(request: Request) -> Response:
        if request.path.endswith(".gif"):
            return pixel()
        return html(f"{page}<script>{script}</script>") if request.path in ("/", "/two") else not_found()

    return Site(host=host, handler=answer)


def _start(compared: dict[str, Compared], rounds: int) -> str:
    times = []
    for _ in range(max(rounds, 3)):
        began = time.monotonic()
        subprocess.run([sys.executable, "-m", "auditor", "--help"], check=True, capture_output=True, cwd=_ROOT)
        times.append(time.monotonic() - began)
    rows = ["## f. Start", "", f"`auditor --help`: {_spread(times)} s to its end."]
    for name, done in compared.items():
        rows.append(f"First result of {name}: {_spread(done.ratios('wall'))} times the bare visits.")
    return "\n".join(rows)


def _spread(values: Iterable[float], form: str = ".2f") -> str:
    found = list(values)
    return f"{statistics.median(found):{form}} ({min(found):{form}} – {max(found):{form}})"


if __name__ == "__main__":
    sys.exit(main())
