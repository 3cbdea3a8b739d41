"""axe-core beside our own reading, on real consent platforms: where both speak of a control's name they say the same.

Of the keyboard axe-core says nothing for a single control: whether Tab leads to it is our reading alone.
"""

from __future__ import annotations

import asyncio

import pytest

from auditor.banner import Selectors
from auditor.banner.spoken import accessible_name
from auditor.capture.axe import axe_core, look
from auditor.capture.browser import start
from auditor.capture.options import CaptureOptions
from auditor.capture.sight import Sight
from auditor.capture.snapshot import take
from auditor.catalogue.load import Folder
from auditor.demo.platforms import PLATFORMS, Platform, platform_demo
from auditor.demo.server import LoopbackServer
from auditor.demo.services import services
from auditor.evidence.records.accessibility import AxeRun
from tests.sites.npm import package

SELECTORS = Selectors.load(Folder())
NAMES = ("aria-command-name", "button-name", "input-button-name", "link-name")
_LOOKS, _BETWEEN_SECONDS = 80, 0.1


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.id)
def test_both_read_the_same_names(platform: Platform) -> None:
    package(platform.package)
    demo, source = platform_demo(platform, "honest"), axe_core()
    assert source is not None

    async def ask() -> tuple[Sight, list[AxeRun]]:
        with LoopbackServer((*services(), *demo.hosts)) as server:
            options = CaptureOptions(browser_arguments=tuple(server.browser_arguments))
            async with start(options) as browser, browser.visit(options) as (context, tap, session):
                await context.pages[0].goto(demo.url)
                for _ in range(_LOOKS):
                    page = await take(session, tap.foreign_frames(), label="look", phase="before", step="load", at_ms=0.0)
                    if (sight := Sight(page, SELECTORS)).banner is not None:
                        return sight, (await look(tap, session, sight, sight.banner, source))[1]
                    await asyncio.sleep(_BETWEEN_SECONDS)
        raise AssertionError(f"no banner stood on {demo.url}")

    sight, runs = asyncio.run(ask())
    assert sight.banner is not None
    controls = {c.node.backend: c for c in sight.banner.controls}
    (run,) = runs
    spoken_of = 0
    for said in run.said:
        for element in said.elements if said.rule in NAMES else ():
            if element.control is None or said.outcome == "incomplete":
                continue
            spoken_of += 1
            control = controls[element.control]
            assert bool(accessible_name(control.node)) is (said.outcome == "pass"), (said.rule, control.text)
    assert spoken_of >= 2, "the two answers at least"
