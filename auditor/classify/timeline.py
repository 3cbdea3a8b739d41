"""When trackers were contacted, beside the steps of the visit: what a reader needs to see that it came after the press."""

from __future__ import annotations

from auditor.classify.site import Site
from auditor.evidence import Evidence, Visit
from auditor.results import Call, Moment, Timeline

__all__ = ["timelines"]

_CALLS = 400
_STEPS = 40


def timelines(evidence: Evidence, site: Site) -> tuple[Timeline, ...]:
    """One for each visit that saw the page, in the order of the evidence."""
    return tuple(_timeline(visit, site) for visit in evidence.visits if visit.marks)


def _timeline(visit: Visit, site: Site) -> Timeline:
    calls = sorted(
        (Call(at_ms=c.at_ms, host=c.host, purpose=c.purpose, phase=c.phase) for c in site.contacts if c.visit == visit.name),
        key=lambda call: (call.at_ms, call.host),
    )
    waits = {(settled.phase, settled.step): settled.waited_ms for settled in visit.settled}
    steps = tuple(Moment(at_ms=m.at_ms, phase=m.phase, step=m.step) for m in visit.marks[:_STEPS])
    last = [m.at_ms + waits.get((m.phase, m.step), 0.0) for m in visit.marks]
    return Timeline(
        visit=visit.name,
        ends_ms=max([*last, *(call.at_ms for call in calls)]),
        steps=steps,
        calls=tuple(calls[:_CALLS]),
        left_out=max(0, len(calls) - _CALLS),
    )
