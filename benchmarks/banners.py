"""How well banners are found, refused, accepted and taken back: `python benchmarks/banners.py`. See README.md beside it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # started by its path, it must find the checkout

from auditor.demo.fetch import fetch as fetch_demo
from auditor.demo.platforms import platforms_folder
from auditor.demo.server import LoopbackServer
from auditor.demo.services import services
from auditor.errors import UsageError
from benchmarks import packages, yardstick
from benchmarks.cases import GROUPS, Case, cases
from benchmarks.product import Measured, measure
from benchmarks.yardstick import Other

RESULTS = Path(__file__).parent / "RESULTS.md"
_ONLY_WHEN_ASKED = ("structures",)
"""More sites than all other groups together."""
_SHARES = ("found", "refused", "accepted", "withdrawn")
_ERRORS = ("platform", "layer", "clicks", "false banner", "false proof")


def main() -> int:
    """Measure, print the tables, and write them where asked to. 1 where a group could not be measured."""
    asked = _arguments()
    problems = _fetch(asked.group)
    chosen = [case for case in cases(tuple(asked.group)) if not asked.only or any(part in case.demo.id for part in asked.only)]
    hosts = {site.host: site for site in (*services(), *(host for case in chosen for host in case.demo.hosts))}
    with LoopbackServer(hosts.values(), unknown="404") as server:
        measured = asyncio.run(
            measure(
                chosen,
                server.browser_arguments,
                dwell=asked.dwell,
                banner=asked.banner,
                concurrency=asked.concurrency,
                done=lambda case: sys.stderr.write(f"{case.group}: {case.demo.id}\n"),
            )
        )
        others: list[Other] = []
        if yardstick.available() and not asked.alone:
            others = asyncio.run(yardstick.opt_out(chosen, server.browser_arguments, concurrency=asked.concurrency))
    text = json.dumps(_json(measured, others), indent=1, ensure_ascii=False) if asked.json else _text(measured, others)
    sys.stdout.write(text + "\n")
    for problem in problems:
        sys.stderr.write(f"benchmark: {problem}\n")
    if asked.write:
        RESULTS.write_text(_written(measured, others, asked.dwell), "utf-8")
    return 1 if problems else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--group", action="append", choices=GROUPS, help="only this group (may be given again)")
    parser.add_argument("--only", action="append", metavar="TEXT", help="only sites whose id contains this (may be given again)")
    parser.add_argument("--json", action="store_true", help="every site and its marks as JSON")
    parser.add_argument("--write", action="store_true", help=f"write the tables to {RESULTS.name}")
    parser.add_argument("--alone", action="store_true", help="without the yardstick")
    parser.add_argument("--dwell", type=float, default=1.0, help="seconds that each step is watched (default %(default)s)")
    parser.add_argument("--banner", type=float, default=7.0, help="seconds that a banner is waited for (default %(default)s)")
    parser.add_argument("--concurrency", type=int, default=4, help="sites at once (default %(default)s)")
    asked = parser.parse_args()
    asked.group = asked.group or [group for group in GROUPS if group not in _ONLY_WHEN_ASKED]
    return asked


def _fetch(groups: Sequence[str]) -> list[str]:
    """Fetch what these groups need; the reasons where that failed."""
    problems = []
    if "platforms" in groups:
        try:
            fetch_demo(platforms_folder())
        except UsageError as error:
            problems.append(f"group platforms: {error}")
    if "packages" in groups and (why := packages.fetch()) is not None:
        problems.append(f"group packages: {why}")
    return problems


def _rows(measured: Sequence[Measured], others: Sequence[Other]) -> list[list[str]]:
    """One row a group, and one for all of them."""
    rows = []
    groups = [group for group in GROUPS if any(m.case.group == group for m in measured)]
    for name, title in (*((group, GROUPS[group]) for group in groups), ("", "all")):
        mine = [m for m in measured if name in ("", m.case.group)]
        theirs = [o for o in others if name in ("", o.case.group)]
        rows.append([title, str(len(mine))])
        rows[-1] += [_share(mine, column) for column in _SHARES]
        rows[-1] += [str(sum(m.marks[column] is False for m in mine)) for column in _ERRORS]
        rows[-1] += _theirs(theirs) if theirs else []
    return rows


def _share(measured: Sequence[Measured], column: str) -> str:
    claimed = [m.marks[column] for m in measured if m.marks[column] is not None]
    return f"{sum(map(bool, claimed))}/{len(claimed)}" if claimed else "–"


def _theirs(others: Sequence[Other]) -> list[str]:
    """Of the sites with a banner: detected; of those that can be refused: opted out, of these by hiding, noted by the site."""
    banners = [other for other in others if other.case.demo.expected.banner]
    refusable = [other for other in banners if other.case.demo.expected.outcomes.get("refuse") == "clicked"]
    count: Callable[[Callable[[Other], bool]], int] = lambda true: sum(map(true, refusable))  # noqa: E731 - said once, used thrice
    return [
        f"{sum(o.detected for o in banners)}/{len(banners)}",
        f"{count(lambda o: o.opted_out and not o.by_hiding)}/{len(refusable)}",
        str(count(lambda o: o.opted_out and o.by_hiding)),
        f"{count(lambda o: o.noted == 'refuse')}/{len(refusable)}",
    ]


_HEAD = ["group", "sites", *_SHARES, *(name if name.startswith("false") else f"wrong {name}" for name in _ERRORS)]
_THEIRS = ["detected", "opted out", "only hidden", "refusal noted"]


def _table(rows: list[list[str]], others: Sequence[Other]) -> str:
    head = _HEAD + ([f"autoconsent: {_THEIRS[0]}", *_THEIRS[1:]] if others else [])
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _text(measured: Sequence[Measured], others: Sequence[Other]) -> str:
    wrong = [f"* `{m.case.demo.id}` ({m.case.group}): {'; '.join(m.wrong)}" for m in measured if m.wrong]
    return "\n".join([_table(_rows(measured, others), others), "", "Sites that went wrong:", "", *(wrong or ["* none"])])


def _written(measured: Sequence[Measured], others: Sequence[Other], dwell: float) -> str:
    return (
        "# Results\n\nWritten by `python benchmarks/banners.py --write`; what the columns mean stands in `README.md`. "
        f"Each step was watched for {dwell:g} s.\n\n{_text(measured, others)}\n"
    )


def _json(measured: Sequence[Measured], others: Sequence[Other]) -> list[dict[str, object]]:
    by_id = {other.case.demo.id: other for other in others}
    return [_site(m.case, m, by_id.get(m.case.demo.id)) for m in measured]


def _site(case: Case, mine: Measured, other: Other | None) -> dict[str, object]:
    told: dict[str, object] = {"id": case.demo.id, "group": case.group, "marks": mine.marks, "wrong": mine.wrong}
    if other is not None:
        names = ("detected", "opted_out", "by_hiding", "by", "noted")
        told["autoconsent"] = {name: getattr(other, name) for name in names}
    return told


if __name__ == "__main__":
    sys.exit(main())
