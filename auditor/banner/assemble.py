"""From a container to a `FoundBanner`: its controls read and ordered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from auditor.banner.controls import SWITCH_ROLES, Pressable, gather
from auditor.banner.found import FoundBanner, FoundControl
from auditor.banner.known import Selectors
from auditor.evidence.page import Node

__all__ = ["assemble", "read_pressable"]

_MAX_TEXT = 20_000
_MAX_TIGHT = 300
_RANKED = frozenset({"accept", "refuse", "settings", "save"})
_DECIDING = ("accept", "refuse", "subscribe")


def assemble(
    root: Node,
    selectors: Selectors,
    *,
    ruled: Mapping[int, tuple[str, str]],
    platform: str | None,
    found_by: str,
    is_preferences: bool | None,
    because: tuple[str, ...],
    score: float,
) -> FoundBanner:
    """Build the banner of a container.

    `ruled` gives, by `id(node)`, what a platform's selectors say of a control; `is_preferences` None: judge by the switches.
    """
    pressables = gather(root)
    controls = [_control(p, selectors, ruled) for p in pressables]
    controls = _without_false_switches(_with_everything(controls, selectors))
    if is_preferences is None:
        is_preferences = _chooses_purposes(controls)
    if is_preferences:
        # « Gestion des services (2) » unfolds a list of the layer that already is the settings.
        controls = [
            replace(c, action="other") if c.action == "settings" and "aria-expanded" in c.node.attributes else c for c in controls
        ]
    text = root.shown_text()[:_MAX_TEXT]
    return FoundBanner(
        root=root,
        platform=platform,
        found_by=found_by,
        is_preferences=is_preferences,
        controls=tuple(_in_order(controls, selectors)),
        text=text,
        because=because,
        score=score,
    )


def _with_everything(controls: list[FoundControl], selectors: Selectors) -> list[FoundControl]:
    """Where « Nécessaires » stands as a button of its own, « Tous » beside it accepts."""
    named = any(c.action == "refuse" and selectors.vocabulary.names_category(c.text) for c in controls)
    if not named or any(c.action == "accept" for c in controls):
        return controls
    return [
        replace(c, action="accept", because=(*c.because, "stands beside a control that names what needs no consent"))
        if c.action == "other" and selectors.vocabulary.names_everything(c.text)
        else c
        for c in controls
    ]


def _without_false_switches(controls: list[FoundControl]) -> list[FoundControl]:
    """What is only drawn is a switch where there is something to save, and no real switch: else it shows more of a purpose."""
    saves = any(c.action == "save" for c in controls)
    drawn = {
        id(c)
        for c in controls
        if c.action == "toggle" and c.node.attribute("role") not in SWITCH_ROLES and (not c.state_known or _is_drawn(c))
    }
    if saves and not any(c.action == "toggle" and id(c) not in drawn for c in controls):
        return controls
    return [replace(c, action="other") if id(c) in drawn else c for c in controls]


def _is_drawn(control: FoundControl) -> bool:
    """True for what is a switch by its looks alone."""
    return control.role == "switch" and "aria-checked" not in control.node.attributes and not _holds_input(control.node)


def _holds_input(node: Node) -> bool:
    return node.tag in ("input", "label") or any(inner.tag == "input" for inner in node.walk())


def _chooses_purposes(controls: list[FoundControl]) -> bool:
    """True for a layer of purposes: switches, or a pair of buttons for each."""
    count = Counter(control.action for control in controls)
    if count["toggle"] and not count["settings"] and (count["save"] or count["toggle"] > 1):
        return True
    return count["accept"] > 2 and count["refuse"] > 2


def read_pressable(pressable: Pressable, selectors: Selectors) -> tuple[str, str]:
    """What a control does by its words, and why; by its accessible name where what it shows says nothing."""
    if pressable.is_switch:
        known = "" if pressable.state_known else ", and nothing says whether it stands on"
        return "toggle", f"role {pressable.role}{known}"
    language = pressable.node.tree.language
    if selectors.vocabulary.names_category(pressable.name, language) and _opens_or_heads(pressable.node):
        return "other", "names what needs no consent, and opens or heads something"
    reading = selectors.vocabulary.read(pressable.name, language)
    if reading.action == "other" and pressable.label:
        named = selectors.vocabulary.read(pressable.label, language)
        if named.action != "other":
            return named.action, f"accessible name: {named.because}"
    if reading.action == "other" and reading.language is None and pressable.visible:
        # Letters of one word in elements of their own: « <b>T</b>out accepter ».
        tight = "".join(n.text for n in pressable.node.walk() if n.tag == "#text" and n.shown)[:_MAX_TIGHT]
        joined = selectors.vocabulary.read(tight, language)
        return joined.action, joined.because
    return reading.action, reading.because


def _opens_or_heads(node: Node) -> bool:
    attributes = node.attributes
    if "aria-expanded" in attributes or attributes.get("role") == "tab" or node.tag == "summary":
        return True
    return any(above.tag in ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "li", "label") for above in (node, *node.ancestors))


def _control(pressable: Pressable, selectors: Selectors, ruled: Mapping[int, tuple[str, str]]) -> FoundControl:
    action, why = read_pressable(pressable, selectors)
    because = [why]
    rule = _rule(pressable.node, ruled)
    if rule is not None:
        # The words before the visitor win over what the platform gave the control for: sites re-use buttons, and OneTrust's
        # closing cross may read « Continuer sans accepter ».
        reread = pressable.visible and why.startswith("wording") and action in _DECIDING
        contradicts = reread and action != rule[0] and rule[0] not in ("other", "toggle")
        because = [why, rule[1]] if contradicts else [rule[1], why]
        action = action if contradicts else rule[0]
    return FoundControl(
        action=action,
        text=pressable.name,
        node=pressable.node,
        role=pressable.role,
        because=tuple(because),
        checked=pressable.checked,
        state_known=pressable.state_known,
        disabled=pressable.disabled,
    )


def _rule(node: Node, ruled: Mapping[int, tuple[str, str]]) -> tuple[str, str] | None:
    if not ruled:
        return None
    own = ruled.get(id(node))
    if own is not None:
        return own
    inner = next((ruled[id(n)] for n in node.walk() if id(n) in ruled), None)
    return inner or (ruled.get(id(node.parent)) if node.parent is not None else None)


def _in_order(controls: list[FoundControl], selectors: Selectors) -> list[FoundControl]:
    """As they stand; but among those of one action the most fitting first: one for all before many that say the same."""
    same = Counter((c.action, c.text) for c in controls)

    def rank(control: FoundControl) -> tuple[int, int, int]:
        repeated = 1 if same[control.action, control.text] > 2 else 0
        ruled = control.because[0].startswith("selectors/cmps/")
        silent = 0 if control.node.tag == "input" or control.node.shown_text() else 1
        return repeated, silent, 0 if ruled or selectors.vocabulary.says_all(control.text) else 1

    ranked: dict[str, list[FoundControl]] = {}
    for control in controls:
        ranked.setdefault(control.action, []).append(control)
    for action, group in ranked.items():
        if action in _RANKED:
            group.sort(key=rank)
    places = {action: iter(group) for action, group in ranked.items()}
    return [next(places[control.action]) for control in controls]
