"""Drive the product's own capture over the cases and hold what its judgement says against the truth."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from auditor.capture.browser import Browser, start
from auditor.capture.options import CaptureOptions
from auditor.capture.site import capture_site
from auditor.catalogue.load import Folder
from auditor.catalogue.profile import profile
from auditor.classify.knowledge import Knowledge
from auditor.one_site import judge_evidence
from auditor.results import Result
from benchmarks.cases import Case

__all__ = ["Measured", "hold", "measure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the product made of one case: name of a column → right (True), wrong (False), not claimed (None)."""

    case: Case
    marks: dict[str, bool | None]
    wrong: tuple[str, ...]
    """What is wrong, in words; empty where everything claimed is right."""


async def measure(
    cases: Sequence[Case],
    arguments: tuple[str, ...],
    *,
    dwell: float,
    banner: float,
    concurrency: int,
    done: Callable[[Case], object],
) -> list[Measured]:
    """Audit every case with four scenarios. `dwell`, `banner`: seconds that a page is watched, and watched for a banner."""
    knowledge = Knowledge.load(Folder())
    options = CaptureOptions(browser_arguments=arguments, dwell_seconds=dwell, banner_seconds=banner)
    places = asyncio.Semaphore(concurrency)
    authority = profile("cnil")

    async def one(browser: Browser, case: Case) -> Measured:
        async with places:
            evidence, _ = await capture_site(
                browser, case.demo.url, options, knowledge.selectors, asyncio.Semaphore(1), lambda visit, phase, step: None
            )
        done(case)
        return hold(case, await asyncio.to_thread(judge_evidence, evidence, knowledge, authority, "en", case.demo.id))

    async with start(options) as browser, asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(browser, case)) for case in cases]
    return [task.result() for task in tasks]


def hold(case: Case, result: Result) -> Measured:
    """Hold a result against the truth of its case."""
    expected, banner = case.demo.expected, result.banner
    marks: dict[str, bool | None] = {
        "found": banner.present if expected.banner else None,
        "false banner": None if expected.banner else not banner.present,
        "platform": banner.cmp == expected.cmp if expected.banner and banner.present else None,
    }
    wrong: list[str] = []
    if result.error is not None:
        wrong.append(f"not audited: {result.error.message}")
    if banner.present != expected.banner:
        wrong.append("no banner found" if expected.banner else f"false banner: {banner.text[:80]!r}")
    if marks["platform"] is False:
        wrong.append(f"platform {banner.cmp}, not {expected.cmp}")
    for scenario, name in (("refuse", "refused"), ("accept", "accepted"), ("withdraw", "withdrawn")):
        marks[name] = _scenario(case, result, scenario, wrong)
    proven = "refuse" in result.scenarios and result.scenarios["refuse"].proven is True
    marks["false proof"] = not proven if case.refusal_takes is False else None
    if marks["false proof"] is False:
        wrong.append("a refusal is said to be proven where none can have taken")
    wanted, refuse = case.layer, banner.controls.get("refuse") or banner.controls.get("save")
    marks["layer"] = None if wanted is None or not banner.present else refuse is not None and refuse.layer == wanted
    if marks["layer"] is False:
        wrong.append(f"refusing on layer {refuse.layer if refuse else None}, not {wanted}")
    clicks = {"refuse": expected.refuse_clicks, "accept": expected.accept_clicks}
    counted = {
        name: (result.scenarios[name].clicks, number)
        for name, number in clicks.items()
        if number is not None and name in result.scenarios and result.scenarios[name].outcome == "clicked"
    }
    marks["clicks"] = all(got == number for got, number in counted.values()) if counted else None
    wrong += [f"{name}: {got} presses, not {number}" for name, (got, number) in counted.items() if got != number]
    return Measured(case=case, marks=marks, wrong=tuple(wrong))


def _scenario(case: Case, result: Result, scenario: str, wrong: list[str]) -> bool | None:
    """Whether a choice that a person can make was made and proven; None where it cannot be made, or that is not claimed."""
    takes = {
        "refuse": case.refusal_takes,
        "accept": case.demo.expected.outcomes.get("accept") == "clicked" or None,
        "withdraw": case.withdraw,
    }[scenario]
    outcome = result.scenarios.get(scenario)
    if not takes:
        return None
    if outcome is not None and outcome.outcome == "clicked" and outcome.proven:
        return True
    if outcome is None:
        wrong.append(f"{scenario}: not run")
    else:
        told = "not proven" if outcome.outcome == "clicked" else outcome.outcome
        wrong.append(f"{scenario}: {told} ({'; '.join(outcome.because or (outcome.reason,))[:160]})")
    return False
