"""The site's own list of cookies: tables and definition lists of names in its policies and in the second layer of its banner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from auditor.catalogue.match import matches
from auditor.catalogue.phrases import has_any, normal
from auditor.catalogue.promise import CookieListWords, PromiseFile
from auditor.catalogue.tracker import Trackers
from auditor.classify.told import Declared
from auditor.evidence.page import Node
from auditor.results import Cookie

__all__ = ["compare_declared", "listed_names"]

_NAME = re.compile(r"[A-Za-z0-9_.:\-$!*#%&+\[\]{}<>()…|~^/]{1,100}\Z")
_TELLS = re.compile(r"[_\d*#\-.<\[{…]|[a-z][A-Z]|^[A-Z]{2,}$|^[A-Z]{2,}[a-z]|[xX]{2,}")
"""What the names of cookies have and the words of a sentence have not: in lists without headers each name must have it."""
_WILD = re.compile(r"<[^<>]*>|\[[^\[\]]*\]|\{[^{}]*\}|\*+|#+|…|\.{3}|[xX]{2,}")
_SPLIT = re.compile(r"\s*(?:[,;\n•]|\s+(?:et|and|und|y|e|en|ou|or|oder|o|of)\s+|\s/\s)\s*")
_LINK_FILE = re.compile(r"\.pdf\Z", re.I)
_HEADER_WORDS = 6
_ROWS = 2_000
_NAMES = 1_000
_LISTS = 50
_ITEM = 400
"""Nodes of one item or cell that are read: a page can nest lists without end."""
_LEAST_IN_A_LIST = 3
_NEAR = 4_000
_RANDOM = re.compile(r"[0-9A-Fa-f]{6,}|\d{3,}|[A-Z0-9]{8,}")
"""A part of a name that is a number of the site's or of the visit's own."""


def listed_names(root: Node, languages: Mapping[str, PromiseFile]) -> tuple[dict[str, None], str]:
    """Names in the lists under a node, in their order, and what says that a list is not whole (empty where nothing does)."""
    names: dict[str, None] = {}
    partial = ""
    lists = 0
    words = tuple(file.cookie_list for file in languages.values())
    short: list[tuple[Node, list[str]]] = []
    for node in root.walk():
        if len(names) >= _NAMES:
            return names, f"more than {_NAMES} names"
        found: Iterable[str] = ()
        if node.tag == "table":
            found = _table(node, words)
        elif node.tag == "dl":
            items = [_text(child) for child in islice(_elements(node, ("dt",)), _ROWS)]
            found = _several(items)
            if not found and 0 < len(items) < _LEAST_IN_A_LIST and len(short) < _LISTS:
                short.append((node, items))
        elif node.tag in ("ul", "ol"):
            found = _several(_leading(item) for item in node.children if item.tag == "li")
        found = tuple(islice(found, _NAMES))
        if found:
            names |= dict.fromkeys(found[: _NAMES - len(names)])
            lists += 1
            if not partial and lists <= _LISTS:
                partial = _goes_on(node, words)
    # A list that is cut into its purposes, one short list for each, is one list.
    of_all = _several(item for _, items in short for item in items)[: max(_NAMES - len(names), 0)]
    if of_all:
        names |= dict.fromkeys(of_all)
        partial = partial or next((cut for node, _ in short if (cut := _goes_on(node, words))), "")
    return names, partial


def compare_declared(
    names: Sequence[str],
    where: Sequence[str],
    partial: str,
    cookies: Sequence[Cookie],
    trackers: Trackers,
    said: str,
    elsewhere: Iterable[str] = (),
) -> Declared:
    """Match the list with the cookies that were seen; `said` is all text of the policies, `elsewhere` names of cookies that other
    visits than those of the choices had."""
    patterns = {name: _pattern(name) for name in names}
    families = {fact.because: name for name in names if (fact := trackers.cookie(name, "")) is not None and _long(fact.name)}
    covered: set[str] = set()
    seen: set[str] = set()
    owners: set[str] = set()
    spoken = " " + " ".join(normal(said)) + " "
    for cookie in cookies:
        plain = cookie.name.casefold()
        hits = [name for name, pattern in patterns.items() if matches(pattern, plain)]
        hits = hits or [name for name in names if _same_but_numbers(name, cookie.name)]
        fact = trackers.cookie(cookie.name, cookie.domain.lstrip("."))
        if not hits and fact is not None and fact.because in families:
            hits = [families[fact.because]]
        if hits:
            covered.add(cookie.name)
            seen.update(hits)
        elif _speaks_of_owner(cookie, spoken):
            owners.add(cookie.name)
    seen |= {name for name, pattern in patterns.items() for other in elsewhere if matches(pattern, other.casefold())}
    return Declared(
        names=tuple(sorted(names)),
        where=tuple(where),
        partial=partial,
        covered=frozenset(covered),
        seen=frozenset(seen),
        owners=frozenset(owners),
    )


def _table(table: Node, words: Sequence[CookieListWords]) -> Iterator[str]:
    rows = list(_elements(table, ("tr",)))[:_ROWS]
    if len(rows) < 2:
        return
    head = [_text(cell) for cell in rows[0].children if cell.tag in ("th", "td")]
    column = _name_column(head, words)
    if column is None:
        return
    for row in rows[1:]:
        cells = [cell for cell in row.children if cell.tag in ("th", "td")]
        if len(cells) < 2 or column >= len(cells):
            continue
        yield from _names(_text(cells[column], "\n"))


def _name_column(head: Sequence[str], words: Sequence[CookieListWords]) -> int | None:
    """Which column holds names: one whose header says so, beside another that a list of cookies has."""
    read = [normal(cell[:200]) for cell in head]
    for language in words:
        # A header is the word itself, or begins with it: « Nom du cookie ».
        named = [n for n, cell in enumerate(read) if 0 < len(cell) <= _HEADER_WORDS and has_any(language.name, cell)]
        others = [n for n, cell in enumerate(read) if 0 < len(cell) <= _HEADER_WORDS + 2 and has_any(language.other, cell)]
        for column in named:
            if any(other != column for other in others):
                return column
    return None


def _names(text: str) -> list[str]:
    found = []
    for part in _SPLIT.split(text.strip()[:1_000]):
        word = part.strip().strip("«»\"'“”„`").strip()
        first, _, rest = word.partition(" ")
        if rest and not rest.lstrip().startswith(("(", "[", "<", "{")) and not _TELLS.search(first):
            continue  # « cookie de session » is no name
        if not first.startswith("(") and _NAME.match(first) and any(c.isalnum() for c in first):
            found.append(first)
    return found


def _several(texts: Iterable[str]) -> tuple[str, ...]:
    """Names at the beginning of items, where enough items have one: else it is a list of something else."""
    items = [text for text in texts if text.strip()][:_ROWS]
    found = [name for text in items for name in _names(text)[:3] if _TELLS.search(name) or text.strip() == name]
    heads = [text for text in items if (names := _names(text)) and _TELLS.search(names[0])]
    return tuple(found) if len(heads) >= _LEAST_IN_A_LIST and len(heads) * 4 >= len(items) * 3 else ()


def _leading(item: Node) -> str:
    """What an item of a list begins with: the words before a colon or a dash, or a first child in code or bold."""
    marked = [_text(n) for n in islice(item.walk(), _ITEM) if n.tag in ("code", "strong", "b", "dt")]
    head = re.split(r"\s*[:–—]\s|\s-\s|:\s*\Z", _text(item)[:300], maxsplit=1)
    if marked and _text(item).startswith(marked[0]):
        return ", ".join([marked[0], *(text for text in marked[1:3] if len(head) > 1 and text in head[0])])
    return head[0] if len(head) > 1 else ""


def _pattern(name: str) -> str:
    """The name as a pattern of the catalogue: whatever stands for any text becomes `*`."""
    return re.sub(r"\*+", "*", _WILD.sub("*", name)).casefold()


def _same_but_numbers(declared: str, seen: str) -> bool:
    """`_pk_id.5.1fff` and `_pk_id.7.2abc`: the numbers are those of another page or day."""
    if declared == seen:
        return True
    head = _alike(declared, seen)
    if len(head) < 4 or not (head.endswith(("_", ".", "-")) or declared[len(head) - 1 : len(head)] in "_.-"):
        return False
    return bool(_RANDOM.search(declared[len(head) :]) and _RANDOM.search(seen[len(head) :]))


def _alike(one: str, other: str) -> str:
    """What two names begin with alike, up to the last border in it."""
    length = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    border = max(one.rfind(mark, 0, length) for mark in "_.-")
    return one[: border + 1]


def _long(name: str) -> bool:
    return len(name.strip("*#")) >= 3


def _speaks_of_owner(cookie: Cookie, spoken: str) -> bool:
    if cookie.party != "third" and cookie.owner is None:
        return False
    labels = cookie.domain.strip(".").lower().split(".")
    of_domain = " ".join(normal(".".join(labels[-2:])))
    names = [normal(cookie.owner)[0]] if cookie.owner and normal(cookie.owner) else []
    return any(f" {name} " in spoken for name in (*names, *([of_domain] if cookie.party == "third" else [])) if name)


def _goes_on(node: Node, words: Sequence[CookieListWords]) -> str:
    region = node
    for above in node.ancestors:
        if above.tag in ("body", "main", "article", "#document", "html"):
            break
        region = above
    said = _text(region, most=20 * _ITEM)[:_NEAR] if region is not node else _text(node, most=20 * _ITEM)[-_NEAR:]
    read = normal(said)
    for language in words:
        hit = next((phrase for phrase in language.more if has_any((phrase,), read)), None)
        if hit is not None:
            return f"« {hit} »"
    file = next(
        (
            n.attribute("href")
            for n in islice(region.walk(), 20 * _ITEM)
            if n.tag == "a" and _LINK_FILE.search(n.attribute("href"))
        ),
        None,
    )
    return f"« {file[:100]} »" if file else ""


def _elements(node: Node, tags: tuple[str, ...]) -> Iterator[Node]:
    """Elements of these tags under a node, not those of a list within the list."""
    stack = list(reversed(node.children))
    while stack:
        one = stack.pop()
        if one.tag in tags:
            yield one
        elif one.tag not in ("table", "dl"):
            stack.extend(reversed(one.children))


def _text(node: Node, between: str = " ", most: int = _ITEM) -> str:
    """All text under a node, shown or folded away."""
    parts = (" ".join(n.text.split()) for n in islice(node.walk(), most) if n.tag == "#text" and n.text.strip())
    return between.join(parts)
