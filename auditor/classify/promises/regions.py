"""Parts of the site that a choice switches: whether they stand in the same page after a refusal and after an acceptance."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from auditor.banner import Selectors, find_reopen
from auditor.catalogue.feature import FeatureFile
from auditor.catalogue.phrases import has_any, normal
from auditor.classify.banner_facts import Looker, lacks_parts
from auditor.classify.records import VisitRecords
from auditor.classify.told import FeatureSeen, FeatureState, Indicator
from auditor.evidence import reference
from auditor.evidence.page import Node, PageSnapshot, Tree

__all__ = ["features_seen", "indicators_seen"]

_LEAST_FRAME = 2_500.0
"""Square CSS pixels: smaller frames are pixels and sync frames."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "legend", "summary")
_REGIONS = ("section", "aside", "article", "div", "details", "form")
_LONGEST_HEADING = 8
_WRITTEN = 20
"""Characters in a frame of no known host for it to count as filled."""
_PAIRS = 3
_MOST_ELEMENTS = 50
_RGB = re.compile(r"rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)")
_MARKS = 400
_LARGEST_MARK = 60_000.0
"""Square CSS pixels: what is larger is a part of the page and no mark."""


def features_seen(
    visits: Sequence[VisitRecords], wanted: Sequence[str], features: Mapping[str, FeatureFile], look: Looker
) -> dict[str, tuple[FeatureSeen, ...]]:
    """For each wanted feature, its state in every page that was seen after both choices."""
    pairs = _pairs(visits, look)
    return {
        name: tuple(_compare(refused, accepted, features[name]) for refused, accepted in pairs)
        for name in wanted
        if name in features
    }


def indicators_seen(visits: Sequence[VisitRecords], selectors: Selectors, look: Looker) -> tuple[Indicator, ...]:
    """Red or green marks by the control that opens the choices again, in every page that was seen after both choices."""
    found: list[Indicator] = []
    for refused, accepted in _pairs(visits, look):
        where = _references(refused, accepted)
        after = {place: _marks(tree, selectors) for place, tree in (("refuse", refused[1]), ("accept", accepted[1]))}
        for key in sorted(after["refuse"].keys() & after["accept"].keys()):
            found.append(Indicator(refuse=after["refuse"][key], accept=after["accept"][key], pages=where))
    return tuple(found)


_Seen = tuple[PageSnapshot, Tree]


def _pairs(visits: Sequence[VisitRecords], look: Looker) -> list[tuple[_Seen, _Seen]]:
    """Snapshots of the same address after both choices with no banner before them: the last of each that was read whole."""
    last: dict[str, dict[str, _Seen]] = {"refuse": {}, "accept": {}}
    for visit in visits:
        for page in visit.pages:
            if visit.name != page.phase or page.phase not in last or page.label.endswith("-bottom"):
                continue
            run = visit.visit.scenario(page.phase)
            tree = visit.tree(page.label)
            if run is None or run.outcome != "clicked" or tree is None or lacks_parts(page):
                continue
            if look.banner(visit, page.label) is None:
                last[page.phase][page.url.partition("#")[0]] = page, tree
    both = [url for url in last["refuse"] if url in last["accept"]]
    return [(last["refuse"][url], last["accept"][url]) for url in both[:_PAIRS]]


def _references(*seen: _Seen) -> tuple[str, ...]:
    return tuple(sorted(reference("page", page.label, page.phase) for page, _ in seen))


def _compare(refused: _Seen, accepted: _Seen, feature: FeatureFile) -> FeatureSeen:
    off, why_off = _state(refused[1], feature)
    on, why_on = _state(accepted[1], feature)
    return FeatureSeen(
        url=refused[0].url[:2048],
        refuse=off,
        accept=on,
        pages=_references(refused, accepted),
        shown_by=(why_off if off == "works" else why_on)[:200],
    )


