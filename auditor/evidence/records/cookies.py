"""What the cookie recorder leaves: the jar at the end of each step, and every attempt to write a cookie."""

from __future__ import annotations

from typing import ClassVar

from auditor.shape import Shape

__all__ = ["CookieWrite", "Cookies", "Jar", "StoredCookie"]


class StoredCookie(Shape, frozen=True, kw_only=True):
    """One cookie as it stands in the browser's jar, HttpOnly and third-party cookies included."""

    name: str
    """As the browser stores it."""
    value: str
    """Raw value; at most 4096 characters are kept."""
    domain: str
    """With a leading dot where subdomains receive it, as the browser gives it."""
    path: str
    """Paths below it receive the cookie."""
    expires_at: float | None
    """Unix seconds as stored (Chromium clamps to 400 days); None for a session cookie."""
    http_only: bool
    """True where scripts cannot read it."""
    secure: bool
    """True where it is sent over HTTPS only."""
    same_site: str | None
    """Strict, Lax or None; null where it was not said."""
    partition_site: str | None = None
    """Top-level site of a partitioned cookie; None where it is not partitioned."""


class Jar(Shape, frozen=True, kw_only=True):
    """The whole jar at the end of one step."""

    phase: str
    step: str
    at_ms: float
    cookies: tuple[StoredCookie, ...]
    """Of every domain."""


class CookieWrite(Shape, frozen=True, kw_only=True):
    """One attempt to write a cookie, successful or refused by the browser."""

    phase: str
    """Phase in which the writing request began (of a redirect, the request that was redirected) or the script ran."""
    step: str
    at_ms: float
    via: str
    """`header` (Set-Cookie) or `script` (document.cookie, cookieStore)."""
    url: str
    """The request that carried the header, or the script that wrote; empty where the script is unknown."""
    frame_url: str
    """Document in which it happened."""
    name: str
    """As it was asked for."""
    value: str
    """Raw value; at most 4096 characters are kept."""
    domain: str
    """The Domain attribute if given, else the host that wrote."""
    path: str
    """The Path attribute if given, else that of the address that wrote."""
    lifetime_days: float | None
    """As asked for, from Max-Age or Expires, before any clamping; None for a session cookie; negative or 0 deletes."""
    http_only: bool = False
    """True where HttpOnly was asked for."""
    secure: bool = False
    """True where Secure was asked for."""
    same_site: str | None = None
    """As asked for; None where it was not said."""
    partitioned: bool = False
    """True where Partitioned was asked for."""
    blocked: tuple[str, ...] = ()
    """Chromium's reasons why the cookie was not stored; `Preflight` for the answer to one, which never stores any; `NotInJar`
    where Chromium gave no reason and the next jar lacks the cookie all the same (it neither expired nor was deleted meanwhile);
    empty where it was stored."""


class Cookies(Shape, frozen=True, kw_only=True):
    """The record `cookies`. Jars and writes are in the order of time."""

    NAME: ClassVar[str] = "cookies"

    jars: tuple[Jar, ...]
    """One for each step."""
    writes: tuple[CookieWrite, ...]
    """Refused ones included."""
