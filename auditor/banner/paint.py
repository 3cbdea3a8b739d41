"""The colours that a person sees at a text: composed from what is painted there, in the order in which it is painted.

What cannot be resolved (a picture, a gradient, a filter, something that covers the text by half) gives None, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.evidence.page import Box, Node, Tree

__all__ = ["Colour", "difference", "ground_behind", "hexadecimal", "parse", "ratio", "seen_colours", "text_of"]

Colour = tuple[float, float, float, float]
"""Red, green, blue (0 to 255) and alpha (0 to 1)."""

_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_PICTURES = frozenset({"img", "video", "canvas", "svg", "object", "embed", "iframe", "frame"})
_WHITE: Colour = (255.0, 255.0, 255.0, 1.0)
_NOTHING: Colour = (0.0, 0.0, 0.0, 0.0)
_CORE = 0.6
"""The part of the height of a text's box in which its letters stand: rows above and below may touch the rest."""
_TINY_PX = 3.0
"""What is clipped to less is there for screen readers."""
_FAR = 1e7
_CLIPPING = frozenset({"hidden", "clip", "auto", "scroll"})
_HARMLESS = ("drop-shadow(",)


def text_of(node: Node) -> Node | None:
    """The text of a control that a person reads: its longest that is shown, not counting what is clipped to nothing."""
    texts = [n for n in node.walk() if n.tag == "#text" and n.shown and n.parent is not None and not _clipped_away(n, node)]
    return max(texts, key=lambda n: len(n.text.strip()), default=None)


def seen_colours(node: Node) -> tuple[Colour | None, Colour | None]:
    """The colour of a control's text and of what lies behind it, as a person sees them; None for what cannot be resolved.

    Both are opaque. Opacity of groups, translucent layers, frames and pseudo-elements are counted in. Text without an element of
    its own takes its parent's colour.
    """
    text = text_of(node)
    holder = text.parent if text is not None and text.parent is not None else node
    # A slot has no box and no style of its own: what it shows is drawn by what holds it.
    holder = next((n for n in (holder, *holder.ancestors) if n.style("color")), holder)
    place = text if text is not None else node
    behind = _layers(place, frozenset())
    ground = _flatten(behind)
    ink = parse(holder.style("-webkit-text-fill-color")) or parse(holder.style("color"))
    if ground is None or behind is None or ink is None:
        return None, ground
    return _flatten([*behind, _Layer(_groups(holder), ink, whole=True)]), ground


def ground_behind(node: Node, without: Node) -> Colour | None:
    """What would be seen at the text of a control if everything in `without` were not there; None where it is not resolved."""
    inside = frozenset(id(inner) for inner in without.walk())
    return _flatten(_layers(text_of(node) or node, inside))


def ratio(one: Colour, other: Colour) -> float:
    """Contrast of two opaque colours, 1 to 21. Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def difference(one: Colour, other: Colour) -> float:
    """The largest difference of a channel, 0 to 255."""
    return max(abs(a - b) for a, b in zip(one[:3], other[:3], strict=True))


def hexadecimal(colour: Colour) -> str:
    """`#rrggbb` of an opaque colour."""
    return "#" + "".join(f"{round(channel):02x}" for channel in colour[:3])


def parse(css: str) -> Colour | None:
    """Read a computed colour: `rgb(…)`, `rgba(…)`, `color(srgb …)`; None for another space."""
    numbers = [float(n) for n in _NUMBERS.findall(css.partition("(")[2])]
    if css.startswith("rgb") and len(numbers) in (3, 4):
        scale = 1.0
    elif css.startswith("color(srgb ") and len(numbers) in (3, 4):
        scale = 255.0
    else:
        return None
    red, green, blue = (min(255.0, max(0.0, n * scale)) for n in numbers[:3])
    return red, green, blue, (min(1.0, max(0.0, numbers[3])) if len(numbers) == 4 else 1.0)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One painted surface at the text."""

    groups: tuple[Node, ...]
    """Outermost first: what fades it as a whole."""
    colour: Colour | None
    """None: it cannot be told."""
    whole: bool
    """False where it covers the text only in part."""


