"""What the finder knows: the platforms and the words of the catalogue, ready for use."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.banner.words import Vocabulary
from auditor.catalogue.cmp import Cmp
from auditor.catalogue.load import Folder
from auditor.catalogue.wording import Wording

__all__ = ["Selectors"]


class Selectors:
    """The platforms (`cmps`) and the wordings of the catalogue."""

    def __init__(self, cmps: Mapping[str, Cmp], wording: Mapping[str, Wording]) -> None:
        self.cmps = dict(sorted(cmps.items()))
        self.wording = dict(sorted(wording.items()))
        self.vocabulary = Vocabulary(self.wording)

    @classmethod
    def load(cls, folder: Folder) -> Selectors:
        """Read `cmps/` and `wording/`. Raises CatalogueError with file and line."""
        return cls(folder.read("cmps", Cmp), folder.read("wording", Wording))
