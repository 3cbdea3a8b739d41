"""Many hosts on one loopback port, over real TLS, with a log of every request: what a browser truly asked for.

The browser is told by its arguments where the hosts are, so nothing leaves the machine and no system file is touched. The
certificate is made at start; the browser trusts that one key (by its SPKI hash), so that every other TLS error stays real.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal

import trustme
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from auditor.demo.message import Request, Site, html, not_found
from auditor.demo.wire import WireError, accept_websocket, read_request, write_response

__all__ = ["LoopbackServer", "Seen"]

_START_SECONDS = 20.0
_BODY_TEXT = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request that reached the server."""

    order: int
    """0, 1, 2 … over all hosts, in the order in which the requests were read."""
    at: float
    """Seconds on `time.monotonic`, which a browser on the same Linux machine shares."""
    scheme: str
    host: str
    method: str
    target: str
    """Path with query."""
    cookie: str
    """The Cookie header as sent; empty where there was none."""
    referer: str
    origin: str
    gpc: str
    """Sec-GPC."""
    destination: str
    """Sec-Fetch-Dest: document, script, image, empty …"""
    body_bytes: int
    body: str
    """The beginning of the body as text."""
    websocket: bool

    @property
    def path(self) -> str:
        """Path without the query."""
        return self.target.partition("?")[0]

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.host}{self.target}"


