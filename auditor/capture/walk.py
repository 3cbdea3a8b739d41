"""Make a choice in a banner the way a person does: on the first layer if it is offered there, else behind « settings ».

The walk only presses and looks. What a press meant, and whether the choice took, is judged later from the snapshots it left.
A banner that comes once the first is answered is answered in the same way.

The outcome of a walk is `clicked` where a control that makes the choice was pressed and the banner is gone; `no-control` where
every control was looked at and none makes the choice; `not-dismissed` where the choice was pressed and the banner still stands,
or the banner went before a choice was made; `failed` where a control is there and could not be pressed.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from auditor.banner import FoundBanner, FoundControl, Selectors, lies_over
from auditor.capture import budget
from auditor.capture.overlays import why_hidden
from auditor.capture.sight import Sight
from auditor.capture.switches import folded_section, is_off, standing_on, switch_to_press
from auditor.capture.visit import VisitRun
from auditor.evidence import Press, ScenarioRun

__all__ = ["choose", "look_for_effect", "wait_for_banner"]

_GONE_LOOKS = 2
"""A banner must be away in this many looks in a row: between two layers there may be a moment with none."""
_SAME_LOOKS = 2
"""A changed banner must be the same in this many looks: a second layer is built piece by piece."""
_STANDS_LOOKS = 6
"""After the press that chose, a changed banner must stand for this many looks: it may be on its way out."""
_TOGGLE_SECONDS = 1.5
"""For the effect of a switch, or of a section that is opened: many change nothing that is seen."""
_KEPT = 4
"""Presses that are kept for saving and confirming."""
_STUBBORN = 3
"""After so many switches in a row that did not go off, the others are left."""
_ALIKE = 0.6
"""Share of the words that two looks at one banner have in common: a counter or a name may change in it."""
_NAMED = 10
_Ended = Callable[[str, str], ScenarioRun]
_CHOICES: dict[str, tuple[str, ...]] = {
    "refuse": ("refuse",),
    "accept": ("accept", "acknowledge"),
}


async def wait_for_banner(visit: VisitRun, seconds: float) -> Sight:
    """Look until a banner stands there, at most for so long. Raises SiteError when the page cannot be read."""
    deadline = time.monotonic() + seconds
    sight = await visit.look()
    beat = await visit.tap.pulse()
    while sight.banner is None and time.monotonic() < deadline:
        await asyncio.sleep(2 * budget.POLL_SECONDS)
        now = await visit.tap.pulse()
        # The last look is one, whatever the pulse: that nothing stood there is said of the end of the wait.
        if now is None or now != beat or time.monotonic() >= deadline:
            beat, sight = now, await visit.look()
            if sight.banner is not None:  # it has only just come: its controls may come after its text
                sight = await _complete(visit, sight)
    return sight


async def _complete(visit: VisitRun, sight: Sight) -> Sight:
    deadline = time.monotonic() + budget.EFFECT_SECONDS / 2
    while time.monotonic() < deadline:
        await asyncio.sleep(2 * budget.POLL_SECONDS)
        again = await visit.look()
        if again.banner is None or again.signature == sight.signature:
            return sight if again.banner is None else again
        sight = again
    return sight


@dataclass(slots=True)
class _Walk:
    """What was done on the way to one choice."""

    want: str
    selectors: Selectors
    presses: list[Press] = field(default_factory=list)
    nodes: Counter[int] = field(default_factory=Counter)
    """How often each node was pressed or found out of reach."""
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each (action, text) was pressed: a page that draws its banner anew gives its controls new nodes."""
    out_of_reach: Counter[int] = field(default_factory=Counter)
    """How often a switch or a header had no place or was covered: a section that is opened may bring it out, once."""
    stubborn: int = 0
    """How many switches in a row did not go off when they were pressed."""
    decided: bool = False
    is_other: bool = False
    """True while what stands there is not the banner in which the choice was made, but one that came after it."""
    answered: list[frozenset[str]] = field(default_factory=list)
    """What each banner said in which the choice was made."""
    covered: str = ""
    """The last control that was there and could not be pressed."""

    def fresh(self, banner: FoundBanner, action: str, times: int = 0) -> FoundControl | None:
        """A control of the action that was pressed at most so many times."""
        return next(
            (
                c
                for c in banner.all(action)
                if not c.disabled and self.nodes[c.node.backend] <= times and self.words[action, c.text] <= times + 1
            ),
            None,
        )

    def next(self, banner: FoundBanner) -> FoundControl | None:
        """The control that a person who wants this would press next; None where there is none."""
        for action in _CHOICES[self.want]:
            if control := self.fresh(banner, action):
                return control
        if self.decided and not self.is_other:
            # A panel that stays open after the choice is closed by saving it, or by its cross; and a press that did nothing
            # (the page was not listening yet) is tried once more.
            again = (self.fresh(banner, action, 1) for action in _CHOICES[self.want])
            return self.fresh(banner, "save") or self.fresh(banner, "close") or next((c for c in again if c), None)
        if self.want == "refuse" and (save := self.fresh(banner, "save")):
            return self._first_to_do(banner) or save
        if (settings := self.fresh(banner, "settings")) or not self.decided:
            return settings
        # A further banner that asks something is not answered by its cross; what only takes note is closed by it.
        return self.fresh(banner, "save") or (None if banner.first("accept") else self.fresh(banner, "close"))

    def _first_to_do(self, banner: FoundBanner) -> FoundControl | None:
        """Saving refuses only where nothing is on: turn off what is seen to be, then open what may hide more."""
        if len(self.presses) >= budget.PRESSES - _KEPT:
            return None
        tried = self._tried
        switch = switch_to_press(banner, self.selectors, tried) if self.stubborn < _STUBBORN else None
        if switch is not None:
            return switch
        opened = sum(press.action == "expand" for press in self.presses)
        return folded_section(banner, tried) if opened < budget.SECTIONS else None

    def _tried(self, control: FoundControl) -> bool:
        return self.nodes[control.node.backend] > 0

    def count(self, control: FoundControl, done: Press | None) -> None:
        """Remember what was tried."""
        self.nodes[control.node.backend] += 1
        if done is None or not done.reached:
            self.nodes[control.node.backend] += 2  # out of reach: not again
            if control.action in ("toggle", "expand"):
                self.out_of_reach[control.node.backend] += 1
            else:
                self.covered = control.text or control.action
        elif control.action == "expand":
            for backend in (node for node, times in self.out_of_reach.items() if times == 1):
                self.nodes[backend] = 0
        elif control.action != "toggle":
            self.words[control.action, control.text] += 1

    def start_anew(self) -> None:
        """Begin with a further banner."""
        self.decided, self.is_other, self.covered, self.stubborn = False, True, "", 0
        self.nodes.clear()
        self.words.clear()
        self.out_of_reach.clear()

    def made_in(self, banner: FoundBanner) -> None:
        """Remember the banner in which the choice was made."""
        said = _said(banner)
        if not any(_alike(said, before) for before in self.answered):
            self.answered.append(said)
        self.is_other = False

    def knows(self, banner: FoundBanner) -> bool:
        """Tell whether the choice was made in this banner already, by what it says."""
        said = _said(banner)
        return any(_alike(said, before) for before in self.answered)

    def see(self, control: FoundControl, after: Sight) -> None:
        """Remember whether a switch did what it was pressed for."""
        if control.action == "toggle" and after.banner is not None:
            self.stubborn = 0 if is_off(control, after.banner) else self.stubborn + 1


