"""What the dashboard draws of several runs: failures of a site from run to run, and its verdicts as bars. Numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.results import Verdict

__all__ = ["Bar", "Piece", "Spark", "bars", "spark"]

SHOWN_RUNS = 40
_WIDTH, _HEIGHT, _EDGE = 112.0, 26.0, 4.0
_BAR, _GAP, _TALL = 18.0, 8.0, 120.0
_STACKED: tuple[Verdict, ...] = ("fail", "warn", "inconclusive", "pass")


@dataclass(frozen=True, slots=True)
class Spark:
    """A line from run to run; a run that could not audit the site interrupts it."""

    width: float
    height: float
    lines: tuple[str, ...]
    """Points of each unbroken piece, as SVG writes them."""
    dots: tuple[tuple[float, float], ...]
    """One for each run that is known; the last one is the latest."""
    told: str
    """The numbers, for those who do not see the line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One verdict of one run."""

    kind: str
    y: float
    height: float
    n: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One run."""

    x: float
    width: float
    title: str
    pieces: tuple[Piece, ...]


def spark(values: Sequence[int | None]) -> Spark:
    """Draw numbers in the order of time, the last `SHOWN_RUNS` of them."""
    values = values[-SHOWN_RUNS:]
    top = max([value for value in values if value is not None], default=0) or 1
    step = (_WIDTH - 2 * _EDGE) / max(len(values) - 1, 1)
    pieces: list[list[tuple[float, float]]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            x = _WIDTH - _EDGE - step * (len(values) - 1 - number)
            pieces[-1].append((round(x, 1), round(_HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * value / top, 1)))
    return Spark(
        _WIDTH,
        _HEIGHT,
        tuple(" ".join(f"{x},{y}" for x, y in piece) for piece in pieces if len(piece) > 1),
        tuple(dot for piece in pieces for dot in piece),
        ", ".join("?" if value is None else str(value) for value in values),
    )


def bars(runs: Sequence[tuple[str, Mapping[Verdict, int]]]) -> tuple[float, float, tuple[Bar, ...]]:
    """Draw (title, verdict → number) of each run in the order of time: width and height of the whole, and the bars."""
    runs = runs[-SHOWN_RUNS:]
    top = max((sum(counts.get(kind, 0) for kind in _STACKED) for _, counts in runs), default=0) or 1
    drawn: list[Bar] = []
    for number, (title, counts) in enumerate(runs):
        y, pieces = _TALL, []
        for kind in reversed(_STACKED):
            n = counts.get(kind, 0)
            height = round(_TALL * n / top, 1)
            y -= height
            if n:
                pieces.append(Piece(kind, round(y, 1), height, n))
        drawn.append(Bar(_GAP + number * (_BAR + _GAP), _BAR, title, tuple(pieces)))
    return max(_GAP + len(runs) * (_BAR + _GAP), 240.0), _TALL, tuple(drawn)
