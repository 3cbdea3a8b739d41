"""What is worked out for an element from the whole page: where the content stands, which heading is its title, what repeats.

Marks are words that rules may ask for; the late ones are known only after the early rules have said what is not content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from auditor.classify.blocks.content import LEAST_PARAGRAPH, LEAST_PROSE, content_of
from auditor.classify.blocks.parts import BIT, HEADINGS, MAX_OPENING, Part, Parts
from auditor.classify.blocks.reading import urlsplit_safe
from auditor.classify.blocks.words import fold, squeeze

__all__ = ["LATE_MARKS", "MARKS", "mark_early", "mark_late", "mark_places"]

MARKS = {
    "floating": "stands before the page: fixed to the window, or a modal dialog",
    "prose": "its own line is a running text of 80 characters or more",
    "lone": "a running text with no other beside it",
    "teasers": "three or more alike elements in it, each with a link",
    "in teasers": "stands in one of them",
    "link list": "three or more links and little else",
    "control": "a link or a button",
    "button": "a button",
    "home link": "a link to the site's own start",
    "beside name": "a short text right after the site's name",
    "inner link": "a link to a place on this page",
    "title": "the heading that says what the page is about",
    "over title": "a short line right over the title",
    "like description": "the text that the page gives as its description",
    "repeated": "stands on other pages of the site too",
    "content": "the element in which the page's running text stands",
    "holds content": "the element around the content",
    "before content": "comes before the content",
    "after content": "comes after the content",
    "trail": "links from the site's start down to here, with signs between them",
    "under picture": "one line right after a picture",
    "under title": "comes between the title and the content",
    "holds title": "the title stands in it",
    "above title": "comes shortly before the title",
    "wraps page": "is marked as what the page is for, and yet holds the site's own head",
    "legal row": "links in a row, at least half of them to legal texts",
    "scripted": "a link that leads nowhere: a script acts on it",
    "by picture": "stands in a small element with a picture",
    "later alike": "an element of the same kind stands before it, with as much of a text",
    "label row": "short links in a row and nothing else",
    "social row": "links or buttons in a row, most with the name of a social network",
    "site name": "the first link to the site's own start",
    "led by a box": "begins with a line that stands in a box of its own",
    "last": "the last thing on the page",
}
LATE_MARKS = frozenset({"content", "holds content", "before content", "after content", "under title", "last"})

_MAX_KICKER = 45
_TAGLINE = (8, 140)
_MAX_CARD = 500
_CARDS = ("li", "article", "a")


def mark_early(parts: Parts, repeated: frozenset[str], legal: int = 0, social: int = 0) -> None:
    """Set the marks that hang on the part itself and on the head of the page.

    `legal` and `social` have the bits of the concepts that make a link a legal one, or one to a social network.
    """
    legal_links, social_links = [0] * len(parts.all), [0] * len(parts.all)
    heads = [False] * len(parts.all)
    description = fold(_head(parts).get("description", ""))[:80]
    laid_out = bool(parts.tree.page.documents[0].layout)
    host = parts.host
    for part in reversed(parts.all):  # children first: whether a text stands alone is told at what holds it
        marks = part.marks
        floats = laid_out and part.node.style("position") == "fixed"
        if floats or part.tag == "dialog" or part.attributes.get("aria-modal") == "true":
            marks.add("floating")
        if part.tag == "a":
            marks.update(_link(part, host))
        _mark_head(parts, part, heads)
        if part.parent is not None:
            if part.control is part and part.says & legal:
                legal_links[part.number] = 1
            if part.control is part and part.says & social and parts.text_length(part) <= _MAX_NETWORK:
                social_links[part.number] = 1
            legal_links[part.parent.number] += legal_links[part.number]
            social_links[part.parent.number] += social_links[part.number]
        if 2 <= part.links <= _MAX_ROW and legal_links[part.number] * 2 >= part.links and parts.density(part) >= _ROW_DENSITY:
            marks.add("legal row")
        if part.has & BIT["picture"] and parts.text_length(part) <= _MAX_CARD:
            for child in part.children:
                child.marks.add("by picture")
                for inner in child.children:
                    inner.marks.add("by picture")
        networks = social_links[part.number]
        if 2 <= part.links <= _MAX_ROW and networks * 3 >= part.links * 2 and parts.text_length(part) <= _MAX_BAR:
            marks.add("social row")
        if part.links >= 2 and _is_label_row(parts, part):
            marks.add("label row")
        if len(part.children) >= 2:
            _mark_later(parts, part)
        if part.children and _is_led_by_box(part):
            marks.add("led by a box")
        if part.tag == "button" or part.role == "button" or (part.tag == "input" and part.attributes.get("type") in _PRESSED):
            marks.update(("control", "button"))
        if part.links >= 3:
            if parts.density(part) >= 0.7:
                marks.add("link list")
            if _alike(part):
                marks.add("teasers")
        if not part.inline:
            marks.update(_prose(parts, part, description))
        if sum("prose" in child.marks for child in part.children) == 1:
            next(child for child in part.children if "prose" in child.marks).marks.add("lone")
        if _is_trail(parts, part):
            marks.add("trail")
        if _is_under_picture(part):
            marks.add("under picture")
        if repeated and (part.control is part or not part.inline) and _is_repeated(parts, part, repeated):
            marks.add("repeated")


def _is_repeated(parts: Parts, part: Part, repeated: frozenset[str]) -> bool:
    length = parts.text_length(part)
    return 2 <= length <= MAX_OPENING and parts.line_count(part) == 1 and parts.text(part, MAX_OPENING) in repeated


def _mark_head(parts: Parts, part: Part, heads: list[bool]) -> None:
    """Tell a `<main>` around the whole page, the site's head in it, from one around what the page is for."""
    number = part.number
    if part.tag == "header" or part.role == "banner" or "site header" in part.names:
        heads[number] = heads[number] or "home link" in part.marks or _has_home(part)
    if part.parent is None:
        return
    if part.tag in ("main", "article") or part.role == "main":
        if heads[number] and parts.text_length(part) >= parts.total * _WHOLE:
            part.marks.add("wraps page")
        heads[number] = False  # the head of an article is its own
    if heads[number]:
        heads[part.parent.number] = True


