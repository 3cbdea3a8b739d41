"""Make hostile text safe to show: on terminals, in Markdown, spreadsheets, HTML and JSON.

All text that a page had a hand in passes one of these functions before it is shown. Each builds on `visible`, after which a
text is one line, can be encoded in UTF-8, and holds nothing that acts without being seen: no control or escape sequence, no bidi
override, no zero-width character, no lone surrogate. They are shown as ⟨U+202E⟩, not dropped, because two cookies whose names
differ only in such a character are two cookies.

Sources: Unicode TR 36 and TR 39 (bidi and invisible characters), OWASP *CSV Injection*, GitHub Flavored Markdown 0.29.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

__all__ = ["html", "json_document", "link", "local_path", "markdown", "markdown_code", "spreadsheet", "terminal", "visible"]

_SPACES = re.compile(r"\s+")
# Printable by the letter of Unicode, yet nothing is seen: fillers, and characters that browsers and terminals leave out.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U000e0100-\U000e01ef]")
# Soft hyphens only say where a word may be broken; variation selectors only choose between two pictures of one character.
_TYPESETTING = re.compile("[\u00ad\ufe00-\ufe0f]")
_STACKED_MARKS = 4
"""Marks over one letter that are kept. Written languages need three; a page that stacks hundreds paints over its neighbours."""

_MARKDOWN = {ord(c): f"&#{ord(c)};" for c in "|\\`<>&${}"} | {ord(c): f"\\{c}" for c in "_*[]~#"}
_AUTOLINK = re.compile(r"(?i)(?<=:)/(?=/)|(?<=www)\.|@")
_BLOCK_START = re.compile(r"^(?:[-+=:]|\d{1,9}(?=[.)](?: |$)))")
_CODE = re.compile(r"[^|`\\$\r\n]+")

_FORMULA = "=+-@"
_FORMULA_ALIKE = "\u2212\u2795\u2796"
"""Minus and the heavy signs: not the ASCII characters even after compatibility folding, but taken for them by some programs."""

_JSON_ESCAPED = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")


def visible(text: str, limit: int | None = None) -> str:
    """Turn any text into one line on which everything that acts is seen; at most `limit` characters, the last one then `…`."""
    cut = limit is not None and len(text) > 4 * limit
    # What is set without being seen goes first: it may have stood between two spaces.
    shown = _TYPESETTING.sub("", text[: 4 * limit] if cut and limit is not None else text)
    shown = _SPACES.sub(" ", shown).strip()
    if not shown.isascii() or not shown.isprintable():
        shown = _limit_marks(shown)
        shown = "".join(c if c.isprintable() and not _UNSEEN.match(c) else f"⟨U+{ord(c):04X}⟩" for c in shown).strip()
    if limit is not None and (cut or len(shown) > limit):
        return shown[: limit - 1].rstrip() + "…"
    return shown


def _limit_marks(text: str) -> str:
    kept: list[str] = []
    run = 0
    for c in text:
        run = run + 1 if unicodedata.combining(c) or unicodedata.category(c) == "Me" else 0
        if run <= _STACKED_MARKS:
            kept.append(c)
    return "".join(kept)


def terminal(text: str, limit: int | None = 1000) -> str:
    """Make a text safe to print on a terminal: no escape sequence, no line break, composed so that its width can be told."""
    # Composed first: a cut must not fall between a letter and its mark.
    return visible(unicodedata.normalize("NFC", text), limit)


def markdown(text: str, limit: int | None = None) -> str:
    """Make a text safe inside Markdown prose and table cells: shown as it is, it ends no cell, opens no tag, links nothing.

    Bars and backslashes become entities, because programs disagree on `\\\\|` in a table; no backslash of the text is left, so
    that those set here mean what they say.
    """
    shown = visible(text, limit).translate(_MARKDOWN)
    shown = _AUTOLINK.sub(lambda m: f"&#{ord(m[0])};", shown)
    return _BLOCK_START.sub(lambda m: f"&#{ord(m[0][0])};{m[0][1:]}", shown)


def markdown_code(text: str, limit: int | None = None) -> str:
    """Put a name or a reference in a code span; one that could break out of it is escaped as prose instead."""
    shown = visible(text, limit)
    return f"`{shown}`" if shown and _CODE.fullmatch(shown) else markdown(text, limit)


def spreadsheet(text: str, limit: int | None = None) -> str:
    """Make a text safe as a cell: what a spreadsheet could take for a formula gets an apostrophe in front, as OWASP advises.

    Full-width and other compatible forms of = + - @ count too, and so does one behind quotes: some programs strip them first.
    """
    shown = visible(text, limit)
    first = unicodedata.normalize("NFKC", shown.lstrip("'\"` ")[:1])
    return f"'{shown}" if first and (first[0] in _FORMULA or first[0] in _FORMULA_ALIKE) else shown


def html(text: str, limit: int | None = None) -> Markup:
    """Make a text safe as HTML content and inside a quoted attribute. Markup of ours passes unchanged."""
    return text if isinstance(text, Markup) else escape(visible(text, limit))


def link(url: str | None) -> str | None:
    """Give a web address that may be made a link: http or https, with a host, nothing hidden in it. Else None."""
    if not url or len(url) > 2000 or not url.isascii() or not url.isprintable() or re.search(r"[\s\"'<>\\`{}|^]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else None


def local_path(*parts: str) -> str | None:
    """Give a relative link to a file of the run folder; None where a part could lead out of it or is no plain file name."""
    if not parts or any(not _LOCAL_NAME.fullmatch(part) or len(part) > 255 for part in parts):
        return None
    return "/".join(quote(part) for part in parts)


def json_document(text: str) -> str:
    """Write the invisible characters of a finished JSON document as `\\u` escapes: what is read back stays the same.

    Lone surrogates, which UTF-8 cannot hold and half of the readers refuse, become U+FFFD.
    """
    return _JSON_ESCAPED.sub(_json_escape, _SURROGATE.sub("\ufffd", text))


def _json_escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
