"""Choose one purpose and no other: open the settings, leave one switch on, save, then look again.

What is left on is audience measurement where a switch is named so, else the first one. Only where each purpose has a switch whose
state can be read: what is saved unseen would show nothing.
"""

from __future__ import annotations

import msgspec

from auditor.banner import RADIO_ROLES, FoundBanner, FoundControl, Selectors, named_purposes, switch_name
from auditor.capture import budget
from auditor.capture.sight import Sight
from auditor.capture.switches import folded_section
from auditor.capture.views import view_again
from auditor.capture.visit import VisitRun
from auditor.capture.walk import look_for_effect
from auditor.evidence import Press, ScenarioRun

__all__ = ["BY_DEFAULT", "NEEDS", "ORDER", "VISIT", "needless", "run"]

VISIT = "partial"
ORDER = 6
NEEDS: tuple[str, ...] = ()
BY_DEFAULT = True
_KEPT_PRESSES = 6


def needless(sight: Sight) -> ScenarioRun | None:
    """Give the outcome where nothing stands there that opens or holds switches."""
    if sight.banner is None:
        return _ended("no-banner", "no banner was found")
    if sight.banner.first("settings") is None and not sight.banner.all("toggle"):
        return _ended("no-control", "the first layer leads to no switches")
    return None


async def run(visit: VisitRun) -> ScenarioRun:
    """Open, switch, save, watch; a second page."""
    sight = visit.sight
    assert sight is not None
    if (nothing := needless(sight)) is not None:
        return nothing
    walk = _Walk(visit, sight)
    outcome = await walk.opened()
    if outcome is None:
        outcome = await walk.switched()
    if outcome is None:
        outcome = await walk.saved()
    outcome = msgspec.structs.replace(outcome, presses=tuple(walk.presses))
    if visit.tap.stage.phase != "partial":
        return outcome
    await visit.rest()
    await visit.end_of_step()
    await visit.shoot("after-partial")
    # A second page is as clean a view as a reload, and each view costs: a site without one is loaded again.
    return await view_again(visit, outcome, reload=False) if outcome.outcome == "clicked" else outcome


class _Walk:
    """The way to the choice; each part gives None where it came through."""

    def __init__(self, visit: VisitRun, sight: Sight) -> None:
        self.visit = visit
        self.sight = sight
        self.presses: list[Press] = []
        self.layer = 1
        self.tried: set[int] = set()

    async def opened(self) -> ScenarioRun | None:
        """Come to switches."""
        banner = self.sight.banner
        assert banner is not None
        if len(_switches(banner, self.visit.selectors)) < 2 and (settings := banner.first("settings")) is not None:
            if not await self.press(settings):
                return _ended("failed", f"« {settings.text[:60]} » stands there and cannot be pressed")
            self.layer += 1
        for _ in range(budget.SECTIONS):
            banner = self.sight.banner
            section = folded_section(banner, lambda c: c.node.backend in self.tried) if banner is not None else None
            if section is None or len(self.presses) >= budget.PRESSES - _KEPT_PRESSES:
                break
            self.tried.add(section.node.backend)
            await self.press(section)
        banner = self.sight.banner
        if banner is None:
            return _ended("failed", "the banner went away on the way to its switches")
        if len(_switches(banner, self.visit.selectors)) < 2 or banner.first("save") is None:
            return _ended("no-control", "no switches by purpose whose state can be read, with a control that saves them")
        return None

    async def switched(self) -> ScenarioRun | None:
        """Leave one on."""
        selectors = self.visit.selectors
        banner = self.sight.banner
        assert banner is not None
        first = _switches(banner, selectors)
        keep = next((c for c in first if named_purposes(switch_name(c, banner)) == {"audience"}), first[0])
        others = [s for s in first if s is not keep]
        stayed: list[FoundControl] = []
        # It comes last: what goes on with it (its services, a switch for all that is drawn half on) belongs to it.
        for switch in (*others, keep):
            now = _same(switch, banner, selectors)
            if switch is keep:
                stayed = [s for s in others if _is_on(s, banner, selectors)]
            if now is None or now.checked == (switch is keep):
                continue
            if len(self.presses) >= budget.PRESSES or not await self.press(now):
                return _ended("failed", f"« {switch.text[:60]} » stands there and cannot be pressed")
            banner = self.sight.banner
            if banner is None:
                return _ended("failed", f"the banner went away after « {switch.text[:60]} »")
        on = [s for s in others if _is_on(s, banner, selectors)]
        if not _is_on(keep, banner, selectors) or any(s in stayed for s in on) or len(on) == len(others):
            return _ended("failed", "the switches do not stay as they were set")
        return None

    async def saved(self) -> ScenarioRun:
        """Save."""
        banner = self.sight.banner
        assert banner is not None
        save = banner.first("save")
        if save is None:
            return _ended("no-control", "no control saves what was chosen")
        await self.visit.end_of_step()  # what the way here has left behind is not the choice's doing
        if not await self.press(save, begins="partial"):
            return _ended("failed", f"« {save.text[:60]} » stands there and cannot be pressed")
        if self.sight.banner is not None:
            return _ended("not-dismissed", "the banner still stands after the press")
        return _ended("clicked", "")

    async def press(self, control: FoundControl, begins: str | None = None) -> bool:
        """Press and look; False where it could not be pressed."""
        done = await self.visit.press(control, begins=begins, layer=self.layer)
        if done is None or not done.reached:
            return False
        label = f"partial-press-{len(self.presses) + 1}"
        after = self.visit.keep(await look_for_effect(self.visit, self.sight, control), label)
        self.presses.append(msgspec.structs.replace(done, page_after=label, gone=after.banner is None))
        self.sight = after
        return True


def _ended(outcome: str, reason: str) -> ScenarioRun:
    return ScenarioRun(name="partial", outcome=outcome, reason=reason)


def _switches(banner: FoundBanner, selectors: Selectors) -> list[FoundControl]:
    """Switches of purposes that need consent, whose state is seen and can be changed."""
    return [
        c
        for c in banner.all("toggle")
        if not c.disabled and c.state_known and c.role not in RADIO_ROLES and c.text
        and not selectors.vocabulary.needs_no_consent(c.text)
    ]  # fmt: skip


def _is_on(switch: FoundControl, banner: FoundBanner, selectors: Selectors) -> bool:
    now = _same(switch, banner, selectors)
    return now is not None and now.checked


def _same(switch: FoundControl, banner: FoundBanner, selectors: Selectors) -> FoundControl | None:
    """The switch as it stands now; a panel that is drawn anew gives it another node."""
    now = _switches(banner, selectors)
    by_node = next((c for c in now if c.node.backend == switch.node.backend), None)
    alike = [c for c in now if c.text == switch.text]
    return by_node or (alike[0] if len(alike) == 1 else None)
