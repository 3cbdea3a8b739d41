"""One fresh context and what is done in it: navigate, look, press, wait; every step leaves its state with the recorders."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
from playwright.async_api import Dialog, Page
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from auditor.banner import FoundBanner, FoundControl, Selectors, find_banner
from auditor.capture import press as pressing
from auditor.capture.failures import site_error
from auditor.capture.options import CaptureOptions
from auditor.capture.recorder import Recorder, Surroundings, recorders
from auditor.capture.settle import settle
from auditor.capture.snapshot import take
from auditor.capture.tap import Tap
from auditor.capture.wire import Session, WireError
from auditor.errors import SiteError
from auditor.evidence import Failure, Missing, Press, ScenarioRun, Settled, Visit
from auditor.evidence.page import PageSnapshot, Tree
from auditor.evidence.records.screenshots import Screenshot

__all__ = ["Sight", "VisitRun"]

_LOOKS = 5
_LOOK_AGAIN_SECONDS = 0.25
_LOAD_SECONDS = 12.0
_MAX_DIALOGS = 20


class Sight:
    """What stands before the visitor at one moment."""

    def __init__(self, page: PageSnapshot, selectors: Selectors) -> None:
        self.page = page
        self.tree: Tree = page.tree()
        self.banner: FoundBanner | None = find_banner(self.tree, selectors)

    @property
    def signature(self) -> tuple[object, ...]:
        """Equal for two sights in which the same banner stands in the same state."""
        if self.banner is None:
            return ()
        controls = ((c.action, c.text, c.node.backend, c.checked) for c in self.banner.controls)
        return (self.banner.root.backend, self.banner.is_preferences, *sorted(controls, key=repr))


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
        self.around = Surroundings(tap=tap, page=session, browser=browser)
        self.scenarios: list[ScenarioRun] = []
        self.on_step: Callable[[str, str], None] = lambda phase, step: None
        self._settled: list[Settled] = []
        self._recorders: tuple[Recorder, ...] = ()
        self._started = datetime.fromtimestamp(time.time(), UTC)
        self._final_url = ""
        self._status: int | None = None
        self._dialogs = 0
        self.sight: Sight | None = None
        """What was seen last and kept."""

    async def prepare(self) -> None:
        """Start the recorders, before the page goes anywhere."""
        self._recorders = recorders(self.around)
        for recorder in self._recorders:
            await self.tap.add(recorder.attach)
        self.page.on("dialog", self._answer)

    async def arrive(self, url: str) -> None:
        """Go to the address as the first thing of the visit. Raises SiteError."""
        self._mark("before", "load", url)
        begun = await self._go(url, None)
        self._final_url = self.page.url
        if self._status is not None and self._status >= 400:
            raise SiteError(f"{url}: the server answered {self._status}", kind="http", remedy="Try the address in a browser")
        await self._rest(begun)

    async def go_on(self, phase: str, step: str, url: str) -> bool:
        """Reload (`url` empty) or follow a link of the page; False, with the reason kept, where the page does not come."""
        referrer = self.page.url
        self._mark(phase, step, url or referrer)
        try:
            begun = await self._go(url, referrer)
        except SiteError as error:
            self.lack(f"step:{phase}:{step}", error.message)
            return False
        await self._rest(begun)
        return True

    async def look(self, label: str | None = None) -> Sight:
        """Look at the page; a label keeps the snapshot in the evidence. Raises SiteError when it cannot be read."""
        reason = ""
        for _ in range(_LOOKS):
            try:
                frames = self.tap.foreign_frames()
                stage = self.tap.stage
                page = await take(
                    self.session, frames, label=label or "", phase=stage.phase, step=stage.step, at_ms=stage.now_ms()
                )
                sight = Sight(page, self.selectors)
                if label is not None:
                    self.keep(sight)
                return sight
            except WireError as error:
                # The page is between two documents (a press that navigates): look again.
                reason = str(error)
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        raise SiteError(f"the page cannot be read: {reason}", kind="crash", remedy="Try again")

    def keep(self, sight: Sight, label: str | None = None) -> Sight:
        """Put a sight into the evidence, once."""
        if label is not None:
            sight.page = msgspec.structs.replace(sight.page, label=label)
        if all(kept.label != sight.page.label for kept in self.around.snapshots):
            self.around.snapshots.append(sight.page)
        self.sight = sight
        return sight

    async def end_of_step(self) -> None:
        """Let every recorder take the state; what one cannot take is missing, and the others go on."""
        stage = self.tap.stage
        at_ms = stage.now_ms()
        for recorder in self._recorders:
            try:
                await recorder.end_of_step(stage.phase, stage.step, at_ms)
            except WireError as error:
                self.lack(f"{recorder.name}:{stage.phase}:{stage.step}", str(error))

    async def shoot(self, label: str) -> None:
        """Take a picture of the viewport; a failure is told in the evidence and loses only the picture."""
        try:
            answer = await self.session.send("Page.captureScreenshot", format="png", answer_seconds=20)
        except WireError as error:
            self.lack(f"screenshots:{label}", str(error))
            return
        stage, file = self.tap.stage, f"{label}.png"
        self.around.pictures[file] = base64.b64decode(answer["data"])
        self.around.screenshots.append(
            Screenshot(label=label, file=file, phase=stage.phase, step=stage.step, at_ms=stage.now_ms())
        )

    async def press(self, control: FoundControl, *, begins: str | None, layer: int) -> Press | None:
        """Press a control; `begins` names the phase that starts with it. None where it has no place to be pressed at.

        The press is incomplete: `page_after` and `gone` are filled in by whoever looks afterwards.
        """
        try:
            target = await pressing.aim(self.tap, self.session, control.node)
        except WireError as error:
            raise SiteError(f"the control « {control.text[:60]} » cannot be reached: {error}", kind="crash") from error
        if target is None:
            return None
        stage = self.tap.stage
        if begins is not None and stage.phase != begins:
            self._mark(begins, "press", self.page.url)
        self.tap.traffic.calm()
        at_ms = stage.now_ms()
        phase = stage.phase
        try:
            await pressing.click(self.page, target.point)
        except PlaywrightError as error:
            raise site_error(error, self.page.url) from error
        before = self.sight.page.label if self.sight is not None else ""
        return Press(
            phase=phase,
            at_ms=at_ms,
            action=control.action,
            text=control.text[:200],
            layer=layer,
            point=target.point,
            reached=target.reached,
            page_before=before,
            page_after="",
            gone=False,
        )

    async def rest(self) -> None:
        """Wait from now for the dwell and for quiet."""
        self.tap.traffic.calm()
        await self._rest(time.monotonic())

    def begin(self, phase: str, step: str) -> None:
        """Begin a step that is no navigation."""
        self._mark(phase, step, self.page.url)

    def lack(self, name: str, reason: str) -> None:
        """Say in the evidence what could not be recorded."""
        missing = Missing(name=name[:300], reason=reason[:500])
        if missing not in self.around.missing:
            self.around.missing.append(missing)

    def close(self, failure: SiteError | None) -> Visit:
        """Give what was recorded."""
        records = {recorder.name: msgspec.Raw(msgspec.json.encode(recorder.record())) for recorder in self._recorders}
        return Visit(
            name=self.name,
            started_at=self._started.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            final_url=self._final_url,
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
        """Navigate, or reload where there is no address; the monotonic time at which the page had loaded."""
        self.tap.traffic.calm()
        limit = self.options.navigation_seconds * 1000
        try:
            if url:
                response = await self.page.goto(url, wait_until="domcontentloaded", timeout=limit, referer=referrer)
            else:
                response = await self.page.reload(wait_until="domcontentloaded", timeout=limit)
        except PlaywrightError as error:
            raise site_error(error, url or self.page.url) from error
        if referrer is None:
            self._status = response.status if response is not None else None
        try:
            await self.page.wait_for_load_state("load", timeout=_LOAD_SECONDS * 1000)
        except PlaywrightTimeout:
            # Something of the page hangs. It is there to be seen; the wait that follows says that it was not quiet.
            self.lack(
                f"load:{self.tap.stage.phase}:{self.tap.stage.step}", f"the load event did not come within {_LOAD_SECONDS:g} s"
            )
        except PlaywrightError as error:
            raise site_error(error, url or self.page.url) from error
        return time.monotonic()

    async def _rest(self, begun: float) -> None:
        self._settled.append(await settle(self.tap, self.options, begun=begun))

    async def _answer(self, dialog: Dialog) -> None:
        # A person closes what pops up; a question at leaving is answered with leave.
        self._dialogs += 1
        if self._dialogs == _MAX_DIALOGS:
            self.lack("dialogs", f"the page opened {_MAX_DIALOGS} dialogs or more; each was closed")
        try:
            await (dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss())
        except PlaywrightError as error:
            self.lack("dialogs", str(error).splitlines()[0])
