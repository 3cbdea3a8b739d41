"""Write the tables of a run again."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli._common import folder_argument, format_option, verbosity_options

__all__ = ["command"]


@click.command("report")
@folder_argument
@format_option(help="Tables to write. Default: those that are in the folder.")
@verbosity_options
def command(run: Path, formats: tuple[str, ...], quiet: bool, verbose: bool) -> None:
    """Write the tables of a run again, from its results; nothing is judged.

    \b
    Examples:
      auditor report reports/monday
      auditor report reports/monday --format csv,html
    """
    from auditor.cli._common import log_to_stderr, print_table, say
    from auditor.evidence.store import RunFolder
    from auditor.fleet.runs import formats_in, read_run, write_tables
    from auditor.report import file_name

    log_to_stderr(verbose)
    folder = RunFolder.open(run)
    content = read_run(folder)
    chosen = formats or formats_in(folder)
    with folder.locked():
        failures = write_tables(folder, content, chosen)
    if not quiet:
        print_table(content, verbose)
        click.echo("")
    for failure in failures:
        say(failure)
    for name in chosen:
        if not any(failure.startswith(f"the {name} report") for failure in failures):
            click.echo(f"{'' if quiet else 'Report: '}{run / file_name(name)}")
    click.get_current_context().exit(2 if failures else 0)
