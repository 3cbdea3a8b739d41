"""Click as a person would: a visible control, by mouse (on a phone with a finger), at a point that belongs to it.

No script of ours runs in the page: the place comes from the layout (`DOM.getContentQuads`, which knows closed shadow roots and
frames), the point is tried first (`DOM.getNodeForLocation`), and the page sees a trusted event. What something else covers is
not pressed: the mouse would press the other thing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

from auditor.capture import budget
from auditor.capture.tap import Tap
from auditor.capture.wire import Session, WireClosedError, WireError
from auditor.evidence.page import Node

__all__ = ["Aim", "aim", "hover", "press", "session_of", "tap"]

_COVERED_TRIES = 8
Quad = list[float]


@dataclass(frozen=True, slots=True)
class Aim:
    """Where to press, in CSS pixels of the viewport, and whether that point belongs to the control."""

    point: tuple[float, float]
    reached: bool
    is_partial: bool = False
    """True where only a part of the control stands in the viewport: a tab that peeps in and comes out under the mouse."""


async def aim(tap: Tap, page: Session, node: Node) -> Aim | None:
    """Bring a control into view, wait until it stands still and uncovered, and choose a point on it.

    None where it has no place on the screen; `reached` is False where it stays covered. Raises WireError when the page cannot
    be asked (any more).
    """
    session = session_of(tap, page, node)
    found: Aim | None = None
    for _ in range(_COVERED_TRIES):  # what covers it may be on its way out: a fading layer, a spinner
        for target in _bodies(node):
            aimed = await _aim(tap, page, session, node, target)
            if aimed is not None and aimed.reached:
                return aimed
            found = found or aimed
        if found is None:
            return None
        await asyncio.sleep(budget.POLL_SECONDS)
    return found


async def tap(page: Page, point: tuple[float, float]) -> None:
    """Touch the point and let go."""
    await page.touchscreen.tap(*point)


async def hover(page: Page, point: tuple[float, float]) -> None:
    """Move the mouse to the point, as the first half of a press: a page may wake up at that."""
    await page.mouse.move(*point, steps=3)


async def press(page: Page) -> None:
    """Press and release the main button where the mouse stands."""
    await page.mouse.down()
    await page.mouse.up()


async def _aim(tap: Tap, page: Session, session: Session, control: Node, target: Node) -> Aim | None:
    await _scroll_to(session, target)
    quads = await _still(session, target)
    if not quads:
        return None
    offset = await _offset(tap, page, session)
    seen = [_clipped(quad, view) for quad in quads] if (view := await _view(session)) else quads
    is_partial = seen != quads
    own = {inner.backend for body in _bodies(control) for inner in body.walk() if inner.document == control.document}
    lies: dict[int, bool] = {}
    first: Aim | None = None
    for quad in seen:
        for x, y in _points(quad):
            point = (x + offset[0], y + offset[1])
            hit = await _hit(session, x, y)
            if hit is not None and hit not in lies:
                lies[hit] = hit in own or await _within(session, hit, target.backend)
            is_own = hit is not None and lies[hit]
            if is_own and (session is page or await _uncovered(tap, page, session, point)):
                return Aim(point, reached=True, is_partial=is_partial)
            first = first or Aim(point, reached=False, is_partial=is_partial)
    return first


def _bodies(node: Node) -> list[Node]:
    """The control, and what passes a press on to it: its label, or the link or button around it."""
    around = [n for n in node.ancestors if n.tag in ("label", "button", "a") and n.document == node.document][:1]
    named = node.attribute("id") if node.tag == "input" else ""
    labels = [n for n in node.tree.nodes[node.document] if n.tag == "label" and n.attribute("for") == named] if named else []
    return [node, *around, *labels[:2]]


def session_of(tap: Tap, page: Session, node: Node) -> Session:
    """The session of the process that holds a node: of a frame of another process its own, else that of what holds the frame."""
    frame_id = node.frame_id
    while frame_id:
        session = tap.sessions.get(frame_id)
        if session is not None:
            return session
        frame_id = tap.frames.get(frame_id, ("", ""))[1]
    return page


async def _scroll_to(session: Session, node: Node) -> None:
    try:
        await session.send("DOM.scrollIntoViewIfNeeded", backendNodeId=node.backend)
    except WireClosedError:
        raise
    except WireError:
        return  # it has no box (any more), or no node: `_still` will say so


async def _still(session: Session, node: Node) -> list[Quad]:
    before: list[Quad] = []
    for _ in range(budget.STILL_TRIES):
        try:
            quads: list[Quad] = (await session.send("DOM.getContentQuads", backendNodeId=node.backend))["quads"]
        except WireClosedError:
            raise
        except WireError:
            return []  # "Could not compute content quads": nothing of it is on the screen
        quads = [quad for quad in quads if _size(quad) >= 1]
        if not quads or quads == before:
            return quads
        before = quads
        await asyncio.sleep(budget.STILL_SECONDS)
    return before  # it never stands still (an animation without end); a person would still try


async def _offset(tap: Tap, page: Session, session: Session) -> tuple[float, float]:
    """Where the (0, 0) of a frame of another process stands in the top page's viewport."""
    x = y = 0.0
    while session is not page and session.type == "iframe":
        parent = _parent(tap, session)
        owner = await parent.send("DOM.getFrameOwner", frameId=session.target_id)
        model = await parent.send("DOM.getBoxModel", backendNodeId=owner["backendNodeId"])
        x, y = x + model["model"]["content"][0], y + model["model"]["content"][1]
        session = parent
    return x, y


