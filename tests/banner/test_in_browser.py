"""Real code of consent platforms in a real browser: found, pressed by mouse, gone, stored, and found again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from auditor.banner import FoundBanner, Selectors, find_banner, find_reopen, read_choice
from auditor.capture.browser import start
from auditor.capture.options import CaptureOptions
from auditor.capture.press import aim
from auditor.capture.snapshot import take
from auditor.capture.tap import Tap
from auditor.capture.wire import Session
from auditor.catalogue.load import Folder
from auditor.demo.platforms import PLATFORMS, Platform, platform_demo
from auditor.demo.server import LoopbackServer
from auditor.demo.services import services
from auditor.evidence.page import Tree
from auditor.evidence.records.cookies import StoredCookie
from tests.sites.npm import package

SELECTORS = Selectors.load(Folder())
_LOOKS = 80
_BETWEEN_SECONDS = 0.1


async def _tree(tap: Tap, session: Session) -> Tree:
    page = await take(session, tap.foreign_frames(), label="look", phase="before", step="load", at_ms=0.0)
    return page.tree()


async def _banner(
    tap: Tap, session: Session, *, stands: bool, then: Callable[[FoundBanner], Awaitable[None]] | None = None
) -> tuple[Tree, FoundBanner | None]:
    """Look until a banner stands, or until none does, and give up after some seconds; `then` is done again at every tenth look.

    tarteaucitron shows its buttons before they react: a person presses again.
    """
    tree = await _tree(tap, session)
    for look in range(_LOOKS):
        banner = find_banner(tree, SELECTORS)
        if (banner is not None) == stands:
            return tree, banner
        if banner is not None and then is not None and look % 10 == 0:
            await then(banner)
        await asyncio.sleep(_BETWEEN_SECONDS)
        tree = await _tree(tap, session)
    raise AssertionError(f"a banner {'never stood' if stands else 'stays'} on {tree.page.url}")


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.id)
def test_a_real_platform_is_found_refused_and_read(platform: Platform) -> None:
    package(platform.package)
    demo = platform_demo(platform, "honest")

    async def visit() -> None:
        with LoopbackServer((*services(), *demo.hosts)) as server:
            options = CaptureOptions(browser_arguments=tuple(server.browser_arguments))
            async with start(options) as browser, browser.visit(options) as (context, tap, session):
                page = context.pages[0]

                async def refuse(banner: FoundBanner) -> None:
                    control = banner.first("refuse")
                    assert control is not None
                    target = await aim(tap, session, control.node)
                    assert target is not None and target.reached, control.text
                    await page.mouse.click(*target.point)

                await page.goto(demo.url)
                _, banner = await _banner(tap, session, stands=True)
                assert banner is not None and (banner.platform, banner.found_by) == (platform.id, "rule")
                assert banner.first("accept") is not None
                tree, _ = await _banner(tap, session, stands=False, then=refuse)
                jar = [
                    StoredCookie(
                        name=c.get("name", ""),
                        value=c.get("value", ""),
                        domain=c.get("domain", ""),
                        path="/",
                        expires_at=None,
                        http_only=False,
                        secure=True,
                        same_site=None,
                    )
                    for c in await context.cookies()
                ]
                choice = read_choice(platform.id, jar, [], SELECTORS)
                assert choice is not None and choice.kind == "none", choice
                assert find_reopen(tree, SELECTORS) is not None

    asyncio.run(visit())
