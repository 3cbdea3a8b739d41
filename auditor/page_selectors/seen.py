"""What the catalogue finds on one page: the platforms that match with each of their selectors, the banner, its controls."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Left", "PageSelectors", "PlatformMatch", "RejectedPart", "SeenBanner", "SeenControl", "SelectorUse", "Trace"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What the visit left beside the page: by name, whatever the value is."""

    scripts: tuple[str, ...] = ()
    """Addresses."""
    cookies: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    """Of local storage."""
    missing: tuple[str, ...] = ()
    """What could not be recorded, and why: a platform may be known by it and not be listed here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One reason to know a platform on the page."""

    by: str
    """script, cookie, storage, container or reopen."""
    pattern: str
    """As it stands in the file."""
    seen: tuple[str, ...]
    """What fits it: addresses, names, keys, or the elements; the first few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectorUse:
    """What one selector of a file finds on the page."""

    field: str
    """Where it stands in the file, such as `banner.accept`."""
    selector: str
    matched: int
    """Elements in all documents of the page."""
    shown: int
    """Those of them in which a person sees something."""
    controls: tuple[str, ...]
    """Texts of the controls of the standing layer that the finder knows by this selector."""
    also: tuple[str, ...]
    """Texts of those that it finds too, and that the finder knows by another selector, or by their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformMatch:
    """One platform file that matches."""

    id: str
    name: str
    file: str
    is_own: bool
    """True where the file is from the user's own folder."""
    traces: tuple[Trace, ...]
    layer: str | None
    """banner (the first layer) or preferences, where one stands before the visitor; else None."""
    layer_because: str
    """By which selector it stands there; or why none does."""
    is_chosen: bool
    """True where it is what a scan takes for the banner of the page."""
    selectors: tuple[SelectorUse, ...]
    """All selectors of the file, in the order of the file's fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenControl:
    """One control, as a scan would read it."""

    action: str
    text: str
    role: str
    is_disabled: bool
    is_checked: bool
    box: tuple[float, float, float, float] | None
    """x, y, width, height in CSS pixels of the viewport."""
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBanner:
    """The banner, as a scan would read it."""

    platform: str | None
    found_by: str
    """rule or wording."""
    layer: str
    """banner or preferences."""
    score: float
    text: str
    frame_url: str | None
    """None in the page itself."""
    because: tuple[str, ...]
    controls: tuple[SeenControl, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedPart:
    """A part of the page that lies over it or speaks of consent, and is not taken for a banner."""

    element: str
    text: str
    frame_url: str | None
    """None in the page itself."""
    reason: str
    because: tuple[str, ...]
    """What was counted for and against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSelectors:
    """What the catalogue finds on one page."""

    url: str
    final_url: str
    truncated: str | None
    banner: SeenBanner | None
    waits_for_gesture: bool
    """True where the banner stood there only after the mouse was moved and the page scrolled."""
    reopen: SeenControl | None
    """The control that opens the choices again; looked for only where no banner stands."""
    may_reopen: tuple[SeenControl, ...]
    """Where there is none: controls that may do so though their words do not say it; the most likely first."""
    rejected: tuple[RejectedPart, ...]
    """What might be taken for a banner by its words and place, and is none, in the order of the page; the first few."""
    platforms: tuple[PlatformMatch, ...]
    """The one whose banner was taken first, then those with a layer, then by id."""
    missing: tuple[str, ...]
