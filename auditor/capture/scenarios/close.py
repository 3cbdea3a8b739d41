"""Close the banner by its cross, without a choice, and go to a second page: closing is no consent."""

from __future__ import annotations

import msgspec

from auditor.banner import FoundBanner, FoundControl, Selectors, read_control
from auditor.capture.sight import Sight
from auditor.capture.views import view_again
from auditor.capture.visit import VisitRun
from auditor.capture.walk import look_for_effect
from auditor.evidence import ScenarioRun

__all__ = ["BY_DEFAULT", "NEEDS", "ORDER", "VISIT", "needless", "run"]

VISIT = "close"
ORDER = 4
NEEDS: tuple[str, ...] = ()
BY_DEFAULT = True
_CLOSES = ("close", "other", "")
"""What the words of the control may say: a platform's cross may be labelled « Continuer sans accepter », which refuses."""


def needless(sight: Sight) -> ScenarioRun | None:
    """Give the outcome where nothing closes the banner without choosing; None where something does."""
    if sight.banner is None:
        return ScenarioRun(name="close", outcome="no-banner", reason="no banner was found")
    if not _closing(sight.banner, sight.selectors):
        return ScenarioRun(name="close", outcome="no-control", reason="nothing on the first layer closes it without a choice")
    return None


async def run(visit: VisitRun) -> ScenarioRun:
    """Press the control that closes and watch what follows."""
    sight = visit.sight
    assert sight is not None
    if (nothing := needless(sight)) is not None:
        return nothing
    assert sight.banner is not None
    done = None
    for control in _closing(sight.banner, visit.selectors):
        done = await visit.press(control, begins="close", layer=1)
        if done is not None and done.reached:
            break
    else:
        reason = "what closes the banner stands there and cannot be pressed: it is covered or has no place"
        return ScenarioRun(name="close", outcome="failed", reason=reason)
    after = visit.keep(await look_for_effect(visit, sight, control), "close-press-1")
    press = msgspec.structs.replace(done, page_after="close-press-1", gone=after.banner is None)
    outcome = "clicked" if after.banner is None else "not-dismissed"
    reason = "" if after.banner is None else "the banner still stands after the press"
    if after.address != sight.address:
        outcome, reason = "failed", f"« {control.text[:60]} » led away to another page"
    found = ScenarioRun(name="close", outcome=outcome, reason=reason, presses=(press,))
    await visit.rest()
    await visit.end_of_step()
    await visit.shoot("after-close")
    return await view_again(visit, found, reload=False) if outcome == "clicked" else found


def _closing(banner: FoundBanner, selectors: Selectors) -> list[FoundControl]:
    def says(text: str) -> str:
        return read_control(text, selectors, banner.root.tree.language or None).action

    named = ((c, (c.text, c.node.attribute("aria-label"), c.node.attribute("title"))) for c in banner.all("close"))
    return [c for c, names in named if not c.disabled and all(says(name) in _CLOSES for name in names if name)]
