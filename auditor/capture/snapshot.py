"""DOM + layout + shadow roots + frames → `PageSnapshot`, by one DevTools call a process, with no script of ours in the page.

`DOMSnapshot.captureSnapshot` goes through open and closed shadow roots and same-process frames; frames of other processes are
asked in their own session and hung under the frame element that holds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.capture import budget
from auditor.capture.wire import Session, WireError
from auditor.evidence.page import STYLES, Document, PageSnapshot

__all__ = ["SnapshotError", "take"]

_ELEMENT, _TEXT, _DOCUMENT = 1, 3, 9
_SKIPPED_ATTRIBUTES = frozenset({"srcset", "d", "points", "style"})


class SnapshotError(WireError):
    """The page cannot be read, and will not be at a second look."""


class _Strings:
    """Strings by number, each kept once, cut where they are long and cut hard where all of them are too long together."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self.cut = False
        self._numbers: dict[str, int] = {}
        self._room = budget.SNAPSHOT_CHARS

    def number(self, text: str) -> int:
        """The number of a string."""
        limit = budget.TEXT_CHARS if self._room > 0 else budget.LABEL_CHARS
        if len(text) > limit:
            text, self.cut = text[:limit], True
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self.all)
            self.all.append(text)
            self._room -= len(text)
        return found


async def take(
    page: Session, frames: Mapping[str, tuple[Session, Session, str]], *, label: str, phase: str, step: str, at_ms: float
) -> PageSnapshot:
    """Take a snapshot of the page as it stands.

    `frames` maps the frame id of each frame of another process to (its session, its parent's session, its URL).
    Raises WireError when the page itself cannot be read; a frame that cannot be read is named in `truncated`.
    """
    metrics = (await page.send("Page.getLayoutMetrics"))["cssVisualViewport"]
    await _refuse_giants(page)
    strings, documents, problems = _Strings(), list[Document](), list[str]()
    main = await page.send("DOMSnapshot.captureSnapshot", **_WHAT)
    _read(main, strings, documents, problems, owner=None, origin=None)
    read = {page.target_id: range(len(documents))}
    """Which documents each session gave: the browser's ids of nodes are unique only within one process."""
    pending = dict(frames)
    while pending:
        # A frame in a frame can only be placed after the one that holds it.
        ready = [frame_id for frame_id, (_, parent, _) in pending.items() if parent is page or parent.target_id not in pending]
        if not ready:
            break
        for frame_id in ready:
            session, parent, url = pending.pop(frame_id)
            try:
                owner = await parent.send("DOM.getFrameOwner", frameId=frame_id)
                place = _place(documents, read.get(parent.target_id, range(0)), owner["backendNodeId"], strings.all)
                if place is None:
                    continue  # the element has left the page meanwhile
                frame = await session.send("DOMSnapshot.captureSnapshot", **_WHAT)
                before = len(documents)
                _read(frame, strings, documents, problems, owner=place[0], origin=place[1])
                read[session.target_id] = range(before, len(documents))
            except WireError as error:
                problems.append(f"frame {url[:200]} could not be read ({error})")
    if strings.cut:
        problems.append("long texts are cut")
    sessions = {page.target_id: page, **{session.target_id: session for session, _, _ in frames.values()}}
    focus, focus_known = await _focus(sessions, documents, read)
    return PageSnapshot(
        label=label,
        phase=phase,
        step=step,
        at_ms=at_ms,
        url=documents[0].url,
        viewport=(metrics["clientWidth"], metrics["clientHeight"]),
        strings=tuple(strings.all),
        documents=tuple(documents),
        truncated="; ".join(sorted(set(problems))) or None,
        focus=focus,
        focus_known=focus_known,
    )


_WHAT: dict[str, Any] = {"computedStyles": list(STYLES), "includePaintOrder": True, "includeDOMRects": True}


_FOCUS_DEPTH = 12
"""Shadow roots that are followed to the element that has focus."""
_FOCUS_DOCUMENTS = 30
"""Frames that are asked."""


