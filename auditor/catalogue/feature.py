"""The shape of `selectors/features/*.yaml`: one file a part of a site that a consent text may say is off after a refusal."""

from __future__ import annotations

from auditor.catalogue.phrases import Words
from auditor.evidence.page import selector_mistake
from auditor.shape import Shape

__all__ = ["FeatureFile"]


class FeatureFile(Shape, frozen=True, kw_only=True):
    """How such a part is named, and what shows that it is there."""

    embeds: tuple[str, ...] = ()
    """Hosts, with their subdomains, of frames that show it; with a path where the host alone says too little."""
    elements: tuple[str, ...] = ()
    """CSS selectors of elements that hold it."""
    content: tuple[str, ...] = ()
    """CSS selectors of what stands in such an element only where it works (beside frames)."""
    said: dict[str, Words]
    """Language → how sentences name it."""
    headings: dict[str, Words] = {}
    """Language → how its heading or its region is named on the page."""

    def __post_init__(self) -> None:
        for css in (*self.elements, *self.content):
            if mistake := selector_mistake(css):
                raise ValueError(f"{css}: {mistake}")
