"""What the screenshot recorder leaves: names of the pictures beside the evidence."""

from __future__ import annotations

from typing import ClassVar

from auditor.shape import Shape

__all__ = ["Screenshot", "Screenshots"]


class Screenshot(Shape, frozen=True, kw_only=True):
    """One picture of the viewport."""

    label: str
    """banner, after-refuse, after-accept, after-withdraw, preferences …"""
    file: str
    """File name beside the evidence."""
    phase: str
    step: str
    at_ms: float


class Screenshots(Shape, frozen=True, kw_only=True):
    """The record `screenshots`, in the order of time."""

    NAME: ClassVar[str] = "screenshots"

    screenshots: tuple[Screenshot, ...]
    """Each a file beside the evidence."""
