"""What the browser says when a page does not come, in the product's own kinds."""

from __future__ import annotations

from playwright.async_api import Error as PlaywrightError

from auditor.errors import SiteError

__all__ = ["is_overtaken", "site_error"]

# Chromium's net error or Playwright's words → our kind, and what to tell. First match wins.
_KINDS = (
    (("ERR_NAME_NOT_RESOLVED", "ERR_NAME_RESOLUTION_FAILED", "ERR_DNS"), "dns", "the host name is unknown", "Check the spelling"),
    (("ERR_CONNECTION_REFUSED",), "refused", "the server refused the connection", "Check the address and that the site is up"),
    (("ERR_TOO_MANY_REDIRECTS",), "redirect-loop", "the site redirects in a circle", "Try the address that it should end at"),
    (
        ("ERR_CERT", "ERR_SSL", "ERR_BAD_SSL"),
        "tls",
        "the TLS connection failed",
        "Use --ignore-https-errors to audit it all the same",
    ),
    (("ERR_TIMED_OUT", "ERR_CONNECTION_TIMED_OUT", "Timeout "), "timeout", "the page did not load in time", "Raise --timeout"),
    (("Download is starting",), "download", "the address is a download, not a page", "Give the address of a page"),
    (
        ("crashed", "Target closed", "has been closed"),
        "crash",
        "the tab or the browser crashed",
        "Try again with a lower --concurrency",
    ),
    (
        ("ERR_UNSAFE_REDIRECT", "ERR_DISALLOWED_URL_SCHEME", "Not allowed to load local resource"),
        "blocked",
        "the site leads to an address that no web page may lead to",
        "Try the address in a browser",
    ),
    (
        ("ERR_ADDRESS_UNREACHABLE", "ERR_INTERNET_DISCONNECTED", "ERR_NETWORK"),
        "unreachable",
        "the host cannot be reached",
        "Check the network",
    ),
    (
        ("ERR_BLOCKED", "ERR_UNSAFE_PORT", "ERR_UNKNOWN_URL_SCHEME"),
        "blocked",
        "the browser refuses this address",
        "Give another address",
    ),
    (
        ("ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_HTTP2", "ERR_QUIC", "ERR_SOCKET"),
        "unreachable",
        "the server broke the connection",
        "Try again later",
    ),
    (("ERR_ABORTED",), "http", "the server answered without a page", "Give the address of a page"),
    (
        ("ERR_INVALID_RESPONSE", "ERR_HTTP_RESPONSE_CODE"),
        "http",
        "the server's answer is no page",
        "Try the address in a browser",
    ),
    (("invalid URL", "Invalid url", "ERR_INVALID_URL"), "bad-url", "the address cannot be read", "Give it as https://host/path"),
)


def site_error(error: PlaywrightError, url: str) -> SiteError:
    """Translate a failed navigation; the browser's own code stays in the message."""
    # The first line alone, without addresses: what follows is a log, and an address may say anything.
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), "unknown")
    said = first.partition(" at http")[0]
    code = next((word.strip("(),.") for word in said.split() if word.startswith("net::")), "")
    for signs, kind, message, remedy in _KINDS:
        if any(sign in said for sign in signs):
            return SiteError(f"{url}: {message}{f' ({code})' if code else ''}", kind=kind, remedy=remedy)
    return SiteError(f"{url}: {said[:300]}", kind="unreachable", remedy="Try the address in a browser")


def is_overtaken(error: PlaywrightError) -> bool:
    """True where a navigation ended because the page itself began another."""
    return "interrupted by another navigation" in str(error).partition("\n")[0]
