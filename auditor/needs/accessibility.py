"""What another engine says of the banner's controls, where it is installed."""

from __future__ import annotations

from auditor.classify.axe import Axe
from auditor.classify.site import Site
from auditor.rule import Need

__all__ = ["AxeOnControls"]


def _axe(site: Site) -> Axe:
    return site.axe


AxeOnControls: Need[Axe] = Need("axe-core", _axe)
"""Always there; its `engine` is empty where axe-core was not asked. No rule depends on it alone."""
