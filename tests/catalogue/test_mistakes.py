"""Every mistake of a file is named at its own line, in one reading."""

from __future__ import annotations

import pytest

from auditor.catalogue.block import BlockFile, Lexicon
from auditor.catalogue.cmp import Cmp
from auditor.catalogue.load import parse, shipped
from auditor.catalogue.mistakes import mistakes
from auditor.catalogue.owner import OwnerFile
from auditor.catalogue.promise import PromiseFile
from auditor.catalogue.wording import Wording
from auditor.errors import CatalogueError

CMP = """\
name: Acme
name: Acme again
source: one place
colour: red
checked: yesterday
banner:
  container: ["#a", "a[["]
  accept: ["#b", "b[[", "::"]
  width: 3
preferences:
  accept: [x]
choice:
  - {kind: cookie, name: a, format: pairs}
  - {kind: cookie, name: "*", format: word}
  - {kind: jar, name: a, format: word}
"""


def _said(text: str, shape: type[object]) -> list[str]:
    return [error.message.removeprefix("x.yaml:") for error in mistakes(text, shape, source="x.yaml")]


def test_wrong_keys_types_and_selectors_are_all_named_in_the_order_of_lines() -> None:
    assert [said.partition(" cannot be read")[0] for said in _said(CMP, Cmp)] == [
        "2: the key `name` stands twice",
        "3: source: Expected `array`, got `str`",
        "4: Object contains unknown field `colour`",
        "5: checked: Invalid RFC3339 encoded date",
        "7: banner.container[1]: selector 'a[['",
        "8: banner.accept[1]: selector 'b[['",
        "8: banner.accept[2]: selector '::'",
        "9: banner: Object contains unknown field `width`",
        "11: preferences: Object missing required field `container`",
        "13: choice[0]: `pairs` needs `between` and `within`",
        "14: choice[1]: the name `*` needs `begins`",
        "15: choice[2].kind: Invalid enum value 'jar'",
    ]


def test_of_a_phrase_that_stands_twice_the_second_is_named_and_each_bad_phrase_alone() -> None:
    text = """\
name: French
controls:
  accept: {whole: [oui, "a*b"], has: ["a*b"]}
  refuse:
    whole: [non, oui]
    hos: [x]
parts: {negation: [pas, ""]}
"""
    assert [said.partition(": ")[::2][0] + " " + said.split(": ")[1] for said in _said(text, Wording)] == [
        "3 controls.accept.whole[1]",
        "3 controls.accept.has[0]",
        "5 controls.refuse.whole[1]",
        "6 controls.refuse",
        "7 parts.negation[1]",
    ]


def test_values_of_a_mapping_that_has_no_names_of_its_own_are_found() -> None:
    assert _said("phrases:\n  a: [b]\n  c: d\n  e: f\n", Lexicon) == [
        "3: phrases.c: Expected `array`, got `str`",
        "4: phrases.e: Expected `array`, got `str`",
    ]
    text = """\
name: French
trackers: [cookies]
claims:
  closing-refuses: [{because: x, all: [[a]]}]
  never-tracks: [{because: x, all: [[a]]}]
  change-any-time: [{because: x, all: []}, {because: x, all: [b]}]
"""
    assert _said(text, PromiseFile) == [
        "5: claims.never-tracks: Invalid enum value 'never-tracks'",
        "6: claims.change-any-time[0]: `all` names at least one group, and a group at least one turn of phrase",
        "6: claims.change-any-time[1].all[0]: Expected `array`, got `str`",
    ]


def test_entries_deep_in_lists_keep_the_number_that_they_have_in_the_file() -> None:
    text = """\
about: x
order: twelve
rules:
  - {id: a, weight: 1, any: [{tag: [p], colour: [x]}, {tag: p}]}
  - {id: b, weight: much}
  - {id: c, weight: more, any: []}
"""
    assert _said(text, BlockFile) == [
        "2: order: Expected `int`, got `str`",
        "4: rules[0].any[0]: Object contains unknown field `colour`",
        "4: rules[0].any[1].tag: Expected `array`, got `str`",
        "5: rules[1].weight: Expected `float`, got `str`",
        "6: rules[2].weight: Expected `float`, got `str`",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [("a: [", "not YAML"), ("", "the file is empty"), ("text", "Expected `object`, got `str`"), ("[a]", "Expected")],
)
def test_what_is_no_such_file_at_all_is_one_mistake(text: str, said: str) -> None:
    (only,) = _said(text, Cmp)
    assert said in only


@pytest.mark.parametrize("text", [CMP, "owner: [", "a: b", "source: []\nchecked: 2026-11-24\n"])
@pytest.mark.parametrize("shape", [Cmp, OwnerFile, Lexicon])
def test_where_reading_fails_its_mistake_is_among_those_named(text: str, shape: type[object]) -> None:
    with pytest.raises(CatalogueError) as caught:
        parse(text, shape, source="x.yaml")
    where, _, what = caught.value.message.removeprefix("x.yaml:").partition(": ")
    assert any(what.rpartition(": ")[2] in said for said in _said(text, shape)), (where, what)


def test_a_file_without_a_mistake_gives_none() -> None:
    assert mistakes((shipped() / "cmps" / "didomi.yaml").read_text("utf-8"), Cmp, source="x") == ()
