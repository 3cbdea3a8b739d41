"""Every wrong input is one clear line on stderr and status 2, and leaves nothing behind."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from auditor.fleet.catalogue_check import SHAPES
from tests.cli.cli_runs import auditor, made_run

SITE = "https://shop.example/"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scan"], "no site to audit"),
        (["scan", "ftp://shop.example"], "only http and https can be audited, not ftp"),
        (["scan", "https://"], "no host name"),
        (["scan", SITE, "shop.example"], "https://shop.example/ is asked for twice"),
        (["scan", "sites.yaml"], "is a file, not an address. Read it with --sites sites.yaml"),
        (["scan", "--sites", "none.yaml"], "none.yaml cannot be read: No such file"),
        (["scan", "--sites", "broken.yaml"], "broken.yaml:2: not YAML"),
        (["scan", "--sites", "wrong.yaml"], "wrong.yaml:2: [1]: there is no key `address` here"),
        (["scan", SITE, "--tag", "x"], "--tag and --group choose from a list of sites. Give it with --sites"),
        (["scan", "--sites", "sites.yaml", "--tag", "x"], "no site of the list has the tag 'x'"),
        (["scan", "--sites", "empty.yaml"], "empty.yaml:1: the file is empty"),
        (["scan", SITE, "--out", "taken"], "taken is not empty"),
        (["scan", SITE, "--out", "taken", "--overwrite"], "holds no run, so it is not overwritten"),
        (["scan", SITE, "--out", "sites.yaml"], "sites.yaml is not a folder"),
        (["scan", SITE, "--out", "new", "--browser", "/nonexistent/browser"], "no browser at /nonexistent/browser"),
        (["scan", SITE, "--out", "new", "--profile", "nobody"], "there is no profile `nobody`"),
        (["scan", SITE, "--out", "new", "--report-language", "xx"], "no report language `xx`"),
        (["scan", SITE, "--out", "new", "--format", "csv,docx"], "no report format `docx`"),
        (["scan", SITE, "--out", "new", "--scenario", "scroll"], "there is no scenario 'scroll'"),
        (["scan", SITE, "--out", "new", "--viewport", "wide"], "give width and height as 1280x800"),
        (["scan", SITE, "--out", "new", "--locale", "fr; x"], "give a language tag such as fr-FR"),
        (["scan", SITE, "--concurrency", "0"], "--concurrency"),
        (["scan", SITE, "--resume"], "--resume needs the folder of the run"),
        (["scan", SITE, "--resume", "--overwrite", "--out", "new"], "exclude each other"),
        (["scan", "--resume", "--out", "new"], "new holds no run to resume"),
        (["scan", "--resume", "--out", "taken"], "taken is not a run folder"),
        (["scan", "--unknown"], "No such option"),
        (["judge"], "No such command"),
        (["schema", "nothing"], "is not one of"),
        (["evaluate", "nowhere"], "nowhere: there is no such folder"),
        (["evaluate", "taken"], "taken is not a run folder"),
        (["report", "taken"], "taken is not a run folder"),
        (["verify", "taken"], "taken is not a run folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_input_is_one_line_and_status_2(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUDITOR_BROWSER", raising=False)
    (tmp_path / "sites.yaml").write_text("- shop.example\n")
    (tmp_path / "broken.yaml").write_text("- shop.example\n  b: [\n")
    (tmp_path / "wrong.yaml").write_text("- a.example\n- address: b.example\n")
    (tmp_path / "empty.yaml").write_text("")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.odt").write_text("years of work")
    before = sorted(tmp_path.rglob("*"))
    ended = auditor(capsys, monkeypatch, *arguments)
    assert ended.status == 2
    assert said in ended.err
    assert ended.err.startswith("auditor: ")
    assert ended.err.count("\n") == 1
    assert ended.out == ""
    assert sorted(tmp_path.rglob("*")) == before


def test_a_run_is_gone_on_with_only_under_the_conditions_it_was_begun_under(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made_run(tmp_path)
    ended = auditor(capsys, monkeypatch, "scan", "--resume", "--out", tmp_path, "--locale", "de-DE")
    assert ended.status == 2
    assert "the run was begun with locale=fr-FR, not de-DE" in ended.err
    ended = auditor(capsys, monkeypatch, "scan", "--resume", "--out", tmp_path, SITE)
    assert ended.status == 2
    assert "has https://gone.example/, which is not asked for now" in ended.err


def test_a_finished_run_is_resumed_without_a_browser(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made_run(tmp_path)
    monkeypatch.setenv("AUDITOR_BROWSER", "/nonexistent/browser")
    ended = auditor(capsys, monkeypatch, "scan", "--resume", "--out", tmp_path, "-q")
    assert ended.status == 3
    assert ended.out.strip() == str(tmp_path / "table.html")


def test_a_damaged_run_json_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    made_run(tmp_path)
    (tmp_path / "run.json").write_text('{"schema": "auditor.run/1"')
    for command in ("evaluate", "report"):
        ended = auditor(capsys, monkeypatch, command, tmp_path)
        assert ended.status == 2
        assert "run.json: Input data was truncated" in ended.err
        assert ended.err.count("\n") == 1


@pytest.mark.parametrize("name", ["result", "evidence", "run", "sites", "cmp", "wording", "blocks", "promises", "trackers"])
def test_schemas_are_printed_from_the_types(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = auditor(capsys, monkeypatch, "schema", name)
    assert ended.status == 0
    schema = json.loads(ended.out)
    assert schema["title"] == f"auditor {name}"
    text = json.dumps(schema)
    for reference in {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}:
        assert reference in schema["$defs"]


def test_the_schema_of_evidence_describes_the_records(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = json.loads(auditor(capsys, monkeypatch, "schema", "evidence").out)
    records = schema["$defs"]["Visit"]["properties"]["records"]["properties"]
    assert records["cookies"] == {"$ref": "#/$defs/Cookies"}
    assert "jars" in schema["$defs"]["Cookies"]["properties"]


def test_selectors_check_names_every_mistake_with_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trackers").mkdir()
    (tmp_path / "trackers" / "acme.yaml").write_text("owner: Acme\nsource: [x]\nchecked: 2026-11-24\ncolour: red\n")
    (tmp_path / "trackers" / "google.yaml").write_text("owner: [\n")
    (tmp_path / "cmps").mkdir()
    (tmp_path / "cmps" / "latin.yaml").write_bytes(b"caf\xe9: 1\n")
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes" / "soup.yaml").write_text("a: b\n")
    ended = auditor(capsys, monkeypatch, "selectors", "check", "--selectors", tmp_path)
    assert ended.status == 2
    lines = [line.replace(f"{tmp_path}/", "") for line in ended.out.splitlines()]
    mistakes = [line for line in lines if line.startswith(("trackers/", "cmps/", "recipes/"))]
    assert [line.split(" ")[0] for line in mistakes] == [
        "cmps/latin.yaml:1:",
        "recipes/soup.yaml:1:",
        "trackers/acme.yaml:4:",
        "trackers/google.yaml:2:",
    ]
    assert "yours: trackers/acme.yaml" in lines
    assert lines[-1].endswith("4 mistakes")


def test_the_shipped_catalogue_has_no_mistake_and_is_listed_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = auditor(capsys, monkeypatch, "selectors", "check")
    assert ended.status == 0, ended.out
    ended = auditor(capsys, monkeypatch, "lists", "show")
    assert ended.status == 0
    table, _, below = ended.out.partition("\n\n")
    assert {line.split()[0].removeprefix("selectors/") for line in table.splitlines()[2:]} == set(SHAPES)
    assert all(len(line.split()[-1]) == 64 for line in table.splitlines()[2:])
    assert int(re.findall(r"patterns in selectors/trackers: (\d+)", below)[0]) > 800


def test_the_schema_says_what_each_field_means(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    schema = json.loads(auditor(capsys, monkeypatch, "schema", "result").out)
    cookie = schema["$defs"]["Cookie"]["properties"]
    assert cookie["phases"]["description"] == "At whose end it is in the jar."
    assert schema["$defs"]["Control"]["properties"]["area"]["description"] == "In square CSS pixels."


def test_a_defect_of_ours_is_never_taken_for_a_finding(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(path: Path) -> None:
        raise ZeroDivisionError("a page said \x1b[31m this")

    monkeypatch.setattr("auditor.evidence.store.RunFolder.open", broken)
    ended = auditor(capsys, monkeypatch, "verify", tmp_path)
    assert ended.status == 2
    assert ended.err.splitlines()[-1].startswith("auditor: internal error (ZeroDivisionError)")
    assert "in broken" in ended.err
    assert "\x1b" not in ended.err


def test_an_old_run_is_not_removed_for_a_scan_that_cannot_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made_run(tmp_path)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    arguments = ("scan", SITE, "--out", tmp_path, "--overwrite", "--browser", "/nonexistent/browser")
    ended = auditor(capsys, monkeypatch, *arguments)
    assert ended.status == 2
    assert "no browser at" in ended.err
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