class LoopbackServer:
    """Serve sites from a thread of its own, from `with` to the end of the block.

    `sites`: each with a host of its own; a host given twice raises ValueError.
    `unknown`: what every host that is not among them is for the browser: `dns` (the name does not resolve) or `404`, which
    needs far shorter arguments.
    """

    def __init__(self, sites: Iterable[Site], *, unknown: Literal["dns", "404"] = "dns") -> None:
        self._sites: dict[str, Site] = {}
        for site in sites:
            if site.host in self._sites:
                raise ValueError(f"the host {site.host} is given twice")
            self._sites[site.host] = site
        self._unknown = unknown
        self._authority = trustme.CA()
        names = sorted(self._sites) or ["localhost"]
        self._leaf = self._authority.issue_cert(*names)
        self._untrusted = trustme.CA().issue_cert(*names)
        self._log: list[Seen] = []
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self.port = 0
        """Of HTTPS; known inside the block."""
        self.http_port = 0
        """Of plain HTTP."""
        self._closed_port = 0

    def __enter__(self) -> LoopbackServer:
        self._thread = threading.Thread(target=self._run, name="loopback-server", daemon=True)
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise OSError("the loopback server did not start in time")
        if self._failure is not None:
            raise OSError(f"the loopback server did not start: {self._failure}") from self._failure
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if self._loop is not None and self._stop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended by itself: there is nothing left to stop
                self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread is not None:
            self._thread.join(_START_SECONDS)

    @property
    def hosts(self) -> tuple[str, ...]:
        """All hosts served, sorted."""
        return tuple(sorted(self._sites))

    @property
    def browser_arguments(self) -> tuple[str, ...]:
        """Chromium's arguments: where the hosts are, that no other host exists outside, and which key to trust."""
        rules = []
        for host, site in sorted(self._sites.items()):
            if not site.listens:
                rules += [f"MAP {host}:443 127.0.0.1:{self._closed_port}", f"MAP {host}:80 127.0.0.1:{self._closed_port}"]
            elif self._unknown == "dns":
                rules += [f"MAP {host}:443 127.0.0.1:{self.port}", f"MAP {host}:80 127.0.0.1:{self.http_port}"]
        if self._unknown == "404":
            rules += [f"MAP *:443 127.0.0.1:{self.port}", f"MAP *:80 127.0.0.1:{self.http_port}"]
        rules += ["EXCLUDE 127.0.0.1", "MAP * ~NOTFOUND"]
        return (f"--host-resolver-rules={', '.join(rules)}", f"--ignore-certificate-errors-spki-list={self.spki_hash}")

    @property
    def spki_hash(self) -> str:
        """Base64 of the SHA-256 of the served key's SubjectPublicKeyInfo, as Chromium asks for it."""
        certificate = load_pem_x509_certificate(self._leaf.cert_chain_pems[0].bytes())
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(hashlib.sha256(key).digest()).decode("ascii")

    def write_authority(self, path: Path) -> Path:
        """Write the certificate authority as PEM, for clients other than a browser."""
        self._authority.cert_pem.write_to_path(str(path))
        return path

    @property
    def log(self) -> tuple[Seen, ...]:
        """Every request so far."""
        with self._lock:
            return tuple(self._log)

    def requests(self, *, host: str | None = None, path: str | None = None) -> tuple[Seen, ...]:
        """The requests to one host, to one path (without query), or both."""
        return tuple(s for s in self.log if (host is None or s.host == host) and (path is None or s.path == path))

    # --- in the server's thread -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - told to whoever waits in __enter__
            self._failure = error
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._loop.set_exception_handler(_tell)
        open_connections: set[asyncio.Task[None]] = set()

        def connected(scheme: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._connection(scheme, reader, writer))
            open_connections.add(task)
            task.add_done_callback(open_connections.discard)

        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))  # bound and not listening: connections to it are refused
            self._closed_port = closed.getsockname()[1]
            secure = await asyncio.start_server(lambda r, w: connected("https", r, w), "127.0.0.1", 0, ssl=self._tls())
            plain = await asyncio.start_server(lambda r, w: connected("http", r, w), "127.0.0.1", 0)
            self.port, self.http_port = secure.sockets[0].getsockname()[1], plain.sockets[0].getsockname()[1]
            self._ready.set()
            await self._stop.wait()
            secure.close()
            plain.close()
            for task in list(open_connections):
                task.cancel()
            await asyncio.gather(*open_connections, return_exceptions=True)
            await asyncio.sleep(0)  # let aborted transports close their sockets

    def _tls(self) -> ssl.SSLContext:
        trusted, untrusted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._leaf.configure_cert(trusted)
        self._untrusted.configure_cert(untrusted)

        def choose(connection: ssl.SSLObject | ssl.SSLSocket, host: str | None, context: ssl.SSLContext) -> None:
            site = self._sites.get(host or "")
            if site is not None and site.certificate == "untrusted":
                connection.context = untrusted

        trusted.sni_callback = choose
        return trusted

    async def _connection(self, scheme: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await read_request(scheme, reader)
                if request is None or not await self._exchange(request, reader, writer):
                    return
        except (WireError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return  # the browser went away or spoke no HTTP: there is nobody to tell
        finally:
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _exchange(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False where the connection ends with it."""
        websocket = request.headers.get("upgrade", "").lower() == "websocket"
        self._note(request, websocket)
        site = self._sites.get(request.host)
        if websocket and site is not None:
            await accept_websocket(request, reader, writer)
            return False
        try:
            response = site.handler(request) if site is not None else not_found()
        except Exception as error:  # noqa: BLE001 - a handler's defect is shown to whoever looks at the page
            response = html(f"<!doctype html><title>500</title><pre>{type(error).__name__}</pre>", status=500)
        if response.ending == "hangs":
            await reader.read()  # until the browser gives up
            return False
        if response.delay_seconds:
            await asyncio.sleep(response.delay_seconds)
        if response.ending == "breaks":
            return False
        await write_response(writer, response, head=request.method == "HEAD")
        return True

    def _note(self, request: Request, websocket: bool) -> None:
        get = request.headers.get
        with self._lock:
            self._log.append(
                Seen(
                    order=len(self._log),
                    at=time.monotonic(),
                    scheme=request.scheme,
                    host=request.host,
                    method=request.method,
                    target=request.target,
                    cookie=get("cookie", ""),
                    referer=get("referer", ""),
                    origin=get("origin", ""),
                    gpc=get("sec-gpc", ""),
                    destination=get("sec-fetch-dest", ""),
                    body_bytes=len(request.body),
                    body=request.body[:_BODY_TEXT].decode("utf-8", "replace"),
                    websocket=websocket,
                )
            )


def _tell(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    # A browser that refuses the untrusted certificate is what that certificate is for.
    if not isinstance(context.get("exception"), OSError):
        loop.default_exception_handler(context)
