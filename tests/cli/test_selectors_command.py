"""`auditor selectors check`, of the files and of a page, as a user types it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from auditor.banner import Selectors
from auditor.catalogue.load import Folder
from auditor.cli._matches import lines
from auditor.page_selectors import Left, look
from tests.banner.pages import tree
from tests.cli.cli_runs import Ended, auditor

HEAD = "name: Acme\nsource: [x]\nchecked: 2026-11-24\n"
WORDS = "name: Test\ncontrols: {accept: {has: [jaa, Jaa!]}}\n"
NOTICE = "<p>Nous utilisons des cookies pour mesurer l'audience de ce site.</p>"
BAR = "position: fixed; bottom: 0; background: #fff; z-index: 9"
PAGE = f"""<!doctype html><html lang=fr><title>La pluie</title><h1>La pluie</h1><div id=acme style="{BAR}">{NOTICE}
<button class=yes>Tout accepter</button><button>Tout refuser</button></div>"""


def _write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        kind, _, file = name.partition("__")
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / f"{file}.yaml").write_text(text, "utf-8")


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[object]:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Ended:
        return auditor(capsys, monkeypatch, "selectors", "check", *arguments)

    yield run


def test_all_mistakes_of_one_file_are_named(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    _write(tmp_path, cmps__acme='name: Acme\nsource: x\nchecked: now\nbanner: {container: ["a[["]}\n')
    ended = check("--selectors", tmp_path)
    assert ended.status == 2
    named = [line.removeprefix(f"{tmp_path}/").split(" ")[:2] for line in ended.out.splitlines() if "acme.yaml:" in line]
    assert named == [
        ["cmps/acme.yaml:2:", "source:"],
        ["cmps/acme.yaml:3:", "checked:"],
        ["cmps/acme.yaml:4:", "banner.container[0]:"],
    ]
    assert ended.out.splitlines()[-1].endswith("3 mistakes")


def test_names_that_no_block_rule_knows_are_all_named_with_file_and_line(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rule = "about: x\norder: 99\nlets_out: [nosuchtype]\nrules:\n  - id: a\n    weight: 1\n    any: [{mark: [shiny]}]\n"
    _write(tmp_path, blocks__zzz=rule + "    all: [{says: [nothing]}]\n  - {id: b, weight: 1, any: [{text: [1, 2]}]}\n")
    ended = check("--selectors", tmp_path)
    assert ended.status == 2
    named = [line.removeprefix(f"{tmp_path}/") for line in ended.out.splitlines() if "zzz.yaml:" in line]
    assert named == [
        "blocks/zzz.yaml:7: rule a: mark: `shiny` is not known",
        "blocks/zzz.yaml:8: rule a: says: `nothing` is not known",
        "blocks/zzz.yaml:9: rule b: a line of `any` names no host, path, attribute, name, phrase, mark, role or tag; "
        "measures and regions stand under `all`",
        "blocks/zzz.yaml:3: lets_out: `nosuchtype` is no block type",
    ]


def test_the_first_unknown_name_ends_a_scan_with_its_file_named(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from auditor.classify.blocks import BlockRules
    from auditor.errors import CatalogueError

    _write(tmp_path, blocks__zzz="about: x\norder: 99\nrules: [{id: a, weight: 1, any: [{mark: [shiny]}]}]\n")
    with pytest.raises(CatalogueError, match=r"^selectors/blocks/zzz\.yaml: rule a: mark: `shiny` is not known"):
        BlockRules.load(Folder(tmp_path))


def test_warnings_and_notes_on_ones_own_files_are_shown_and_turn_no_status(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    _write(tmp_path, cmps__acme=HEAD + 'banner:\n  container: ["#didomi-notice"]\n', wording__xx=WORDS)
    ended = check("--selectors", tmp_path)
    assert ended.status == 0
    shown = [line.replace(f"{tmp_path}/", "") for line in ended.out.splitlines()]
    warnings = [line for line in shown if line.startswith("warning: ")]
    assert len(warnings) == 2
    assert "`#didomi-notice` is a container of" in warnings[0]
    assert "cmps/acme.yaml:5" in warnings[0]
    assert warnings[1].startswith("warning: wording/xx.yaml:2: controls.accept.has[1]: « Jaa! » stands in")
    assert [line for line in shown if line.startswith("note: ")] == [
        "note: cmps/acme.yaml:1: no selector for accept or refuse: both are told by their words alone"
    ]
    assert shown[-1].endswith("no mistakes")


def test_those_on_shipped_files_are_counted_and_shown_on_request(check) -> None:  # type: ignore[no-untyped-def]
    short, long = check(), check("-v")
    assert "-v shows them" in short.out
    shown = [line for line in long.out.splitlines() if line.startswith(("warning: ", "note: "))]
    assert short.out.splitlines()[0].split()[0] == str(len(shown))
    objects = json.loads(check("--json").out)
    assert len(objects["warnings"]) + len(objects["notes"]) == len(shown)
    assert objects["mistakes"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--browser", "/x"], "without URL no browser is started"),
        (["mine"], "mine is on this machine and no address; a folder of your own is given with --selectors"),
        (["ftp://shop.example"], "only http and https"),
        (["https://shop.example", "--browser", "/nonexistent/browser"], "no browser at /nonexistent/browser"),
        (["https://shop.example", "--selectors", "mine"], "mine/cmps/acme.yaml:1: Object missing required field"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(check, tmp_path: Path, arguments: list[str], said: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "mine").mkdir()
    _write(tmp_path / "mine", cmps__acme="name: Acme\n")
    ended = check(*arguments)
    assert ended.status == 2
    assert said in ended.err
    assert ended.err.count("\n") == 1
    assert ended.out == ""


def test_hostile_text_of_a_page_cannot_act_on_the_terminal() -> None:
    bad = "\x1b[31m\u202e"
    button = f'<button class=yes role="{bad}">Tout accepter {bad}</button>'
    body = f'<div id="acme{bad}" class="acme" style="{BAR}">{NOTICE}{button}</div>'
    cmp = Selectors.load(Folder()).cmps["didomi"]
    acme = msgspec.structs.replace(
        cmp,
        banner=msgspec.structs.replace(cmp.banner, container=(".acme",), accept=(".yes",)),
        recognise=msgspec.structs.replace(cmp.recognise, scripts=("acme.example",)),
    )
    left = Left(scripts=(f"https://acme.example/{bad}",), missing=(f"storage:https://{bad}: gone",))
    selectors = Selectors({"acme": acme}, Selectors.load(Folder()).wording)
    text = "\n".join(lines(look(tree(body.replace("\x1b", "")), left, selectors, url="https://shop.example/")))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.count("⟨U+202E⟩") >= 4
    assert "⟨U+001B⟩" in text


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGE.encode() if self.path == "/" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_is_loaded_and_what_matches_is_a_readable_table(check, site: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    _write(tmp_path, cmps__acme=HEAD + 'banner: {container: ["#acme"], accept: [.yes], refuse: [.no]}\n')
    ended = check(f"http://{site}/", "--selectors", tmp_path)
    assert (ended.status, ended.err) == (0, "")
    shown = ended.out.splitlines()
    assert shown[:3] == [
        f"page: http://{site}/",
        "banner: found by rule, platform acme, first layer",
        "  because selectors/cmps/acme.yaml: banner container #acme",
    ]
    assert "1 platform file matches" in shown
    assert "acme: Acme, selectors/cmps/acme.yaml (yours)" in shown
    cells = [line.split() for line in shown]
    assert ["banner.accept", ".yes", "1", "«", "Tout", "accepter", "»"] in cells
    assert ["banner.refuse", ".no", "nothing"] in cells
    assert "  3 selectors of what is in the page, 1 of them found nothing" in shown


def test_a_page_that_cannot_be_had_is_one_line_and_status_3(check, site: str) -> None:  # type: ignore[no-untyped-def]
    ended = check(f"http://{site}/nowhere", "--json")
    assert ended.status == 3
    assert ended.err.startswith("auditor: ")
    assert ended.err.count("\n") == 1
    assert ended.out == ""
