"""A control of the choice cannot be reached by keyboard, or has no name for a screen reader.

Why it matters: who presses no mouse, or hears the page read, must be able to choose too.

Observed: the controls that accept, refuse, open the settings or save. Whether presses of Tab lead to each is worked out from what
can have focus in the page as it stands (the order of the HTML standard, shadow roots and frames included), its name by the common
cases of the name computation of WAI-ARIA. A control that closes is only warned of.

Where axe-core is installed (`auditor[accessibility]`), it looks at the banner too, where it still stands at the end of a visit.
What it calls a serious or critical violation on a control of the choice, switches included, is a failure where it breaks the same
criteria (2.1.1, 4.1.2), and a warning where it breaks another one of level A or AA, such as contrast (1.4.3). What it leaves to a
person to see is no violation. Where it and our own reading of a name disagree, the name is not established. Without axe-core the
rule judges by our own reading alone.

Limits: a script may move the focus, or make an element reachable, in answer to a key; that is not seen in a picture of the page.
Where arrow keys are the way (toolbars, tabs, radio buttons) nothing is concluded. That Enter works on it is not tried.

Sources: EN 301 549, 9.2.1.1 and 9.4.1.2 (WCAG 2.1.1 and 4.1.2); GDPR, art. 7(2) and 12(1).
"""

from __future__ import annotations

from auditor.classify.axe import Axe, AxeViolation
from auditor.evidence import reference
from auditor.needs.accessibility import AxeOnControls
from auditor.needs.design import ControlsOfChoice
from auditor.results import Control, Verdict
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="banner-not-accessible",
    title={
        "en": "The banner cannot be used without a mouse or without sight",
        "fr": "Bandeau inutilisable sans souris ou sans la vue",
    },
    severity="minor",
    needs=(ControlsOfChoice, AxeOnControls),
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
        "axe": {
            "en": "axe-core reports on controls of the choice: {axe}",
            "fr": "axe-core signale, sur des contrôles de choix : {axe}",
        },
        "both": {
            "en": "Not reached by the Tab key: {unreachable}; without a name for a screen reader: {nameless}; "
            "axe-core reports: {axe}",
            "fr": "Non atteints par la touche Tab : {unreachable} ; sans nom pour un lecteur d’écran : {nameless} ; "
            "axe-core signale : {axe}",
        },
        "unknown": {
            "en": "Whether these can be reached by keyboard, or what they are called, is not established: {which}",
            "fr": "L’accès au clavier ou le nom de ces contrôles n’est pas établi : {which}",
        },
        "usable": {
            "en": "All controls of the choice can be reached by the Tab key and have a name ({stops})",
            "fr": "Tous les contrôles de choix sont atteints par la touche Tab et ont un nom ({stops})",
        },
        "usable-by-both": {
            "en": "All controls of the choice can be reached by the Tab key and have a name ({stops}); "
            "{engine} finds no serious fault in them",
            "fr": "Tous les contrôles de choix sont atteints par la touche Tab et ont un nom ({stops}) ; "
            "{engine} n’y trouve pas de défaut grave",
        },
    },
)


_SHOWN = 5
_OURS = frozenset({"2.1.1", "4.1.2"})
"""Criteria that the rule rests on."""


def judge(given: Given) -> Answer:
    """Look at each control."""
    controls, axe = given[ControlsOfChoice], given[AxeOnControls]
    page = (reference("page", "arrival", "before"),)
    unreachable = [n for n, c in controls.items() if c.keyboard == "unreachable"]
    disputed = [n for n, c in controls.items() if c.accessible_name == "" and _has_name(n, c, axe)]
    nameless = [n for n, c in controls.items() if c.accessible_name == "" and n not in disputed]
    grave = [v for v in axe.violations if v.impact in ("serious", "critical")]
    told = [v for v in grave if v.on_name and v.own_name != ""]
    broken = [v for v in grave if _OURS & set(v.criteria) and v not in told]
    other = [v for v in grave if not _OURS & set(v.criteria)]
    said = {"unreachable": _named(unreachable, controls), "nameless": _named(nameless, controls)}
    if unreachable or nameless or broken:
        only_closing = set(unreachable) | set(nameless) | {v.action for v in broken} == {"close"}
        verdict: Verdict = "warn" if only_closing else "fail"
        if not broken:
            which = "nameless" if not unreachable else "lacking" if nameless else "unreachable"
            return Answer(verdict, which, said, page)
        which, seen = ("both", page) if unreachable or nameless else ("axe", ())
        return Answer(verdict, which, {**said, "axe": _listed(broken)}, (*seen, *_references(broken)))
    if other:
        return Answer("warn", "axe", {"axe": _listed(other)}, _references(other))
    unknown = [n for n, c in controls.items() if (c.keyboard == "unknown" or c.accessible_name is None) and n != "close"]
    names = dict.fromkeys([*(_control(n, controls) for n in (*unknown, *disputed)), *(_of(v) for v in told)])
    if names:
        return Answer("inconclusive", "unknown", {"which": ", ".join(names)}, (*page, *_references(told)))
    stops = ", ".join(f"« {c.text} » {'?' if c.tab_stops is None else c.tab_stops} Tab" for c in controls.values())
    return Answer("pass", "usable-by-both" if axe.engine else "usable", {"stops": stops, "engine": axe.engine}, page)


def _has_name(name: str, control: Control, axe: Axe) -> bool:
    """Whether axe-core found a name for it; a banner that is only acknowledged has that control in the place of « accept »."""
    actions = {name, "acknowledge"} if name == "accept" else {name}
    return any((action, control.text) in axe.named for action in actions)


def _named(which: list[str], controls: dict[str, Control]) -> str:
    return ", ".join(_control(name, controls) for name in which) or "–"


def _control(name: str, controls: dict[str, Control]) -> str:
    return f"« {controls[name].text} »" if controls[name].text else name


def _listed(violations: list[AxeViolation]) -> str:
    shown = [f"{_of(v)} {v.rule} (WCAG {', '.join(v.criteria)})" for v in violations[:_SHOWN]]
    return ", ".join(shown) + (f" (+{len(violations) - _SHOWN})" if len(violations) > _SHOWN else "")


def _of(violation: AxeViolation) -> str:
    return f"« {violation.text} »" if violation.text else violation.action


def _references(violations: list[AxeViolation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reference("accessibility", v.rule, v.phase) for v in violations))
