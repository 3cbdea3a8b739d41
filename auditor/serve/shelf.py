"""The runs of one folder, read again only when one of them changed. A run that is not as it was sealed shows nothing but that."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import AuditorError, StoreError
from auditor.evidence import Evidence
from auditor.evidence.encoding import unpack
from auditor.evidence.store import EVIDENCE, RunFolder
from auditor.fleet.runs import read_info, read_run
from auditor.report.table import platform, site_rows
from auditor.results import Result, Severity, Verdict
from auditor.results.run import Run, RunInfo

__all__ = ["RunCard", "Shelf", "SiteCard"]

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_MOST_RUNS = 2000
_KEPT_RUNS, _KEPT_EVIDENCE = 4, 2
_RESULT_BYTES = 512 * 2**20
_EVIDENCE_BYTES, _UNPACKED_BYTES = 128 * 2**20, 256 * 2**20
_FILE_BYTES = 64 * 2**20
_FILES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/json",
    ".sarif": "application/json",
    ".xml": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".gz": "application/gzip",
}
"""Suffix → the only type under which such a file is given out. HTML is not among them: reports are drawn anew from results."""


@dataclass(frozen=True, slots=True)
class SiteCard:
    """One site of one run, in short. Texts are not escaped."""

    url: str
    name: str
    slug: str
    standing: str
    severity: Severity | None
    verdicts: Mapping[Verdict, int]
    platform: str
    trackers: tuple[str, str]
    """Before any choice and after refusing, as the table shows them."""
    cookies: tuple[str, str]
    failing: tuple[str, ...]
    """Rules that fail."""
    error: str

    @property
    def failures(self) -> int | None:
        """Rules that fail; None where the site could not be audited."""
        return None if self.standing == "not-audited" else self.verdicts.get("fail", 0)


@dataclass(frozen=True, slots=True)
class RunCard:
    """One run folder, in short."""

    id: str
    path: Path
    started_at: str
    """Empty where run.json cannot be read."""
    info: RunInfo | None
    sites: tuple[SiteCard, ...]
    problem: str
    """Why its results are not shown; empty where they are."""

    def site(self, url: str) -> SiteCard | None:
        """One site by its address."""
        return next((site for site in self.sites if site.url == url), None)


class Shelf:
    """The run folders that stand in `base`, and `base` itself where it is one. May be asked from several threads."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self._lock = threading.RLock()
        self._cards: dict[Path, tuple[object, RunCard]] = {}
        self._runs: OrderedDict[tuple[Path, object], Run] = OrderedDict()
        self._evidence: OrderedDict[str, Evidence] = OrderedDict()

    def runs(self) -> tuple[RunCard, ...]:
        """All runs, the newest first."""
        with self._lock:
            cards = [self._card(path) for path in self._folders()]
        return tuple(sorted(cards, key=lambda card: (card.started_at, card.id), reverse=True))

    def card(self, id_: str) -> RunCard:
        """One run by its id. Raises StoreError where there is none: an id is looked up, never made a path of."""
        found = next((card for card in self.runs() if card.id == id_), None)
        if found is None:
            raise StoreError("There is no such run here", kind="absent")
        return found

    def run(self, card: RunCard) -> Run:
        """A run with its results. Raises StoreError where it has none or they changed."""
        with self._lock:
            key = (card.path, _state(card.path))
            if key not in self._runs:
                self._runs[key] = _read(card.path)
                while len(self._runs) > _KEPT_RUNS:
                    self._runs.popitem(last=False)
            self._runs.move_to_end(key)
            return self._runs[key]

    def result(self, card: RunCard, slug: str) -> Result:
        """One site of a run. Raises StoreError."""
        found = next((result for result in self.run(card).results if result.slug == slug), None)
        if found is None:
            raise StoreError("There is no such site in this run", kind="absent")
        return found

    def evidence(self, card: RunCard, slug: str) -> Evidence:
        """The evidence of a site, as it was sealed. Raises StoreError."""
        name = f"sites/{slug}/{EVIDENCE}"
        packed = self._listed(card, name, _EVIDENCE_BYTES)
        digest = hashlib.sha256(packed).hexdigest()
        with self._lock:  # one at a time: it takes many times the memory of the file
            if digest not in self._evidence:
                self._evidence[digest] = unpack(packed, name, limit=_UNPACKED_BYTES)
                while len(self._evidence) > _KEPT_EVIDENCE:
                    self._evidence.popitem(last=False)
            self._evidence.move_to_end(digest)
            return self._evidence[digest]

    def file(self, card: RunCard, name: str) -> tuple[bytes, str]:
        """A file that the manifest lists, as it was sealed, and its type. Raises StoreError for every other."""
        kind = _FILES.get(Path(name).suffix)
        if kind is None:
            raise StoreError("Such a file is not given out", kind="absent")
        return self._listed(card, name, _FILE_BYTES), kind

    def changed(self, card: RunCard) -> tuple[str, ...]:
        """Every file of a run that is not as it was sealed. Reads the whole folder. Raises StoreError."""
        return RunFolder.open(card.path).verify()

    def _listed(self, card: RunCard, name: str, limit: int) -> bytes:
        folder = RunFolder.open(card.path)
        file = folder.path / name
        if any(part in ("", ".", "..") for part in name.split("/")) or "\\" in name or "\0" in name:
            raise StoreError("There is no such file in this run", kind="absent")
        try:
            inside = file.resolve().is_relative_to(folder.path.resolve())
            size = file.stat().st_size if inside and file.is_file() else -1
        except OSError:
            size = -1
        if size < 0:
            raise StoreError("There is no such file in this run", kind="absent")
        if size > limit:
            raise StoreError(f"The file is larger than {limit // 2**20} MB", kind="too-large")
        return folder.listed(name)

    def _folders(self) -> list[Path]:
        if not self.base.is_dir():
            return []
        try:
            found = sorted(p for p in self.base.iterdir() if p.is_dir() and not p.is_symlink() and (p / "run.json").is_file())
        except OSError as error:
            raise StoreError(f"{self.base} cannot be read: {error.strerror}", kind="unreadable") from error
        own = [self.base] if (self.base / "run.json").is_file() else []
        return [*own, *found[-_MOST_RUNS:]]

    def _card(self, path: Path) -> RunCard:
        state = _state(path)
        known = self._cards.get(path)
        if known is None or known[0] != state:
            known = self._cards[path] = (state, _card(path))
        return known[1]


