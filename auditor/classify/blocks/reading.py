"""A tree → the table of its parts, in one walk that never recurses; saved pages and those of a browser alike."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from auditor.classify.blocks.parts import BIT, HEADINGS, Line, Part, Parts, Run
from auditor.classify.blocks.words import NameBook, squeeze
from auditor.evidence.page import Node, Tree

__all__ = ["UNREAD", "read_parts", "urlsplit_safe"]

UNREAD = frozenset({"script", "style", "template", "noscript", "svg"})
"""Elements whose text no one reads."""
CONTROLS = frozenset({"a", "button", "summary", "option", "input"})
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "input", "ins", "kbd", "label", "mark", "meter", "output", "picture", "progress", "q", "s", "samp", "slot", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "#shadow-root",
})  # fmt: skip
_NAMED_BY = ("class", "id")
_NAMED_BY_DATA = frozenset({
    "testid", "test", "test-id", "component", "qa", "cy", "block", "block-name", "block-type", "module", "area", "zone",
    "section", "widget", "name", "type", "role", "region", "gu-name", "elementor-type", "hook", "tb-region", "element", "part",
})  # fmt: skip
"""`data-` attributes in which pages without telling classes name their parts."""
_BY_TAG = {
    "textarea": "text area", "time": "time", "img": "picture", "picture": "picture", "video": "picture", "figure": "picture",
    "ul": "list", "ol": "list", "dl": "list", "table": "table", "button": "button", "form": "form", "nav": "navigation",
} | dict.fromkeys(HEADINGS, "heading")  # fmt: skip
_NAMED = frozenset((*_NAMED_BY, *(f"data-{name}" for name in _NAMED_BY_DATA)))
_MAX_NAME = 60
_TAG_WORDS = frozenset({"article", "main", "figure", "form", "header", "footer", "nav", "aside"})
"""Rules that ask what stands above mean the element; `<div class="main">` is mostly the whole page."""
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read_parts(tree: Tree, names: NameBook, asked_above: frozenset[str]) -> Parts:
    """Walk the body once and lay out its table; `listen` fills in what it says."""
    laid_out = bool(tree.page.documents[0].layout)
    own_host = _own_host(tree).removeprefix("www.")
    parts: list[Part] = []
    runs: list[Run] = []
    lines: list[Line] = []
    counters: list[dict[str, int]] = []
    new_line, visits = True, 0
    stack: list[tuple[Node | None, Part | None]] = [(tree.body, None)]
    while stack:
        node, holder = stack.pop()
        visits += 1
        if node is None:
            assert holder is not None
            holder.end, holder.last_run = len(parts), len(runs)
            new_line = new_line or not holder.inline
            continue
        if node.tag == "#text":
            text = squeeze(node.text)
            if text and holder is not None and holder.tag != "iframe":
                if new_line or not lines:
                    lines.append(Line(len(runs), len(runs)))
                    new_line = False
                shown = node.shown if laid_out else holder.shown
                runs.append(Run(node, holder, text, shown, len(lines) - 1))
                lines[-1].last = len(runs)
            continue
        if node.tag in UNREAD or node.tag == "#other":
            continue
        part = Part(node, len(parts), holder)
        parts.append(part)
        counters.append({})
        if holder is not None:
            holder.children.append(part)
            count = counters[_element(holder).number]
            part.nth = count[node.tag] = count.get(node.tag, 0) + 1
        _describe(part, holder, names, asked_above, laid_out, own_host)
        part.first_run = len(runs)
        new_line = new_line or not part.inline
        stack.append((None, part))
        stack.extend((child, part) for child in reversed(node.children))
    return Parts(tree, parts, runs, lines, visits, own_host)


def _own_host(tree: Tree) -> str:
    host = urlsplit_safe(tree.page.url)[0]
    for node in tree.nodes[0]:
        if host or node.tag == "body":
            break
        if node.tag == "link" and "canonical" in node.attribute("rel"):
            host = urlsplit_safe(node.attribute("href"))[0]
        elif node.tag == "meta" and node.attribute("property") == "og:url":
            host = urlsplit_safe(node.attribute("content"))[0]
    return host or _most_linked(tree)


def _most_linked(tree: Tree) -> str:
    """The host that most links of a saved page lead to, where they all are whole addresses and nothing else names it."""
    counts: dict[str, int] = {}
    within = 0
    for node in tree.nodes[0]:
        if node.tag == "a":
            host, path = urlsplit_safe(node.attribute("href"))
            if host and path in ("", "/") and _LOGO.search(f"{_called(node)} {_called(node.parent)}"):
                return host
            if host:
                counts[host] = counts.get(host, 0) + (_ROOT_LINK if path in ("", "/") else 1)
            else:
                within += 1
    likely = max(counts, key=lambda host: counts[host], default="")
    return likely if likely and counts[likely] > within else ""


def _called(node: Node | None) -> str:
    return f"{node.attribute('class')} {node.attribute('id')}" if node is not None else ""


_LOGO = re.compile(r"logo|brand|site-?title|site-?name", re.IGNORECASE)
_ROOT_LINK = 2
"""A link to a host's start tells as much as two links into it: the logo is one."""


