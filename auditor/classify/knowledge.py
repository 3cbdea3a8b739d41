"""All that classification knows of the web, read once from `selectors/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.banner import Selectors
from auditor.catalogue.load import Folder
from auditor.catalogue.promise import PromiseFile
from auditor.catalogue.tracker import Trackers, trackers
from auditor.classify.blocks import BlockRules

__all__ = ["Knowledge"]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Consent platforms and wording, trackers, types of blocks, turns of phrase of promises."""

    selectors: Selectors
    trackers: Trackers
    blocks: BlockRules
    promises: Mapping[str, PromiseFile]

    @staticmethod
    def load(folder: Folder) -> Knowledge:
        """Read all files. Raises CatalogueError with file and line."""
        return Knowledge(
            selectors=Selectors.load(folder),
            trackers=trackers(folder),
            blocks=BlockRules.load(folder),
            promises=folder.read("promises", PromiseFile),
        )
