"""The functions for Python programs: the README's example as it stands, with a real browser; and what they load and refuse."""

from __future__ import annotations

import asyncio
import inspect
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

import auditor
from auditor import Plan, Result, api, audit, audit_async, audit_sites, evaluate
from auditor.capture.options import CaptureOptions
from auditor.demo.server import LoopbackServer
from auditor.demo.sites import demo_hosts
from auditor.errors import StoreError, UsageError
from auditor.evidence.store import RunFolder
from auditor.fleet.runs import read_run

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "reports" / "sample"
SHOP = "https://www.maison-tilleul.example/"
"""Its banner stands at once, so that nobody waits for one."""

pytestmark = pytest.mark.xdist_group("api")


@pytest.fixture(scope="module")
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer(demo_hosts()) as running:
        yield running


@pytest.fixture
def quick(server: LoopbackServer) -> Plan:
    return Plan(scenarios=("before",), dwell_seconds=0.5, lists=("none",), browser_arguments=server.browser_arguments)


def test_the_example_of_the_readme_runs(
    server: LoopbackServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    found = re.search(r"<!-- example: python -->\n```python\n(.*?)```", readme, re.DOTALL)
    assert found is not None
    asked: list[tuple[str, Plan | None]] = []

    def here(url: str, plan: Plan | None = None, *, folder: str | Path | None = None) -> Result:
        # Only the address is another, and the browser is told where it is: the web is not asked by a test.
        asked.append((url, plan))
        assert plan is not None
        return api.audit(SHOP, replace(plan, browser_arguments=server.browser_arguments, dwell_seconds=0.5), folder=folder)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(auditor, "audit", here, raising=False)
    exec(compile(found[1], "README.md", "exec"), {})
    assert asked == [("https://www.example.fr/", Plan(scenarios=("before", "refuse"), language="fr"))]
    said = capsys.readouterr().out
    assert "critical tracker-before-choice" in said
    kept = RunFolder.open(tmp_path / "reports" / "example")
    assert kept.verify() == () and read_run(kept).info.report_language == "fr"


def test_without_a_folder_nothing_is_left_behind(
    quick: Plan, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = tmp_path_factory.mktemp("t")  # Chromium puts a socket there, whose path may have 107 characters
    monkeypatch.setenv("TMPDIR", str(short))
    monkeypatch.setattr("tempfile.tempdir", None)
    result = audit(SHOP, quick)
    assert (result.status, result.url) == ("audited", SHOP)
    assert not [path for path in short.iterdir() if path.name.startswith("auditor-")]


def test_a_site_that_cannot_be_audited_is_a_result_and_no_exception(quick: Plan) -> None:
    first, second = audit_sites(("https://gone.example/", SHOP), quick)
    assert (first.status, first.error is not None and first.error.kind) == ("failed", "dns")
    assert second.status == "audited"


def test_it_runs_on_the_loop_of_a_program_and_beside_it(quick: Plan) -> None:
    async def program() -> tuple[Result, Result]:
        on_it = await audit_async(SHOP, quick)
        beside = audit(SHOP, quick)  # as in a notebook: in a thread, which signals do not reach
        return on_it, beside

    assert [result.status for result in asyncio.run(program())] == ["audited", "audited"]


def test_a_cancelled_audit_ends_its_visits(quick: Plan, server: LoopbackServer, tmp_path: Path) -> None:
    async def program() -> None:
        task = asyncio.create_task(audit_async(SHOP, replace(quick, dwell_seconds=60.0), folder=tmp_path / "run"))
        seen = len(server.requests(host="www.maison-tilleul.example", path="/"))
        while len(server.requests(host="www.maison-tilleul.example", path="/")) == seen and not task.done():  # noqa: ASYNC110  # another program's progress
            await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(program())
    assert read_run_is_begun(tmp_path / "run")


def read_run_is_begun(path: Path) -> bool:
    return (path / "run.json").is_file() and not any((path / "sites").iterdir())


def test_evidence_is_judged_again_and_nothing_is_written(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "run")
    before = {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()}
    results = evaluate(tmp_path / "run", profile="edpb", language="fr")
    assert {(result.profile, result.report_language) for result in results} == {("edpb", "fr")}
    assert [result.url for result in results] == [result.url for result in read_run(RunFolder.open(SAMPLE)).results]
    assert before == {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()}
    evidence = next((tmp_path / "run").rglob("evidence.json.gz"))
    evidence.write_bytes(evidence.read_bytes() + b"\0")
    with pytest.raises(StoreError):
        evaluate(tmp_path / "run")


def test_a_plan_that_makes_no_sense_is_refused_before_a_browser_starts(tmp_path: Path) -> None:
    for url, plan in (
        ("ftp://x.example/", Plan()),
        ("https://x.example/", Plan(scenarios=("dance",))),
        ("https://x.example/", Plan(profile="nobody")),
        ("https://x.example/", Plan(language="tlh")),
    ):
        with pytest.raises(UsageError):
            audit(url, plan, folder=tmp_path / "run")
    assert not (tmp_path / "run").exists()
    with pytest.raises(UsageError):
        audit_sites(())


def test_a_plan_is_as_the_command_line_where_nothing_is_said() -> None:
    usual, plan = CaptureOptions(), Plan()
    for name in ("device", "locale", "dwell_seconds", "site_seconds", "repeat", "third_party_cookies", "ignore_https_errors"):
        assert getattr(usual, name) == getattr(plan, name), name
    assert all(field.default is not inspect.Parameter.empty for field in fields(Plan))


def test_importing_loads_no_browser_and_nothing_that_was_not_asked_for() -> None:
    code = (
        "import sys, auditor\n"
        "assert 'auditor.api' not in sys.modules\n"
        "from auditor import Plan, Result, audit, audit_sites, evaluate\n"
        "heavy = {'playwright', 'websockets', 'starlette', 'auditor.fleet', 'auditor.capture'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert callable(audit) and auditor.__version__ and 'audit' in dir(auditor)\n"
        "import auditor.one_site, auditor.cli\n"
        "from auditor import audit as again\n"
        "assert again is audit\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with pytest.raises(AttributeError):
        auditor.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_what_the_package_offers_is_described_and_typed() -> None:
    for name in auditor.__all__:
        if name != "__version__":
            offered = getattr(auditor, name)
            assert inspect.getdoc(offered), name
    for function in (audit, audit_async, audit_sites, evaluate):
        signature = inspect.signature(function)
        assert signature.return_annotation is not inspect.Signature.empty
        assert all(p.annotation is not inspect.Parameter.empty for p in signature.parameters.values())


def test_a_checker_sees_the_types_of_what_is_imported(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from auditor import Plan, Result, audit, evaluate\n"
        "result: Result = audit('https://www.example.fr/', Plan(scenarios=('before',)))\n"
        "wrong: int = audit('https://www.example.fr/')\n"
        "Plan(scenarios='before', dwell='long')\n"
        "again: tuple[Result, ...] = evaluate('reports/example')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file", os.devnull, str(program)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if "program.py" in line and "error" in line]
    assert {line.split(":")[1] for line in lines} == {"3", "4"}, done.stdout + done.stderr
