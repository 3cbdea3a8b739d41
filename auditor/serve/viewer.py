"""Evidence as tables: what one visit of one site recorded, filtered and in pages. It shows and never concludes.

Requests, cookies, storage and pages have a view of their own; of every other recorder, what it left is shown field by field, so
that a new one needs nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from auditor.escape import local_path
from auditor.evidence import Evidence, Visit
from auditor.evidence.encoding import record_shapes
from auditor.evidence.page import Node, PageSnapshot
from auditor.evidence.records.cookies import Cookies
from auditor.evidence.records.pages import Pages
from auditor.evidence.records.requests import Request, Requests
from auditor.evidence.records.screenshots import Screenshot, Screenshots
from auditor.evidence.records.storage import Storage
from auditor.results import Result
from auditor.shape import Missing

__all__ = ["PAGE_ROWS", "Asked", "Row", "Table", "View", "asked_for", "view"]

PAGE_ROWS = 100
_OWN_PARTS = ("visit", "requests", "cookies", "writes", "storage", "page", "pictures")
_SHOWN_ELSEWHERE = ("requests", "cookies", "storage", "pages", "screenshots")
_SMALL_TABLE = 300
_CHOICES = 200
_CELL, _DETAIL = 160, 4096
_VISIT_OF = {"before": "", "withdraw": "accept", "policy": "refuse"}
"""Phase → the visit in which it was; what stands before a choice may be of any."""
_KINDS = {
    "cookie": "cookies",
    "request": "requests",
    "host": "requests",
    "storage": "storage",
    "page": "page",
    "screenshot": "pictures",
    "signal": "signals",
    "dns": "dns",
    "fingerprint": "fingerprint",
    "policy": "policy",
    "accessibility": "accessibility",
}
"""Kind of a reference → the part of the viewer that shows such things."""
_SEARCHED = ("requests", "cookies", "storage")
T = TypeVar("T")

_NAME = re.compile(r"[a-z0-9_-]{1,40}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a visitor wants to see; everything may be nonsense."""

    part: str = "visit"
    visit: str = ""
    phase: str = ""
    host: str = ""
    text: str = ""
    label: str = ""
    """Of a snapshot."""
    audit: int = 1
    page: int = 1

    def query(self, **other: object) -> dict[str, str]:
        """As the query of an address, with some of it changed."""
        whole = {name: getattr(self, name) for name in ("part", "visit", "phase", "host", "text", "label", "audit", "page")}
        return {name: str(value) for name, value in {**whole, "page": 1, **other}.items() if value not in ("", 1)}


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `more` opens below it, as (name, text)."""

    cells: tuple[str, ...]
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are keys of the dashboard's words where `is_worded`, else names of fields."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int
    is_worded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One page of the viewer. Nothing is escaped."""

    asked: Asked
    audits: int
    visits: tuple[str, ...]
    parts: tuple[str, ...]
    phases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    pages: int = 1
    pictures: tuple[Screenshot, ...] = ()
    gap: str = ""
    """Why there is no such record."""
    facts: tuple[tuple[str, str], ...] = ()


def asked_for(reference: str, audit: int = 1) -> Asked:
    """Where in the viewer a reference such as `cookie:_ga@refuse` leads."""
    what, at, phase = reference.rpartition("@")
    if not at:
        return Asked(audit=audit)
    kind, _, name = what.partition(":")
    part = _KINDS.get(kind, "visit")
    visit = _VISIT_OF.get(phase, phase) if _NAME.match(phase) else ""
    if kind == "host":
        return Asked(part=part, visit=visit, phase=phase, host=name[:300], audit=audit)
    if kind == "page":
        return Asked(part=part, visit=visit, label=name[:100], audit=audit)
    if kind == "storage":
        name = name.rpartition(":")[2]
    return Asked(part=part, visit=visit, phase=phase, text=name[:300] if part in _SEARCHED else "", audit=audit)


