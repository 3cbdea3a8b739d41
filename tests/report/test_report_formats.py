"""What holds for every format of the folder: golden files, hostile texts, order. A new format is tested by being there."""

from __future__ import annotations

import csv
import io
import json
import re

import openpyxl
import pytest
from lxml import etree as lxml_etree
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from auditor.errors import UsageError
from auditor.escape import visible
from auditor.report import file_name, file_names, formats, printed_from, render, render_all
from auditor.report.table import languages
from tests.report import golden, sample

FORMATS = [name for name in sorted(formats()) if printed_from(name) is None]
ACTS_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]")
SAMPLE, HOSTILE = sample.sample(), sample.hostile()


def test_formats_are_found_by_their_file_and_each_has_a_suffix_of_its_own() -> None:
    assert set(FORMATS) >= {"csv", "html", "json", "junit", "md", "sarif", "xlsx"}
    assert set(formats()) - set(FORMATS) == {"pdf"}
    suffixes = [module.SUFFIX for module in formats().values()]
    assert len(set(suffixes)) == len(suffixes) and all(s.startswith(".") for s in suffixes)
    assert file_name("csv") == "table.csv"
    assert "terminal" not in FORMATS


def test_an_unknown_format_or_language_is_a_usage_error_that_says_what_there_is() -> None:
    with pytest.raises(UsageError, match="csv"):
        render(SAMPLE, "en", "docx")
    with pytest.raises(UsageError, match="en, fr"):
        render(SAMPLE, "tlh", "md")


def test_the_sample_run_gives_the_golden_files() -> None:
    made = golden.texts()
    kept = {path.name: path.read_bytes().decode("utf-8") for path in golden.FOLDER.iterdir()}
    assert sorted(made) == sorted(kept)
    differing = [name for name in made if made[name] != kept[name]]
    assert not differing, f"read the difference, then: python -m tests.report.golden ({differing})"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", languages())
