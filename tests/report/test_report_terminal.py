"""The compliance table on a terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.report.table import languages
from auditor.report.table.lay import width
from auditor.report.terminal import table
from tests.report import sample

SAMPLE, HOSTILE = sample.sample(), sample.hostile()
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@settings(deadline=None, max_examples=30)
@given(st.integers(40, 200), st.sampled_from(languages()), st.booleans(), st.sampled_from([SAMPLE, HOSTILE]))
def test_no_line_is_wider_than_the_terminal(columns: int, language: str, verbose: bool, run: object) -> None:
    for line in table(run, language, columns, False, verbose).split("\n"):  # type: ignore[arg-type]
        assert width(line) <= columns, line


@pytest.mark.parametrize("run", [SAMPLE, HOSTILE])
@pytest.mark.parametrize("columns", [48, 100])
def test_colours_change_nothing_but_the_colours(run: object, columns: int) -> None:
    coloured = table(run, "en", columns, True)  # type: ignore[arg-type]
    assert COLOUR.search(coloured)
    assert COLOUR.sub("", coloured) == table(run, "en", columns, False)  # type: ignore[arg-type]


def test_hostile_text_cannot_steer_the_terminal() -> None:
    plain = table(HOSTILE, "en", 100, False, verbose=True)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff]", plain)
    assert "⟨U+001B⟩" in plain


def test_columns_stand_under_their_heads_with_wide_characters_too() -> None:
    run = sample.run(
        sample.result(
            "wide.example", findings=(sample.finding("tracker-before-choice", "fail", "critical", "漢字漢字 e\u0301 追跡"),)
        )
    )
    lines = table(run, "en", 100, False).split("\n")
    head = next(line for line in lines if "Legal basis" in line)
    row = next(line for line in lines if "漢字" in line)
    assert width(row[: row.index("Loi") if "Loi" in row else len(row)]) in (width(head[: head.index("Legal")]), width(row))
    assert "漢字漢字 é 追跡" in row


def lines_of(run: object, **options: bool) -> list[str]:
    return table(run, "en", 120, False, **options).split("\n")  # type: ignore[arg-type]


def test_the_last_line_counts_so_that_no_table_looks_clean_by_being_empty() -> None:
    assert lines_of(SAMPLE)[-2] == (
        "5 sites: 1 with failures, 1 with warnings only, 1 inconclusive, 1 without failure; 2 rules inconclusive; 1 site failed."
    )
    assert lines_of(sample.run())[-2].startswith("0 sites: 0 with failures")
    assert "1 site failed" in lines_of(sample.run(sample.not_audited()))[-2]


def test_a_site_that_no_rule_spoke_about_is_inconclusive() -> None:
    assert "0 without failure" in lines_of(sample.run(sample.result("silent.example")))[-2]


def test_what_was_not_observed_is_never_zero() -> None:
    def row(site: str) -> str:
        return next(line for line in lines_of(SAMPLE) if line.startswith(site))

    assert "? → ?" in row("journal.example") and "0 → ?" in row("journal.example")
    assert row("blog.example").count("0 → —") == 2
    assert row("absent.example").count("? → ?") == 2
    assert "2+1? → 3+1?" in row("www.boutique-exemple.fr")
    assert any("could not be established" in line for line in lines_of(SAMPLE))


def test_the_most_serious_comes_first() -> None:
    text = table(SAMPLE, "en", 120, False)
    rules = ["ids-remain-after-refuse", "tracker-before-choice", "refuse-costs-more-clicks", "cookie-lifetime-over-13-months",
             "contrast-trick", "withdraw-does-not-clear"]  # fmt: skip
    assert [text.index(rule) for rule in rules] == sorted(text.index(rule) for rule in rules)


def test_passes_are_counted_and_listed_only_when_asked_for() -> None:
    assert "preticked" not in table(SAMPLE, "en", 120, False)
    assert "6 rules passed, 2 not applicable (counted, not listed)." in lines_of(SAMPLE)
    verbose = table(SAMPLE, "en", 120, False, verbose=True)
    assert "preticked" in verbose and "cookie-wall" in verbose and "not listed" not in verbose


def test_a_failed_site_gives_its_reason_and_an_inconclusive_rule_its_own() -> None:
    text = " ".join(table(SAMPLE, "en", 120, False).split())
    assert "∅ absent.example: name not found: the name absent.example is not known" in text
    assert "Non établi : aucune commande" in text.replace("\xa0", " ")


def test_rules_that_are_open_for_one_reason_stand_together() -> None:
    open_ = [sample.finding(rule, "inconclusive", "serious", "no control refuses") for rule in ("one-rule", "another-rule")]
    other = sample.finding("third-rule", "inconclusive", "serious", "no page was seen")
    run = sample.run(sample.result("a.example", findings=(*open_, other)))
    text = table(run, "en", 120, False)
    assert (text.count("no control refuses"), text.count("? inconclusive  ")) == (1, 2)
    assert "one-rule, another-rule" in text or "another-rule, one-rule" in text
    assert table(run, "en", 120, False, verbose=True).count("no control refuses") == 2


def test_an_interrupted_run_is_said_to_be_one() -> None:
    run = sample.run(sample.clean(), sites=("https://mairie.example/", "https://b.example/", "https://c.example/"), ended_at=None)
    assert any("2 sites asked for have no result" in line for line in lines_of(run))


def test_evidence_over_the_limit_is_counted() -> None:
    many = sample.finding("tracker-before-choice", "fail", "critical", "x", *(f"cookie:c{i}@before" for i in range(10)))
    assert any("+8 …" in line for line in lines_of(sample.run(sample.result("a.example", findings=(many,)))))


def test_an_unknown_language_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="en, fr"):
        table(SAMPLE, "tlh", 100, False)