def view(evidence: Evidence, result: Result, asked: Asked) -> View:
    """What is shown for what was asked; where it makes no sense, the nearest thing that does."""
    all_audits = (evidence, *evidence.repeats)
    audit = asked.audit if 1 <= asked.audit <= len(all_audits) else 1
    one = all_audits[audit - 1]
    visits = [found] if (found := one.visit(asked.visit)) is not None else list(one.visits)
    shown = [_of_visit(one, visit, result, asked, audit, len(all_audits)) for visit in visits[:1] or (None,)]
    if not asked.visit and (asked.text or asked.label or asked.host):
        # Whoever follows a reference wants to see the thing, in whichever visit it was.
        others = (_of_visit(one, visit, result, asked, audit, len(all_audits)) for visit in visits)
        shown = [next((s for s in others if s.pictures or (s.tables and s.tables[0].total and _is_asked(s, asked))), shown[0])]
    return shown[0]


def _is_asked(shown: View, asked: Asked) -> bool:
    return not asked.label or shown.asked.label == asked.label


def _of_visit(one: Evidence, visit: Visit | None, result: Result, asked: Asked, audit: int, audits: int) -> View:
    shapes = record_shapes()
    others = tuple(name for name in (visit.records if visit else ()) if name in shapes and name not in _SHOWN_ELSEWHERE)
    part = asked.part if asked.part in (*_OWN_PARTS, *others) else "visit"
    asked = _with(asked, part=part, visit=visit.name if visit else "", audit=audit)
    shown = View(asked=asked, audits=audits, visits=tuple(v.name for v in one.visits), parts=(*_OWN_PARTS, *sorted(others)))
    if visit is None:
        why = one.failure
        return _with(shown, gap=f"{why.kind}: {why.message}" if why else "")
    shown = _with(shown, phases=tuple(dict.fromkeys(mark.phase for mark in visit.marks)))
    if part == "visit":
        return _visit(shown, one, visit)
    if part == "page":
        return _page(shown, visit, result)
    if part in others:
        return _other(shown, visit, shapes[part])
    return {"requests": _requests, "cookies": _jar, "writes": _writes, "storage": _storage, "pictures": _pictures}[part](
        shown, visit
    )


def _with(what: T, **fields: Any) -> T:
    return replace(what, **fields)  # type: ignore[type-var]  # all that comes here are the data classes above


def _visit(shown: View, one: Evidence, visit: Visit) -> View:
    waits = {(s.phase, s.step): s for s in visit.settled}
    steps = [
        Row(
            (
                _seconds(m.at_ms),
                m.phase,
                m.step,
                m.url,
                f"{waits[m.phase, m.step].waited_ms / 1000:.1f} s" if (m.phase, m.step) in waits else "",
            )
        )
        for m in visit.marks
    ]
    scenarios = [Row((s.name, s.outcome, s.reason)) for s in visit.scenarios]
    presses = [
        Row((_seconds(p.at_ms), p.phase, p.action, p.text, str(p.layer), _yes(p.reached), _yes(p.gone)))
        for s in visit.scenarios
        for p in s.presses
    ]
    gaps = [Row((m.name, m.reason)) for m in visit.missing]
    if visit.failure is not None:
        gaps.append(Row((visit.failure.kind, visit.failure.message)))
    conditions = msgspec.to_builtins(one.conditions) if one.conditions is not None else {}
    facts = (
        ("started_at", visit.started_at),
        ("final_url", visit.final_url),
        ("status", str(visit.status or "")),
        *((name, _flat(value)) for name, value in conditions.items()),
    )
    tables = (
        _small("steps", ("at", "phase", "step", "address", "waited"), steps),
        _small("scenarios", ("scenario", "outcome", "reason"), scenarios),
        _small("presses", ("at", "phase", "action", "text", "layer", "reached", "gone"), presses),
        _small("missing", ("record", "reason"), gaps),
    )
    return _with(shown, tables=tuple(t for t in tables if t.total), facts=facts)


def _requests(shown: View, visit: Visit) -> View:
    record = visit.record(Requests)
    if isinstance(record, Missing):
        return _gap(shown, record)
    asked = shown.asked
    counts: dict[str, int] = {}
    found: list[Request] = []
    for request in record.requests:
        host = _host(request.url)
        counts[host] = counts.get(host, 0) + 1
        fits = (not asked.phase or request.phase == asked.phase) and (not asked.host or host == asked.host.lower())
        if fits and (not asked.text or asked.text.lower() in request.url.lower()):
            found.append(request)
    hosts = tuple(sorted(counts, key=lambda host: (-counts[host], host))[:_CHOICES])
    rows = (
        Row(
            (
                _seconds(r.at_ms),
                f"{r.phase} · {r.step}",
                r.method,
                r.type,
                r.url,
                str(r.status) if r.status is not None else r.failure or "",
            ),
            _fields(r, ("at_ms", "phase", "step", "method", "type", "status")),
        )
        for r in _paged(found, asked.page)
    )
    table = Table("requests", ("at", "phase", "method", "kind", "address", "answer"), tuple(rows), len(found))
    return _with(shown, hosts=hosts, tables=(table,), pages=_pages(found))