async def choose(visit: VisitRun, want: str, phase: str, sight: Sight) -> ScenarioRun:
    """Walk to the choice `want` (refuse or accept) from what stands there now; the phase begins with the press that makes it."""
    walk = _Walk(want, visit.selectors)

    def ended(outcome: str, reason: str = "") -> ScenarioRun:
        return ScenarioRun(name=phase, outcome=outcome, reason=reason, presses=tuple(walk.presses))

    if sight.banner is None and (hidden := why_hidden(visit, sight)):
        return ended("failed", f"no banner was found, but {hidden}")
    if sight.banner is None:
        return ended("no-banner", "no banner was found" + (f"; {sight.page.truncated}" if sight.page.truncated else ""))
    # What stands first before the visitor is the first layer, whatever it offers; only a reopened panel of purposes is deeper.
    layer = 2 if phase == "withdraw" and sight.banner.is_preferences else 1
    while len(walk.presses) < budget.PRESSES:
        shown = sight.banner
        assert shown is not None
        control = walk.next(shown)
        if control is None:
            return _stuck(walk, layer, ended)
        makes_choice = control.action in (*_CHOICES[want], "save")
        if makes_choice and walk.presses and not walk.decided:
            await visit.end_of_step()  # what the way here has left behind is not the choice's doing
        if control.action == "save" and want == "refuse" and not walk.decided:
            _tell_what_stays_on(visit, phase, shown)
        done = await visit.press(control, begins=phase if makes_choice else None, layer=layer)
        walk.count(control, done)
        if done is None:
            continue  # it has no place on the screen: the next candidate
        label = f"{phase}-press-{len(walk.presses) + 1}"
        if not done.reached:
            walk.presses.append(msgspec.structs.replace(done, page_after=done.page_before))
            sight = await visit.look()
            if sight.banner is None:
                return ended("failed", f"the banner went away while « {control.text[:60]} » was covered by something else")
            continue
        walk.decided = walk.decided or makes_choice
        if makes_choice:
            walk.made_in(shown)
        after = visit.keep(await _effect(visit, sight, control, decided=walk.decided), label)
        walk.presses.append(msgspec.structs.replace(done, page_after=label, gone=after.banner is None))
        walk.see(control, after)
        if after.banner is None and not walk.decided:
            if after.address != sight.address and (back := await _back(visit, sight, control)) is not None:
                sight = back
                continue
            return ended(
                "not-dismissed", f"the banner went away after « {control.text[:60]} », before a choice to {want} was made"
            )
        if after.banner is None:
            further = await _further(visit, walk)
            if isinstance(further, str):
                return ended("not-dismissed", further) if further else ended("clicked")
            after = visit.keep(further, f"{phase}-banner-{len(walk.answered) + 1}")
            walk.start_anew()
            layer += 1
        elif makes_choice and not walk.knows(after.banner) and not _share_controls(shown, after.banner):
            walk.is_other = True  # a question whether one is sure, or a second banner at once
            layer += 1
        if control.action == "settings" and after.signature != sight.signature:
            layer += 1
            await visit.shoot("preferences" if phase == "refuse" else f"preferences-{phase}")
        sight = after
    return ended("not-dismissed", f"the banner still stands after {budget.PRESSES} presses")


