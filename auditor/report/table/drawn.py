"""What a report draws: controls and blocks over the picture of the page, and trackers along the time of a visit. Numbers only."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.results import Result, Timeline

__all__ = ["Chart", "Dot", "Line", "Outline", "blocks_over", "chart", "controls_over"]

_SHOWN = ("accept", "refuse", "settings", "save", "close")
_BLOCKS = 60
_HOSTS = 14
_LEFT, _TOP, _ROW, _WIDTH, _RIGHT = 230.0, 34.0, 18.0, 1000.0, 80.0
"""Of the chart, in its own units: room for the names, room for the steps, height of a row, whole width, room for the last step's
name."""
_WITHOUT_CONSENT = ("before", "refuse", "withdraw")


@dataclass(frozen=True, slots=True)
class Outline:
    """A box over a picture, in CSS pixels of the viewport."""

    kind: str
    text: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """The beginning of a step."""

    x: float
    step: str
    phase: str
    row: int
    """0 or 1: names of steps that follow closely stand in two rows."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One call."""

    x: float
    y: float
    without_consent: bool
    """True where it began in a phase in which nothing was granted."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One visit, drawn."""

    visit: str
    seconds: float
    width: float
    height: float
    left: float
    top: float
    hosts: tuple[tuple[str, float], ...]
    """Name and height of each row."""
    more_hosts: int
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]


def controls_over(result: Result) -> tuple[Outline, ...]:
    """Controls of the banner's first layer, where they stand in the picture of the arrival."""
    controls = result.banner.controls
    shown = ((name, controls.get(name)) for name in _SHOWN)
    boxes = ((name, control.text, control.box) for name, control in shown if control is not None and control.layer == 1)
    return tuple(_inside(result, boxes))


def blocks_over(result: Result) -> tuple[Outline, ...]:
    """Typed blocks that are seen in the picture of the arrival."""
    return tuple(_inside(result, ((block.type, block.text, block.box) for block in result.blocks)))[:_BLOCKS]


def _inside(result: Result, boxes: Iterator[tuple[str, str, tuple[float, float, float, float] | None]]) -> Iterator[Outline]:
    if result.viewport is None:
        return
    wide, high = result.viewport
    for kind, text, box in boxes:
        if box is None or not all(math.isfinite(n) for n in box):
            continue
        left, top = max(box[0], 0.0), max(box[1], 0.0)
        right, bottom = min(box[0] + box[2], wide), min(box[1] + box[3], high)
        if right - left > 1 and bottom - top > 1:
            yield Outline(kind, text, round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1))


def chart(timeline: Timeline) -> Chart | None:
    """Draw one visit; None where no tracker was contacted in it or its times make no sense."""
    times = [timeline.ends_ms, *(call.at_ms for call in timeline.calls), *(step.at_ms for step in timeline.steps)]
    if not timeline.calls or not all(math.isfinite(time) for time in times) or timeline.ends_ms <= 0:
        return None
    scale = (_WIDTH - _LEFT - _RIGHT) / max(times)
    names = list(dict.fromkeys(call.host for call in timeline.calls))
    rows = {host: _TOP + _ROW * (number + 1) for number, host in enumerate(names[:_HOSTS])}

    def at(ms: float) -> float:
        return round(_LEFT + max(ms, 0.0) * scale, 1)

    return Chart(
        visit=timeline.visit,
        seconds=round(max(times) / 1000, 1),
        width=_WIDTH,
        height=_TOP + _ROW * (len(rows) + 1),
        left=_LEFT,
        top=_TOP,
        hosts=tuple(rows.items()),
        more_hosts=len(names) - len(rows),
        lines=tuple(_lines([(at(s.at_ms), s.step, s.phase) for s in timeline.steps])),
        dots=tuple(Dot(at(c.at_ms), rows[c.host], c.phase in _WITHOUT_CONSENT) for c in timeline.calls if c.host in rows),
    )


def _lines(steps: Sequence[tuple[float, str, str]]) -> Iterator[Line]:
    last = [-1e9, -1e9]
    for x, step, phase in steps:
        row = 0 if x - last[0] > 70 else 1
        last[row] = x
        yield Line(x, step, phase, row)
