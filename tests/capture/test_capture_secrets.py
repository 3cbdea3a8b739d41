"""Secrets are masked wherever they may be written, and nothing else is."""

from __future__ import annotations

import msgspec
import pytest

from auditor.capture.secrets import MASK, Secrets
from auditor.evidence import Evidence, Visit
from auditor.evidence.records.signals import Signals, SignalState

URL = "https://shop.example/anna"
TOKEN = "tok3n-0123456789-abcdef"


@pytest.mark.parametrize(
    ("secret", "text", "masked"),
    [
        ("kingfisher & 7", "word=kingfisher%20%26%207&x=1", f"word={MASK}&x=1"),
        ("kingfisher & 7", "word=kingfisher+%26+7", f"word={MASK}"),
        ('king"fisher', '{"word":"king\\"fisher"}', f'{{"word":"{MASK}"}}'),
        ("kingfisher", "akingfisherb", f"a{MASK}b"),
        ("clerk", "the clerk and the clerkship", f"the {MASK} and the clerkship"),
        ("anna", "Anna, anna", "Anna, anna"),  # too short to be told from words
        ("shop.example", "https://shop.example/x", "https://shop.example/x"),  # in the address of the site
    ],
)
def test_a_typed_secret_is_masked_in_each_form(secret: str, text: str, masked: str) -> None:
    assert Secrets([secret], url=URL).without(text) == masked


def test_a_given_value_is_masked_where_values_are_recorded_and_a_token_everywhere() -> None:
    secrets = Secrets([], url=URL, given=["accepted", TOKEN, "1"])
    assert [secrets.masked(value) for value in ("accepted", TOKEN, "1", "other-value")] == [MASK, MASK, "1", "other-value"]
    assert secrets.without(f"you accepted {TOKEN}") == f"you accepted {MASK}"


def test_a_given_consent_string_stays_readable_among_the_signals() -> None:
    state = SignalState(phase="before", step="load", at_ms=1.0, tcf={"tcString": TOKEN, "user": "kingfisher"})
    visit = Visit(
        name="refuse", started_at="", final_url=f"https://shop.example/?t={TOKEN}", status=200, marks=(), settled=(),
        scenarios=(),
        records={"signals": msgspec.Raw(msgspec.json.encode(Signals(states=(state,))))},
    )  # fmt: skip
    clean = Secrets(["kingfisher"], url=URL, given=[TOKEN]).out_of(Evidence(url=URL, conditions=None, visits=(visit,)))
    assert clean.visits[0].final_url == f"https://shop.example/?t={MASK}"
    signals = clean.visits[0].record(Signals)
    assert isinstance(signals, Signals) and signals.states[0].tcf == {"tcString": TOKEN, "user": MASK}
