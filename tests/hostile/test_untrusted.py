"""Run folders from others: what is in them is judged, refused in one line, or named by `verify`; nothing executes or escapes."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from auditor.catalogue.profile import profile
from auditor.errors import StoreError
from auditor.escape import terminal
from auditor.evidence import PHASES, SCHEMA, Evidence, Mark, ScenarioRun, Visit, manifest
from auditor.evidence.encoding import pack, record_shapes, unpack
from auditor.evidence.store import EVIDENCE, RunFolder
from auditor.fleet.runs import read_info, read_run
from auditor.one_site import judge_evidence
from tests.cli.cli_runs import auditor, made_run
from tests.hostile.shapes import UNSEEN, like
from tests.rules.evidence import knowledge

_SHOP = f"sites/shop.example/{EVIDENCE}"
_PHASE = st.sampled_from(PHASES)


def _record(shape: type[Any]) -> st.SearchStrategy[msgspec.Raw]:
    return like(shape, whole=True).map(lambda record: msgspec.Raw(msgspec.json.encode(record)))


_RECORDS: st.SearchStrategy[Any] = st.fixed_dictionaries({}, optional={n: _record(shape) for n, shape in record_shapes().items()})
_EVIDENCE = like(
    Evidence,
    {
        (Visit, "records"): _RECORDS,
        (Visit, "name"): st.sampled_from(("refuse", "accept", "close", "ignore", "partial", "gpc")),
        (Visit, "failure"): st.none(),
        (Evidence, "failure"): st.none(),
        (Evidence, "repeats"): st.just(()),
        (Evidence, "schema"): st.just(SCHEMA),
        (Mark, "phase"): _PHASE,
        (ScenarioRun, "name"): st.sampled_from((*PHASES, "close", "ignore", "partial", "gpc")),
    },
    whole=True,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
@given(evidence=_EVIDENCE)
def test_evidence_of_any_content_is_read_again_and_judged(evidence: Evidence) -> None:
    again = unpack(pack(evidence), "evidence")
    result = judge_evidence(again, knowledge(), profile("cnil"), "en", "site")
    assert result.status == "audited"
    assert len(msgspec.json.encode(result)) < 10_000_000
    assert result == judge_evidence(again, knowledge(), profile("cnil"), "en", "site")


# --- folders -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_run(tmp_path_factory.mktemp("sealed") / "run").path


@pytest.fixture
def run(sealed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sealed, tmp_path / "run"))


def put(run: Path, name: str, data: bytes) -> None:
    """A file with its right line in the manifest, as whoever makes a folder can write it."""
    path = run / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(data)
    sums, _ = manifest.read((run / manifest.NAME).read_bytes())
    (run / manifest.NAME).write_bytes(manifest.written({**sums, name: hashlib.sha256(data).hexdigest()}))


def changed(run: Path, name: str, change: Callable[[Any], None]) -> None:
    data = (run / name).read_bytes()
    content = json.loads(gzip.decompress(data) if name.endswith(".gz") else data)
    change(content)
    text = json.dumps(content).encode()
    put(run, name, gzip.compress(text) if name.endswith(".gz") else text)


def in_one_line(error: StoreError, *words: str) -> None:
    said = str(error)
    assert "\n" not in said, said
    assert len(said) < 1000
    assert not re.search(UNSEEN, terminal(said))
    for word in words:
        assert word in said, said


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(b"[" * 2_000_000),
        gzip.compress(b'{"schema":"auditor.evidence/1","visits":' + b"[" * 300_000),
        gzip.compress(b'{"schema":"auditor.evidence/1","url":"x","conditions":null,"visits":[{"status":1e999}]}'),
        gzip.compress(b'{"schema":"auditor.evidence/1","url":"x","conditions":null,"visits":[{"status":' + b"9" * 5000 + b"}]}"),
        gzip.compress(b'{"schema":"auditor.evidence/1","url":"\\ud800","conditions":null,"visits":[]}'),
        gzip.compress(b'{"schema":"\x1b[31mauditor/999","url":"x"}'),
        gzip.compress(b"\xff\xfe"),
        b"\x1f\x8b\x08\x00",
        b"",
        b"PK\x03\x04" + b"\0" * 100,
    ],
    ids=["deep", "deeper", "huge-float", "huge-int", "surrogate", "schema", "bytes", "cut", "empty", "zip"],
)
def test_evidence_that_is_none_is_one_line(run: Path, packed: bytes) -> None:
    put(run, _SHOP, packed)
    with pytest.raises(StoreError) as told:
        RunFolder.open(run).evidence("shop.example")
    in_one_line(told.value, EVIDENCE)


def test_numbers_without_bounds_in_records_are_judged_or_refused(
    run: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(content: Any) -> None:
        for visit in content["visits"]:
            for jar in visit["records"]["cookies"]["jars"]:
                for cookie in jar["cookies"]:
                    cookie["expires_at"] = 1e300

    changed(run, _SHOP, change)
    done = auditor(capsys, monkeypatch, "evaluate", run)
    assert done.status == 3, done  # one of its sites could not be audited
    assert "Infinity" not in (run / "results.jsonl").read_text("utf-8")


@pytest.mark.parametrize("slug", ["../../etc", "/etc/passwd", "..", "CON\x1b[2J"])
def test_a_run_that_names_folders_elsewhere_leads_nowhere(
    run: Path, slug: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(run, "run.json", lambda info: info["slugs"].__setitem__(0, slug))
    outside = sorted(p.name for p in run.parent.iterdir())
    for command in (("evaluate", run), ("export", run, "https://shop.example/"), ("verify", run)):
        done = auditor(capsys, monkeypatch, *command)
        assert "Traceback" not in done.err
        assert "internal error" not in done.err
        assert not re.search(UNSEEN, done.out + done.err)
    left = sorted(p.name for p in run.parent.iterdir() if p.suffix != ".zip")
    assert left == outside


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "/etc/passwd", "x\x1b[31m.png", "sites/shop.example/../../../x", "a\\..\\b", "y\u202egnp.exe"]
)
def test_a_manifest_with_odd_names_is_told_and_not_followed(
    run: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with (run / manifest.NAME).open("ab") as listed:
        listed.write(f"{'0' * 64}  {name}\n".encode())
    done = auditor(capsys, monkeypatch, "verify", run)
    assert done.status == 2
    assert "Traceback" not in done.err
    assert not re.search(UNSEEN, done.out + done.err)


@pytest.mark.parametrize("where", ["file", "folder", "evidence", "results", "manifest", "run", "loop"])
def test_links_in_a_run_folder_are_named_and_never_read(
    run: Path, tmp_path: Path, where: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET WORD")
    places = {"evidence": _SHOP, "results": "results.jsonl", "manifest": manifest.NAME, "run": "run.json"}
    if where == "file":
        (run / "sites" / "shop.example" / "x.png").symlink_to(secret)
    elif where == "folder":
        (run / "sites" / "other.example").symlink_to(tmp_path)
    elif where == "loop":
        (run / "sites" / "again").symlink_to(run / "sites")
    else:
        (run / places[where]).unlink()
        (run / places[where]).symlink_to(secret)
    for command in ("verify", "evaluate"):
        done = auditor(capsys, monkeypatch, command, run)
        assert "SECRET" not in done.out + done.err
        assert "Traceback" not in done.err
        assert "internal error" not in done.err
        if command == "verify":
            assert done.status == 2
    assert secret.read_text() == "SECRET WORD"


def test_a_picture_that_is_none_harms_nothing(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for data in (b"", b"\x89PNG\r\n\x1a\n" + b"\xff" * 100):
        put(run, "sites/shop.example/banner.png", data)
        assert auditor(capsys, monkeypatch, "evaluate", run).status == 3
        assert auditor(capsys, monkeypatch, "report", run, "--format", "html").status == 0
        assert auditor(capsys, monkeypatch, "export", run, "https://shop.example/", "--out", tmp_path / "x.zip").status == 0


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 500_000,
        b'{"schema":"auditor.run/1","sites":' + b"[" * 200_000,
        b"{}",
        b"null",
        b"\xff",
        b"",
        b'{"schema":"\\u001b[31m"}',
    ],
)
def test_a_run_that_cannot_be_read_is_one_line(run: Path, text: bytes) -> None:
    put(run, "run.json", text)
    with pytest.raises(StoreError) as told:
        read_info(RunFolder.open(run))
    in_one_line(told.value, "run.json")


@pytest.mark.parametrize("line", [b"[" * 500_000, b'{"url":1}', b"\xff\xfe", b"null", b'{"schema":"auditor.result/1"}'])
def test_results_that_cannot_be_read_are_one_line(run: Path, line: bytes) -> None:
    put(run, "results.jsonl", line + b"\n")
    with pytest.raises(StoreError) as told:
        read_run(RunFolder.open(run))
    in_one_line(told.value, "results.jsonl:1")


YAML = {
    "object": "!!python/object/apply:os.system ['touch owned']",
    "billion": "a: &a [x,x,x,x,x,x,x]\n" + "\n".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]" for a, b in pairwise("abcdefghi")),
    "deep": "[" * 100_000,
    "binary": "\x00\x01",
    "merge": "<<: [1, 2]\nsites: 3",
    "anchor": "sites: &a [*a]",
}  # fmt: skip


@pytest.mark.parametrize("text", YAML.values(), ids=YAML.keys())
def test_yaml_of_others_is_data(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sites.yaml").write_text(text)
    done = auditor(capsys, monkeypatch, "scan", "--sites", "sites.yaml", "--out", "run")
    assert done.status == 2, done
    assert "Traceback" not in done.err
    assert "internal error" not in done.err
    assert len(done.err) < 2000
    mine = tmp_path / "own" / "cmps"
    mine.mkdir(parents=True)
    (mine / "x.yaml").write_text(text)
    done = auditor(capsys, monkeypatch, "selectors", "check", "--selectors", tmp_path / "own")
    assert done.status == 2, done
    assert "internal error" not in done.err
    assert not (tmp_path / "owned").exists()
    assert not (tmp_path / "run").exists()


def test_every_byte_of_a_run_folder_counts(run: Path) -> None:
    folder = RunFolder.open(run)
    assert folder.verify() == ()
    for path in sorted(p for p in run.rglob("*") if p.is_file() and p.name != manifest.NAME):
        data = path.read_bytes()
        for place in {0, len(data) // 2, len(data) - 1}:
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            assert folder.verify() == (f"changed: {path.relative_to(run).as_posix()}",)
        path.write_bytes(data)
