"""Pack the evidence of one site into one file."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli._common import folder_argument

__all__ = ["command"]


@click.command("export")
@folder_argument
@click.argument("site")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Where to write. Default: <folder of the site>.zip, here."
)
@click.option("--note", default="", metavar="TEXT", help="Who audited, on whose behalf, from where: stands in the package.")
@click.option("--sign", type=click.Path(path_type=Path), metavar="KEY", help="Ed25519 key (PEM) to sign the manifest with.")
def command(run: Path, site: str, out: Path | None, note: str, sign: Path | None) -> None:
    """Pack one site of a run into one zip file: evidence, pictures, findings, requests as HAR, hashes, and how it was made.

    SITE is its address, its folder, or a part of the address that no other site of the run has. What is in the package can be
    read and checked without this program. The digest that is printed fixes it: a time stamp or a notary needs no more.

    \b
    Examples:
      auditor export reports/monday www.example.fr --note "DPO office, mandate of 2 March"
      auditor export reports/monday www.example.fr --sign key.pem
    """
    from auditor.evidence.store import RunFolder
    from auditor.fleet.export import export, site_of
    from auditor.fleet.runs import read_run

    folder = RunFolder.open(run)
    slug = site_of(read_run(folder), site).slug
    done = export(folder, slug, out if out is not None else Path(f"{slug}.zip"), note=note, key=sign)
    click.echo(f"{done.path}: {done.files} files{', signed' if done.signed else ''}, SHA-256 {done.digest}")
