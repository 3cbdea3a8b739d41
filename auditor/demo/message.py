"""What a served host is asked and what it answers: requests, responses, hosts, and the few responses that come up often."""

from __future__ import annotations

import mimetypes
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = [
    "Handler",
    "Request",
    "Response",
    "Site",
    "download",
    "file",
    "html",
    "not_found",
    "pixel",
    "redirect",
    "script",
]

_PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as a handler sees it. Header names are in lower case."""

    scheme: str
    host: str
    method: str
    target: str
    """Path with query, as sent."""
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """Path without the query, percent signs decoded."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        """The query; of a name said twice, the last."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.target).query, keep_blank_values=True).items()}

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that came back."""
        pairs = (part.strip().partition("=") for part in self.headers.get("cookie", "").split(";"))
        return {name: value for name, _, value in pairs if name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer, or the lack of one."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    """Content-Length is added; a name may come more than once (Set-Cookie)."""
    body: bytes = b""
    delay_seconds: float = 0.0
    """Before the first byte."""
    body_delay_seconds: float = 0.0
    """Between the headers and the body."""
    ending: Literal["whole", "hangs", "breaks"] = "whole"
    """`hangs`: nothing is ever sent, the connection stays open; `breaks`: the connection is cut before the first byte."""

    def with_headers(self, *headers: tuple[str, str]) -> Response:
        """The same answer with further headers."""
        return Response(
            status=self.status,
            headers=(*self.headers, *headers),
            body=self.body,
            delay_seconds=self.delay_seconds,
            body_delay_seconds=self.body_delay_seconds,
            ending=self.ending,
        )

    def with_cookies(self, *cookies: str) -> Response:
        """The same answer with Set-Cookie headers, each given as `name=value; Attribute`."""
        return self.with_headers(*(("Set-Cookie", cookie) for cookie in cookies))


Handler = Callable[[Request], Response]
"""Runs in the server's one thread, so it needs no lock; it must not wait (that is what the delays of a response are for)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One host and who answers for it."""

    host: str
    handler: Handler = field(repr=False)
    certificate: Literal["trusted", "untrusted"] = "trusted"
    """`untrusted`: signed by an authority that the browser arguments do not name, so the TLS error is real."""
    listens: bool = True
    """False: the name resolves and the connection is refused."""


def html(text: str, *, status: int = 200) -> Response:
    """Answer a page."""
    return Response(status=status, headers=(("Content-Type", "text/html; charset=utf-8"),), body=text.encode())


def script(text: str) -> Response:
    """Answer a script."""
    return Response(headers=(("Content-Type", "text/javascript; charset=utf-8"),), body=text.encode())


def pixel() -> Response:
    """Answer a transparent picture of one point that must be asked for each time."""
    return Response(headers=(("Content-Type", "image/gif"), ("Cache-Control", "no-store")), body=_PIXEL)


def redirect(location: str, *, status: int = 302) -> Response:
    """Send elsewhere."""
    return Response(status=status, headers=(("Location", location),))


def not_found() -> Response:
    """Answer that there is no such page."""
    return html("<!doctype html><title>404</title><h1>404</h1>", status=404)


def download(name: str, body: bytes) -> Response:
    """Answer a file to be saved rather than shown."""
    disposition = f'attachment; filename="{name}"'
    return Response(headers=(("Content-Type", "application/octet-stream"), ("Content-Disposition", disposition)), body=body)


def file(folder: Traversable, path: str) -> Response:
    """Answer a file below a folder; 404 for what is not there and for every path that would leave the folder."""
    parts = PurePosixPath(path.lstrip("/")).parts
    if any(part in ("..", ".") or "\\" in part or ":" in part or "\0" in part for part in parts):
        return not_found()
    found = folder
    for part in parts:
        found = found.joinpath(part)
    if not found.is_file():
        return not_found()
    guessed = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    text = guessed.startswith("text/") or guessed in ("application/javascript", "application/json", "image/svg+xml")
    return Response(headers=(("Content-Type", f"{guessed}; charset=utf-8" if text else guessed),), body=found.read_bytes())
