"""Marks findings that are expected: why, until when, and by whom. No verdict changes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from auditor.results import Acceptance, Finding, Result
from auditor.results.run import AcceptedRule

__all__ = ["accept", "lapsed"]

_SPEAKING = ("fail", "warn")


def accept(result: Result, accepted: Sequence[AcceptedRule], day: str) -> Result:
    """The result with its accepted findings marked, as things stood on a day (RFC 3339). The first acceptance of a rule holds."""
    holding: dict[str, AcceptedRule] = {}
    for one in accepted:
        if day <= one.until:
            holding.setdefault(one.rule, one)
    return msgspec.structs.replace(result, findings=tuple(_marked(finding, holding) for finding in result.findings))


def lapsed(result: Result, accepted: Sequence[AcceptedRule], day: str) -> tuple[AcceptedRule, ...]:
    """Acceptances that are over although their rule still fails or warns."""
    open_ = {finding.rule for finding in result.findings if finding.verdict in _SPEAKING and finding.accepted is None}
    return tuple(one for one in accepted if one.until < day and one.rule in open_)


def _marked(finding: Finding, holding: dict[str, AcceptedRule]) -> Finding:
    known = holding.get(finding.rule)
    if known is None or finding.verdict not in _SPEAKING:
        return finding
    return msgspec.structs.replace(finding, accepted=Acceptance(reason=known.reason, until=known.until, by=known.by))
