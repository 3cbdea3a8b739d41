"""Fetch and show the lists that label what is seen."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.group("lists")
def command() -> None:
    """The lists that label what is seen.

    \b
    Examples:
      auditor lists show
      auditor lists update
    """


@command.command("show")
@click.option(
    "--selectors", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR", help="Your own folder."
)
def show(selectors: Path | None) -> None:
    """Show the lists: what is shipped, what was fetched and what can be fetched, with entries, date and SHA-256.

    \b
    Example:
      auditor lists show
    """
    from tabulate import tabulate

    from auditor.catalogue.load import Folder
    from auditor.escape import terminal
    from auditor.fleet.list_files import known_lists, lists_asked_for
    from auditor.fleet.list_store import ListStore
    from auditor.fleet.lists import cookie_names, files_of, used_lists

    folder, store = Folder(selectors), ListStore()
    rows = [
        (used.name, len(files_of(folder, used.name.removeprefix("selectors/"))), used.entries, used.date or "–", used.sha256)
        for used in used_lists(folder)
    ]
    fetched = lists_asked_for(None, folder, store).used
    rows += [(terminal(used.name), 1, used.entries, used.date or "–", used.sha256) for used in fetched]
    click.echo(tabulate(rows, headers=("list", "files", "entries", "date", "sha256"), disable_numparse=True))
    click.echo(f"\nCookie names and patterns in selectors/trackers: {cookie_names(folder)}")
    newest = store.newest()
    for name, known in known_lists(folder).items():
        if name in newest:
            click.echo(f"{name}: fetched on {newest[name].info.retrieved[:10]} ({known.licence})")
        else:
            click.echo(f"{name}: not fetched; `auditor lists update {name}` fetches it ({known.licence})")


@command.command("update")
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--from", "source", metavar="URL|DIR", help="Where all of them lie under their usual file names.")
@click.option(
    "--selectors", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR", help="Your own folder."
)
def update(names: tuple[str, ...], source: str | None, selectors: Path | None) -> None:
    """Fetch lists that cannot be shipped into your data folder (AUDITOR_DATA names another). Only this command goes to the
    network for lists; `scan` uses what was fetched. Status 2 where one could not be fetched: the version before stays.

    \b
    Examples:
      auditor lists update
      auditor lists update easyprivacy
      auditor lists update --from ./mirror
    """
    from auditor.catalogue.load import Folder
    from auditor.escape import terminal
    from auditor.fleet.list_update import update as fetch

    failed = False
    for one in fetch(names, Folder(selectors), source=source):
        failed |= one.state == "failed"
        click.echo(f"{one.name}: {one.state}: {terminal(one.text)}", err=one.state == "failed")
    click.get_current_context().exit(2 if failed else 0)
