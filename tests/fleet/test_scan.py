"""Many sites: order, crashes, interruption and resuming lose nothing and condemn no bystander."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from auditor.capture.options import CaptureOptions
from auditor.errors import BrowserError, StoreError
from auditor.evidence import Evidence
from auditor.evidence.store import RunFolder
from auditor.fleet import scan
from auditor.one_site import failed_evidence
from auditor.results import Result
from tests.fleet.fleet_fakes import FakeBrowser, FakeWeb, Heard, fleet_of, sites_of

A, B, C, D = (f"https://{name}.example/" for name in "abcd")


def run(fleet: scan.Fleet) -> tuple[Result, ...]:
    return asyncio.run(fleet.run())


def test_results_stand_in_the_order_asked_for_whatever_ends_first(tmp_path: Path) -> None:
    async def main() -> tuple[tuple[Result, ...], list[int]]:
        gate = asyncio.Event()
        heard = Heard()
        heard.on_end = lambda number: gate.set() if len(heard.done) == 2 else None
        web = FakeWeb(gates={A: gate})
        return await fleet_of(tmp_path, web, sites_of(A, B, C), concurrency=6, listener=heard).run(), heard.done

    results, done = asyncio.run(main())
    assert done[-1] == 0
    assert [result.url for result in results] == [A, B, C]


@pytest.mark.parametrize("concurrency", [1, 2, 3])
def test_no_more_visits_are_open_at_once_than_asked_for(tmp_path: Path, concurrency: int) -> None:
    web = FakeWeb()
    results = run(fleet_of(tmp_path, web, sites_of(A, B, C, D), concurrency=concurrency))
    assert web.most_open == concurrency
    assert len(results) == 4
    assert len(web.made) == 8


def test_a_page_that_kills_the_browser_is_given_up_after_three_tries_and_takes_no_other_with_it(tmp_path: Path) -> None:
    async def main() -> tuple[tuple[Result, ...], FakeWeb, Heard]:
        never = asyncio.Event()
        heard = Heard()
        # The bystanders are in flight at the first crash; then each is visited alone.
        web = FakeWeb(scripts={B: {"refuse": "kills", "accept": "kills"}}, gates={A: never, C: never, D: never})
        web.on_visit = lambda url, name: never.set() if len(web.browsers) > 1 else None
        results = await fleet_of(tmp_path, web, sites_of(A, B, C, D), concurrency=8, listener=heard).run()
        return results, web, heard

    results, web, heard = asyncio.run(main())
    assert [result.status for result in results] == ["audited", "failed", "audited", "audited"]
    assert results[1].error is not None
    assert results[1].error.kind == "crash"
    assert web.made.count((B, "refuse")) == 3
    assert all(browser.closed for browser in web.browsers)
    assert any("trying again alone" in line for line in heard.lines)


def test_only_the_visit_that_was_lost_is_made_again(tmp_path: Path) -> None:
    web = FakeWeb(scripts={A: {"accept": "kills once"}})
    folder = RunFolder.create(tmp_path)
    # One visit at a time: the refusal is complete when the browser dies in the acceptance.
    (result,) = run(fleet_of(tmp_path, web, sites_of(A), concurrency=1, folder=folder))
    assert result.status == "audited"
    assert web.made == [(A, "refuse"), (A, "accept"), (A, "accept")]
    evidence = folder.evidence("a.example")
    assert [(v.name, v.failure) for v in evidence.visits] == [("refuse", None), ("accept", None)]
    assert folder.verify() == ()


def test_a_site_that_waited_for_its_turn_is_no_suspect(tmp_path: Path) -> None:
    web, heard = FakeWeb(scripts={A: {"refuse": "kills once"}}), Heard()
    results = run(fleet_of(tmp_path, web, sites_of(A, B), concurrency=2, listener=heard))
    assert [result.status for result in results] == ["audited", "audited"]
    assert heard.lines == [f"{A}: the browser crashed; trying again alone"]


def test_a_browser_that_always_dies_before_it_visits_anything_ends_somewhere(tmp_path: Path) -> None:
    class Dying(FakeWeb):
        async def capture(self, browser: FakeBrowser, *arguments: object) -> tuple[Evidence, dict[str, bytes]]:  # type: ignore[override]
            browser.dead.set()
            return failed_evidence(A, "crash", "the browser is gone"), {}

    web = Dying()
    (result,) = run(fleet_of(tmp_path, web, sites_of(A)))
    assert result.status == "failed"
    assert 3 <= len(web.browsers) <= 20


def test_a_crash_of_one_tab_is_no_crash_of_the_browser_and_not_repeated(tmp_path: Path) -> None:
    web = FakeWeb(scripts={A: {"accept": "fails"}})
    (result,) = run(fleet_of(tmp_path, web, sites_of(A)))
    assert result.status == "audited"
    assert len(web.made) == 2
    assert len(web.browsers) == 1


def test_a_site_that_fails_has_its_row_and_its_evidence(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path)
    results = run(fleet_of(tmp_path, FakeWeb(scripts={A: "fails"}), sites_of(A, B), folder=folder))
    assert [(result.status, result.error.kind if result.error else None) for result in results] == [
        ("failed", "dns"),
        ("audited", None),
    ]
    assert folder.evidence("a.example").failure is not None


def test_a_defect_met_on_one_site_is_told_in_its_row_and_the_others_go_on(tmp_path: Path) -> None:
    heard = Heard()
    results = run(fleet_of(tmp_path, FakeWeb(scripts={A: "raises"}), sites_of(A, B), listener=heard))
    assert [result.status for result in results] == ["failed", "audited"]
    assert results[0].error is not None
    assert results[0].error.kind == "internal"
    assert "ZeroDivisionError" in results[0].error.message
    assert heard.lines


def test_a_visit_that_hangs_is_dropped_when_its_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_OVERTIME_SECONDS", 0.01)
    options = CaptureOptions(site_seconds=0.01)
    results = run(fleet_of(tmp_path, FakeWeb(scripts={A: "hangs"}), sites_of(A, B), options=options))
    assert [(result.status, result.error.kind if result.error else None) for result in results] == [
        ("failed", "timeout"),
        ("audited", None),
    ]


def test_a_browser_that_disobeys_fails_the_site_and_one_that_does_not_start_ends_the_run(tmp_path: Path) -> None:
    results = run(fleet_of(tmp_path / "a", FakeWeb(scripts={A: "refuses"}), sites_of(A, B)))
    assert [(result.status, result.error.kind if result.error else None) for result in results] == [
        ("failed", "crash"),
        ("audited", None),
    ]
    with pytest.raises(BrowserError, match="does not start"):
        run(fleet_of(tmp_path / "b", FakeWeb(starts_until=0), sites_of(A, B)))


def test_a_browser_that_cannot_be_had_again_ends_the_run_with_what_is_finished(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, FakeWeb(scripts={B: "kills"}, starts_until=1), sites_of(A, B, C), concurrency=1)
    with pytest.raises(BrowserError):
        run(fleet)
    assert list(fleet.results) == [0]


def test_sites_that_have_their_evidence_are_not_visited_again(tmp_path: Path) -> None:
    sites = sites_of(A, B, C)
    first = run(fleet_of(tmp_path, FakeWeb(scripts={B: "fails"}), sites))
    web, heard = FakeWeb(), Heard()
    again = run(fleet_of(tmp_path, web, sites, folder=RunFolder.open(_with_run(tmp_path)), listener=heard))
    assert again == first
    assert web.made == []
    assert web.browsers == []
    assert heard.begun == []
    assert sorted(heard.done) == [0, 1, 2]


def test_a_site_whose_evidence_was_touched_is_visited_again_and_that_is_said(tmp_path: Path) -> None:
    sites = sites_of(A, B)
    run(fleet_of(tmp_path, FakeWeb(), sites))
    (tmp_path / "sites" / "b.example" / "refuse.png").write_bytes(b"forged")
    web, heard = FakeWeb(), Heard()
    folder = RunFolder.open(_with_run(tmp_path))
    run(fleet_of(tmp_path, web, sites, folder=folder, listener=heard))
    assert {url for url, _ in web.made} == {B}
    assert any(B in line and "not as it was sealed" in line for line in heard.lines)
    assert [problem for problem in folder.verify() if problem != "extra: run.json"] == []


def test_stopping_keeps_what_is_finished_and_drops_what_is_under_way(tmp_path: Path) -> None:
    async def main() -> scan.Fleet:
        never = asyncio.Event()
        fleet = fleet_of(tmp_path, FakeWeb(gates={B: never, C: never}), sites_of(A, B, C, D), concurrency=2)
        fleet.listener.on_end = lambda number: fleet.stop()  # type: ignore[attr-defined]  # Heard
        await fleet.run()
        return fleet

    fleet = asyncio.run(main())
    assert fleet.stopped
    assert [result.url for result in fleet.results.values()] == [A]
    folder = RunFolder.open(_with_run(tmp_path))
    assert folder.listed_sites() == {"a.example"}

    # And the run goes on where it was left.
    web = FakeWeb()
    results = run(fleet_of(tmp_path, web, sites_of(A, B, C, D), folder=folder))
    assert [result.url for result in results] == [A, B, C, D]
    assert {url for url, _ in web.made} == {B, C, D}


def test_a_crash_that_comes_with_the_stop_is_no_finding_about_the_site(tmp_path: Path) -> None:
    # Ctrl-C in a terminal reaches the browser as well; the visits that it breaks off are not finished visits.
    async def main() -> scan.Fleet:
        web = FakeWeb(scripts={A: "kills"})
        fleet = fleet_of(tmp_path, web, sites_of(A), concurrency=2)
        web.on_visit = lambda url, name: setattr(fleet, "stopped", True)
        await fleet.run()
        return fleet

    assert asyncio.run(main()).results == {}


def test_a_disk_that_fails_ends_the_run_loudly_and_keeps_the_rest(tmp_path: Path) -> None:
    class Full(RunFolder):
        def write_site(self, slug: str, evidence: Evidence, pictures: object) -> Evidence:
            if slug == "b.example":
                raise StoreError("sites/b.example: the disk is full", kind="full")
            return super().write_site(slug, evidence, pictures)  # type: ignore[arg-type]  # as it came

    RunFolder.create(tmp_path)
    folder = Full(tmp_path, {})
    web = FakeWeb()
    fleet = fleet_of(tmp_path, web, sites_of(A, B, C, D), concurrency=1, folder=folder)
    with pytest.raises(StoreError, match="the disk is full"):
        run(fleet)
    assert [result.url for result in fleet.results.values()] == [A]
    assert {url for url, _ in web.made} == {A, B}


def test_evidence_that_is_too_large_fails_its_site_only(tmp_path: Path) -> None:
    class Small(RunFolder):
        def write_site(self, slug: str, evidence: Evidence, pictures: object) -> Evidence:
            if slug == "a.example" and evidence.failure is None:
                raise StoreError("https://a.example/: 600 MB are too much", kind="too-large")
            return super().write_site(slug, evidence, pictures)  # type: ignore[arg-type]  # as it came

    RunFolder.create(tmp_path)
    results = run(fleet_of(tmp_path, FakeWeb(), sites_of(A, B), folder=Small(tmp_path, {})))
    assert [result.status for result in results] == ["failed", "audited"]
    assert results[0].error is not None
    assert "600 MB" in results[0].error.message


def test_a_browser_is_replaced_after_many_sites_and_only_closed_when_nobody_uses_it(tmp_path: Path) -> None:
    web = FakeWeb()  # it fails where a browser is used after it was closed
    results = run(fleet_of(tmp_path, web, sites_of(*(f"s{n}.example" for n in range(9))), concurrency=3, retire_after=2))
    assert len(results) == 9
    assert len(web.browsers) == 5
    assert all(browser.closed for browser in web.browsers)


def _with_run(path: Path) -> Path:
    """Give a folder the run.json by which it is known."""
    (path / "run.json").write_text("{}")
    return path


def test_what_failed_by_what_may_pass_is_visited_again_where_that_is_asked_for(tmp_path: Path) -> None:
    sites = sites_of(A, B, C)
    run(fleet_of(tmp_path, FakeWeb(scripts={B: "fails", C: {"accept": "fails"}}), sites))
    folder = RunFolder.open(_with_run(tmp_path))
    web = FakeWeb(scripts={B: {"accept": "fails"}, C: "fails"})
    fleet = fleet_of(tmp_path, web, sites, folder=folder)
    fleet.retry_failed = True
    results = run(fleet)
    assert {url for url, _ in web.made} == {B, C}
    # B has more than before; of C, which has less now, what was there is kept.
    assert [result.status for result in results] == ["audited"] * 3
    assert [v.failure is None for v in folder.evidence("c.example").visits] == [True, False]
    assert folder.verify(under="sites/") == ()


def test_what_failed_for_good_is_not_visited_again(tmp_path: Path) -> None:
    RunFolder.create(tmp_path)
    folder = RunFolder.open(_with_run(tmp_path))
    folder.write_site("a.example", failed_evidence(A, "http", "the server answered 404"), {})
    web = FakeWeb()
    fleet = fleet_of(tmp_path, web, sites_of(A), folder=folder)
    fleet.retry_failed = True
    (result,) = run(fleet)
    assert result.status == "failed"
    assert web.made == []
