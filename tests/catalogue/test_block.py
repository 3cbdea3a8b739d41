"""The block rules that are shipped, and mistakes in them."""

from pathlib import Path

import pytest

from auditor.catalogue.block import BlockFile, Lexicon, RegionFile
from auditor.catalogue.load import Folder
from auditor.classify.blocks import BlockRules
from auditor.errors import CatalogueError

TYPES = [
    "consent_buttons", "consent_detail", "consent_text", "ai_voice_notice", "comment_gate", "comments", "newsletter",
    "social_promo", "share_bar", "access_wall", "ad", "headline", "standfirst", "dateline", "credit", "caption", "author_bio",
    "tags", "related_links", "article_body", "tagline", "nav", "legal_text", "site_tools", "footer",
]  # fmt: skip


def test_there_is_one_file_for_each_type_in_the_stated_order() -> None:
    files = Folder().read("blocks", BlockFile)
    assert sorted(files, key=lambda name: files[name].order) == TYPES
    assert [files[name].order for name in TYPES] == list(range(1, 26))


def test_every_language_says_every_concept() -> None:
    lexicons = Folder().read("lexicon", Lexicon)
    assert {"fr", "en", "de", "es", "it", "pt"} <= lexicons.keys()
    concepts = {name: set(lexicon.phrases) for name, lexicon in lexicons.items()}
    assert all(known == concepts["fr"] for known in concepts.values()), concepts
    assert all(phrases for lexicon in lexicons.values() for phrases in lexicon.phrases.values())
    assert all(len(lexicon.months) >= 12 for lexicon in lexicons.values())


def test_no_phrase_stands_twice_under_one_concept_of_a_language() -> None:
    for name, lexicon in Folder().read("lexicon", Lexicon).items():
        for concept, phrases in lexicon.phrases.items():
            assert len(set(phrases)) == len(phrases), (name, concept)


def test_every_concept_is_asked_for_by_some_rule() -> None:
    files, regions = Folder().read("blocks", BlockFile), Folder().read("blocks/regions", RegionFile)
    conditions = [c for f in files.values() for r in f.rules for c in (*r.any, *r.all, *r.unless)]
    conditions += [c for r in regions.values() for c in (*r.any, *r.unless)]
    asked = {concept for c in conditions for concept in (*c.says, *c.opens, *c.starts)}
    assert set(Folder().read("lexicon", Lexicon)["fr"].phrases) == asked


def test_rules_of_a_type_have_names_of_their_own() -> None:
    for name, file in Folder().read("blocks", BlockFile).items():
        ids = [rule.id for rule in file.rules]
        assert len(set(ids)) == len(ids), name


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("about: x\norder: 1\nrules: [{id: a, weight: 1, any: [{says: [nonsense]}]}]", "`nonsense` is not known"),
        ("about: x\norder: 1\nrules: [{id: a, weight: 1, any: [{has: [wings]}]}]", "`wings` is not known"),
        ("about: x\norder: 1\nrules: [{id: a, weight: 1, any: [{text: [1, 2]}]}]", "names no host"),
        ("about: x\norder: 1\nlets_out: [nothing]\nrules: []", "`nothing` is no block type"),
        ("about: x\norder: 1\nrules: [{id: a, weight: heavy, any: []}]", "ad.yaml:3:"),
        ("about: x\norder: 1\nrules: [{id: a, weight: 1, eny: []}]", "ad.yaml:3:"),
    ],
)
def test_a_mistake_is_said_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "ad.yaml").write_text(text, "utf-8")
    with pytest.raises(CatalogueError) as caught:
        BlockRules.load(Folder(tmp_path))
    assert complaint in str(caught.value)


def test_a_file_of_the_users_own_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "blocks").mkdir()
    own = "about: x\norder: 21\nrules: [{id: mine, weight: 9, any: [{name: [zzz]}]}]"
    (tmp_path / "blocks" / "tagline.yaml").write_text(own, "utf-8")
    assert [rule.id for rule in BlockRules.load(Folder(tmp_path)).files["tagline"].rules] == ["mine"]
