"""Whatever the page is, an answer comes: broken, empty, no text at all, far too large, in a script that runs the other way."""

from pathlib import Path

import pytest

from auditor.catalogue.load import Folder
from auditor.classify.blocks import BlockRules, cut, read_html
from auditor.classify.blocks.saved import MAX_BYTES, MAX_NODES
from auditor.errors import UsageError
from auditor.page_blocks import blocks_of_file

RULES = BlockRules.load(Folder())


def _runs(page: bytes | str) -> list[tuple[str, str]]:
    return cut(read_html(page), RULES).runs()


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"\x00" * 5000,
        bytes(range(256)) * 40,
        b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 3000,
        b"<",
        b"<html",
        b"<!--",
        b"<body><p",
    ],
)
def test_what_is_no_page_has_no_blocks_and_breaks_nothing(page: bytes) -> None:
    found = cut(read_html(page), RULES)
    blocks = found.blocks()
    share = found.share(blocks)
    assert share.characters == sum(len(text) for _, text in found.runs())
    assert {type_ for type_, _ in found.runs()} <= {"other", "article_body", "footer"}


@pytest.mark.parametrize(
    "page", [b"", b"<body></body>", b"<body><img src=x><video></video></body>", b"<body><script>var a</script>"]
)
def test_a_page_without_text_has_shares_of_nothing(page: bytes) -> None:
    found = cut(read_html(page), RULES)
    assert found.blocks() == ()
    assert found.share(()).characters == 0
    assert found.share(()).content == 0.0


def test_a_hundred_thousand_elements_side_by_side_are_each_read() -> None:
    runs = _runs("<body><main>" + "<p>Water</p>" * 100_000 + "</main>")
    assert len(runs) == 100_000
    assert {text for _, text in runs} == {"Water"}


def test_a_hundred_thousand_links_in_one_line_are_each_read() -> None:
    runs = _runs("<body><div>" + "<a href=/x>Oak</a> " * 50_000 + "</div>")
    assert len(runs) == 50_000


def test_twenty_megabytes_are_read_and_more_is_said_to_be_left_out() -> None:
    page = b"<body><article><h1>Rain</h1>" + b"<p>" + b"It rains. " * 1000 + b"</p>"
    found = read_html(page * 2200)
    assert len(page) * 2200 > MAX_BYTES
    assert f"longer than {MAX_BYTES} bytes" in (found.page.truncated or "")
    cut_page = cut(found, RULES)
    assert len(cut_page.runs()) > 1000
    assert len(cut_page.blocks()[0].text) <= 500


def test_more_nodes_than_are_read_are_said() -> None:
    tree = read_html("<body>" + "<i>x</i>" * MAX_NODES)
    assert f"more than {MAX_NODES} nodes" in (tree.page.truncated or "")
    assert cut(tree, RULES).runs()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "هطلت الأمطار بغزارة على المدينة منذ مساء الأحد، وأغلقت السلطات ثلاثة جسور أمام حركة المرور حتى إشعار آخر. "),
        ("he", "גשם כבד יורד על העיר מאז יום ראשון בערב, והרשויות סגרו שלושה גשרים לתנועה עד להודעה חדשה, כך נמסר מהעירייה. "),
        ("zh", "自周日晚上以来，暴雨一直在城市上空倾泻，当局已关闭三座桥梁，直至另行通知，市政府发言人周一表示，学校也将停课。"),
        (
            "xx",
            "Vabru tenilo kasemi dorra pelin, vota simule kardo benna pirelo, teka vomi suren dalo kenti marilo vesta borun. ",
        ),
    ],
)
def test_an_article_in_a_language_without_words_is_still_found(language: str, text: str) -> None:
    page = f'<html lang="{language}" dir="rtl"><title>T</title><body><nav><a href=/a>A</a><a href=/b>B</a></nav>'
    page += f"<main><h1>{text[:30]}</h1>"
    page += f"<p>{text * 2}</p><p>{text * 3}</p><p>{text * 2}</p></main><footer>© 2026</footer>"
    found = cut(read_html(page), RULES)
    assert [type_ for type_, _ in found.runs()] == ["nav", "nav", "headline", *["article_body"] * 3, "legal_text"]
    body = next(block for block in found.blocks() if block.type == "article_body")
    assert body.language == language


def test_broken_nesting_is_read_as_a_browser_would() -> None:
    page = "<body><div><p>one<div>two</p></div><table><p>three</table></b></i><a href=/x>four<a href=/y>five"
    assert [text for _, text in _runs(page)] == ["one", "two", "three", "four", "five"]


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        blocks_of_file(tmp_path, Folder())
    with pytest.raises(UsageError):
        blocks_of_file(tmp_path / "none.html", Folder())
