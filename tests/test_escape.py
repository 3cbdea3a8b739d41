"""Any text at all goes through every escape, is read back by the format's own reader, and is still only text."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from auditor.escape import html, json_document, link, local_path, markdown, markdown_code, spreadsheet, terminal, visible

ANY = st.text(st.characters(codec=None), max_size=60) | st.text(
    st.sampled_from(
        list(
            "|`<>&*_[]()\\\"'=+-@#!~$:/.w \t\r\n\x00\x1b\x7f\x9b\u200b\u202e\u2066\ufeff\u00ad\ud800\udfff\u2028＝＠⁺e\u0301漢😀"
        )
    ),
    max_size=40,
)
HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J",
    "abc\u202etxt.exe",
    "a\u200bb\ufeffc",
    "\ud800 lone",
    "| cell | `code` <script>alert(1)</script> [x](javascript:alert(1)) ![](http://evil.example/x.png)",
    '=HYPERLINK("http://evil.example")',
    "\t=1+1",
    "\r\n\r\n# heading",
    "＝1+1",
    "Z" + "\u0335" * 500,
    "e\u0301",
)
GOOD_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def hostile(test):
    for text in HOSTILE:
        test = example(text)(test)
    return given(ANY)(test)


def assert_plain(text: str) -> None:
    bad = [f"U+{ord(c):04X}" for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}]
    assert not bad, bad
    text.encode("utf-8")


@hostile
def test_nothing_that_acts_unseen_is_left(text: str) -> None:
    assert_plain(visible(text))


@hostile
def test_showing_twice_is_showing_once(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(ANY, st.integers(1, 30))
def test_a_limit_holds(text: str, limit: int) -> None:
    assert len(visible(text * 20, limit)) <= limit


def test_what_was_cut_is_marked_and_what_fits_is_not() -> None:
    assert visible("abcdef", 4) == "abc…"
    assert visible("abcd", 4) == "abcd"
    assert visible("a" * 10_000, 4) == "aaa…"


def test_two_names_that_differ_in_a_hidden_character_stay_two() -> None:
    assert visible("_g\u200ba") == "_g⟨U+200B⟩a" != visible("_ga")
    assert visible("pay\u202egpj.exe") == "pay⟨U+202E⟩gpj.exe"


def test_soft_hyphens_and_odd_spaces_of_honest_pages_do_not_get_in_the_way() -> None:
    assert visible("Daten\u00adschutz\u00a0: tout\n\n refuser") == "Datenschutz : tout refuser"
    assert visible("⚙\ufe0f Réglages") == "⚙ Réglages"
    assert visible("漢字 עברית 😀 naïve") == "漢字 עברית 😀 naïve"


def test_a_pile_of_marks_is_cut_down() -> None:
    assert len(visible("Z" + "\u0335" * 500)) == 5


@hostile
def test_a_terminal_gets_one_line_with_no_escape_sequence(text: str) -> None:
    shown = terminal(text)
    assert_plain(shown)
    assert "\x1b" not in shown and len(shown.splitlines()) <= 1


@hostile
def test_a_markdown_table_cell_reads_back_as_the_visible_text(text: str) -> None:
    page = GOOD_READER.render(f"| a | b |\n| --- | --- |\n| {markdown(text)} | end |\n")
    cells = lxml_html.fragment_fromstring(page, create_parent=True).findall(".//td")
    assert [cell.text_content() for cell in cells] == [visible(text), "end"]
    assert all(len(cell) == 0 for cell in cells), page


@hostile
def test_markdown_prose_is_one_paragraph_of_text(text: str) -> None:
    shown = visible(text)
    page = lxml_html.fragment_fromstring(GOOD_READER.render(markdown(text) + "\n"), create_parent=True)
    assert [child.tag for child in page] == (["p"] if shown else [])
    assert page.text_content().strip() == shown
    assert not page.findall(".//p/*")


@hostile
def test_a_markdown_code_span_in_a_table_reads_back(text: str) -> None:
    page = GOOD_READER.render(f"| a | b |\n| --- | --- |\n| {markdown_code(text)} | end |\n")
    cells = lxml_html.fragment_fromstring(page, create_parent=True).findall(".//td")
    assert [cell.text_content() for cell in cells] == [visible(text), "end"]
    assert {inner.tag for cell in cells for inner in cell} <= {"code"}


def test_addresses_in_markdown_do_not_become_links_by_themselves() -> None:
    assert "://" not in markdown("see https://evil.example") and "www." not in markdown("www.evil.example")
    assert "@" not in markdown("write to a@evil.example")


@hostile
def test_a_spreadsheet_cell_is_never_a_formula(text: str) -> None:
    cell = spreadsheet(text)
    assert_plain(cell)
    assert not unicodedata.normalize("NFKC", cell[:1]).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.lists(ANY, min_size=1, max_size=5))
def test_cells_read_back_through_csv(texts: list[str]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([spreadsheet(text) for text in texts])
    (row,) = csv.reader(io.StringIO(out.getvalue()))
    assert row == [spreadsheet(text) for text in texts]
    assert all(cell.removeprefix("'") in (visible(t), visible(t).removeprefix("'")) for cell, t in zip(row, texts, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "\r=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "﹢1",
        "−1",
        "  =1",
        "'=1",
        '"=1',
    ],
)
def test_every_form_of_a_formula_gets_an_apostrophe(text: str) -> None:
    assert spreadsheet(text).startswith("'") and spreadsheet(text) == "'" + visible(text)


@pytest.mark.parametrize("text", ["Tout refuser", "12", "cookie:_ga@refuse", "a=b", ""])
def test_harmless_cells_stay_as_they_are(text: str) -> None:
    assert spreadsheet(text) == text


@hostile
def test_html_reads_back_as_text_in_content_and_in_attributes(text: str) -> None:
    node = lxml_html.fragment_fromstring(f'<p title="{html(text)}">{html(text)}</p>')
    assert node.get("title") == visible(text) == (node.text or "") and len(node) == 0


def test_markup_of_ours_is_not_escaped_twice() -> None:
    assert html(html("<b>")) == "&lt;b&gt;"


@pytest.mark.parametrize("url", ["https://shop.example/a?b=c#d", "http://127.0.0.1:8080/", "https://xn--caf-dma.example/"])
def test_web_addresses_may_be_links(url: str) -> None:
    assert link(url) == url


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
     "//evil.example", "https://",
     "https://a b/",
     'https://a.example/"onclick=x', "https://bank.example@evil.example/", "java\nscript:alert(1)",
     "https://\u202eevil.example", "http://[", "\ud800"],
)  # fmt: skip
def test_nothing_else_may(url: str | None) -> None:
    assert link(url) is None


@given(ANY)
def test_an_address_of_any_text_never_raises(text: str) -> None:
    assert link(text) is None or link(text) == text
    link("https://" + text)


@pytest.mark.parametrize(
    "parts", [("..", "x"), ("a/b",), ("",), (".hidden",), ("a\\b",), ("a b",), (), ("http:",), ("é.png",), ("-rf",)]
)
def test_a_file_name_cannot_lead_out_of_the_run_folder(parts: tuple[str, ...]) -> None:
    assert local_path(*parts) is None


def test_plain_file_names_make_a_relative_path() -> None:
    assert local_path("sites", "shop.example", "banner.png") == "sites/shop.example/banner.png"


@hostile
def test_a_json_document_reads_back_the_same_and_hides_nothing(text: str) -> None:
    document = json_document(json.dumps({"key": text, text: 1}, ensure_ascii=False))
    document.encode("utf-8")
    assert not re.search("[\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", document)
    expected = re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert json.loads(document) == ({"key": expected, expected: 1} if expected != "key" else {"key": 1})


def test_a_soft_hyphen_between_two_spaces_leaves_one() -> None:
    assert visible("0 \xad\u20280") == "0 0"
