"""All that classification knows of the web, read once from `selectors/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.banner import Selectors
from auditor.catalogue.feature import FeatureFile
from auditor.catalogue.load import Folder
from auditor.catalogue.promise import PromiseFile
from auditor.catalogue.tracker import Trackers, trackers
from auditor.classify.blocks import BlockRules
from auditor.filters import Lists

__all__ = ["Knowledge"]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Consent platforms and wording, trackers, types of blocks, turns of phrase of promises."""

    selectors: Selectors
    trackers: Trackers
    blocks: BlockRules
    promises: Mapping[str, PromiseFile]
    features: Mapping[str, FeatureFile] = field(default_factory=dict)
    lists: Lists = field(default_factory=Lists)
    """Lists of others; none unless a user fetched or gave some."""

    @staticmethod
    def load(folder: Folder, lists: Lists | None = None) -> Knowledge:
        """Read all files. Raises CatalogueError with file and line."""
        return Knowledge(
            selectors=Selectors.load(folder),
            trackers=trackers(folder),
            blocks=BlockRules.load(folder),
            promises=folder.read("promises", PromiseFile),
            features=folder.read("features", FeatureFile),
            lists=lists if lists is not None else Lists(),
        )