def _state(path: Path) -> object:
    """Changes where the seal or what it stands for changes."""
    found: list[object] = []
    for name in ("manifest.sha256", "results.jsonl", "run.json"):
        try:
            told = (path / name).stat()
            found.append((told.st_mtime_ns, told.st_ctime_ns, told.st_size, told.st_ino))
        except OSError:
            found.append(None)
    return tuple(found)


def _read(path: Path) -> Run:
    folder = RunFolder.open(path)
    folder.listed("run.json")  # read_run sees to the results, and would believe any run.json
    if (path / "results.jsonl").is_file() and (path / "results.jsonl").stat().st_size > _RESULT_BYTES:
        raise StoreError("The results are too large to be shown", kind="too-large")
    return read_run(folder)


def _card(path: Path) -> RunCard:
    name = path.resolve().name
    id_ = name if _PLAIN.match(name) else f"run-{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
    info: RunInfo | None = None
    try:
        info = read_info(RunFolder.open(path))
        run = _read(path)
    except (AuditorError, OSError) as error:
        started = info.started_at if info is not None else ""
        told = error.message if isinstance(error, AuditorError) else str(error.strerror)
        return RunCard(id_, path, started, info, (), told.replace(f"{path}/", "").replace(f"{path}: ", ""))
    sites = tuple(
        SiteCard(
            url=row.result.url,
            name=row.name,
            slug=row.result.slug,
            standing=row.standing,
            severity=row.severity,
            verdicts=dict(row.verdicts),
            platform=platform(row, ""),
            trackers=(str(row.trackers[0]), str(row.trackers[1])),
            cookies=(str(row.cookies[0]), str(row.cookies[1])),
            failing=tuple(f.rule for f in row.findings if f.verdict == "fail"),
            error=row.result.error.kind if row.result.error is not None else "",
        )
        for row in site_rows(run)
    )
    return RunCard(id_, path, run.info.started_at, run.info, sites, "")
