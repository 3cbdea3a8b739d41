"""Everything that can be heard of one browser context: its targets, its frames, its traffic.

A tap is made when the first target of a context shows itself, so that nothing runs unheard.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from auditor.capture import budget
from auditor.capture.stage import Stage
from auditor.capture.traffic import Traffic
from auditor.capture.wire import Session, Wire, WireClosedError, WireError

__all__ = ["Tap", "Taps"]

Attach = Callable[[Session], Awaitable[None]]


class Tap:
    """One context."""

    def __init__(self, context_id: str) -> None:
        self.context_id = context_id
        self.stage = Stage()
        self.traffic = Traffic(self.stage, self.url_of_frame, self.holder_of)
        self.sessions: dict[str, Session] = {}
        """By target id: pages, frames of other processes, workers."""
        self.parents: dict[str, Session] = {}
        self.frames: dict[str, tuple[str, str]] = {}
        """Frame id → (URL, id of the parent frame)."""
        self.unheard: list[str] = []
        """Targets that could not be listened to, as `type URL (reason)`."""
        self.crashed = False
        """True when the page of the visit is gone for good."""
        self._ready: dict[str, asyncio.Event] = {}
        self._measured: set[str] = set()
        self._attach: list[Attach] = []

    def url_of_frame(self, frame_id: str) -> str:
        """Address of a frame; empty where it is not known."""
        return self.frames.get(frame_id, ("", ""))[0]

    def holder_of(self, frame_id: str) -> str:
        """Address of the document that holds a frame; empty for a top page, or where it is not known."""
        return self.url_of_frame(self.frames.get(frame_id, ("", ""))[1])

    async def add(self, attach: Attach) -> None:
        """Let a recorder listen to every target: those that are there and those to come. Raises WireError."""
        self._attach.append(attach)
        for session in list(self.sessions.values()):
            await attach(session)

    async def page(self, target_id: str) -> Session:
        """The session of a page, once it is listened to."""
        await self._ready.setdefault(target_id, asyncio.Event()).wait()
        return self.sessions[target_id]

    async def welcome(self, session: Session, parent: Session) -> None:
        """Set up a new target while it is held. Raises WireClosedError when it is gone before that is done."""
        if session.target_id in self.sessions:
            # A service or shared worker is announced by the browser and by each page that uses it. The first session listens;
            # the others must not let the worker run before it does.
            await self._ready.setdefault(session.target_id, asyncio.Event()).wait()
            return
        if len(self.sessions) >= budget.TARGETS:
            self._unheard(session, f"more than {budget.TARGETS} targets")
            return
        self.sessions[session.target_id] = session
        self.parents[session.target_id] = parent
        session.on_defect = lambda reason: self._unheard(session, reason)
        try:
            await self._listen(session)
        except WireClosedError:
            raise
        except WireError as error:
            self._unheard(session, str(error))
        finally:
            self._ready.setdefault(session.target_id, asyncio.Event()).set()

    def gone(self, session: Session) -> None:
        """Forget a target."""
        if self.sessions.get(session.target_id) is session:
            del self.sessions[session.target_id]
            self.parents.pop(session.target_id, None)
            self._ready.pop(session.target_id, None)
            if session.target_id == self.traffic.top_target:
                self.crashed = True

    def forget(self) -> None:
        """Forget what was heard until now: it belongs to no visit."""
        self.traffic.forget()
        self.unheard.clear()

    def foreign_frames(self) -> dict[str, tuple[Session, Session, str]]:
        """Frames of other processes: frame id → (session, its parent's session, URL)."""
        return {
            target: (session, self.parents[target], self.url_of_frame(target) or session.url)
            for target, session in self.sessions.items()
            if session.type == "iframe" and not session.closed
        }

    def documents(self) -> list[Session]:
        """Sessions that hold documents: pages first, then frames of other processes."""
        held = [s for s in self.sessions.values() if s.type in ("page", "iframe") and not s.closed]
        return sorted(held, key=lambda s: s.type != "page")

    async def pulse(self) -> tuple[float, ...] | None:
        """A number for each thing that changes when the page looks different; None where it cannot be told.

        Costs a thousandth of a look, so a page that stands still is not looked at again and again.
        """
        beats: list[float] = []
        for session in self.documents():
            try:
                if session.target_id not in self._measured:
                    await session.send("Performance.enable")
                    self._measured.add(session.target_id)
                metrics = (await session.send("Performance.getMetrics"))["metrics"]
            except WireError:
                return None
            beats += [m["value"] for m in metrics if m["name"] in ("LayoutCount", "RecalcStyleCount", "Nodes", "Documents")]
        return tuple(beats)

    async def _listen(self, session: Session) -> None:
        # Posted, and first: Playwright holds and releases the same targets, and a window that a page opens runs when the first of
        # us lets it.
        await self.traffic.attach(session)
        if session.type in ("page", "iframe", "worker"):
            await session.post("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True)
        if session.type in ("page", "iframe"):
            session.on("Page.frameNavigated", self._navigated)
            session.on("Page.navigatedWithinDocument", self._moved)
            session.on("Page.frameAttached", self._attached)
            session.on("Page.frameDetached", self._detached)
            session.on("Inspector.targetCrashed", lambda _: self._crash(session))
            await session.send("Page.enable")
            await session.send("Inspector.enable")
            self._remember((await session.send("Page.getFrameTree"))["frameTree"])
        for attach in self._attach:
            await attach(session)

    def _navigated(self, params: dict[str, Any]) -> None:
        # A frame of another process does not name its parent; its attachment did.
        frame = params["frame"]
        parent = frame.get("parentId") or self.frames.get(frame["id"], ("", ""))[1]
        self.frames[frame["id"]] = (_clip(frame["url"] + frame.get("urlFragment", "")), parent)

    def _moved(self, params: dict[str, Any]) -> None:
        self.frames[params["frameId"]] = (_clip(params["url"]), self.frames.get(params["frameId"], ("", ""))[1])

    def _attached(self, params: dict[str, Any]) -> None:
        self.frames.setdefault(params["frameId"], ("about:blank", params.get("parentFrameId", "")))

    def _detached(self, params: dict[str, Any]) -> None:
        if params.get("reason") != "swap":
            self.frames.pop(params["frameId"], None)

    def _remember(self, tree: dict[str, Any]) -> None:
        self._navigated({"frame": tree["frame"]})
        for child in tree.get("childFrames", ()):
            self._remember(child)

    def _crash(self, session: Session) -> None:
        if session.target_id == self.traffic.top_target:
            self.crashed = True
        self._unheard(session, "crashed")
        session.fail("it crashed")

    def _unheard(self, session: Session, reason: str) -> None:
        # Told in the evidence: a target that was not heard from its start to its end makes the record incomplete.
        if len(self.unheard) < budget.MISSING:
            self.unheard.append(f"{session.type} {session.url[: budget.LABEL_CHARS]} ({reason})")


class Taps:
    """All taps of one browser, by context id."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._taps: dict[str, Tap] = {}
        wire.on_target = self._welcome
        wire.on_gone = self._gone

    async def start(self) -> None:
        """Hold every new target until its listeners are on. Raises WireError."""
        await self._wire.browser.send(
            "Target.setAutoAttach",
            autoAttach=True,
            waitForDebuggerOnStart=True,
            flatten=True,
            filter=[{"type": "browser", "exclude": True}, {"type": "tab", "exclude": True}, {}],
        )

    def of(self, context_id: str) -> Tap:
        """The tap of a context."""
        return self._taps.setdefault(context_id, Tap(context_id))

    def close(self, context_id: str) -> None:
        """Forget a context."""
        self._taps.pop(context_id, None)

    async def _welcome(self, session: Session, parent: Session) -> None:
        await self.of(session.context_id).welcome(session, parent)

    def _gone(self, session: Session) -> None:
        if session.context_id in self._taps:
            self._taps[session.context_id].gone(session)


def _clip(url: str) -> str:
    return url[: budget.URL_CHARS]
