"""How the browser is found, started, set up and closed."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import re
import signal
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from auditor.capture.browser import Browser, find, start
from auditor.capture.engine import DISABLED_FEATURES
from auditor.capture.options import VIEW_SHARE, CaptureOptions
from auditor.capture.site import capture_site
from auditor.capture.visit import VisitRun
from auditor.demo.message import Request, Response, Site, html, pixel
from auditor.demo.server import LoopbackServer
from auditor.errors import BrowserError
from auditor.evidence import Evidence
from auditor.evidence.records.cookies import Cookies

if TYPE_CHECKING:
    from conftest import Farm


def test_playwright_s_own_list_of_disabled_features_is_kept_but_for_storage_partitioning() -> None:
    bundle = (files("playwright") / "driver/package/lib/coreBundle.js").read_text("utf-8")
    found = re.search(r"disabledFeatures = \[(.*?)\]\.filter", bundle, re.DOTALL)
    assert found is not None
    theirs = set(re.findall(r'^\s*"(\w+)"', found[1], re.MULTILINE))
    assert len(theirs) > 10
    assert theirs - set(DISABLED_FEATURES) == {"ThirdPartyStoragePartitioning"}
    assert "ThirdPartyStoragePartitioning" not in DISABLED_FEATURES


def test_a_browser_that_is_asked_for_and_not_there_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(BrowserError, match=r"no browser at .*nothing-here"):
        find(str(tmp_path / "nothing-here"))


def test_without_any_browser_the_remedy_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PATH", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("AUDITOR_BROWSER", raising=False)
    with pytest.raises(BrowserError) as caught:
        find()
    assert "playwright install chromium" in str(caught.value)


def test_the_newest_downloaded_browser_is_taken_where_none_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for revision in ("chromium-999", "chromium-1200"):
        folder = tmp_path / revision / "chrome-linux"
        folder.mkdir(parents=True)
        (folder / "chrome").write_text("")
        (folder / "chrome").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.delenv("AUDITOR_BROWSER", raising=False)
    assert find() == str(tmp_path / "chromium-1200/chrome-linux/chrome")


def test_a_program_that_is_no_browser_is_told_in_one_line(farm: Farm, tmp_path: Path) -> None:
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\necho 'cannot open shared object file' >&2\nexit 1\n")
    program.chmod(0o755)

    async def work() -> None:
        async with start(CaptureOptions(browser_path=str(program))):
            raise AssertionError("it started")

    with pytest.raises(BrowserError) as caught:
        farm.run(work())
    assert "\n" not in caught.value.message
    assert "does not start" in caught.value.message


def test_the_page_meets_a_visitor_s_browser(farm: Farm) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return html("<body>x")

    farm.at("shop.example", "/", answer)

    async def work() -> dict[str, object]:
        async with farm.visit(timezone="America/New_York", viewport=(1000, 700)) as run:
            await run.arrive("https://shop.example/")
            found: dict[str, object] = await run.page.evaluate(
                "({language: navigator.language, agent: navigator.userAgent, zone: Intl.DateTimeFormat().resolvedOptions().timeZone,"
                "width: innerWidth, height: innerHeight, driven: navigator.webdriver})"
            )
            return found

    page = farm.run(work())
    assert page.pop("agent") == seen[0].headers["user-agent"]
    assert page == {"language": "fr-FR", "zone": "America/New_York", "width": 1000, "height": 700, "driven": False}
    assert seen[0].headers["accept-language"].startswith("fr-FR,fr")
    assert not any("Headless" in value for value in seen[0].headers.values())


def test_third_party_cookies_are_refused_where_they_are_to_be_blocked(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<img src=https://pix.ads.example/p.gif><script>onload=()=>{new Image().src='https://pix.ads.example/q.gif'}</script>",
    )
    for path in ("/p.gif", "/q.gif"):
        farm.at("pix.ads.example", path, pixel().with_cookies("uid=42; SameSite=None; Secure; Max-Age=1000"))
    options = dataclasses.replace(farm.options, third_party_cookies="block", scenarios=("before",))

    async def work() -> Evidence:
        async with start(options) as browser:
            found, _ = await capture_site(
                browser, "https://shop.example/", options, farm.selectors, asyncio.Semaphore(1), lambda *_: None
            )
            return found

    evidence = farm.run(work())
    assert evidence.conditions is not None
    assert evidence.conditions.third_party_cookies == "block"
    record = evidence.visits[0].record(Cookies)
    assert isinstance(record, Cookies)
    assert record.jars[-1].cookies == ()
    assert all(write.blocked for write in record.writes)
    assert len(record.writes) == 2
    assert [seen.cookie for seen in farm.log if seen.path == "/q.gif"] == [""]


def test_features_that_a_user_switches_off_are_added_to_the_list(farm: Farm) -> None:
    options = dataclasses.replace(
        farm.options, browser_arguments=(*farm.options.browser_arguments, "--disable-features=AuditorTest")
    )

    async def work() -> list[list[str]]:
        async with start(options) as browser:
            assert any("AuditorTest" in argument for argument in browser.arguments)
            return _command_lines("AuditorTest", f"auditor-{os.getpid()}-")

    lines = [line for line in farm.run(work()) if any(argument.startswith("--remote-debugging-pipe") for argument in line)]
    (line,) = [line for line in lines if not any(argument.startswith("--type=") for argument in line)]
    lists = [argument for argument in line if argument.startswith("--disable-features=")]
    # Chromium takes the last list alone.
    assert {*DISABLED_FEATURES, "AuditorTest"} <= set(lists[-1].removeprefix("--disable-features=").split(","))


def test_the_browser_asks_nobody_for_anything_of_its_own(farm: Farm) -> None:
    site = Site(host="shop.example", handler=lambda _: html("<body>x"))
    with LoopbackServer([site], unknown="404") as server:  # every host of the world is answered, and so seen
        options = dataclasses.replace(farm.options, browser_arguments=server.browser_arguments, dwell_seconds=4.0)

        async def work() -> Evidence:
            async with start(options) as browser:
                return (await _audit(browser, options, farm))[0]

        assert farm.run(work()).failure is None
        assert {seen.host for seen in server.log} == {"shop.example"}, [seen.url for seen in server.log]


def test_closing_leaves_neither_contexts_nor_tasks_nor_a_profile(farm: Farm) -> None:
    farm.serve("shop.example", index="<body>x")
    own = f"auditor-{os.getpid()}-"

    async def work() -> tuple[int, set[str]]:
        before = asyncio.all_tasks()
        async with start(farm.options) as browser:
            await _audit(browser, farm.options, farm)
            contexts = len(browser._playwright.contexts)
        await asyncio.sleep(0)
        return contexts, {task.get_name() for task in asyncio.all_tasks() - before if not task.done()}

    profiles = set(Path(tempfile.gettempdir()).glob(f"{own}*"))
    contexts, tasks = farm.run(work())
    assert contexts == 1  # the profile's own, in which nothing is done
    assert tasks == set()
    assert set(Path(tempfile.gettempdir()).glob(f"{own}*")) == profiles


async def _audit(browser: Browser, options: CaptureOptions, farm: Farm) -> tuple[Evidence, dict[str, bytes]]:
    return await capture_site(browser, "https://shop.example/", options, farm.selectors, asyncio.Semaphore(2), lambda *_: None)


_PROGRAM = """
import asyncio, sys
from auditor.banner import Selectors
from auditor.capture.browser import start
from auditor.capture.options import VIEW_SHARE, CaptureOptions
from auditor.capture.site import capture_site
from auditor.catalogue.load import Folder