@dataclass(frozen=True, slots=True)
class _Surface:
    node: Node
    box: Box
    colour: Colour | None
    canvas: bool
    """True for the background of a page, which covers all of it, whatever the box of the body."""

    @property
    def key(self) -> _Key:
        return (-2, 0, 0, 0) if self.canvas else _key(self.node)


_Key = tuple[float, float, int, int]
"""Sorts what a document paints, the farthest first."""


def _key(node: Node) -> _Key:
    """Place a node in the order of painting.

    Chromium numbers the root of a stacking context before what has a negative z-index in it, and all that is drawn in the root's
    own layer like the root; but only the root's background is painted before, the rest after.
    """
    below = next((n for n in (node, *node.ancestors) if n.document == node.document and _is_below(n)), None)
    over = next((n for n in below.ancestors if n.box is not None and n.paint < below.paint), None) if below is not None else None
    if over is None:
        return node.paint, node.index, 0, 0
    for above in over.ancestors:
        if above.document != over.document or above.paint != over.paint or above.box is None:
            break
        over = above
    return over.paint, over.index + 0.5, node.paint, node.index


def _is_below(node: Node) -> bool:
    if not node.style("z-index").startswith("-"):
        return False
    flexible = node.parent is not None and node.parent.style("display").endswith(("flex", "grid"))
    return node.style("position") not in ("", "static") or flexible


def _surfaces(tree: Tree, document: int) -> tuple[_Surface, ...]:
    """Everything of a document that paints more than text, in the order of painting; looked for once a tree."""
    known: dict[int, tuple[_Surface, ...]] = tree.derived.setdefault("surfaces", {})
    if document not in known:
        known[document] = tuple(sorted(_painting(tree.nodes[document]), key=lambda s: s.key))
    return known[document]


def _painting(nodes: Sequence[Node]) -> Iterator[_Surface]:
    page = next((n for n in nodes if n.tag == "html"), None)
    body = next((n for n in nodes if n.tag == "body"), None)
    # The background of the root, or else of the body, is the page's own.
    owner = next((n for n in (page, body) if n is not None and _has_ground(n)), None)
    for node in nodes:
        if node.box is None or node.tag == "#text" or node.concealed or node.style("visibility") not in ("visible", ""):
            continue
        box = Box(-_FAR, -_FAR, 2 * _FAR, 2 * _FAR) if node is owner else node.box
        if node.tag in _PICTURES or node.style("background-image") not in ("", "none"):
            yield _Surface(node, box, None, node is owner)
        elif (css := node.style("background-color")) and css != "rgba(0, 0, 0, 0)":
            colour = parse(css)
            if colour is None or colour[3] > 0:
                yield _Surface(node, box, colour, node is owner)


def _has_ground(node: Node) -> bool:
    colour = parse(node.style("background-color"))
    return node.style("background-image") not in ("", "none") or (colour is not None and colour[3] > 0)


def _layers(place: Node, without: frozenset[int]) -> list[_Layer] | None:
    """What is painted at a node and behind it, the farthest first; None where something lies over it, or blends."""
    box = place.box
    if box is None:
        return None
    core = Box(box.x, box.y + box.height * (1 - _CORE) / 2, max(box.width, 1.0), max(box.height * _CORE, 1.0))
    chain = [place, *place.ancestors]
    if any(_blends(node) for node in chain):
        return None
    found: list[_Layer] = []
    above = {id(node) for node in chain}
    within = {id(node) for node in place.walk()}
    # The element of each document that leads to the text: the text itself, then the frame elements around it.
    steps = [node for node in chain if node is place or (node.document != place.document and node.tag in ("iframe", "frame"))]
    steps = [node for i, node in enumerate(steps) if i == 0 or node.document != steps[i - 1].document]
    for step in reversed(steps):
        top = step is steps[-1]
        found += [_Layer(_groups(step), _canvas(step), whole=True)] if top or _own_canvas(step) else []
        for surface in _surfaces(step.tree, step.document):
            if id(surface.node) in without:
                continue
            if surface.node is step and step is not place:
                colour = parse(step.style("background-color"))
                found += [_Layer(_groups(step), colour, whole=True)] if colour is not None and colour[3] > 0 else []
                continue
            seen = surface.box if surface.canvas else _visible(surface.node)
            if not seen.overlap(core):
                continue
            behind = id(surface.node) in above or surface.key < _key(step)
            if not behind and id(surface.node) in within and step is place:
                behind = True
            if not behind or _blends(surface.node):
                return None
            whole = surface.canvas or seen.overlap(core) > 0.99 * core.area
            found.append(_Layer(_groups(surface.node), surface.colour, whole))
    return found


