"""What the policy recorder leaves: the pages to which a site's consent text, or its footer, sends whoever wants to know more."""

from __future__ import annotations

from typing import ClassVar

from auditor.evidence.page import PageSnapshot
from auditor.shape import Shape

__all__ = ["Policies", "PolicyPage"]


class PolicyPage(Shape, frozen=True, kw_only=True):
    """One such link, followed after everything else."""

    url: str
    """Where it leads, as it stands in the page."""
    text: str
    """As a person reads it."""
    in_banner: bool
    """True where it stands in the banner; else in the page."""
    final_url: str = ""
    """Where it ended; empty where nothing came."""
    status: int | None = None
    """HTTP status of the last answer; None where none came."""
    content_type: str = ""
    """Of the last answer, without its parameters."""
    page: PageSnapshot | None = None
    """As it stood before the visitor; None where no page was shown (a PDF, a download, an error)."""
    reason: str = ""
    """Why there is no page."""


class Policies(Shape, frozen=True, kw_only=True):
    """The record `policy`."""

    NAME: ClassVar[str] = "policy"

    sought: bool = False
    """True where this visit looked for links; one visit of a site does."""
    pages: tuple[PolicyPage, ...] = ()
    """Links that were followed, in the order of time."""
    left: int = 0
    """How many more there were."""