async def _hit(session: Session, x: float, y: float) -> int | None:
    """The node that a mouse at this point of the viewport would press; None outside of it."""
    try:
        # This command counts from the top of the document, although the mouse and the quads count from the viewport.
        view = (await session.send("Page.getLayoutMetrics"))["cssVisualViewport"]
        at = {"x": int(x + view["pageX"]), "y": int(y + view["pageY"])}
        found = await session.send("DOM.getNodeForLocation", **at, includeUserAgentShadowDOM=False)
    except WireClosedError:
        raise
    except WireError:
        return None
    return int(found["backendNodeId"])


async def _within(session: Session, backend: int, ancestor: int) -> bool:
    """True where the node hit is the control, lies in it (also when it came after the snapshot), or is what the control shows.

    The words of a component's button are often not in the button: a `<slot>` in it shows what the page wrote into the component.
    The browser then names the slotted element or, of a bare text, the component itself. A click there goes through the button.
    """
    control = await _described(session, ancestor)
    if control is None:
        return False
    inside = list(_everything(control))
    if any(found.get("backendNodeId") == backend for found in inside):
        return True
    slotted = {shown["backendNodeId"] for found in inside for shown in found.get("distributedNodes", [])}
    if not slotted:
        return False
    if backend in slotted:
        return True
    hit = await _described(session, backend)
    holds = {found.get("backendNodeId") for found in _everything(hit)} if hit is not None else set()
    if hit is not None and hit.get("shadowRoots") and ancestor in holds:  # the component: only its bare text is hit as itself
        return any(child.get("backendNodeId") in slotted for child in hit.get("children", []))
    for shown in slotted:
        described = await _described(session, shown)
        if described is not None and any(found.get("backendNodeId") == backend for found in _everything(described)):
            return True
    return False


async def _described(session: Session, backend: int) -> dict[str, Any] | None:
    try:
        described = await session.send("DOM.describeNode", backendNodeId=backend, depth=-1, pierce=True)
    except WireClosedError:
        raise
    except WireError:
        return None
    node: dict[str, Any] = described["node"]
    return node


def _everything(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    stack = [node]
    while stack:
        found = stack.pop()
        yield found
        stack += found.get("children", []) + found.get("shadowRoots", []) + found.get("pseudoElements", [])


async def _uncovered(tap: Tap, page: Session, session: Session, point: tuple[float, float]) -> bool:
    """True where the top page shows the frame at that point, and nothing over it."""
    outer = session
    while (parent := _parent(tap, outer)) is not page:
        outer = parent
    owner = await page.send("DOM.getFrameOwner", frameId=outer.target_id)
    return await _hit(page, *point) == int(owner["backendNodeId"])


def _parent(tap: Tap, session: Session) -> Session:
    parent = tap.parents.get(session.target_id)
    if parent is None:
        raise WireClosedError(f"the {session.type} left the page")
    return parent


async def _view(session: Session) -> tuple[float, float] | None:
    """Width and height of the viewport; None in a frame, of which the top page may show any part."""
    if session.type != "page":
        return None
    view = (await session.send("Page.getLayoutMetrics"))["cssVisualViewport"]
    return view["clientWidth"], view["clientHeight"]


def _clipped(quad: Quad, view: tuple[float, float]) -> Quad:
    """The part of a quad that stands in the viewport; the quad itself where all or nothing of it does."""
    inside = [min(max(value, 0.0), view[i % 2]) for i, value in enumerate(quad)]
    return inside if _size(inside) >= 1 else quad


def _size(quad: Quad) -> float:
    return (max(quad[0::2]) - min(quad[0::2])) * (max(quad[1::2]) - min(quad[1::2]))


def _points(quad: Quad) -> list[tuple[float, float]]:
    x = (quad[0] + quad[2] + quad[4] + quad[6]) / 4
    y = (quad[1] + quad[3] + quad[5] + quad[7]) / 4
    left, right = min(quad[0::2]), max(quad[0::2])
    top, bottom = min(quad[1::2]), max(quad[1::2])
    across = [(left + (right - left) * part, y) for part in (0.2, 0.8, 0.05, 0.95)]
    # Near the edges a button is itself, where its middle is taken by something that only looks like a part of it.
    return [(x, y), *across, (x, top + (bottom - top) * 0.1), (x, top + (bottom - top) * 0.9)]
