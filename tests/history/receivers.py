"""A webhook and a mail server on loopback that keep what they are sent."""

from __future__ import annotations

import contextlib
import email
import email.policy
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller

from tests.history.databases import free_port

__all__ = ["Letters", "Posts", "letters", "posts"]


@dataclass
class Posts:
    """A webhook."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    """Statuses to answer with, in order; 204 after them."""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextlib.contextmanager
def posts() -> Iterator[Posts]:
    kept = Posts()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append((dict(self.headers.items()), body))
            status = kept.answers.pop(0) if kept.answers else 204
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", f"{kept.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815  # the name that the base class calls

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}/hook/very-secret"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Letters:
    """A mail server that speaks only after STARTTLS."""

    port: int
    authority: Path
    """Certificate of the authority that signed the server's."""
    refuse: list[str] = field(default_factory=list)
    """Answers to messages, in order; accepted after them."""
    got: list[EmailMessage] = field(default_factory=list)
    users: list[tuple[str, str]] = field(default_factory=list)


@contextlib.contextmanager
def letters(folder: Path) -> Iterator[Letters]:
    authority = trustme.CA()
    folder.mkdir(parents=True, exist_ok=True)
    authority.cert_pem.write_to_path(folder / "authority.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    kept = Letters(free_port(), folder / "authority.pem")

    class Handler:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            if kept.refuse:
                return kept.refuse.pop(0)
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            kept.got.append(message)
            return "250 OK"

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: Any, data: Any) -> Any:
        from aiosmtpd.smtp import AuthResult

        kept.users.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=True)

    controller = Controller(
        Handler(), hostname="127.0.0.1", port=kept.port, tls_context=context, require_starttls=True, authenticator=authenticate
    )
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()
