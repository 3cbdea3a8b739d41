"""What a list of sites says of notices. No secret stands here: each is read from the environment when it is needed."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from auditor.results import Severity
from auditor.shape import Shape

__all__ = ["PASSWORD", "USER", "Mail", "Notices", "Reason"]

USER, PASSWORD = "AUDITOR_SMTP_USER", "AUDITOR_SMTP_PASSWORD"
"""Variables of the environment for the mail server."""

Reason = Literal["new-failure", "failed-site", "any-change"]
Address = Annotated[str, Meta(pattern=r"^[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,255}$")]


class Mail(Shape, frozen=True, kw_only=True):
    """A notice by e-mail. User and password of the server come from AUDITOR_SMTP_USER and AUDITOR_SMTP_PASSWORD."""

    to: Annotated[tuple[Address, ...], Meta(min_length=1, max_length=50)]
    """Who gets it."""
    sender: Address
    """From whom it is."""
    server: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._\[\]:-]{1,255}$")]
    """Host of the mail server."""
    port: Annotated[int, Meta(ge=1, le=65535)] = 587
    """Of the mail server."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is kept private; with `none`, no password is sent."""


class Notices(Shape, frozen=True, kw_only=True):
    """Who is told of what after a scheduled run."""

    on: Annotated[tuple[Reason, ...], Meta(min_length=1)] = ("new-failure", "failed-site")
    """new-failure: a rule fails that did not. failed-site: a site could not be audited that could before. any-change: whatever
    changed."""
    severity: Severity = "minor"
    """The least severity of a failure that counts as new."""
    language: Literal["en", "fr"] | None = None
    """Of the notice; that of the report where it is not given."""
    webhook: Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,100}$")] | None = None
    """Name of the variable of the environment that holds the address, which is a secret itself. Where a variable of the same name
    with `_SECRET` behind it is set, each notice is signed with it."""
    mail: Mail | None = None
    """By e-mail."""
    templates: Annotated[str, Meta(min_length=1)] | None = None
    """Folder laid over the shipped templates, file by file: `en/mail.txt`, `fr/subject.txt`, `fr/webhook.txt` …"""