async def _focus(
    sessions: Mapping[str, Session], documents: list[Document], read: Mapping[str, range]
) -> tuple[tuple[int, int] | None, bool]:
    """Where the keyboard focus is, and whether that could be told: the browser is asked what matches `:focus`.

    A frame element does not match it when something in the frame has focus, so each document is asked, the top page first.
    """
    asked = 0
    try:
        for target, session in sessions.items():
            numbers = read.get(target, range(0))
            if not numbers:
                continue
            await session.send("DOM.getDocument", depth=0)
            tops = [documents[number].backend[0] for number in numbers][: _FOCUS_DOCUMENTS - asked]
            asked += len(tops)
            roots = (await session.send("DOM.pushNodesByBackendIdsToFrontend", backendNodeIds=tops))["nodeIds"]
            for root in roots:
                backend = await _focused_in(session, root)
                if backend is not None:
                    place = _index_of(documents, numbers, backend)
                    return place, place is not None
    except (WireError, LookupError):
        return None, False  # the page moves on under the question
    return None, True


async def _focused_in(session: Session, root: int) -> int | None:
    """The browser's id of what has focus in a document; a host of a shadow root stands for what is in it."""
    found: int | None = None
    for _ in range(_FOCUS_DEPTH):
        number = (await session.send("DOM.querySelector", nodeId=root, selector=":focus"))["nodeId"] if root else 0
        if not number:
            break
        node = (await session.send("DOM.describeNode", nodeId=number))["node"]
        found = node["backendNodeId"]
        shadow = [one["backendNodeId"] for one in node.get("shadowRoots", []) if one.get("shadowRootType") != "user-agent"]
        if not shadow:
            break
        root = (await session.send("DOM.pushNodesByBackendIdsToFrontend", backendNodeIds=shadow[:1]))["nodeIds"][0]
    return found


def _index_of(documents: list[Document], numbers: range, backend: int) -> tuple[int, int] | None:
    for number in numbers:
        if backend in documents[number].backend:
            return number, documents[number].backend.index(backend)
    return None


async def _refuse_giants(page: Session) -> None:
    """Raise WireError for a page whose snapshot would fill the memory; the browser's own count costs nothing."""
    counted = await page.send("Memory.getDOMCounters")
    if counted["nodes"] > budget.NODES_ASKED:
        raise SnapshotError(f"the page has {counted['nodes']} nodes, more than {budget.NODES_ASKED}")


def _place(
    documents: list[Document], numbers: range, backend: int, strings: list[str]
) -> tuple[tuple[int, int], tuple[float, float]] | None:
    place = _index_of(documents, numbers, backend)
    return (place, _inner_corner(documents[place[0]], place[1], strings)) if place is not None else None


def _inner_corner(document: Document, index: int, strings: list[str]) -> tuple[float, float]:
    """Where the document in a frame element begins: inside its border, which is as wide to the left as at the top, or nearly."""
    if index not in document.layout:
        return document.origin
    position = document.layout.index(index)
    x, y, _, _ = document.boxes[position]
    width = document.styles[position][_BORDER]
    border = float(strings[width].removesuffix("px") or 0) if width >= 0 else 0.0
    return document.origin[0] + x + border, document.origin[1] + y + border


def _read(
    raw: dict[str, Any],
    strings: _Strings,
    documents: list[Document],
    problems: list[str],
    *,
    owner: tuple[int, int] | None,
    origin: tuple[float, float] | None,
) -> None:
    """Convert the documents of one process; the first is the outermost, the others hang under `contentDocumentIndex`."""
    texts: list[str] = raw["strings"]
    numbers = [strings.number(text) for text in texts]
    holders: dict[int, tuple[tuple[int, int], tuple[float, float]]] = {}
    if owner is not None and origin is not None:
        holders[0] = (owner, origin)
    room = budget.NODES - sum(len(d.parent) for d in documents)
    # Documents come outer before inner, but a holder must have been read before what it holds.
    for position, found in enumerate(raw["documents"]):
        where, at = holders.get(position, (None, (0.0, 0.0)))
        if position and where is None:
            continue  # a frame that left the page while the snapshot was taken
        document = _document(found, texts, numbers, strings, where, at, room, problems)
        room -= len(document.parent)
        inner = found["nodes"].get("contentDocumentIndex", {"index": [], "value": []})
        for index, child in zip(inner["index"], inner["value"], strict=True):
            if index < len(document.parent):
                holders[child] = ((len(documents), index), _inner_corner(document, index, strings.all))
        documents.append(document)


