"""What goes over the wire in one context: hops of requests with their headers, from the Network domain of every target.

The request and the cookie recorder both read it, so the bookkeeping stands here once. A redirect keeps its request id, and
Chromium sends raw headers ("extra info") apart from the request, in any order: `Hop` joins them again.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from auditor.capture.stage import Stage
from auditor.capture.wire import Session

__all__ = ["Hop", "Traffic"]

MAX_HOPS = 20_000
"""Requests kept of one visit; what is over is counted in `Traffic.dropped`."""

_LONG_REQUEST = 5.0
_POLLS = 3


@dataclass(slots=True)
class Hop:
    """One request as it went: a redirect is a hop of its own."""

    at: float
    """Monotonic seconds."""
    target: str
    url: str
    method: str
    type: str
    frame_id: str
    document_url: str
    initiator: str
    initiator_url: str
    is_main_document: bool
    redirected_from: str | None = None
    post_bytes: int = 0
    post_text: str | None = None
    status: int | None = None
    mime_type: str | None = None
    from_cache: bool = False
    failure: str | None = None
    address: str | None = None
    finished_at: float | None = None
    has_extra: bool | None = None
    """Whether Chromium announced raw headers of the answer; None while it has not said."""
    answer: dict[str, Any] | None = None
    """The raw answer: `headers`, `blockedCookies`."""
    sent: dict[str, Any] | None = None
    """The raw request: `associatedCookies`."""


@dataclass(slots=True)
class _Chain:
    hops: list[Hop] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)


class Traffic:
    """All hops of one context."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._chains: dict[tuple[str, str], _Chain] = {}
        self.hops: list[Hop] = []
        self.dropped = 0
        self.open: dict[tuple[str, str], tuple[float, str]] = {}
        """Requests under way: key → (monotonic start, URL)."""
        self.last_activity = time.monotonic()
        self._repeats: Counter[str] = Counter()

    def calm(self) -> None:
        """Begin a new wait for quiet: what repeats is counted from here."""
        self.last_activity = time.monotonic()
        self._repeats.clear()

    def is_quiet(self, seconds: float) -> bool:
        """True where nothing has begun or ended for that long and nothing young is under way.

        Requests open for more than five seconds (a long poll, a stream) and addresses asked again and again (a poller) never
        end, so they do not count as activity.
        """
        now = time.monotonic()
        young = any(now - since < _LONG_REQUEST for since, url in self.open.values() if not self._is_poller(url))
        return not young and now - self.last_activity >= seconds

    async def attach(self, session: Session) -> None:
        """Listen to one target, before it runs."""
        session.on("Network.requestWillBeSent", lambda p: self._request(session, p))
        session.on("Network.requestWillBeSentExtraInfo", lambda p: self._chain(session, p).sent.append(p))
        session.on("Network.responseReceived", lambda p: self._response(session, p))
        session.on("Network.responseReceivedExtraInfo", lambda p: self._chain(session, p).answers.append(p))
        session.on("Network.requestServedFromCache", lambda p: self._cached(session, p))
        session.on("Network.loadingFinished", lambda p: self._end(session, p, None))
        session.on("Network.loadingFailed", lambda p: self._end(session, p, _failure(p)))
        session.on("Network.webSocketCreated", lambda p: self._socket(session, p))
        session.on("Network.webSocketWillSendHandshakeRequest", lambda p: self._socket_sent(session, p))
        session.on("Network.webSocketHandshakeResponseReceived", lambda p: self._socket_answer(session, p))
        await session.send("Network.enable", maxPostDataSize=65536)

    def joined(self) -> list[Hop]:
        """All hops in the order of time, each with its raw headers where Chromium gave them."""
        for chain in self._chains.values():
            sent = iter(chain.sent)
            for hop in chain.hops:
                hop.sent = next(sent, None)
            # Answers from the cache or that never came have none: give the raw answers to the hops that announced one.
            announced = [hop for hop in chain.hops if hop.has_extra is not False]
            for hop, answer in zip(announced, chain.answers, strict=False):
                hop.answer = answer
        return sorted(self.hops, key=lambda hop: hop.at)

    def _chain(self, session: Session, params: dict[str, Any]) -> _Chain:
        return self._chains.setdefault((session.target_id, params["requestId"]), _Chain())

    def _request(self, session: Session, params: dict[str, Any]) -> None:
        request = params["request"]
        if request["url"].startswith(("data:", "blob:", "about:")):
            return
        if len(self.hops) >= MAX_HOPS:
            self.dropped += 1
            return
        chain = self._chain(session, params)
        redirect = params.get("redirectResponse")
        before = chain.hops[-1] if chain.hops else None
        if before is not None and redirect is not None:
            _answered(before, redirect)
            before.has_extra = params.get("redirectHasExtraInfo", False)
        initiator = params.get("initiator", {})
        post = request.get("postData")
        hop = Hop(
            at=self._stage.browser_time(params["timestamp"]),
            target=session.type,
            url=request["url"],
            method=request["method"],
            type=params.get("type", "Other").lower(),
            frame_id=params.get("frameId", ""),
            document_url=params.get("documentURL", ""),
            initiator=initiator.get("type", "other"),
            initiator_url=_initiator_url(initiator),
            is_main_document=params.get("type") == "Document"
            and session.type == "page"
            and params.get("frameId") == session.target_id,
            redirected_from=before.url if before is not None and redirect is not None else None,
            post_bytes=_post_bytes(request),
            post_text=post[:2048] if isinstance(post, str) and post.isprintable() else None,
        )
        chain.hops.append(hop)
        self.hops.append(hop)
        self._active((session.target_id, params["requestId"]), hop.url)

    def _response(self, session: Session, params: dict[str, Any]) -> None:
        chain = self._chain(session, params)
        if chain.hops:
            _answered(chain.hops[-1], params["response"])
            chain.hops[-1].has_extra = params.get("hasExtraInfo", False)

    def _cached(self, session: Session, params: dict[str, Any]) -> None:
        chain = self._chain(session, params)
        if chain.hops:
            chain.hops[-1].from_cache = True

    def _end(self, session: Session, params: dict[str, Any], failure: str | None) -> None:
        chain = self._chain(session, params)
        if chain.hops:
            chain.hops[-1].failure = failure
            chain.hops[-1].finished_at = self._stage.browser_time(params["timestamp"])
        _, url = self.open.pop((session.target_id, params["requestId"]), (0.0, ""))
        if not self._is_poller(url):
            self.last_activity = time.monotonic()

    def _socket(self, session: Session, params: dict[str, Any]) -> None:
        if len(self.hops) >= MAX_HOPS:
            self.dropped += 1
            return
        initiator = params.get("initiator", {})
        hop = Hop(
            at=time.monotonic(),
            target=session.type,
            url=params["url"],
            method="GET",
            type="websocket",
            frame_id="",
            document_url=session.url,
            initiator=initiator.get("type", "other"),
            initiator_url=_initiator_url(initiator),
            is_main_document=False,
        )
        self._chain(session, params).hops.append(hop)
        self.hops.append(hop)
        self.last_activity = time.monotonic()

    def _socket_sent(self, session: Session, params: dict[str, Any]) -> None:
        chain = self._chain(session, params)
        if chain.hops:
            chain.hops[-1].at = self._stage.browser_time(params["timestamp"])

    def _socket_answer(self, session: Session, params: dict[str, Any]) -> None:
        chain = self._chain(session, params)
        if chain.hops:
            chain.hops[-1].status = params["response"].get("status")

    def _active(self, key: tuple[str, str], url: str) -> None:
        self.open[key] = (time.monotonic(), url)
        self._repeats[_bare(url)] += 1
        if not self._is_poller(url):
            self.last_activity = time.monotonic()

    def _is_poller(self, url: str) -> bool:
        return self._repeats[_bare(url)] > _POLLS


def _bare(url: str) -> str:
    return url.partition("?")[0]


def _answered(hop: Hop, response: dict[str, Any]) -> None:
    hop.status = response.get("status")
    hop.mime_type = response.get("mimeType") or None
    hop.from_cache = hop.from_cache or bool(response.get("fromDiskCache") or response.get("fromPrefetchCache"))
    hop.address = response.get("remoteIPAddress") or None


def _failure(params: dict[str, Any]) -> str:
    return str(params.get("blockedReason") or params.get("errorText") or "failed")


def _initiator_url(initiator: dict[str, Any]) -> str:
    stack = initiator.get("stack")
    while stack:
        for call in stack.get("callFrames", ()):
            if call.get("url"):
                return str(call["url"])
        stack = stack.get("parent")
    return str(initiator.get("url", ""))


def _post_bytes(request: dict[str, Any]) -> int:
    entries = request.get("postDataEntries")
    if entries:
        return sum(len(entry.get("bytes", "")) * 3 // 4 for entry in entries)
    return len(request.get("postData", "").encode())
