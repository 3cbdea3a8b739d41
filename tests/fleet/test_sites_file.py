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
        ("- a.example\n- [b.example]\n", "sites.yaml:2: [1]: Expected an address, or a mapping with `url`"),
        ("sites: a.example\n", "sites.yaml:1: sites: Expected a list of addresses"),
        ("sites: []\n", "no site to audit"),
        ("addresses: [a.example]\n", "sites.yaml:1: there is no key `addresses` here"),
        ("a.example\n", "sites.yaml:1: Expected a list of addresses, or a mapping with `sites`"),
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


ONE = "sites:\n  - url: a.example\n"


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("defaults: {}\n", "sites.yaml:1: the list `sites` is missing"),
        ("site: [a.example]\n", "sites.yaml:1: there is no key `site` here (do you mean `sites`?)"),
        (ONE + "    tag: [x]\n", "sites.yaml:3: sites[0]: there is no key `tag` here (do you mean `tags`?)"),
        ("sites:\n  - tags: [x]\n", "sites.yaml:2: sites[0]: the key `url` is missing"),
        (ONE + "    dwell: soon\n", "sites.yaml:3: sites[0].dwell: Expected `float`, got `str`"),
        (ONE + "    dwell: 301\n", "sites.yaml:3: sites[0].dwell: Expected `float` <= 300"),
        (ONE + "    device: watch\n", "sites.yaml:3: sites[0].device: Invalid enum value 'watch'"),
        (ONE + "    viewport: wide\n", "sites.yaml:3: sites[0].viewport: Expected a size such as 1280x800"),
        (ONE + "    locale: fr_FR\n", "sites.yaml:3: sites[0].locale: Expected a language tag such as fr-FR"),
        (ONE + "    timezone: Europe/Pariss\n", "sites.yaml:3: sites[0].timezone: there is no time zone `Europe/Pariss` (do you"),
        (ONE + "    profile: cnill\n", "sites.yaml:3: sites[0].profile: there is no profile `cnill` (do you mean `cnil`?)"),
        (ONE + "    scenarios: [refuze]\n", "sites.yaml:3: sites[0].scenarios: there is no scenario 'refuze'"),
        (
            ONE + "    group: shop\ngroups:\n  shops:\n",
            "sites.yaml:3: sites[0].group: there is no group `shop` (do you mean `shops`?)",
        ),
        ("groups:\n  shops:\n    lcale: fr-FR\n" + ONE, "sites.yaml:3: groups.shops: there is no key `lcale` here (do you mean"),
        ("groups: [shops]\n" + ONE, "sites.yaml:1: groups: Expected names"),
        ("defaults:\n  url: a.example\n" + ONE, "sites.yaml:2: defaults: there is no key `url` here"),
        ('schedule: "0 6 * *"\n' + ONE, "sites.yaml:1: schedule: a schedule has five fields, not 4"),
        ('schedule: "61 6 * * 1"\n' + ONE, "sites.yaml:1: schedule: bad minute"),
        (
            ONE + "    second_page: b.example/x\n",
            "sites.yaml:3: sites[0].second_page: https://b.example/x is not a page of the same",
        ),
        (ONE + "    storage_state: none.json\n", "sites.yaml:3: sites[0].storage_state: "),
        (ONE + "    storage_state: sites.yaml\n", "sites.yaml:3: sites[0].storage_state: "),
        (ONE + "    selectors: none\n", "sites.yaml:3: sites[0].selectors: there is no folder "),
        (
            ONE + "    login:\n      - {click: a, press: b}\n",
            "sites.yaml:4: sites[0].login[0]: a step has one of goto, fill, click",
        ),
        (ONE + "    login:\n      - {fill: a}\n", "sites.yaml:4: sites[0].login[0]: `fill` needs a `value`"),
        (ONE + "    login:\n      - {click: a, value: b}\n", "sites.yaml:4: sites[0].login[0]: `click` takes no `value`"),
        (ONE + "    login:\n      - {goto: 'ftp://x'}\n", "sites.yaml:4: sites[0].login[0].goto: ftp://x: only http and https"),
        (ONE + "    login:\n      - {tap: a}\n", "sites.yaml:4: sites[0].login[0]: there is no key `tap` here"),
        (
            ONE + "    login:\n      - fill: a\n        value: ${NOT_THERE_AT_ALL}\n",
            "sites.yaml:5: sites[0].login[0].value: the environment has no variable NOT_THERE_AT_ALL",
        ),
        (ONE + "    login:\n      - {fill: a, value: '${A B}'}\n", "sites.yaml:4: sites[0].login[0].value: `A B` is no name"),
        ("sites:\n  - url: 'https://a.example/${TOKEN}'\n", "sites.yaml:2: sites[0].url: `${NAME}` is read only in the `value`"),
        (
            ONE + "    accepted:\n      - {rule: x, until: 2027-01-01}\n",
            "sites.yaml:4: sites[0].accepted[0]: the key `reason` is",
        ),
        (ONE + "    accepted:\n      - {rule: x, reason: y}\n", "sites.yaml:4: sites[0].accepted[0]: the key `until` is missing"),
        (
            ONE + "    accepted:\n      - {rule: x, reason: y, until: soon}\n",
            "sites.yaml:4: sites[0].accepted[0].until: Expected a day such as 2027-03-01",
        ),
        (
            ONE + "    accepted:\n      - {rule: cookie-wal, reason: y, until: 2027-01-01}\n",
            "sites.yaml:4: sites[0].accepted[0].rule: there is no rule `cookie-wal` (do you mean `cookie-wall`?)",
        ),
        (ONE + "  - a.example\n", "sites.yaml:3: https://a.example/ is asked for twice (first at "),
    ],
)
def test_a_mistake_in_what_is_said_of_a_site_is_told_with_its_line(tmp_path: Path, text: str, begin: str) -> None:
    assert complaint(written(tmp_path, text)).startswith(begin)


def test_a_variable_is_looked_for_and_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_WORD", "kingfisher")
    path = written(tmp_path, ONE + "    login: [{fill: '#w', value: '${SHOP_WORD}'}]\n")
    assert "kingfisher" not in repr(read_sites(path))
