"""What the request recorder leaves: every request of every target: pages, frames, workers, sockets, beacons."""

from __future__ import annotations

from typing import ClassVar

from auditor.shape import Shape

__all__ = ["Request", "Requests"]


class Request(Shape, frozen=True, kw_only=True):
    """One request; a redirect is a request of its own with `redirected_from`."""

    phase: str
    """Phase in which it began; of a redirect, the phase in which the request that was redirected began."""
    step: str
    at_ms: float
    """When it began, after the first navigation of the visit."""
    url: str
    """At most 8192 characters are kept."""
    method: str
    """GET, POST …"""
    type: str
    """Chromium's resource type in lower case: document, script, image, xhr, fetch, ping, websocket, other …"""
    frame_url: str
    """Document that asked; for a document request, the document that held the frame."""
    is_main_document: bool = False
    """True for a navigation of the top page itself."""
    target: str = "page"
    """page, popup (a window that the page opened), iframe, worker, shared_worker or service_worker."""
    initiator: str
    """parser, script, preload, preflight, registration (of a service worker's script), other …"""
    initiator_url: str
    """Script or document that started it; empty where Chromium does not say."""
    redirected_from: str | None = None
    """Address whose answer led here; None where none did."""
    post_bytes: int = 0
    """Size of the body."""
    post_text: str | None = None
    """The body where it is text, at most 2048 characters."""
    status: int | None = None
    """None where no answer came."""
    mime_type: str | None = None
    """Of the answer; None where none came."""
    from_cache: bool = False
    """True where the browser's cache answered."""
    from_service_worker: bool = False
    """True where a service worker of the page answered; what it asked for itself is a request of its own."""
    failure: str | None = None
    """Chromium's error text, or why it was blocked. Beside a status: the answer came and its body was not read to the end."""
    cookies_sent: tuple[str, ...] = ()
    """Names of the cookies that went with it."""
    address: str | None = None
    """Server address as Chromium saw it."""
    etag: str | None = None
    """Mark (ETag) of the answer, at most 200 characters; the browser sends it back when it asks for the same again."""
    if_none_match: str | None = None
    """Mark of an earlier answer that went with the request, at most 200 characters."""


class Requests(Shape, frozen=True, kw_only=True):
    """The record `requests`, in the order of time."""

    NAME: ClassVar[str] = "requests"

    requests: tuple[Request, ...]
    """Those that failed and those that were blocked included."""
