"""Work on the catalogue of platforms, words, blocks and trackers."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.group("selectors")
def command() -> None:
    """Work on selectors/: platforms, words, blocks and trackers.

    \b
    Example:
      auditor selectors check --selectors my-selectors
    """


@command.command("check")
@click.option(
    "--selectors", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR", help="Your own folder."
)
def check(selectors: Path | None) -> None:
    """Read every file and say file and line of each mistake, and which of your own files are used. Status 2 with a mistake.

    \b
    Example:
      auditor selectors check --selectors my-selectors
    """
    from auditor.catalogue.load import Folder
    from auditor.escape import terminal
    from auditor.fleet.catalogue_check import check_catalogue

    checked = check_catalogue(Folder(selectors))
    for mistake in checked.mistakes:
        click.echo(terminal(mistake))
    for name in checked.own:
        click.echo(f"yours: {terminal(name)}")
    counts = ", ".join(f"{count} {kind}" for kind, count in checked.counts.items())
    number = len(checked.mistakes)
    click.echo(f"{counts}: {number or 'no'} {'mistake' if number == 1 else 'mistakes'}")
    click.get_current_context().exit(2 if checked.mistakes else 0)
