"""Evidence in bytes: bounded when read, clear about what it cannot read, and brought up to the present schema."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import StoreError
from auditor.evidence import SCHEMA, Evidence, migrations
from auditor.evidence.encoding import pack, record_shapes, unpack
from tests.evidence.store_samples import failed, recorded


def document(**changes: object) -> bytes:
    return gzip.compress(msgspec.json.encode({**msgspec.json.decode(msgspec.json.encode(recorded())), **changes}), mtime=0)


def complaint(packed: bytes, **limits: int) -> StoreError:
    with pytest.raises(StoreError) as caught:
        unpack(packed, "sites/x/evidence.json.gz", **limits)
    assert str(caught.value).startswith("sites/x/evidence.json.gz: ")
    assert "\n" not in str(caught.value)
    return caught.value


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_hostile_text_makes_the_round_trip(url: str, cookie: str) -> None:
    evidence = recorded(url, cookie)
    assert unpack(pack(evidence), "x") == evidence


def test_every_recorder_shape_is_known() -> None:
    assert {"cookies", "requests", "storage", "pages", "signals", "screenshots"} <= set(record_shapes())


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory() -> None:
    bomb = zlib.compressobj(9, wbits=31)
    packed = bomb.compress(b"0" * 50_000_000) + bomb.flush()
    assert len(packed) < 100_000
    tracemalloc.start()
    error = complaint(packed, limit=2**20)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000
    assert error.kind == "damaged"
    assert "unpacks to more than 1 MB" in error.message


def test_evidence_that_could_not_be_read_again_is_not_written() -> None:
    with pytest.raises(StoreError) as caught:
        pack(recorded(), limit=100)
    assert caught.value.kind == "too-large"


@given(st.data())
def test_no_damage_gets_past_the_reader_in_another_form_than_a_store_error(data: st.DataObject) -> None:
    packed = pack(recorded())
    place = data.draw(st.integers(0, len(packed) - 1))
    kind = data.draw(st.sampled_from(["cut", "flip", "append"]))
    changed = {
        "cut": packed[:place],
        "flip": packed[:place] + bytes([packed[place] ^ data.draw(st.integers(1, 255))]) + packed[place + 1 :],
        "append": packed + b"x",
    }[kind]
    try:
        again = unpack(changed, "x")
    except StoreError as error:
        assert error.kind == "damaged"
    else:  # a bit of the gzip header that carries no content (time, system)
        assert again == recorded()


def test_nothing_may_stand_behind_the_end() -> None:
    assert "behind its end" in complaint(pack(recorded()) + b"x").message
    assert "behind its end" in complaint(pack(recorded()) * 2).message
    assert "cut short" in complaint(pack(recorded())[:-1]).message


@given(st.binary(max_size=400))
def test_any_content_is_either_evidence_or_a_store_error(content: bytes) -> None:
    assert complaint(gzip.compress(content)).kind in ("damaged", "schema")


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b'{"schema": 1}', b"[" * 200_000, b'{"schema":"auditor.evidence/1"}', b"\xff"],
)
def test_what_is_no_evidence_is_damaged(content: bytes) -> None:
    assert complaint(gzip.compress(content)).kind == "damaged"


def test_a_record_of_the_wrong_shape_is_found_when_it_is_read_not_when_it_is_judged() -> None:
    visits = msgspec.json.decode(msgspec.json.encode(recorded().visits))
    visits[1]["records"]["cookies"] = {"jars": "none"}
    assert "Expected `array`" in complaint(document(visits=visits)).message


def test_an_unknown_field_is_refused() -> None:
    assert "verdict" in complaint(document(verdict="pass")).message


@pytest.mark.parametrize("schema", ["auditor.evidence/2", "auditor.evidence/999999", "auditor.result/1", "other\n\x1b[31m"])
def test_a_schema_of_a_later_version_is_told_with_what_to_do(schema: str) -> None:
    error = complaint(document(schema=schema))
    assert error.kind == "schema"
    assert SCHEMA in error.message
    assert "newer" in error.remedy
    assert error.message.isprintable()


def test_an_older_schema_is_taken_up_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def from_1(old: dict[str, Any]) -> dict[str, Any]:
        return {**{k: v for k, v in old.items() if k != "address"}, "url": old["address"]}

    def from_2(old: dict[str, Any]) -> dict[str, Any]:
        return {**old, "url": old["url"] + "#2"}

    first = {"schema": "auditor.evidence/1", "address": "https://shop.example/", "conditions": None, "visits": []}
    newest = migrations.upgrade(first, 1, 3, {1: from_1, 2: from_2})
    assert newest["schema"] == "auditor.evidence/3"
    assert newest["url"] == "https://shop.example/#2"
    assert first["schema"] == "auditor.evidence/1"

    # And so in the reader, as if the present schema were the third.
    monkeypatch.setattr("auditor.evidence.encoding.SCHEMA", "auditor.evidence/3")
    monkeypatch.setattr(migrations, "steps", lambda: {1: from_1, 2: from_2})
    evidence: Evidence = unpack(gzip.compress(msgspec.json.encode(first)), "x")
    assert evidence.url == "https://shop.example/#2"


def test_a_gap_in_the_steps_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.evidence.encoding.SCHEMA", "auditor.evidence/3")
    assert "no step leads on from schema number 1" in complaint(pack(failed())).message


def test_there_is_a_step_for_every_schema_before_the_present_one() -> None:
    present = migrations.number(SCHEMA)
    assert present is not None
    assert set(migrations.steps()) == set(range(1, present))
