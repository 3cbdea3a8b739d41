"""What axe-core said of the controls of the banner, each tied to the control as our own reading of the same moment has it. Pure.

What axe-core could not decide (`incomplete`) is left to a person. Its rules on names know nothing of what a style sheet writes,
so that our own reading of the name goes with each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.banner import FoundControl
from auditor.banner.spoken import accessible_name
from auditor.classify.axe import Axe, AxeViolation
from auditor.classify.banner_facts import Looker
from auditor.classify.records import VisitRecords
from auditor.evidence.records.accessibility import AxeRun, AxeSaid

__all__ = ["read_axe"]

_ON_NAMES = frozenset(
    {
        "aria-command-name", "aria-input-field-name", "aria-toggle-field-name", "button-name", "input-button-name",
        "input-image-alt", "label", "link-name", "select-name", "summary-name",
    }
)  # fmt: skip
"""Rules of axe-core that ask whether an element has an accessible name.
Source: https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md"""
_CHOICE = ("accept", "refuse", "settings", "save", "acknowledge", "close", "toggle")
_LABEL = 200


def read_axe(visits: Sequence[VisitRecords], look: Looker) -> Axe:
    """Read what every visit holds; what two of them say of the same control counts once, as the first has it."""
    engine = ""
    violations: dict[tuple[str, str, str], AxeViolation] = {}
    named: set[tuple[str, str]] = set()
    for visit in visits:
        record = visit.accessibility
        for run in record.runs if record is not None else ():
            banner = look.banner(visit, run.page)
            if record is None or banner is None:
                continue
            engine = engine or record.engine
            asked = set(run.controls)
            controls = {c.node.backend: c for c in banner.controls if c.action in _CHOICE and c.node.backend in asked}
            for said, control in _about(run, controls):
                text = control.text[:_LABEL]
                if said.outcome == "pass" and said.rule in _ON_NAMES:
                    named.add((control.action, text))
                elif said.outcome == "violation":
                    found = AxeViolation(
                        rule=said.rule,
                        impact=said.impact,
                        criteria=said.criteria,
                        action=control.action,
                        text=text,
                        phase=run.phase,
                        on_name=said.rule in _ON_NAMES,
                        own_name=accessible_name(control.node),
                    )
                    violations.setdefault((found.rule, found.action, found.text), found)
    return Axe(
        engine=engine,
        violations=tuple(sorted(violations.values(), key=lambda v: (v.rule, v.action, v.text))),
        named=frozenset(named),
    )


def _about(run: AxeRun, controls: dict[int, FoundControl]) -> Iterator[tuple[AxeSaid, FoundControl]]:
    for said in run.said:
        for element in said.elements:
            control = controls.get(element.control) if element.control is not None else None
            if control is not None:
                yield said, control
