"""What a scan takes over from the run that it goes on with, and where a new run goes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from auditor.capture.options import CaptureOptions
from auditor.errors import UsageError
from auditor.fleet.job import Job, _options, _sites, new_folder
from auditor.fleet.settings import conditions_of
from auditor.plan import Asked, PlannedSite, plan
from auditor.results.run import RunInfo

BEGUN = RunInfo(
    tool="0.1.0",
    browser=None,
    platform="test",
    arguments=(),
    profile="cnil",
    report_language="en",
    started_at="2026-11-24T10:00:00Z",
    sites=("https://a.example/", "https://b.example/"),
    slugs=("a.example", "b.example"),
    conditions=conditions_of(CaptureOptions(dwell_seconds=7.0, browser_arguments=("--lang=de",))),
)


def job(*urls: str, **given: object) -> Job:
    sites = plan(Asked(url) for url in urls) if urls else ()
    return Job(sites=sites, path=Path("run"), given=given, concurrency=1, formats=("md",), resume=True)


def test_without_addresses_the_sites_and_conditions_are_those_of_the_run() -> None:
    assert _sites(job(), BEGUN) == (
        PlannedSite("https://a.example/", "a.example"),
        PlannedSite("https://b.example/", "b.example"),
    )
    options = _options(job(), BEGUN)
    assert (options.dwell_seconds, options.browser_arguments) == (7.0, ("--lang=de",))


def test_a_longer_list_may_be_given_in_any_order_and_a_shorter_one_may_not() -> None:
    longer = _sites(job("c.example", "b.example", "a.example"), BEGUN)
    assert [site.slug for site in longer] == ["c.example", "b.example", "a.example"]
    with pytest.raises(UsageError, match=r"the run in run has https://b.example/, which is not asked for now"):
        _sites(job("a.example"), BEGUN)


def test_the_address_of_a_test_server_may_change_and_what_is_seen_may_not() -> None:
    assert _options(job(browser_arguments=("--lang=fr",)), BEGUN).browser_arguments == ("--lang=fr",)
    assert _options(job(dwell_seconds=7.0), BEGUN).dwell_seconds == 7.0
    with pytest.raises(UsageError, match=r"begun with dwell_seconds=7.0, not 3.0"):
        _options(job(dwell_seconds=3.0), BEGUN)


def test_a_password_that_was_left_out_is_asked_for_again() -> None:
    secret = CaptureOptions(browser_arguments=("--proxy-server=http://user:pass@proxy.example",))
    begun = msgspec.structs.replace(BEGUN, conditions=conditions_of(secret))
    with pytest.raises(UsageError, match="Give each --browser-arg again"):
        _options(job(), begun)
    assert _options(job(browser_arguments=("--x",)), begun).browser_arguments == ("--x",)


def test_a_new_folder_is_named_after_the_time_and_never_one_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = new_folder()
    assert first.parent == Path("reports")
    for _ in range(3):  # within one second or not
        new_folder().mkdir(parents=True)
    assert len(list(Path("reports").iterdir())) == 3
