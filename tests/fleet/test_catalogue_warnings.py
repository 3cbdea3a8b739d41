"""What is no mistake in the catalogue and yet hardly meant."""

from __future__ import annotations

from auditor.catalogue.cmp import Cmp
from auditor.catalogue.load import compose, parse
from auditor.catalogue.wording import Wording
from auditor.fleet.catalogue_warnings import Source, shared_containers, twice_worded, without_choice

HEAD = "name: Acme\nsource: [x]\nchecked: 2026-11-24\n"


def _cmps(**texts: str) -> tuple[dict[str, Cmp], dict[str, Source]]:
    files = {name: HEAD + text for name, text in texts.items()}
    return (
        {name: parse(text, Cmp, source=name) for name, text in files.items()},
        {name: Source(f"{name}.yaml", compose(text, name)) for name, text in files.items()},
    )


def _twice(text: str) -> list[str]:
    return list(twice_worded(parse(text, Wording, source="fr.yaml"), Source("fr.yaml", compose(text, "fr.yaml"))))


def test_two_platforms_with_one_container_are_named_with_both_places() -> None:
    cmps, sources = _cmps(
        acme='banner: {container: ["#x  .y"]}\npreferences:\n  container: ["#more"]',
        other='banner:\n  container:\n    - "#own"\n    - "#more"',
        third='banner: {container: ["#own2"]}\npreferences: {container: ["#own2"]}',
    )
    assert list(shared_containers(cmps, sources)) == [
        (frozenset({"acme", "other"}), "other.yaml:7: banner.container[1]: `#more` is a container of acme.yaml:6 too")
    ]


def test_a_platform_without_a_selector_for_accept_or_refuse_is_noted() -> None:
    cmps, sources = _cmps(
        acme='banner: {container: ["#x"], settings: [".s"]}',
        other='banner: {container: ["#x"]}\npreferences: {container: ["#y"], refuse: [".r"]}',
    )
    assert [name for name, _ in without_choice(cmps, sources)] == ["acme"]


def test_a_phrase_that_another_makes_useless_is_named_at_its_line() -> None:
    text = """\
name: French
controls:
  accept:
    whole: [oui]
    has: [accepter, j'accepte]
  refuse:
    whole: [non, Non !]
    has: [refuser]
parts:
  consent: [consentement, accepter]
notice:
  strong: [cookies]
  weak: [partenaires, cookies]
"""
    assert _twice(text) == [
        "fr.yaml:7: controls.refuse.whole[1]: « Non ! » stands in controls.refuse.whole[0] already, written « non »",
        "fr.yaml:10: parts.consent[1]: « accepter » stands in controls.accept.has[0] already",
        "fr.yaml:13: notice.weak[1]: « cookies » stands in notice.strong[0] already",
    ]


def test_a_phrase_may_be_a_whole_control_a_part_of_one_and_a_word_of_notices() -> None:
    assert _twice("name: French\ncontrols: {accept: {whole: [accepter], has: [accepter]}}\nnotice: {weak: [accepter]}\n") == []
