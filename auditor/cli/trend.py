"""Say how a site did from run to run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli._history import history_option, opened

if TYPE_CHECKING:
    from auditor.fleet.history import History, SiteRun

__all__ = ["command"]

_BARS = "▁▂▃▄▅▆▇█"
_SHOWN = 4
"""New failures of a run that are named; the rest is counted and stands in --json."""


@click.command("trend")
@click.argument("site", metavar="SITE")
@click.option(
    "--reports",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("reports"),
    metavar="DIR",
    help="Folder with the runs. [default: reports]",
)
@history_option
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON (their shape: `auditor schema trend`).")
def command(site: str, folder: Path, history: str | None, as_json: bool) -> None:
    """Say how a site did from run to run: findings, trackers before a choice and after refusing, failures that are new.

    A `?` is a number that could not be established; a run in which the site could not be audited shows no new failure.

    \b
    Examples:
      auditor trend https://www.example.fr/
      auditor trend www.example.fr --json
    """
    with opened(history, folder) as index:
        rows = index.site(_address(index, site))
    if as_json:
        import json

        import msgspec

        from auditor.escape import json_document

        click.echo(json_document(json.dumps(msgspec.to_builtins(rows), ensure_ascii=False, indent=1)))
        return

    from tabulate import tabulate

    from auditor.escape import terminal

    click.echo(terminal(rows[0].url))
    lines = [
        [
            terminal(row.started_at),
            *(row.verdicts[verdict] if row.status == "audited" else "–" for verdict in ("fail", "warn", "inconclusive", "pass")),
            terminal(row.trackers_before),
            terminal(row.trackers_refuse),
            terminal(_news(row)),
            row.run,
        ]
        for row in rows
    ]
    heads = ["Started", "Fail", "Warn", "Inconcl.", "Pass", "Trackers before", "after refusing", "New failures", "Run"]
    click.echo(tabulate(lines, heads, tablefmt="plain", disable_numparse=True))
    fails = [row.verdicts["fail"] if row.status == "audited" else None for row in rows]
    known = [number for number in fails if number is not None]
    if len(known) > 1:
        click.echo(f"Failures  {_sparkline(fails)}  {known[0]} → {known[-1]}")


def _address(index: History, site: str) -> str:
    """The address in the index that is meant. Raises UsageError where there is none."""
    from auditor.errors import UsageError
    from auditor.plan import address

    known = index.urls()
    wanted = address(site)
    if wanted in known:
        return wanted
    like = [url for url in known if site.strip("/") in url]
    if len(like) == 1:
        return like[0]
    remedy = f"There are: {', '.join(like[:5])}" if like else "`auditor runs` lists the runs"
    raise UsageError(f"no run of {wanted}", kind="usage", remedy=remedy)


def _news(row: SiteRun) -> str:
    if row.status != "audited":
        return f"not audited: {row.error}"
    more = f" and {len(row.new_failures) - _SHOWN} more" if len(row.new_failures) > _SHOWN else ""
    return ", ".join(row.new_failures[:_SHOWN]) + more


def _sparkline(numbers: list[int | None]) -> str:
    """One bar a number, from 0 up; a gap where there is none."""
    most = max((number for number in numbers if number), default=0) or 1
    return "".join("·" if n is None else _BARS[n * (len(_BARS) - 1) // most] for n in numbers)
