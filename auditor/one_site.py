"""One site from start to end: capture, store, judge. The only module that sees both halves."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from auditor.catalogue.profile import Profile
from auditor.certainty import agreed, weighed
from auditor.classify import classify
from auditor.classify.given import told
from auditor.classify.knowledge import Knowledge
from auditor.classify.timeline import timelines
from auditor.evidence import PHASES, Evidence, Failure, Visit
from auditor.evidence.records.screenshots import Screenshot, Screenshots
from auditor.evidence.store import RunFolder
from auditor.judge import judge, promises
from auditor.results import Banner, GivenState, Missing, Result, SiteFailure
from auditor.results.merge import merge
from auditor.rules import shipped_rules
from auditor.shape import Missing as Absent

if TYPE_CHECKING:  # judging saved evidence must not load the browser's library
    import asyncio

    from auditor.capture.browser import Browser
    from auditor.capture.options import CaptureOptions
    from auditor.capture.site import Told

__all__ = ["audit_site", "failed_evidence", "failed_result", "judge_evidence", "merged", "picture_names"]

_GIVEN = 200
"""Things given that a result names; the evidence has them all."""


async def audit_site(
    browser: Browser,
    url: str,
    slug: str,
    folder: RunFolder,
    options: CaptureOptions,
    knowledge: Knowledge,
    profile: Profile,
    language: str,
    slots: asyncio.Semaphore,
    told: Told,
) -> Result:
    """Visit one site, write its evidence, and judge what was written. Raises StoreError."""
    from auditor.capture.site import capture_site

    evidence, pictures = await capture_site(browser, url, options, knowledge.selectors, slots, told)
    return judge_evidence(folder.write_site(slug, evidence, pictures), knowledge, profile, language, slug)


def judge_evidence(evidence: Evidence, knowledge: Knowledge, profile: Profile, language: str, slug: str) -> Result:
    """Label and judge what was seen of one site. The same evidence, lists, rules and profile give the same result, for ever."""
    audits = (evidence, *evidence.repeats)
    return agreed(merge([_judged(one, knowledge, profile, language, slug, len(audits)) for one in audits]))


def _judged(evidence: Evidence, knowledge: Knowledge, profile: Profile, language: str, slug: str, audits: int) -> Result:
    if evidence.failure is not None:
        return failed_result(evidence, profile, language, slug)
    site = classify(evidence, knowledge)
    rules = shipped_rules()
    return Result(
        url=evidence.url,
        final_url=site.final_url,
        language=site.language,
        status="audited",
        profile=profile.authority,
        report_language=language,
        banner=site.banner,
        scenarios=site.scenarios,
        cookies=site.cookies,
        storage=site.storage,
        trackers=site.trackers,
        signals=site.signals,
        blocks=site.blocks,
        page_share=site.page_share,
        promises=promises(site, profile, language),
        findings=weighed(site, rules, judge(site, rules, profile, language), language, audits),
        missing=_missing(evidence),
        given=_given(evidence),
        screenshots=_screenshots(evidence),
        slug=slug,
        viewport=evidence.conditions.viewport if evidence.conditions is not None else None,
        timelines=timelines(evidence, site),
    )


def failed_evidence(url: str, kind: str, message: str) -> Evidence:
    """Say in evidence of its own why nothing of a site was recorded."""
    return Evidence(url=url, conditions=None, visits=(), failure=Failure(kind=kind, message=message))


def failed_result(evidence: Evidence, profile: Profile, language: str, slug: str, failure: Failure | None = None) -> Result:
    """The line of a site that could not be audited: no finding, and the reason."""
    why = failure or evidence.failure
    assert why is not None
    arrived = next((visit.final_url for visit in evidence.visits if visit.final_url), None)
    return Result(
        url=evidence.url,
        final_url=arrived,
        language=None,
        status="failed",
        error=SiteFailure(kind=why.kind, message=why.message),
        profile=profile.authority,
        report_language=language,
        banner=Banner(present=False),
        missing=_missing(evidence),
        given=_given(evidence),
        screenshots=_screenshots(evidence),
        slug=slug,
    )


def merged(first: Evidence, again: Evidence) -> Evidence:
    """Put visits that were made again in the place of those that had broken off; all of them where there were none."""
    if not first.visits:
        return again
    new: Mapping[str, Visit] = {visit.name: visit for visit in again.visits}
    visits = tuple(new.get(visit.name, visit) for visit in first.visits)
    seen = any(visit.scenario("before") for visit in visits)
    failure = next((visit.failure for visit in visits if visit.failure), None)
    return msgspec.structs.replace(
        first,
        visits=visits,
        conditions=again.conditions or first.conditions,
        given=again.given or first.given,
        failure=None if seen else failure or again.failure or first.failure,
    )


def picture_names(visit: Visit) -> tuple[str, ...]:
    """File names of the pictures that a visit took."""
    return tuple(picture.file for picture in _pictures(visit))


def _pictures(visit: Visit) -> tuple[Screenshot, ...]:
    record = visit.record(Screenshots)
    return () if isinstance(record, Absent) else record.screenshots


def _missing(evidence: Evidence) -> tuple[Missing, ...]:
    """What each visit could not record, and why it broke off where it did."""
    gaps = {
        (f"{visit.name}: {missing.name}", missing.reason)
        for visit in evidence.visits
        for missing in chain(visit.missing, _broken(visit))
    }
    if evidence.given is not None:
        gaps.add(("a fresh browser", told(evidence.given)))
    return tuple(Missing(name=name, reason=reason) for name, reason in sorted(gaps))


def _given(evidence: Evidence) -> GivenState | None:
    if evidence.given is None:
        return None
    items = [(item.kind == "cookie", f"{item.name} ({item.place})"[:300]) for item in evidence.given.items[:_GIVEN]]
    return GivenState(
        source=evidence.given.source,
        login=evidence.given.login,
        cookies=tuple(name for is_cookie, name in items if is_cookie),
        storage=tuple(name for is_cookie, name in items if not is_cookie),
    )


def _broken(visit: Visit) -> tuple[Absent, ...]:
    return (Absent(name="visit", reason=visit.failure.message),) if visit.failure is not None else ()


def _screenshots(evidence: Evidence) -> tuple[str, ...]:
    """In the order of the phases, whichever visit came first, so that the pictures tell the story."""
    taken = [picture for visit in evidence.visits for picture in _pictures(visit)]
    return tuple(dict.fromkeys(p.file for p in sorted(taken, key=lambda p: (_place(p.phase), p.at_ms))))


def _place(phase: str) -> int:
    return PHASES.index(phase) if phase in PHASES else len(PHASES)
