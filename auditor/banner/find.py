"""The banner of a page: by a known platform's own selectors, else by what it says."""

from __future__ import annotations

from auditor.banner.candidates import by_wording
from auditor.banner.found import FoundBanner, FoundControl, Reading
from auditor.banner.known import Selectors
from auditor.banner.platforms import by_platform
from auditor.banner.reopen import reopening, weak_reopenings
from auditor.evidence.page import Tree

__all__ = ["find_banner", "find_reopen", "read_control", "weak_reopens"]


def find_banner(tree: Tree, selectors: Selectors) -> FoundBanner | None:
    """The consent banner that stands before the visitor; None where none does."""
    # Kept with the selectors that found it, for several readers ask the same page.
    known: tuple[Selectors, FoundBanner | None] | None = tree.derived.get("banner")
    if known is None or known[0] is not selectors:
        sure, doubtful = by_platform(tree, selectors)
        known = tree.derived["banner"] = selectors, sure or by_wording(tree, selectors) or doubtful
    return known[1]


def find_reopen(tree: Tree, selectors: Selectors) -> FoundControl | None:
    """The shown control that opens the choices again; None where there is none, or while a banner stands."""
    if find_banner(tree, selectors) is not None:
        return None
    return reopening(tree, selectors)


def weak_reopens(tree: Tree, selectors: Selectors) -> tuple[FoundControl, ...]:
    """Shown controls that may open the choices again though their words do not say so, the most likely first.

    Where `find_reopen` finds nothing and these are there, nobody can say that no control opens the choices. Empty while a
    banner stands.
    """
    if find_banner(tree, selectors) is not None:
        return ()
    return weak_reopenings(tree, selectors)


def read_control(text: str, selectors: Selectors, language: str | None = None) -> Reading:
    """Say what a control with this text does, by its words alone; `language` (BCP 47) is tried first."""
    return selectors.vocabulary.read(text, language)
