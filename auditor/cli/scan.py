"""Audit sites."""

from __future__ import annotations

import re
import sys
from ipaddress import ip_address
from pathlib import Path

import click

from auditor.cli._common import (
    browser_options,
    device_option,
    fail_on_option,
    format_option,
    judging_options,
    list_option,
    verbosity_options,
)
from auditor.cli._history import history_option

__all__ = ["capture_options", "command"]

_DEFAULT_FORMATS = ("md", "csv", "html")


def _viewport(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    found = re.fullmatch(r"(\d{3,4})[x×](\d{3,4})", value)
    if found is None:
        raise click.BadParameter("give width and height as 1280x800", ctx, parameter)
    return int(found[1]), int(found[2])


def _locale(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", value):
        raise click.BadParameter("give a language tag such as fr-FR", ctx, parameter)
    return value


def _resolver(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    address, _, port = value.rpartition(":")
    try:
        ip_address(address.strip("[]"))
    except ValueError:
        address = ""
    if not address or not port.isdecimal() or not 0 < int(port) < 65536:
        raise click.BadParameter("give an address and a port as 127.0.0.1:53 or [::1]:53", ctx, parameter)
    return value


@click.command("scan")
@click.argument("urls", nargs=-1, metavar="[URL]…")
@click.option("--sites", type=click.Path(path_type=Path), metavar="FILE", help="YAML or text file with a list of addresses.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only the sites of --sites with this tag; repeatable.")
@click.option("--group", "groups", multiple=True, metavar="NAME", help="Only the sites of --sites of this group; repeatable.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Run folder. Default: reports/<time in UTC>.")
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="NAME",
    help="before, refuse, accept, withdraw, close, ignore, partial, gpc …; repeatable. [default: all but gpc]",
)
@judging_options
@list_option("Filter list or cookie database to use, repeatable; none: no list. [default: all that were fetched]")
@format_option(default=_DEFAULT_FORMATS, show_default=True, help="Tables to write; results.jsonl always is.")
@click.option("--concurrency", type=click.IntRange(1, 64), metavar="N", help="Visits at once. Default: by cores and memory.")
@click.option(
    "--timeout", type=click.FloatRange(5, 3600), metavar="SECONDS", help="For one site, everything in it. [default: 180]"
)
@click.option(
    "--dwell", type=click.FloatRange(0, 300), metavar="SECONDS", help="Least time to watch after each step. [default: 3]"
)
@click.option(
    "--repeat",
    type=click.IntRange(1, 20),
    metavar="N",
    help="Audit each site N times; say what was seen how often. [default: 1]",
)
@click.option("--locale", callback=_locale, metavar="TAG", help="Language of the visitor. [default: fr-FR]")
@device_option
@click.option("--viewport", callback=_viewport, metavar="WxH", help="Size of the window. [default: the device's]")
@click.option("--third-party-cookies", type=click.Choice(["allow", "block"]), help="As the browser is set. [default: allow]")
@click.option("--no-dns", "names", flag_value=False, default=None, help="Do not ask of which names the site's hosts are aliases.")
@click.option("--resolver", callback=_resolver, metavar="ADDRESS:PORT", help="Whom to ask for them. [default: the system's]")
@click.option(
    "--allow-private",
    is_flag=True,
    default=None,
    help="Follow a public site to an address of this machine or of a private network.",
)
@browser_options
@fail_on_option
@history_option
@click.option("--engine", default="", metavar="ADDRESS", help="Dask scheduler whose workers visit the sites (tcp://host:8786).")
@click.option("--store", default="", metavar="URL", help="With --engine: where workers put what they saw, for fsspec (s3://…).")
@click.option("--resume", is_flag=True, help="Go on with the run in --out: sites that have their evidence are not visited again.")
@click.option("--retry-failed", is_flag=True, help="With --resume: visit sites again that failed by what may pass.")
@click.option("--overwrite", is_flag=True, help="Remove the run that is in --out first.")
@verbosity_options
def command(
    urls: tuple[str, ...],
    sites: Path | None,
    tags: tuple[str, ...],
    groups: tuple[str, ...],
    out: Path | None,
    profile: str | None,
    language: str | None,
    selectors: Path | None,
    lists: tuple[str, ...],
    formats: tuple[str, ...],
    concurrency: int | None,
    fail_on: str,
    history: str | None,
    engine: str,
    store: str,
    resume: bool,
    retry_failed: bool,
    overwrite: bool,
    quiet: bool,
    verbose: bool,
    **capture: object,
) -> None:
    """Audit sites: visit each as a person would, save what was seen, judge it, print the compliance table.

    Without a scheme, https is taken. Exit status: 1 with --fail-on, where such a rule fails; 3 where a site could not be
    audited; 130 after Ctrl-C, with what was finished kept.

    \b
    Examples:
      auditor scan https://www.example.fr/
      auditor scan --sites sites.yaml --out reports/monday --concurrency 6
      auditor scan --sites sites.yaml --tag press --fail-on serious
      auditor scan --out reports/monday --resume
    """
    from auditor.cli._scanning import scan_and_print
    from auditor.errors import UsageError
    from auditor.fleet.capacity import default_concurrency
    from auditor.fleet.job import Job, new_folder
    from auditor.fleet.sites import SiteList, chosen, read_list
    from auditor.plan import Asked, plan

    if resume and overwrite:
        raise UsageError("--resume and --overwrite exclude each other", kind="usage", remedy="Give one of them")
    if retry_failed and not resume:
        raise UsageError("--retry-failed goes on with a run", kind="usage", remedy="Give --resume and --out too")
    if resume and out is None:
        raise UsageError("--resume needs the folder of the run", kind="usage", remedy="Give it with --out")
    if (tags or groups) and sites is None:
        raise UsageError("--tag and --group choose from a list of sites", kind="usage", remedy="Give it with --sites")
    if store and not engine:
        raise UsageError("--store is where the workers of --engine put what they saw", kind="usage", remedy="Give --engine too")
    _not_a_file(urls)
    listed = read_list(sites) if sites is not None else SiteList(asked=())
    asked = [*(Asked(url) for url in urls), *chosen(listed.asked, tags, groups)]
    planned = plan(asked) if asked or not resume else ()
    job = Job(
        sites=planned,
        path=out if out is not None else new_folder(),
        given=capture_options(capture),
        usual=listed.given,
        profile=profile,
        usual_profile=listed.profile or None,
        language=language or listed.report_language or None,
        selectors=selectors,
        lists=lists or None,
        concurrency=concurrency or (0 if engine else default_concurrency()),
        formats=formats,
        overwrite=overwrite,
        resume=resume,
        retry_failed=retry_failed,
        arguments=tuple(sys.argv[1:]),
        engine=engine,
        store=store,
    )
    click.get_current_context().exit(scan_and_print(job, fail_on=fail_on, quiet=quiet, verbose=verbose, history=history))


def _not_a_file(urls: tuple[str, ...]) -> None:
    """A list of sites given as an address is a common slip: `sites.yaml` would be looked up as a host."""
    from auditor.errors import UsageError

    for url in urls:
        if "://" not in url and Path(url).is_file():
            raise UsageError(f"{url} is a file, not an address", kind="usage", remedy=f"Read it with --sites {url}")


def capture_options(capture: dict[str, object]) -> dict[str, object]:
    """The capture options that were given, by field of `CaptureOptions`."""
    from auditor.fleet.settings import check_scenarios, device_settings, dwell_settings

    given = {name: value for name, value in capture.items() if value not in (None, ())}
    if "device" in given:
        given = {**device_settings(str(given["device"])), **given}
    if "timeout" in given:
        given["site_seconds"] = given.pop("timeout")
    dwell = given.pop("dwell", None)
    if isinstance(dwell, float):
        given |= dwell_settings(dwell)
    if "scenarios" in given:
        given["scenarios"] = check_scenarios(given["scenarios"])  # type: ignore[arg-type]  # a tuple of texts, by click
    return given
