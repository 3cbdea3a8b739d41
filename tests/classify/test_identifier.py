"""Identifiers: what two fresh visits were given, decoded, split, freed from times."""

from __future__ import annotations

import base64

import pytest

from auditor.classify.identifier import compare, tokens, window

TIMES = window(["2026-11-24T10:00:00.000000Z", "2026-11-24T10:02:00.000000Z"])
NOW = 1795514400


def told(first: str, second: str) -> bool | None:
    return compare([first], [second], TIMES, lasting=True)[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("GA1.1.846207513.1795514400", "GA1.1.191827364.1795514520"),
        ("fb.1.1795514400123.7483920174", "fb.1.1795514520456.6120398457"),
        ("7f9c24e8-3b12-4d0a-9c55-0a1b2c3d4e5f", "0a8d6c11-98fe-4b2a-8d77-f0e1d2c3b4a5"),
        ("%7B%22id%22%3A%22q8w7e6r5t4%22%7D", "%7B%22id%22%3A%22z1x2c3v4b5%22%7D"),
        (
            base64.b64encode(b'{"user_id":"18f3a9c2d4e5","created":"2026-11-24T10:00:00Z"}').decode(),
            base64.b64encode(b'{"user_id":"77aa11bb22cc","created":"2026-11-24T10:02:00Z"}').decode(),
        ),
        ("a1b2-c3d4-e5f6", "f6e5-d4c3-b2a1"),
    ],
)
def test_values_that_differ_in_something_long_are_identifiers(first: str, second: str) -> None:
    assert told(first, second) is True


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1795514400", "1795514520"),
        ("1795514400123", "1795514520456"),
        ("2026-11-24T10:00:00.123Z", "2026-11-24T10:02:07.456Z"),
        ("fr_FR.1795514400", "fr_FR.1795514520"),
        (f"consent=denied&t={NOW}", f"consent=denied&t={NOW + 120}"),
        ("20261124100000", "20261124100200"),
        (
            base64.b64encode(b'{"purposes":{"enabled":[],"disabled":["ads"]},"at":"2026-11-24T10:00:00Z"}').decode(),
            base64.b64encode(b'{"purposes":{"enabled":[],"disabled":["ads"]},"at":"2026-11-24T10:02:00Z"}').decode(),
        ),
        ("v1-dark", "v2-dark"),
    ],
)
def test_values_that_differ_in_times_and_short_parts_only_are_none(first: str, second: str) -> None:
    assert told(first, second) is False


def test_the_same_value_in_both_visits_is_none() -> None:
    identifier, because = compare(["CheckForPermission"], ["CheckForPermission"], TIMES, lasting=True)
    assert identifier is False
    assert "the same value" in because


def test_one_visit_establishes_nothing() -> None:
    identifier, because = compare(["7f9c24e83b124d0a"], [], TIMES, lasting=True)
    assert identifier is None
    assert "only one" in because


def test_what_does_not_last_a_day_is_none() -> None:
    assert compare(["7f9c24e83b124d0a"], ["0a8d6c1198fe4b2a"], TIMES, lasting=False)[0] is False


def test_what_changes_at_each_step_of_a_visit_recognises_no_one() -> None:
    first = ["nonce-7f9c24e83b12", "nonce-aaaa24e83b12"]
    second = ["nonce-0a8d6c1198fe", "nonce-bbbb6c1198fe"]
    identifier, because = compare(first, second, TIMES, lasting=True)
    assert identifier is False
    assert "changes from step to step" in because


def test_hostile_values_are_read_without_harm() -> None:
    for value in ("%", "%E0%A4%A", "=" * 5000, "\u202e" * 100, "A" * 100_000, "\x00", "{" * 3000, "٣٤٥٦٧٨٩٠١٢"):
        tokens(value, TIMES)


def test_times_are_known_around_the_visits_only() -> None:
    # A ten-digit client id is no date of this decade.
    assert tokens("1234567890", TIMES) == {"1234567890"}
    assert tokens("1795514400", TIMES) == frozenset()
    assert window(["nonsense"]) == (1_500_000_000, 2_100_000_000)
