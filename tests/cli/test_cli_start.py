"""Each command starts light, is documented, and shows an example."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from auditor.cli import program
from tests.cli.cli_runs import made_run


def commands(group: click.Group = program, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, group
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


@pytest.mark.parametrize("path", [path for path, _ in commands()], ids=lambda path: " ".join(path) or "auditor")
def test_each_command_is_documented_with_an_example_that_names_it(path: tuple[str, ...]) -> None:
    done = CliRunner().invoke(program, [*path, "--help"], prog_name="auditor")
    assert done.exit_code == 0
    assert "Example" in done.output
    assert " ".join(("auditor", *path)) in done.output.partition("Example")[2]


@pytest.mark.parametrize(
    "option", [option for _, command in commands() for option in command.params if isinstance(option, click.Option)]
)
def test_each_option_says_what_it_does(option: click.Option) -> None:
    assert option.help


def test_the_commands_of_this_folder_are_those_of_the_contract() -> None:
    names = set(program.list_commands(click.Context(program)))
    assert {
        "scan",
        "demo",
        "evaluate",
        "report",
        "verify",
        "doctor",
        "schema",
        "selectors",
        "lists",
        "wording",
        "blocks",
    } <= names


def modules_after(*arguments: str) -> set[str]:
    code = (
        "import sys\n"
        f"sys.argv = ['auditor', *{arguments!r}]\n"
        "from auditor.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as ended:\n    assert ended.code in (0, 3), ended.code\n"
        "print('MODULES', *sorted(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("MODULES")[2].split())


def test_help_loads_next_to_nothing() -> None:
    heavy = {"playwright", "asyncio", "lxml", "rich", "jinja2", "yaml", "msgspec", "tabulate", "websockets", "bs4"}
    assert not heavy & modules_after("--help")
    assert not heavy & modules_after("scan", "--help")


def test_judging_and_reporting_load_no_browser(tmp_path: Path) -> None:
    made_run(tmp_path)
    for arguments in (("evaluate", str(tmp_path)), ("report", str(tmp_path)), ("verify", str(tmp_path)), ("lists", "show")):
        assert not {"playwright", "websockets"} & modules_after(*arguments), arguments
