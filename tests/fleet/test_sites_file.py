"""The list of sites: what can be written, and a clear line for what cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.fleet.sites import read_sites
from auditor.plan import Asked, plan


def written(tmp_path: Path, text: str, name: str = "sites.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def complaint(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        plan(read_sites(path))
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(path), path.name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sites.yaml", "- a.example\n- https://b.example/x\n"),
        ("sites.yml", "# ours\nsites:\n  - a.example\n  - https://b.example/x\n"),
        ("SITES.YAML", "\ufeffsites: [a.example, 'https://b.example/x']\n"),
        ("sites.txt", "a.example\n\n  # a remark\nhttps://b.example/x  \r\n"),
        ("sites", "a.example\nhttps://b.example/x"),
    ],
)
def test_a_list_can_be_written_in_several_ways(tmp_path: Path, name: str, text: str) -> None:
    assert [site.url for site in plan(read_sites(written(tmp_path, text, name)))] == ["https://a.example/", "https://b.example/x"]


def test_each_address_knows_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "# ours\nsites:\n  - a.example\n\n  - b.example\n")
    assert read_sites(path) == (Asked("a.example", f"{path}:3"), Asked("b.example", f"{path}:5"))
    path = written(tmp_path, "# ours\na.example\n\nb.example\n", "sites.txt")
    assert read_sites(path) == (Asked("a.example", f"{path}:2"), Asked("b.example", f"{path}:4"))


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("", "sites.yaml:1: the file is empty"),
        ("- a.example\n- [b.example]\n", "sites.yaml:2: [1]: Expected `str`, got `array`"),
        ("sites:\n  - a.example\n  - url: b.example\n", "sites.yaml:3: sites[1]: Expected `str`, got `object`"),
        ("sites: a.example\n", "sites.yaml:1: sites: Expected `array`"),
        ("sites: []\n", "no site to audit"),
        ("addresses: [a.example]\n", "sites.yaml:1: "),
        ("a.example\n", "sites.yaml:1: Expected `object`"),
        ("- a.example\n  b: [\n", "sites.yaml:2: not YAML"),
        ("- a.example\n- ftp://b.example\n", "sites.yaml:2: ftp://b.example: only http and https"),
        ("- a.example\n- b.example\n- https://a.example/\n", "sites.yaml:3: https://a.example/ is asked for twice"),
        ("- a.example\n-\n", "sites.yaml:2: an address is empty"),
        ("sites: [a.example]\nsites: [b.example]\n", "sites.yaml:2: the key `sites` stands twice"),
    ],
)
def test_a_mistake_in_yaml_is_told_with_its_line(tmp_path: Path, text: str, begin: str) -> None:
    assert complaint(written(tmp_path, text)).startswith(begin)


def test_a_mistake_in_a_text_file_is_told_with_its_line(tmp_path: Path) -> None:
    assert complaint(written(tmp_path, "a.example\n\nfile:///etc/passwd\n", "s.txt")).startswith(
        "s.txt:3: file:///etc/passwd: only"
    )


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert "No such file" in complaint(tmp_path / "none.yaml")
    (tmp_path / "folder.yaml").mkdir()
    assert "cannot be read" in complaint(tmp_path / "folder.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"- soci\xe9t\xe9.example\n")
    assert "not a text in UTF-8" in complaint(tmp_path / "latin.yaml")
