"""Write the made parts of README.md and the rules' pages anew. `--check` only says whether they are stale.

What stands between `<!-- made: NAME -->` and `<!-- end -->`, and all of `docs/rules/`, comes from the program itself, so it
cannot lie.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from tabulate import tabulate

from auditor.catalogue.profile import Profile, profile, profiles
from auditor.cli import program
from auditor.evidence.store import RunFolder
from auditor.fleet.runs import read_run
from auditor.judge import basis_of
from auditor.report import terminal
from auditor.rule import LoadedRule
from auditor.rules import shipped_rules

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
SAMPLE = ROOT / "reports" / "sample"
PAGES = ROOT / "docs" / "rules"


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
    known = [profile(name) for name in profiles()]
    rows = []
    for loaded in shipped_rules():
        rule = loaded.rule
        judged_by = ", ".join(p.authority for p in known if basis_of(rule, p))
        rows.append((f"[`{rule.id}`](docs/rules/{rule.id}.md)", rule.title["en"], rule.severity, judged_by))
    return tabulate(rows, headers=("rule", "fails when", "severity", "profiles"), tablefmt="github")


def pages() -> dict[str, str]:
    """File name → page of each rule, and the list of them."""
    known = [profile(name) for name in profiles()]
    made = {f"{loaded.rule.id}.md": page(loaded, known) for loaded in shipped_rules()}
    rows = [
        (f"[{loaded.rule.id}]({loaded.rule.id}.md)", loaded.rule.title["en"], loaded.rule.severity) for loaded in shipped_rules()
    ]
    made["README.md"] = "# Rules\n\n" + tabulate(rows, headers=("rule", "fails when", "severity"), tablefmt="github") + "\n"
    return made


def page(loaded: LoadedRule, known: list[Profile]) -> str:
    """What one rule asks, needs, says and rests on."""
    rule = loaded.rule
    bases = []
    for chosen in known:
        texts = basis_of(rule, chosen)
        if texts:
            most = "warn" if rule.id in chosen.at_most_warn else "fail"
            bases.append((chosen.authority, "; ".join(texts), chosen.severities.get(rule.id, rule.severity), most))
    says = [(key, text["en"], text["fr"]) for key, text in rule.texts.items()]
    parts = (
        f"# {rule.id}",
        f"**{rule.title['en']}** · *{rule.title['fr']}*",
        loaded.manual.strip(),
        "## Under which authority",
        tabulate(bases, headers=("profile", "text", "severity", "at most"), tablefmt="github"),
        "## What must be known",
        "\n".join(f"* {need.name}" for need in rule.needs),
        "Where one of these is not known the rule is *inconclusive*, with the reason.",
        "## What it says",
        tabulate(
            [tuple(cell.replace("|", "\\|") for cell in row) for row in says],
            headers=("case", "English", "French"),
            tablefmt="github",
        ),
    )
    return "\n\n".join(parts) + "\n"


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
    before, after = README.read_text("utf-8"), made(README.read_text("utf-8"))
    written = pages()
    there = {path.name: path.read_text("utf-8") for path in PAGES.glob("*.md")}
    if "--check" in sys.argv[1:]:
        return 0 if (before, there) == (after, written) else 1
    README.write_text(after, "utf-8")
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in there.keys() - written.keys():
        (PAGES / name).unlink()
    for name, text in written.items():
        (PAGES / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
