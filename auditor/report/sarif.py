"""SARIF 2.1.0: findings as a code-scanning service reads them. The place of a finding is the address of the page.

Level: a critical or serious failure is an error, a minor one or a warning a warning, an inconclusive rule a note (kind `open`).
Rules that pass or do not apply have results of those kinds, so that what was checked is told too. A finding keeps its fingerprint
from run to run: site and rule.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from auditor.escape import json_document, link, visible
from auditor.report.table import site_rows
from auditor.results import Finding, Result
from auditor.results.run import Run

__all__ = ["SUFFIX", "render"]

SUFFIX = ".sarif"

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_TEXT = 4_000
_REFERENCES = 100
_KINDS = {"fail": "fail", "warn": "review", "inconclusive": "open", "pass": "pass", "not-applicable": "notApplicable"}


def render(run: Run, language: str) -> str:
    """Write the document. `language` changes nothing but what results bring."""
    rows = sorted(site_rows(run), key=lambda row: row.number)
    rules: dict[str, dict[str, Any]] = {}
    for row in rows:
        for finding in row.findings:
            rules.setdefault(finding.rule, _rule(finding))
    ids = sorted(rules)
    document = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "auditor", "version": run.info.tool, "rules": [rules[name] for name in ids]}},
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": all(row.standing != "not-audited" for row in rows),
                        **_time("startTimeUtc", run.info.started_at),
                        **_time("endTimeUtc", run.info.ended_at),
                        "toolExecutionNotifications": [
                            {"level": "error", "message": {"text": visible(row.result.error.message, _TEXT)}}
                            for row in rows
                            if row.result.error is not None
                        ],
                    }
                ],
                "results": [_result(row.result, finding, ids.index(finding.rule)) for row in rows for finding in row.findings],
            }
        ],
    }
    return json_document(json.dumps(document, ensure_ascii=False, indent=1)) + "\n"


def _time(name: str, text: str | None) -> dict[str, str]:
    try:
        return {name: datetime.fromisoformat((text or "").replace("Z", "+00:00")).strftime("%Y-%m-%dT%H:%M:%SZ")}
    except ValueError:
        return {}


def _rule(finding: Finding) -> dict[str, Any]:
    return {
        "id": visible(finding.rule, 120),
        "shortDescription": {"text": visible(finding.title or finding.rule, _TEXT)},
        "properties": {"severity": finding.severity, "basis": [visible(text, _TEXT) for text in finding.basis]},
    }


def _result(result: Result, finding: Finding, index: int) -> dict[str, Any]:
    address = link(result.final_url) or link(result.url) or "about:blank"
    return {
        "ruleId": visible(finding.rule, 120),
        "ruleIndex": index,
        "kind": _KINDS[finding.verdict],
        "level": _level(finding),
        "message": {"text": visible(finding.summary, _TEXT) or finding.rule},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": address}}}],
        "partialFingerprints": {
            "siteAndRule/v1": hashlib.sha256(f"{result.url} {finding.rule}".encode("utf-8", "backslashreplace")).hexdigest()[:32]
        },
        "properties": {
            "evidence": [visible(text, _TEXT) for text in finding.evidence[:_REFERENCES]],
            **({"certainty": finding.certainty} if finding.certainty else {}),
            **({"certaintyBecause": [visible(t, _TEXT) for t in finding.certainty_because]} if finding.certainty_because else {}),
        },
        **_suppressed(finding),
    }


def _suppressed(finding: Finding) -> dict[str, Any]:
    """An accepted finding stays what it is; services show it apart."""
    known = finding.accepted
    if known is None:
        return {}
    by = f" ({known.by})" if known.by else ""
    text = visible(f"{known.reason}{by}, until {known.until}", _TEXT)
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": text}]}


def _level(finding: Finding) -> str:
    """`none` for every kind but `fail`, as the standard asks."""
    if finding.verdict != "fail":
        return "none"
    return "warning" if finding.severity == "minor" else "error"
