"""The devices that a visitor may hold: a window on a desk, a phone. Plain data; no part of it loads the browser's library."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEVICES", "Device"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One device."""

    viewport: tuple[int, int]
    """Width and height of what is seen of a page, in CSS pixels."""
    scale: float = 1.0
    """Pixels of the screen for one CSS pixel."""
    touch: bool = False
    """Pressed and scrolled with a finger, and laid out as on a phone (`<meta name=viewport>` counts); else by mouse."""
    agent: str = ""
    """The user agent with `{major}` for Chromium's version; empty: that of the same browser with a window.

    Chrome on Android gives the same words for every phone (user agent reduction, https://www.chromium.org/updates/ua-reduction/).
    """


DEVICES: dict[str, Device] = {
    "desktop": Device(viewport=(1280, 800)),
    "phone": Device(
        viewport=(390, 844),
        scale=3.0,
        touch=True,
        agent="Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/{major}.0.0.0 Mobile Safari/537.36",
    ),
}
"""By name, as `--device` takes it."""
