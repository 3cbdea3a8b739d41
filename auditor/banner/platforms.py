"""A banner by the selectors of a known platform."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from auditor.banner.assemble import assemble
from auditor.banner.controls import gather
from auditor.banner.found import FoundBanner, FoundControl
from auditor.banner.known import Selectors
from auditor.banner.place import in_reach
from auditor.catalogue.cmp import Layer
from auditor.evidence.page import Node, Tree

__all__ = ["by_platform", "by_platform_reopen", "worth_trying"]

_TOKEN = re.compile(r"[#.]([A-Za-z_][\w-]*)")
_CONTROLS = ("accept", "refuse", "settings", "save", "acknowledge")
"""Those of which every banner of a platform has one; a cross or a switch may be missing from it."""
_BRACKETS = re.compile(r"\[[^\]]*\]")


def by_platform(tree: Tree, selectors: Selectors) -> tuple[FoundBanner | None, FoundBanner | None]:
    """The banner that a platform's own selectors show; the one nearest to the eye where several stand there.

    Two answers: the sure one, and one that is to be taken only where nothing else is found, for its container alone was
    recognised and none of the controls that the file names: others call their own banner so.
    """
    tokens = _tokens(tree)
    found: dict[bool, list[tuple[tuple[bool, int, int, int], FoundBanner]]] = {True: [], False: []}
    for name, cmp in selectors.cmps.items():
        for is_preferences, layer in ((True, cmp.preferences), (False, cmp.banner)):
            if layer is None:
                continue
            banner = _layer(tree, selectors, name, layer, tokens, is_preferences=is_preferences)
            if banner is not None:
                # Of two that stand equally near, the one whose file knows more of the controls, then the one whose selector
                # says more: a design system is used by platforms.
                nearness, known = max(n.paint for n in banner.root.walk()), _own_controls(banner, name)
                sure = known > 0 or not _names_controls(layer)
                found[sure].append(((is_preferences, nearness, known, len(banner.because[0])), banner))
                break
    sure_one, doubtful = (max(found[s], key=lambda pair: pair[0])[1] if found[s] else None for s in (True, False))
    return sure_one, doubtful


def by_platform_reopen(tree: Tree, selectors: Selectors) -> FoundControl | None:
    """A platform's own control that opens the choices again."""
    tokens = _tokens(tree)
    for name, cmp in selectors.cmps.items():
        for css, node in _select(tree, cmp.reopen, tokens):
            control = next((c for c in gather(node) if not c.is_switch and in_reach(c.node)), None)
            if control is not None:
                return FoundControl(
                    action="settings",
                    text=control.name,
                    node=control.node,
                    role=control.role,
                    because=(f"selectors/cmps/{name}.yaml: reopen {css}",),
                    disabled=control.disabled,
                )
    return None


def _layer(
    tree: Tree, selectors: Selectors, name: str, layer: Layer, tokens: frozenset[str], *, is_preferences: bool
) -> FoundBanner | None:
    for css, root in _select(tree, layer.container, tokens):
        ruled: dict[int, tuple[str, str]] = {}
        for action in ("accept", "refuse", "settings", "save", "acknowledge", "close", "subscribe", "toggle", "other"):
            for control_css, node in _select(tree, getattr(layer, action), tokens, shown=False):
                ruled.setdefault(id(node), (action, f"selectors/cmps/{name}.yaml: {action} {control_css}"))
        kind = "preferences" if is_preferences else "banner"
        banner = assemble(
            root,
            selectors,
            ruled=ruled,
            platform=name,
            found_by="rule",
            is_preferences=is_preferences,
            because=(f"selectors/cmps/{name}.yaml: {kind} container {css}",),
            score=1.0,
        )
        if in_reach(root) and _offers_choice(banner, selectors):
            return banner
    return None


def _names_controls(layer: Layer) -> bool:
    """True where a file says where its platform's controls are: a container without any of them is another's of the same name."""
    return any(getattr(layer, action) for action in _CONTROLS)


def _own_controls(banner: FoundBanner, name: str) -> int:
    """How many controls of a banner the platform's file knows by its selectors."""
    begins = f"selectors/cmps/{name}.yaml: "
    return sum(any(because.startswith(begins) for because in control.because) for control in banner.controls)


def _offers_choice(banner: FoundBanner, selectors: Selectors) -> bool:
    """False for what is left in a platform's container once the choice was made, such as a floating icon."""
    actions = {control.action for control in banner.controls}
    if actions & {"accept", "refuse", "save", "acknowledge"}:
        return True
    return bool(actions & {"settings", "close"} and selectors.vocabulary.notices(banner.text).strong)


def _select(tree: Tree, selectors: tuple[str, ...], tokens: frozenset[str], *, shown: bool = True) -> Iterator[tuple[str, Node]]:
    for css in selectors:
        if worth_trying(css, tokens):
            for node in tree.select(css):
                if not shown or (not node.concealed and any(n.shown for n in node.walk())):
                    yield css, node


def _tokens(tree: Tree) -> frozenset[str]:
    known: frozenset[str] | None = tree.derived.get(__name__)
    if known is None:
        known = frozenset(token for text in tree.page.strings if len(text) < 400 for token in text.split())
        tree.derived[__name__] = known
    return known


def worth_trying(css: str, tokens: frozenset[str]) -> bool:
    """False where an id or class that the selector needs stands nowhere in the page: most platforms are told off so."""
    return _needed(css) <= tokens


@lru_cache(maxsize=4096)
def _needed(css: str) -> frozenset[str]:
    return frozenset() if ":not(" in css or "," in css else frozenset(_TOKEN.findall(_BRACKETS.sub("", css)))
