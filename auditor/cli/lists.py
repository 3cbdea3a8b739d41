"""Show the lists that label what is seen."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.group("lists")
def command() -> None:
    """The lists that label what is seen.

    \b
    Example:
      auditor lists show
    """


@command.command("show")
@click.option(
    "--selectors", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR", help="Your own folder."
)
def show(selectors: Path | None) -> None:
    """Show the lists in use: files, entries, the day on which they were last gone through, and their SHA-256.

    \b
    Example:
      auditor lists show
    """
    from tabulate import tabulate

    from auditor.catalogue.load import Folder
    from auditor.fleet.lists import files_of, used_lists

    folder = Folder(selectors)
    rows = [
        (used.name, len(files_of(folder, used.name.removeprefix("selectors/"))), used.entries, used.date or "–", used.sha256)
        for used in used_lists(folder)
    ]
    click.echo(tabulate(rows, headers=("list", "files", "entries", "date", "sha256"), disable_numparse=True))
