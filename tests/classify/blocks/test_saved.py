"""Saved HTML becomes a tree of the same shape as the browser's, whatever its encoding and size."""

import pytest

from auditor.classify.blocks import saved
from auditor.classify.blocks.saved import read_html


def _text(html: bytes | str) -> str:
    return " ".join(node.text.strip() for node in read_html(html).root.walk() if node.text.strip())


@pytest.mark.parametrize(
    "html",
    [
        "déjà €".encode(),
        b"\xef\xbb\xbf" + "déjà €".encode(),
        "déjà €".encode("utf-16"),
        '<meta charset="windows-1252">déjà €'.encode("cp1252"),
        '<meta charset="iso-8859-1">déjà €'.encode("cp1252"),
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">déjà €'.encode(),
        b'<meta charset="iso-8859-15"><!-- a wrong label -->' + "déjà €".encode("iso-8859-15"),
        '<meta charset="nonsense">déjà €'.encode(),
        "déjà €".encode("cp1252"),
    ],
)
def test_bytes_are_read_in_the_encoding_that_they_have(html: bytes) -> None:
    assert _text(html) == "déjà €"


def test_the_title_and_the_language_are_known() -> None:
    tree = read_html('<html lang="FR"><title> Une  page </title><body>x')
    assert tree.page.documents[0].title == "Une page"
    assert tree.language == "fr"


def test_a_text_is_cut_where_a_comment_stands_as_in_a_browser() -> None:
    assert [n.text for n in read_html("<p>a<!-- x -->b&amp;c</p>").root.walk() if n.text] == ["a", "b&c"]


def test_what_is_over_the_limits_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MAX_NODES", 20)
    tree = read_html("<p>x</p>" * 50)
    assert len(tree.nodes[0]) == 20
    assert "more than 20 nodes" in (tree.page.truncated or "")
    monkeypatch.setattr(saved, "MAX_BYTES", 10)
    assert "longer than 10 bytes" in (read_html("<p>xxxxxxxxxxxx").page.truncated or "")


def test_a_whole_page_says_nothing_of_the_kind() -> None:
    assert read_html("<p>x</p>").page.truncated is None


def test_the_closing_tags_of_what_is_over_the_limit_close_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MAX_NODES", 6)
    tree = read_html("<div><p>a</p><p><b>b</b></p></div>")
    assert len(tree.nodes[0]) == 6
    assert [n.parent.tag for n in tree.nodes[0] if n.parent] == ["#document", "html", "body", "div", "p"]


def test_an_empty_page_is_a_page() -> None:
    assert read_html(b"").root.tag == "#document"
    assert read_html("").root.tag == "#document"


def test_pictures_in_the_text_of_an_attribute_are_not_kept() -> None:
    (image,) = read_html('<img src="data:image/png;base64,AAAA" alt="x">').select("img")
    assert image.attributes.keys() >= {"alt"}
    assert "src" not in image.attributes


def test_bytes_of_no_encoding_are_told_and_nothing_else_is_said(caplog: pytest.LogCaptureFixture) -> None:
    tree = read_html(bytes(range(256)) * 20)
    assert "no known encoding" in (tree.page.truncated or "")
    assert caplog.records == []