def _has_home(part: Part) -> bool:
    """True where a link to the site's start stands in the first elements of it."""
    stack, looked = list(part.children), 0
    while stack and looked < _LOOKED:
        child = stack.pop(0)
        looked += 1
        if "home link" in child.marks:
            return True
        stack.extend(child.children)
    return False


_LOOKED = 120
_WHOLE = 0.7
_MAX_ROW = 14
_ROW_DENSITY = 0.8
_MAX_NETWORK = 40
_MAX_BAR = 400


_MAX_LABELS = 15
_MAX_LABEL = 28
_SIMILAR = 60


def _is_label_row(parts: Parts, part: Part) -> bool:
    length = parts.text_length(part)
    short = part.links <= _MAX_LABELS and length <= _MAX_LABEL * part.links
    return short and length > 0 and parts.linked_length(part) >= length - part.links


def _mark_later(parts: Parts, part: Part) -> None:
    """Mark all but the first of the elements that are built alike and hold a text each: the replies of a thread."""
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    for child in part.children:
        if child.names and parts.text_length(child) >= _SIMILAR:
            key = (child.tag, child.names[:2])
            if seen.setdefault(key, child.number) != child.number:
                child.marks.add("later alike")


def _is_led_by_box(part: Part) -> bool:
    first = next((child for child in part.children if child.first_run < child.last_run), None)
    if first is None or first.last_run == part.last_run or first.inline:
        return False
    inner = next((child for child in first.children if child.first_run < child.last_run), None)
    return inner is not None and inner.last_run == first.last_run


def _mark_tagline(parts: Parts) -> None:
    name = next((p for p in parts.all if "home link" in p.marks and p.region in ("header", "page")), None)
    if name is not None:
        name.marks.add("site name")
    while (
        name is not None
        and name.parent is not None
        and (name.first_run, name.last_run) == (name.parent.first_run, name.parent.last_run)
    ):
        name = name.parent
    if name is None or name.parent is None or name.nth_child + 1 >= len(name.parent.children):
        return
    beside = name.parent.children[name.nth_child + 1]
    length = parts.text_length(beside)
    if not beside.links and _TAGLINE[0] <= length <= _TAGLINE[1] and parts.line_count(beside) == 1 and " " in parts.text(beside):
        beside.marks.add("beside name")


