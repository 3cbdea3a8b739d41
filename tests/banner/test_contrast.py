"""Contrast as WCAG 2.x defines it; the numbers are from its own formula, worked out by hand or by common checkers."""

from __future__ import annotations

import pytest

from auditor.banner.contrast import contrast
from auditor.evidence.page import Node
from tests.banner.pages import tree


def button(style: str, around: str = "") -> Node:
    return next(
        n for n in tree(f'<div style="{around}"><button style="{style}">Refuser</button></div>').nodes[0] if n.tag == "button"
    )


@pytest.mark.parametrize(
    ("style", "around", "expected"),
    [
        ("color: rgb(0, 0, 0); background-color: rgb(255, 255, 255)", "", 21.0),
        ("color: rgb(255, 255, 255); background-color: rgb(255, 255, 255)", "", 1.0),
        ("color: rgb(119, 119, 119)", "", 4.48),
        ("color: rgb(255, 255, 255)", "background-color: rgb(0, 0, 145)", 14.91),
        ("color: rgba(0, 0, 0, 0.5)", "", 3.95),
        ("color: rgb(0, 0, 0); background-color: rgba(0, 0, 0, 0.5)", "background-color: rgb(255, 255, 255)", 5.28),
        ("color: color(srgb 0 0 0)", "", 21.0),
    ],
)
def test_the_ratio_of_text_to_what_is_painted_behind_it(style: str, around: str, expected: float) -> None:
    assert contrast(button(style, around)) == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize(
    ("style", "around"),
    [
        ("background-image: linear-gradient(red, blue)", ""),
        ("", "background-image: url(fond.png)"),
        ("color: oklch(0.5 0.1 20)", ""),
        ("color: nonsense", ""),
    ],
)
def test_what_cannot_be_told_is_not_told(style: str, around: str) -> None:
    assert contrast(button(style, around)) is None


def test_a_picture_below_an_opaque_ground_does_not_matter() -> None:
    assert contrast(button("background-color: rgb(255, 255, 255)", "background-image: url(fond.png)")) == 21.0
