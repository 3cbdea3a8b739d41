"""Fetch lists when a user asks for it: over HTTPS, bounded, and kept only when they are what they should be.

The standard library's client is enough for a handful of files, one after another, with `ETag`; a client of its own would be a
dependency that `scan` never uses. Proxies and certificates are those of the environment (`https_proxy`, `SSL_CERT_FILE`).
"""

from __future__ import annotations

import hashlib
import http.client
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from auditor.catalogue.load import Folder
from auditor.errors import AuditorError, UsageError
from auditor.filters import ListFile
from auditor.fleet.about import now, stamp, tool_version
from auditor.fleet.list_files import LIST_BYTES, known_lists, read_list
from auditor.fleet.list_store import ListStore, Version, VersionInfo

__all__ = ["Fetched", "update"]

_SECONDS_WITHOUT_A_BYTE = 30.0
_SECONDS = 180.0
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of one list."""

    name: str
    state: str
    """new, unchanged or failed."""
    text: str
    """One line for a person."""


def update(
    names: Sequence[str], folder: Folder, *, source: str | None = None, store: ListStore | None = None
) -> Iterator[Fetched]:
    """Fetch the lists of these names (none: all that are known), one after another; a failure of one ends no other.

    `source`: an address or a folder that holds them all under their usual file names. Raises UsageError.
    """
    known, store = known_lists(folder), store or ListStore()
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise UsageError(f"there is no list {unknown[:60]!r}", kind="list", remedy=f"The lists are {', '.join(known)}")
    if source is not None and not source.startswith("https://") and not Path(source).is_dir():
        raise UsageError(f"{source} is neither a folder nor an https address", kind="usage", remedy="Give one of them to --from")
    for name in dict.fromkeys(names or known):
        try:
            yield _one(name, known, source, store)
        except AuditorError as error:
            yield Fetched(name=name, state="failed", text=str(error))


def _one(name: str, known: Mapping[str, ListFile], source: str | None, store: ListStore) -> Fetched:
    file_name = urlsplit(known[name].url).path.rpartition("/")[2]
    before = next(iter(store.versions(name)), None)
    if source is not None and not source.startswith("https://"):
        place = str(Path(source) / file_name)
        answer = _Answer(_of_disk(Path(place)))
    else:
        place = known[name].url if source is None else f"{source.rstrip('/')}/{file_name}"
        answer = _of_web(place, before if before is not None and before.info.url == place else None)
    if answer.data is None or (before is not None and hashlib.sha256(answer.data).hexdigest() == before.info.sha256):
        assert before is not None
        return Fetched(name=name, state="unchanged", text=f"as fetched on {before.info.retrieved[:10]}")
    retrieved = stamp(now())
    used = read_list(answer.data, known, name, place, retrieved[:10]).used
    info = VersionInfo(
        name=name,
        title=used.name,
        url=place,
        retrieved=retrieved,
        sha256=used.sha256,
        bytes=len(answer.data),
        entries=used.entries,
        skipped=used.skipped,
        etag=answer.etag,
        last_modified=answer.last_modified,
    )
    kept = store.add(answer.data, info)
    return Fetched(
        name=name, state="new", text=f"{used.entries} entries, {used.date}, SHA-256 {used.sha256[:16]}…, in {kept.path}"
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    data: bytes | None
    """None: not changed since the version that was named."""
    etag: str | None = None
    last_modified: str | None = None


def _of_disk(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _bounded(file, str(path))
    except OSError as error:
        raise AuditorError(f"{path} cannot be read ({error.strerror})", kind="list") from error


def _of_web(url: str, before: Version | None) -> _Answer:
    request = Request(url, headers={"User-Agent": f"auditor/{tool_version()}", "Accept": "text/plain, text/csv, */*"})
    if before is not None and before.info.etag:
        request.add_header("If-None-Match", before.info.etag)
    elif before is not None and before.info.last_modified:
        request.add_header("If-Modified-Since", before.info.last_modified)
    try:
        with build_opener(_HttpsOnly()).open(request, timeout=_SECONDS_WITHOUT_A_BYTE) as answer:
            data = _bounded(answer, url)
            length = answer.headers.get("Content-Length", "")
            if length.isdecimal() and int(length) != len(data):
                raise AuditorError(f"{url} broke off after {len(data)} of {length} bytes", kind="network", remedy="Try again")
            return _Answer(data, answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
    except HTTPError as error:
        with error:
            if error.code == 304 and before is not None:
                return _Answer(None)
            raise AuditorError(f"{url} answered {error.code}", kind="network", remedy=_LATER) from error
    except (OSError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise AuditorError(f"{url} was not reached ({_short(reason)})", kind="network", remedy=_LATER) from error


_LATER = "Try again later, or fetch the file elsewhere and give its folder with --from"


class _HttpsOnly(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> Request | None:
        if not newurl.startswith("https://"):
            raise URLError(f"sent on to {newurl[:100]}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _bounded(file: IO[bytes], place: str) -> bytes:
    """Everything, up to the largest size and the longest time."""
    end = time.monotonic() + _SECONDS
    parts: list[bytes] = []
    size = 0
    while chunk := file.read(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > LIST_BYTES:
            raise AuditorError(f"{place} has more than {LIST_BYTES >> 20} MB", kind="list", remedy="Look at what it holds")
        if time.monotonic() > end:
            raise AuditorError(f"{place} took more than {_SECONDS:.0f} s", kind="network", remedy=_LATER)
    return b"".join(parts)


def _short(reason: object) -> str:
    return " ".join(str(reason).split())[:160]
