"""The run folder: evidence written once and hashed at once, results beside it, and a manifest over all of it.

A site's files appear together (a folder is filled under another name and then renamed) and are listed in the manifest as soon as
they stand, so that a run that is killed can be gone on with. A line of the manifest is written only for bytes that this process
wrote: whatever else changed in the folder stays visible to `verify`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from auditor.errors import StoreError
from auditor.evidence import Evidence, manifest
from auditor.evidence.disk import remove_tree, sync_folder, told, write, write_new
from auditor.evidence.encoding import MAX_BYTES, pack, unpack

__all__ = ["EVIDENCE", "RunFolder"]

EVIDENCE = "evidence.json.gz"
_SITES = "sites"
_OWN = ("run.json", "results.jsonl", manifest.NAME)
_PARTS = (".run.json.part", f".{manifest.NAME}.part")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_SLUG = re.compile(r"[a-z0-9]([a-z0-9._-]{0,97}[a-z0-9])?\Z")
_PICTURE = re.compile(r"[a-z0-9][a-z0-9-]{0,90}\.(png|jpg)\Z")


class RunFolder:
    """One run on disk. Every failure of the disk is a StoreError with one line."""

    def __init__(self, path: Path, sums: dict[str, str]) -> None:
        self.path = path
        self._sums = sums
        """Path in the folder → SHA-256 of what was written there."""

    @staticmethod
    def check_free(path: Path, *, overwrite: bool = False) -> None:
        """Raise StoreError where `create` would refuse, and change nothing."""
        if not path.exists() and not path.is_symlink():
            parent = next(p for p in path.absolute().parents if p.exists())
            if not parent.is_dir() or not os.access(parent, os.W_OK):
                raise StoreError(f"{path} cannot be made: {parent} is not writable", kind="unwritable", remedy=_ELSEWHERE)
            return
        if not path.is_dir():
            raise StoreError(f"{path} is not a folder", kind="exists", remedy=_ELSEWHERE)
        if not os.access(path, os.W_OK):
            raise StoreError(f"{path} is not writable", kind="unwritable", remedy=_ELSEWHERE)
        with told(path):
            blank = RunFolder.is_blank(path)
        if blank:
            return
        if not overwrite:
            raise StoreError(
                f"{path} is not empty", kind="exists", remedy="Give another folder to --out, or use --resume or --overwrite"
            )
        if not _is_run(path):
            # Whoever mistypes a folder must not lose what is in it.
            raise StoreError(f"{path} is not empty and holds no run, so it is not overwritten", kind="exists", remedy=_ELSEWHERE)

    @staticmethod
    def is_blank(path: Path) -> bool:
        """True for a folder that holds nothing yet, or no more than a scan that was killed at its very start. Raises OSError."""
        return all(
            entry.name in _PARTS
            or (entry.name == manifest.NAME and not entry.is_symlink() and entry.stat().st_size == 0)
            or (entry.name == _SITES and not entry.is_symlink() and entry.is_dir() and not any(entry.iterdir()))
            for entry in path.iterdir()
        )

    @classmethod
    def create(cls, path: Path, *, overwrite: bool = False) -> RunFolder:
        """Make a run folder that holds nothing. With `overwrite`, a run that is there is removed, and nothing else is.

        Raises StoreError.
        """
        cls.check_free(path, overwrite=overwrite)
        with told(path):
            path.mkdir(parents=True, exist_ok=True)
            _remove_run(path)
            write(path / manifest.NAME, b"")
            (path / _SITES).mkdir(exist_ok=True)
        return cls(path, {})

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """Open the folder of a run, ended or not. Raises StoreError where there is none."""
        if not path.is_dir():
            raise StoreError(f"{path}: there is no such folder", kind="not-a-run", remedy=_A_RUN)
        if not (path / "run.json").is_file():
            raise StoreError(f"{path} is not a run folder: it has no run.json", kind="not-a-run", remedy=_A_RUN)
        with told(path):
            listed = path / manifest.NAME
            sums, _ = manifest.read(listed.read_bytes() if listed.is_file() else b"")
        return cls(path, sums)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from writing to the folder meanwhile. Raises StoreError where one does."""
        try:
            import fcntl
        except ImportError:  # Windows: nothing to lock a folder with
            yield
            return
        with told(self.path):
            descriptor = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise StoreError(
                f"{self.path}: another auditor writes to it", kind="busy", remedy="Wait until it has ended"
            ) from error
        except OSError:  # a file system without locks (some network shares)
            pass
        try:
            yield
        finally:
            os.close(descriptor)

    def write_site(self, slug: str, evidence: Evidence, pictures: Mapping[str, bytes]) -> Evidence:
        """Write the evidence of one site with its pictures, and give it as it will be read again. Raises StoreError."""
        folder = self._site(slug)
        for name in pictures:
            if not _PICTURE.match(name):
                raise StoreError(f"{slug}: {name!r} is not the name of a picture", kind="name")
        packed = pack(evidence)
        files = {**dict(sorted(pictures.items())), EVIDENCE: packed}
        part = folder.with_name(f".{slug}.part")
        stale = [name for name in self._sums if name.startswith(f"{_SITES}/{slug}/")]
        with told(folder):
            remove_tree(part)
            part.mkdir(parents=True)
            try:
                for name, data in files.items():
                    write_new(part / name, data)
                sync_folder(part)
            except OSError:
                # On a full disk a leftover would take the room that is needed to go on.
                with contextlib.suppress(OSError):
                    remove_tree(part)
                raise
            if stale:
                # The lines of an earlier try go before its files do: a line must never promise what is not there.
                for name in stale:
                    del self._sums[name]
                self.seal()
            remove_tree(folder)
            part.rename(folder)
            sync_folder(folder.parent)
            sums = {f"{_SITES}/{slug}/{name}": hashlib.sha256(data).hexdigest() for name, data in files.items()}
            with (self.path / manifest.NAME).open("ab") as listed:
                listed.write("".join(manifest.line(name, sums[name]) for name in sorted(sums)).encode())
                listed.flush()
                os.fsync(listed.fileno())
        self._sums.update(sums)
        return unpack(packed, f"{_SITES}/{slug}/{EVIDENCE}")

    def evidence(self, slug: str) -> Evidence:
        """Read the evidence of one site. Raises StoreError where it is missing, damaged or of an unknown schema."""
        file = self._site(slug) / EVIDENCE
        with told(file):
            if file.stat().st_size > MAX_BYTES:
                raise StoreError(f"{file} is larger than {MAX_BYTES // 2**20} MB", kind="damaged")
            packed = file.read_bytes()
        return unpack(packed, str(file))

    def has_site(self, slug: str) -> bool:
        """True where the site's evidence was written to its end and nothing of it has changed or gone since."""
        problems = self.verify(under=f"{_SITES}/{slug}/") if slug in self.listed_sites() else ("missing",)
        return all(problem.startswith("extra:") for problem in problems)

    def listed_sites(self) -> frozenset[str]:
        """Slugs of the sites whose evidence was written to its end."""
        parts = (name.split("/") for name in self._sums)
        return frozenset(p[1] for p in parts if len(p) == 3 and p[0] == _SITES and p[2] == EVIDENCE)

    def write(self, name: str, data: bytes) -> Path:
        """Write one file at the top of the folder, in one piece; an older one of this name is replaced. Raises StoreError."""
        if not _FILE_NAME.match(name) or name == manifest.NAME:
            raise StoreError(f"{name!r} is not a file name for a run folder", kind="name")
        with told(self.path / name):
            write(self.path / name, data)
        self._sums[name] = hashlib.sha256(data).hexdigest()
        return self.path / name

    def read(self, name: str) -> bytes:
        """Read one file at the top of the folder. Raises StoreError."""
        with told(self.path / name):
            return (self.path / name).read_bytes()

    def listed(self, name: str) -> bytes:
        """Read a file that the manifest lists, as it was sealed. Raises StoreError for any other, and for one that changed."""
        file = self.path / name
        with told(file):
            if name in self._sums and file.is_file() and not file.is_symlink():
                data = file.read_bytes()
                if hashlib.sha256(data).hexdigest() == self._sums[name]:
                    return data
        raise StoreError(f"{file} is not as it was sealed", kind="damaged", remedy="`auditor verify` names what changed")

    def seal(self) -> None:
        """Write the manifest: what this process wrote, and the lines of other files as they stood. Raises StoreError."""
        with told(self.path / manifest.NAME):
            write(self.path / manifest.NAME, manifest.written(self._sums))

    def verify(self, *, under: str = "") -> tuple[str, ...]:
        """Name every file that changed, is missing or is not listed, sorted; nothing where all is as it was sealed.

        `under` limits it to paths that begin so, such as `sites/`. Raises StoreError where a file cannot be read.
        """
        listed = self.path / manifest.NAME
        with told(listed):
            if not listed.is_file():
                return (f"missing: {manifest.NAME}",)
            sums, problems = manifest.read(listed.read_bytes())
        found = {name for name in self._files(under) if name != manifest.NAME and name.startswith(under)}
        problems = tuple(f"changed: {problem}" for problem in problems) if not under else ()
        for name in sorted({name for name in sums if name.startswith(under)} | found):
            file = self.path / name
            with told(file):
                if name not in found:
                    problems += (f"missing: {name}",)
                elif name not in sums:
                    problems += (f"extra: {name}",)
                elif file.is_symlink() or not file.is_file() or manifest.digest_of(file) != sums[name]:
                    problems += (f"changed: {name}",)
        return problems

    @property
    def size(self) -> int:
        """How many files the manifest lists."""
        return len(self._sums)

    @property
    def seal_digest(self) -> str:
        """SHA-256 of the manifest itself: kept elsewhere, it fixes the whole run. Raises StoreError."""
        with told(self.path / manifest.NAME):
            return manifest.digest_of(self.path / manifest.NAME)

    def _site(self, slug: str) -> Path:
        if not _SLUG.match(slug):
            raise StoreError(f"{slug[:100]!r} is not the folder of a site", kind="name")
        return self.path / _SITES / slug

    def _files(self, under: str) -> Iterator[str]:
        start = self.path / under if under.endswith("/") else self.path
        # A link is named like a file and never followed: what it leads to is not part of the run.
        for folder, folders, files in os.walk(start, followlinks=False):
            links = [name for name in folders if Path(folder, name).is_symlink()]
            for name in (*files, *links):
                yield Path(folder, name).relative_to(self.path).as_posix()


_ELSEWHERE = "Give another folder to --out"
_A_RUN = "Give the folder of a scan"


def _is_run(path: Path) -> bool:
    return (path / "run.json").is_file() or (path / manifest.NAME).is_file()


def _remove_run(path: Path) -> None:
    if not _is_run(path):
        return
    listed = path / manifest.NAME
    sums, _ = manifest.read(listed.read_bytes() if listed.is_file() else b"")
    # What makes the folder a run goes last: killed on the way, it can still be overwritten.
    remove_tree(path / _SITES)
    for table in (*path.glob("table.*"), *path.glob("table-*.csv")):
        table.unlink()
    for name in (*(n for n in sums if "/" not in n), *_OWN):
        (path / name).unlink(missing_ok=True)
