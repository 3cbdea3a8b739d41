"""What the signal recorder leaves: the consent interfaces of the page, as they answered at the end of each step."""

from __future__ import annotations

from typing import ClassVar

from auditor.shape import Shape

__all__ = ["ConsentCall", "SignalState", "Signals"]


class ConsentCall(Shape, frozen=True, kw_only=True):
    """One `gtag("consent", …)` call found in the data layer."""

    command: str
    """default or update."""
    settings: dict[str, str]
    """Such as {"ad_storage": "denied"}."""
    regions: tuple[str, ...] | None = None
    """ISO 3166 codes that a default is for, in capitals; empty where it names none. None in evidence that did not record them."""


class SignalState(Shape, frozen=True, kw_only=True):
    """What the interfaces said at the end of one step."""

    phase: str
    step: str
    at_ms: float
    tcf: dict[str, str] | None = None
    """tcString, cmpId, gdprApplies, eventStatus, cmpStatus …; None where the page has no `__tcfapi`."""
    gpp: dict[str, str] | None = None
    """gppString, applicableSections, signalStatus …; None where the page has no `__gpp`."""
    consent_calls: tuple[ConsentCall, ...] = ()
    """Calls of Google consent mode up to then, in the order of time."""
    google_state: dict[str, str] | None = None
    """Google's own tag's view of consent (`google_tag_data`): key → granted or denied, the visitor's region taken into account.
    None where the page has none."""
    uet_calls: tuple[ConsentCall, ...] = ()
    """Calls of Microsoft UET's consent mode that still stood in its queue."""
    meta_calls: tuple[str, ...] = ()
    """`consent` calls that still stood in the queue of Meta's pixel, in order: revoke, grant."""
    gpc: bool | None = None
    """navigator.globalPrivacyControl; None where the browser has none."""


class Signals(Shape, frozen=True, kw_only=True):
    """The record `signals`, in the order of time."""

    NAME: ClassVar[str] = "signals"

    states: tuple[SignalState, ...]
    """One for each step."""
