"""Accuracy on whole pages: a floor that may rise, never fall."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from typed_pages import HERE, gold, measure, pages, plain

from auditor.catalogue.load import Folder
from auditor.classify.blocks import BlockRules, find_blocks, read_html

RULES = BlockRules.load(Folder())
EVERY = [page for folder in ("pages", "held_out", "templates", "unseen") for page in pages(folder)]


def test_pages_that_the_rules_were_tuned_on_keep_their_accuracy() -> None:
    tally = measure("pages", RULES)
    assert tally.accuracy >= 0.97, tally.wrong
    assert tally.macro_f1 >= 0.93, tally.wrong


def test_pages_written_before_the_last_round_of_tuning_keep_their_accuracy() -> None:
    # Before anyone had looked at what is wrong on them they stood at 0.916 and 0.867: that is what to expect of a new page.
    tally = measure("held_out", RULES)
    assert tally.accuracy >= 0.93, tally.wrong
    assert tally.macro_f1 >= 0.88, tally.wrong


def test_pages_after_real_templates_keep_their_accuracy() -> None:
    # Before anyone had looked at them they stood at 0.74 and 0.76.
    tally = measure("templates", RULES)
    assert tally.accuracy >= 0.87, tally.wrong
    assert tally.macro_f1 >= 0.87, tally.wrong


def test_pages_that_no_one_looked_at_while_writing_rules_keep_their_accuracy() -> None:
    # What is wrong on them is not to be mended by looking at them: only this says what to expect of a page of the web.
    tally = measure("unseen", RULES)
    assert tally.accuracy >= 0.9, f"{tally.accuracy:.3f}"
    assert tally.macro_f1 >= 0.88, f"{tally.macro_f1:.3f}"
    assert all(tally.f1(type_) >= 0.9 for type_ in ("consent_text", "consent_buttons"))


def test_every_type_stands_on_some_page_and_is_found() -> None:
    tally = measure("pages", RULES)
    assert {want for want, _ in tally.pairs} == set(RULES.files)
    assert all(tally.f1(type_) >= 0.6 for type_ in RULES.files), {t: tally.f1(t) for t in RULES.files}


@pytest.mark.parametrize("page", EVERY, ids=lambda p: p.stem)
def test_labels_are_taken_out_before_a_page_is_read(page: Path) -> None:
    assert "data-block" not in plain(page.read_text("utf-8"))


@pytest.mark.parametrize("page", EVERY, ids=lambda p: p.stem)
def test_each_block_is_found_again_by_its_selector_and_says_why(page: Path) -> None:
    tree = read_html(plain(page.read_text("utf-8")))
    blocks = find_blocks(tree, RULES)
    assert len(blocks) > 10
    for block in blocks:
        assert len(tree.select(block.selector)) == 1, block.selector
        assert block.because
        assert len(block.text) <= 500


def test_gold_is_read_from_the_nearest_label() -> None:
    assert gold('<div data-block="nav">a<p data-block="tags">b</p></div>c') == [("nav", "a"), ("tags", "b"), ("other", "c")]
    assert HERE.name == "blocks"
