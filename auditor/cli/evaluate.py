"""Judge saved evidence again."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli._common import fail_on_option, folder_argument, format_option, judging_options, verbosity_options

__all__ = ["command"]


@click.command("evaluate")
@folder_argument
@judging_options
@format_option(help="Tables to write. Default: those that are in the folder.")
@fail_on_option
@verbosity_options
def command(
    run: Path,
    profile: str | None,
    language: str | None,
    selectors: Path | None,
    formats: tuple[str, ...],
    fail_on: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Judge the saved evidence of a run again, with no browser: new rules, lists or another profile.

    The evidence is only read. Where nothing changed, results.jsonl and the tables are the same, byte for byte.

    \b
    Examples:
      auditor evaluate reports/monday
      auditor evaluate reports/monday --profile edpb --report-language fr
    """
    from auditor.catalogue.load import Folder
    from auditor.cli._common import log_to_stderr, print_table, say, status_of
    from auditor.evidence.store import RunFolder
    from auditor.fleet.about import tool_version
    from auditor.fleet.judging import Bench
    from auditor.fleet.runs import evaluate, formats_in, read_info

    log_to_stderr(verbose)
    folder = RunFolder.open(run)
    info = read_info(folder)
    bench = Bench.load(Folder(selectors), profile or info.profile, language or info.report_language)
    with folder.locked():
        written = evaluate(folder, bench, tool_version(), formats or formats_in(folder))
    if not quiet:
        print_table(written.run, verbose)
        click.echo("")
    others = [used.name for used in bench.lists if used not in info.lists]
    if others:
        say(f"judged by other lists than before: {', '.join(others)}")
    for url in written.without_evidence:
        say(f"{url}: no evidence, not judged (`auditor scan --resume --out {run}` visits it)")
    for failure in written.failures:
        say(failure)
    click.echo(f"Changed: {', '.join(written.changed)}" if written.changed else "Nothing changed")
    click.get_current_context().exit(2 if written.failures else status_of(written.run, fail_on))
