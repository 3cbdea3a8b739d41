"""Write the made parts of README.md anew: the commands, the rules, the demo's table. `--check` only says whether they are stale.

What stands between `<!-- made: NAME -->` and `<!-- end -->` comes from the program itself, so it cannot lie.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from tabulate import tabulate

from auditor.cli import program
from auditor.evidence.store import RunFolder
from auditor.fleet.runs import read_run
from auditor.report import terminal
from auditor.rules import shipped_rules

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
SAMPLE = ROOT / "reports" / "sample"


def commands() -> str:
    """Every command with its options, from the command line's own definitions."""
    parts = []
    for path, command in walk(program, ("auditor",)):
        context = click.Context(command, info_name=" ".join(path))
        usage = " ".join([*path, *command.collect_usage_pieces(context)])
        text = " ".join((command.help or "").split("\b")[0].split())
        rows = [
            (
                f"`{', '.join(option.opts)}`" + (f" {option.make_metavar(context)}" if not option.is_flag else ""),
                option.help or "",
            )
            for option in command.params
            if isinstance(option, click.Option) and not option.hidden
        ]
        rows = [tuple(cell.replace("|", "\\|") for cell in row) for row in rows]
        options = tabulate(rows, headers=("option", "does"), tablefmt="github") if rows else ""
        parts.append(f"<details><summary><code>{usage}</code></summary>\n\n{text}\n\n{options}\n\n</details>")
    return "\n".join(parts)


def walk(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """All commands of a group, those of its groups included."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from walk(command, (*path, name))
        elif command is not None:
            yield (*path, name), command


def rules() -> str:
    """The table of rules, from the rules themselves."""
    rows = [
        (f"`{rule.id}`", rule.title["en"], rule.severity, ", ".join(dict.fromkeys(b.profile for b in rule.basis)))
        for rule in (loaded.rule for loaded in shipped_rules())
    ]
    return tabulate(rows, headers=("rule", "fails when", "severity", "profiles"), tablefmt="github")


def demo() -> str:
    """The overview and the last lines of the committed sample run, as the terminal shows them."""
    run = read_run(RunFolder.open(SAMPLE))
    parts = terminal.table(run, "en", 100, False).rstrip().split("\n\n")
    return f"```text\n{parts[0]}\n\n… each finding with its legal basis and its evidence …\n\n{parts[-1]}\n```"


MADE = {"commands": commands, "rules": rules, "demo": demo}


def made(text: str) -> str:
    """The text with every made part written anew."""
    for name, make in MADE.items():
        pattern = re.compile(rf"(<!-- made: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        text = pattern.sub(lambda found, make=make: f"{found[1]}{make()}\n{found[2]}", text)
    return text


def main() -> int:
    """Write, or check."""
    before = README.read_text("utf-8")
    after = made(before)
    if "--check" in sys.argv[1:]:
        return 0 if before == after else 1
    README.write_text(after, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
