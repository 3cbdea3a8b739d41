"""Records every cookie of the jar at the end of each step, and every attempt to write one, by header or by script.

Headers come raw from the Network domain (HttpOnly and third-party included, refused ones with Chromium's reason). What scripts
write is told by `cookies.js`, which speaks through the console, so that the browser itself says which script called; why a
script's cookie was refused is told by Chromium's issues. Where Chromium gives no reason and yet the next jar lacks the cookie,
the reason is `NotInJar`: an answer to a request without credentials, for instance, may ask to set cookies and none is stored.
Not heard: the `cookieStore` of service workers; their cookies stand in the jar without a write.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Sequence
from http.cookiejar import http2time  # type: ignore[attr-defined]  # lenient as browsers are; missing in the stubs
from typing import Any
from urllib.parse import urlsplit

import msgspec

from auditor.capture import budget
from auditor.capture.budget import Ration
from auditor.capture.hop import Hop
from auditor.capture.recorder import Surroundings, script
from auditor.capture.wire import Session
from auditor.evidence import Missing
from auditor.evidence.records.cookies import Cookies, CookieWrite, Jar, StoredCookie

__all__ = ["parse_set_cookie", "start"]

_DAY = 86_400.0
_NOT_IN_JAR = "NotInJar"


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
        "name": name.strip()[: budget.VALUE_CHARS],
        "value": value.strip()[: budget.VALUE_CHARS],
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
        source = script("cookies.js")
        self._source = source.replace("AUDITOR_TOKEN", self._token)
        self._jars: list[Jar] = []
        self._scripted: list[CookieWrite] = []
        self._refused: dict[tuple[str, str], set[str]] = {}
        """(name, document without fragment) → Chromium's reasons for refusing a script's cookie."""
        self._ration = Ration(budget.COOKIE_WRITES, budget.COOKIE_WRITE_CHARS)

    async def attach(self, session: Session) -> None:
        if session.type not in ("page", "iframe"):
            return
        session.on("Runtime.consoleAPICalled", self._console)
        session.on("Audits.issueAdded", self._issue)
        await session.send("Runtime.enable")
        await session.send("Page.addScriptToEvaluateOnNewDocument", source=self._source, runImmediately=True)
        await session.send("Audits.enable")

    async def end_of_step(self, phase: str, step: str, at_ms: float) -> None:
        answer = await self._around.browser.send("Storage.getCookies", browserContextId=self._around.tap.context_id)
        cookies = sorted(
            (_stored(raw) for raw in answer["cookies"]), key=lambda c: (c.domain, c.path, c.name, c.partition_site or "")
        )
        self._jars.append(Jar(phase=phase, step=step, at_ms=at_ms, cookies=tuple(cookies)))

    def record(self) -> Cookies:
        sent = [write for hop in self._around.tap.traffic.joined() for write in self._headers(hop)]
        writes = sorted([*sent, *(self._with_reasons(write) for write in self._scripted)], key=lambda w: w.at_ms)
        left_out = max(len(writes) - budget.COOKIE_WRITES, 0) + self._ration.refused
        if left_out:
            self._around.missing.append(
                Missing(name="cookies:rest", reason=f"{left_out} cookie writes over the limit were left out")
            )
        kept = writes[: budget.COOKIE_WRITES]
        return Cookies(jars=tuple(self._jars), writes=tuple(_proven(write, kept, self._jars) for write in kept))

    def _headers(self, hop: Hop) -> list[CookieWrite]:
        now = self._around.tap.stage.wall_seconds(hop.at)
        writes = []
        for line in hop.set_cookies:
            parsed = parse_set_cookie(line, now=now)
            if parsed is not None:
                # No preflight stores cookies (https://fetch.spec.whatwg.org/), and Chromium gives no reason for each.
                blocked = hop.blocked_cookies.get(line, ()) or (("Preflight",) if hop.behind else ())
                writes.append(self._write(parsed, hop.at, hop.begun, "header", hop.url, hop.document_url, hop.url, blocked))
        return writes

    def _console(self, params: dict[str, Any]) -> None:
        arguments = params.get("args", ())
        if len(arguments) != 6 or arguments[0].get("value") != self._token:
            return
        document_url, how, name, value, more = (str(argument.get("value", "")) for argument in arguments[1:])
        if not self._ration.take(len(document_url) + len(name) + len(value)):
            return
        stage = self._around.tap.stage
        at = stage.wall_time(params["timestamp"])
        now = stage.wall_seconds(at)
        parsed = parse_set_cookie(name, now=now) if how == "line" else _from_store(how, name, value, more, now=now)
        if parsed is None:
            return
        parsed["http_only"] = False  # a script may ask for it; Chromium then refuses the cookie
        calls = params.get("stackTrace", {}).get("callFrames", ())
        script = next((call["url"] for call in calls if call.get("url")), "")
        self._scripted.append(self._write(parsed, at, at, "script", script, document_url, document_url, ()))

    def _issue(self, params: dict[str, Any]) -> None:
        issue = params["issue"].get("details", {}).get("cookieIssueDetails", {})
        reasons = issue.get("cookieExclusionReasons", ())
        if (
            issue.get("operation") != "SetCookie"
            or not reasons
            or issue.get("request")
            or len(self._refused) > budget.COOKIE_WRITES
        ):
            return
        name = issue["cookie"]["name"] if "cookie" in issue else str(issue.get("rawCookieLine", "")).partition("=")[0].strip()
        self._refused.setdefault((name, _bare(issue.get("cookieUrl", ""))), set()).update(reasons)

    def _with_reasons(self, write: CookieWrite) -> CookieWrite:
        reasons = self._refused.get((write.name, _bare(write.frame_url)))
        return msgspec.structs.replace(write, blocked=tuple(sorted(reasons))) if reasons else write

    def _write(
        self,
        parsed: dict[str, Any],
        at: float,
        begun: float,
        via: str,
        url: str,
        frame_url: str,
        writer: str,
        blocked: tuple[str, ...],
    ) -> CookieWrite:
        stage = self._around.tap.stage
        phase, step, _ = stage.place(begun)
        domain = f".{parsed['domain']}" if parsed["domain"] else _host(writer)
        known = {**parsed, "domain": domain, "path": parsed["path"] or _default_path(writer)}
        return CookieWrite(
            phase=phase,
            step=step,
            at_ms=stage.at_ms(at),
            via=via,
            url=url[: budget.URL_CHARS],
            frame_url=frame_url[: budget.URL_CHARS],
            blocked=blocked,
            **known,
        )


def _from_store(how: str, name: str, value: str, more: str, *, now: float) -> dict[str, Any]:
    """What `cookieStore.set` or `.delete` asked for (https://cookiestore.spec.whatwg.org/): as `parse_set_cookie` gives it."""
    expires, max_age, domain, path, same_site, partitioned = (more.split("\n") + [""] * 6)[:6]
    lifetime = -1.0 if how == "delete" else None
    try:
        if how == "set" and max_age:
            lifetime = float(max_age) / _DAY
        elif how == "set" and expires:
            lifetime = round((float(expires) / 1000 - now) / _DAY, 4)
    except ValueError:
        lifetime = None  # the page gave no number, and the browser refused it
    return {
        "name": name.strip()[: budget.VALUE_CHARS],
        "value": value.strip()[: budget.VALUE_CHARS],
        "domain": domain.lstrip(".").lower()[:255],
        "path": path[:1024],
        "lifetime_days": lifetime if lifetime is None or math.isfinite(lifetime) else None,
        "http_only": False,
        "secure": True,
        "same_site": (same_site or "strict").capitalize()[:16],
        "partitioned": bool(partitioned),
    }


def _proven(write: CookieWrite, writes: Sequence[CookieWrite], jars: Sequence[Jar]) -> CookieWrite:
    """The write, with the reason `NotInJar` where the next jar shows that it was not stored although Chromium gave no reason."""
    if write.blocked or (write.lifetime_days is not None and write.lifetime_days <= 0):
        return write
    jar = next((jar for jar in jars if jar.at_ms > write.at_ms), None)
    if jar is None or any(cookie.name == write.name and _covers(cookie.domain, write.domain) for cookie in jar.cookies):
        return write
    lived_ms = jar.at_ms - write.at_ms
    if write.lifetime_days is not None and write.lifetime_days * _DAY * 1000 <= lived_ms:
        return write  # it was stored and has expired
    deleted = any(
        other.name == write.name
        and write.at_ms <= other.at_ms <= jar.at_ms
        and other.lifetime_days is not None
        and other.lifetime_days * _DAY * 1000 <= lived_ms
        for other in writes
    )
    return write if deleted else msgspec.structs.replace(write, blocked=(_NOT_IN_JAR,))


def _covers(stored: str, written: str) -> bool:
    one, other = stored.lstrip("."), written.lstrip(".")
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _bare(url: str) -> str:
    return url.partition("#")[0]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # a page may have an address that Python does not read
        return ""


def _default_path(url: str) -> str:
    """RFC 6265 §5.1.4: the path of the writer up to its last slash, without it."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return "/"
    return path[: path.rfind("/")] or "/"


def _stored(raw: dict[str, Any]) -> StoredCookie:
    partition = raw.get("partitionKey")
    return StoredCookie(
        name=raw["name"],
        value=raw["value"][: budget.VALUE_CHARS],
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