def _canvas(step: Node) -> Colour | None:
    page = next((n for n in step.tree.nodes[step.document] if n.tag == "html"), None)
    scheme = page.style("color-scheme") if page is not None else ""
    return None if "dark" in scheme and "light" not in scheme else _WHITE


def _own_canvas(step: Node) -> bool:
    """Whether a frame has a canvas of its own: it is see-through unless its colour scheme is another than around it."""
    page = next((n for n in step.tree.nodes[step.document] if n.tag == "html"), None)
    frame = next((n for n in step.ancestors if n.document != step.document), None)
    if page is None or frame is None:
        return False
    return ("dark" in page.style("color-scheme")) != ("dark" in frame.style("color-scheme"))


def _visible(node: Node) -> Box:
    """The part of a box that what holds it does not cut off."""
    assert node.box is not None
    x, y, right, bottom = node.box.x, node.box.y, node.box.x + node.box.width, node.box.y + node.box.height
    if node.style("position") != "fixed":
        for above in node.ancestors:
            if above.document != node.document:
                break
            if above.box is not None and above.tag not in ("html", "body") and above.style("overflow-y") in _CLIPPING:
                x, y = max(x, above.box.x), max(y, above.box.y)
                right, bottom = min(right, above.box.x + above.box.width), min(bottom, above.box.y + above.box.height)
    return Box(x, y, max(0.0, right - x), max(0.0, bottom - y))


def _blends(node: Node) -> bool:
    if node.style("mix-blend-mode") not in ("", "normal"):
        return True
    effect = node.style("filter")
    return effect not in ("", "none") and not effect.startswith(_HARMLESS)


def _groups(node: Node) -> tuple[Node, ...]:
    return tuple(reversed([n for n in (node, *node.ancestors) if _opacity(n) < 1]))


def _opacity(node: Node) -> float:
    try:
        return min(1.0, max(0.0, float(node.style("opacity") or 1)))
    except ValueError:
        return 1.0


def _flatten(layers: Sequence[_Layer] | None) -> Colour | None:
    """One opaque colour; None where a layer that shows cannot be told."""
    if layers is None:
        return None
    shown: list[_Layer] = []
    for layer in layers:
        if layer.colour is not None and layer.colour[3] >= 1 and layer.whole:
            # What it covers does not show: all that fades with it, or is faded further.
            shown = [s for s in shown if s.groups[: len(layer.groups)] != layer.groups]
        shown.append(layer)
    if any(layer.colour is None or not layer.whole for layer in shown):
        return None
    red, green, blue, _ = _over(_compose(shown, 0), _WHITE)
    return red, green, blue, 1.0


def _compose(layers: Sequence[_Layer], depth: int) -> Colour:
    result, at = _NOTHING, 0
    while at < len(layers):
        layer = layers[at]
        if len(layer.groups) > depth:
            end = at
            while end < len(layers) and layers[end].groups[depth : depth + 1] == layer.groups[depth : depth + 1]:
                end += 1
            red, green, blue, alpha = _compose(layers[at:end], depth + 1)
            result, at = _over((red, green, blue, alpha * _opacity(layer.groups[depth])), result), end
        else:
            assert layer.colour is not None  # those that cannot be told were sorted out
            result, at = _over(layer.colour, result), at + 1
    return result


def _over(top: Colour, ground: Colour) -> Colour:
    alpha = top[3] + ground[3] * (1 - top[3])
    if alpha == 0:
        return _NOTHING
    red, green, blue = ((t * top[3] + g * ground[3] * (1 - top[3])) / alpha for t, g in zip(top[:3], ground[:3], strict=True))
    return red, green, blue, alpha


def _luminance(colour: Colour) -> float:
    red, green, blue = (c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _clipped_away(text: Node, root: Node) -> bool:
    for above in text.ancestors:
        if above.box is not None and 0 < min(above.box.width, above.box.height) < _TINY_PX and above.tag not in ("slot",):
            return True
        if above is root:
            return False
    return False
