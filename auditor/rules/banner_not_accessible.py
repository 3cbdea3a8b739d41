"""A control of the choice cannot be reached by keyboard, or has no name for a screen reader.

Why it matters: who presses no mouse, or hears the page read, must be able to choose too.

Observed: the controls that accept, refuse, open the settings or save. Whether presses of Tab lead to each is worked out from what
can have focus in the page as it stands (the order of the HTML standard, shadow roots and frames included), its name by the common
cases of the name computation of WAI-ARIA. A control that closes is only warned of.

Limits: a script may move the focus, or make an element reachable, in answer to a key; that is not seen in a picture of the page.
Where arrow keys are the way (toolbars, tabs, radio buttons) nothing is concluded. That Enter works on it is not tried.

Sources: EN 301 549, 9.2.1.1 and 9.4.1.2 (WCAG 2.1.1 and 4.1.2); GDPR, art. 7(2) and 12(1).
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs.design import ControlsOfChoice
from auditor.results import Control
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="banner-not-accessible",
    title={
        "en": "The banner cannot be used without a mouse or without sight",
        "fr": "Bandeau inutilisable sans souris ou sans la vue",
    },
    severity="minor",
    needs=(ControlsOfChoice,),
    basis=(
        Basis("cnil", "RGPD, art. 12(1)"),
        Basis("cnil", "EN 301 549, 9.2.1.1 et 9.4.1.2"),
        Basis("edpb", "GDPR, art. 12(1)"),
        Basis("edpb", "EN 301 549, 9.2.1.1 and 9.4.1.2"),
    ),
    texts={
        "unreachable": {
            "en": "Not reached by the Tab key: {unreachable}",
            "fr": "Non atteints par la touche Tab : {unreachable}",
        },
        "nameless": {
            "en": "Without a name for a screen reader: {nameless}",
            "fr": "Sans nom pour un lecteur d’écran : {nameless}",
        },
        "lacking": {
            "en": "Not reached by the Tab key: {unreachable}; without a name for a screen reader: {nameless}",
            "fr": "Non atteints par la touche Tab : {unreachable} ; sans nom pour un lecteur d’écran : {nameless}",
        },
        "unknown": {
            "en": "Whether these can be reached by keyboard, or what they are called, is not established: {which}",
            "fr": "L’accès au clavier ou le nom de ces contrôles n’est pas établi : {which}",
        },
        "usable": {
            "en": "All controls of the choice can be reached by the Tab key and have a name ({stops})",
            "fr": "Tous les contrôles de choix sont atteints par la touche Tab et ont un nom ({stops})",
        },
    },
)


def judge(given: Given) -> Answer:
    """Look at each control."""
    controls = given[ControlsOfChoice]
    page = (reference("page", "arrival", "before"),)
    unreachable = [n for n, c in controls.items() if c.keyboard == "unreachable"]
    nameless = [n for n, c in controls.items() if c.accessible_name == ""]
    if unreachable or nameless:
        said = {"unreachable": _named(unreachable, controls), "nameless": _named(nameless, controls)}
        only_closing = set(unreachable) | set(nameless) == {"close"}
        which = "nameless" if not unreachable else "lacking" if nameless else "unreachable"
        return Answer("warn" if only_closing else "fail", which, said, page)
    unknown = [n for n, c in controls.items() if (c.keyboard == "unknown" or c.accessible_name is None) and n != "close"]
    if unknown:
        return Answer("inconclusive", "unknown", {"which": _named(unknown, controls)}, page)
    stops = ", ".join(f"« {c.text} » {'?' if c.tab_stops is None else c.tab_stops} Tab" for c in controls.values())
    return Answer("pass", "usable", {"stops": stops}, page)


def _named(which: list[str], controls: dict[str, Control]) -> str:
    return ", ".join(f"« {controls[name].text} »" if controls[name].text else name for name in which) or "–"
