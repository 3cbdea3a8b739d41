"""Lists that are fetched: over real HTTPS, kept whole or not at all, and found again by their digest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.catalogue.load import Folder
from auditor.demo.message import Request, Response, Site
from auditor.demo.server import LoopbackServer
from auditor.errors import UsageError
from auditor.fleet.list_files import lists_asked_for, lists_of_run
from auditor.fleet.list_store import ListStore
from auditor.fleet.list_update import Fetched, update

FIRST = "! Title: EasyPrivacy\n! Version: 203105060700\n||tracker.example^\n"
SECOND = FIRST + "||second.example^\n"
LISTS = Folder()


class Served:
    """What stands at each path, and what is answered to whoever has it already."""

    def __init__(self) -> None:
        self.text = FIRST
        self.status = 200
        self.etags: list[str] = []

    def __call__(self, request: Request) -> Response:
        self.etags.append(request.headers.get("if-none-match", ""))
        if request.path.startswith("/moved"):
            return Response(status=302, headers=(("Location", "http://localhost/easyprivacy.txt"),))
        if not request.path.endswith("/easyprivacy.txt"):
            return Response(status=404)
        etag = f'"{len(self.text)}"'
        if self.etags[-1] == etag:
            return Response(status=304, headers=(("ETag", etag),))
        return Response(status=self.status, headers=(("ETag", etag), ("Content-Type", "text/plain")), body=self.text.encode())


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Served, str]]:
    handler = Served()
    with LoopbackServer([Site(host="localhost", handler=handler)]) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.write_authority(tmp_path / "authority.pem")))
        monkeypatch.setenv("no_proxy", "localhost")
        yield handler, f"https://localhost:{server.port}"


def fetch(source: str, store: ListStore, *names: str) -> list[Fetched]:
    return list(update(names or ("easyprivacy",), LISTS, source=source, store=store))


def test_a_list_is_kept_with_its_date_and_digest_and_asked_for_once_only(served: tuple[Served, str], tmp_path: Path) -> None:
    handler, source = served
    store = ListStore(tmp_path)
    assert [f.state for f in fetch(source, store)] == ["new"]
    assert [f.state for f in fetch(source, store)] == ["unchanged"]
    assert handler.etags == ["", f'"{len(FIRST)}"']
    (version,) = store.versions("easyprivacy")
    assert version.read() == FIRST.encode()
    (used,) = lists_asked_for(None, LISTS, store).used
    assert (used.name, used.date, used.sha256, used.entries) == ("EasyPrivacy", "2031-05-06", version.info.sha256, 1)


def test_a_new_version_overwrites_none_and_a_run_finds_its_own_again(served: tuple[Served, str], tmp_path: Path) -> None:
    handler, source = served
    store = ListStore(tmp_path)
    fetch(source, store)
    before = lists_asked_for(["easyprivacy"], LISTS, store)
    handler.text = SECOND
    assert [f.state for f in fetch(source, store)] == ["new"]
    assert lists_asked_for(["easyprivacy"], LISTS, store).used[0].entries == 2
    assert lists_of_run(before.used, LISTS, store).used == before.used


def test_what_is_no_list_is_not_kept(served: tuple[Served, str], tmp_path: Path) -> None:
    handler, source = served
    store = ListStore(tmp_path)
    fetch(source, store)
    for handler.text in ("<!doctype html><title>Sign in</title>", "! Title: EasyPrivacy\n", ""):
        assert [f.state for f in fetch(source, store)] == ["failed"]
    handler.text, handler.status = SECOND, 503
    (told,) = fetch(source, store)
    assert told.state == "failed"
    assert "503" in told.text
    assert [v.read() for v in store.versions("easyprivacy")] == [FIRST.encode()]
    assert not list(store.path.rglob(".*"))


def test_it_is_not_led_away_from_https_and_says_so_in_one_line(served: tuple[Served, str], tmp_path: Path) -> None:
    (told,) = fetch(served[1] + "/moved", ListStore(tmp_path))
    assert told.state == "failed"
    assert "not https" in told.text
    assert "\n" not in told.text


def test_a_server_that_is_not_trusted_or_not_there_fails_in_one_line(
    served: tuple[Served, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    for source in (served[1], "https://localhost:1"):
        (told,) = fetch(source, ListStore(tmp_path))
        assert told.state == "failed"
        assert "was not reached" in told.text
        assert "\n" not in told.text
    assert served[0].etags == []


def test_a_failure_of_one_list_ends_no_other(served: tuple[Served, str], tmp_path: Path) -> None:
    told = fetch(served[1], ListStore(tmp_path), "easylist", "easyprivacy")
    assert [f.state for f in told] == ["failed", "new"]


def test_a_folder_stands_in_for_the_web(tmp_path: Path) -> None:
    (tmp_path / "easyprivacy.txt").write_text(FIRST)
    store = ListStore(tmp_path / "data")
    assert [f.state for f in fetch(str(tmp_path), store)] == ["new"]
    (tmp_path / "easyprivacy.txt").unlink()
    assert [f.state for f in fetch(str(tmp_path), store)] == ["failed"]


def test_a_version_that_was_changed_on_disk_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "easyprivacy.txt").write_text(FIRST)
    store = ListStore(tmp_path / "data")
    fetch(str(tmp_path), store)
    used = lists_asked_for(None, LISTS, store).used
    (version,) = store.versions("easyprivacy")
    version.path.write_text(SECOND)
    with pytest.raises(Exception, match="not as it was fetched"):
        lists_of_run(used, LISTS, store)
    version.path.with_suffix(".json").write_text(json.dumps({"name": "half"}))
    assert store.versions("easyprivacy") == ()
    assert lists_of_run(used, LISTS, store).absent == used


def test_names_and_files_are_told_apart_and_mistakes_are_named(tmp_path: Path) -> None:
    store = ListStore(tmp_path / "data")
    own = tmp_path / "own.txt"
    own.write_text("! Title: Ours: a list\n||own.example^\n||x.example^$unheard-of\n")
    (used,) = lists_asked_for([str(own)], LISTS, store).used
    assert (used.name, used.entries, used.skipped, used.date, used.source) == ("Ours a list", 1, 1, "", "own.txt")
    assert lists_asked_for(["none"], LISTS, store).used == ()
    for asked, said in (("easylist", "not fetched"), ("nowhere.txt", "neither a file nor a list"), ("none", "alone")):
        with pytest.raises(UsageError, match=said):
            lists_asked_for([asked, str(own)], LISTS, store)
    own.write_text("")
    with pytest.raises(UsageError, match="no filter"):
        lists_asked_for([str(own)], LISTS, store)


def test_a_list_given_as_a_file_is_known_by_its_title(tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text("[Adblock Plus 2.0]\n! Title: EasyList\n||ad.example^\n")
    found = lists_asked_for([str(copy)], LISTS, ListStore(tmp_path))
    assert [(named.name, named.purpose) for named in found.lists.filters] == [("EasyList", "advertising")]
