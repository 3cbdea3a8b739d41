"""List the runs."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli._history import history_option, opened, reports_argument

__all__ = ["command"]

_MARKS = {"fail": "✗", "warn": "!", "inconclusive": "?", "pass": "✓"}


@click.command("runs")
@reports_argument
@history_option
@click.option("--json", "as_json", is_flag=True, help="Print the runs as JSON (their shape: `auditor schema runs`).")
def command(folder: Path, history: str | None, as_json: bool) -> None:
    """List the runs, the newest first; index those in DIR (default: reports) that are new or were judged again.

    The index is a database beside the runs, or the one that --history names, which several machines can share. It is made
    from the run folders; only until when a schedule was served stands nowhere else.

    \b
    Examples:
      auditor runs
      auditor runs /srv/reports --history postgresql://auditor@db/auditor
    """
    with opened(history, folder) as index:
        runs = index.runs()
    if as_json:
        import json

        import msgspec

        from auditor.escape import json_document

        click.echo(json_document(json.dumps(msgspec.to_builtins(runs), ensure_ascii=False, indent=1)))
        return
    if not runs:
        click.echo(f"No run in {folder}.")
        return

    import platform

    from tabulate import tabulate

    from auditor.escape import terminal

    here = platform.node()
    rows = [
        [
            run.id,
            terminal(run.started_at),
            f"{terminal(run.first_site, 60)}{f' and {run.sites - 1} more' if run.sites > 1 else ''}",
            "  ".join(f"{run.verdicts[verdict]} {mark}" for verdict, mark in _MARKS.items()),
            f"{run.failed} not audited" if run.failed else "" if run.ended_at else "interrupted",
            terminal(run.profile),
            terminal(_shown(run.folder) if run.host == here else f"{run.host}:{run.folder}", None),
        ]
        for run in runs
    ]
    click.echo(tabulate(rows, ["Run", "Started", "Sites", "Findings", "", "Profile", "Folder"], tablefmt="plain"))


def _shown(folder: str) -> str:
    try:
        return str(Path(folder).relative_to(Path.cwd()))
    except ValueError:
        return folder
