"""What stands beside the type: language, score, what spoke against it, claim; and what the page consists of."""

from auditor.catalogue.load import Folder
from auditor.classify.blocks import BlockRules, cut, read_html
from auditor.results import Block, PageShare

RULES = BlockRules.load(Folder())
PROSE = "Il pleut depuis dimanche sur la ville, et les parapluies, disent les marchands, se vendent bien dans toutes les rues. "


def _cut(page: str, repeated: frozenset[str] = frozenset()) -> tuple[tuple[Block, ...], PageShare]:
    found = cut(read_html(page), RULES, repeated=repeated)
    blocks = found.blocks()
    return blocks, found.share(blocks)


def _page(inner: str, language: str = "fr") -> str:
    head = f'<html lang="{language}"><title>La pluie</title><body><main><h1>La pluie</h1><article>'
    return f"{head}<p>{PROSE}</p><p>{PROSE}</p>{inner}"


def test_the_language_is_that_of_the_element_or_of_its_words_or_of_the_page() -> None:
    english = "<aside class=newsletter lang=en-GB><p>Sign up to our newsletter</p></aside>"
    blocks, _ = _cut(_page(english, "de"))
    languages = {block.type: block.language for block in blocks}
    assert languages["newsletter"] == "en-gb"
    assert languages["article_body"] == "fr"  # its words say so, whatever the page says
    assert languages["headline"] == "de"  # two words say nothing


def test_the_score_is_the_sum_of_what_spoke_for_it_and_the_rest_is_told() -> None:
    box = "<div class='newsletter comments'><p>Recevez notre newsletter</p><p>chaque mardi dans votre boîte</p></div>"
    blocks, _ = _cut(_page(box))
    (block,) = [b for b in blocks if b.type == "newsletter"]
    assert block.score == sum(
        float(reason.split(":")[0].split()[1]) for reason in block.because if reason.startswith("newsletter.")
    )
    assert any(reason.startswith("comments.named") for reason in block.against)
    assert not any(reason.startswith("newsletter.") for reason in block.against)


def test_notices_are_told_with_what_they_claim() -> None:
    inner = "<p class=n>Ce texte a été traduit par une intelligence artificielle.</p><button>Écouter l'article</button>"
    blocks, share = _cut(_page(inner) + "</article></main><div class=pub>Publicité</div><footer><p>© 2026 Gazette</p></footer>")
    assert [(n.kind, n.claim) for n in share.notices] == [
        ("ai", "machine-made"), ("ai", "read-aloud"), ("sponsored", ""), ("legal", ""),
    ]  # fmt: skip
    assert all(n.selector in {block.selector for block in blocks} for n in share.notices)


def test_the_shares_of_a_page_add_up() -> None:
    banner = (
        "<div class=cookie-banner><p>Nous utilisons des cookies pour mesurer l'audience.</p><button>Tout accepter</button></div>"
    )
    _, share = _cut(_page("</article></main><footer><p>© 2026 Gazette</p></footer>" + banner))
    assert abs(share.content + share.boilerplate + share.consent + share.unclaimed - 1) < 0.001
    assert share.content > share.consent > share.boilerplate > 0
    assert share.covered_by == ()


def test_what_stands_on_the_other_page_too_is_no_title_and_no_content() -> None:
    page = f"<html lang=fr><title>Nous</title><body><h1>Une devise très connue</h1><h2>La pluie</h2><p>{PROSE}</p><p>{PROSE}</p>"
    assert ("headline", "Une devise très connue") in cut(read_html(page), RULES).runs()
    again = cut(read_html(page), RULES, repeated=frozenset({"Une devise très connue"}))
    assert "repeated" in next(part for part in again.parts.all if part.tag == "h1").marks
    assert "title" not in next(part for part in again.parts.all if part.tag == "h1").marks
