"""What the finder knows: the platforms and the words of the catalogue, ready for use."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.banner.words import Vocabulary
from auditor.catalogue.cmp import Cmp
from auditor.catalogue.load import Folder
from auditor.catalogue.promise import PolicyWords, PromiseFile
from auditor.catalogue.wording import Wording

__all__ = ["Selectors"]


class Selectors:
    """The platforms (`cmps`), the wordings and the names of policies of the catalogue."""

    def __init__(
        self, cmps: Mapping[str, Cmp], wording: Mapping[str, Wording], policies: Mapping[str, PolicyWords] | None = None
    ) -> None:
        self.cmps = dict(sorted(cmps.items()))
        self.wording = dict(sorted(wording.items()))
        self.policies = dict(sorted((policies or {}).items()))
        self.vocabulary = Vocabulary(self.wording)

    @classmethod
    def load(cls, folder: Folder) -> Selectors:
        """Read `cmps/`, `wording/` and what `promises/` says of policies. Raises CatalogueError with file and line."""
        policies = {language: file.policy for language, file in folder.read("promises", PromiseFile).items()}
        return cls(folder.read("cmps", Cmp), folder.read("wording", Wording), policies)
