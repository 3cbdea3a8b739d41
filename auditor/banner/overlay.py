"""What lies before the page and asks for no consent: an age gate, a newsletter, a country chooser, an app to install.

A person puts it away first. Pure: a page goes in, the overlay comes out with the control that a person would press. What speaks
of cookies, or is built like a question for consent, is never one: it would be the banner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from auditor.banner.controls import Pressable, gather
from auditor.banner.found import FoundBanner, FoundControl
from auditor.banner.known import Selectors
from auditor.banner.normal import words
from auditor.banner.place import is_layer
from auditor.catalogue.wording import Wording
from auditor.evidence.page import Box, Node, Tree

__all__ = ["FoundOverlay", "find_overlay"]

_MOST_TEXT, _MOST_NODES = 2_500, 600
"""A layer with more is the page itself: single-page applications put everything into one fixed element."""
_LEAST_SHARE = 0.04
"""Of the viewport; what is smaller hides no banner."""
_WHOLE_SHARE = 0.9
_ICON_PX = 64.0
_CONSENT_NAMES = ("cookie", "consent", "gdpr", "rgpd", "dsgvo", "cmp-")
_CLOSING_NAMES = ("close", "dismiss", "fermer", "cerrar", "schliess")
"""What programs call a cross that says nothing."""
_FIELDS = ("text", "email", "tel", "")
_MOST_WEAK = 2
"""Words that a newsletter's small print shares with a notice of consent; a text with more of them, and nothing else to tell what
it is, is left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOverlay:
    """A layer over the page that asks for no consent."""

    root: Node
    control: FoundControl | None
    """What puts it away; None where nothing is known to."""
    text: str
    """What a person reads in it; at most 300 characters."""
    is_gate: bool
    """True where it asks for the visitor's age."""


def find_overlay(tree: Tree, selectors: Selectors, banner: FoundBanner | None) -> FoundOverlay | None:
    """The overlay nearest to the eye that a person would put away; None where none stands there.

    Where a banner stands, overlays are those painted over it, wherever they lie: whether one covers what is to be pressed is
    for the mouse to find out. Without one, an overlay counts where it lies on the middle of the viewport.
    """
    around = (banner.root, *banner.root.ancestors) if banner is not None else ()
    floor = max((n.paint for n in banner.root.walk()), default=-1) if banner is not None else -1
    layers = _layers(tree, banner.root if banner is not None else None, {id(node) for node in around})
    found: list[tuple[int, FoundOverlay]] = []
    for node in layers:
        paint = max(inner.paint for inner in node.walk())
        if paint <= floor or (banner is None and not _on_the_middle(node, layers)):
            continue
        overlay = _read(node, selectors)
        if overlay is not None:
            found.append((paint, overlay))
    return max(found, key=lambda one: (one[1].control is not None, one[0]))[1] if found else None


def _layers(tree: Tree, banner: Node | None, around: set[int]) -> list[Node]:
    """The outermost layers in sight, but for the banner, and for what holds it or the page."""
    found: list[Node] = []
    stack = [tree.root]
    width, height = tree.page.viewport
    view = Box(0.0, 0.0, width, height)
    while stack:
        node = stack.pop()
        if node is banner:
            continue
        if id(node) not in around and is_layer(node) and any(inner.shown for inner in _few(node)):
            boxes = (inner.box for inner in _few(node) if inner.box is not None and inner.shown)
            share = max((box.overlap(view) for box in boxes), default=0.0) / max(view.area, 1.0)
            if share >= _LEAST_SHARE and _is_small(node):
                found.append(node)
                continue
        if not node.concealed:
            stack.extend(reversed(node.children))
    return found


def _few(node: Node) -> Iterator[Node]:
    for inner, _ in zip(node.walk(), range(_MOST_NODES + 1), strict=False):
        yield inner


def _is_small(node: Node) -> bool:
    return sum(1 for _ in _few(node)) <= _MOST_NODES and len(node.shown_text()) <= _MOST_TEXT


def _on_the_middle(node: Node, layers: Iterable[Node]) -> bool:
    """True where the middle of the viewport belongs to it, or to a bare layer that shades the page behind it."""
    width, height = node.tree.page.viewport
    view = Box(0.0, 0.0, width, height)
    if any(box.x <= width / 2 <= box.x + box.width and box.y <= height / 2 <= box.y + box.height for box in _boxes(node)):
        return True
    shades = (other for other in layers if other is not node and not other.shown_text())
    return any(box.overlap(view) >= _WHOLE_SHARE * view.area for shade in shades for box in _boxes(shade))


def _boxes(node: Node) -> Iterator[Box]:
    return (inner.box for inner in node.walk() if inner.shown and inner.box is not None and inner.tag != "#text")


