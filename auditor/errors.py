"""Every failure that a user can meet, each with a stable kind, one line that says what happened, and what to do.

The tree::

    AuditorError                kind, message, remedy
    ├── UsageError              wrong arguments or configuration          exit status 2
    │   └── CatalogueError      a mistake in a YAML file, with file:line
    ├── StoreError              the run folder cannot be read or written  exit status 2
    ├── BrowserError            no browser, or it does not start          exit status 2
    └── SiteError               one site could not be audited             exit status 3, the others go on

`SiteError.kind` is what stands in `error.kind` of a result: dns, refused, tls, http, redirect-loop, timeout,
download, crash, bad-url, blocked, unreachable, too-large, too-many-bytes, too-many-requests, too-much-memory,
private-address, login, internal.
"""

from __future__ import annotations

__all__ = ["AuditorError", "BrowserError", "CatalogueError", "SiteError", "StoreError", "UsageError"]


class AuditorError(Exception):
    """Say in one line what happened to what, and what to do now."""

    exit_status = 2

    def __init__(self, message: str, *, kind: str = "error", remedy: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message.rstrip('.')}. {self.remedy}" if self.remedy else self.message


class UsageError(AuditorError):
    """Report wrong arguments or configuration."""


class CatalogueError(UsageError):
    """Report a mistake in a YAML file; the message begins with `file:line:`."""


class StoreError(AuditorError):
    """Report a run folder that cannot be read or written."""


class BrowserError(AuditorError):
    """Report that no browser was found or that it did not start."""


class SiteError(AuditorError):
    """Report why one site could not be audited; the run goes on with the others."""

    exit_status = 3
