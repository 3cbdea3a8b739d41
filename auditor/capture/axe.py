"""axe-core over the banner, in a world of its own: what it says of each element. Optional; without it nothing is asked.

It comes with the package axe-playwright-python (`auditor[accessibility]`), of which only the file of axe-core is read.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

import msgspec

from auditor.banner import FoundBanner, FoundControl
from auditor.capture import budget
from auditor.capture.press import session_of
from auditor.capture.recorder import script
from auditor.capture.sight import Sight
from auditor.capture.tap import Tap
from auditor.capture.wire import Session, WireClosedError, WireError
from auditor.evidence.page import Node
from auditor.evidence.records.accessibility import AxeElement, AxeRun, AxeSaid

__all__ = ["axe_core", "look"]

_PACKAGE, _FILE = "axe_playwright_python", "axe.min.js"
_WORLD = "accessibility"


class _Element(msgspec.Struct):
    control: int
    target: str = ""
    html: str = ""
    why: str = ""


class _Said(msgspec.Struct):
    rule: str
    outcome: str
    impact: str
    criteria: list[str]
    left: int
    elements: list[_Element]


class _Answer(msgspec.Struct):
    engine: str
    said: list[_Said]


@cache
def axe_core() -> str | None:
    """The source of axe-core; None where it is not installed."""
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        return None
    try:
        return (Path(found.origin).parent / _FILE).read_text("utf-8")
    except OSError:
        return None


async def look(tap: Tap, page: Session, sight: Sight, banner: FoundBanner, source: str) -> tuple[str, list[AxeRun]]:
    """Run axe-core over the banner, in each document in which controls of it stand; its name and version, and what it said.

    Raises WireError where a document cannot be asked (any more), or takes too long.
    """
    controls = sorted(banner.controls[: budget.AXE_CONTROLS], key=lambda control: control.node.document)
    engine, runs = "", list[AxeRun]()
    for number, group in groupby(controls, key=lambda control: control.node.document):
        if len(runs) >= budget.AXE_DOCUMENTS:
            break
        document = sight.page.documents[number]
        if len(document.parent) > budget.AXE_NODES:
            raise WireError(f"axe-core was not asked: the document has more than {budget.AXE_NODES} nodes")
        inside = list(group)
        root = banner.root if banner.root.document == number else _top(inside[0].node)
        answer = await _ask(session_of(tap, page, inside[0].node), root, inside, source)
        if answer is None:
            continue  # the banner has gone meanwhile
        engine = answer.engine
        runs.append(
            AxeRun(
                page=sight.page.label,
                phase=tap.stage.phase,
                step=tap.stage.step,
                at_ms=tap.stage.now_ms(),
                frame_url=document.url,
                controls=tuple(control.node.backend for control in inside),
                said=tuple(_said(said, inside) for said in answer.said),
            )
        )
    return engine, runs


async def _ask(session: Session, root: Node, controls: list[FoundControl], source: str) -> _Answer | None:
    """Raises WireError."""
    world = await session.send("Page.createIsolatedWorld", frameId=root.frame_id, worldName=_WORLD)
    context = world["executionContextId"]
    done = await session.send("Runtime.evaluate", expression=f"{source};0", contextId=context, timeout=1000 * budget.AXE_SECONDS)
    if "exceptionDetails" in done:
        raise WireError("axe-core does not start here")
    objects = []
    for node in (root, *(control.node for control in controls)):
        resolved = await session.send("DOM.resolveNode", backendNodeId=node.backend, executionContextId=context)
        objects.append(resolved["object"]["objectId"])
    try:
        answer = await session.send(
            "Runtime.callFunctionOn",
            functionDeclaration=_function(),
            objectId=objects[0],
            arguments=[{"objectId": one} for one in objects[1:]],
            awaitPromise=True,
            returnByValue=True,
            answer_seconds=budget.AXE_SECONDS,
        )
    except WireClosedError:
        raise
    except WireError as error:
        await session.post("Runtime.terminateExecution")
        raise WireError(f"axe-core gave no answer: {error}") from error
    if "exceptionDetails" in answer:
        told = answer["exceptionDetails"].get("exception", {}).get("description", "")
        raise WireError(f"axe-core failed: {str(told).partition(chr(10))[0][: budget.REASON_CHARS]}")
    text = answer["result"].get("value", "")
    try:
        return msgspec.json.decode(text, type=_Answer) if text else None
    except msgspec.MsgspecError as error:
        raise WireError(f"axe-core's answer cannot be read: {error}") from error


@cache
def _function() -> str:
    written = script("accessibility.js")
    return written[written.index("async function") :]


def _top(node: Node) -> Node:
    """The outermost element of the document that a node stands in."""
    inside = [node, *(above for above in node.ancestors if above.document == node.document)]
    return next(above for above in reversed(inside) if not above.tag.startswith("#"))


def _said(said: _Said, controls: list[FoundControl]) -> AxeSaid:
    return AxeSaid(
        rule=said.rule,
        outcome=said.outcome,
        impact=said.impact,
        criteria=tuple(said.criteria),
        left=said.left,
        elements=tuple(
            AxeElement(
                control=controls[one.control].node.backend if one.control >= 0 else None,
                target=one.target,
                html=one.html,
                why=one.why,
            )
            for one in said.elements
        ),
    )
