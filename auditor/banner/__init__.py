"""Find the consent banner of a page and its controls, and say why; a page snapshot and the catalogue go in."""

from __future__ import annotations

from auditor.banner.choice import StoredChoice, read_choice
from auditor.banner.find import find_banner, find_reopen, read_control, weak_reopens
from auditor.banner.found import ACTIONS, FoundBanner, FoundControl, Reading
from auditor.banner.known import Selectors
from auditor.banner.named import named_purposes, switch_name
from auditor.banner.overlay import FoundOverlay, find_overlay
from auditor.banner.place import lies_over
from auditor.banner.standing import RADIO_ROLES, refusing_radio, standing_on
from auditor.banner.traces import platform_traces

__all__ = [
    "ACTIONS",
    "RADIO_ROLES",
    "FoundBanner",
    "FoundControl",
    "FoundOverlay",
    "Reading",
    "Selectors",
    "StoredChoice",
    "find_banner",
    "find_overlay",
    "find_reopen",
    "lies_over",
    "named_purposes",
    "platform_traces",
    "read_choice",
    "read_control",
    "refusing_radio",
    "standing_on",
    "switch_name",
    "weak_reopens",
]
