"""Write a list of sites to begin with."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]

_SCHEMA = "sites.schema.json"

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
#
# The sites to audit: `auditor scan --sites {name}`. Editors that speak YAML (VS Code, Neovim, JetBrains) complete and check this
# file by the schema named above. What stands at a site wins over its group, a group over `defaults`; options of the command win
# over all of them. Paths are read from the folder of this file.

defaults:                         # for all sites; every key may stand at a group or a site too
  profile: {profile}                   # whose texts and thresholds judge the sites: {profiles}
  locale: fr-FR                   # language of the visitor
  # timezone: Europe/Paris
  # device: phone                 # desktop or phone
  # viewport: 1280x800
  # dwell: 3                      # least seconds to watch after each step
  # timeout: 180                  # seconds for one site, everything in it
  # report_language: fr           # en or fr

# schedule: "0 6 * * 1"           # minute, hour, day of the month, month, day of the week: Mondays at six

# groups:
#   press: {{tags: [press], locale: fr-FR}}
#   shops:
#     tags: [shop]

sites:
{sites}
#   - url: https://shop.example.de/
#     group: shops                  # `--group shops` audits this group only
#     tags: [de]                    # `--tag de` audits sites with this tag only
#     locale: de-DE
#     second_page: https://shop.example.de/produkt/1
#     storage_state: state.json     # cookies and storage that visits begin with, as Playwright saves them
#     login:                        # done once, before the visits; passwords come from the environment
#       - {{goto: "https://shop.example.de/login"}}
#       - {{fill: "#user", value: "${{SHOP_USER}}"}}
#       - {{fill: "#password", value: "${{SHOP_PASSWORD}}"}}
#       - {{click: "text=Anmelden"}}
#       - {{wait: "text=Mein Konto"}}   # the login fails where this does not come to be seen
#     selectors: own-selectors/     # laid over the shipped selectors, file by file
#     accepted:                     # the verdict stays; `--fail-on` does not count it until the day is over
#       - rule: cookie-lifetime-over-13-months
#         reason: agreed until the new shop
#         until: 2027-03-01
#         by: DPO
"""


@click.command("init")
@click.argument("urls", nargs=-1, metavar="[URL]…")
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("sites.yaml"),
    show_default=True,
    metavar="FILE",
    help="Where to write it; its schema goes beside it.",
)
def command(urls: tuple[str, ...], file: Path) -> None:
    """Write a list of sites with a comment on all that can be said in it, and its schema for editors.

    A list that is there already is left alone.

    \b
    Examples:
      auditor init https://www.example.fr/
      auditor init --file audits/shops.yaml
    """
    from auditor.catalogue.profile import DEFAULT, profiles
    from auditor.cli.schema import text_of
    from auditor.errors import UsageError
    from auditor.plan import Asked, plan

    if file.suffix.lower() not in (".yaml", ".yml"):
        raise UsageError(f"{file} would not be read as YAML", kind="usage", remedy="Give it the ending .yaml")
    planned = plan(Asked(url) for url in urls or ("https://www.example.fr/",))
    sites = "\n".join(f'  - "{site.url}"' for site in planned)
    others = ", ".join(profiles())
    text = _TEMPLATE.format(schema=_SCHEMA, name=file, profile=DEFAULT, profiles=others, sites=sites)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as written:
            written.write(text)
        file.with_name(_SCHEMA).write_text(text_of("sites"), encoding="utf-8", newline="\n")
    except FileExistsError as error:
        raise UsageError(f"{file} is there already", kind="exists", remedy="Give another name with --file") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}", kind="write", remedy="Give --file") from error
    click.echo(f"{file} (and {_SCHEMA} beside it)")
    click.echo(f"Next: auditor scan --sites {file}")
