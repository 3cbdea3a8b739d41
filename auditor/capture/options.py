"""How visits are to be made. Everything here becomes part of the evidence."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["VIEW_SHARE", "CaptureOptions"]

VIEW_SHARE = 2 / 3
"""The part of dwell and cap that a view is given before the gesture, and again after it. Together they are a third more than the
dwell (1 s of 3 s), so that a timer that the page itself starts is seen as before, and one that the gesture starts has time too,
before anything is pressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureOptions:
    """Settings of a scan that change what is seen."""

    scenarios: tuple[str, ...] = ("before", "refuse", "accept", "withdraw")
    locale: str = "fr-FR"
    timezone: str = "Europe/Paris"
    viewport: tuple[int, int] = (1280, 800)
    third_party_cookies: str = "allow"
    """allow (as most visitors' browsers do today) or block."""
    ignore_https_errors: bool = False
    browser_arguments: tuple[str, ...] = ()
    browser_path: str | None = None
    dwell_seconds: float = 3.0
    """The least time that a page is watched after it has loaded and after each press. At 3 s a fixed wait saw all 109 expected
    contacts of a measured farm, 2 s and network quiet 105."""
    quiet_seconds: float = 0.5
    """How long the network must be silent before a step ends."""
    cap_seconds: float = 8.0
    """The longest that a step waits for quiet."""
    banner_seconds: float = 10.0
    """How long a page is watched for a banner before it is said to have none."""
    navigation_seconds: float = 30.0
    site_seconds: float = 180.0
    """Everything of one site."""
    repeat: int = 1
    """How many times a site is audited, each time in fresh contexts: sites differ from visit to visit (auctions, variants)."""

    @property
    def banner_seconds_in_before(self) -> float:
        """What is left for a banner after the wait for the untouched page."""
        return max(self.banner_seconds - self.dwell_seconds * VIEW_SHARE, 0.5)

    @property
    def banner_seconds_left(self) -> float:
        """What is left for a banner after the dwell, which every page gets anyway."""
        return max(self.banner_seconds - self.dwell_seconds, 0.5)
