"""The documentation cannot lie: what is made is fresh, and every command that it shows can be typed."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
from pathlib import Path
from types import ModuleType

import click
import pytest

from auditor.cli import program
from auditor.errors import AuditorError
from auditor.report import file_names, formats

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SAMPLE = ROOT / "reports" / "sample"


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown() -> list[str]:
    """Commands of the console blocks and of the how-to table."""
    console = re.findall(r"^\$ \.venv/bin/(auditor .*)$", README, re.MULTILINE)
    table = re.findall(r"^\| [^|]+ \| `(?:[^`]*\\\| )?(auditor [^`]*)` \|$", README, re.MULTILINE)
    return sorted({*console, *table})


def test_the_made_parts_of_the_readme_are_fresh() -> None:
    assert tool("docs").made(README) == README, "run `make docs`"


def test_every_rule_has_a_fresh_page_and_no_page_is_left_over() -> None:
    there = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "rules").glob("*.md")}
    assert there == tool("docs").pages(), "run `make docs`"


def test_the_readme_shows_commands() -> None:
    assert len(shown()) > 12


@pytest.mark.parametrize("line", shown())
def test_a_command_of_the_readme_can_be_typed(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("page.html", "sites.yaml"):
        (tmp_path / name).write_text("")
    for name in ("my-selectors", "reports/monday"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line)[1:]
    group: click.Command = program
    context = click.Context(program, info_name="auditor")
    while isinstance(group, click.Group):
        command = group.get_command(context, words[0])
        assert command is not None, f"no command {words[0]}"
        group, words = command, words[1:]
    # Parsing alone: nothing is run.
    group.make_context(group.name, words, parent=context)


def test_the_two_commands_of_the_readme_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^\$ make ([a-z]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    assert re.findall(r"^\$ make ([a-z]+)", README, re.MULTILINE) == ["demo", "test"]


def test_every_runtime_dependency_is_named_in_the_readme_with_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = re.search(r"^dependencies = \[(.*?)^\]", project, re.DOTALL | re.MULTILINE)
    assert listed is not None
    for name in re.findall(r'"([a-z0-9-]+)', listed[1]):
        assert re.search(rf"^\| [^|]*\b{name}\b[^|]* \| [^|]+ \| [^|]+ \|$", README, re.MULTILINE), name


def test_the_repository_names_no_machine_and_no_registry() -> None:
    git = shutil.which("git")
    assert git is not None
    import subprocess

    files = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    wrong = re.compile(r"registry\.npm" r"js|pypi\.org/sim" r"ple|files\.python" r"hosted")
    for name in files:
        path = ROOT / name
        if name and path.is_file() and path.suffix not in (".png", ".gz"):
            assert not wrong.search(path.read_text("utf-8", errors="replace")), name


def run(*arguments: str) -> None:
    try:
        program.main(list(arguments), standalone_mode=False)
    except (SystemExit, click.exceptions.Exit) as ended:
        assert getattr(ended, "exit_code", getattr(ended, "code", 0)) in (0, None)
    except AuditorError as error:
        pytest.fail(str(error))


def test_judging_the_sample_again_gives_the_same_bytes(tmp_path: Path) -> None:
    # The lists in run.json, and so in the tables, are those of the day: a new platform must not make the sample stale.
    copy = shutil.copytree(SAMPLE, tmp_path / "sample")
    run("evaluate", str(copy))
    assert (copy / "results.jsonl").read_bytes() == (SAMPLE / "results.jsonl").read_bytes(), "run `make sample`"


def test_writing_the_tables_of_the_sample_again_gives_the_same_bytes(tmp_path: Path) -> None:
    copy = shutil.copytree(SAMPLE, tmp_path / "sample")
    written = [name for name in formats() if (SAMPLE / file_names(name)[0]).is_file()]
    tables = [file for name in written for file in file_names(name)]
    assert len(written) > 6
    for name in tables:
        (copy / name).unlink()
    run("report", str(copy), "--format", ",".join(written))
    for name in tables:
        assert (copy / name).read_bytes() == (SAMPLE / name).read_bytes(), f"{name}: run `make sample`"


def test_the_sample_is_as_it_was_sealed() -> None:
    run("verify", str(SAMPLE))