async def main():
    options = CaptureOptions(dwell_seconds=60, cap_seconds=60, browser_arguments=tuple(sys.argv[1:]))
    async with start(options) as browser:
        await capture_site(browser, "https://shop.example/", options, Selectors.load(Folder(None)), asyncio.Semaphore(2),
                           lambda *step: print("step", *step, flush=True))
asyncio.run(main())
"""


def test_an_interrupted_program_leaves_no_process_behind(farm: Farm) -> None:
    farm.serve("shop.example", index="<body>x")
    program = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *farm.options.browser_arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert program.stdout is not None
    with program:
        assert program.stdout.readline().startswith("step")
        marker = f"auditor-{program.pid}-"
        assert _command_lines(marker)
        os.killpg(program.pid, signal.SIGINT)  # as a terminal does: to the program and all that it started
        program.wait(timeout=30)
    assert _command_lines(marker) == []


def _command_lines(*markers: str) -> list[list[str]]:
    """Command lines of the running processes that hold all markers."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):  # it has just ended
            line = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            if all(marker in line for marker in markers):
                found.append(line.split("\0"))
    return found


def test_a_visit_that_is_cancelled_closes_its_context(farm: Farm) -> None:
    farm.serve("shop.example", index="<body>x")

    async def work() -> int:
        assert farm.browser is not None
        reached = asyncio.Event()

        async def visit() -> None:
            async with farm.visit(dwell_seconds=60, cap_seconds=60) as run:
                run.on_step = lambda *_: reached.set()
                await run.arrive("https://shop.example/")

        task = asyncio.create_task(visit())
        await reached.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return len(farm.browser._playwright.contexts)

    assert farm.run(work()) == 1


