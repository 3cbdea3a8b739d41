"""Sites that fail: each with its kind, one line, and what was recorded until then."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from auditor.capture.browser import start
from auditor.capture.site import capture_site
from auditor.demo.message import Request, Response, download, html, redirect
from auditor.evidence import Evidence
from auditor.evidence.records.requests import Requests
from tests.capture.banners import banner, page

if TYPE_CHECKING:
    from conftest import Farm

BUTTONS = "<button onclick=choose('all')>Tout accepter</button><button onclick=choose('none')>Tout refuser</button>"
ONE = ("before",)

CHOICES = ("before", "refuse", "accept", "withdraw")
"""Two visits."""


def failed(farm: Farm, url: str, **changed: object) -> Evidence:
    evidence, _ = farm.audit(url, scenarios=ONE, **changed)
    assert evidence.failure is not None
    assert "\n" not in evidence.failure.message
    assert evidence.failure.message.startswith(url)
    return evidence


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://no-such-host.example/", "dns"),
        ("https://closed.example/", "refused"),
        ("https://untrusted.example/", "tls"),
        ("https://shop.example/404", "http"),
        ("https://shop.example/500", "http"),
        ("https://shop.example/204", "http"),
        ("https://shop.example/circle", "redirect-loop"),
        ("https://shop.example/file", "download"),
        ("https://shop.example/cut", "unreachable"),
        ("https://shop.example:1/", "blocked"),
        ("file:///etc/passwd", "bad-url"),
        ("chrome://crash", "bad-url"),
        ("javascript:alert(1)", "bad-url"),
    ],
)
def test_a_page_that_does_not_come_has_a_kind_of_its_own(farm: Farm, url: str, kind: str) -> None:
    farm.at("shop.example", "/500", html("<p>x", status=500))
    farm.at("shop.example", "/204", Response(status=204))
    farm.at("shop.example", "/circle", redirect("/circle"))
    farm.at("shop.example", "/file", download("a.bin", b"x" * 1000))
    farm.at("shop.example", "/cut", Response(ending="breaks"))
    evidence = failed(farm, url)
    assert evidence.failure is not None
    assert evidence.failure.kind == kind, evidence.failure


def test_an_untrusted_certificate_can_be_allowed(farm: Farm) -> None:
    farm.at("untrusted.example", "/", "<p>x")
    evidence, _ = farm.audit("https://untrusted.example/", scenarios=ONE, ignore_https_errors=True)
    assert evidence.failure is None


def test_a_page_that_never_comes_is_a_timeout(farm: Farm) -> None:
    farm.at("shop.example", "/", Response(ending="hangs"))
    evidence = failed(farm, "https://shop.example/", navigation_seconds=1.0)
    assert evidence.failure is not None
    assert evidence.failure.kind == "timeout"


def test_the_time_of_a_site_ends_it_and_what_was_recorded_stays(farm: Farm) -> None:
    farm.serve("shop.example", index=page(banner(BUTTONS)))
    evidence, _ = farm.audit(site_seconds=2.0, dwell_seconds=60.0, cap_seconds=60.0, scenarios=CHOICES)
    assert [v.failure and v.failure.kind for v in evidence.visits] == ["timeout", "timeout"]
    record = evidence.visits[0].record(Requests)
    assert isinstance(record, Requests)
    assert record.requests[0].url == "https://shop.example/"
    assert farm.browser is not None
    assert farm.browser.alive
    assert {s.outcome for s in evidence.visits[1].scenarios} == {"failed"}


def test_two_visits_that_share_one_slot_share_the_time_of_the_site(farm: Farm) -> None:
    farm.serve("shop.example", index=page())
    assert farm.browser is not None
    options = dataclasses.replace(farm.options, site_seconds=2.0, dwell_seconds=60.0, cap_seconds=60.0, scenarios=CHOICES)

    async def work() -> Evidence:
        assert farm.browser is not None
        async with asyncio.timeout(8):
            found, _ = await capture_site(
                farm.browser, "https://shop.example/", options, farm.selectors, asyncio.Semaphore(1), lambda *_: None
            )
            return found

    assert [v.failure and v.failure.kind for v in farm.run(work()).visits] == ["timeout", "timeout"]


def test_a_crashed_tab_is_told_soon_and_keeps_what_was_recorded(farm: Farm) -> None:
    farm.serve("shop.example", index=page(banner(BUTTONS)))

    async def work() -> Evidence:
        assert farm.browser is not None

        def told(visit: str, phase: str, step: str) -> None:
            if (phase, step) == ("refuse", "press"):
                (tap,) = [t for t in farm.browser._taps._taps.values() if t.traffic.top_target]  # type: ignore[union-attr]
                session = next(s for s in tap.sessions.values() if s.type == "page")
                crashes.append(asyncio.ensure_future(session.send("Page.crash")))

        crashes: list[asyncio.Future[object]] = []
        options = dataclasses.replace(farm.options, scenarios=("before", "refuse"))
        async with asyncio.timeout(15):
            found, _ = await capture_site(
                farm.browser, "https://shop.example/", options, farm.selectors, asyncio.Semaphore(2), told
            )
        await asyncio.gather(*crashes, return_exceptions=True)
        return found

    evidence = farm.run(work())
    (visit,) = evidence.visits
    assert evidence.failure is None
    assert visit.failure is not None
    assert visit.failure.kind == "crash"
    assert [(s.name, s.outcome) for s in visit.scenarios] == [("before", "recorded"), ("refuse", "failed")]
    assert isinstance(visit.record(Requests), Requests)
    assert farm.browser is not None
    assert farm.browser.alive


def test_a_killed_browser_fails_the_visit_and_says_that_it_is_dead(farm: Farm) -> None:
    farm.serve("shop.example", index=page(banner(BUTTONS)))

    async def work() -> tuple[Evidence, bool]:
        async with start(farm.options) as browser:

            def told(visit: str, phase: str, step: str) -> None:
                if (visit, phase, step) == ("refuse", "refuse", "press"):
                    os.kill(_browser_pid(), signal.SIGKILL)

            async with asyncio.timeout(60):
                options = dataclasses.replace(farm.options, scenarios=CHOICES)
                found, _ = await capture_site(
                    browser, "https://shop.example/", options, farm.selectors, asyncio.Semaphore(2), told
                )
            return found, browser.alive

    others = _browsers()

    def _browser_pid() -> int:
        (own,) = _browsers() - others
        return own

    evidence, alive = farm.run(work())
    assert [v.failure and v.failure.kind for v in evidence.visits] == ["crash", "crash"]
    assert not alive
    assert evidence.visits[0].scenario("before") is not None


def _browsers() -> set[int]:
    """Main processes of the browsers that this process started, and of no other's."""
    parents: dict[int, int] = {}
    mains: set[int] = set()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):  # a process that has ended meanwhile
            number = int(entry.name)
            parents[number] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            line = (entry / "cmdline").read_bytes()
            if b"--remote-debugging-pipe" in line and b"--type=" not in line:
                mains.add(number)

    def ours(number: int) -> bool:
        while number in parents:
            number = parents[number]
            if number == os.getpid():
                return True
        return False

    return {number for number in mains if ours(number)}