def _tell_what_stays_on(visit: VisitRun, phase: str, banner: FoundBanner) -> None:
    """Say which switches are saved although they stand on; the snapshot before the press shows them too."""
    for number, control in enumerate(standing_on(banner, visit.selectors)[:_NAMED], 1):
        visit.lack(
            f"switch:{phase}:{number}",
            f"« {control.text[:60]} » stood on when the choices were saved: it could not be turned off",
        )


async def _further(visit: VisitRun, walk: _Walk) -> Sight | str:
    """Watch what comes once a banner was answered: a further banner, or why nothing more is answered; empty where none came.

    Some sites ask twice: a bar of their own, then the wall of the advertisers.
    """
    await visit.rest()
    sight = await visit.look()
    if sight.banner is None:
        return ""
    await asyncio.sleep(2 * budget.POLL_SECONDS)
    sight = await visit.look()
    if sight.banner is None:
        return ""
    if walk.knows(sight.banner):
        visit.keep(sight, f"{walk.want}-again-{len(walk.presses)}")
        return "the same banner stood there again at once"
    if not lies_over(sight.banner.root):
        return ""  # a part of the page, such as the place of a video that waits for consent
    if len(walk.answered) >= budget.BANNERS:
        return f"a further banner stood there after {budget.BANNERS} had been answered"
    return sight


def _said(banner: FoundBanner) -> frozenset[str]:
    """The words of a banner outside its controls."""
    controls = {id(control.node) for control in banner.controls}
    texts: list[str] = []
    stack = [banner.root]
    while stack:
        node = stack.pop()
        if node.tag == "#text" and node.shown:
            texts.append(node.text)
        if id(node) not in controls:
            stack.extend(node.children)
    return frozenset(" ".join(texts).casefold().split())


def _share_controls(one: FoundBanner, other: FoundBanner) -> bool:
    """Tell whether controls of one banner stand in the other: then it is the same, whatever it says meanwhile."""
    asking = ("accept", "refuse", "acknowledge", "settings", "save")
    own = {control.node.backend for action in asking for control in one.all(action)}
    return any(control.node.backend in own for action in asking for control in other.all(action))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _ALIKE * len(one | other)


def _stuck(walk: _Walk, layer: int, ended: _Ended) -> ScenarioRun:
    if walk.answered and (walk.is_other or not walk.decided):
        return ended("not-dismissed", f"a further banner stood there, and no control to {walk.want} was found in it")
    if walk.decided:
        return ended("not-dismissed", "the banner still stands after the press")
    if walk.covered:
        return ended("failed", f"« {walk.covered[:60]} » stands there and cannot be pressed: it is covered or has no place")
    return ended("no-control", f"no control to {walk.want} was found on {'the first layer' if layer == 1 else 'any layer'}")


async def look_for_effect(visit: VisitRun, before: Sight, control: FoundControl) -> Sight:
    """Look until a press that may decide has shown an effect, at most for a few seconds. Raises SiteError."""
    return await _effect(visit, before, control, decided=control.action not in ("settings", "toggle", "expand"))


async def _effect(visit: VisitRun, before: Sight, control: FoundControl, *, decided: bool) -> Sight:
    """Look until the press has shown an effect (the banner gone, or another than before), at most for a few seconds."""
    seconds = _TOGGLE_SECONDS if control.action in ("toggle", "expand") else budget.EFFECT_SECONDS
    deadline = time.monotonic() + seconds
    needed = _STANDS_LOOKS if decided else 1 if control.action == "toggle" else _SAME_LOOKS
    last: tuple[object, ...] | None = None
    times = 0
    while True:
        await asyncio.sleep(budget.POLL_SECONDS)
        sight = await visit.look()
        times = times + 1 if sight.signature == last else 1
        last = sight.signature
        if sight.banner is None and times >= _GONE_LOOKS:
            return sight
        if sight.banner is not None and sight.signature != before.signature and times >= needed:
            return sight
        if time.monotonic() >= deadline:
            return sight


async def _back(visit: VisitRun, before: Sight, control: FoundControl) -> Sight | None:
    """Go back from the page that a press led to by mistake; None where no banner stands there any more."""
    visit.lack(
        f"step:{visit.tap.stage.phase}:press",
        f"« {control.text[:60]} » led away to {visit.page.url[: budget.LABEL_CHARS]}; the visit went back",
    )
    if not await visit.go_on(visit.tap.stage.phase, "load", before.page.url):
        return None
    sight = await wait_for_banner(visit, visit.options.banner_seconds_left)
    visit.keep(sight, f"{visit.tap.stage.phase}-back-{len(visit.around.snapshots)}")
    return sight if sight.banner is not None else None
