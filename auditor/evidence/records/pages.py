"""What the page recorder leaves: snapshots of the page, as `auditor.evidence.page` describes them."""

from __future__ import annotations

from typing import ClassVar

from auditor.evidence.page import PageSnapshot
from auditor.shape import Shape

__all__ = ["Pages"]


class Pages(Shape, frozen=True, kw_only=True):
    """The record `pages`, in the order of time."""

    NAME: ClassVar[str] = "pages"

    pages: tuple[PageSnapshot, ...]
    """Each with a label that is unique in its visit."""
