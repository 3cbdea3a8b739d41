"""`auditor blocks` on saved files, as a user types it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli import program
from auditor.cli.blocks import command
from auditor.errors import CatalogueError, UsageError

PAGE = """<html lang=fr><title>La pluie</title><body><nav><a href=/a>Accueil</a></nav><main><h1>La pluie</h1>
<div class="entry-content"><p>Il pleut depuis dimanche sur la ville, et les parapluies, disent les marchands, se vendent
bien.</p></div></main><div class=cookie-banner><p>Nous utilisons des cookies \u202e\x1b[31m.</p>
<button>Tout refuser</button></div>"""


@pytest.fixture
def page(tmp_path: Path) -> str:
    file = tmp_path / "page.html"
    file.write_text(PAGE, "utf-8")
    return str(file)


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_table_names_type_region_text_and_reason(page: str) -> None:
    lines = _run(page).splitlines()
    assert lines[0].split() == ["type", "region", "text", "because"]
    end = lines.index("5 blocks")
    assert [line.split()[0] for line in lines[2:end]] == ["nav", "headline", "article_body", "consent_text", "consent_buttons"]
    assert "% content, " in lines[end + 1]


def test_text_of_the_page_cannot_act_on_the_terminal(page: str) -> None:
    output = _run(page)
    assert "\x1b" not in output
    assert "\u202e" not in output
    assert "Nous utilisons des cookies" in output


def test_runs_are_one_json_array_of_type_and_text(page: str) -> None:
    runs = json.loads(_run(page, "--runs"))
    assert runs[0] == ["nav", "Accueil"]
    assert runs[-1] == ["consent_buttons", "Tout refuser"]
    assert [type_ for type_, _ in runs] == ["nav", "headline", "article_body", "consent_text", "consent_buttons"]


def test_json_gives_objects_and_only_narrows_them(page: str) -> None:
    (block,) = json.loads(_run(page, "--json", "--only", "consent_buttons"))
    assert block["text"] == "Tout refuser"
    assert block["region"] == "overlay"
    assert block["box"] is None
    assert block["selector"]
    assert block["because"]


def test_text_is_the_article_alone(page: str) -> None:
    first, second = _run(page, "--text").splitlines()
    assert first == "La pluie"
    assert second.startswith("Il pleut")


def test_a_page_without_such_a_block_says_so(page: str) -> None:
    assert _run(page, "--only", "comments") == "no such block on the page\n"


@pytest.mark.parametrize("arguments", [("--only", "cokies"), ("--json", "--runs")])
def test_wrong_usage_is_said(page: str, arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(command, [page, *arguments])
    assert result.exit_code == 2
    assert "--" in result.output


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        CliRunner().invoke(command, [str(tmp_path / "none.html")], catch_exceptions=False)


def test_rules_of_the_users_own_are_laid_over_the_shipped_ones(page: str, tmp_path: Path) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "headline.yaml").write_text("about: x\norder: 12\nrules: []", "utf-8")
    assert "headline" not in _run(page, "--selectors", str(tmp_path))
    (tmp_path / "blocks" / "headline.yaml").write_text("about: x\norder: twelve\nrules: []", "utf-8")
    with pytest.raises(CatalogueError, match=r"headline\.yaml:2"):
        CliRunner().invoke(command, [page, "--selectors", str(tmp_path)], catch_exceptions=False)


def test_two_runs_say_the_same_to_the_letter(page: str) -> None:
    def run(seed: str) -> str:
        arguments = [sys.executable, "-m", "auditor", "blocks", page, "--json"]
        return subprocess.run(
            arguments, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout

    assert run("1") == run("2") == run("3")


def test_a_saved_page_needs_no_browser(page: str) -> None:
    loaded = {name for name in sys.modules if name.startswith("playwright")}
    _run(page)
    assert {name for name in sys.modules if name.startswith("playwright")} == loaded
    assert "blocks" in program.list_commands(None)  # type: ignore[arg-type]  # the folder is the list, whatever the context
