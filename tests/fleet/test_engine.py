"""The browser of a run: one at a time, replaced in time, never closed under somebody's hands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from auditor.errors import BrowserError
from auditor.fleet.engine import Engine
from tests.fleet.fleet_fakes import FakeBrowser, FakeWeb


def test_a_browser_is_shared_until_it_has_had_enough_and_closed_when_nobody_has_it() -> None:
    async def main() -> None:
        web = FakeWeb()
        engine = Engine(web.start, retire_after=2)
        async with engine.lease() as first:
            async with engine.lease() as same, engine.lease() as second:
                assert first is same
                assert second is not first
                assert engine.version == "Fake 2"
            await asyncio.sleep(0)
            assert not web.browsers[0].closed
        await engine.close()
        assert [browser.closed for browser in web.browsers] == [True, True]

    asyncio.run(main())


def test_a_browser_that_was_replaced_is_closed_before_the_run_ends() -> None:
    async def main() -> None:
        web = FakeWeb()
        engine = Engine(web.start, retire_after=1)
        for _ in range(3):
            async with engine.lease():
                pass
        for _ in range(5):  # its keeper has a few turns of the loop to close it
            await asyncio.sleep(0)
        assert [browser.closed for browser in web.browsers] == [True, True, False]
        await engine.close()

    asyncio.run(main())


def test_a_dead_browser_is_replaced_at_the_next_lease() -> None:
    async def main() -> None:
        web = FakeWeb()
        engine = Engine(web.start)
        async with engine.lease():
            web.browsers[0].dead.set()
            async with engine.lease() as other:
                assert other is web.browsers[1]
        assert engine.started == 2
        await engine.close()
        assert all(browser.closed for browser in web.browsers)

    asyncio.run(main())


def test_a_browser_that_does_not_start_is_told_to_each_who_waits_and_tried_again_later() -> None:
    async def main() -> None:
        web = FakeWeb(starts_until=0)
        engine = Engine(web.start)

        async def ask() -> None:
            async with engine.lease():
                raise AssertionError("there is no browser")

        for outcome in await asyncio.gather(ask(), ask(), return_exceptions=True):
            assert isinstance(outcome, BrowserError)
        web.starts_until = 1
        async with engine.lease() as browser:
            assert browser.alive
        await engine.close()

    asyncio.run(main())


def test_closing_what_was_never_started_is_nothing() -> None:
    engine = Engine(FakeWeb().start)
    asyncio.run(engine.close())
    assert engine.version is None


@pytest.mark.parametrize("error", [RuntimeError("closing failed"), ValueError("x")])
def test_a_browser_that_fails_to_close_does_not_fail_the_run(error: Exception) -> None:
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def start():  # type: ignore[no-untyped-def]  # a fake
        yield type("Broken", (), {"alive": True, "version": "1"})()
        raise error

    async def main() -> None:
        engine = Engine(start)
        async with engine.lease():
            pass
        await engine.close()

    asyncio.run(main())


@pytest.mark.parametrize(("arguments", "times"), [(("--no-sandbox",), 1), ((), 0)])
def test_a_browser_without_its_sandbox_is_told_once(arguments: tuple[str, ...], times: int) -> None:
    @asynccontextmanager
    async def start() -> AsyncIterator[FakeBrowser]:
        browser = FakeBrowser(1)
        browser.arguments = arguments  # type: ignore[attr-defined]  # the fake knows no sandbox
        yield browser

    async def work() -> list[str]:
        said: list[str] = []
        engine = Engine(start, retire_after=1)
        engine.said = said.append
        for _ in range(3):
            async with engine.lease():
                pass
        await engine.close()
        return said

    said = asyncio.run(work())
    assert len(said) == times
    assert all("without its sandbox" in line for line in said)
