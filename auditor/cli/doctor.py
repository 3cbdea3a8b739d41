"""Say what is installed and whether it works."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command("doctor")
@click.option("--browser", metavar="PATH", help="Chrome, Chromium or Edge to look at. Default: the installed one.")
@click.option(
    "--selectors", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR", help="Your own folder."
)
def command(browser: str | None, selectors: Path | None) -> None:
    """Say what is installed, whether a browser is found and starts, and how old the lists are. Status 2 where something lacks.

    \b
    Example:
      auditor doctor
    """
    from auditor.escape import terminal
    from auditor.fleet.doctor import examine

    signs = {True: "✓", False: "✗", None: "!"}
    lines = examine(browser, selectors)
    width = max(len(line.name) for line in lines)
    for line in lines:
        click.echo(f"{signs[line.ok]} {line.name:<{width}}  {terminal(line.text)}")
    click.get_current_context().exit(2 if any(line.ok is False for line in lines) else 0)
