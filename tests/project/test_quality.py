"""Lint, format and types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]


def test_ruff_finds_nothing() -> None:
    run(str(Path(sys.executable).with_name("ruff")), "check", ".")


def test_the_format_is_ruffs() -> None:
    run(str(Path(sys.executable).with_name("ruff")), "format", "--check", ".")


def test_types_hold_strictly() -> None:
    run(sys.executable, "-m", "mypy")
