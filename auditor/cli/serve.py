"""Show runs in a browser, and start scans from there."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli._common import browser_options

__all__ = ["command"]


@click.command("serve")
@click.argument("folder", type=click.Path(path_type=Path), default="reports", metavar="[DIR]")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8377, show_default=True, help="0: any that is free.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="Host name under which it may be asked for; repeatable.")
@click.option("--report-language", "language", default="en", show_default=True, metavar="en|fr", help="Language of the pages.")
@click.option("--allow-private", is_flag=True, help="Let sites of this machine and its network be scanned too.")
@click.option(
    "--concurrency", type=click.IntRange(1, 16), default=2, show_default=True, metavar="N", help="Visits at once of a scan."
)
@browser_options
def command(
    folder: Path,
    host: str,
    port: int,
    names: tuple[str, ...],
    language: str,
    allow_private: bool,
    concurrency: int,
    browser_path: str | None,
    browser_arguments: tuple[str, ...],
    ignore_https_errors: bool | None,
) -> None:
    """Show the runs in DIR (default: reports) in a browser: sites, verdicts, trends, comparisons, evidence; start a scan.

    It listens on this machine alone. With another --host a token is needed: the one in AUDITOR_TOKEN, else one is made and
    printed. What is sent is not encrypted: put it behind a proxy with HTTPS where the network is not yours.

    \b
    Examples:
      auditor serve
      auditor serve reports --report-language fr
    """
    from auditor.errors import UsageError

    try:
        from auditor.serve.run import Serving, serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn", "anyio"):
            raise
        raise UsageError(
            f"the dashboard needs {error.name}, which is not installed",
            kind="extra",
            remedy="Install it with `pip install 'auditor[serve]'`",
        ) from error
    options = [text for argument in browser_arguments for text in ("--browser-arg", argument)]
    options += ["--browser", browser_path] if browser_path is not None else []
    options += ["--ignore-https-errors"] if ignore_https_errors else []
    asked = Serving(
        folder=folder,
        host=host,
        port=port,
        names=names,
        language=language,
        allow_private=allow_private,
        scan_options=tuple(options),
        concurrency=concurrency,
    )
    serve(asked, _say)


def _say(address: str, token: str | None) -> None:
    click.echo(f"Dashboard: {address}")
    if token is not None:
        click.echo(f"Token: {token}")
    click.echo("Serving until Ctrl-C.", err=True)
