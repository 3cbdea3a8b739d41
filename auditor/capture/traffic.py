"""What goes over the wire in one context: hops of requests with their headers, from the Network domain of every target.

The request and the cookie recorder both read it, so the bookkeeping stands here once. A redirect keeps its request id; Chromium
sends raw headers ("extra info") apart from the request, in any order; and the script of a worker is asked for in the session of
its page and answered in its own. `Hop` joins them again, by the request id, which is unique in a browser.

Not heard (Chromium tells no session of them): what a frame of another site sends while the page that holds it goes away, and
the update checks of a service worker's script.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from auditor.capture import budget
from auditor.capture.budget import Ration
from auditor.capture.fence import Fence
from auditor.capture.hop import Chain, Hop, answered, failure, header, initiator_url, post_bytes
from auditor.capture.stage import Stage
from auditor.capture.wire import Session
from auditor.errors import SiteError

__all__ = ["Traffic"]

_ANOTHER = "Audit another page of the site"
_NOT_ON_THE_WIRE = ("data:", "blob:", "about:", "chrome-extension:", "devtools:", "chrome:")


class Traffic:
    """All hops of one context. By the id of a frame, `url_of_frame` gives its address and `holder_of` that of the document that
    holds it, each empty where it is not known.
    """

    def __init__(self, stage: Stage, url_of_frame: Callable[[str], str], holder_of: Callable[[str], str]) -> None:
        self._stage = stage
        self._url_of_frame = url_of_frame
        self._holder_of = holder_of
        self._chains: dict[str, Chain] = {}
        self._ration = Ration(budget.HOPS, budget.TRAFFIC_CHARS)
        self._worker_scripts: dict[str, float] = {}
        """Script of a service worker → when it was registered."""
        self.top_target = ""
        """Target id of the page of the visit; other pages of the context are windows that it opened."""
        self.hops: list[Hop] = []
        self.open: dict[str, tuple[float, str]] = {}
        """Requests under way: id → (monotonic start, URL without query)."""
        self.last_activity = time.monotonic()
        self._repeats: Counter[str] = Counter()
        self._asked = 0
        self._bytes = 0
        self.fence: Fence | None = None
        """Where the top page may not go."""
        self.excess: SiteError | None = None
        """Why the visit must end: one of the limits that end it, or a document from beyond the fence."""
        self.on_excess: Callable[[], None] = lambda: None
        """Called once, when there is such a reason."""

    @property
    def dropped(self) -> int:
        """Requests, and headers of them, over the limits."""
        return self._ration.refused

    def calm(self) -> None:
        """Begin a new wait for quiet: what repeats is counted from here."""
        self.last_activity = time.monotonic()
        self._repeats.clear()

    def is_quiet(self, seconds: float) -> bool:
        """True where nothing has begun or ended for that long and nothing young is under way.

        Requests open for long (a long poll, a stream) and addresses asked again and again (a poller) never end, so they do not
        count as activity.
        """
        now = time.monotonic()
        if now - self.last_activity < seconds:
            return False
        young = (url for since, url in self.open.values() if now - since < budget.LONG_REQUEST_SECONDS)
        return all(self._repeats[url] > budget.POLLS for url in young)

    async def attach(self, session: Session) -> None:
        """Listen to one target, before it runs. Raises WireError."""
        session.on("Network.requestWillBeSent", lambda p: self._request(session, p))
        session.on("Network.requestWillBeSentExtraInfo", self._raw_request)
        session.on("Network.responseReceived", lambda p: self._response(session, p))
        session.on("Network.responseReceivedExtraInfo", self._raw_answer)
        session.on("Network.requestServedFromCache", self._cached)
        session.on("Network.dataReceived", self._data)
        session.on("Network.loadingFinished", lambda p: self._end(p, None))
        session.on("Network.loadingFailed", lambda p: self._end(p, failure(p)))
        session.on("Network.webSocketCreated", lambda p: self._socket(session, p))
        session.on("Network.webSocketWillSendHandshakeRequest", self._socket_sent)
        session.on("Network.webSocketHandshakeResponseReceived", self._socket_answer)
        session.on("Network.webTransportCreated", lambda p: self._socket(session, p))
        await session.post("Network.enable", maxPostDataSize=budget.POST_BYTES_SENT)
        if session.type == "page":
            session.on("ServiceWorker.workerVersionUpdated", self._service_workers)
            await session.post("ServiceWorker.enable")

    def forget(self) -> None:
        """Forget all hops until now."""
        self._chains.clear()
        self._worker_scripts.clear()
        self.hops.clear()
        self.open.clear()

    def main_documents(self, since: float) -> int:
        """How many documents of the top page were asked for since a monotonic time."""
        return sum(hop.is_main_document and hop.at >= since for hop in self.hops)

    def joined(self) -> list[Hop]:
        """All hops in the order of time, each with its raw headers where Chromium gave them."""
        for chain in self._chains.values():
            # An answer from the cache, or one that never came, has none: give them to the hops that announced some.
            announced = [hop for hop in chain.hops if hop.has_extra is not False]
            for hop, (names, mark) in zip(announced, chain.sent, strict=False):
                hop.cookies_sent, hop.if_none_match = names, mark
            for hop, (lines, blocked) in zip(announced, chain.answers, strict=False):
                hop.set_cookies, hop.blocked_cookies = lines, blocked
            for hop in chain.hops:  # of a preflight Chromium gives its own address; who asked is the request behind it
                if hop.behind and (behind := self._chains.get(hop.behind)) is not None and behind.hops:
                    hop.document_url = behind.hops[-1].document_url
        known = {hop.url for hop in self.hops}
        registered = [self._registered(url, at) for url, at in self._worker_scripts.items() if url not in known]
        return sorted([*self.hops, *registered], key=lambda hop: hop.at)

    # --- events ------------------------------------------------------------------------------------------------------------

    def _request(self, session: Session, params: dict[str, Any]) -> None:
        request = params["request"]
        url = str(request["url"])
        if url.startswith(_NOT_ON_THE_WIRE):
            return
        self._count()
        if self._is_top_document(session, params):
            if (answer := params.get("redirectResponse")) is not None:
                self._look_over_the_fence(answer)
            self._look_over_the_fence({"url": url})
        number = params["requestId"]
        chain = self._chains.get(number)
        at = self._stage.browser_time(params["timestamp"])
        before = chain.hops[-1] if chain is not None and chain.hops else None
        if before is not None and before.at == at and before.url == url[: budget.URL_CHARS]:
            return  # told in two sessions
        redirect = params.get("redirectResponse") if before is not None else None
        if before is not None and redirect is not None:
            answered(before, redirect)
            before.has_extra = params.get("redirectHasExtraInfo", False)
        initiator = params.get("initiator", {})
        post = request.get("postData")
        kind = params.get("type", "Other").lower()
        frame_id = params.get("frameId", "")
        own = session.type == "page" and session.target_id == self.top_target
        hop = Hop(
            at=at,
            begun=before.begun if before is not None and redirect is not None else at,
            target="popup" if session.type == "page" and not own else session.type,
            url=url[: budget.URL_CHARS],
            method=str(request["method"])[:40],
            type=kind,
            frame_id=frame_id,
            document_url=self._asking(params)[: budget.URL_CHARS],
            initiator=initiator.get("type", "other"),
            initiator_url=initiator_url(initiator)[: budget.URL_CHARS],
            behind=initiator.get("requestId", "") if initiator.get("type") == "preflight" else "",
            is_main_document=own and kind == "document" and frame_id == session.target_id,
            redirected_from=before.url if before is not None and redirect is not None else None,
            post_bytes=post_bytes(request),
            post_text=post[: budget.POST_CHARS] if isinstance(post, str) and post.isprintable() else None,
        )
        self._keep(number, hop)

    def _asking(self, params: dict[str, Any]) -> str:
        document = str(params.get("documentURL", ""))
        if document == params["request"]["url"] and params.get("type") != "Document":
            return self._url_of_frame(params.get("frameId", "")) or document  # the script of a worker
        if params.get("type") == "Document":  # the document of a frame is asked for by whoever holds the frame
            return self._holder_of(params.get("frameId", "")) or document
        return document

    def _keep(self, number: str, hop: Hop) -> None:
        # A kept hop takes about 400 characters beside its texts.
        if not self._ration.take(400 + len(hop.url) + len(hop.document_url) + len(hop.initiator_url) + len(hop.post_text or "")):
            return
        self._chains.setdefault(number, Chain()).hops.append(hop)
        self.hops.append(hop)
        bare = hop.url.partition("?")[0]
        if hop.type not in ("websocket", "webtransport"):
            self.open[number] = (time.monotonic(), bare)
        self._repeats[bare] += 1
        self._active(bare)

    def _raw_request(self, params: dict[str, Any]) -> None:
        names = {c["cookie"]["name"] for c in params.get("associatedCookies", ()) if not c.get("blockedReasons")}
        if self._ration.take(sum(map(len, names))):
            mark = header(params.get("headers", {}), "if-none-match")
            self._chains.setdefault(params["requestId"], Chain()).sent.append((tuple(sorted(names)), mark))

    def _raw_answer(self, params: dict[str, Any]) -> None:
        text = next((v for k, v in params.get("headers", {}).items() if k.lower() == "set-cookie"), "")
        blocked = {b["cookieLine"]: tuple(sorted(b["blockedReasons"])) for b in params.get("blockedCookies", ())}
        lines = tuple(line for line in dict.fromkeys([*text.split("\n"), *blocked]) if line)
        if self._ration.take(sum(map(len, lines))):
            self._chains.setdefault(params["requestId"], Chain()).answers.append((lines, blocked))

    def _response(self, session: Session, params: dict[str, Any]) -> None:
        if self._is_top_document(session, params):
            self._look_over_the_fence(params["response"])
        hop = self._last(params) or self._overheard(session, params)
        if hop is not None:
            answered(hop, params["response"])
            hop.has_extra = params.get("hasExtraInfo", False)

    def _overheard(self, session: Session, params: dict[str, Any]) -> Hop | None:
        """A request of which only the answer was heard: Playwright let its target run a moment before we listened."""
        response = params["response"]
        url = str(response.get("url", ""))
        if not url or url.startswith(_NOT_ON_THE_WIRE):
            return None
        began = self._stage.browser_time(response.get("timing", {}).get("requestTime", params["timestamp"]))
        frame_id = params.get("frameId", "")
        hop = Hop(
            at=began,
            begun=began,
            target="popup" if session.type == "page" and session.target_id != self.top_target else session.type,
            url=url[: budget.URL_CHARS],
            method="GET",
            type=params.get("type", "Other").lower(),
            frame_id=frame_id,
            document_url=(self._url_of_frame(frame_id) or session.url)[: budget.URL_CHARS],
            initiator="other",
            initiator_url="",
        )
        self._keep(params["requestId"], hop)
        return self._last(params)

    def remembered(self, session: Session, url: str, wall_ms: float) -> None:
        """Enter a request that a worker remembers, where nothing was heard of it."""
        url = url[: budget.URL_CHARS]
        if url.startswith(_NOT_ON_THE_WIRE) or any(hop.url == url for hop in self.hops):
            return
        at = self._stage.wall_time(wall_ms)
        number = f"remembered {session.target_id} {url}"
        self._keep(
            number,
            Hop(
                at=at,
                begun=at,
                target=session.type,
                url=url,
                method="GET",
                type="other",
                frame_id="",
                document_url=session.url[: budget.URL_CHARS],
                initiator="other",
                initiator_url="",
            ),
        )
        self.open.pop(number, None)

    def _is_top_document(self, session: Session, params: dict[str, Any]) -> bool:
        own = session.type == "page" and session.target_id == self.top_target
        return own and params.get("type") == "Document" and params.get("frameId") == session.target_id

    def _look_over_the_fence(self, answer: dict[str, Any]) -> None:
        if self.fence is not None:
            refusal = self.fence.refusal(str(answer.get("url", "")), answer.get("remoteIPAddress"))
            if refusal is not None:
                self._give_up(refusal)

    def _count(self) -> None:
        self._asked += 1
        if self._asked > budget.REQUESTS:
            self._give_up(
                SiteError(f"the page made more than {budget.REQUESTS} requests", kind="too-many-requests", remedy=_ANOTHER)
            )

    def _data(self, params: dict[str, Any]) -> None:
        # Of an answer that is packed the browser unpacks all: what it has to hold is what counts.
        self._bytes += max(int(params["dataLength"]), int(params.get("encodedDataLength", 0)))
        if self._bytes > budget.RESPONSE_BYTES:
            size = f"{budget.RESPONSE_BYTES // 1_000_000} MB"
            self._give_up(SiteError(f"the page loaded more than {size}", kind="too-many-bytes", remedy=_ANOTHER))

    def _give_up(self, error: SiteError) -> None:
        if self.excess is None:
            self.excess = error
            self.on_excess()

    def _cached(self, params: dict[str, Any]) -> None:
        if hop := self._last(params):
            hop.from_cache = True

    def _end(self, params: dict[str, Any], failure: str | None) -> None:
        if hop := self._last(params):
            hop.failure = failure
        _, bare = self.open.pop(params["requestId"], (0.0, ""))
        self._active(bare)

    def _socket(self, session: Session, params: dict[str, Any]) -> None:
        initiator = params.get("initiator", {})
        hop = Hop(
            at=self._stage.browser_time(params["timestamp"]) if "timestamp" in params else time.monotonic(),
            begun=time.monotonic(),
            target=session.type,
            url=str(params["url"])[: budget.URL_CHARS],
            method="GET",
            type="webtransport" if "transportId" in params else "websocket",
            frame_id="",
            document_url=(self._url_of_frame(session.target_id) or session.url)[: budget.URL_CHARS],
            initiator=initiator.get("type", "other"),
            initiator_url=initiator_url(initiator)[: budget.URL_CHARS],
        )
        self._keep(params.get("requestId") or params["transportId"], hop)

    def _socket_sent(self, params: dict[str, Any]) -> None:
        if hop := self._last(params):
            hop.at = hop.begun = min(hop.at, self._stage.browser_time(params["timestamp"]))

    def _socket_answer(self, params: dict[str, Any]) -> None:
        if hop := self._last(params):
            hop.status = params["response"].get("status")

    def _service_workers(self, params: dict[str, Any]) -> None:
        for version in params["versions"]:
            url = str(version.get("scriptURL", ""))[: budget.URL_CHARS]
            if url and len(self._worker_scripts) < budget.TARGETS:
                self._worker_scripts.setdefault(url, time.monotonic())

    def _registered(self, url: str, at: float) -> Hop:
        # The script is fetched before its worker exists, so no session hears of the request: the registration tells of it.
        return Hop(
            at=at,
            begun=at,
            target="service_worker",
            url=url,
            method="GET",
            type="script",
            frame_id="",
            document_url="",
            initiator="registration",
            initiator_url="",
        )

    def _last(self, params: dict[str, Any]) -> Hop | None:
        chain = self._chains.get(params["requestId"])
        return chain.hops[-1] if chain is not None and chain.hops else None

    def _active(self, bare: str) -> None:
        if self._repeats[bare] <= budget.POLLS:
            self.last_activity = time.monotonic()
