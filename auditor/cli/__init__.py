"""The command line: one file a command, found by its name in this folder. Parse, call, print; no judgement here."""

from __future__ import annotations

import contextlib
import pkgutil
import sys
from importlib import import_module
from io import TextIOWrapper

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
    """Audit consent banners: what a site does before a choice, after refusing, after accepting, after taking consent back.

    \b
    Example:
      auditor scan https://www.example.fr/ --out reports/example

    Exit status: 0 done; 1 findings at or over --fail-on; 2 wrong usage or configuration; 3 some sites could not be audited;
    130 interrupted (what was finished is kept).
    """


def main() -> None:
    """Run the program; a failure that a user can meet is one line on stderr and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show « é » must not end a scan of an hour.
            stream.reconfigure(errors="backslashreplace")
    try:
        status = program.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        _tell("interrupted; what was finished is kept")
        sys.exit(130)
    except click.ClickException as error:
        where = f" (see `{error.ctx.command_path} --help`)" if isinstance(error, click.UsageError) and error.ctx else ""
        _tell(error.format_message() + where)
        sys.exit(2)
    except AuditorError as error:
        _tell(str(error))
        sys.exit(error.exit_status)
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has gone: nothing to tell anyone, neither now nor when Python flushes at its end.
        with contextlib.suppress(OSError):
            sys.stdout.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001  # told with its traceback; Python's own status 1 would read as « findings »
        _tell_defect(error)
        sys.exit(2)
    sys.exit(status if isinstance(status, int) else 0)


def _tell(text: str) -> None:
    from auditor.escape import terminal

    click.echo(f"auditor: {terminal(text)}", err=True)


def _tell_defect(error: Exception) -> None:
    """A defect of ours: where it happened, line by line, so that nothing of a page's text reaches the terminal raw."""
    import traceback

    from auditor.escape import terminal

    for block in traceback.format_exception(error):
        for line in block.rstrip("\n").split("\n"):
            # The indent is what makes a traceback readable, and escaping would take it away.
            click.echo(line[: len(line) - len(line.lstrip(" "))] + terminal(line.lstrip(" ")), err=True)
    _tell(f"internal error ({type(error).__name__}); please report it with the lines above. What was finished is kept")
