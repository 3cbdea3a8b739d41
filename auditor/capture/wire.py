"""One connection to the browser's DevTools endpoint, beside Playwright's own: it listens, Playwright drives.

A second connection is what makes the record whole: every target (page, frame of another process, worker, popup) is held
before it runs until our listeners are on, which Playwright's sessions cannot offer.
Protocol: https://chromedevtools.github.io/devtools-protocol/ (flat sessions).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any, Self

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from auditor.capture.budget import ANSWER_SECONDS

__all__ = ["Session", "Wire", "WireClosedError", "WireError"]

Params = dict[str, Any]


class WireError(Exception):
    """The browser answered a command with an error, or not at all in time."""


class WireClosedError(WireError):
    """The connection, or the target behind a session, is gone."""


class _Message(msgspec.Struct):
    id: int | None = None
    method: str | None = None
    params: dict[str, Any] = {}
    result: dict[str, Any] = {}
    error: dict[str, Any] | None = None
    sessionId: str | None = None  # noqa: N815  # the protocol's own spelling


class Session:
    """A conversation with one target."""

    def __init__(self, wire: Wire, session_id: str | None, target: Params) -> None:
        self._wire = wire
        self._id = session_id
        self.target_id: str = target.get("targetId", "")
        self.type: str = target.get("type", "browser")
        self.url: str = target.get("url", "")
        self.context_id: str = target.get("browserContextId", "")
        self.closed = False
        self.on_defect: Callable[[str], None] = lambda reason: None
        """Told when a listener could not read an event: the record of this target has a gap."""
        self._listeners: dict[str, list[Callable[[Params], None]]] = {}

    def on(self, event: str, listener: Callable[[Params], None]) -> None:
        """Call the listener for each such event of this target."""
        self._listeners.setdefault(event, []).append(listener)

    def dispatch(self, event: str, params: Params) -> None:
        """Hand one event to its listeners."""
        for listener in self._listeners.get(event, ()):
            try:
                listener(params)
            except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
                # Another version of Chromium, or a page that found a hole: it loses one event, not the connection.
                self.on_defect(f"{event} could not be read: {type(error).__name__} {str(error)[:100]}")

    async def post(self, method: str, /, **params: Any) -> None:
        """Send a command and do not wait for its result; `on_defect` is told when it fails. Raises WireClosedError.

        For workers: a service worker answers only once it runs, and it runs only once we let it.
        """
        if self.closed:
            raise WireClosedError(f"{method}: the {self.type} is gone")
        answer = await self._wire.put(self._id, method, params)
        answer.add_done_callback(lambda done: self._complain(method, done))

    def _complain(self, method: str, answer: asyncio.Future[Params]) -> None:
        error = None if answer.cancelled() else answer.exception()
        if error is not None and not isinstance(error, WireClosedError):
            self.on_defect(f"{method}: {error}")

    def fail(self, reason: str) -> None:
        """Give up on the target: whoever waits for an answer, or asks later, gets WireClosedError."""
        self._wire.close(self, reason)

    async def send(self, method: str, /, *, answer_seconds: float = ANSWER_SECONDS, **params: Any) -> Params:
        """Send a command and give its result. Raises WireError, WireClosedError."""
        if self.closed:
            raise WireClosedError(f"{method}: the {self.type} is gone")
        return await self._wire.send(self._id, method, params, answer_seconds)


class Wire:
    """The connection. Use as `async with await Wire.open(address) as wire`."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._next = 0
        self._waiting: dict[int, tuple[str | None, asyncio.Future[Params]]] = {}
        self._sessions: dict[str, Session] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._encoder, self._decoder = msgspec.json.Encoder(), msgspec.json.Decoder(_Message)
        self.browser = Session(self, None, {})
        self.on_target: Callable[[Session, Session], Awaitable[None]] | None = None
        """Called with (new session, its parent) for each target, which is held until this returns."""
        self.on_gone: Callable[[Session], None] | None = None
        self._reader = asyncio.create_task(self._read(), name="devtools reader")

    @classmethod
    async def open(cls, address: str) -> Wire:
        """Connect to a `ws://` address."""
        return cls(await connect(address, max_size=None, ping_interval=None, compression=None, proxy=None))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()
        self._reader.cancel()
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader

    async def send(self, session_id: str | None, method: str, params: Params, answer_seconds: float) -> Params:
        """See `Session.send`."""
        try:
            async with asyncio.timeout(answer_seconds):
                return await (await self.put(session_id, method, params))
        except TimeoutError as error:
            raise WireError(f"{method}: no answer within {answer_seconds:g} s") from error

    async def put(self, session_id: str | None, method: str, params: Params) -> asyncio.Future[Params]:
        """Send a command and give the promise of its result. Raises WireClosedError."""
        self._next += 1
        number = self._next
        message: Params = {"id": number, "method": method, "params": params}
        if session_id is not None:
            message["sessionId"] = session_id
        future: asyncio.Future[Params] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (session_id, future)
        future.add_done_callback(lambda _: self._waiting.pop(number, None))
        try:
            await self._connection.send(self._encoder.encode(message).decode())
        except ConnectionClosed as error:
            future.cancel()
            raise WireClosedError(f"{method}: the browser is gone") from error
        return future

    async def _read(self) -> None:
        try:
            async for raw in self._connection:
                self._receive(self._decode(raw))
        except ConnectionClosed:
            pass  # told to everyone below
        finally:
            for session in [*self._sessions.values(), self.browser]:
                self.close(session, "the browser is gone")

    def _decode(self, raw: str | bytes) -> _Message:
        try:
            return self._decoder.decode(raw)
        except msgspec.DecodeError:
            # Half a surrogate pair, which a page may put into any text of its own, is no Unicode, but JSON for Chromium.
            whole = json.dumps(json.loads(raw), ensure_ascii=False).encode("utf-8", "replace")
            return self._decoder.decode(whole)

    def _receive(self, message: _Message) -> None:
        if message.id is not None:
            _, future = self._waiting.get(message.id, (None, None))
            if future is None or future.done():
                return
            if message.error is not None:
                future.set_exception(WireError(str(message.error.get("message", message.error))))
            else:
                future.set_result(message.result)
            return
        if message.method is None:
            return
        session = self._sessions.get(message.sessionId) if message.sessionId else self.browser
        if session is None:
            return
        if message.method == "Target.attachedToTarget":
            child = Session(self, message.params["sessionId"], message.params["targetInfo"])
            child.context_id = child.context_id or session.context_id
            self._sessions[message.params["sessionId"]] = child
            task = asyncio.create_task(self._welcome(child, session), name=f"attach {child.type}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif message.method == "Target.detachedFromTarget":
            gone = self._sessions.pop(message.params["sessionId"], None)
            if gone is not None:
                self.close(gone, "it went away")
                if self.on_gone is not None:
                    self.on_gone(gone)
        else:
            session.dispatch(message.method, message.params)

    async def _welcome(self, child: Session, parent: Session) -> None:
        try:
            if self.on_target is not None:
                await self.on_target(child, parent)
        except WireClosedError:
            return  # the target lived shorter than its welcome: there is nothing left to listen to
        finally:
            if not child.closed:
                with contextlib.suppress(WireError):
                    await child.send("Runtime.runIfWaitingForDebugger")

    def close(self, session: Session, reason: str) -> None:
        """See `Session.fail`."""
        session.closed = True
        for owner, future in list(self._waiting.values()):
            if owner == session._id and not future.done():
                future.set_exception(WireClosedError(f"the {session.type} gives no answer: {reason}"))
                future.exception()  # whoever waited may be gone too: not a complaint about nobody
