"""What the accessibility recorder leaves: what axe-core says of the banner as it stood last, where axe-core is installed."""

from __future__ import annotations

from typing import ClassVar

from auditor.shape import Shape

__all__ = ["Accessibility", "AxeElement", "AxeRun", "AxeSaid"]


class AxeElement(Shape, frozen=True, kw_only=True):
    """One element that axe-core spoke of."""

    control: int | None = None
    """The browser's id of the control of the banner that the element is, or stands in; None where it belongs to none."""
    target: str = ""
    """How axe-core points at it: CSS selectors, one for each shadow root on the way. Empty for what passed."""
    html: str = ""
    """Its beginning, as it stood in the page. Empty for what passed."""
    why: str = ""
    """What axe-core found, in its own words. Empty for what passed."""


class AxeSaid(Shape, frozen=True, kw_only=True):
    """What one of its rules came to."""

    rule: str
    """Its id, such as button-name."""
    outcome: str
    """violation, incomplete (for a person to see) or pass."""
    impact: str = ""
    """minor, moderate, serious or critical; empty for what passed."""
    criteria: tuple[str, ...] = ()
    """Success criteria of WCAG that it tests, such as 4.1.2."""
    elements: tuple[AxeElement, ...] = ()
    """For what passed only those that belong to a control."""
    left: int = 0
    """How many more elements there were."""


class AxeRun(Shape, frozen=True, kw_only=True):
    """One run over the part of the banner that stands in one document."""

    page: str
    """Label of the snapshot in which the banner was found."""
    phase: str
    step: str
    at_ms: float
    frame_url: str
    """Address of the document."""
    controls: tuple[int, ...]
    """The browser's ids of the controls that were looked at."""
    said: tuple[AxeSaid, ...]
    """Violations first, then what is for a person to see, then what passed."""


class Accessibility(Shape, frozen=True, kw_only=True):
    """The record `accessibility`."""

    NAME: ClassVar[str] = "accessibility"

    engine: str = ""
    """Name and version, such as axe-core 4.12.1; empty where it is not installed or did not come to run."""
    runs: tuple[AxeRun, ...] = ()
    """In the order in which they were made; several where parts of the banner stand in frames."""