def _jar(shown: View, visit: Visit) -> View:
    record = visit.record(Cookies)
    if isinstance(record, Missing):
        return _gap(shown, record)
    last = {jar.phase: jar for jar in record.jars}
    phase = shown.asked.phase if shown.asked.phase in last else ""
    found = [(jar, c) for jar in last.values() if not phase or jar.phase == phase for c in jar.cookies]
    found = [(jar, c) for jar, c in found if _fits(shown, c.name, c.domain)]
    if not found and shown.asked.text:
        return _writes(shown, visit)  # gone before the phase ended: its writing is what there is to see
    rows = (
        Row(
            (jar.phase, c.name, c.domain, c.path, c.same_site or "", c.value), _fields(c, ("name", "domain", "path", "same_site"))
        )
        for jar, c in _paged(found, shown.asked.page)
    )
    table = Table("jar", ("phase", "name", "domain", "path", "same-site", "value"), tuple(rows), len(found))
    return _with(shown, tables=(table,), pages=_pages(found))


def _writes(shown: View, visit: Visit) -> View:
    record = visit.record(Cookies)
    if isinstance(record, Missing):
        return _gap(shown, record)
    asked = shown.asked
    found = [w for w in record.writes if (not asked.phase or w.phase == asked.phase) and _fits(shown, w.name, w.domain)]
    rows = (
        Row(
            (_seconds(w.at_ms), f"{w.phase} · {w.step}", w.via, w.name, w.domain, ", ".join(w.blocked), w.url),
            _fields(w, ("at_ms", "phase", "step", "via", "name", "domain")),
        )
        for w in _paged(found, asked.page)
    )
    table = Table("writes", ("at", "phase", "via", "name", "domain", "blocked", "by"), tuple(rows), len(found))
    return _with(shown, tables=(table,), pages=_pages(found))


def _storage(shown: View, visit: Visit) -> View:
    record = visit.record(Storage)
    if isinstance(record, Missing):
        return _gap(shown, record)
    last = {state.phase: state for state in record.states}
    phase = shown.asked.phase if shown.asked.phase in last else ""
    found = [(state, e) for state in last.values() if not phase or state.phase == phase for e in state.entries]
    found = [(state, e) for state, e in found if _fits(shown, e.key, e.origin)]
    rows = (
        Row((state.phase, e.kind, e.origin, e.key, e.value), _fields(e, ("kind", "origin")))
        for state, e in _paged(found, shown.asked.page)
    )
    table = Table("storage", ("phase", "kind", "origin", "key", "value"), tuple(rows), len(found))
    return _with(shown, tables=(table,), pages=_pages(found))


def _page(shown: View, visit: Visit, result: Result) -> View:
    record = visit.record(Pages)
    if isinstance(record, Missing):
        return _gap(shown, record)
    pages = record.pages
    page = next((p for p in pages if p.label == shown.asked.label), None) or next(
        (p for p in pages if p.label == "arrival"), pages[0] if pages else None
    )
    labels = tuple(p.label for p in pages)[:_CHOICES]
    if page is None:
        return _with(shown, labels=labels)
    shown = _with(shown, asked=_with(shown.asked, label=page.label))
    found = [row for row in _texts(page) if not shown.asked.text or shown.asked.text.lower() in row.cells[1].lower()]
    tables = [Table("texts", ("element", "text", "box"), tuple(_paged(found, shown.asked.page)), len(found))]
    if page.label in ("arrival", "untouched"):
        blocks = [
            Row((b.type, b.text, b.region, b.selector), tuple(("because", why) for why in b.because)) for b in result.blocks
        ]
        tables.append(_small("blocks", ("type", "text", "region", "selector"), blocks))
    pictures = _pictures(shown, visit).pictures
    facts = (
        ("url", page.url),
        ("phase", f"{page.phase} · {page.step}"),
        ("at", _seconds(page.at_ms)),
        ("documents", ", ".join(document.url for document in page.documents[:20])),
        ("truncated", page.truncated or ""),
    )
    same = tuple(p for p in pictures if (p.phase, p.step) == (page.phase, page.step))[:2]
    return _with(shown, labels=labels, tables=tuple(tables), pages=_pages(found), pictures=same, facts=facts)