def _element(part: Part) -> Part:
    while part.tag == "#shadow-root" and part.parent is not None:
        part = part.parent
    return part


def _describe(
    part: Part, holder: Part | None, names: NameBook, asked_above: frozenset[str], laid_out: bool, own_host: str
) -> None:
    attributes = part.attributes
    if holder is not None:  # classes of <body> say what the whole site is like
        part.names = _names(attributes, names)
        part.above = holder.above
        asked = {n for n in (holder.tag, holder.role) if n in asked_above}
        asked.update(n for n in holder.names if n in asked_above and n not in _TAG_WORDS)
        if not asked <= part.above:
            part.above = part.above | asked
        part.control = holder.control
        part.shown = holder.shown
    display = part.node.style("display") if laid_out else ""
    part.inline = display.startswith(("inline", "contents")) if display else part.tag in _INLINE
    if part.inline and holder is not None:
        part.line_owner = holder.line_owner
    if part.tag in CONTROLS or part.role == "button":
        part.control = part
    if not laid_out and ("hidden" in attributes or _HIDDEN_STYLE.search(attributes.get("style", ""))):
        part.shown = False
    flag = _BY_TAG.get(part.tag) or ("navigation" if part.role == "navigation" else None)
    if flag:
        part.has |= BIT[flag]
    part.headings = int(part.tag in HEADINGS or part.role == "heading")
    part.links = int(part.tag in ("a", "button") or part.role == "button")
    if part.tag == "a":
        part.host, path = urlsplit_safe(attributes.get("href", ""))
        part.path = names.read(path.replace("/", " ").replace("%20", "-"))
        if part.host and own_host and part.host.removeprefix("www.") != own_host:
            part.has |= BIT["external link"]
    elif part.tag == "input":
        part.has |= _input_bits(attributes)
    if part.role == "switch":
        part.has |= BIT["toggle"]


def _names(attributes: dict[str, str], names: NameBook) -> tuple[str, ...]:
    told = [key for key in attributes if key in _NAMED]
    if not told:
        return ()
    read = [names.read(attributes[key]) for key in told if key in _NAMED_BY or len(attributes[key]) <= _MAX_NAME]
    if len(read) == 1:
        return read[0]
    return tuple(dict.fromkeys(name for one in read for name in one))


def _input_bits(attributes: dict[str, str]) -> int:
    kind = attributes.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return BIT["toggle"]
    if kind == "password":
        return BIT["password field"]
    if kind in ("submit", "button", "image", "reset"):
        return BIT["button"]
    hints = f"{attributes.get('name', '')} {attributes.get('placeholder', '')} {attributes.get('id', '')}".lower()
    return BIT["email field"] if kind == "email" or (kind == "text" and "mail" in hints) else 0


def urlsplit_safe(url: str) -> tuple[str, str]:
    """Host and path of an address; empty where it cannot be read."""
    try:
        found = urlsplit(url.strip()[:2000])
        return (found.hostname or "").lower(), found.path
    except ValueError:
        return "", ""
