"""From the names and files that a command was given to the lists that judge, each with its date and digest for run.json."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from auditor.catalogue.load import Folder
from auditor.errors import UsageError
from auditor.filters import MILDEST, CookieDatabase, FilterList, ListFile, Lists, NamedFilters
from auditor.fleet.list_store import ListStore
from auditor.results.run import UsedList

__all__ = ["LIST_BYTES", "NO_LIST", "ReadList", "UsedLists", "known_lists", "lists_asked_for", "lists_of_run", "read_list"]

NO_LIST = "none"
"""Stands for no list at all where names are given."""
LIST_BYTES = 64 * 1024 * 1024
"""Largest list that is read; EasyList has two million."""
_SHIPPED = "selectors/"
_LEAST_FILTERS = 1


@dataclass(frozen=True, slots=True)
class ReadList:
    """One list, read."""

    used: UsedList
    filters: NamedFilters | None = None
    cookies: CookieDatabase | None = None


@dataclass(frozen=True, slots=True)
class UsedLists:
    """All lists of a run, and those that it names and that are not there."""

    lists: Lists
    used: tuple[UsedList, ...] = ()
    absent: tuple[UsedList, ...] = ()


def known_lists(folder: Folder) -> dict[str, ListFile]:
    """The lists that have a name, by name. Raises CatalogueError."""
    return folder.read("lists", ListFile)


def lists_asked_for(asked: Sequence[str] | None, folder: Folder, store: ListStore | None = None) -> UsedLists:
    """The lists of these names (their newest version) and files; None: all that were fetched. Raises UsageError, StoreError."""
    known, store = known_lists(folder), store or ListStore()
    newest = store.newest()
    if asked is None:
        return _together([_of_store(store, known, name) for name in newest])
    found: list[ReadList] = []
    for text in dict.fromkeys(asked):
        if text == NO_LIST:
            if len(set(asked)) > 1:
                raise UsageError("--list none stands alone", kind="usage", remedy="Leave it out, or the others")
        elif text in newest:
            found.append(_of_store(store, known, text))
        elif Path(text).is_file():
            found.append(_of_file(Path(text), known))
        elif text in known:
            raise UsageError(f"{known[text].title} was not fetched yet", kind="list", remedy=f"`auditor lists update {text}`")
        else:
            names = ", ".join(sorted({*known, *newest}))
            raise UsageError(f"{text[:200]} is neither a file nor a list", kind="list", remedy=f"The lists are {names}")
    return _together(found)


def lists_of_run(used: Sequence[UsedList], folder: Folder, store: ListStore | None = None) -> UsedLists:
    """The very lists that a run names, by their digest. Raises CatalogueError, StoreError."""
    known, store = known_lists(folder), store or ListStore()
    found: list[ReadList] = []
    absent: list[UsedList] = []
    for entry in used:
        if entry.name.startswith(_SHIPPED):
            continue
        version = store.find(entry.sha256)
        if version is None:
            absent.append(entry)
        else:
            found.append(read_list(version.read(), known, version.info.name, entry.source, version.info.retrieved[:10]))
    together = _together(found)
    return UsedLists(lists=together.lists, used=together.used, absent=tuple(absent))


def _of_store(store: ListStore, known: Mapping[str, ListFile], name: str) -> ReadList:
    version = store.versions(name)[0]
    return read_list(version.read(), known, name, version.info.url, version.info.retrieved[:10])


def _of_file(path: Path, known: Mapping[str, ListFile]) -> ReadList:
    try:
        if path.stat().st_size > LIST_BYTES:
            raise UsageError(f"{path} has more than {LIST_BYTES >> 20} MB", kind="list", remedy="Give a filter list")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", kind="list") from error
    return read_list(data, known, path.name, path.name, "")


def read_list(data: bytes, known: Mapping[str, ListFile], name: str, source: str, retrieved: str) -> ReadList:
    """Read a list: one that is known by its name or its title, else by what it holds. Raises UsageError."""
    text = data.decode("utf-8", "replace")
    lines = text.splitlines()
    described = known.get(Path(name).stem)
    if described is None and lines:
        titles = {entry.title: entry for entry in known.values()}
        described = titles.get(next((t[1].strip() for line in lines[:40] if (t := _TITLE.match(line)) is not None), ""))
    is_database = described.format == "open-cookie-database" if described is not None else _is_database(lines)
    if lines and lines[0].lstrip("\ufeff \t").startswith("<"):
        raise UsageError(f"{source} is a web page, no list", kind="list", remedy="Look at what the address answers")
    title = described.title if described is not None else ""
    digest = hashlib.sha256(data).hexdigest()
    if is_database:
        try:
            database = CookieDatabase(lines, title or name)
        except ValueError as error:
            raise UsageError(f"{source} is no cookie database: {error}", kind="list", remedy="Look at the file") from error
        used = UsedList(
            name=database.title, date=retrieved, sha256=digest, entries=database.entries, skipped=database.skipped, source=source
        )
        return ReadList(used=used, cookies=database)
    filters = FilterList(lines)
    if filters.filters < _LEAST_FILTERS:
        raise UsageError(f"{source} holds no filter", kind="list", remedy="A list is text in the notation of Adblock Plus")
    title = title or _one_line(filters.header.get("title", "")) or name
    used = UsedList(
        name=title,
        date=_date_of(filters.header) or retrieved,
        sha256=digest,
        entries=filters.filters,
        skipped=filters.skipped,
        source=source,
    )
    purpose = described.purpose if described is not None else MILDEST
    return ReadList(used=used, filters=NamedFilters(name=title, purpose=purpose, filters=filters))


def _together(found: Sequence[ReadList]) -> UsedLists:
    ordered = sorted(found, key=lambda entry: (entry.used.name, entry.used.sha256))
    return UsedLists(
        lists=Lists(
            filters=tuple(entry.filters for entry in ordered if entry.filters is not None),
            cookies=tuple(entry.cookies for entry in ordered if entry.cookies is not None),
        ),
        used=tuple(entry.used for entry in ordered),
    )


_TITLE = re.compile(r"^[!#]\s*Title:\s*(.{1,100})", re.I)
_MONTHS = ("%d %b %Y", "%Y-%m-%d", "%d %B %Y")


def _date_of(header: Mapping[str, str]) -> str:
    """The day of a list as its header says it; empty where it says none."""
    version = re.match(r"(\d{4})(\d{2})(\d{2})\d{0,4}$", header.get("version", ""))
    if version is not None:
        try:
            return date(int(version[1]), int(version[2]), int(version[3])).isoformat()
        except ValueError:
            return ""
    said = header.get("last modified", "")
    for form in _MONTHS:
        words = " ".join(said.split()[: form.count(" ") + 1])
        try:
            return datetime.strptime(words, form).date().isoformat()  # a day: no clock and no zone in it
        except ValueError:
            continue
    return ""


def _is_database(lines: Sequence[str]) -> bool:
    return bool(lines) and "Cookie / Data Key name" in lines[0]


def _one_line(text: str) -> str:
    return " ".join(text.split())[:60].replace(":", "")
