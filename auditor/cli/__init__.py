"""The command line: one file a command, found by its name in this folder. Parse, call, print; no judgement here."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import click

from auditor.errors import AuditorError

__all__ = ["main", "program"]


class _Folder(click.Group):
    """A group whose commands are the modules of this package, loaded only when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(m.name.replace("_", "-") for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found = import_module(f"{__name__}.{cmd_name.replace('-', '_')}").command
        assert isinstance(found, click.Command)
        return found


@click.group(cls=_Folder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="auditor")
def program() -> None:
    """Audit consent banners: what a site does before a choice, after refusing, after accepting, after taking consent back."""


def main() -> None:
    """Run the program; a failure that a user can meet is one line on stderr and an exit status."""
    try:
        program.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Abort:
        click.echo("auditor: interrupted; what was finished is kept", err=True)
        sys.exit(130)
    except AuditorError as error:
        click.echo(f"auditor: {error}", err=True)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has gone: nothing to tell anyone.
        sys.stderr.close()
        sys.exit(0)