@pytest.mark.parametrize(
    "busy",
    [
        "<script>setInterval(() => fetch('/poll?' + Math.random()), 100)</script>",
        "<script>new EventSource('/stream')</script>",
        "<script>fetch('/hangs')</script>",
        "<script>setInterval(() => document.body.append('x'), 50)</script>",
    ],
    ids=["poller", "stream", "hanging request", "moving text"],
)
def test_what_never_ends_does_not_hold_the_wait_to_its_cap(farm: Farm, busy: str) -> None:
    farm.at("shop.example", "/hangs", Response(ending="hangs"))
    farm.at("shop.example", "/stream", Response(ending="hangs"))
    farm.at("shop.example", "/poll", Response(status=204))
    farm.serve("shop.example", index="<body>" + busy)

    async def work() -> VisitRun:
        async with farm.visit(dwell_seconds=1.0, cap_seconds=20.0) as run:
            await run.arrive("https://shop.example/")
            return run

    (wait,) = farm.run(work()).close(None).settled
    assert wait.quiet
    assert 1000 * VIEW_SHARE <= wait.waited_ms < 20_000 * VIEW_SHARE


def test_a_page_that_keeps_asking_for_new_things_is_watched_to_the_cap(farm: Farm) -> None:
    farm.serve("shop.example", index="<body><script>let n = 0; setInterval(() => fetch('/n' + n++).catch(() => 0), 50)</script>")

    async def work() -> VisitRun:
        async with farm.visit(dwell_seconds=0.5, cap_seconds=1.5) as run:
            await run.arrive("https://shop.example/")
            return run

    (wait,) = farm.run(work()).close(None).settled
    assert not wait.quiet
    assert wait.waited_ms >= 1500 * VIEW_SHARE


def test_the_wait_goes_on_until_what_began_has_ended(farm: Farm) -> None:
    farm.at("shop.example", "/slow", Response(status=204, delay_seconds=1.5))
    farm.serve("shop.example", index="<body><script>fetch('/slow')</script>")

    async def work() -> VisitRun:
        async with farm.visit(dwell_seconds=0.3, cap_seconds=10.0) as run:
            await run.arrive("https://shop.example/")
            return run

    (wait,) = farm.run(work()).close(None).settled
    assert wait.quiet
    assert wait.waited_ms >= 1400
