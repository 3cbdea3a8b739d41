"""Reading YAML as text, and errors that name file, line and field."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from auditor.catalogue.load import Folder, parse, shipped
from auditor.catalogue.owner import OwnerFile
from auditor.errors import CatalogueError, UsageError


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: str
    refuse: tuple[str, ...] = ()
    weight: float = 1.0
    on: bool = False
    by_place: dict[str, tuple[int, ...]] = {}


GOOD = """\
owner: Acme
source: [https://acme.example/cookies]
checked: 2026-11-24
hosts:
  - {host: acme.example, purpose: audience}
"""


def failure(text: str, shape: type[object] = OwnerFile) -> str:
    with pytest.raises(CatalogueError) as caught:
        parse(text, shape, source="selectors/trackers/acme.yaml")
    return caught.value.message


def test_the_language_no_and_a_button_no_stay_text() -> None:
    assert parse("language: no\nrefuse: [No, off, 1.0, null]", Words, source="x") == Words(
        language="no", refuse=("No", "off", "1.0", "null")
    )


def test_numbers_and_truths_are_read_where_the_shape_asks_for_them() -> None:
    read = parse("language: fr\nweight: 2.5\non: true\nby_place: {top: [1, 2]}", Words, source="x")
    assert (read.weight, read.on, read.by_place) == (2.5, True, {"top": (1, 2)})


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (GOOD + "colour: red\n", 6, "unknown field `colour`"),
        (GOOD + "  - {host: b.example, purpose: audience, note: x}\n", 6, "hosts[1]: Object contains unknown field `note`"),
        (GOOD + "  - {host: b.example, purpose: adverts}\n", 6, "hosts[1].purpose: Invalid enum value 'adverts'"),
        (GOOD + "  - {host: b.example}\n", 6, "hosts[1]: Object missing required field `purpose`"),
        (GOOD + "  - just text\n", 6, "hosts[1]: Expected `object`, got `str`"),
        (GOOD + "cookies: all\n", 6, "cookies: Expected `array`, got `str`"),
        (
            GOOD + "cookies:\n  - {name: a, purpose: social, lifetime_days: long}\n",
            7,
            "cookies[0].lifetime_days: Expected `float | null`",
        ),
        (GOOD.replace("2026-11-24", "yesterday"), 3, "checked: Invalid"),
        (GOOD + "owner: Other\n", 6, "the key `owner` stands twice"),
        (GOOD + "  - {host: b.example, host: c.example, purpose: social}\n", 6, "the key `host` stands twice"),
        (GOOD + "? [a]\n: b\n", 6, "a key must be text"),
        (GOOD + "hosts: [\n", 7, "not YAML"),
        (GOOD + "\tx: 1\n", 6, "not YAML"),
        ("", 1, "the file is empty"),
        ("# only a remark\n", 1, "the file is empty"),
        ("- a\n- b\n", 1, "Expected `object`, got `array`"),
    ],
)
def test_each_mistake_names_the_file_the_line_and_the_field(text: str, line: int, said: str) -> None:
    message = failure(text)
    assert message.startswith(f"selectors/trackers/acme.yaml:{line}: ")
    assert said in message


def test_an_error_below_a_mapping_with_free_keys_names_the_mapping() -> None:
    assert failure("language: fr\nby_place:\n  top: [1]\n  foot: [x]\n", Words).startswith(
        "selectors/trackers/acme.yaml:3: by_place"
    )


def test_a_mistake_is_a_usage_error_with_a_remedy() -> None:
    with pytest.raises(UsageError) as caught:
        parse("", OwnerFile, source="x.yaml")
    assert (caught.value.kind, caught.value.exit_status) == ("catalogue", 2)
    assert "auditor schema" in str(caught.value)


def test_the_users_file_wins_over_the_shipped_one_and_new_ones_join(tmp_path: Path) -> None:
    mine = tmp_path / "trackers"
    mine.mkdir()
    (mine / "google.yaml").write_text(GOOD, "utf-8")
    (mine / "acme-two.yaml").write_text(GOOD, "utf-8")
    (mine / ".hidden.yaml").write_text("broken: [", "utf-8")
    (mine / "notes.txt").write_text("broken: [", "utf-8")
    folder = Folder(user=tmp_path)
    files = folder.read("trackers", OwnerFile)
    assert files["google"].owner == "Acme"
    assert set(files) == set(Folder().names("trackers")) | {"acme-two"} == set(folder.names("trackers"))


def test_an_error_in_the_users_file_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "trackers").mkdir()
    (tmp_path / "trackers" / "acme.yaml").write_text("owner: [", "utf-8")
    with pytest.raises(CatalogueError, match=r"acme\.yaml:\d+: not YAML"):
        Folder(user=tmp_path).read("trackers", OwnerFile)


def test_a_users_folder_without_the_kind_changes_nothing(tmp_path: Path) -> None:
    assert Folder(user=tmp_path).names("trackers") == Folder().names("trackers")
    assert Folder().names("no-such-kind") == ()


def test_the_shipped_folder_holds_no_python() -> None:
    base = shipped()
    assert base.is_dir()
    assert [p.name for kind in base.iterdir() if kind.is_dir() for p in kind.iterdir() if p.name.endswith(".py")] == []