def test_the_same_run_gives_the_same_bytes(name: str, language: str) -> None:
    assert render(SAMPLE, language, name) == render(SAMPLE, language, name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_run_without_results_says_so(name: str) -> None:
    assert len(render(sample.run(), "en", name)) > 20


def text_of(name: str, data: bytes) -> str:
    """What a format says, as text: of a workbook, its cells."""
    if name != "xlsx":
        return data.decode("utf-8").removeprefix("\ufeff")
    return "\n".join("\t".join(str(cell) for cell in row) for rows in read_workbook(data).values() for row in rows)


def read_workbook(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        assert not [cell.coordinate for row in sheet for cell in row if cell.data_type == "f"], "a formula"
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", languages())
def test_no_hostile_text_escapes_any_format(name: str, language: str) -> None:
    for file, data in render_all(HOSTILE, language, name).items():
        text = text_of(name, data)
        assert not ACTS_UNSEEN.search(text), ACTS_UNSEEN.search(text)
        READERS[formats()[name].SUFFIX](text if file == file_name(name) or name == "csv" else "")


def read_html(text: str) -> None:
    page = lxml_html.document_fromstring(text)
    assert len(page.findall(".//script")) == 1 and not page.xpath("//iframe|//object|//embed|//link|//base|//form")
    assert not [a for e in page.iter() for a in e.attrib if a.startswith("on") or a == "style"]
    targets = page.xpath("//@href|//@src|//@srcset|//@action|//@xlink:href", namespaces={"xlink": "http://www.w3.org/1999/xlink"})
    assert targets
    for target in targets:
        assert re.fullmatch(r"#[\w-]+|sites/[\w.-]+/[\w.-]+|https?://[\w.-]+/", target), target
        assert ".." not in target


def read_markdown(text: str) -> None:
    page = lxml_html.fragment_fromstring(MarkdownIt("commonmark").enable("table").render(text), create_parent=True)
    allowed = {"div", "h1", "h2", "h3", "h4", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "strong",
               "blockquote", "br", "a"}  # fmt: skip
    assert {e.tag for e in page.iter()} <= allowed, {e.tag for e in page.iter()} - allowed
    assert all(re.fullmatch(r"sites/[\w.-]+/[\w.-]+", a.get("href")) and ".." not in a.get("href") for a in page.iter("a"))
    for table in page.iter("table"):
        widths = {len(row.findall("th") + row.findall("td")) for row in table.iter("tr")}
        assert len(widths) == 1, widths


def read_csv(text: str) -> None:
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert rows and {len(row) for row in rows} == {len(header)}
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]
    assert all(len(cell) < 32_767 and "\n" not in cell for row in rows for cell in row)


def read_json(text: str) -> None:
    document = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert [r["slug"] for r in document["results"]] == [r.slug for r in HOSTILE.results]
    names = [c["name"] for c in document["results"][0]["cookies"]]
    assert names == [re.sub("[\ud800-\udfff]", "\ufffd", text) for text in sample.HOSTILE]


def read_cells(text: str) -> None:
    cells = [cell for line in text.split("\n") for cell in line.split("\t")]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@＝＋－＠") and not re.fullmatch(r"-?[\d.e+-]+", cell)]
    assert max(map(len, cells)) < 32_767


def read_junit(text: str) -> None:
    root = lxml_etree.fromstring(text.encode())
    cases = root.findall("testsuite/testcase")
    assert {e.tag for e in root.iter()} <= {"testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"}
    for suite in (root, *root.findall("testsuite")):
        inside = suite.findall(".//testcase")
        assert int(suite.get("tests", "")) == len(inside)
        for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            if suite is not root or kind != "skipped":  # the schema has it on a suite only
                assert int(suite.get(kind, "")) == len(suite.findall(f".//{tag}"))
    assert len(cases) == sum(len(r.findings) or 1 for r in HOSTILE.results)


def read_sarif(text: str) -> None:
    (run,) = json.loads(text)["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert (result["level"] == "none") is (result["kind"] != "fail")
        assert re.fullmatch(r"https?://\S+|about:blank", result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


READERS = {
    ".html": read_html,
    ".md": read_markdown,
    ".csv": read_csv,
    ".json": read_json,
    ".xlsx": read_cells,
    ".junit.xml": read_junit,
    ".sarif": read_sarif,
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_every_finding_of_the_sample_that_needs_a_person(name: str) -> None:
    text = text_of(name, render(SAMPLE, "fr", name))
    for result in SAMPLE.results:
        for finding in result.findings:
            if finding.verdict in ("fail", "warn", "inconclusive"):
                assert finding.rule in text


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_reason_of_a_failed_site(name: str) -> None:
    assert "the name absent.example is not known" in text_of(name, render(SAMPLE, "en", name))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", languages())
def test_every_file_of_a_format_is_named_beforehand(name: str, language: str) -> None:
    assert tuple(render_all(SAMPLE, language, name)) == file_names(name)


def test_the_workbook_has_a_sheet_a_subject_with_numbers_as_numbers_and_links_that_stay_in_the_folder() -> None:
    data = render(SAMPLE, "en", "xlsx")
    sheets = read_workbook(data)
    assert list(sheets) == ["Sites", "Findings", "Cookies", "Other storage", "Trackers", "Promises", "Not recorded", "Conditions"]
    assert len(sheets["Cookies"]) == 1 + sum(len(r.cookies) for r in SAMPLE.results)
    heads = sheets["Cookies"][0]
    lives = [row[heads.index("Lifetime (days)")] for row in sheets["Cookies"][1:]]
    assert any(isinstance(days, (int, float)) for days in lives)
    book = openpyxl.load_workbook(io.BytesIO(data))
    links = [cell.hyperlink.target for row in book["Sites"] for cell in row if cell.hyperlink]
    assert links and all(re.fullmatch(r"sites\\[\w.-]+\\evidence\.json\.gz", link) for link in links)  # as Excel writes them
    assert all(sheet.auto_filter.ref and sheet.freeze_panes == "B2" for sheet in book)


def test_the_workbook_never_writes_zero_for_what_was_not_observed() -> None:
    heads, *rows = read_workbook(render(SAMPLE, "en", "xlsx"))["Sites"]
    by_name = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    assert by_name["journal.example"]["Trackers after refusing"] == "?"
    assert by_name["blog.example"]["Trackers after refusing"] == "—" and by_name["blog.example"]["Trackers before choice"] == 0


def test_a_ci_service_sees_no_pass_where_nothing_was_established() -> None:
    root = lxml_etree.fromstring(render(SAMPLE, "en", "junit"))
    skipped = {(c.get("classname"), c.get("name")) for c in root.iter("testcase") if c.find("skipped") is not None}
    failed = {(c.get("classname"), c.get("name")) for c in root.iter("testcase") if c.find("failure") is not None}
    names = {r.url: suite.get("name") for r, suite in zip(SAMPLE.results, root.findall("testsuite"), strict=True)}
    unsure = {
        (names[r.url], f.rule)
        for r in SAMPLE.results
        for f in r.findings
        if f.verdict in ("inconclusive", "not-applicable") or f.accepted is not None
    }
    assert unsure == skipped
    assert failed == {(names[r.url], f.rule) for r in SAMPLE.results for f in r.findings if f.verdict == "fail"}


def test_csv_has_a_file_for_cookies_in_which_a_phase_that_was_not_seen_is_no_no() -> None:
    files = render_all(SAMPLE, "en", "csv")
    rows = list(csv.DictReader(io.StringIO(files["table-cookies.csv"].decode("utf-8-sig"), newline="")))
    assert {(row["name"], row["refuse"]) for row in rows} >= {("IDE", "no"), ("_fbp", "yes")}
    assert len(rows) == sum(len(r.cookies) for r in SAMPLE.results)


def rows_of(run: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(run, "en", "csv").decode("utf-8-sig"), newline="")))  # type: ignore[arg-type]


def test_csv_has_one_row_a_finding_and_one_for_a_site_without_any() -> None:
    rows = rows_of(SAMPLE)
    for result in SAMPLE.results:
        mine = [row for row in rows if row["url"] == result.url]
        assert sorted(row["rule"] for row in mine) == sorted([f.rule for f in result.findings] or [""])
    failed = next(row for row in rows if row["site_status"] == "failed")
    assert failed["error_kind"] == "dns" and failed["site_verdict"] == "not-audited" and failed["trackers_before"] == "?"


def test_csv_is_opened_by_excel_as_utf_8_and_a_reader_that_ignores_the_mark_loses_no_name() -> None:
    data = render(SAMPLE, "en", "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    naive = next(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    assert {"site", "url", "rule", "verdict", "severity", "summary", "evidence"} <= set(naive)


def test_csv_never_writes_zero_for_what_was_not_observed() -> None:
    row = next(row for row in rows_of(SAMPLE) if row["site"] == "journal.example")
    assert (row["trackers_after_refuse"], row["cookies_needing_consent_after_refuse"]) == ("?", "?")
    row = next(row for row in rows_of(SAMPLE) if row["site"] == "blog.example")
    assert row["trackers_after_refuse"] == "—" and row["trackers_before"] == "0"


def test_json_holds_the_run_and_the_results_whole() -> None:
    document = json.loads(render(SAMPLE, "en", "json"))
    assert document["schema"] == "auditor.report/1" and document["run"]["profile"] == "cnil"
    assert [r["url"] for r in document["results"]] == [r.url for r in SAMPLE.results]
    assert document["results"][1]["findings"][1]["rule"] == "tracker-before-choice"


def test_markdown_reads_back_as_the_rows_of_the_table() -> None:
    page = lxml_html.fragment_fromstring(
        MarkdownIt("commonmark").enable("table").render(render(SAMPLE, "fr", "md").decode("utf-8")), create_parent=True
    )
    findings = page.findall(".//table")[1]
    summaries = [
        row.findall("td")[4].text_content().partition("✎")[0].partition("≈")[0] for row in findings.findall("./tbody/tr")
    ]
    expected = [f.summary for r in SAMPLE.results for f in r.findings if f.verdict in ("fail", "warn", "inconclusive")]
    assert sorted(summaries) == sorted(visible(text) for text in expected)


def test_a_site_with_very_many_cookies_is_cut_and_counted_in_documents_but_whole_in_data() -> None:
    crowd = sample.result("crowd.example", cookies=tuple(sample.cookie(f"c{i}", "before") for i in range(5000)))
    run = sample.run(crowd)
    assert "4800 more" in render(run, "en", "md").decode("utf-8") and len(render(run, "en", "md")) < 60_000
    assert "4850 more" in render(run, "en", "html").decode("utf-8") and len(render(run, "en", "html")) < 90_000
    assert "c4999" in render(run, "en", "json").decode("utf-8")