def _texts(page: PageSnapshot) -> Iterator[Row]:
    try:
        tree = page.tree()
    except (IndexError, ValueError):  # made by another hand: columns that do not belong together
        return
    for nodes in tree.nodes:
        for node in nodes:
            if node.tag == "#text" and node.shown:
                box = node.box
                where = f"{box.x:.0f}, {box.y:.0f}, {box.width:.0f} × {box.height:.0f}" if box is not None else ""
                yield Row((_element(node.parent), " ".join(node.text.split()), where))


def _element(node: Node | None) -> str:
    if node is None:
        return ""
    name = node.tag + (f"#{node.attribute('id')}" if node.attribute("id") else "")
    return name + (f" ({_host_of(node.frame_url)})" if node.document else "") + (" (shadow)" if node.in_shadow else "")


def _pictures(shown: View, visit: Visit) -> View:
    record = visit.record(Screenshots)
    if isinstance(record, Missing):
        return _gap(shown, record)
    return _with(shown, pictures=tuple(p for p in record.screenshots if local_path(p.file))[:_CHOICES])


def _other(shown: View, visit: Visit, shape: type[Any]) -> View:
    record = visit.record(shape)
    if isinstance(record, Missing):
        return _gap(shown, record)
    tables: list[Table] = []
    facts: list[tuple[str, str]] = []
    pages = 1
    for info in msgspec.structs.fields(shape):
        value = getattr(record, info.name)
        if isinstance(value, tuple) and value and all(isinstance(one, msgspec.Struct) for one in value):
            rows = [
                one for one in value if not shown.asked.phase or getattr(one, "phase", shown.asked.phase) == shown.asked.phase
            ]
            paged = list(_paged(rows, shown.asked.page))
            cells = {f.name: [_told(f.name, getattr(one, f.name)) for one in paged] for f in msgspec.structs.fields(value[0])}
            names = tuple(name for name, column in cells.items() if name != "page" and any(column))
            found = [Row(tuple(cells[name][number] for name in names)) for number in range(len(paged))]
            tables.append(Table(info.name, names, tuple(found), len(rows), is_worded=False))
            pages = max(pages, _pages(rows))
        else:
            facts.append((info.name, _flat(value)[:_DETAIL]))
    return _with(shown, tables=tuple(tables), facts=tuple(facts), pages=pages)


def _gap(shown: View, missing: Missing) -> View:
    return _with(shown, gap=missing.reason)


def _fits(shown: View, *texts: str) -> bool:
    return not shown.asked.text or any(shown.asked.text.lower() in text.lower() for text in texts)


def _fields(thing: msgspec.Struct, but: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = ((f.name, _flat(getattr(thing, f.name))[:_DETAIL]) for f in msgspec.structs.fields(thing) if f.name not in but)
    return tuple((name, text) for name, text in pairs if text)


def _told(name: str, value: object) -> str:
    return _seconds(value) if name == "at_ms" and isinstance(value, float) else _flat(value)[:_DETAIL]


def _flat(value: object) -> str:
    if value is None or value == () or value == "":
        return ""
    if isinstance(value, bool):
        return _yes(value)
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, tuple | list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return msgspec.json.encode(value).decode()


def _small(name: str, columns: tuple[str, ...], rows: Sequence[Row]) -> Table:
    return Table(name, columns, tuple(rows[:_SMALL_TABLE]), len(rows))


def _paged(rows: Sequence[Any], page: int) -> Iterable[Any]:
    page = min(max(page, 1), _pages(rows))
    return rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]


def _pages(rows: Sequence[object]) -> int:
    return max(1, -(-len(rows) // PAGE_ROWS))


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.2f} s"


def _yes(answer: bool) -> str:
    return "✓" if answer else "–"


def _host(url: str) -> str:
    return _host_of(url) or url.partition(":")[0]


def _host_of(url: str) -> str:
    """Host of an address; empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
