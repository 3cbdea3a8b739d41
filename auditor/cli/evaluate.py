"""Judge saved evidence again."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli._common import (
    fail_on_option,
    folder_argument,
    format_option,
    judging_options,
    list_option,
    verbosity_options,
)

__all__ = ["command"]


@click.command("evaluate")
@folder_argument
@judging_options
@list_option("Filter list or cookie database to use, repeatable; none: no list. [default: those of the run]")
@format_option(help="Tables to write. Default: those that are in the folder.")
@fail_on_option
@verbosity_options
def command(
    run: Path,
    profile: str | None,
    language: str | None,
    selectors: Path | None,
    lists: tuple[str, ...],
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
      auditor evaluate reports/monday --list easyprivacy
    """
    from auditor.catalogue.load import Folder
    from auditor.cli._common import log_to_stderr, print_table, say, say_lapsed, status_of
    from auditor.evidence.store import RunFolder
    from auditor.fleet.about import tool_version
    from auditor.fleet.judging import Bench, Benches
    from auditor.fleet.list_files import UsedLists, lists_asked_for, lists_of_run
    from auditor.fleet.runs import evaluate, formats_in, read_info

    log_to_stderr(verbose)
    folder = RunFolder.open(run)
    info = read_info(folder)
    own = Folder(selectors)

    def used(selectors: Folder) -> UsedLists:
        return lists_asked_for(lists, selectors) if lists else lists_of_run(info.lists, selectors)

    others = used(own)
    usual = Bench.load(own, profile or info.profile, language or info.report_language, others)
    bench = Benches.of_run(usual, info, used, profile=profile, selectors=selectors)
    with folder.locked():
        written = evaluate(folder, bench, tool_version(), formats or formats_in(folder))
    if not quiet:
        print_table(written.run, verbose)
        click.echo("")
    now = {used.name for used in bench.lists}
    for gone in (used for used in info.lists if used.name not in now):
        why = ": it is not here (`--list FILE` gives it)" if gone in others.absent else ""
        say(f"judged without {gone.name} of {gone.date or 'no date'}{why}")
    changed = [used.name for used in bench.lists if used not in info.lists]
    if changed:
        say(f"judged by other lists than before: {', '.join(changed)}")
    for url in written.without_evidence:
        say(f"{url}: no evidence, not judged (`auditor scan --resume --out {run}` visits it)")
    say_lapsed(written.run)
    for failure in written.failures:
        say(failure)
    click.echo(f"Changed: {', '.join(written.changed)}" if written.changed else "Nothing changed")
    click.get_current_context().exit(2 if written.failures else status_of(written.run, fail_on))