def _read(node: Node, selectors: Selectors) -> FoundOverlay | None:
    text = node.shown_text()
    notices = selectors.vocabulary.notices(text)
    if notices.strong or notices.settled or _named_for_consent(node):
        return None
    pressables = [p for p in gather(node) if not p.is_switch and not p.disabled]
    words_of = _Words(selectors.wording)
    gate = words_of.speaks("gate", text)
    told = gate or bool(notices.foreign) or _has_field(node)
    if not told and (len(notices.weak) > _MOST_WEAK or not (_is_dialog(node) or _stands_before_more(node, text))):
        return None
    control = _way_past(pressables, selectors, words_of, gate=gate)
    if control is None and not (gate or notices.foreign or _is_dialog(node)):
        return None
    if not pressables and not _has_field(node) and not gate:
        return None  # a spinner, a curtain: nobody can press anything in it, and it may go by itself
    return FoundOverlay(root=node, control=control, text=text[:300], is_gate=gate)


def _stands_before_more(node: Node, text: str) -> bool:
    """True where the page behind it says at least as much: else it may be the page."""
    return len(node.tree.root.shown_text()) >= 2 * len(text)


def _way_past(pressables: Iterable[Pressable], selectors: Selectors, said: _Words, *, gate: bool) -> FoundControl | None:
    ranked: list[tuple[int, Pressable, str]] = []
    for pressable in pressables:
        name, label = pressable.name, pressable.label
        action = selectors.vocabulary.read(name, pressable.node.tree.language).action
        if action == "other" and label:
            action = selectors.vocabulary.read(label, pressable.node.tree.language).action
        if action in ("subscribe", "settings", "save", "reopen") or (gate and said.speaks("leave", name)):
            continue
        leads_away = _leads_away(pressable.node)
        if gate:
            rank = _rank_in_gate(action, enters=said.speaks("enter", name))
        elif leads_away:
            rank = None
        else:
            silent = not any(c.isalnum() for c in name) and _is_cross(pressable.node)
            rank = _rank(action, dismisses=said.speaks("dismiss", name), silent=silent)
        if rank is not None:
            ranked.append((rank, pressable, action))
    if not ranked:
        return None
    _, chosen, action = min(ranked, key=lambda one: one[0])
    return FoundControl(
        action="dismiss",
        text=chosen.name,
        node=chosen.node,
        role=chosen.role,
        because=(f"puts an overlay away: {'enters' if gate else action}",),
        disabled=chosen.disabled,
    )


def _rank(action: str, *, dismisses: bool, silent: bool) -> int | None:
    """How fit a control is to put a layer away, the least first; None for one that may do something else."""
    if action == "close":
        return 0
    if silent:
        return 1
    if dismisses and action in ("other", "refuse", "acknowledge"):
        return 2
    return {"refuse": 3, "acknowledge": 4}.get(action)


def _rank_in_gate(action: str, *, enters: bool) -> int | None:
    if enters and action != "refuse":
        return 0
    return {"accept": 1, "acknowledge": 2, "close": 3}.get(action)


class _Words:
    """The phrases of `overlay` of all languages."""

    def __init__(self, wording: Mapping[str, Wording]) -> None:
        self._wording = wording

    def speaks(self, kind: str, text: str) -> bool:
        """True where one of the phrases stands in a text."""
        line = f" {' '.join(words(text))} "
        phrases = (phrase for one in self._wording.values() for phrase in getattr(one.overlay, kind))
        return any(f" {' '.join(words(phrase))} " in line for phrase in phrases)


def _named_for_consent(node: Node) -> bool:
    near = [node, *(n for n in _few(node) if not n.tag.startswith("#"))][:12]
    named = " ".join(f"{n.attribute('id')} {n.attribute('class')[:300]} {n.tag}" for n in near).lower()
    return any(name in named for name in _CONSENT_NAMES)


def _is_dialog(node: Node) -> bool:
    near = (n for n, _ in zip(node.walk(), range(12), strict=False))
    return any(n.tag == "dialog" or n.attribute("role") in ("dialog", "alertdialog") for n in near)


def _has_field(node: Node) -> bool:
    return any(
        n.tag in ("select", "textarea") or (n.tag == "input" and n.attribute("type").lower() in _FIELDS)
        for n in _few(node)
        if n.shown
    )


def _leads_away(node: Node) -> bool:
    link = next((n for n in (node, *node.ancestors) if n.tag == "a"), None)
    if link is None:
        return False
    href = link.attribute("href").strip().lower()
    return bool(href) and not href.startswith(("#", "javascript:"))


def _is_cross(node: Node) -> bool:
    if node.box is None or max(node.box.width, node.box.height) > _ICON_PX:
        return False
    near = [node, *(n for n in node.walk() if not n.tag.startswith("#"))][:6]
    named = " ".join(f"{n.attribute('id')} {n.attribute('class')[:200]} {n.attribute('data-dismiss')}" for n in near).lower()
    return any(name in named for name in _CLOSING_NAMES) or "data-dismiss" in node.attributes
