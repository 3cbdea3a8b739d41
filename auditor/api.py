"""Audits from a Python program: what the command line does, as functions with types.

    from auditor import Plan, audit

    result = audit("https://www.example.fr/", Plan(scenarios=("before", "refuse")))
    for finding in result.findings:
        if finding.verdict == "fail":
            print(finding.rule, finding.summary, finding.evidence)

A `Result` is one line of `results.jsonl`, with the same names. A finding points into the evidence, which lies in the run folder:
give `folder` to keep it. Without one it is made in a temporary folder and goes when the audit has ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from auditor.results import Result

if TYPE_CHECKING:
    from auditor.fleet.job import Finished, Job

__all__ = ["Plan", "audit", "audit_async", "audit_sites", "audit_sites_async", "evaluate"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to audit and by what to judge. What is left out is as on the command line."""

    scenarios: tuple[str, ...] | None = None
    """Names of scenarios: before, refuse, accept, withdraw, close, ignore, partial, gpc …; None: as a scan unasked."""
    profile: str = "cnil"
    """Authority whose texts and thresholds are used."""
    language: str = "en"
    """Of the findings' sentences: en, fr …"""
    device: Literal["desktop", "phone"] = "desktop"
    locale: str = "fr-FR"
    """Language of the visitor, as BCP 47."""
    dwell_seconds: float = 3.0
    """The least time to watch after each step."""
    site_seconds: float = 180.0
    """For one site, everything in it."""
    repeat: int = 1
    """How many times each site is audited; a result then says how often a thing was seen."""
    third_party_cookies: Literal["allow", "block"] = "allow"
    concurrency: int | None = None
    """Visits at once; None: by cores and memory."""
    selectors: Path | None = None
    """Folder laid over the shipped selectors, file by file."""
    lists: tuple[str, ...] | None = None
    """Names or files of filter lists and cookie databases; `("none",)`: none; None: all that were fetched."""
    formats: tuple[str, ...] = ()
    """Reports to write into the folder: html, md, csv … `results.jsonl` always is."""
    browser: str | None = None
    """Path of Chrome, Chromium or Edge; None: the one that is installed."""
    browser_arguments: tuple[str, ...] = ()
    """Given to the browser."""
    ignore_https_errors: bool = False


def audit(url: str, plan: Plan | None = None, *, folder: str | Path | None = None) -> Result:
    """Audit one site and give its result; where the site cannot be audited, `status` is `failed` and `error` says why.

    `folder`: a new run folder for evidence, results and reports; None: a temporary one. May be called from any thread, and
    where an event loop runs already (a notebook). Raises UsageError for an address or a plan that makes no sense, BrowserError
    where no browser starts, StoreError where the folder cannot be written, KeyboardInterrupt after Ctrl-C.
    """
    return audit_sites((url,), plan, folder=folder)[0]


async def audit_async(url: str, plan: Plan | None = None, *, folder: str | Path | None = None) -> Result:
    """As `audit`, on the loop of the program; a cancelled task ends the visits and closes the browser."""
    return (await audit_sites_async((url,), plan, folder=folder))[0]


def audit_sites(urls: Iterable[str], plan: Plan | None = None, *, folder: str | Path | None = None) -> tuple[Result, ...]:
    """Audit sites, some at once, and give their results in the order asked for. Raises as `audit` does."""
    from auditor.fleet.job import run

    given = tuple(urls)
    with _folder(folder) as path:
        job = _job(given, plan or Plan(), path)
        return _results(_beside_a_loop(lambda: run(job)))


async def audit_sites_async(
    urls: Iterable[str], plan: Plan | None = None, *, folder: str | Path | None = None
) -> tuple[Result, ...]:
    """As `audit_sites`, on the loop of the program."""
    from auditor.fleet.job import run_async

    given = tuple(urls)
    with _folder(folder) as path:
        return _results(await run_async(_job(given, plan or Plan(), path)))


def evaluate(
    folder: str | Path,
    *,
    profile: str | None = None,
    language: str | None = None,
    selectors: Path | None = None,
    lists: tuple[str, ...] | None = None,
) -> tuple[Result, ...]:
    """Judge the saved evidence of a run again, with no browser, and give the results; nothing in the folder is changed.

    What is left out is as in the run. Raises StoreError where evidence is not as it was sealed, UsageError for a profile,
    language or list that is not known. Sites without evidence, as after an interruption, have no result.
    """
    from auditor.catalogue.load import Folder
    from auditor.evidence.store import RunFolder
    from auditor.fleet.judging import Bench, Benches
    from auditor.fleet.list_files import UsedLists, lists_asked_for, lists_of_run
    from auditor.fleet.runs import judged, read_info

    run = RunFolder.open(Path(folder))
    info = read_info(run)
    own = Folder(selectors)

    def used(selectors: Folder) -> UsedLists:
        return lists_asked_for(lists, selectors) if lists else lists_of_run(info.lists, selectors)

    usual = Bench.load(own, profile or info.profile, language or info.report_language, used(own))
    return judged(run, info, Benches.of_run(usual, info, used, profile=profile, selectors=selectors))


@contextlib.contextmanager
def _folder(folder: str | Path | None) -> Iterator[Path]:
    if folder is not None:
        yield Path(folder)
        return
    with tempfile.TemporaryDirectory(prefix="auditor-", ignore_cleanup_errors=True) as kept:
        yield Path(kept) / "run"


def _job(urls: tuple[str, ...], plan: Plan, path: Path) -> Job:
    from auditor.fleet.capacity import default_concurrency
    from auditor.fleet.job import Job
    from auditor.fleet.settings import check_scenarios, device_settings
    from auditor.plan import Asked
    from auditor.plan import plan as planned

    given: dict[str, object] = {
        **device_settings(plan.device),
        "locale": plan.locale,
        "dwell_seconds": plan.dwell_seconds,
        "cap_seconds": max(8.0, plan.dwell_seconds + 5.0),
        "site_seconds": plan.site_seconds,
        "repeat": plan.repeat,
        "third_party_cookies": plan.third_party_cookies,
        "browser_path": plan.browser,
        "browser_arguments": plan.browser_arguments,
        "ignore_https_errors": plan.ignore_https_errors,
    }
    if plan.scenarios is not None:
        given["scenarios"] = check_scenarios(plan.scenarios)
    return Job(
        sites=planned(Asked(url) for url in urls),
        path=path,
        given=given,
        profile=plan.profile,
        language=plan.language,
        selectors=plan.selectors,
        lists=plan.lists,
        concurrency=plan.concurrency or default_concurrency(),
        formats=plan.formats,
        arguments=("scan", *urls),
    )


def _results(finished: Finished) -> tuple[Result, ...]:
    if finished.interrupted:
        raise KeyboardInterrupt
    return finished.written.run.results


def _beside_a_loop(work: Callable[[], T]) -> T:
    """Do the work here, or in a thread of its own where this one runs an event loop already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work()
    done: list[T] = []
    failed: list[BaseException] = []

    def there() -> None:
        try:
            done.append(work())
        except BaseException as error:  # noqa: BLE001  # it is raised again where the caller waits
            failed.append(error)

    thread = threading.Thread(target=there, name="audit")
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return done[0]
