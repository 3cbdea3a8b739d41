"""The architecture holds: who imports whom, and what stays unloaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["report", "--help"], ["evaluate", "--help"], ["scan", "--help"]]
)
def test_a_command_that_drives_no_browser_starts_without_playwright(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from auditor.cli import program\n"
        f"program.main({arguments!r}, standalone_mode=False)\n"
        "heavy = {'playwright', 'websockets', 'bs4', 'asyncio'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_python_stands_in_selectors() -> None:
    # `selectors` is a module of the standard library: with an `__init__.py` there, asyncio breaks in a checkout.
    assert list((ROOT / "selectors").rglob("*.py")) == []
