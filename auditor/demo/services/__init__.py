"""Stand-ins for the outside services that the demo sites call: hosts as the web knows them, scripts of our own, all on loopback.

Each does what a person who watches the real one sees: which script is loaded, which identifier is written where, who is called.
Every call carries `choice=` with what the visitor had chosen as far as the page knew, so that the log tells the phases apart.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from importlib.resources import files

from auditor.demo.message import Handler, Request, Response, Site, html, not_found, pixel, redirect, script

__all__ = ["services"]

_FOLDER = files("auditor.demo.services")


def services() -> tuple[Site, ...]:
    """All of them, one site a host."""
    return tuple(Site(host=host, handler=handler) for host, handler in sorted(_HANDLERS.items()))


def _script(name: str) -> Handler:
    text = "(function () {\n" + _read("tag.js") + _read(name) + "})();\n"
    return lambda request: script(text)


def _read(name: str) -> str:
    return _FOLDER.joinpath(name).read_text("utf-8")


def _identifying(
    name: str, domain: str, seconds: int, *, answer: Callable[[Request], Response] = lambda request: pixel()
) -> Handler:
    """Answer with a third-party cookie that lasts: the one that came back, or a new one."""

    def answer_it(request: Request) -> Response:
        value = request.cookies.get(name) or secrets.token_hex(12)
        return answer(request).with_cookies(
            f"{name}={value}; Domain=.{domain}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=None"
        )

    return answer_it


def _nothing(request: Request) -> Response:
    return Response(status=204)


def _comments(request: Request) -> Response:
    if request.path != "/fil":
        return not_found()
    return html(_read("comments.html")).with_cookies(f"fil={secrets.token_hex(8)}; Path=/; Secure; HttpOnly; SameSite=None")


def _tag_manager(request: Request) -> Response:
    """The Google tag, or a container that holds no tag."""
    return script("/* empty */") if request.path == "/gtm.js" else _TAG(request)


def _on_to_google(request: Request) -> Response:
    return redirect(f"https://www.google.fr/pagead/1p-user-list/1/?choice={request.query.get('choice', '')}")


_TAG: Handler = _script("gtag.js")
_HANDLERS: dict[str, Handler] = {
    "www.googletagmanager.com": _tag_manager,
    "www.google-analytics.com": _nothing,
    "connect.facebook.net": _script("fbevents.js"),
    "www.facebook.com": _identifying("fr", "facebook.com", 90 * 86_400),
    "www.googleadservices.com": _script("conversion.js"),
    "googleads.g.doubleclick.net": _identifying("IDE", "doubleclick.net", 390 * 86_400, answer=_on_to_google),
    "www.google.fr": lambda request: pixel(),
    "static.criteo.net": _script("ld.js"),
    "sslwidget.criteo.com": _identifying("uid", "criteo.com", 390 * 86_400),
    "static.hotjar.com": _script("hotjar.js"),
    "ws.hotjar.com": _nothing,
    "bat.bing.com": lambda request: _BING.get(request.path, _nothing)(request),
    "fil.discussion.example": _comments,
}
_BING: dict[str, Handler] = {"/bat.js": _script("bat.js"), "/action/0": _identifying("MUID", "bing.com", 390 * 86_400)}
