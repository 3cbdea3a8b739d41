"""What of a run calls for a notice: it is held, site by site, against what was found the time before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import AuditorError
from auditor.evidence.store import RunFolder
from auditor.fleet.history import Earlier, History
from auditor.fleet.notices.settings import Notices, Reason
from auditor.fleet.runs import read_run
from auditor.results import SEVERITIES, Result
from auditor.results.compare import Change, Comparison, compare
from auditor.results.run import Run
from auditor.shape import Shape

__all__ = ["NOTICE_SCHEMA", "FailedSite", "Notice", "Weighed", "weigh"]

NOTICE_SCHEMA = "auditor.notice/1"
_TRIES = 5
"""Earlier runs of a site that are looked for on this machine, before it counts as one that was never audited."""
_CHANGES = 200


class FailedSite(Shape, frozen=True, kw_only=True):
    """A site that could not be audited."""

    url: str
    """Of the site."""
    kind: str
    """Of the failure: dns, timeout …"""


class Notice(Shape, frozen=True, kw_only=True):
    """What is posted to a webhook. Names and texts in it can be a page's: they are data, not markup."""

    schema: str = NOTICE_SCHEMA
    """Name and version of this shape."""
    id: str
    """The same whenever this notice is sent again."""
    text: str
    """The whole for a person, as Markdown in which nothing of a page acts."""
    reasons: tuple[Reason, ...]
    """Why it is sent."""
    run: str
    """Folder of the run."""
    started_at: str
    """Of the run: UTC, RFC 3339."""
    compared_with: tuple[str, ...]
    """Folders of the earlier runs."""
    new_failures: tuple[Change, ...]
    """Rules that fail now and did not."""
    failed_sites: tuple[FailedSite, ...]
    """Sites that could not be audited and could before, or were never audited."""
    changes: tuple[Change, ...]
    """Whatever changed, at most 200."""
    more_changes: int = 0
    """Those that are not listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What was found, before it is put into words."""

    id: str
    run: Run
    folder: Path
    reasons: tuple[Reason, ...]
    comparisons: tuple[Comparison, ...]
    """One for each earlier run that sites are held against; mostly one."""
    compared_with: tuple[str, ...]
    new_failures: tuple[Change, ...]
    failed_sites: tuple[FailedSite, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """Of all comparisons."""
        return tuple(change for comparison in self.comparisons for change in comparison.changes)

    def notice(self, text: str) -> Notice:
        """What is posted."""
        return Notice(
            id=self.id,
            text=text,
            reasons=self.reasons,
            run=str(self.folder),
            started_at=self.run.info.started_at,
            compared_with=self.compared_with,
            new_failures=self.new_failures[:_CHANGES],
            failed_sites=self.failed_sites[:_CHANGES],
            changes=self.changes[:_CHANGES],
            more_changes=max(0, len(self.changes) - _CHANGES),
        )


def weigh(history: History, path: Path, settings: Notices) -> Weighed | None:
    """Hold an indexed run against what was found before; None where nothing in it calls for a notice. Raises StoreError."""
    run = read_run(RunFolder.open(path))
    old: dict[str, tuple[Run, list[str]]] = {}
    failed: list[FailedSite] = []
    runs: dict[str, Run | None] = {}
    for result in run.results:
        earlier = history.earlier(result.url, path)
        newest = max(earlier, key=lambda one: one.started_at, default=None)
        if result.error is not None:
            if newest is None or newest.status == "audited":
                failed.append(FailedSite(url=result.url, kind=result.error.kind))
            continue
        if newest is not None and newest.status != "audited" and "any-change" in settings.on:
            earlier = (newest, *earlier)  # that it can be audited again is a change too
        found = next(_readable(earlier, runs, newest if "any-change" in settings.on else None), None)
        if found is not None:
            folder, before = found
            old.setdefault(folder, (before, []))[1].append(result.url)
    comparisons = tuple(compare(_only(before, urls), _only(run, urls)) for before, urls in old.values())
    accepted = {(r.url, f.rule) for r in run.results for f in r.findings if f.accepted is not None}
    counted = SEVERITIES[SEVERITIES.index(settings.severity) :]
    new = tuple(
        change
        for comparison in comparisons
        for change in comparison.new_failures
        if change.severity in counted and (change.url, change.name) not in accepted
    )
    changed = failed or any(comparison.changes for comparison in comparisons)
    called: dict[Reason, bool] = {"new-failure": bool(new), "failed-site": bool(failed), "any-change": bool(changed)}
    reasons = tuple(reason for reason in dict.fromkeys(settings.on) if called[reason])
    if not reasons:
        return None
    identity = "\n".join((run.info.started_at, *run.info.sites, *old))
    return Weighed(
        id=hashlib.sha256(identity.encode()).hexdigest()[:32],
        run=run,
        folder=path,
        reasons=reasons,
        comparisons=comparisons,
        compared_with=tuple(old),
        new_failures=new,
        failed_sites=tuple(failed),
    )


def _readable(earlier: tuple[Earlier, ...], runs: dict[str, Run | None], also: Earlier | None) -> Iterator[tuple[str, Run]]:
    """Earlier runs that this machine can read, in their order; of those in which the site was not audited, only `also`."""
    for one in [one for one in earlier if one.status == "audited" or one is also][:_TRIES]:
        if one.folder not in runs:
            try:
                runs[one.folder] = read_run(RunFolder.open(Path(one.folder)))
            except AuditorError:  # removed, damaged, or on another machine: an older one may do
                runs[one.folder] = None
        run = runs[one.folder]
        if run is not None and any(result.url == one.url for result in run.results):
            yield one.folder, run


def _only(run: Run, urls: list[str]) -> Run:
    wanted = frozenset(urls)
    results: tuple[Result, ...] = tuple(result for result in run.results if result.url in wanted)
    return Run(info=run.info, results=results)
