"""A site audited several times: what one audit saw stands, what all must have seen passes only then."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path

import msgspec
import pytest

from auditor.capture.options import CaptureOptions
from auditor.catalogue.profile import profile
from auditor.evidence import Evidence, Failure
from auditor.evidence.store import RunFolder
from auditor.one_site import judge_evidence
from auditor.results import Result
from auditor.results.merge import merge
from tests.fleet.fleet_fakes import FakeWeb, fleet_of, sites_of
from tests.rules.evidence import Seen, knowledge

COLLECT = "https://www.google-analytics.com/g/collect?v=2&tid=G-1"
RULE = "tracker-before-choice"


@cache
def quiet() -> Evidence:
    return Seen().evidence()


@cache
def loud() -> Evidence:
    return Seen().request(COLLECT, "before").cookie("_ga", "before", days=730).evidence()


def blind() -> Evidence:
    return Seen().lose("requests").evidence()


def audited(*audits: Evidence, language: str = "en") -> Result:
    whole = msgspec.structs.replace(audits[0], repeats=audits[1:])
    return judge_evidence(whole, knowledge(), profile("cnil"), language, "shop.example")


def test_one_audit_alone_is_given_as_it_is() -> None:
    result = audited(loud())
    assert result.audits == 1
    assert all(f.audits == {} and f.audit == 1 for f in result.findings)


def test_what_one_of_three_audits_saw_fails_and_says_how_often_and_where_the_evidence_is() -> None:
    result = audited(quiet(), loud(), quiet())
    (finding,) = [f for f in result.findings if f.rule == RULE]
    assert finding.verdict == "fail"
    assert finding.audits == {"fail": 1, "pass": 2}
    assert finding.audit == 2
    assert finding.summary.startswith("[1 of 3 audits] ")
    assert f"request:{COLLECT}@before" in finding.evidence


def test_the_count_is_said_in_the_language_of_the_report() -> None:
    (finding,) = [f for f in audited(quiet(), loud(), language="fr").findings if f.rule == RULE]
    assert finding.summary.startswith("[1 audit(s) sur 2] ")


@pytest.mark.parametrize(
    ("audits", "verdict"),
    [((quiet, quiet), "pass"), ((quiet, blind), "inconclusive"), ((blind, loud), "fail"), ((loud, loud), "fail")],
)
def test_a_pass_needs_every_audit_and_a_failure_one(audits: tuple, verdict: str) -> None:
    (finding,) = [f for f in audited(*(make() for make in audits)).findings if f.rule == RULE]
    assert finding.verdict == verdict
    assert sum(finding.audits.values()) == 2


def test_what_all_audits_agree_on_has_the_plain_summary() -> None:
    (twice,) = [f for f in audited(loud(), loud()).findings if f.rule == RULE]
    (once,) = [f for f in audited(loud()).findings if f.rule == RULE]
    assert twice.summary == once.summary


def test_cookies_and_trackers_say_in_how_many_audits_they_were_seen() -> None:
    result = audited(loud(), quiet(), loud())
    assert {c.name: c.seen_in for c in result.cookies} == {"_ga": 2}
    assert {t.host: t.seen_in for t in result.trackers} == {"www.google-analytics.com": 2}


def test_an_audit_that_failed_counts_among_those_made_and_takes_nothing_away() -> None:
    broken = Evidence(url=quiet().url, conditions=None, visits=(), failure=Failure(kind="dns", message="no such host"))
    result = audited(broken, loud())
    assert result.status == "audited"
    assert result.audits == 2
    (finding,) = [f for f in result.findings if f.rule == RULE]
    assert finding.audits == {"fail": 1}
    assert finding.audit == 2
    assert finding.summary.startswith("[1 of 2 audits] ")


def test_a_site_that_failed_every_time_is_failed() -> None:
    broken = Evidence(url=quiet().url, conditions=None, visits=(), failure=Failure(kind="dns", message="no such host"))
    assert audited(broken, broken).status == "failed"


def test_merging_is_the_same_whatever_came_first() -> None:
    one, other = (judge_evidence(e, knowledge(), profile("cnil"), "en", "shop.example") for e in (quiet(), loud()))
    assert {f.rule: f.verdict for f in merge([one, other]).findings} == {f.rule: f.verdict for f in merge([other, one]).findings}


def test_a_scan_visits_as_often_as_asked_for_and_keeps_every_audit(tmp_path: Path) -> None:
    web, folder = FakeWeb(), RunFolder.create(tmp_path)
    fleet = fleet_of(tmp_path, web, sites_of("https://a.example/"), folder=folder, options=CaptureOptions(repeat=3))
    asyncio.run(fleet.run())
    assert len(web.made) == 6
    assert len(folder.evidence("a.example").repeats) == 2
    assert folder.verify() == ()
