"""What judges the sites of a run: lists, rules, profile and language, loaded once."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from auditor.catalogue.load import Folder
from auditor.catalogue.profile import Profile, profile
from auditor.classify.knowledge import Knowledge
from auditor.evidence import Evidence, Failure
from auditor.fleet.list_files import UsedLists
from auditor.fleet.lists import used_lists
from auditor.one_site import failed_result, judge_evidence
from auditor.report.table import words
from auditor.results import Result
from auditor.results.run import UsedList

__all__ = ["Bench"]

_log = logging.getLogger("auditor.fleet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Judges evidence; a defect met on one site is told in its row and loses no other."""

    knowledge: Knowledge
    profile: Profile
    profile_name: str
    language: str
    lists: tuple[UsedList, ...]

    @classmethod
    def load(cls, folder: Folder, profile_name: str, language: str, others: UsedLists | None = None) -> Bench:
        """Load everything; `others`: lists beside the catalogue. Raises CatalogueError, UsageError."""
        chosen = profile(profile_name)
        words(language)
        return cls(
            knowledge=Knowledge.load(folder, others.lists if others is not None else None),
            profile=chosen,
            profile_name=profile_name,
            language=language,
            lists=(*used_lists(folder), *(others.used if others is not None else ())),
        )

    def __call__(self, evidence: Evidence, slug: str) -> Result:
        """Judge one site."""
        try:
            return judge_evidence(evidence, self.knowledge, self.profile, self.language, slug)
        except Exception as error:  # noqa: BLE001  # the row says so and the log has the traceback; never a pass
            _log.exception("%s: internal error while judging", evidence.url)
            message = f"{evidence.url}: the evidence could not be judged ({type(error).__name__}: {error})"[:500]
            return failed_result(evidence, self.profile, self.language, slug, Failure(kind="internal", message=message))