_PRESSED = ("submit", "button", "reset", "image")
_HOME = ("", "/")


_FRAMED = 3
"""Elements that stand together as a picture and its text; among more of them a text after a picture is one of many."""
_TRAIL = re.compile(r"\s[>»›/→]\s")


def _is_trail(parts: Parts, part: Part) -> bool:
    """A line that begins with a link to the start and goes on with signs: « Accueil > Communes > … »."""
    if not part.links or part.inline or parts.text_length(part) > MAX_OPENING or part.first_run >= part.last_run:
        return False
    control = parts.runs[part.first_run].part.control
    return control is not None and "home link" in control.marks and bool(_TRAIL.search(parts.text(part, MAX_OPENING)))


def _is_under_picture(part: Part) -> bool:
    if part.parent is None or part.nth_child == 0 or part.first_run >= part.last_run or len(part.parent.children) > _FRAMED:
        return False
    before = part.parent.children[part.nth_child - 1]
    return bool(before.has & BIT["picture"]) and before.first_run == before.last_run


def _link(part: Part, host: str) -> set[str]:
    if "home" in part.attributes.get("rel", "").lower().split():
        return {"control", "home link"}
    href = part.attributes.get("href", "").strip()
    if href in ("", "#") or href.lower().startswith("javascript:"):
        return {"control", "scripted"}
    if href.startswith("#"):
        return {"control", "inner link"}
    web = href.startswith(("http", "/", ".")) or ":" not in href
    own = not part.host or part.host.removeprefix("www.") == host
    home = href and web and urlsplit_safe(href)[1] in _HOME and own and not href.startswith("?")
    return {"control", "home link"} if home else {"control"}


def _prose(parts: Parts, part: Part, description: str) -> set[str]:
    if part.first_run >= part.last_run or part.has & BIT["picture"]:
        return set()
    line = parts.lines[parts.runs[part.first_run].line]
    if line.plain < LEAST_PROSE or line.first < part.first_run or line.last != part.last_run:
        return set()
    text = fold(line.text[:90])[:80]
    same = len(description) >= LEAST_PARAGRAPH and text[: len(description)] == description[: len(text)]
    return {"prose", "like description"} if same else {"prose"}


def mark_places(parts: Parts) -> None:
    """Find the heading that says what the page is about and what stands beside the site's name; regions are known by now."""
    _mark_tagline(parts)
    _mark_cards(parts)
    title = _title(parts, _head(parts))
    if title is None:
        return
    title.marks.add("title")
    above = title.parent
    while above is not None:
        above.marks.add("holds title")
        above = above.parent
    _mark_kicker(parts, title)
    for part in parts.all[max(0, title.number - _ABOVE) : title.number]:
        if part.end <= title.number:
            part.marks.add("above title")
    below = title
    while below.parent is not None and below.nth_child == 0 and below.parent.first_run == below.first_run:
        below = below.parent
    if below.parent is not None and below.nth_child > 0:
        over = below.parent.children[below.nth_child - 1]
        if 2 <= parts.text_length(over) <= _MAX_KICKER and over.links <= 2 and over.region in ("main", "page"):
            over.marks.add("over title")


_ABOVE = 20
"""Elements before the title in which a section's name and a sign for the kind of item stand."""


def _mark_kicker(parts: Parts, title: Part) -> None:
    """A short first piece of a title that has more: « Finistère. Un chalutier secouru »."""
    holder = title
    while len(holder.children) == 1 and parts.text_length(holder.children[0]) == parts.text_length(holder):
        holder = holder.children[0]
    first = holder.children[0] if holder.children else None
    if first is None or first.first_run != title.first_run or first.tag in ("a", "em", "i", "strong", "b", "mark", "q", "cite"):
        return
    length, rest = parts.text_length(first), parts.text_length(title) - parts.text_length(first)
    if 2 <= length <= _MAX_KICKER and rest >= length and rest >= _LEAST_REST:
        first.marks.add("over title")