@pytest.mark.parametrize(
    "trouble",
    [
        "<script>alert('x')</script>",
        "<script>confirm('x');prompt('y')</script>",
        "<script>onbeforeunload = e => { e.preventDefault(); return 'stay' }</script>",
        "<script>for (let i = 0; i < 30; i++) alert(i)</script>",
        "<script>window.onload = () => window.close()</script>",
        "<img src=/hangs.gif>",
        "<iframe src=/hangs.gif></iframe>",
    ],
)
def test_what_stands_in_a_visitor_s_way_is_put_aside(farm: Farm, trouble: str) -> None:
    farm.at("shop.example", "/hangs.gif", Response(ending="hangs"))
    farm.serve("shop.example", index=page(banner(BUTTONS), trouble), produits=page())
    evidence, _ = farm.audit(scenarios=("before", "refuse"))
    (visit,) = evidence.visits
    run = visit.scenario("refuse")
    assert run is not None
    assert (visit.failure, run.outcome) == (None, "clicked"), run


@pytest.mark.parametrize(
    "away",
    [
        "<script>location.replace('/there')</script>",
        "<meta http-equiv=refresh content='0;url=/there'>",
        "<script>setTimeout(() => location.href = '/there', 150)</script>",
        "<script>document.addEventListener('DOMContentLoaded', () => location.href = '/there')</script>",
    ],
)
def test_a_page_that_sends_its_visitor_elsewhere_is_followed(farm: Farm, away: str) -> None:
    farm.serve("shop.example", index=away, there=page(banner(BUTTONS)))
    evidence, _ = farm.audit(scenarios=("before", "refuse"))
    (visit,) = evidence.visits
    run = visit.scenario("refuse")
    assert run is not None
    assert (evidence.failure, visit.failure, run.outcome) == (None, None, "clicked")


def test_a_page_that_sends_its_visitor_on_for_ever_is_a_redirect_loop(farm: Farm) -> None:
    def on(request: Request) -> Response:
        return html(f"<script>location.replace('/?{int(request.query.get('n', '0')) + 1}'.replace('?', '?n='))</script>")

    farm.at("shop.example", "/", on)
    evidence = failed(farm, "https://shop.example/")
    assert evidence.failure is not None
    assert evidence.failure.kind == "redirect-loop"


def test_a_defect_of_ours_loses_one_visit_and_says_where_it_is(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("never")

    monkeypatch.setattr("auditor.capture.sight.find_banner", broken)
    farm.serve("shop.example", index=page(banner(BUTTONS)))
    evidence = failed(farm, "https://shop.example/")
    assert evidence.failure is not None
    assert evidence.failure.kind == "internal"
    assert "KeyError 'never' (test_capture_failures.py:" in evidence.failure.message
    assert isinstance(evidence.visits[0].record(Requests), Requests)


def test_an_empty_page_is_a_page(farm: Farm) -> None:
    farm.at("shop.example", "/", Response(headers=(("Content-Type", "text/html"),)))
    evidence, _ = farm.audit(scenarios=("before", "refuse"))
    assert evidence.failure is None
    assert [s.outcome for s in evidence.visits[0].scenarios] == ["recorded", "no-banner"]
