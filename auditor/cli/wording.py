"""Read texts of controls and say what each would do."""

from __future__ import annotations

import sys

import click

__all__ = ["command"]


@click.command("wording")
@click.option("--language", metavar="TAG", help="BCP 47 tag of the page; its words are preferred where two languages agree less.")
@click.option("--selectors", type=click.Path(exists=True, file_okay=False), help="Folder laid over the shipped selectors.")
def command(language: str | None, selectors: str | None) -> None:
    """Read texts of controls, one a line, on standard input; print one JSON object a line.

    \b
    Example:
      printf 'Continuer sans accepter\\nTout accepter\\n' | auditor wording

    The object holds `text`, `action` (accept, refuse, settings, save, acknowledge, close, subscribe, other), `language`
    (null where no language matched) and `because`.
    """
    from pathlib import Path

    import msgspec

    from auditor.banner import Selectors, read_control
    from auditor.catalogue.load import Folder

    known = Selectors.load(Folder(Path(selectors) if selectors else None))
    # Bytes, not the terminal's encoding: lists of texts are UTF-8 files, and a broken byte must not end the run.
    for raw in sys.stdin.buffer:
        text = raw.decode("utf-8", "replace").rstrip("\r\n")
        reading = read_control(text, known, language)
        row = {"text": text, "action": reading.action, "language": reading.language, "because": reading.because}
        click.echo(msgspec.json.encode(row).decode())