_LEAST_REST = 15


def mark_late(parts: Parts, excluded: set[int]) -> None:
    """Find the content among what is not `excluded` (numbers of parts), and mark what stands around it."""
    root = content_of(parts, excluded)
    if root is None:
        return
    root.marks.add("content")
    inner = root
    while inner.parent is not None:
        outer = inner.parent
        if outer.tag in ("main", "article") or outer.role == "main":
            outer.marks.add("holds content")
        before = True
        for child in outer.children:
            if child is inner:
                before = False
            else:
                child.marks.add("before content" if before else "after content")
        inner = outer
    title = next((part for part in parts.all if "title" in part.marks), None)
    if title is not None:
        end = root.number
        if root.number < title.number:  # the title stands in the content: its first paragraph ends what is under the title
            prose = [p for p in parts.all[title.end : root.end] if "prose" in p.marks]
            end = next((p.number for p in prose if "lone" not in p.marks), prose[0].number if prose else root.end)
        first = parts.all[end] if end < len(parts.all) else None
        if first is not None and "lone" in first.marks and title.parent is not None and first.parent is title.parent:
            end += 1  # a running text alone beside the title is what the text is summed up in
        for part in parts.all[title.end : end]:
            if not part.inline:
                part.marks.add("under title")
    for part in reversed(parts.all):
        if "after content" in part.marks and part.first_run < part.last_run:
            part.marks.add("last")
            break


def _alike(part: Part) -> bool:
    seen: dict[tuple[str, str], int] = {}
    for child in part.children:
        if child.links:
            key = (child.tag, child.attributes.get("class", "").partition(" ")[0])
            seen[key] = seen.get(key, 0) + 1
    return bool(seen) and max(seen.values()) >= 3


def _mark_cards(parts: Parts) -> None:
    """Mark what stands in the cards of a list of teasers: a date there is not that of the page's item."""
    for part in parts.all:
        if part.parent is None:
            continue
        is_card = "teasers" in part.parent.marks and part.links and parts.text_length(part) <= _MAX_CARD
        if "in teasers" in part.parent.marks or (is_card and (part.tag in _CARDS or part.attributes.get("class"))):
            part.marks.add("in teasers")


def _head(parts: Parts) -> dict[str, str]:
    found: dict[str, str] = {"title": parts.tree.page.documents[0].title}
    for node in parts.tree.nodes[0]:
        if node.tag == "meta":
            name = (node.attribute("property") or node.attribute("name")).lower()
            if name in ("og:title", "og:site_name", "description", "og:description") and node.attribute("content"):
                found[name.removeprefix("og:") if name == "og:description" else name] = squeeze(node.attribute("content")[:500])
        elif node.tag == "body":
            break
    return found


def _title(parts: Parts, head: Mapping[str, str]) -> Part | None:
    said = set(fold(f"{head.get('og:title', '')} {head['title']}").split())
    site = fold(head.get("og:site_name", ""))
    whole = fold(squeeze(head["title"]))
    best, best_score = None, 0.9
    for part in parts.all:
        if part.tag not in HEADINGS and "headline" not in part.attributes.get("itemprop", ""):
            continue
        length = parts.text_length(part)
        if not 2 <= length <= 400 or "repeated" in part.marks:
            continue
        text = fold(parts.text(part, 400))
        words = text.split()
        score = 2.0 * sum(word in said for word in words) / max(len(words), 1)
        score += {"h1": 1.2, "h2": 0.2}.get(part.tag, 0.0) + ("headline" in part.attributes.get("itemprop", ""))
        if part.region in ("footer", "aside", "overlay", "header"):
            score -= 0.8
        if text == site or (part.region == "header" and any("home link" in child.marks for child in part.children)):
            continue  # the site's name
        if len(words) < 2:
            score -= 0.3
        if text and whole.endswith(text) and not whole.startswith(text):
            score -= 0.8  # what ends every title of the site is the site's name
        if score > best_score:
            best, best_score = part, score
    return best
