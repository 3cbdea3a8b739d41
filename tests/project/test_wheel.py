"""The wheel and the sdist hold what the program needs."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked(*places: str) -> set[str]:
    done = subprocess.run(["git", "ls-files", *places], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n")) - {""}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was made from the unpacked sdist, as pip and pipx do."""
    out = tmp_path_factory.mktemp("dist")
    code = "import sys, hatchling.build as b; print(getattr(b, sys.argv[1])(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", code, "build_sdist", str(out)], cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(next(out.glob("*.tar.gz"))) as archive:
        archive.extractall(out / "unpacked", filter="data")
    inner = next((out / "unpacked").iterdir())
    subprocess.run([sys.executable, "-c", code, "build_wheel", str(out)], cwd=inner, check=True, capture_output=True)
    return out


def test_the_wheel_holds_all_selectors_and_all_files_of_the_package(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    selectors = {f"auditor/_selectors/{name.removeprefix('selectors/')}" for name in tracked("selectors")}
    assert selectors - names == set()
    assert tracked("auditor") - names == set()
    assert {n for n in names if n.startswith("auditor/_selectors/")} == selectors


def test_the_program_runs_from_the_wheel_alone(built: Path, tmp_path: Path) -> None:
    # Only run-time packages lie beside it in the users' environment; here the same interpreter lends them.
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path)
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import auditor; assert {str(tmp_path)!r} in auditor.__file__; "
    code += "from auditor.cli import main; sys.argv = ['auditor', 'selectors', 'check']; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_sdist_holds_what_a_packager_needs(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "Makefile", "constraints.txt"} <= names
    assert tracked("tests") - names == set()
