"""Work on the catalogue of platforms, words, blocks and trackers."""

from __future__ import annotations

import json
from pathlib import Path

import click

from auditor.cli._common import browser_options

__all__ = ["command"]


@click.group("selectors")
def command() -> None:
    """Work on selectors/: platforms, words, blocks and trackers.

    \b
    Example:
      auditor selectors check --selectors my-selectors
    """


@command.command("check")
@click.argument("url", required=False)
@click.option("--json", "as_json", is_flag=True, help="Everything as one object.")
@click.option("-v", "--verbose", is_flag=True, help="Warnings and notes on shipped files too.")
@click.option(
    "--selectors", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR", help="Your own folder."
)
@browser_options
def check(
    url: str | None,
    as_json: bool,
    verbose: bool,
    selectors: Path | None,
    browser_path: str | None,
    browser_arguments: tuple[str, ...],
    ignore_https_errors: bool | None,
) -> None:
    """Check the files; or, with URL, load the page, choose nothing on it, and say which platform files match there and why.

    Without URL: file and line of each mistake and warning, and which of your own files are used; status 2 with a mistake.
    With URL: status 0 also where nothing matches; 3 where the page cannot be had.

    \b
    Examples:
      auditor selectors check --selectors my-selectors
      auditor selectors check https://www.example.fr/
    """
    if url is not None:
        _check_page(url, as_json, selectors, browser_path, browser_arguments, bool(ignore_https_errors))
    elif browser_path or browser_arguments or ignore_https_errors:
        raise click.UsageError("without URL no browser is started, so leave out the options for it")
    else:
        _check_files(as_json, verbose, selectors)


def _check_page(
    url: str, as_json: bool, selectors: Path | None, browser_path: str | None, arguments: tuple[str, ...], any_certificate: bool
) -> None:
    import asyncio

    from auditor.catalogue.load import Folder
    from auditor.cli._matches import lines
    from auditor.page_selectors import selectors_of_url
    from auditor.plan import address

    if "://" not in url and Path(url).exists():
        raise click.UsageError(f"{url} is on this machine and no address; a folder of your own is given with --selectors")
    found = asyncio.run(
        selectors_of_url(
            address(url),
            Folder(selectors),
            browser_path=browser_path,
            browser_arguments=arguments,
            ignore_https_errors=any_certificate,
        )
    )
    if as_json:
        _print_json(found)
        return
    for line in lines(found):
        click.echo(line)


def _check_files(as_json: bool, verbose: bool, selectors: Path | None) -> None:
    from auditor.catalogue.load import Folder
    from auditor.escape import terminal
    from auditor.fleet.catalogue_check import check_catalogue

    checked = check_catalogue(Folder(selectors))
    if as_json:
        _print_json(checked)
    else:
        for mistake in checked.mistakes:
            click.echo(terminal(mistake))
        for kind, doubts in (("warning", checked.warnings), ("note", checked.notes)):
            for doubt in doubts:
                if doubt.is_own or verbose:
                    click.echo(f"{kind}: {terminal(doubt.text)}")
        for name in checked.own:
            click.echo(f"yours: {terminal(name)}")
        hidden = sum(not doubt.is_own for doubt in (*checked.warnings, *checked.notes))
        if hidden and not verbose:
            click.echo(f"{hidden} warnings and notes on shipped files; -v shows them")
        counts = ", ".join(f"{count} {kind}" for kind, count in checked.counts.items())
        number = len(checked.mistakes)
        click.echo(f"{counts}: {number or 'no'} {'mistake' if number == 1 else 'mistakes'}")
    click.get_current_context().exit(2 if checked.mistakes else 0)


def _print_json(thing: object) -> None:
    import msgspec

    click.echo(json.dumps(msgspec.to_builtins(thing), indent=2, ensure_ascii=True))
