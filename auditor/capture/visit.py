"""One fresh context and what is done in it: navigate, look, press, wait; every step leaves its state with the recorders."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from auditor.banner import FoundControl, Selectors, find_overlay
from auditor.capture import budget
from auditor.capture import gesture as gestures
from auditor.capture import press as pressing
from auditor.capture.devices import DEVICES
from auditor.capture.failures import site_error
from auditor.capture.intruders import Intruders
from auditor.capture.navigate import navigate
from auditor.capture.options import VIEW_SHARE, CaptureOptions
from auditor.capture.overlays import put_away
from auditor.capture.recorder import Recorder, Surroundings, recorders
from auditor.capture.settle import settle
from auditor.capture.sight import Sight
from auditor.capture.snapshot import SnapshotError, take
from auditor.capture.tap import Tap
from auditor.capture.wire import Session, WireError
from auditor.errors import SiteError
from auditor.evidence import Failure, Missing, Press, ScenarioRun, Settled, Visit
from auditor.evidence.records.screenshots import Screenshot

__all__ = ["VisitRun"]


class VisitRun:
    """A visit under way. Failures of the site are raised as SiteError; `close` keeps what was recorded until then."""

    def __init__(
        self, name: str, page: Page, tap: Tap, session: Session, browser: Session, options: CaptureOptions, selectors: Selectors
    ) -> None:
        self.name = name
        self.page = page
        self.tap = tap
        self.session = session
        self.options = options
        self.selectors = selectors
        self.touch = DEVICES[options.device].touch
        """Whether there is a finger in the place of a mouse."""
        self.around = Surroundings(tap=tap, page=session, browser=browser, options=options)
        self.scenarios: list[ScenarioRun] = []
        self.on_step: Callable[[str, str], None] = lambda phase, step: None
        self.pictures_arrival = True
        """Whether this visit takes the picture of the arrival; one visit of a site does."""
        self.stirs = True
        """Whether gestures are made; not where the site takes one for a choice."""
        self.home = ""
        """Address at which the visit arrived."""
        self.sight: Sight | None = None
        """What was seen last and kept."""
        self.dismissals: list[Press] = []
        """Presses that put away what lay before the banner; `take_dismissals` gives them to the scenario they were made in."""
        self._told_dismissals = 0
        self._clearing = False
        self._intruders = Intruders(page, self.lack)
        self._settled: list[Settled] = []
        self._recorders: tuple[Recorder, ...] = ()
        self._started = datetime.fromtimestamp(time.time(), UTC)
        self._status: int | None = None
        self._pressed_at = time.monotonic()
        self._rested_of = 0.0
        """The press after which was waited."""
        self._nodes_left = budget.NODES_OF_VISIT

    async def prepare(self) -> None:
        """Start the recorders, before the page goes anywhere. Raises WireError."""
        self._recorders = recorders(self.around)
        for recorder in self._recorders:
            await self.tap.add(recorder.attach)
        self._intruders.watch()

    async def arrive(self, url: str) -> None:
        """Go to the address as the first thing of the visit. Raises SiteError."""
        if not url.lower().startswith(("http://", "https://")):
            raise SiteError(f"{url[:200]}: not a web address", kind="bad-url", remedy="Give it as https://host/path")
        self._mark("before", "load", url)
        begun = await self._go(url, None)
        self.home = self.page.url
        if self._status is not None and self._status >= 400:
            raise SiteError(f"{url}: the server answered {self._status}", kind="http", remedy="Try the address in a browser")
        await self._rest(begun, VIEW_SHARE if self.stirs else 1.0)

    async def go_on(self, phase: str, step: str, url: str, *, share: float = 1.0) -> bool:
        """Reload (`url` empty) or follow a link of the page; False, with the reason kept, where the page does not come.

        `share`: the part of the wait before the gesture, where one follows.
        """
        referrer = self.page.url
        self._mark(phase, step, url or referrer)
        try:
            begun = await self._go(url, referrer)
        except SiteError as error:
            if self.tap.crashed:
                raise
            self.lack(f"step:{phase}:{step}", error.message)
            return False
        await self._rest(begun, share)
        return True

    async def last_look(self) -> None:
        """Let the recorders that wait for it look at what stood there last, where the page is still the same. Raises nothing."""
        sight, stage = self.sight, self.tap.stage
        if sight is None or sight.page.phase != stage.phase or sight.address != self.page.url.partition("#")[0]:
            return
        for recorder in self._recorders:
            looks = getattr(recorder, "at_the_end", None)
            if looks is None:
                continue
            try:
                await looks(sight)
            except Exception as error:  # noqa: BLE001 - as at the end of a step
                self.lack(recorder.name, str(error) or type(error).__name__)

    async def leave(self) -> None:
        """Leave the page, so that what it sends at that moment is heard. Raises nothing: the visit is over."""
        self._mark(self.tap.stage.phase, "leave", self.page.url)
        try:
            await self.page.goto("about:blank", wait_until="commit", timeout=budget.LEAVE_SECONDS * 1000)
            await asyncio.sleep(budget.LEAVE_LISTEN_SECONDS)
        except PlaywrightError as error:
            self.lack("step:leave", f"what the page sends when it is left was not heard: {_line(error)}")

    async def look(self, label: str | None = None) -> Sight:
        """Look at the page; a label keeps the snapshot in the evidence. Raises SiteError when it cannot be read."""
        reason = ""
        for _ in range(budget.LOOK_TRIES):
            try:
                frames, stage = self.tap.foreign_frames(), self.tap.stage
                page = await take(
                    self.session, frames, label=label or "", phase=stage.phase, step=stage.step, at_ms=stage.now_ms()
                )
            except SnapshotError as error:
                raise SiteError(
                    f"{self.page.url}: {error}", kind="too-large", remedy="Audit a smaller page of the site"
                ) from error
            except WireError as error:
                if self.tap.crashed or self.session.closed:
                    raise self.crash() from error
                # The page is between two documents (a press that navigates): look again.
                reason = str(error)
                await asyncio.sleep(budget.LOOK_AGAIN_SECONDS)
                continue
            sight = Sight(page, self.selectors)
            return self.keep(sight, label) if label is not None else sight
        raise SiteError(f"{self.page.url}: the page cannot be read: {reason}", kind="crash", remedy="Try again")

    def keep(self, sight: Sight, label: str | None = None) -> Sight:
        """Put a sight into the evidence, once."""
        if label is not None and label != sight.page.label:
            sight.page = msgspec.structs.replace(sight.page, label=label)
        self.sight = sight
        if any(kept.label == sight.page.label for kept in self.around.snapshots):
            return sight
        size = sum(len(document.parent) for document in sight.page.documents)
        if size > self._nodes_left:
            self.lack(f"page:{sight.page.label}", f"the snapshots of this visit have more than {budget.NODES_OF_VISIT} nodes")
            return sight
        self._nodes_left -= size
        self.around.snapshots.append(sight.page)
        return sight

    async def end_of_step(self) -> None:
        """Let every recorder take the state; what one cannot take is missing, and the others go on."""
        stage = self.tap.stage
        at_ms = stage.now_ms()
        for recorder in self._recorders:
            try:
                await recorder.end_of_step(stage.phase, stage.step, at_ms)
            except Exception as error:  # noqa: BLE001 - told in the evidence; a recorder that fails loses only its own record
                self.lack(f"{recorder.name}:{stage.phase}:{stage.step}", str(error) or type(error).__name__)

    async def shoot(self, label: str) -> None:
        """Take a picture of the viewport; a failure is told in the evidence and loses only the picture."""
        file = f"{label}.png"
        if len(self.around.pictures) >= budget.PICTURES or file in self.around.pictures:
            return
        await self._intruders.gone()
        try:
            answer = await self.session.send("Page.captureScreenshot", format="png")
        except WireError as error:
            self.lack(f"screenshots:{label}", str(error))
            return
        stage = self.tap.stage
        self.around.pictures[file] = base64.b64decode(answer["data"])
        self.around.screenshots.append(
            Screenshot(label=label, file=file, phase=stage.phase, step=stage.step, at_ms=stage.now_ms())
        )

    async def press(self, control: FoundControl, *, begins: str | None, layer: int) -> Press | None:
        """Press a control; `begins` names the phase that starts with it. None where it has no place to be pressed at.

        A control that something covers is not pressed: `reached` is False then, and no phase begins. The press is incomplete:
        `page_after` and `gone` are filled in by whoever looks afterwards. Raises SiteError.
        """
        await self._intruders.gone()
        target = await self._aimed(control)
        if target is not None and not target.reached and await self._cleared():
            target = await self._aimed(control)
        if target is None:
            return None
        at_ms = self.tap.stage.now_ms()
        if target.reached:
            try:
                if not self.touch:
                    await pressing.hover(self.page, target.point)
                # The choice begins with the press itself, not with the mouse's way to it: pages load scripts at its first move.
                if begins is not None and self.tap.stage.phase != begins:
                    self._mark(begins, "press", self.page.url)
                self.tap.traffic.calm()
                self._pressed_at = time.monotonic()
                at_ms = self.tap.stage.at_ms(self._pressed_at)
                await (pressing.tap(self.page, target.point) if self.touch else pressing.press(self.page))
            except PlaywrightError as error:
                raise site_error(error, self.page.url) from error
        return Press(
            phase=self.tap.stage.phase,
            at_ms=at_ms,
            action=control.action,
            text=control.text[: budget.LABEL_CHARS],
            layer=layer,
            point=target.point,
            reached=target.reached,
            page_before=self.sight.page.label if self.sight is not None else "",
            page_after="",
            gone=False,
        )

    async def reaches(self, control: FoundControl) -> bool:
        """Tell whether a control could be pressed now: nothing is pressed. Raises SiteError."""
        target = await self._aimed(control)
        return target is not None and target.reached

    def take_dismissals(self) -> tuple[Press, ...]:
        """The presses since the last call that put away what lay before the banner."""
        fresh = self.dismissals[self._told_dismissals :]
        self._told_dismissals = len(self.dismissals)
        return tuple(fresh)

    async def _aimed(self, control: FoundControl) -> pressing.Aim | None:
        try:
            target = await pressing.aim(self.tap, self.session, control.node)
            if target is not None and target.is_partial and not self.touch:
                # What peeps in at the edge comes out when the mouse is near, as a person would find.
                await pressing.hover(self.page, target.point)
                target = await pressing.aim(self.tap, self.session, control.node)
        except WireError as error:
            if self.tap.crashed or self.session.closed:
                raise self.crash() from error
            return None  # the frame that held it is gone
        return target

    async def _cleared(self) -> bool:
        """Put away what covers a control; False where nothing is known to lie there, or it stays."""
        if self._clearing or len(self.dismissals) >= budget.OVERLAYS:
            return False
        self._clearing = True
        try:
            kept, sight = self.sight, await self.look()
            overlay = find_overlay(sight.tree, self.selectors, sight.banner)
            cleared = overlay is not None and await put_away(self, sight, overlay)
            if kept is not None and not cleared:
                self.sight = kept
            return cleared
        finally:
            self._clearing = False

    async def stir(self, phase: str, *, through: bool) -> None:
        """Make a gesture as a step of its own, and wait; `through`: look through the page to its end. Raises SiteError."""
        if self.tap.stage.step != "gesture":
            self._mark(phase, "gesture", self.page.url)
        self.tap.traffic.calm()
        begun = time.monotonic()
        try:
            async with asyncio.timeout(budget.STIR_SECONDS):
                await gestures.stir(self.page, self.session, self.options.viewport, touch=self.touch)
                if through:
                    await gestures.look_through(self.page, self.session, self.options.viewport, touch=self.touch)
        except TimeoutError:
            self.lack(f"gesture:{phase}", f"the page was too busy to be moved over and scrolled in {budget.STIR_SECONDS:g} s")
        await self._rest(begun, VIEW_SHARE)

    async def scroll(self, phase: str) -> None:
        """Look through the page to its end as a step of its own, and wait. Raises SiteError."""
        self._mark(phase, "scroll", self.page.url)
        self.tap.traffic.calm()
        begun = time.monotonic()
        try:
            async with asyncio.timeout(budget.STIR_SECONDS):
                await gestures.look_through(self.page, self.session, self.options.viewport, touch=self.touch)
        except TimeoutError:
            self.lack(f"step:{phase}:scroll", f"the page was too busy to be scrolled in {budget.STIR_SECONDS:g} s")
        await self._rest(begun)

    async def follow(self, phase: str, link: FoundControl | None, url: str) -> bool:
        """Go to the second page by pressing a link to it; by its address where no link can be pressed. Raises SiteError.

        False, with the reason kept, where the page does not come.
        """
        here = self.page.url
        if link is not None:
            self._mark(phase, "next-page", url)
            pressed = await self.press(link, begins=None, layer=0)
            if pressed is not None and pressed.reached:
                try:
                    gone = lambda now: now.partition("#")[0] != here.partition("#")[0]  # noqa: E731
                    await self.page.wait_for_url(gone, wait_until="load", timeout=budget.FOLLOW_SECONDS * 1000)
                except PlaywrightError as error:
                    if self.tap.crashed:
                        raise self.crash() from error
                if self.page.url.partition("#")[0] != here.partition("#")[0]:
                    await self._rest(time.monotonic())
                    return True
        return await self.go_on(phase, "next-page", url)

    async def rest(self) -> None:
        """Wait from the last press for the dwell and for quiet, once. Raises SiteError."""
        if self._rested_of != self._pressed_at:
            self._rested_of = self._pressed_at
            await self._rest(self._pressed_at)

    def begin(self, phase: str, step: str) -> None:
        """Begin a step that is no navigation."""
        self._mark(phase, step, self.page.url)

    def lack(self, name: str, reason: str) -> None:
        """Say in the evidence what could not be recorded."""
        missing = Missing(name=name[:300], reason=reason[: budget.REASON_CHARS])
        if missing not in self.around.missing and len(self.around.missing) < budget.MISSING:
            self.around.missing.append(missing)

    def crash(self) -> SiteError:
        """The error of a page that is gone."""
        return SiteError(
            f"{self.home or self.page.url}: the tab or the browser crashed",
            kind="crash",
            remedy="Try again with a lower --concurrency",
        )

    async def end(self) -> None:
        """Stop what still runs beside the visit."""
        await self._intruders.end()

    def close(self, failure: SiteError | None) -> Visit:
        """Give what was recorded."""
        records: dict[str, msgspec.Raw] = {}
        for recorder in self._recorders:
            try:
                records[recorder.name] = msgspec.Raw(msgspec.json.encode(recorder.record()))
            except Exception as error:  # noqa: BLE001 - as at the end of a step
                self.lack(recorder.name, f"the record could not be made: {type(error).__name__} {error}")
        return Visit(
            name=self.name,
            started_at=self._started.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            final_url=self.home,
            status=self._status,
            marks=self.tap.stage.marks,
            settled=tuple(self._settled),
            scenarios=tuple(self.scenarios),
            records=records,
            missing=tuple(self.around.missing),
            failure=Failure(kind=failure.kind, message=failure.message) if failure is not None else None,
        )

    def _mark(self, phase: str, step: str, url: str) -> None:
        self.tap.stage.mark(phase, step, url)
        self.on_step(phase, step)

    async def _go(self, url: str, referrer: str | None) -> float:
        """Navigate, or reload where there is no address; the monotonic time at which the page had loaded. Raises SiteError."""
        await self._intruders.gone()
        self.tap.traffic.calm()
        try:
            status, late = await navigate(self.page, url, referrer, self.options.navigation_seconds)
        except SiteError:
            self._refuse_loops()
            raise
        if referrer is None:
            self._status = status
        for reason in late:
            self.lack(f"load:{self.tap.stage.phase}:{self.tap.stage.step}", reason)
        return time.monotonic()

    async def _rest(self, begun: float, share: float = 1.0) -> None:
        self._settled.append(await settle(self.tap, self.options, begun=begun, share=share))
        self._refuse_loops()

    def _refuse_loops(self) -> None:
        if self.tap.traffic.main_documents(self.tap.stage.step_began) > budget.MAIN_DOCUMENTS:
            raise SiteError(
                f"{self.home or self.page.url}: the page sends its visitor on and on",
                kind="redirect-loop",
                remedy="Try the address that it should end at",
            )


def _line(error: PlaywrightError) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
