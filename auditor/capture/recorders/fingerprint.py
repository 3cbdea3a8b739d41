"""Records which scripts use the interfaces that fingerprints are made from: canvas, audio, WebGL.

`fingerprint.js` sets breakpoints on the browser's own functions, with the debugger told to pass over every pause. Nothing stands
in the page: functions keep their identity and their text, no name is added, and a `debugger` statement of the page stops nothing.
The condition of such a breakpoint is compiled whenever the function is called; Chromium reports that (`Debugger.scriptParsed`)
with the script nearest to the call, and what the condition throws (`Runtime.exceptionThrown`) right after it. The price is
0.02 ms a call, 0.1 ms where a text is thrown, and at the start of a document a walk of the debugger through the heap for each
function, so that only those are watched which most fingerprints are made from. Workers are not listened to: no script of ours can
run in them before theirs does.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass
from typing import Any

from auditor.capture import budget
from auditor.capture.recorder import Surroundings, script
from auditor.capture.wire import Session, WireError
from auditor.evidence import Missing
from auditor.evidence.records.fingerprint import ApiUse, Fingerprint

__all__ = ["start"]

_KINDS = {
    "HTMLCanvasElement": "canvas",
    "CanvasRenderingContext2D": "canvas",
    "OfflineAudioContext": "audio",
    "WebGLRenderingContext": "webgl",
    "WebGL2RenderingContext": "webgl",
}
"""Owner of an interface → kind; all others are traits of the device."""
_ALWAYS_THROWS = ("canvas", "webgl")
"""Kinds that count only with the text that the condition throws."""


@dataclass(slots=True)
class _Document:
    number: int
    url: str
    phase: str
    step: str


@dataclass(slots=True)
class _Heard:
    calls: int = 0
    stopped: bool = False
    last: tuple[str, str] = ("", "")
    """Interface and script of the call whose text comes next."""


_Key = tuple[str, str, tuple[str, int], str, str, str]
"""Phase, step, document (target, execution context), script, interface, detail."""


class _Fingerprint:
    name = Fingerprint.NAME

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        # The page cannot guess the token, so it cannot forge a report.
        self._token = secrets.token_hex(16)
        source = script("fingerprint.js")
        self._source = source.replace("AUDITOR_TOKEN", self._token)
        self._documents: dict[tuple[str, int], _Document] = {}
        self._uses: dict[_Key, tuple[float, int]] = {}
        """Use → when it was first heard, how often."""
        self._left_out = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def attach(self, session: Session) -> None:
        if session.type not in ("page", "iframe"):
            return
        heard = _Heard()
        session.on("Runtime.executionContextCreated", lambda p: self._context(session, p))
        session.on("Debugger.scriptParsed", lambda p: self._called(session, heard, p))
        session.on("Runtime.exceptionThrown", lambda p: self._told(session, heard, p))
        await session.send("Runtime.enable")
        await session.send("Debugger.enable", maxScriptsCacheSize=0)
        await session.send("Debugger.setSkipAllPauses", skip=True)
        await session.send(
            "Page.addScriptToEvaluateOnNewDocument", source=self._source, includeCommandLineAPI=True, runImmediately=True
        )

    async def end_of_step(self, phase: str, step: str, at_ms: float) -> None:
        """Calls are heard as they come."""

    def record(self) -> Fingerprint:
        if self._left_out:
            self._around.missing.append(
                Missing(name="fingerprint:rest", reason=f"{self._left_out} or more calls over the limit were left out")
            )
        uses = [
            ApiUse(
                phase=phase, step=step, page_phase=document.phase, page_step=document.step, document=document.number,
                frame_url=document.url, script_url=script or document.url, kind=_kind(api), api=api, detail=detail,
                at_ms=self._around.tap.stage.at_ms(at), count=count,
            )
            for (phase, step, where, script, api, detail), (at, count) in self._uses.items()
            for document in [self._documents.get(where) or _Document(0, "", phase, step)]
        ]  # fmt: skip
        return Fingerprint(uses=tuple(sorted(uses, key=lambda use: (use.at_ms, use.document, use.api, use.detail))))

    def _context(self, session: Session, params: dict[str, Any]) -> None:
        context = params["context"]
        more = context.get("auxData", {})
        if not more.get("isDefault") or len(self._documents) >= budget.FINGERPRINT_DOCUMENTS:
            return
        stage = self._around.tap.stage
        url = self._around.tap.url_of_frame(more.get("frameId", "")) or str(context.get("origin", ""))
        self._documents[session.target_id, context["id"]] = _Document(
            number=len(self._documents) + 1, url=url[: budget.URL_CHARS], phase=stage.phase, step=stage.step
        )

    def _called(self, session: Session, heard: _Heard, params: dict[str, Any]) -> None:
        token, _, api = str(params.get("url", "")).partition("-")
        if token != self._token:
            return
        calls = params.get("stackTrace", {}).get("callFrames", ())
        script = next((str(call["url"]) for call in calls if call.get("url")), "")[: budget.URL_CHARS]
        heard.last = (api, script)
        heard.calls += 1
        if heard.calls > budget.FINGERPRINT_CALLS and not heard.stopped:
            # A drawing program reads its canvas all day: it is let go on without being watched.
            heard.stopped = True
            task = asyncio.create_task(_stop(session))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if _kind(api) not in _ALWAYS_THROWS:
            self._keep(session, heard, params.get("executionContextId", 0), api, script, "")

    def _told(self, session: Session, heard: _Heard, params: dict[str, Any]) -> None:
        details = params["exceptionDetails"]
        text = details.get("exception", {}).get("value")
        token, _, rest = text.partition("|") if isinstance(text, str) else ("", "", "")
        if token != self._token:
            return
        api, _, detail = rest.partition("|")
        if heard.last[0] == api and _kind(api) in _ALWAYS_THROWS:
            self._keep(session, heard, details.get("executionContextId", 0), api, heard.last[1], detail[:40])

    def _keep(self, session: Session, heard: _Heard, context: int, api: str, script: str, detail: str) -> None:
        if heard.stopped:
            self._left_out += 1
            return
        stage = self._around.tap.stage
        key = (stage.phase, stage.step, (session.target_id, context), script, api, detail)
        if key not in self._uses and len(self._uses) >= budget.FINGERPRINT_USES:
            self._left_out += 1
            return
        at, count = self._uses.get(key, (time.monotonic(), 0))
        self._uses[key] = (at, count + 1)


def _kind(api: str) -> str:
    return _KINDS.get(api.partition(".")[0], "device")


async def _stop(session: Session) -> None:
    try:
        await session.post("Debugger.disable")
    except WireError:
        return  # it is gone, and so are its calls


def start(surroundings: Surroundings) -> _Fingerprint:
    """Start the recorder."""
    return _Fingerprint(surroundings)
