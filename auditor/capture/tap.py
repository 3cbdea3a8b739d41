"""Everything that can be heard of one browser context: its targets, its frames, its traffic.

A tap is made when the first target of a context shows itself, so that nothing runs unheard.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from auditor.capture.stage import Stage
from auditor.capture.traffic import Traffic
from auditor.capture.wire import Session, Wire, WireClosedError, WireError

__all__ = ["Tap", "Taps"]

Attach = Callable[[Session], Awaitable[None]]
MAX_TARGETS = 200
"""Pages, frames and workers of one visit that are listened to; more are let run and named in the evidence."""


class Tap:
    """One context."""

    def __init__(self, context_id: str) -> None:
        self.context_id = context_id
        self.stage = Stage()
        self.traffic = Traffic(self.stage)
        self.sessions: dict[str, Session] = {}
        """By target id: pages, frames of other processes, workers."""
        self.parents: dict[str, Session] = {}
        self.frames: dict[str, tuple[str, str]] = {}
        """Frame id → (URL, id of the parent frame)."""
        self.unheard: list[str] = []
        """Targets that could not be listened to, as `type URL (reason)`."""
        self.ready: dict[str, bool] = {}
        """Target id → True when its listeners are on."""
        self.crashed = False
        self._attach: list[Attach] = []

    async def add(self, attach: Attach) -> None:
        """Let a recorder listen to every target: those that are there and those to come."""
        self._attach.append(attach)
        for session in list(self.sessions.values()):
            await attach(session)

    async def welcome(self, session: Session, parent: Session) -> None:
        """Set up a new target while it is held."""
        if len(self.sessions) >= MAX_TARGETS:
            self.unheard.append(f"{session.type} {session.url[:200]} (more than {MAX_TARGETS} targets)")
            return
        self.sessions[session.target_id] = session
        self.parents[session.target_id] = parent
        try:
            await session.send(
                "Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True
            ) if session.type not in ("service_worker", "shared_worker") else None
            await self.traffic.attach(session)
            if session.type in ("page", "iframe"):
                session.on("Page.frameNavigated", self._navigated)
                session.on("Page.frameAttached", self._attached)
                session.on("Page.frameDetached", self._detached)
                session.on("Inspector.targetCrashed", lambda _: self._crash(session))
                await session.send("Page.enable")
                await session.send("Inspector.enable")
                self._remember((await session.send("Page.getFrameTree"))["frameTree"])
            for attach in self._attach:
                await attach(session)
            self.ready[session.target_id] = True
        except WireClosedError:
            raise
        except WireError as error:
            # Told in the evidence: a target we did not hear from its start makes the record incomplete.
            self.unheard.append(f"{session.type} {session.url[:200]} ({error})")

    def gone(self, session: Session) -> None:
        """Forget a target."""
        self.sessions.pop(session.target_id, None)

    def foreign_frames(self) -> dict[str, tuple[Session, Session, str]]:
        """Frames of other processes: frame id → (session, its parent's session, URL)."""
        return {
            target: (session, self.parents[target], self.frames.get(target, (session.url, ""))[0])
            for target, session in self.sessions.items()
            if session.type == "iframe" and not session.closed
        }

    def documents(self) -> list[Session]:
        """Sessions that hold documents: pages first, then frames of other processes."""
        held = [s for s in self.sessions.values() if s.type in ("page", "iframe") and not s.closed]
        return sorted(held, key=lambda s: s.type != "page")

    def _navigated(self, params: dict[str, Any]) -> None:
        frame = params["frame"]
        self.frames[frame["id"]] = (frame["url"] + frame.get("urlFragment", ""), frame.get("parentId", ""))

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
        if session.type == "page":
            self.crashed = True
        self.unheard.append(f"{session.type} {session.url[:200]} (crashed)")


class Taps:
    """All taps of one browser, by context id."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._taps: dict[str, Tap] = {}
        wire.on_target = self._welcome
        wire.on_gone = self._gone

    async def start(self) -> None:
        """Hold every new target until its listeners are on."""
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
