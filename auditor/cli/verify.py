"""Check a run folder against its manifest."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli._common import folder_argument

__all__ = ["command"]


@click.command("verify")
@folder_argument
def command(run: Path) -> None:
    """Check a run folder against its manifest and name every file that changed, is missing or was added. Status 2 then.

    The digest that is printed fixes the whole run: kept elsewhere (a mail, a notary, a time stamp), it shows later that
    neither the files nor the manifest were changed.

    \b
    Example:
      auditor verify reports/monday
    """
    from auditor.escape import terminal
    from auditor.evidence.store import RunFolder

    folder = RunFolder.open(run)
    problems = folder.verify()
    for problem in problems:
        click.echo(terminal(problem))
    if problems:
        from auditor.cli._common import say

        say(f"{run} is not as it was sealed ({len(problems)} {'file' if len(problems) == 1 else 'files'})")
        click.get_current_context().exit(2)
    click.echo(f"{run} is as it was sealed: {folder.size} files, manifest.sha256 has SHA-256 {folder.seal_digest}")
