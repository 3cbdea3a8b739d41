"""Records every cookie of the jar at the end of each step, and every attempt to write one, by header or by script.

Headers come raw from the Network domain (HttpOnly and third-party included, refused ones with Chromium's reason). What scripts
write is told by `cookies.js`, which speaks through the console, so that the browser itself says which script called.
"""

from __future__ import annotations

import secrets
from http.cookiejar import http2time  # type: ignore[attr-defined]  # lenient as browsers are; missing in the stubs
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from auditor.capture.recorder import Surroundings
from auditor.capture.traffic import Hop
from auditor.capture.wire import Session
from auditor.evidence import Missing
from auditor.evidence.records.cookies import Cookies, CookieWrite, Jar, StoredCookie

__all__ = ["parse_set_cookie", "start"]

_DAY = 86_400.0
_VALUE_LIMIT = 4096
_WRITE_LIMIT = 20_000


def parse_set_cookie(line: str, *, now: float) -> dict[str, Any] | None:
    """Read one Set-Cookie line as browsers do (RFC 6265bis §5.6): name, value, attributes; `now` in Unix seconds.

    Gives `name`, `value`, `domain` (or ""), `path` (or ""), `lifetime_days` (None for a session), `http_only`, `secure`,
    `same_site`, `partitioned`; None where the line holds no cookie.
    """
    pair, *rest = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", name
    if not name.strip() and not value.strip():
        return None
    attributes = {key.strip().lower(): text.strip() for key, _, text in (part.partition("=") for part in rest)}
    lifetime: float | None = None
    max_age = attributes.get("max-age", "")
    if max_age.lstrip("-").isdecimal() and len(max_age) < 20:
        lifetime = max(int(max_age), 0) / _DAY  # Max-Age wins over Expires
    elif attributes.get("expires"):
        expires = http2time(attributes["expires"])
        lifetime = None if expires is None else round((expires - now) / _DAY, 4)
    return {
        "name": name.strip()[:_VALUE_LIMIT],
        "value": value.strip()[:_VALUE_LIMIT],
        "domain": attributes.get("domain", "").lstrip(".").lower()[:255],
        "path": attributes.get("path", "")[:1024],
        "lifetime_days": lifetime,
        "http_only": "httponly" in attributes,
        "secure": "secure" in attributes,
        "same_site": attributes.get("samesite", "").capitalize()[:16] or None,
        "partitioned": "partitioned" in attributes,
    }


class _Cookies:
    name = Cookies.NAME

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        # The page cannot guess the token, so it cannot forge a report; nor does it see the console.
        self._token = secrets.token_hex(16)
        source = files("auditor.capture.recorders").joinpath("cookies.js").read_text("utf-8")
        self._source = source.replace("AUDITOR_TOKEN", self._token)
        self._jars: list[Jar] = []
        self._scripted: list[CookieWrite] = []

    async def attach(self, session: Session) -> None:
        if session.type not in ("page", "iframe"):
            return
        session.on("Runtime.consoleAPICalled", lambda p: self._console(session, p))
        await session.send("Runtime.enable")
        await session.send("Page.addScriptToEvaluateOnNewDocument", source=self._source, runImmediately=True)

    async def end_of_step(self, phase: str, step: str, at_ms: float) -> None:
        answer = await self._around.browser.send("Storage.getCookies", browserContextId=self._around.tap.context_id)
        cookies = sorted(
            (_stored(raw) for raw in answer["cookies"]), key=lambda c: (c.domain, c.path, c.name, c.partition_site or "")
        )
        self._jars.append(Jar(phase=phase, step=step, at_ms=at_ms, cookies=tuple(cookies)))

    def record(self) -> Cookies:
        sent = [write for hop in self._around.tap.traffic.joined() for write in self._headers(hop)]
        writes = sorted([*sent, *self._scripted], key=lambda w: w.at_ms)
        if len(writes) >= _WRITE_LIMIT:
            self._around.missing.append(
                Missing(name="cookies:rest", reason=f"more than {_WRITE_LIMIT} cookie writes; the rest is left out")
            )
        return Cookies(jars=tuple(self._jars), writes=tuple(writes[:_WRITE_LIMIT]))

    def _headers(self, hop: Hop) -> list[CookieWrite]:
        if hop.answer is None:
            return []
        blocked = {b["cookieLine"]: tuple(sorted(b["blockedReasons"])) for b in hop.answer.get("blockedCookies", ())}
        lines = next((v for k, v in hop.answer.get("headers", {}).items() if k.lower() == "set-cookie"), "").split("\n")
        stage = self._around.tap.stage
        writes = []
        for line in [*lines, *(b for b in blocked if b not in lines)]:
            parsed = parse_set_cookie(line, now=stage.wall_seconds(hop.at))
            if parsed is not None:
                writes.append(self._write(parsed, hop.at, "header", hop.url, hop.document_url, hop.url, blocked.get(line, ())))
        return writes

    def _console(self, session: Session, params: dict[str, Any]) -> None:
        arguments = params.get("args", ())
        if len(arguments) != 3 or arguments[0].get("value") != self._token or len(self._scripted) >= _WRITE_LIMIT:
            return
        line, document_url = str(arguments[1].get("value", "")), str(arguments[2].get("value", ""))
        stage = self._around.tap.stage
        at = stage.wall_time(params["timestamp"])
        parsed = parse_set_cookie(line, now=stage.wall_seconds(at))
        if parsed is None:
            return
        parsed["http_only"] = False
        calls = params.get("stackTrace", {}).get("callFrames", ())
        script = next((call["url"] for call in calls if call.get("url")), "")
        self._scripted.append(self._write(parsed, at, "script", script, document_url, document_url, ()))

    def _write(
        self, parsed: dict[str, Any], at: float, via: str, url: str, frame_url: str, writer: str, blocked: tuple[str, ...]
    ) -> CookieWrite:
        phase, step, at_ms = self._around.tap.stage.place(at)
        host = urlsplit(writer).hostname or ""
        known = {**parsed, "domain": f".{parsed['domain']}" if parsed["domain"] else host, "path": parsed["path"] or "/"}
        return CookieWrite(
            phase=phase, step=step, at_ms=at_ms, via=via, url=url[:8192], frame_url=frame_url[:8192], blocked=blocked, **known
        )


def _stored(raw: dict[str, Any]) -> StoredCookie:
    partition = raw.get("partitionKey")
    return StoredCookie(
        name=raw["name"],
        value=raw["value"][:_VALUE_LIMIT],
        domain=raw["domain"],
        path=raw["path"],
        expires_at=None if raw.get("session") or raw.get("expires", -1) < 0 else round(raw["expires"], 3),
        http_only=raw["httpOnly"],
        secure=raw["secure"],
        same_site=raw.get("sameSite"),
        partition_site=partition.get("topLevelSite") if isinstance(partition, dict) else partition,
    )


def start(surroundings: Surroundings) -> _Cookies:
    """Start the recorder."""
    return _Cookies(surroundings)