def _state(tree: Tree, feature: FeatureFile) -> tuple[FeatureState, str]:
    held: list[Node] = []
    for node in (n for nodes in tree.nodes for n in nodes):
        if node.tag == "iframe" and _filled(node) and _is_embed(node.attribute("src"), feature.embeds):
            return "works", f"a frame of {urlsplit(node.attribute('src')).hostname}"
    for css in feature.elements:
        held += [node for node in tree.select(css) if node.shown][:_MOST_ELEMENTS]
    held += _regions(tree, feature)
    for region in held[:_MOST_ELEMENTS]:
        frame = next((n for n in region.walk() if n.tag == "iframe" and _filled(n) and _speaks(n)), None)
        if frame is not None:
            return "works", f"a frame of {urlsplit(frame.attribute('src')).hostname}"
        if any(n.tag == "textarea" and n.shown and "disabled" not in n.attributes for n in region.walk()):
            return "works", "a form to write in"
    within = {id(node) for region in held for node in region.walk()}
    for css in feature.content:
        if any(id(node) in within and node.shown for node in tree.select(css)):
            return "stands", css
    return ("off", "") if held else ("absent", "")


def _filled(frame: Node) -> bool:
    return frame.shown and frame.box is not None and frame.box.area >= _LEAST_FRAME


def _speaks(frame: Node) -> bool:
    """A frame from elsewhere with something in it to read."""
    src = frame.attribute("src")
    if not src.startswith(("http://", "https://", "//", "/")):
        return False
    return len(frame.shown_text()) >= _WRITTEN


def _is_embed(src: str, embeds: Sequence[str]) -> bool:
    try:
        parts = urlsplit(src if "//" in src[:8] else "")
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    for embed in embeds:
        wanted, _, path = embed.partition("/")
        if (host == wanted or host.endswith(f".{wanted}")) and parts.path.lstrip("/").startswith(path):
            return True
    return False


def _regions(tree: Tree, feature: FeatureFile) -> list[Node]:
    """Regions that are named, or headed, as the feature is."""
    phrases = [phrase for words in feature.headings.values() for phrase in words]
    found: list[Node] = []
    if not phrases:
        return found
    tried = 0
    for node in (n for nodes in tree.nodes for n in nodes):
        if len(found) >= _MOST_ELEMENTS or tried >= 4 * _MOST_ELEMENTS:
            break
        if node.tag in _REGIONS and node.attribute("aria-label") and node.shown:
            label = normal(node.attribute("aria-label")[:200])
            if len(label) <= _LONGEST_HEADING and has_any(phrases, label):
                found.append(node)
        if node.tag in _HEADINGS and node.shown:
            read = normal(node.shown_text()[:200])
            if 0 < len(read) <= _LONGEST_HEADING and has_any(phrases, read):
                tried += 1
                region = next((above for above in node.ancestors if above.tag in _REGIONS), None)
                if region is not None and sum(n.tag in _HEADINGS for n in region.walk()) <= 3:
                    found.append(region)  # a region of many headings is more than this one's
    return found


def _marks(tree: Tree, selectors: Selectors) -> dict[str, str]:
    """Place → green or red, of small elements without text in or right beside the control that opens the choices again."""
    control = find_reopen(tree, selectors)
    if control is None:
        return {}
    parent = control.node.parent
    siblings = [n for n in parent.children if n is not control.node and not n.clickable] if parent is not None else []
    found: dict[str, str] = {}
    for number, root in enumerate((control.node, *siblings[:_MARKS])):
        for place, node in enumerate(_some(root)):
            colour = _colour_of(node)
            if colour:
                found[f"{number}:{place}:{node.tag}"] = colour
    return found


def _some(root: Node) -> Iterator[Node]:
    for number, node in enumerate(root.walk()):
        if number >= _MARKS:
            return
        yield node


def _colour_of(node: Node) -> str:
    if node.tag.startswith("#") or not node.shown or node.box is None or node.box.area > _LARGEST_MARK:
        return ""
    if node.shown_text():
        return ""
    border = node.style("border-top-color") if node.style("border-top-width") not in ("", "0px") else ""
    return next((hue for style in (node.style("background-color"), border) if (hue := _hue(style))), "")


def _hue(colour: str) -> str:
    """green or red for a colour that a person would call so."""
    read = _RGB.match(colour)
    if read is None or (read[4] is not None and float(read[4]) < 0.5):
        return ""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(int(read[i]) / 255 for i in (1, 2, 3)))
    if saturation < 0.25 or not 0.1 < lightness < 0.9:
        return ""
    degrees = hue * 360
    return "green" if 80 <= degrees <= 170 else "red" if degrees <= 15 or degrees >= 345 else ""
