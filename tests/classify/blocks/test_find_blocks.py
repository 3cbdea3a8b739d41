"""What holds for every page: nothing is lost or read twice, the work is linear, and each label hangs on what it names."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.catalogue.load import Folder
from auditor.classify.blocks import BlockRules, find_blocks, find_runs, read_html
from auditor.classify.blocks.parts import Part, Parts
from auditor.classify.blocks.ready import Ready, ReadyRule

RULES = BlockRules.load(Folder())

TAGS = ("div", "p", "ul", "li", "a", "span", "nav", "footer", "aside", "article", "h2", "button", "section", "table", "figure")
CLASSES = ("", "comments", "share", "newsletter", "cookie-banner", "tags", "ad", "menu", "byline", "related", "caption")
WORDS = ("Partager", "nous utilisons des cookies", "Tout refuser", "lorem ipsum dolor", "© 2024", "Lire aussi", "Publicité")


@st.composite
def html(draw: st.DrawFn) -> str:
    """Tag soup with numbered words, so that each text run is unlike every other."""
    numbers = itertools.count()
    pieces = []
    for _ in range(draw(st.integers(1, 25))):
        kind = draw(st.integers(0, 3))
        tag = draw(st.sampled_from(TAGS))
        if kind == 0:
            pieces.append(f'<{tag} class="{draw(st.sampled_from(CLASSES))}">')
        elif kind == 1:
            pieces.append(f"</{tag}>")
        else:
            pieces.append(f"{draw(st.sampled_from(WORDS))} w{next(numbers)} ")
    return "<body>" + "".join(pieces)


@settings(max_examples=150, deadline=None)
@given(html())
def test_every_text_run_is_in_exactly_one_block(page: str) -> None:
    tree = read_html(page)
    runs = find_runs(tree, RULES)
    words = Counter(w for _, text in runs for w in text.split() if w.startswith("w") and w[1:].isdigit())
    in_blocks = Counter(
        w for block in find_blocks(tree, RULES) for w in block.text.split() if w.startswith("w") and w[1:].isdigit()
    )
    assert max(words.values(), default=1) == 1
    if all(len(block.text) < 500 for block in find_blocks(tree, RULES)):
        assert in_blocks == words


@settings(max_examples=150, deadline=None)
@given(html())
def test_blocks_and_runs_agree_on_the_type(page: str) -> None:
    tree = read_html(page)
    given_types = {w: type_ for type_, text in find_runs(tree, RULES) for w in text.split() if w[0] == "w" and w[1:].isdigit()}
    for block in find_blocks(tree, RULES):
        for word in block.text.split()[:50]:
            if word in given_types and len(block.text) < 500:
                assert given_types[word] == block.type


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400)))
def test_no_bytes_break_it(page: bytes | str) -> None:
    tree = read_html(page)
    assert isinstance(find_blocks(tree, RULES), tuple)


@pytest.mark.parametrize(
    ("with_it", "without_it", "type_"),
    [
        ('<p class="tagline">Every morning at six</p>', '<p class="">Every morning at six</p>', "tagline"),
        ("<p>Suivez-nous sur nos pages</p>", "<p>Passez par nos pages</p>", "social_promo"),
        ('<a href="https://t.me/x">Le fil</a>', '<a href="https://y.example/x">Le fil</a>', "social_promo"),
        ("<div>Anzeige</div>", "<div>Ansage</div>", "ad"),
        ('<form><input type="email"><b>Go</b></form>', '<form><input type="text"><b>Go</b></form>', "newsletter"),
        ("<figure><figcaption>A quay</figcaption></figure>", "<figure><p>A quay</p></figure>", "caption"),
        ('<a rel="tag" href="/x">Oak trees</a>', '<a href="/x">Oak trees</a>', "tags"),
        ("<p>This voice is AI generated.</p>", "<p>This voice is my own.</p>", "ai_voice_notice"),
        ("<p>Comments are closed.</p>", "<p>Windows are closed.</p>", "comment_gate"),
        ("<nav><a href=/x>Oak</a></nav>", "<div><a href=/x>Oak</a></div>", "nav"),
    ],
)
def test_deleting_what_a_label_names_takes_the_label_away(with_it: str, without_it: str, type_: str) -> None:
    before = find_blocks(read_html(f"<body><main>{with_it}</main>"), RULES)
    after = find_blocks(read_html(f"<body><main>{without_it}</main>"), RULES)
    assert [b.type for b in before] == [type_]
    assert type_ not in [b.type for b in after]
    assert before[0].because != after[0].because


class Counting(BlockRules):
    """Counts the rules that are looked at."""

    looked = 0

    def fires(self, ready: ReadyRule, part: Part, parts: Parts) -> Ready | None:
        self.looked += 1
        return super().fires(ready, part, parts)


def _work(page: str) -> int:
    rules = Counting(RULES.files, RULES.regions, RULES.lexicons)
    find_blocks(read_html(page), rules)
    return rules.looked


@pytest.mark.parametrize(
    "piece",
    [
        '<div class="share comments">Partager <a href="/x">nous utilisons des cookies</a></div>',
        '<div class="cookie newsletter nav">',
        "<span class='tags'>x ",
    ],
)
def test_the_work_grows_with_the_page_and_not_faster(piece: str) -> None:
    small, large = _work("<body>" + piece * 200), _work("<body>" + piece * 800)
    assert small > 200
    assert large <= 4.4 * small


def test_a_hundred_thousand_nested_elements_are_read_like_any_others() -> None:
    page = "<body><div>" + "<div>" * 100_000 + "Partager cet article" + "</div>" * 100_000 + "<p>after</p></div>"
    runs = find_runs(read_html(page), RULES)
    assert [text for _, text in runs] == ["Partager cet article", "after"]


def test_what_no_one_sees_is_in_the_runs_and_not_in_the_blocks() -> None:
    tree = read_html("<body><p>seen</p><p hidden>one</p><div style='display: none'><p>two</p></div><p>end</p>")
    assert [text for _, text in find_runs(tree, RULES)] == ["seen", "one", "two", "end"]
    assert " ".join(b.text for b in find_blocks(tree, RULES)) == "seen end"


def test_text_that_is_no_text_is_left_out() -> None:
    page = "<p>a</p><script>b</script><style>c</style><template>d</template><noscript>e</noscript>"
    page += "<svg><text>f</text></svg><iframe>g</iframe><p>h<!-- i -->j</p>"
    assert [text for _, text in find_runs(read_html(page), RULES)] == ["a", "h", "j"]


def test_inside_the_banner_that_was_found_only_consent_is_seen() -> None:
    page = "<div id=x><nav><a href=/a>Menu</a></nav><p>Follow us on Facebook</p><button>Oui</button></div>"
    tree = read_html(page)
    banner = tree.select("#x")[0]
    assert {type_ for type_, _ in find_runs(tree, RULES)} & {"nav", "social_promo"}
    found = find_runs(tree, RULES, banner=banner)
    assert {type_ for type_, _ in found} == {"consent_text", "consent_buttons"}
    assert ("consent_buttons", "Oui") in found


def test_three_buttons_of_a_banner_are_three_blocks() -> None:
    page = "<div class=cookie-banner role=dialog><p>We use cookies to count visits.</p><button>Accept all</button>"
    page += "<button>Reject all</button><button>Settings</button></div>"
    types = [b.type for b in find_blocks(read_html(page), RULES)]
    assert types == ["consent_text", "consent_buttons", "consent_buttons", "consent_buttons"]


def test_the_form_that_asks_for_a_cookie_in_the_comments_is_no_consent_banner() -> None:
    page = (
        '<form id="commentform"><textarea></textarea><p class="comment-form-cookies-consent"><label>Save my name and e-mail in '
    )
    page += "this browser. We use cookies for that.</label></p></form>"
    assert {type_ for type_, _ in find_runs(read_html(page), RULES)} == {"comment_gate"}


def test_classes_of_wordpress_on_the_article_make_no_tags_of_it() -> None:
    page = '<article class="post category-news tag-water hentry"><h1>Water</h1><p>'
    page += "A long story about water, rivers and the people who live beside them, told in one breath.</p></article>"
    types = [type_ for type_, _ in find_runs(read_html(page), RULES)]
    assert types == ["headline", "article_body"]


def test_an_unclaimed_text_is_other_and_says_that_no_rule_claimed_it() -> None:
    (block,) = find_blocks(read_html("<body><div>Hm</div>"), RULES)
    assert (block.type, block.because) == ("other", ("no rule reached its bar",))


@pytest.mark.parametrize(
    ("inner", "type_"),
    [
        ("<div class=box>L'espace de commentaires a besoin de cookies : il s'affichera après votre choix.</div>", "comment_gate"),
        ("<div class=box>Comments need cookies: make your choice to see them.</div>", "comment_gate"),
        ("<form><label>Votre adresse</label><input type=email><button>Je m'abonne à la lettre</button></form>", "newsletter"),
        ("<div><p>Je m'abonne pour lire la suite de cet article.</p></div>", "access_wall"),
    ],
)
def test_what_a_part_says_outweighs_a_word_that_it_shares_with_another_type(inner: str, type_: str) -> None:
    text = "Il fallait vingt-cinq minutes de bus pour passer d’un quai à l’autre. " * 5
    article = f"<article><h1>Un titre</h1><p>{text}</p><p>{text}</p></article>"
    around = f"<section class=comments><h2>Commentaires</h2>{inner}</section>" if type_ == "comment_gate" else inner
    page = read_html(f"<body><main>{article}{around}</main><footer>© 2026</footer>")
    assert type_ in {block.type for block in find_blocks(page, RULES)}
