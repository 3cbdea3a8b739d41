"""Purposes of TC strings, encoded here by the description of the format."""

from __future__ import annotations

import pytest

from auditor.classify.tcf import read_purposes

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def tc_string(
    consent: tuple[int, ...] = (), interest: tuple[int, ...] = (), features: tuple[int, ...] = (), version: int = 2
) -> str:
    bits = f"{version:06b}" + "0" * 134
    bits += "".join("1" if i + 1 in features else "0" for i in range(12))
    bits += "".join("1" if i + 1 in consent else "0" for i in range(24))
    bits += "".join("1" if i + 1 in interest else "0" for i in range(24))
    bits += "0" * 40
    bits += "0" * (-len(bits) % 6)
    return "".join(ALPHABET[int(bits[i : i + 6], 2)] for i in range(0, len(bits), 6))


def test_purposes_are_read_where_the_format_puts_them() -> None:
    found = read_purposes(tc_string((1, 4, 24), (7,), (2,)) + ".IGLtV_T9fb.YAAA")
    assert found is not None
    assert found.consent == (1, 4, 24)
    assert found.legitimate_interest == (7,)
    assert found.special_features == (2,)
    assert not found.nothing_granted


def test_legitimate_interest_is_no_consent() -> None:
    found = read_purposes(tc_string((), (2, 7)))
    assert found is not None
    assert found.nothing_granted


@pytest.mark.parametrize("text", ["", "x", "CP", tc_string(version=1), "é" * 60, "C" * 20, "=" * 60, "\x00", tc_string()[:30]])
def test_what_is_no_string_of_version_2_says_nothing(text: str) -> None:
    assert read_purposes(text) is None
