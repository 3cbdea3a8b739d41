"""Click as a person would: a visible control, by mouse, at a point that belongs to it.

No script of ours runs in the page: the place comes from the layout (`DOM.getContentQuads`, which knows closed shadow roots and
frames), the point is tried first (`DOM.getNodeForLocation`), and the page sees a trusted event.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from playwright.async_api import Page

from auditor.capture.tap import Tap
from auditor.capture.wire import Session, WireError
from auditor.evidence.page import Node

__all__ = ["Aim", "aim", "click"]

_STILL_SECONDS = 0.12
_STILL_TRIES = 20
Quad = list[float]


@dataclass(frozen=True, slots=True)
class Aim:
    """Where to press, in CSS pixels of the viewport, and whether that point belongs to the control."""

    point: tuple[float, float]
    reached: bool


async def aim(tap: Tap, page: Session, node: Node) -> Aim | None:
    """Bring a control into view, wait until it stands still, and choose a point on it.

    None where it has no place on the screen. Raises WireError when the page cannot be asked (any more).
    """
    frame_session = _session_of(tap, page, node)
    await _scroll_to(frame_session, node)
    quads = await _still(frame_session, node)
    if not quads:
        return None
    offset = await _offset(tap, page, frame_session)
    own = {inner.backend for inner in node.walk() if inner.document == node.document}
    first: Aim | None = None
    for quad in quads:
        for x, y in _points(quad):
            hit = await frame_session.send("DOM.getNodeForLocation", x=int(x), y=int(y), includeUserAgentShadowDOM=False)
            reached = hit["backendNodeId"] in own or await _within(frame_session, hit["backendNodeId"], node.backend)
            chosen = Aim((x + offset[0], y + offset[1]), reached)
            if reached and (frame_session is page or await _uncovered(tap, page, frame_session, chosen.point)):
                return chosen
            first = first or Aim(chosen.point, reached=False)
    return first


async def click(page: Page, point: tuple[float, float]) -> None:
    """Move the mouse to the point and press its main button."""
    await page.mouse.move(*point, steps=3)
    await page.mouse.down()
    await page.mouse.up()


def _session_of(tap: Tap, page: Session, node: Node) -> Session:
    # A document of another process has a session under its frame id; any other is reached through the one that holds it.
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
    except WireError as error:
        if "layout object" not in str(error):  # it has no box (any more): `_still` will say so
            raise


async def _still(session: Session, node: Node) -> list[Quad]:
    before: list[Quad] = []
    for _ in range(_STILL_TRIES):
        try:
            quads: list[Quad] = (await session.send("DOM.getContentQuads", backendNodeId=node.backend))["quads"]
        except WireError:
            return []  # "Could not compute content quads": nothing of it is on the screen
        if quads and quads == before:
            return quads
        before = quads
        await asyncio.sleep(_STILL_SECONDS)
    return before  # it never stands still (an animation without end); a person would still try


async def _offset(tap: Tap, page: Session, session: Session) -> tuple[float, float]:
    """Where the (0, 0) of a frame of another process stands in the top page's viewport."""
    x = y = 0.0
    while session is not page and session.type == "iframe":
        parent = tap.parents[session.target_id]
        owner = await parent.send("DOM.getFrameOwner", frameId=session.target_id)
        model = await parent.send("DOM.getBoxModel", backendNodeId=owner["backendNodeId"])
        x, y = x + model["model"]["content"][0], y + model["model"]["content"][1]
        session = parent
    return x, y


async def _within(session: Session, backend: int, ancestor: int) -> bool:
    """True where the node hit is the control or lies in it, also when it came after the snapshot."""
    try:
        described = await session.send("DOM.describeNode", backendNodeId=ancestor, depth=-1, pierce=True)
    except WireError:
        return False
    stack = [described["node"]]
    while stack:
        found = stack.pop()
        if found.get("backendNodeId") == backend:
            return True
        stack += found.get("children", []) + found.get("shadowRoots", [])
    return False


async def _uncovered(tap: Tap, page: Session, session: Session, point: tuple[float, float]) -> bool:
    """True where the top page shows the frame at that point, and nothing over it."""
    outer = session
    while tap.parents[outer.target_id] is not page:
        outer = tap.parents[outer.target_id]
    owner = await page.send("DOM.getFrameOwner", frameId=outer.target_id)
    hit = await page.send("DOM.getNodeForLocation", x=int(point[0]), y=int(point[1]), includeUserAgentShadowDOM=False)
    return bool(hit["backendNodeId"] == owner["backendNodeId"])


def _points(quad: Quad) -> list[tuple[float, float]]:
    x = (quad[0] + quad[2] + quad[4] + quad[6]) / 4
    y = (quad[1] + quad[3] + quad[5] + quad[7]) / 4
    left, right = min(quad[0::2]), max(quad[0::2])
    return [(x, y), (left + (right - left) * 0.2, y), (left + (right - left) * 0.8, y)]
