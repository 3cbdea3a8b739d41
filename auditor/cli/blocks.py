"""Show the typed blocks of a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from auditor.page_blocks import PageBlocks
    from auditor.results import PageShare

__all__ = ["command"]

_TEXT_WIDTH = 60


@click.command("blocks")
@click.argument("page", metavar="FILE_OR_URL")
@click.option("--json", "as_json", is_flag=True, help="The blocks as objects, with region, box and reasons.")
@click.option("--runs", "as_runs", is_flag=True, help="One JSON array [[type, text], …]: every text run of <body>.")
@click.option("--text", "as_text", is_flag=True, help="The article alone: title, standfirst and body.")
@click.option("--only", metavar="TYPE", multiple=True, help="Only blocks of this type; may be given more than once.")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PNG",
    help="Also write a picture of the page, its blocks outlined and labelled; takes the browser, and no network for a file.",
)
@click.option(
    "--selectors",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder laid over the shipped selectors.",
)
def command(
    page: str,
    as_json: bool,
    as_runs: bool,
    as_text: bool,
    only: tuple[str, ...],
    picture: Path | None,
    selectors: Path | None,
) -> None:
    """Print the typed boilerplate blocks of a page: consent text, newsletter, share bar, related links, the article …

    A saved HTML file needs no browser; of an address the page is loaded as a visitor would have it who has touched nothing.

    \b
    Examples:
      auditor blocks article.html
      auditor blocks article.html --only consent_text --json
      auditor blocks https://www.example.org/ --runs
      auditor blocks article.html --picture blocks.png
    """
    if as_json + as_runs + as_text > 1:
        raise click.UsageError("--json, --runs and --text exclude one another")
    from auditor.catalogue.load import Folder
    from auditor.page_blocks import blocks_of_file, blocks_of_url

    folder = Folder(selectors)
    if page.lower().startswith(("http://", "https://")):
        import asyncio

        found = asyncio.run(blocks_of_url(page, folder))
    else:
        found = blocks_of_file(Path(page), folder)
    unknown = [name for name in only if name not in (*found.types, "other")]
    if unknown:
        raise click.UsageError(f"--only: no block type `{unknown[0]}`; there are {', '.join(found.types)}, other")
    if found.truncated:
        click.echo(f"auditor: {found.truncated}", err=True)
    blocks = [block for block in found.blocks if not only or block.type in only]
    if picture is not None:
        _draw(found, page, picture, only)
    if as_text:
        _say(found.article)
    elif as_runs:
        click.echo(json.dumps([run for run in found.runs if not only or run[0] in only], ensure_ascii=True))
    elif as_json:
        import msgspec

        click.echo(json.dumps(msgspec.to_builtins(blocks), indent=2, ensure_ascii=True))
    else:
        _print_table([(b.type, b.region, b.text, b.because[0] if b.because else "") for b in blocks])
        if not only:
            _print_share(found.share)


def _draw(found: PageBlocks, page: str, picture: Path, only: tuple[str, ...]) -> None:
    import asyncio
    from dataclasses import replace

    from auditor.errors import UsageError
    from auditor.page_blocks import picture_of

    shown = replace(found, blocks=tuple(block for block in found.blocks if not only or block.type in only))
    saved = None if page.lower().startswith(("http://", "https://")) else Path(page).read_bytes()
    drawn = asyncio.run(picture_of(shown, saved))
    try:
        picture.write_bytes(drawn)
    except OSError as error:
        raise UsageError(f"{picture}: {error.strerror or error}", kind="file", remedy="Give a path to write to") from error


def _print_share(share: PageShare) -> None:
    from auditor.escape import terminal, visible

    if not share.characters:
        return
    parts = (
        ("content", share.content),
        ("boilerplate", share.boilerplate),
        ("consent", share.consent),
        ("other", share.unclaimed),
    )
    click.echo(f"{share.characters} characters: " + ", ".join(f"{value:.0%} {name}" for name, value in parts))
    for cover in share.covered_by:
        click.echo(terminal(f"{cover.type} covers {cover.share:.0%} of the content in the window"))
    for notice in share.notices:
        kind = f"{notice.kind} ({notice.claim})" if notice.claim else notice.kind
        click.echo(terminal(f"notice, {kind}: {visible(notice.text, _TEXT_WIDTH)}"))


def _say(text: str) -> None:
    from auditor.escape import terminal

    for line in text.splitlines():
        click.echo(terminal(line))


def _print_table(rows: list[tuple[str, str, str, str]]) -> None:
    from tabulate import tabulate

    from auditor.escape import terminal, visible

    if not rows:
        click.echo("no such block on the page")
        return
    shown = [(type_, region, visible(text, _TEXT_WIDTH), visible(because, _TEXT_WIDTH)) for type_, region, text, because in rows]
    table = tabulate(shown, headers=("type", "region", "text", "because"), disable_numparse=True)
    for line in table.splitlines():
        click.echo(line)
    click.echo(terminal(f"{len(rows)} blocks"))
