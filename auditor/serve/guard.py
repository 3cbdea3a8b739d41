"""Who may ask the dashboard for what. Every request passes here before any page sees it.

* The host that was asked for must be one of ours: a foreign name that was pointed at this machine (DNS rebinding) gets nothing.
* Off the machine itself, only a visitor who gave the token gets a page. The session is a signed cookie, HttpOnly and
  SameSite=Strict.
* What changes something is a POST, and a POST must come from a page of ours: by its Origin, by Sec-Fetch-Site where the browser
  sends it, and by a token in the form that only our pages hold.
* Every answer forbids scripts, styles, pictures and frames of anyone else, and being framed.

Sources: Fetch standard (Origin, Sec-Fetch-Site), OWASP cheat sheets on cross-site request forgery and on session management.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from auditor.escape import html

__all__ = ["CSRF_FIELD", "OPEN_PATHS", "Access", "Guard", "Session", "form_of", "session_of"]

CSRF_FIELD = "csrf"
OPEN_PATHS = ("/login", "/static/", "/favicon.ico")
"""What a visitor without the token gets."""
_BODY_BYTES = 64 * 1024
_FIELDS = 50
_SESSION_SECONDS = 12 * 3600
_TRIES, _TRY_SECONDS = 10, 60.0
"""Wrong tokens within a time, after which none is looked at."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
_FORM, _SESSION = "auditor.form", "auditor.session"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that speaks to us."""

    name: str
    signed_in: bool
    csrf: str
    """What a form of a page of this session holds."""


class Access:
    """Who may come in. `token`: what has to be given; None where the dashboard listens on this machine alone."""

    def __init__(self, hosts: tuple[str, ...], port: int, token: str | None) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._token = token
        self._key = secrets.token_bytes(32)
        self._wrong: deque[float] = deque(maxlen=_TRIES)
        self.cookie = f"auditor-{port}"
        """Cookies of one host are shared by all its ports, so that the port is in the name."""

    @property
    def needs_token(self) -> bool:
        return self._token is not None

    def is_ours(self, host: str) -> bool:
        """Whether a Host header names this dashboard. Off the machine an address is ours too: no name service can lend it."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._hosts:
            return True
        try:
            return self.needs_token and bool(ip_address(name))
        except ValueError:
            return False

    def accepts(self, token: str) -> bool | None:
        """Whether a token is the right one; None where too many wrong ones were given and it was not looked at."""
        now = time.monotonic()
        if len(self._wrong) == _TRIES and now - self._wrong[0] < _TRY_SECONDS:
            return None
        right = self._token is not None and hmac.compare_digest(token.encode(), self._token.encode())
        if not right:
            self._wrong.append(now)
        return right

    def issue(self, *, signed_in: bool) -> tuple[Session, str]:
        """A new session, and the value of its cookie."""
        name = secrets.token_urlsafe(18)
        text = f"{name}.{int(signed_in)}.{int(time.time()) + _SESSION_SECONDS}"
        return self._session(name, signed_in), f"{text}.{self._sign('session', text)}"

    def read(self, header: str) -> Session | None:
        """The session of a Cookie header; None where it holds none of ours."""
        try:
            found = SimpleCookie(header).get(self.cookie)
        except CookieError:
            return None
        text, _, signature = (found.value if found is not None else "").rpartition(".")
        parts = text.split(".")
        if len(parts) != 3 or not hmac.compare_digest(signature.encode(), self._sign("session", text).encode()):
            return None
        return self._session(parts[0], parts[1] == "1") if time.time() < int(parts[2]) else None

    def set_cookie(self, value: str) -> str:
        """The Set-Cookie header of a session."""
        return f"{self.cookie}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={_SESSION_SECONDS if value else 0}"

    def _session(self, name: str, signed_in: bool) -> Session:
        return Session(name, signed_in, self._sign("csrf", name))

    def _sign(self, use: str, text: str) -> str:
        return hmac.new(self._key, f"{use}:{text}".encode(), hashlib.sha256).hexdigest()


class Guard:
    """The outermost part of the program: lets a request through, or answers it."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        session = self._access.read(headers.get("cookie", ""))
        fresh = ""
        refusal = self._refused(scope, headers)
        if refusal is None and session is None and headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            # Our cookie is not sent along a link from elsewhere: a new session would put out the one that is there.
            refusal = _again(scope)
        if session is None and refusal is None:
            session, fresh = self._access.issue(signed_in=False)
        if refusal is None and session is not None:
            if scope["method"] == "POST":
                refusal = await self._refused_form(scope, headers, receive, session)
            if refusal is None and self._access.needs_token and not session.signed_in and not _is_open(scope["path"]):
                refusal = RedirectResponse("/login", 303)
            scope[_SESSION] = session

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    out.setdefault(name, value)
                if fresh and "set-cookie" not in out and not scope["path"].startswith("/static/"):
                    out["set-cookie"] = self._access.set_cookie(fresh)
            await send(message)

        await (refusal or self._app)(scope, receive, sending)

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._access.is_ours(hosts[0]):
            return PlainTextResponse("This dashboard does not answer to that host name.\n", 421)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("Only GET, HEAD and POST are answered.\n", 405)
        return None

    async def _refused_form(self, scope: Scope, headers: Headers, receive: Receive, session: Session) -> Response | None:
        ours = f"http://{headers['host']}"
        if headers.getlist("origin") != [ours] or headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return PlainTextResponse("Forms of other pages start nothing here.\n", 403)
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
            return PlainTextResponse("Only forms are read.\n", 415)
        body = await _body(receive)
        if body is None:
            return PlainTextResponse("The form is too large.\n", 413)
        try:
            pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS, errors="replace")
        except ValueError:
            return PlainTextResponse("The form cannot be read.\n", 400)
        form: dict[str, list[str]] = {}
        for name, value in pairs:
            form.setdefault(name, []).append(value)
        if not hmac.compare_digest(form.get(CSRF_FIELD, [""])[0].encode(), session.csrf.encode()):
            return PlainTextResponse("The form is of another session: go back, load the page again and repeat.\n", 403)
        scope[_FORM] = form
        return None


def form_of(scope: Scope) -> Mapping[str, list[str]]:
    """The fields of a form that was let through."""
    form: dict[str, list[str]] = scope.get(_FORM, {})
    return form


def session_of(scope: Scope) -> Session:
    """The session of a request that was let through."""
    session: Session = scope[_SESSION]
    return session


def _is_open(path: str) -> bool:
    return any(path == p or (p.endswith("/") and path.startswith(p)) for p in OPEN_PATHS)


async def _body(receive: Receive) -> bytes | None:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > _BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _again(scope: Scope) -> Response:
    """The same address once more, asked for by a page of ours, so that the cookie goes along."""
    if scope["method"] == "POST":
        return PlainTextResponse("Forms of other pages start nothing here.\n", 403)
    query = scope["query_string"].decode("latin-1")
    to = html("/" + scope["path"].lstrip("/") + (f"?{query}" if query else ""))
    return HTMLResponse(
        f'<!doctype html><meta charset="utf-8"><title>auditor</title><meta http-equiv="refresh" content="0; url={to}">'
        f'<p><a href="{to}">auditor</a></p>'
    )
