"""Remove old runs."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli._common import say
from auditor.cli._history import history_option, opened, reports_argument

__all__ = ["command"]


@click.command("prune")
@reports_argument
@click.option("--keep", type=click.IntRange(1), metavar="N", help="Keep the last N runs of each site.")
@click.option("--older-than", metavar="AGE", help="Only runs that began longer ago: 90d, 12w, 36h, 2y.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@history_option
def command(folder: Path, keep: int | None, older_than: str | None, dry_run: bool, history: str | None) -> None:
    """Remove old runs in DIR (default: reports), evidence included, and take them out of the index.

    A run is removed where each of its sites has N newer ones, and it is old enough; one of the two may be left out. Only
    files that the manifest of a run lists are removed: a folder that is no run, and a file that is not of the run, stay.

    \b
    Examples:
      auditor prune --keep 12 --dry-run
      auditor prune /srv/reports --older-than 1y --keep 4
    """
    from auditor.errors import AuditorError
    from auditor.escape import terminal
    from auditor.fleet.about import now
    from auditor.fleet.history import prune

    old = prune.check(keep, older_than)
    with opened(history, folder) as index:
        found, problems = prune.find(folder)
        for problem in problems:
            say(problem)
        chosen = prune.choose(found, keep=keep, older_than=old, now=now())
        removed = 0
        for run in chosen:
            if not dry_run:
                try:
                    left = prune.remove(run.path)
                    index.forget(run.path.resolve())
                except AuditorError as error:
                    say(f"kept: {error}")
                    continue
                if left:
                    say(f"{run.path} stays, with {left} files that are not of the run")
            removed += 1
            click.echo(f"{terminal(run.info.started_at)}  {terminal(str(run.path), None)}")
    what = "would be removed" if dry_run else "removed"
    click.echo(f"{removed} of {len(found)} runs {what}.")
    click.get_current_context().exit(2 if removed < len(chosen) else 0)
