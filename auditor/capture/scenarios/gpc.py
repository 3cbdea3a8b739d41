"""Visit with the Global Privacy Control signal on and choose nothing.

The only scenario that sends a header and shows the page a property: both are what a browser with the signal on shows.
Source: Global Privacy Control (W3C, Privacy Working Group): `Sec-GPC: 1` and `navigator.globalPrivacyControl`.
"""

from __future__ import annotations

from playwright.async_api import BrowserContext

from auditor.capture.options import VIEW_SHARE
from auditor.capture.visit import VisitRun
from auditor.evidence import ScenarioRun

__all__ = ["BY_DEFAULT", "NEEDS", "ORDER", "VISIT", "prepare", "run"]

VISIT = "gpc"
ORDER = 7
NEEDS: tuple[str, ...] = ()
BY_DEFAULT = False
_PROPERTY = (
    "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true, configurable: true, enumerable: true});"
)


async def prepare(context: BrowserContext) -> None:
    """Turn the signal on, before the page goes anywhere."""
    await context.set_extra_http_headers({"Sec-GPC": "1"})
    await context.add_init_script(_PROPERTY)


async def run(visit: VisitRun) -> ScenarioRun:
    """Load the page once more: a site may have to note the signal first. `before` was recorded with the signal on too."""
    if await visit.go_on("gpc", "reload", "", share=VIEW_SHARE if visit.stirs else 1.0):
        if visit.stirs:
            await visit.stir("gpc", through=False)
        visit.keep(await visit.look(), "gpc-reload")
        await visit.end_of_step()
    return ScenarioRun(name="gpc", outcome="recorded")