def _document(
    found: dict[str, Any],
    texts: list[str],
    numbers: list[int],
    strings: _Strings,
    owner: tuple[int, int] | None,
    origin: tuple[float, float],
    room: int,
    problems: list[str],
) -> Document:
    nodes, layout = found["nodes"], found["layout"]
    count = len(nodes["parentIndex"])
    if count > room:
        problems.append(f"the page has more than {budget.NODES} nodes; the rest is left out")
        count = max(room, 1)
    text_boxes = _first_text(layout)
    names, values = [], []
    for index in range(count):
        kind = nodes["nodeType"][index]
        name = {_TEXT: "#text", _DOCUMENT: "#document"}.get(kind)
        if name is None:
            name = texts[nodes["nodeName"][index]].lower() if kind == _ELEMENT else "#other"
        names.append(strings.number(name))
        value = nodes["nodeValue"][index] if kind == _TEXT else -1
        if kind == _TEXT and value < 0 and index in text_boxes:
            value = text_boxes[index]
        values.append(numbers[value] if value >= 0 else -1)
    shadow = nodes.get("shadowRootType", {"index": [], "value": []})
    sources = _sparse(nodes.get("inputValue")) | _sparse(nodes.get("textValue"))
    laid_out = [i for i, n in enumerate(layout["nodeIndex"]) if n < count]
    first: dict[int, int] = {}
    for i in laid_out:  # a node may have several boxes (an inline box in lines, a ::before): the first is its own
        first.setdefault(layout["nodeIndex"][i], i)
    order = sorted(first)
    scroll = (found.get("scrollOffsetX", 0.0), found.get("scrollOffsetY", 0.0))
    return Document(
        frame_id=texts[found["frameId"]],
        url=texts[found["documentURL"]],
        title=texts[found["title"]][:500] if found["title"] >= 0 else "",
        owner=owner,
        origin=(origin[0] - scroll[0], origin[1] - scroll[1]),
        parent=tuple(nodes["parentIndex"][:count]),
        name=tuple(names),
        text=tuple(values),
        attributes=tuple(
            _attributes(raw, texts, numbers, strings.number("")) + _live_value(sources.get(i), strings, numbers)
            for i, raw in enumerate(nodes["attributes"][:count])
        ),
        backend=tuple(nodes["backendNodeId"][:count]),
        shadow={i: texts[v] for i, v in zip(shadow["index"], shadow["value"], strict=True) if i < count},
        checked=tuple(i for i in nodes.get("inputChecked", {"index": []})["index"] if i < count),
        clickable=tuple(i for i in nodes.get("isClickable", {"index": []})["index"] if i < count),
        layout=tuple(order),
        boxes=tuple(tuple(layout["bounds"][first[n]]) for n in order),
        styles=_styles(layout, [first[n] for n in order], numbers),
        paint=tuple(layout.get("paintOrders", [0] * len(layout["nodeIndex"]))[first[n]] for n in order),
    )


_BORDER = STYLES.index("border-top-width")
_UNSTYLED = (-1,) * len(STYLES)


def _styles(layout: dict[str, Any], which: list[int], numbers: list[int]) -> tuple[tuple[int, ...], ...]:
    # Most nodes share their styles with another: one tuple for all of them.
    known: dict[tuple[int, ...], tuple[int, ...]] = {}
    styles = []
    for i in which:
        raw = tuple(layout["styles"][i])
        if raw not in known:
            known[raw] = tuple(numbers[s] if s >= 0 else -1 for s in raw) or _UNSTYLED
        styles.append(known[raw])
    return tuple(styles)


def _first_text(layout: dict[str, Any]) -> dict[int, int]:
    return {node: text for node, text in zip(layout["nodeIndex"], layout["text"], strict=True) if text >= 0}


def _sparse(column: dict[str, Any] | None) -> dict[int, int]:
    return dict(zip(column["index"], column["value"], strict=True)) if column else {}


def _attributes(raw: list[int], texts: list[str], numbers: list[int], empty: int) -> tuple[int, ...]:
    kept: list[int] = []
    for i in range(0, len(raw) - 1, 2):
        value = raw[i + 1]  # Chromium writes -1 for an empty one
        if texts[raw[i]].lower() not in _SKIPPED_ATTRIBUTES and not (value >= 0 and texts[value].startswith("data:")):
            kept += (numbers[raw[i]], numbers[value] if value >= 0 else empty)
    return tuple(kept)


def _live_value(value: int | None, strings: _Strings, numbers: list[int]) -> tuple[int, ...]:
    # What a person reads in a field now, which may differ from the attribute the page came with.
    return (strings.number("value"), numbers[value]) if value is not None and value >= 0 else ()
