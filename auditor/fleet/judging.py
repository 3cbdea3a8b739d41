"""What judges the sites of a run: lists, rules, profile and language, loaded once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from auditor.catalogue.load import Folder
from auditor.catalogue.profile import Profile, profile
from auditor.classify.knowledge import Knowledge
from auditor.errors import UsageError
from auditor.evidence import Evidence, Failure
from auditor.fleet.list_files import UsedLists
from auditor.fleet.lists import used_lists
from auditor.one_site import failed_result, judge_evidence
from auditor.report.table import words
from auditor.results import Result
from auditor.results.accept import accept
from auditor.results.run import RunInfo, SiteSettings, UsedList

__all__ = ["Bench", "Benches"]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Benches:
    """Judges the sites of a run: each by its own profile and selectors where it has some, and with what is accepted there."""

    usual: Bench
    settings: Mapping[str, SiteSettings]
    """Folder of a site → what is different for it."""
    own: Mapping[str, Bench] = field(default_factory=dict)
    """Folder of a site → its bench, where it is not the usual one."""
    day: str = ""
    """Day on which the run began, RFC 3339: what was accepted is looked at as it was then."""

    @classmethod
    def load(
        cls, usual: Bench, settings: Mapping[str, SiteSettings], day: str, lists: Callable[[Folder], UsedLists | None]
    ) -> Benches:
        """Load each pair of profile and selectors once. Raises CatalogueError, UsageError."""
        loaded: dict[tuple[str, str], Bench] = {}
        own: dict[str, Bench] = {}
        noted: dict[str, SiteSettings] = {}
        for slug, asked in settings.items():
            kind = (asked.selectors, asked.profile or usual.profile_name)
            if kind != ("", usual.profile_name):
                if kind not in loaded:
                    loaded[kind] = _loaded(usual, *kind, lists)
                own[slug] = loaded[kind]
            lists_of_site = tuple(used for used in own[slug].lists if used not in usual.lists) if slug in own else ()
            noted[slug] = msgspec.structs.replace(asked, lists=lists_of_site)
        return cls(usual=usual, settings=noted, own=own, day=day[:10])

    @classmethod
    def of_run(
        cls,
        usual: Bench,
        info: RunInfo,
        lists: Callable[[Folder], UsedLists | None],
        *,
        profile: str | None = None,
        selectors: Path | None = None,
    ) -> Benches:
        """Load what judges the sites of an earlier run; a profile or a folder that is given holds for all of them.

        Raises CatalogueError, UsageError.
        """
        settings = {
            slug: msgspec.structs.replace(
                asked, profile="" if profile else asked.profile, selectors="" if selectors else asked.selectors
            )
            for slug, asked in info.settings.items()
        }
        return cls.load(usual, settings, info.started_at, lists)

    def noted(self, before: Mapping[str, SiteSettings]) -> dict[str, SiteSettings]:
        """What run.json says of single sites from now on: the folders stay those of the scan."""
        return {slug: msgspec.structs.replace(now, selectors=before[slug].selectors) for slug, now in self.settings.items()}

    def began(self, at: str) -> Benches:
        """The same benches for a run that began then (RFC 3339)."""
        return replace(self, day=at[:10])

    @property
    def profile_name(self) -> str:
        """Of the run."""
        return self.usual.profile_name

    @property
    def language(self) -> str:
        """Of the run."""
        return self.usual.language

    @property
    def lists(self) -> tuple[UsedList, ...]:
        """Of the run."""
        return self.usual.lists

    def of(self, slug: str) -> Bench:
        """What judges one site."""
        return self.own.get(slug, self.usual)

    def __call__(self, evidence: Evidence, slug: str) -> Result:
        """Judge one site, and mark what is accepted."""
        result = self.of(slug)(evidence, slug)
        return accept(result, self.settings[slug].accepted, self.day) if slug in self.settings else result


def _loaded(usual: Bench, selectors: str, profile_name: str, lists: Callable[[Folder], UsedLists | None]) -> Bench:
    if not selectors:
        return replace(usual, profile=profile(profile_name), profile_name=profile_name)
    if not Path(selectors).is_dir():
        raise UsageError(
            f"the folder {selectors} with a site's own selectors is not here",
            kind="selectors",
            remedy="Give one with --selectors",
        )
    folder = Folder(Path(selectors))
    return Bench.load(folder, profile_name, usual.language, lists(folder))
