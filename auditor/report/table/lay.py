"""Lay text out in columns of a terminal: how wide it is there, where it breaks, and a table of cells with wide characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

__all__ = ["GAP", "cells_table", "shorten", "width", "wrap"]

_FILLER = "\ue000"
_FIRST_STAND_IN = 0xF0000
_LAST_STAND_IN = 0xFFFFD
"""Private-use characters: `escape.terminal` leaves none in a text, so they can stand for something else for a while."""
GAP = 2
"""Spaces between columns."""
_NO_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_TIED = re.compile(r" (?=[;:?!»](?: |$))|(?<=«) ")
_BREAK_AFTER = ".-/_?&=@:,;"
"""Where a long name or address is broken by preference."""


def width(text: str) -> int:
    """Columns that an escaped text without colours takes on a terminal."""
    return len(text) if text.isascii() else sum(_columns(c) for c in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, columns: int, lines: int | None = None) -> list[str]:
    """Break a text at spaces, and inside a word that is wider than a line; at most `lines` lines, the last then ends in `…`."""
    broken: list[str] = []
    line = ""
    # French sets a space before « ; : ? ! »: no line begins with one of them.
    for word in _TIED.sub("\u00a0", text).split(" "):
        for piece in _pieces(word, columns):
            longer = f"{line} {piece}" if line else piece
            if width(longer) <= columns:
                line = longer
            else:
                broken.append(line)
                line = piece
    broken.append(line)
    if lines is not None and len(broken) > lines:
        last = broken[lines - 1]
        broken = [*broken[: lines - 1], (last if width(last) < columns else shorten(last, columns - 1).rstrip("…")) + "…"]
    return broken


def _pieces(word: str, columns: int) -> Iterator[str]:
    while width(word) > columns:
        fits, taken = 0, 0
        for c in word:
            taken += _columns(c)
            if taken > columns and fits:
                break
            fits += 1
        better = max(word.rfind(c, fits // 3, fits) for c in _BREAK_AFTER) + 1
        fits = better or fits
        yield word[:fits]
        word = word[fits:]
    yield word


def shorten(text: str, columns: int) -> str:
    """Cut a text to a width, ending in `…` where something was cut."""
    if width(text) <= columns:
        return text
    kept, taken = "", 0
    for c in text:
        taken += _columns(c)
        if taken > columns - 1:
            break
        kept += c
    return kept.rstrip() + "…"


def cells_table(rows: Sequence[Sequence[str]], headers: Sequence[str]) -> str:
    """Lay cells (which may have lines and colours) under headers.

    tabulate counts characters, not columns of the terminal. Until it is done, each character of another width than 1 is
    held by private-use characters that are as many as it is wide. The headers go in as a row, because tabulate makes each
    column two wider than its header.
    """
    from tabulate import tabulate

    stand_ins: dict[str, str] = {}
    laid = tabulate(
        [[_stand_in(cell, stand_ins) for cell in row] for row in (headers, *rows)], tablefmt="plain", disable_numparse=True
    ).split("\n")
    height = max(header.count("\n") for header in headers) + 1
    widths = [
        max(width(line) for line in _NO_COLOUR.sub("", "\n".join(cells)).split("\n"))
        for cells in zip(headers, *rows, strict=True)
    ]
    rule = (" " * GAP).join("-" * columns for columns in widths)
    text = "\n".join(line.rstrip() for line in (*laid[:height], rule, *laid[height:]))
    return _back(text, {stand_in: cluster for cluster, stand_in in stand_ins.items()})


def _stand_in(text: str, stand_ins: dict[str, str]) -> str:
    if text.isascii() or all(_columns(c) == 1 for c in text):
        return text
    clusters: list[str] = []
    for c in text:
        if clusters and _columns(c) == 0:
            clusters[-1] += c
        else:
            clusters.append(c)
    return "".join(_of_width(cluster, stand_ins) for cluster in clusters)


def _of_width(cluster: str, stand_ins: dict[str, str]) -> str:
    columns = width(cluster)
    if columns == len(cluster):
        return cluster
    if cluster not in stand_ins:
        if columns == 0 or _FIRST_STAND_IN + len(stand_ins) > _LAST_STAND_IN:
            return "?" * columns
        stand_ins[cluster] = chr(_FIRST_STAND_IN + len(stand_ins))
    return stand_ins[cluster] + _FILLER * (columns - 1)


def _back(text: str, clusters: dict[str, str]) -> str:
    if not clusters:
        return text
    return text.replace(_FILLER, "").translate({ord(stand_in): cluster for stand_in, cluster in clusters.items()})
