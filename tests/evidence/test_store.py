"""The run folder: written in one piece, found again byte for byte, and never silent about a change."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.errors import StoreError
from auditor.evidence.store import RunFolder
from tests.evidence.store_samples import PICTURE, failed, recorded


def made(path: Path) -> RunFolder:
    folder = RunFolder.create(path)
    folder.write("run.json", b"{}\n")
    folder.write_site("shop.example", recorded(), {"banner.png": PICTURE, "after-refuse.png": PICTURE + b"2"})
    folder.write_site("gone.example", failed(), {})
    folder.write("results.jsonl", b"{}\n{}\n")
    folder.write("table.md", "« Tout refuser »\n".encode())
    folder.seal()
    return folder


def files(path: Path) -> dict[str, bytes]:
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def test_the_folder_is_laid_out_as_the_contract_says(tmp_path: Path) -> None:
    made(tmp_path / "run")
    assert list(files(tmp_path / "run")) == [
        "manifest.sha256",
        "results.jsonl",
        "run.json",
        "sites/gone.example/evidence.json.gz",
        "sites/shop.example/after-refuse.png",
        "sites/shop.example/banner.png",
        "sites/shop.example/evidence.json.gz",
        "table.md",
    ]


def test_evidence_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    made(tmp_path)
    opened = RunFolder.open(tmp_path)
    assert opened.evidence("gone.example") == failed()
    assert opened.evidence("shop.example") == recorded()


def test_what_write_site_gives_is_what_is_read_later(tmp_path: Path) -> None:
    # A whole number in a field of floats is written « 3000 » and read as 3000.0: judged before and after, it must be one thing.
    folder = RunFolder.create(tmp_path)
    given_back = folder.write_site("shop.example", recorded(), {})
    assert repr(given_back.conditions) == repr(folder.evidence("shop.example").conditions)


def test_the_same_evidence_is_the_same_bytes_and_carries_no_time(tmp_path: Path) -> None:
    made(tmp_path / "a")
    made(tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert files(tmp_path / "a")["sites/shop.example/evidence.json.gz"][4:8] == b"\0\0\0\0"


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_sha256sum_accepts_the_manifest(tmp_path: Path) -> None:
    folder = made(tmp_path)
    lines = (tmp_path / "manifest.sha256").read_text().splitlines()
    assert lines == sorted(lines, key=lambda line: line[66:])
    assert len(lines) == 7
    done = subprocess.run(["sha256sum", "--strict", "-c", "manifest.sha256"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert folder.verify() == ()


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_byte_changed_in_any_file_is_found_and_named(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "run"
    if not path.exists():
        made(path)
    names = [name for name in files(path) if name != "manifest.sha256"]
    name = data.draw(st.sampled_from(names))
    before = (path / name).read_bytes()
    place = data.draw(st.integers(0, len(before) - 1))
    change = data.draw(st.integers(1, 255))
    (path / name).write_bytes(before[:place] + bytes([before[place] ^ change]) + before[place + 1 :])
    assert RunFolder.open(path).verify() == (f"changed: {name}",)
    (path / name).write_bytes(before)
    assert RunFolder.open(path).verify() == ()


@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_byte_changed_in_the_manifest_itself_is_found(tmp_path: Path, place: int, change: int) -> None:
    path = tmp_path / "run"
    if not path.exists():
        made(path)
    listed = path / "manifest.sha256"
    before = listed.read_bytes()
    place %= len(before) - 1  # the last line's end may be missing: that changes no sum
    listed.write_bytes(before[:place] + bytes([before[place] ^ change]) + before[place + 1 :])
    # Where a line now ends in « \r » or a second space has become « * », the list still says the same.
    if before[place : place + 1] != b" " or change != ord(" ") ^ ord("*"):
        assert RunFolder.open(path).verify() != ()
    listed.write_bytes(before)


def test_missing_extra_and_linked_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "run"
    made(path)
    (path / "table.md").unlink()
    (path / "notes.txt").write_text("mine")
    (path / "sites" / "other").symlink_to(tmp_path)
    banner = path / "sites" / "shop.example" / "banner.png"
    banner.rename(tmp_path / "banner.png")
    banner.symlink_to(tmp_path / "banner.png")
    assert RunFolder.open(path).verify() == (
        "extra: notes.txt",
        "extra: sites/other",
        "changed: sites/shop.example/banner.png",
        "missing: table.md",
    )


@pytest.mark.parametrize("line", ["../outside", "/etc/passwd", "sites/../../outside", "a//b", "sites\\x"])
def test_a_manifest_that_points_out_of_the_folder_is_told_and_not_followed(tmp_path: Path, line: str) -> None:
    path = tmp_path / "run"
    made(path)
    with (path / "manifest.sha256").open("a") as file:
        file.write(f"{'0' * 64}  {line}\n")
    assert RunFolder.open(path).verify() == ("changed: manifest.sha256:8: not a line of a manifest",)


def test_sealing_again_does_not_vouch_for_what_others_changed(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "sites" / "shop.example" / "evidence.json.gz").write_bytes(b"forged")
    (tmp_path / "sites" / "shop.example" / "forged.png").write_bytes(b"forged")
    folder = RunFolder.open(tmp_path)
    folder.write("results.jsonl", b"new\n")
    folder.seal()
    assert RunFolder.open(tmp_path).verify() == (
        "changed: sites/shop.example/evidence.json.gz",
        "extra: sites/shop.example/forged.png",
    )


def test_a_run_that_was_killed_knows_which_sites_are_whole(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path)
    folder.write("run.json", b"{}")
    folder.write_site("shop.example", recorded(), {"banner.png": PICTURE})
    folder.write_site("gone.example", failed(), {})
    # As a kill leaves it: a site half written, a last line half appended.
    part = tmp_path / "sites" / ".third.example.part"
    part.mkdir()
    (part / "banner.png").write_bytes(PICTURE)
    with (tmp_path / "manifest.sha256").open("a") as file:
        file.write("0123")
    (tmp_path / "sites" / "gone.example" / "evidence.json.gz").write_bytes(b"")
    opened = RunFolder.open(tmp_path)
    assert [opened.has_site(slug) for slug in ("shop.example", "gone.example", "third.example")] == [True, False, False]
    opened.write_site("third.example", recorded(), {"banner.png": PICTURE})
    opened.write_site("gone.example", failed(), {})
    opened.write("run.json", b"{}")
    opened.seal()
    assert RunFolder.open(tmp_path).verify() == ()


def test_a_site_written_again_leaves_nothing_of_its_first_try(tmp_path: Path) -> None:
    folder = made(tmp_path)
    folder.write_site("shop.example", recorded(cookie="other"), {"arrival.png": PICTURE})
    assert RunFolder.open(tmp_path).verify() == ()
    assert not (tmp_path / "sites" / "shop.example" / "banner.png").exists()


def test_a_folder_with_something_in_it_is_not_taken(tmp_path: Path) -> None:
    made(tmp_path / "run")
    with pytest.raises(StoreError, match=r"is not empty.*--resume or --overwrite"):
        RunFolder.create(tmp_path / "run")
    (tmp_path / "empty").mkdir()
    RunFolder.create(tmp_path / "empty")


def test_overwriting_removes_the_old_run_and_nothing_else(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    folder = RunFolder.create(tmp_path, overwrite=True)
    folder.write("run.json", b"{}")
    folder.seal()
    assert list(files(tmp_path)) == ["manifest.sha256", "notes.txt", "run.json"]


def test_overwriting_spares_a_folder_that_holds_no_run(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(StoreError, match="holds no run, so it is not overwritten"):
        RunFolder.create(tmp_path, overwrite=True)
    assert (tmp_path / "thesis.odt").exists()


def test_overwriting_does_not_follow_a_link_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("x")
    path = tmp_path / "run"
    made(path)
    shutil.rmtree(path / "sites")
    (path / "sites").symlink_to(outside)
    RunFolder.create(path, overwrite=True)
    assert (outside / "precious").exists()


@pytest.mark.parametrize("make", [lambda p: None, lambda p: p.mkdir(), lambda p: p.write_text("x")])
def test_what_is_no_run_folder_is_refused_in_one_line(tmp_path: Path, make: object) -> None:
    path = tmp_path / "run"
    make(path)  # type: ignore[operator]
    with pytest.raises(StoreError) as caught:
        RunFolder.open(path)
    assert caught.value.kind == "not-a-run"
    assert "\n" not in str(caught.value)


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("x")
    with pytest.raises(StoreError, match="is not a folder"):
        RunFolder.create(tmp_path / "run")
    with pytest.raises(StoreError, match="not writable"):
        RunFolder.create(tmp_path / "run" / "below")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = RunFolder.create(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)  # the one place where a full disk can be had without filling one
    with pytest.raises(StoreError, match="the disk is full") as caught:
        folder.write_site("shop.example", recorded(), {})
    assert caught.value.kind == "full"
    with pytest.raises(StoreError, match="the disk is full"):
        folder.write("results.jsonl", b"{}")
    monkeypatch.undo()
    assert not folder.has_site("shop.example")
    assert list(files(tmp_path)) == ["manifest.sha256"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_is_one_clear_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="not writable"):
        RunFolder.create(tmp_path / "run")


@pytest.mark.parametrize("name", ["../x.png", "a/b.png", ".png", "x.html", "x.png\n", "évil.png", "", "x" * 200 + ".png"])
def test_a_picture_with_another_kind_of_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="not the name of a picture"):
        RunFolder.create(tmp_path).write_site("shop.example", recorded(), {name: PICTURE})


@pytest.mark.parametrize("slug", ["..", ".", "a/b", "", "A", ".hidden", "a\n", "x" * 200, "-a", "a-"])
def test_a_folder_of_another_kind_of_name_is_refused(tmp_path: Path, slug: str) -> None:
    folder = RunFolder.create(tmp_path)
    with pytest.raises(StoreError, match="not the folder of a site"):
        folder.write_site(slug, recorded(), {})
    with pytest.raises(StoreError, match="not the folder of a site"):
        folder.evidence(slug)


@pytest.mark.parametrize("name", ["manifest.sha256", "../x", "sites/x", "", ".x"])
def test_a_file_of_another_kind_of_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="not a file name"):
        RunFolder.create(tmp_path).write(name, b"")


def test_two_processes_do_not_write_to_one_folder(tmp_path: Path) -> None:
    folder = made(tmp_path)
    with folder.locked(), pytest.raises(StoreError, match="another auditor"), RunFolder.open(tmp_path).locked():
        pass
    with RunFolder.open(tmp_path).locked():
        pass


@pytest.mark.parametrize(
    "left", [(), ("manifest",), ("manifest", "sites"), ("manifest", "sites", ".run.json.part"), (".manifest.sha256.part",)]
)
def test_a_scan_that_was_killed_at_its_very_start_left_nothing_that_is_in_the_way(tmp_path: Path, left: tuple[str, ...]) -> None:
    for name in left:
        if name == "sites":
            (tmp_path / name).mkdir()
        else:
            (tmp_path / name.replace("manifest", "manifest.sha256").replace(".sha256.sha256", ".sha256")).write_bytes(b"")
    RunFolder.check_free(tmp_path)
    RunFolder.create(tmp_path)
    assert RunFolder.is_blank(tmp_path)


@pytest.mark.parametrize("there", ["notes.txt", "sites/x", "manifest.sha256"])
def test_a_folder_with_anything_else_is_not_blank(tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_text("x")
    assert not RunFolder.is_blank(tmp_path)
    with pytest.raises(StoreError):
        RunFolder.check_free(tmp_path)
