"""Runs are read once, again when they changed, and never believed where the seal says otherwise; evidence is shown as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from auditor.errors import StoreError
from auditor.evidence.store import RunFolder
from auditor.report.table import words
from auditor.serve.drawn import bars, spark
from auditor.serve.pages import Pages
from auditor.serve.shelf import Shelf
from auditor.serve.viewer import PAGE_ROWS, Asked, asked_for, view
from tests.serve.dashboards import ROOT, SITE, SLUG, hostile_run, sample_runs


def test_runs_are_listed_newest_first_and_read_again_only_when_they_changed(tmp_path: Path) -> None:
    shelf = Shelf(sample_runs(tmp_path))
    first = shelf.runs()
    assert [(card.id, bool(card.problem)) for card in first if card.id != "altered"] == [("new", False), ("old", False)]
    assert all(a is b for a, b in zip(first, shelf.runs(), strict=True))
    results = tmp_path / "old" / "results.jsonl"
    results.write_bytes(results.read_bytes() + b" ")
    again = {card.id: card for card in shelf.runs()}
    assert again["old"].problem == "changed: results.jsonl" and again["old"].sites == ()
    assert again["new"] is next(card for card in first if card.id == "new")
    with pytest.raises(StoreError):
        shelf.run(again["old"])


def test_a_run_json_that_was_altered_is_not_believed(tmp_path: Path) -> None:
    shelf = Shelf(sample_runs(tmp_path))
    file = tmp_path / "new" / "run.json"
    file.write_text(file.read_text().replace('"cnil"', '"ours"'))
    assert shelf.card("new").problem and shelf.card("new").sites == ()


def test_a_folder_that_is_a_run_is_shown_and_odd_names_get_an_id(tmp_path: Path) -> None:
    odd = tmp_path / "été <b>"
    odd.mkdir()
    sample_runs(odd)
    (odd / "new").rename(tmp_path / "<i> x")
    ids = {card.id for card in Shelf(tmp_path).runs()}
    assert len(ids) == 1 and all(id_.isascii() and "<" not in id_ for id_ in ids)
    assert [card.id for card in Shelf(odd / "old").runs()] == ["old"]
    assert Shelf(tmp_path / "absent").runs() == ()


def test_a_run_that_goes_on_or_is_nonsense_is_named_with_its_reason(tmp_path: Path) -> None:
    RunFolder.create(tmp_path / "going")
    for name, text in (("empty", ""), ("odd", "[]"), ("deep", "[" * 100_000)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text(text)
    info = json.loads((ROOT / "reports" / "sample" / "run.json").read_text())
    folder = RunFolder.open(tmp_path / "odd")
    folder.path.joinpath("run.json").unlink()
    going = RunFolder.create(tmp_path / "going", overwrite=True)
    going.write("run.json", json.dumps({**info, "ended_at": None}).encode())
    going.seal()
    found = {card.id: card for card in Shelf(tmp_path).runs()}
    assert set(found) == {"going", "empty", "deep"}
    assert all(card.problem and not card.sites for card in found.values())
    assert found["going"].started_at == info["started_at"]


@pytest.mark.parametrize(
    ("reference", "part", "visit"),
    [
        ("cookie:_ga@before", "cookies", ""),
        ("request:https://a.example/?b@c=d@accept", "requests", "accept"),
        ("storage:local:https://a.example:key@withdraw", "storage", "accept"),
        ("page:arrival@before", "page", ""),
        ("signal:tcf@close", "signals", "close"),
        ("nonsense", "visit", ""),
        ("", "visit", ""),
        ("x:<script>@<b>", "visit", ""),
    ],
)
def test_a_reference_leads_to_its_place_in_the_viewer(reference: str, part: str, visit: str) -> None:
    asked = asked_for(reference)
    assert (asked.part, asked.visit) == (part, visit)


def test_every_reference_of_the_sample_leads_to_something(tmp_path: Path) -> None:
    shelf = Shelf(ROOT / "reports")
    card = shelf.card("sample")
    led = 0
    for result in shelf.run(card).results:
        evidence = shelf.evidence(card, result.slug)
        for finding in result.findings:
            for reference in finding.evidence:
                shown = view(evidence, result, asked_for(reference))
                assert any(table.rows for table in shown.tables) or shown.pictures, reference
                led += 1
    assert led > 20


def test_long_records_come_in_pages(tmp_path: Path) -> None:
    hostile_run(tmp_path / "run")
    shelf = Shelf(tmp_path)
    card = shelf.card("run")
    result = shelf.result(card, "hostile.example")
    evidence = shelf.evidence(card, "hostile.example")
    first = view(evidence, result, Asked(part="requests"))
    assert (first.tables[0].total, len(first.tables[0].rows), first.pages) == (240, PAGE_ROWS, 3)
    last = view(evidence, result, Asked(part="requests", page=999))
    assert len(last.tables[0].rows) == 40
    assert view(evidence, result, Asked(part="../x", visit="absent", audit=99, page=-1)).asked.part == "visit"
    assert view(msgspec.structs.replace(evidence, visits=()), result, Asked()).tables == ()


def test_evidence_that_changed_is_not_shown(tmp_path: Path) -> None:
    shelf = Shelf(sample_runs(tmp_path))
    card = shelf.card("new")
    assert shelf.evidence(card, SLUG) is shelf.evidence(card, SLUG), "decoded once"
    file = tmp_path / "new" / "sites" / SLUG / "evidence.json.gz"
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(StoreError):
        shelf.evidence(card, SLUG)
    assert card.site(SITE) is not None


def test_the_languages_have_the_same_texts_and_one_without_its_own_speaks_english(monkeypatch: pytest.MonkeyPatch) -> None:
    english, french = Pages("en").said.texts, Pages("fr").said.texts
    assert set(english) == set(french)
    own = [key for key in english if key.startswith("serve.")]
    assert {key: set(re.findall(r"{(\w+)}", english[key])) for key in own} == {
        key: set(re.findall(r"{(\w+)}", french[key])) for key in own
    }
    assert not any('"' in french[key] or '"' in english[key] for key in own), "texts stand in attributes too"
    monkeypatch.setattr("auditor.serve.pages.words", lambda language: words("fr"))
    assert Pages("br").said.texts["serve.start"] == english["serve.start"]


def test_a_line_is_broken_where_a_site_could_not_be_audited() -> None:
    drawn = spark([4, 2, None, 0, 1])
    assert len(drawn.lines) == 2 and len(drawn.dots) == 4 and drawn.told == "4, 2, ?, 0, 1"
    assert drawn.dots[0][1] < drawn.dots[1][1], "more failures stand higher"
    assert spark([]).dots == () and len(spark([3]).dots) == 1 and len(spark(list(range(100))).dots) == 40


def test_bars_are_as_high_as_their_numbers() -> None:
    _, height, (few, many) = bars([("a", {"fail": 1}), ("b", {"fail": 2, "pass": 2, "not-applicable": 9})])
    assert sum(piece.height for piece in many.pieces) == pytest.approx(height)
    assert few.pieces[0].height == pytest.approx(height / 4)
    assert bars([])[2] == ()
