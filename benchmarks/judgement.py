"""How right the judgement is on sites with a known truth: `python benchmarks/judgement.py`. See README.md beside it."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # started by its path, it must find the checkout

from tabulate import tabulate

from auditor.demo.fetch import fetch as fetch_demo
from auditor.demo.platforms import platforms_folder
from auditor.demo.sites import Demo
from auditor.evidence.store import RunFolder
from auditor.fleet.runs import read_run
from tests.resolver import Resolver
from tests.sites.all import hosts, sites
from tests.sites.tracks import ALIASES
from tests.whole.scanning import auditor, scan

RESULTS = Path(__file__).parent / "JUDGEMENT.md"


@dataclass
class Tally:
    """How often one thing was said, and how often that was true."""

    right: int = 0
    """It is so, and was said."""
    missed: int = 0
    """It is so, and was not said."""
    false: int = 0
    """It was said, and is not so."""
    unclaimed: int = 0
    """It was said where the truth leaves it open."""

    @property
    def precision(self) -> str:
        """Of what was said and can be checked, the part that is so."""
        return _share(self.right, self.right + self.false)

    @property
    def recall(self) -> str:
        """Of what is so, the part that was said."""
        return _share(self.right, self.right + self.missed)


@dataclass
class Measured:
    """The tallies of one run."""

    fails: dict[str, Tally] = field(default_factory=dict)
    passes: dict[str, Tally] = field(default_factory=dict)
    verdicts: dict[str, Counter[str]] = field(default_factory=dict)
    trackers: dict[str, Tally] = field(default_factory=dict)
    cookies: dict[str, Tally] = field(default_factory=dict)
    promises: Tally = field(default_factory=Tally)
    wrong: list[str] = field(default_factory=list)
    """One line for each thing that is not as it is."""


def main() -> int:
    """Scan (or read a run of these sites), compare, print. 1 where a pass or a failure is false."""
    asked = _arguments()
    chosen = [demo for demo in sites() if not asked.only or any(part in demo.id for part in asked.only)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.run or _scanned(Path(temporary), chosen, asked)
        if asked.run:
            done = auditor("evaluate", folder.resolve(), "--quiet", cwd=Path(temporary))
            if done.status not in (0, 3):
                sys.stderr.write(done.err)
                return 2
        lines = {r.url: json.loads(_json(r)) for r in read_run(RunFolder.open(folder)).results}
    measured = compare([(demo, lines[demo.url]) for demo in chosen if demo.url in lines])
    text = _text(measured, sum(demo.url in lines for demo in chosen))
    sys.stdout.write(text)
    if asked.write:
        RESULTS.write_text(f"# Judgement\n\nWritten by `python benchmarks/judgement.py --write`.\n\n{text}", "utf-8")
    return 1 if any(t.false for t in (*measured.fails.values(), *measured.passes.values())) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", metavar="TEXT", help="only sites whose id contains this (may be given again)")
    parser.add_argument("--run", type=Path, metavar="RUN", help="judge this run of the sites again instead of scanning")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the run folder there")
    parser.add_argument("--dwell", default="1.5", metavar="SECONDS", help="how long each step is watched (default %(default)s)")
    parser.add_argument("--concurrency", default="6", metavar="N", help="visits at once (default %(default)s)")
    parser.add_argument("--write", action="store_true", help=f"write the tables to {RESULTS.name}")
    return parser.parse_args()


def _scanned(temporary: Path, chosen: Sequence[Demo], asked: argparse.Namespace) -> Path:
    fetch_demo(platforms_folder())
    folder = asked.keep or temporary
    folder.mkdir(parents=True, exist_ok=True)
    with Resolver(ALIASES) as resolver:
        options = ("--dwell", asked.dwell, "--concurrency", asked.concurrency, "--overwrite", "--resolver", resolver.address)
        scanned = scan(folder.resolve(), hosts(tuple(chosen)), [demo.url for demo in chosen], *options)
    if scanned.done.status not in (0, 3):
        sys.stderr.write(scanned.done.err)
    return scanned.folder


def compare(found: Sequence[tuple[Demo, dict[str, Any]]]) -> Measured:
    """Hold results against the truth."""
    measured = Measured()
    for demo, result in found:
        if result["status"] != "audited":
            measured.wrong.append(f"{demo.id}: {result['error']['kind']}")
            continue
        _findings(measured, demo, {f["rule"]: f for f in result["findings"]})
        for phase, hosts_there in demo.expected.trackers.items():
            seen = {t["host"] for t in result["trackers"] if t["requests"].get(phase)}
            _sets(measured, measured.trackers.setdefault(phase, Tally()), demo.id, f"tracker in {phase}", set(hosts_there), seen)
        for phase, names in demo.expected.cookies.items():
            written = {c["name"] for c in result["cookies"] if c["tracker"] and phase in c["written_in"]}
            _sets(measured, measured.cookies.setdefault(phase, Tally()), demo.id, f"cookie in {phase}", set(names), written)
        verdicts = {p["claim"]: p["verdict"] for p in result["promises"]}
        for claim, verdict in demo.expected.promises.items():
            if verdicts.get(claim) == verdict:
                measured.promises.right += 1
            else:
                measured.promises.missed += 1
                measured.wrong.append(f"{demo.id}: promise {claim} is {verdict}, said {verdicts.get(claim)}")
    return measured


def _findings(measured: Measured, demo: Demo, findings: dict[str, dict[str, Any]]) -> None:
    truth = demo.expected
    for rule, finding in findings.items():
        verdict = finding["verdict"]
        measured.verdicts.setdefault(rule, Counter())[verdict] += 1
        fails = measured.fails.setdefault(rule, Tally())
        passes = measured.passes.setdefault(rule, Tally())
        told = f"{demo.id}: {rule} is said to {{}}: {finding['summary'][:160]}"
        if rule in truth.fails:
            fails.right += verdict == "fail"
            fails.missed += verdict != "fail"
            if verdict != "fail":
                measured.wrong.append(f"{demo.id}: {rule} fails, said {verdict}: {finding['summary'][:160]}")
        elif verdict == "fail" and rule not in truth.may_fail:
            fails.false += 1
            measured.wrong.append(told.format("fail"))
        if rule in truth.passes:
            passes.right += verdict == "pass"
            passes.missed += verdict != "pass"
            if verdict != "pass":
                measured.wrong.append(f"{demo.id}: {rule} passes, said {verdict}: {finding['summary'][:160]}")
        elif verdict == "pass" and rule in truth.fails | truth.unsure | truth.not_passed:
            passes.false += 1
            measured.wrong.append(told.format("pass"))
        elif verdict == "pass":
            passes.unclaimed += 1


def _sets(measured: Measured, tally: Tally, site: str, what: str, truth: set[str], said: set[str]) -> None:
    tally.right += len(truth & said)
    tally.missed += len(truth - said)
    tally.false += len(said - truth)
    measured.wrong += [f"{site}: {what} missed: {name}" for name in sorted(truth - said)]
    measured.wrong += [f"{site}: {what} falsely said: {name}" for name in sorted(said - truth)]


def _text(measured: Measured, number: int) -> str:
    rows = []
    for rule in sorted(measured.verdicts):
        fails, passes, verdicts = measured.fails[rule], measured.passes[rule], measured.verdicts[rule]
        rows.append(
            (f"`{rule}`", fails.right, fails.missed, fails.false, fails.precision, fails.recall, passes.right, passes.missed,
             passes.false, verdicts["warn"], verdicts["inconclusive"])
        )  # fmt: skip
    heads = ("rule", "fails told", "missed", "false fail", "precision", "recall", "passes told", "not told", "false pass",
             "warn", "inconclusive")  # fmt: skip
    things: list[tuple[object, ...]] = [
        (what, t.right, t.missed, t.false, t.precision, t.recall)
        for what, tallies in (("trackers", measured.trackers), ("tracking cookies", measured.cookies))
        for what, t in ((f"{what}, {phase}", tally) for phase, tally in tallies.items())
    ]
    things.append(("promises", measured.promises.right, measured.promises.missed, "", "", measured.promises.recall))
    return "\n".join(
        (
            f"{number} sites.\n",
            tabulate(rows, headers=heads, tablefmt="github"),
            "",
            tabulate(things, headers=("what", "told", "missed", "false", "precision", "recall"), tablefmt="github"),
            "",
            "Not as it is:\n" if measured.wrong else "Everything that the truth claims is as it is.",
            *(f"* {line}" for line in measured.wrong),
            "",
        )
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def _json(result: object) -> bytes:
    import msgspec

    return msgspec.json.encode(result)


if __name__ == "__main__":
    sys.exit(main())
