"""What stands before the visitor at one moment: a snapshot, and the banner in it."""

from __future__ import annotations

from auditor.banner import FoundBanner, Selectors, find_banner
from auditor.evidence.page import PageSnapshot, Tree

__all__ = ["Sight"]


class Sight:
    """One look at the page."""

    def __init__(self, page: PageSnapshot, selectors: Selectors) -> None:
        self.page = page
        self.selectors = selectors
        self.tree: Tree = page.tree()
        self.banner: FoundBanner | None = find_banner(self.tree, selectors)

    @property
    def signature(self) -> tuple[object, ...]:
        """Equal for two sights in which the same banner stands in the same state."""
        if self.banner is None:
            return ()
        controls = ((c.action, c.text, c.node.backend, c.checked, c.disabled) for c in self.banner.controls)
        return (self.banner.root.backend, self.banner.is_preferences, *sorted(controls, key=repr))

    @property
    def address(self) -> str:
        """The page's address without its fragment: a press that only changes the fragment has gone nowhere."""
        return self.page.url.partition("#")[0]
