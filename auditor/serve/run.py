"""Listens and serves until Ctrl-C. The port is taken before anything is said, so that the address that is printed is the one."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from auditor.errors import AuditorError, UsageError
from auditor.serve.app import Dashboard, application
from auditor.serve.guard import Access
from auditor.serve.pages import Pages
from auditor.serve.scans import TOKEN_VARIABLE, Scans
from auditor.serve.shelf import Shelf

__all__ = ["Serving", "serve"]

_LEAST_TOKEN = 16
_CONNECTIONS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How the dashboard is to be served."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8377
    """0: any that is free."""
    names: tuple[str, ...] = ()
    """Further host names under which it may be asked for."""
    language: str = "en"
    allow_private: bool = False
    scan_options: tuple[str, ...] = ()
    """Further arguments of `auditor scan`."""
    concurrency: int = 2
    """Visits at once of a scan."""


def serve(asked: Serving, said: Callable[[str, str | None], None]) -> None:
    """Serve until Ctrl-C. `said` is told the address, and the token where one is needed and was made here.

    Raises UsageError where the address cannot be listened on, or the token that was given is too short.
    """
    import uvicorn

    given = os.environ.get(TOKEN_VARIABLE, "")
    if given and len(given) < _LEAST_TOKEN:
        raise UsageError(
            f"{TOKEN_VARIABLE} is shorter than {_LEAST_TOKEN} characters",
            kind="token",
            remedy="Give a longer one, or none at all",
        )
    pages = Pages(asked.language)
    listening = _listening(asked.host, asked.port)
    with listening:
        port = listening.getsockname()[1]
        own = ip_address(listening.getsockname()[0].partition("%")[0])
        at_home = own.is_loopback
        # Of all addresses of the machine none is its name; whoever is told where to go needs one.
        host = socket.gethostname() if own.is_unspecified else asked.host.strip("[]")
        token = given or (None if at_home else secrets.token_urlsafe(32))
        hosts = (*(("localhost", "127.0.0.1", "::1") if at_home else ()), host, *asked.names)
        scans = Scans(asked.folder, asked.scan_options, asked.concurrency)
        shelf = Shelf(asked.folder)
        # The first reading of many runs takes seconds: it begins before the first visitor comes.
        threading.Thread(target=_read_ahead, args=(shelf,), name="shelf", daemon=True).start()
        dashboard = Dashboard(
            shelf=shelf,
            scans=scans,
            pages=pages,
            access=Access(hosts, port, token),
            allow_private=asked.allow_private,
        )
        config = uvicorn.Config(
            application(dashboard),
            http="h11",
            loop="asyncio",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=_CONNECTIONS,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=3,
        )
        shown = f"[{host}]" if ":" in host else host
        said(f"http://{shown}:{port}/", None if given or token is None else token)
        try:
            uvicorn.Server(config).run(sockets=[listening])
        except KeyboardInterrupt:
            pass  # Ctrl-C is how this ends, so it is no interruption
        finally:
            scans.close()


def _read_ahead(shelf: Shelf) -> None:
    with contextlib.suppress(AuditorError, OSError):  # whoever asks will be told
        shelf.runs()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{host} is no address to listen on", kind="address", remedy="Give one of this machine") from error
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(_CONNECTIONS)
    except OSError as error:
        listening.close()
        raise UsageError(
            f"cannot listen on {host}, port {port}: {error.strerror}", kind="address", remedy="Give another one with --port"
        ) from error
    listening.setblocking(False)
    return listening
