"""Playwright's driver is a program of its own; where it does not start, one line says so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_a_driver_that_does_not_start_is_one_line_with_a_remedy(tmp_path: Path) -> None:
    # Seen on a minimal Debian, whose C library lacks what the driver is linked with. A process of its own: Playwright leaves
    # the dead driver's pipes to the garbage collector, which would warn in some other test.
    command = [sys.executable, "-m", "auditor", "scan", "https://shop.example/", "--out", str(tmp_path / "run")]
    environment = {**os.environ, "PLAYWRIGHT_NODEJS_PATH": "/bin/false"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "driver does not start" in done.stderr
    assert "libatomic1" in done.stderr
    assert not (tmp_path / "run").exists()
