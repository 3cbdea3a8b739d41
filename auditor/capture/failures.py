"""What the browser says when a page does not come, in the product's own kinds."""

from __future__ import annotations

from playwright.async_api import Error as PlaywrightError

from auditor.errors import SiteError

__all__ = ["site_error"]

# Chromium's net error → our kind and what to tell. First match wins.
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
        ("ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_HTTP2", "ERR_QUIC"),
        "unreachable",
        "the server broke the connection",
        "Try again later",
    ),
    (("invalid URL", "Invalid url", "ERR_INVALID_URL"), "bad-url", "the address cannot be read", "Give it as https://host/path"),
)


def site_error(error: PlaywrightError, url: str) -> SiteError:
    """Translate a failed navigation; the browser's own code stays in the message."""
    text = str(error)
    code = next((word.strip("(),.") for word in text.split() if word.startswith("net::")), "")
    for signs, kind, message, remedy in _KINDS:
        if any(sign in text for sign in signs):
            return SiteError(f"{url}: {message}{f' ({code})' if code else ''}", kind=kind, remedy=remedy)
    first = next((line.strip() for line in text.splitlines() if line.strip()), "unknown")
    return SiteError(f"{url}: {first[:300]}", kind="unreachable", remedy="Try the address in a browser")
