"""The ready files under deploy/: each is what its reader takes, and each of our commands in them is one that exists."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from auditor import report
from auditor.cli import program
from auditor.fleet import cron
from auditor.fleet.schedule.due import lines_of
from auditor.fleet.sites import read_list

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = ("auditor.service", "auditor-once.service", "auditor-once.timer")


def commands() -> Iterator[tuple[str, str]]:
    """Every call of our program: file, command line."""
    for path in sorted(DEPLOY.iterdir()):
        lines = path.read_text("utf-8").splitlines()
        for line in lines:
            if line.lstrip().startswith("#") and path.suffix != ".md":
                continue
            found = re.search(r"(?:^|[\s=/])auditor ((?:schedule|scan|prune|runs|trend)\b[^>&|`#]*)", line)
            if found:
                yield path.name, found[1].strip()
    container = (DEPLOY / "Containerfile").read_text("utf-8")
    entry = re.search(r"^CMD (\[.*\])$", container, re.MULTILINE)
    assert entry is not None
    yield "Containerfile", shlex.join(yaml.safe_load(entry[1]))


@pytest.mark.parametrize(("file", "line"), list(commands()))
def test_each_command_in_them_is_one_that_the_program_takes(file: str, line: str) -> None:
    name, *arguments = shlex.split(line)
    group = click.Context(program, info_name="auditor")
    command = program.get_command(group, name)
    assert command is not None
    command.make_context(name, list(arguments), parent=group)


def test_every_file_has_a_command_that_is_looked_at() -> None:
    named = {file for file, _ in commands()}
    assert {
        "crontab",
        "auditor.service",
        "auditor-once.service",
        "Containerfile",
        "github-actions.yaml",
        "gitlab-ci.yaml",
    } <= named


def test_the_list_of_sites_is_read() -> None:
    listed = read_list(DEPLOY / "sites.yaml")
    assert [(line.group, line.key) for line in lines_of(listed)] == [
        ("", "0 6 * * 1 Europe/Paris"),
        ("press", "0 5 * * * Europe/Paris"),
    ]
    assert listed.notices is not None


def test_each_line_of_the_crontab_has_five_fields_that_are_due_at_some_time() -> None:
    lines = (DEPLOY / "crontab").read_text("utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith(("#", "PATH="))]
    assert len(entries) == 2
    for entry in entries:
        cron.check(" ".join(entry.split()[:5]))
        assert "%" not in entry  # which cron takes for the end of the line


def test_cron_itself_takes_the_crontab(tmp_path: Path) -> None:
    crontab = shutil.which("crontab")
    if crontab is None:
        pytest.skip("no crontab command is installed (Debian: apt-get install cron)")
    # Debian's checks a file without installing it; others have no such option.
    done = subprocess.run([crontab, "-T", str(DEPLOY / "crontab")], capture_output=True, text=True, check=False)
    if "invalid option" in done.stderr:
        pytest.skip("this crontab command checks no file")
    assert done.returncode == 0, done.stderr


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd is installed")
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("/opt/auditor/bin/auditor", "/bin/true"))
    done = subprocess.run(
        [analyze, "verify", "--man=no", *(str(tmp_path / name) for name in UNITS)], capture_output=True, text=True, check=False
    )
    wrong = [line for line in (done.stderr + done.stdout).splitlines() if "auditor" in line]
    assert (done.returncode, wrong) == (0, []), done.stderr


def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    joined = re.sub(r"\\\n", " ", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in joined.splitlines() if line.strip()]


def test_the_containerfile_copies_what_is_there_and_ends_as_another_user() -> None:
    known = {"FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR", "VOLUME", "STOPSIGNAL", "ENTRYPOINT", "CMD"}
    found = instructions()
    assert found[0][0] == "FROM"
    assert {name for name, _ in found} <= known
    for name, rest in found:
        if name == "COPY":
            for source in shlex.split(rest)[:-1]:
                assert (DEPLOY.parent / source).exists(), source
        if name in ("ENTRYPOINT", "CMD"):
            assert isinstance(yaml.safe_load(rest), list)
        if name == "RUN":
            assert subprocess.run(["sh", "-n", "-c", rest], check=False).returncode == 0, rest
    assert [rest for name, rest in found if name == "USER"] == ["auditor"]
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text("utf-8").splitlines()
    copied = {source for name, rest in found if name == "COPY" for source in shlex.split(rest)[:-1]}
    assert copied <= {line.removeprefix("!") for line in ignored}


def jobs(name: str) -> Any:
    # GitHub's `on` is a key, which YAML 1.1 reads as true.
    return yaml.load((DEPLOY / name).read_text("utf-8"), Loader=yaml.BaseLoader)


def test_the_jobs_are_yaml_and_publish_the_files_that_the_scan_writes() -> None:
    junit, table = (report.file_name(name) for name in ("junit", "md"))
    github = jobs("github-actions.yaml")
    assert cron.check(github["on"]["schedule"][0]["cron"]) is None
    steps = github["jobs"]["audit"]["steps"]
    assert any(f"report/{table}" in step.get("run", "") for step in steps)
    assert all(step.get("if") == "always()" for step in steps[-2:])
    gitlab = jobs("gitlab-ci.yaml")["consent-audit"]
    assert gitlab["artifacts"]["reports"]["junit"] == f"report/{junit}"
    assert gitlab["artifacts"]["when"] == "always"
    for line in (*gitlab["before_script"], *gitlab["script"], *(step["run"] for step in steps if "run" in step)):
        assert subprocess.run(["sh", "-n", "-c", line], check=False).returncode == 0
