"""JUnit XML: a test suite a site, a test case a rule, so that a CI service shows the findings as it shows tests.

A failed rule is a failure, a site that could not be audited is an error, and a rule that is inconclusive, does not apply, or is
accepted for now is skipped, with the reason: a service that shows it as passed would say more than was established. A warning
passes and says so in its output. Rule ids and verdicts are the same in every language; the texts are those of the results.

Source: the schema of Jenkins' xUnit plug-in (junit-10.xsd), which GitLab, Jenkins and the actions for GitHub read.
"""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree as Xml

from auditor.escape import visible
from auditor.report.table import SiteRow, site_rows
from auditor.results import Finding
from auditor.results.run import Run

__all__ = ["SUFFIX", "render"]

SUFFIX = ".junit.xml"

_TEXT = 4_000
_REFERENCES = 50


def render(run: Run, language: str) -> bytes:
    """Write the document. `language` changes nothing but what results bring."""
    rows = sorted(site_rows(run), key=lambda row: row.number)
    whole = _counts(rows)
    del whole["skipped"]  # the schema has it on a suite only
    root = Xml.Element("testsuites", {"name": "auditor", **whole})
    for row in rows:
        suite = Xml.SubElement(
            root,
            "testsuite",
            {
                "name": visible(row.name, 200),
                "timestamp": _timestamp(run.info.started_at),
                "hostname": "auditor",
                **_counts([row]),
            },
        )
        if row.standing == "not-audited":
            case = Xml.SubElement(suite, "testcase", {"classname": visible(row.name, 200), "name": "audit", "time": "0"})
            error = row.result.error
            kind, message = (error.kind, error.message) if error else ("unknown", "no reason was recorded")
            Xml.SubElement(case, "error", {"type": visible(kind, 80), "message": visible(message, _TEXT)})
        for finding in row.findings:
            _case(suite, row, finding)
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written + b"\n"


def _case(suite: Xml.Element, row: SiteRow, finding: Finding) -> None:
    case = Xml.SubElement(
        suite, "testcase", {"classname": visible(row.name, 200), "name": visible(finding.rule, 120), "time": "0"}
    )
    message = visible(finding.summary, _TEXT)
    if finding.accepted is not None:
        known = finding.accepted
        by = f" by {known.by}" if known.by else ""
        why = visible(f"{finding.verdict}, accepted until {known.until}{by}: {known.reason}", _TEXT)
        Xml.SubElement(case, "skipped", {"message": f"{why} · {message}"})
    elif finding.verdict == "fail":
        failure = Xml.SubElement(case, "failure", {"type": finding.severity, "message": message})
        failure.text = "\n".join(visible(line, _TEXT) for line in (*finding.basis, *finding.evidence[:_REFERENCES]))
    elif finding.verdict in ("inconclusive", "not-applicable"):
        Xml.SubElement(case, "skipped", {"message": f"{finding.verdict}: {message}"})
    elif finding.verdict == "warn":
        Xml.SubElement(case, "system-out").text = f"warn: {message}"


def _counts(rows: list[SiteRow]) -> dict[str, str]:
    findings = [finding for row in rows for finding in row.findings]
    failed = sum(row.standing == "not-audited" for row in rows)
    skipped = sum(f.verdict in ("inconclusive", "not-applicable") or f.accepted is not None for f in findings)
    return {
        "tests": str(len(findings) + failed),
        "failures": str(sum(f.verdict == "fail" and f.accepted is None for f in findings)),
        "errors": str(failed),
        "skipped": str(skipped),
        "time": "0",
    }


def _timestamp(text: str) -> str:
    """As the schema asks: no zone, no fractions (UTC)."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).strftime("%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return "1970-01-01T00:00:00"
