"""What run.json holds: by what, when and how a run was made."""

from __future__ import annotations

from auditor.results import Acceptance, Result
from auditor.shape import Shape

__all__ = ["RUN_SCHEMA", "AcceptedRule", "Run", "RunInfo", "SiteSettings", "UsedList"]

RUN_SCHEMA = "auditor.run/1"


class UsedList(Shape, frozen=True, kw_only=True):
    """A list or catalogue that labelled what was seen."""

    name: str
    """Such as `selectors/trackers`."""
    date: str
    """RFC 3339 date; the newest `checked` of its files for the shipped catalogue."""
    sha256: str
    """Digest of its files, by which two runs can be told to have used the same."""
    entries: int
    """What the files list, counted."""
    skipped: int = 0
    """Lines that are not used: what they ask for is not known, or would be slow."""
    source: str = ""
    """Address that it was fetched from, or name of the file that was given; empty for what is shipped."""


class AcceptedRule(Acceptance, frozen=True, kw_only=True):
    """A rule whose findings on a site are expected."""

    rule: str
    """Its id."""


class SiteSettings(Shape, frozen=True, kw_only=True):
    """What is different for one site of a run."""

    group: str = ""
    """Name of its group; empty where it is in none."""
    tags: tuple[str, ...] = ()
    """By which sites are chosen."""
    profile: str = ""
    """Profile that it is judged by; empty for that of the run."""
    selectors: str = ""
    """Folder laid over the shipped selectors; empty for that of the run."""
    lists: tuple[UsedList, ...] = ()
    """Lists that are not those of the run."""
    conditions: dict[str, str] = {}
    """Settings that are not those of the run, by the same names; secrets left out."""
    accepted: tuple[AcceptedRule, ...] = ()
    """Expected findings, expired ones included."""


class RunInfo(Shape, frozen=True, kw_only=True):
    """One run: the file run.json."""

    schema: str = RUN_SCHEMA
    tool: str
    """Version of auditor."""
    browser: str | None
    """Name and version; None where none was reached."""
    platform: str
    """Of the host, such as `Linux-6.1 x86_64, Python 3.11.7`."""
    arguments: tuple[str, ...]
    """Of the command line, secrets left out."""
    profile: str
    report_language: str
    started_at: str
    """UTC, RFC 3339."""
    ended_at: str | None = None
    """None while the run goes on, and where it was interrupted."""
    sites: tuple[str, ...]
    """Addresses in the order asked for."""
    slugs: tuple[str, ...]
    """Folder of each address under `sites/`, in the same order."""
    lists: tuple[UsedList, ...] = ()
    """Each list with its date and digest."""
    conditions: dict[str, str] = {}
    """Settings that change what is seen, as text: locale, viewport, dwell_seconds …"""
    settings: dict[str, SiteSettings] = {}
    """Folder of a site under `sites/` → what is different for it; sites without a difference are left out."""


class Run(Shape, frozen=True, kw_only=True):
    """What a report is made from."""

    info: RunInfo
    results: tuple[Result, ...]
    """In the order asked for."""
