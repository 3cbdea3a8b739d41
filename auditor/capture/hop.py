"""One request as it went over the wire, and how DevTools events are read into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from auditor.capture import budget

__all__ = ["Chain", "Hop", "answered", "failure", "header", "initiator_url", "post_bytes"]


@dataclass(slots=True)
class Hop:
    """One request as it went: a redirect is a hop of its own."""

    at: float
    """Monotonic seconds."""
    begun: float
    """When the first hop of its chain began, on the same clock: a redirect belongs to what was asked for."""
    target: str
    url: str
    method: str
    type: str
    frame_id: str
    document_url: str
    """Document that asked, as far as Chromium says."""
    initiator: str
    initiator_url: str
    behind: str = ""
    """Of a preflight: id of the request that it was sent for."""
    is_main_document: bool = False
    redirected_from: str | None = None
    post_bytes: int = 0
    post_text: str | None = None
    status: int | None = None
    mime_type: str | None = None
    from_cache: bool = False
    from_service_worker: bool = False
    failure: str | None = None
    address: str | None = None
    has_extra: bool | None = None
    """Whether Chromium announced raw headers; None while it has not said."""
    set_cookies: tuple[str, ...] = ()
    """Set-Cookie lines as they came, refused ones included."""
    blocked_cookies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Set-Cookie line → Chromium's reasons for not storing it."""
    cookies_sent: tuple[str, ...] = ()
    """Names, sorted."""
    etag: str | None = None
    """Of the answer."""
    if_none_match: str | None = None
    """The mark of an earlier answer that went with it."""


@dataclass(slots=True)
class Chain:
    """The hops of one request id, with the raw headers that came for them in any order."""

    hops: list[Hop] = field(default_factory=list)
    answers: list[tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = field(default_factory=list)
    sent: list[tuple[tuple[str, ...], str | None]] = field(default_factory=list)


def answered(hop: Hop, response: dict[str, Any]) -> None:
    """Enter what the answer says."""
    hop.status = response.get("status")
    hop.mime_type = str(response.get("mimeType", ""))[: budget.LABEL_CHARS] or None
    hop.from_cache = hop.from_cache or bool(response.get("fromDiskCache") or response.get("fromPrefetchCache"))
    hop.from_service_worker = bool(response.get("fromServiceWorker"))
    hop.address = response.get("remoteIPAddress") or None
    hop.etag = header(response.get("headers", {}), "etag")


def header(headers: dict[str, Any], name: str) -> str | None:
    """The beginning of one header by its name in lower case; None where there is none."""
    found = next((value for key, value in headers.items() if key.lower() == name), None)
    return str(found)[: budget.LABEL_CHARS] if found else None


def failure(params: dict[str, Any]) -> str:
    """Why a request failed, in Chromium's words."""
    return str(params.get("blockedReason") or params.get("errorText") or "failed")[: budget.LABEL_CHARS]


def initiator_url(initiator: dict[str, Any]) -> str:
    """Script or document that started a request; empty where Chromium does not say."""
    stack = initiator.get("stack")
    while stack:
        for call in stack.get("callFrames", ()):
            if call.get("url"):
                return str(call["url"])
        stack = stack.get("parent")
    return str(initiator.get("url", ""))


def post_bytes(request: dict[str, Any]) -> int:
    """Size of a request's body, as far as Chromium tells it."""
    entries = request.get("postDataEntries")
    if entries:
        return sum(_decoded_length(entry.get("bytes", "")) for entry in entries)
    return len(request.get("postData", "").encode("utf-8", "surrogatepass"))


def _decoded_length(base64: str) -> int:
    return len(base64) * 3 // 4 - base64[-2:].count("=")
