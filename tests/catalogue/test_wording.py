"""Files of wordings: what is refused, and what every shipped language must be able to say."""

from __future__ import annotations

import pytest

from auditor.catalogue.load import Folder, parse
from auditor.catalogue.wording import Wording
from auditor.errors import CatalogueError

SHIPPED = Folder().read("wording", Wording)
GOOD = "name: Acme\ncontrols:\n  accept: {has: [yes]}\n  refuse: {has: [no]}\n  reopen: {has: [no]}\n"


def test_words_that_yaml_likes_to_change_stay_words() -> None:
    wording = parse(GOOD, Wording, source="acme.yaml")
    assert (wording.controls.accept.has, wording.controls.refuse.has) == (("yes",), ("no",))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[yes]", "[no]", "« no » stands in accept.has and in refuse.has"),
        ("[yes]", '["y*s"]', "« y*s »: `*` stands at the beginning or the end of a word"),
        ("[yes]", '["* yes"]', "« * yes »"),
        ("[yes]", '[" "]', "a phrase must not be empty"),
        ("accept:", "agree:", "acme.yaml:3: controls: Object contains unknown field `agree`"),
    ],
)
def test_a_mistake_is_told(old: str, new: str, message: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        parse(GOOD.replace(old, new), Wording, source="acme.yaml")
    assert message in str(caught.value)


@pytest.mark.parametrize("language", sorted(SHIPPED))
def test_every_language_can_say_what_matters(language: str) -> None:
    wording = SHIPPED[language]
    for concept in ("accept", "refuse", "settings", "save", "close", "reopen"):
        assert getattr(wording.controls, concept).has, concept
    for part in ("necessary", "only", "all", "filler", "consent"):
        assert getattr(wording.parts, part), part
    assert wording.parts.negation or wording.parts.without
    assert wording.notice.strong and wording.notice.weak
