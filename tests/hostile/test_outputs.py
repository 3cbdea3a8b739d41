"""Results as an untrusted run folder may hold them, in every output: no error, nothing that acts, nothing without bounds."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.html import document_fromstring

from auditor.report import comparison, formats, printed_from, render_all, terminal
from auditor.results import Result
from auditor.results.compare import compare
from auditor.results.run import Run, RunInfo
from tests.hostile.shapes import UNSEEN, like
from tests.report.test_report_formats import read_cells, read_markdown, text_of

FORMATS = [name for name in sorted(formats()) if printed_from(name) is None]
_ACTS = re.compile(UNSEEN)
_LEADS = re.compile(r"#[\w-]*|data:image/png;base64,[\w+/=]*|sites/[\w.-]+/[\w.-]+|https?://[^\s\"'<>]+")
_COLOURS = re.compile("\x1b\\[[0-9;]*m")
_SETTINGS = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
"""Not made smaller on failure: each try is a whole report."""
_BOUND = 12_000_000
"""Characters of any output of such a run; what goes in is far less than that."""


def run_of(results: st.SearchStrategy[Any]) -> st.SearchStrategy[Run]:
    return st.builds(Run, info=like(RunInfo), results=st.lists(results, min_size=1, max_size=2).map(tuple))


RUNS = run_of(like(Result))


@pytest.mark.parametrize("name", FORMATS)
@_SETTINGS
@given(run=RUNS, language=st.sampled_from(("en", "fr")))
def test_no_format_fails_or_lets_anything_act(name: str, run: Run, language: str) -> None:
    for file, data in render_all(run, language, name).items():
        text = text_of(name, data)
        assert len(text) < _BOUND
        assert not _ACTS.search(text), (file, _ACTS.search(text))
        if name == "html":
            page = document_fromstring(text)
            assert len(page.findall(".//script")) == 1 and not page.xpath("//iframe|//object|//embed|//link|//base|//form")
            assert not [a for e in page.iter() for a in e.attrib if a.startswith("on") or a == "style"]
            assert all(_LEADS.fullmatch(target) and ".." not in target for target in page.xpath("//@href|//@src"))
        elif name == "md":
            read_markdown(text)
        elif name == "csv":
            rows = list(csv.reader(io.StringIO(text, newline="")))
            assert len({len(row) for row in rows}) == 1
            assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r\n＝＋－＠") or len(cell) > 32_767]
        elif name == "xlsx":
            read_cells(text)
        elif name in ("json", "sarif"):
            json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
        elif name == "junit":
            etree.fromstring(text.encode())


@_SETTINGS
@given(run=RUNS, colour=st.booleans(), verbose=st.booleans(), width=st.sampled_from((20, 60, 120, 400)))
def test_the_table_of_the_terminal_lets_nothing_act(run: Run, colour: bool, verbose: bool, width: int) -> None:
    shown = terminal.table(run, "en", width, colour, verbose)
    assert len(shown) < _BOUND
    assert not _ACTS.search(_COLOURS.sub("", shown) if colour else shown)


@_SETTINGS
@given(before=RUNS, after=RUNS, colour=st.booleans())
def test_a_comparison_lets_nothing_act(before: Run, after: Run, colour: bool) -> None:
    same = msgspec.structs.replace(after.results[0], url=before.results[0].url)
    found = compare(before, Run(info=after.info, results=(same, *after.results[1:])))
    for shown in (comparison.as_text(found, "en", colour=colour), comparison.as_markdown(found, "fr")):
        assert len(shown) < _BOUND
        assert not _ACTS.search(_COLOURS.sub("", shown) if colour else shown)


@_SETTINGS
@given(result=like(Result, whole=True))
def test_a_result_is_read_again_as_it_was_written(result: Result) -> None:
    line = msgspec.json.encode(result)
    assert b"\n" not in line
    assert msgspec.json.decode(line, type=Result) == result
