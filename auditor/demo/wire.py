"""HTTP/1.1 and the WebSocket handshake on asyncio streams: as much as a browser on the same machine needs."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from http import HTTPStatus

from auditor.demo.message import Request, Response

__all__ = ["WireError", "accept_websocket", "read_request", "write_response"]

_MAX_BODY = 16 * 1024 * 1024
_MAX_HEADERS = 200
_BODILESS = (204, 304)
_WEBSOCKET_SALT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""From RFC 6455, section 1.3."""


class WireError(ValueError):
    """What came is no HTTP that we speak."""


async def read_request(scheme: str, reader: asyncio.StreamReader) -> Request | None:
    """Read one request; None where the other side has closed. Raises WireError, OSError or asyncio's read errors."""
    first = await reader.readline()
    if not first:
        return None
    parts = first.decode("latin-1").split()
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise WireError("no request line")
    method, target, _ = parts
    headers: dict[str, str] = {}
    while (line := await reader.readline()) not in (b"\r\n", b"\n"):
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or len(headers) >= _MAX_HEADERS:
            raise WireError("no header line, or too many")
        headers[name.strip().lower()] = value.strip()
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > _MAX_BODY:
        raise WireError("no length, or a body that is too large")
    body = await reader.readexactly(int(length))
    host = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
    return Request(scheme=scheme, host=host.lower(), method=method, target=target, headers=headers, body=body)


async def write_response(writer: asyncio.StreamWriter, response: Response, *, head: bool) -> None:
    """Write one answer. `head`: leave the body out, as HEAD asks for."""
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = "Status"
    lines = [f"HTTP/1.1 {response.status} {phrase}"]
    lines += [f"{name}: {value}" for name, value in response.headers]
    if response.status not in _BODILESS:
        lines.append(f"Content-Length: {len(response.body)}")
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
    if response.body_delay_seconds:
        await writer.drain()
        await asyncio.sleep(response.body_delay_seconds)
    if not head and response.status not in _BODILESS:
        writer.write(response.body)
    await writer.drain()


async def accept_websocket(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Shake hands, read what is said until the other side closes, and answer the close (RFC 6455, sections 4.2.2 and 5.5.1)."""
    key = request.headers.get("sec-websocket-key", "").encode("latin-1")
    answer = base64.b64encode(hashlib.sha1(key + _WEBSOCKET_SALT, usedforsecurity=False).digest()).decode("ascii")
    writer.write(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + answer.encode("ascii") + b"\r\n\r\n"
    )
    await writer.drain()
    while True:
        head = await reader.readexactly(2)
        length = head[1] & 0x7F
        if length > 125:
            length = int.from_bytes(await reader.readexactly(2 if length == 126 else 8), "big")
        if length > _MAX_BODY:
            raise WireError("a frame that is too large")
        await reader.readexactly(4 if head[1] & 0x80 else 0)
        await reader.readexactly(length)
        if head[0] & 0x0F == 0x8:
            writer.write(b"\x88\x00")
            await writer.drain()
            return
