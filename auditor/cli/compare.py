"""Say what changed between two runs."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli._common import colour_wanted, fail_on_option

__all__ = ["command"]


@click.command("compare")
@click.argument("before", type=click.Path(path_type=Path), metavar="RUN_A")
@click.argument("after", type=click.Path(path_type=Path), metavar="RUN_B")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON (its shape: `auditor schema comparison`).")
@click.option("--markdown", "as_md", is_flag=True, help="Print it as Markdown.")
@fail_on_option
def command(before: Path, after: Path, as_json: bool, as_md: bool, fail_on: str) -> None:
    """Say what changed from run A to run B: findings, promises, banner, trackers, cookies, storage, site by site.

    What one of the runs could not establish is no change. With --fail-on, status 1 where a rule of that severity fails in B and
    did not in A.

    \b
    Examples:
      auditor compare reports/2026-11-16 reports/2026-11-23
      auditor compare reports/old reports/new --fail-on serious
    """
    from auditor.evidence.store import RunFolder
    from auditor.fleet.runs import read_run
    from auditor.results import SEVERITIES
    from auditor.results.compare import compare

    old, new = (read_run(RunFolder.open(path)) for path in (before, after))
    comparison = compare(old, new)
    if as_json:
        import json

        import msgspec

        from auditor.escape import json_document

        click.echo(json_document(json.dumps(msgspec.to_builtins(comparison), ensure_ascii=False, indent=1)))
    else:
        from auditor.report.comparison import as_markdown, as_text

        language = new.info.report_language
        text = as_markdown(comparison, language) if as_md else as_text(comparison, language, colour=colour_wanted())
        click.echo(text, nl=False)
    counted = SEVERITIES[SEVERITIES.index(fail_on) :] if fail_on != "never" else ()
    click.get_current_context().exit(1 if any(c.severity in counted for c in comparison.new_failures) else 0)
