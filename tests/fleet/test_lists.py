"""The lists in use: what a digest stands for, and where the user's own files come in."""

from __future__ import annotations

from pathlib import Path

from auditor.catalogue.load import Folder
from auditor.fleet.lists import used_lists
from auditor.results.run import UsedList

ACME = "owner: Acme\nsource: [https://acme.example]\nchecked: 2031-05-06\nhosts:\n  - {host: acme.example, purpose: audience}\n"


def by_name(folder: Folder) -> dict[str, UsedList]:
    return {used.name: used for used in used_lists(folder)}


def test_a_file_of_the_users_own_changes_date_digest_and_count_of_its_list_only(tmp_path: Path) -> None:
    (tmp_path / "trackers").mkdir()
    (tmp_path / "trackers" / "acme-of-ours.yaml").write_text(ACME)
    shipped, ours = by_name(Folder()), by_name(Folder(tmp_path))
    assert {name for name in shipped if shipped[name] != ours[name]} == {"selectors/trackers"}
    assert ours["selectors/trackers"].entries == shipped["selectors/trackers"].entries + 2  # a source and a host
    assert ours["selectors/trackers"].date == "2031-05-06"


def test_text_moved_from_one_file_to_another_changes_the_digest(tmp_path: Path) -> None:
    digests = set()
    for number, (a, b) in enumerate([("xy", "z"), ("x", "yz")]):
        kind = tmp_path / str(number) / "own"
        kind.mkdir(parents=True)
        (kind / "a.yaml").write_text(a)
        (kind / "b.yaml").write_text(b)
        digests.add(by_name(Folder(tmp_path / str(number)))["selectors/own"].sha256)
    assert len(digests) == 2


def test_the_same_files_give_the_same_digest_wherever_they_lie(tmp_path: Path) -> None:
    for place in ("one", "two"):
        (tmp_path / place / "own").mkdir(parents=True)
        (tmp_path / place / "own" / "a.yaml").write_text("a: b\n")
    assert by_name(Folder(tmp_path / "one")) == by_name(Folder(tmp_path / "two"))
