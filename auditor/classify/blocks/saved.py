"""Saved HTML → a tree without layout, of the same shape as what the browser gives.

The parser calls us back, so nothing recurses and no second tree is built: 100,000 nested elements are read like any others.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from lxml import etree

from auditor.evidence.page import Document, PageSnapshot, Tree

__all__ = ["MAX_BYTES", "MAX_NODES", "read_html"]

MAX_BYTES = 20_000_000
MAX_NODES = 250_000
_MAX_TEXT = 200_000
_MAX_VALUE = 4_000
_XML = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>")
_DECLARATION = 4_096
"""Bytes in which a page declares its encoding."""
_CHUNK = 65_536


def read_html(html: bytes | str, url: str = "") -> Tree:
    """Read saved HTML, however broken. What is over `MAX_BYTES` or `MAX_NODES` is left out, and `page.truncated` says so."""
    problems: list[str] = []
    if len(html) > MAX_BYTES:
        problems.append(f"the page is longer than {MAX_BYTES} bytes; the rest is left out")
        html = html[:MAX_BYTES]
    text = html if isinstance(html, str) else _decode(html, problems)
    text = _XML.sub("", text).replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    columns = _Columns()
    parser = etree.HTMLParser(target=columns, huge_tree=True)  # type: ignore[arg-type]  # any object with these methods is a target
    try:
        for start in range(0, len(text), _CHUNK):
            parser.feed(text[start : start + _CHUNK])
        parser.close()
    except (etree.LxmlError, AssertionError):  # an empty page, or one that breaks the parser: what was read until there counts
        problems.append("the page could not be read to its end")
    if columns.full:
        problems.append(f"the page has more than {MAX_NODES} nodes; the rest is left out")
    return Tree(columns.snapshot(url, "; ".join(problems) or None))


def _decode(raw: bytes, problems: list[str]) -> str:
    """Read bytes by their mark, their own declaration or what they look like, in this order (Beautiful Soup's detection)."""
    from bs4.dammit import EncodingDetector, UnicodeDammit

    declared = EncodingDetector.find_declared_encoding(raw[:_DECLARATION], is_html=True) or ""
    # Browsers read these labels as Windows' own encoding, which has more characters where the labelled one has none.
    as_browsers_do = ["cp1252"] if declared.lower() in ("iso-8859-1", "latin1", "latin-1", "us-ascii") else []
    logging.getLogger("bs4.dammit").setLevel(logging.ERROR)  # what it would warn of is told in `problems`
    read = UnicodeDammit(raw, user_encodings=as_browsers_do, is_html=True)
    if read.contains_replacement_characters or read.unicode_markup is None:
        problems.append("some bytes are in no known encoding")
    return read.unicode_markup if read.unicode_markup is not None else raw.decode("cp1252", "replace")


class _Columns:
    """Takes the parser's events and lays them down as the columns of a `Document`."""

    def __init__(self) -> None:
        self.full = False
        self._numbers: dict[str, int] = {}
        self._parent: list[int] = [-1]
        self._name: list[int] = [self._number("#document")]
        self._text: list[int] = [-1]
        self._attributes: list[tuple[int, ...]] = [()]
        self._open = [0]
        self._pending: list[str] = []
        self._title = ""

    def _number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def _add(self, name: str, text: int, attributes: tuple[int, ...]) -> int:
        if len(self._parent) >= MAX_NODES:
            self.full = True
            return -1
        self._parent.append(self._open[-1])
        self._name.append(self._number(name))
        self._text.append(text)
        self._attributes.append(attributes)
        return len(self._parent) - 1

    def _flush(self) -> None:
        if not self._pending:
            return
        text = "".join(self._pending)[:_MAX_TEXT]
        self._pending.clear()
        if not text.isspace() and self._open[-1] >= 0:
            self._add("#text", self._number(text), ())
            if not self._title and self._name[self._open[-1]] == self._numbers.get("title"):
                self._title = " ".join(text.split())[:500]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element."""
        self._flush()
        pairs: list[int] = []
        for name, value in attributes.items():
            if not value.startswith("data:"):
                pairs += (self._number(name.lower()), self._number(value[:_MAX_VALUE]))
        self._open.append(self._add(tag.lower(), -1, tuple(pairs)) if self._open[-1] >= 0 else -1)

    def end(self, tag: str) -> None:
        """Close the innermost element."""
        self._flush()
        if len(self._open) > 1:
            self._open.pop()

    def data(self, text: str) -> None:
        """Take a piece of text; the parser may give one text in several pieces."""
        self._pending.append(text)

    def comment(self, text: str) -> None:
        """End a text: the browser has two text nodes on both sides of a comment."""
        self._flush()

    def pi(self, target: str, data: str | None = None) -> None:
        """End a text."""
        self._flush()

    def close(self) -> None:
        """Take what is left."""
        self._flush()

    def snapshot(self, url: str, truncated: str | None) -> PageSnapshot:
        """Give what was read so far."""
        self._flush()
        count = len(self._parent)
        document = Document(
            frame_id="saved",
            url=url,
            title=self._title,
            parent=tuple(self._parent),
            name=tuple(self._name),
            text=tuple(self._text),
            attributes=tuple(self._attributes),
            backend=(0,) * count,
            shadow={},
            checked=(),
            clickable=(),
            layout=(),
            boxes=(),
            styles=(),
            paint=(),
        )
        return PageSnapshot(
            label="saved",
            phase="before",
            step="load",
            at_ms=0.0,
            url=url,
            viewport=(1280.0, 800.0),
            strings=tuple(self._numbers),
            documents=(document,),
            truncated=truncated,
        )
