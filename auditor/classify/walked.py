"""The controls of the banner as the visits walked to them: what a choice cost, and the « save » that refused.

Where nothing says « refuse » and a person refuses by turning switches off and saving, « save » is the control that refuses; it is
given as such only where that way was walked and the refusal is proven.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from auditor.banner import FoundControl
from auditor.classify.banner_facts import Looker, as_control
from auditor.classify.proof import presses_made, saved_by
from auditor.classify.records import VisitRecords
from auditor.evidence import Press, ScenarioRun
from auditor.results import Banner, Control, Outcome

__all__ = ["refused_by_saving", "saved_without_proof", "with_walked_controls"]

_LABEL = 200
_DECIDE = ("accept", "acknowledge", "refuse", "save")


def with_walked_controls(
    banner: Banner, runs: Sequence[tuple[VisitRecords, ScenarioRun]], outcomes: Mapping[str, Outcome], look: Looker
) -> Banner:
    """Give the banner with what each way cost that was walked to its end."""
    controls = dict(banner.controls)
    for visit, run in runs:
        outcome = outcomes.get(run.name)
        if run.name not in ("refuse", "accept") or outcome is None or outcome.outcome != "clicked":
            continue
        control = controls.get(run.name)
        if control is not None and control.text in outcome.path:
            controls[run.name] = msgspec.structs.replace(control, clicks=_until_made(run))
        elif control is None and refused_by_saving(run, outcome):
            save = saved_by(run)
            assert save is not None  # that is what it was asked for
            controls[run.name] = _save(visit, save, outcome, look)
    return msgspec.structs.replace(banner, controls=controls) if banner.present else banner


def _until_made(run: ScenarioRun) -> int:
    """Presses until the choice is made; what then closes a panel that stays open is no part of it."""
    made = presses_made(run)
    decisive = [number for number, press in enumerate(made, 1) if press.action in _DECIDE]
    return decisive[-1] if decisive else len(made)


def refused_by_saving(run: ScenarioRun, outcome: Outcome) -> bool:
    """Tell whether a proven refusal was made by a « save », with no control pressed that says « refuse »."""
    plain = any(press.action == "refuse" and press.reached for press in run.presses)
    return run.name == "refuse" and outcome.proven is True and saved_by(run) is not None and not plain


def saved_without_proof(run: ScenarioRun, outcome: Outcome) -> bool:
    """Tell whether the way to refuse ended in a « save » that is not shown to have refused."""
    return run.name == "refuse" and outcome.outcome == "clicked" and outcome.proven is False and saved_by(run) is not None


def _save(visit: VisitRecords, press: Press, outcome: Outcome, look: Looker) -> Control:
    panel = look.banner(visit, press.page_before)
    found = [c for c in (panel.all("save") if panel is not None else ()) if c.text == press.text]
    because = (f"no control says that it refuses: « {' › '.join(outcome.path)} » was walked, and it refused"[: 3 * _LABEL],)
    if not found:
        return Control(
            text=press.text[:_LABEL],
            layer=press.layer,
            clicks=outcome.clicks,
            role="button",
            box=None,
            contrast=None,
            area=None,
            because=because,
        )
    control: FoundControl = found[0]
    known = as_control(control, press.layer, outcome.clicks, panel.root if panel is not None else None)
    return msgspec.structs.replace(known, because=(*because, *known.because))
