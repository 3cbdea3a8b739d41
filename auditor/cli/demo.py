"""Serve the demo sites on this machine and audit them."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click

from auditor.cli._common import device_option, fail_on_option, format_option, judging_options, verbosity_options

__all__ = ["command"]


@click.command("demo")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Run folder. Default: reports/<time in UTC>.")
@judging_options
@format_option(default=("md", "csv", "html"), show_default=True, help="Tables to write; results.jsonl always is.")
@click.option("--concurrency", type=click.IntRange(1, 64), metavar="N", help="Visits at once. Default: by cores and memory.")
@click.option("--browser", metavar="PATH", help="Chrome, Chromium or Edge to use. Default: the installed one.")
@device_option
@click.option("--serve", is_flag=True, help="Only serve the sites and print what a browser needs to see them; Ctrl-C ends it.")
@click.option("--overwrite", is_flag=True, help="Remove the run that is in --out first.")
@fail_on_option
@verbosity_options
def command(
    out: Path | None,
    profile: str | None,
    language: str | None,
    selectors: Path | None,
    formats: tuple[str, ...],
    concurrency: int | None,
    browser: str | None,
    device: str | None,
    serve: bool,
    overwrite: bool,
    fail_on: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Serve the bundled demo sites on this machine, audit them and print the table. Nothing leaves the machine.

    \b
    Examples:
      auditor demo
      auditor demo --serve
    """
    from auditor import demo

    with demo.serve() as server:
        if serve:
            _serve(demo.demo_sites(), server.browser_arguments)
            return
        from auditor.cli._scanning import scan_and_print
        from auditor.fleet.capacity import default_concurrency
        from auditor.fleet.job import Job, new_folder
        from auditor.fleet.settings import device_settings
        from auditor.plan import Asked, plan

        given: dict[str, object] = {"browser_arguments": server.browser_arguments}
        if device is not None:
            given |= device_settings(device)
        if browser is not None:
            given["browser_path"] = browser
        job = Job(
            sites=plan(Asked(url) for url, _, _ in demo.demo_sites()),
            path=out if out is not None else new_folder(),
            given=given,
            profile=profile,
            language=language,
            selectors=selectors,
            concurrency=concurrency or default_concurrency(),
            formats=formats,
            overwrite=overwrite,
            arguments=tuple(sys.argv[1:]),
        )
        status = scan_and_print(job, fail_on=fail_on, quiet=quiet, verbose=verbose)
    click.get_current_context().exit(status)


def _serve(sites: tuple[tuple[str, str, str], ...], arguments: tuple[str, ...]) -> None:
    """Print addresses and arguments, and wait for Ctrl-C."""
    import shlex
    import threading

    for url, french, english in sites:
        click.echo(f"{url}  {english} / {french}")
    click.echo("\nA browser sees them when it is started with:\n")
    click.echo(" ".join(shlex.quote(argument) for argument in arguments))
    click.echo("\nServing until Ctrl-C.", err=True)
    sys.stdout.flush()
    # Ctrl-C is how this ends, so it is no interruption.
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
