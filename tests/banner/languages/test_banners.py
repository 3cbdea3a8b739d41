"""A banner of no known platform, in every language: found by its words alone, with its controls; and what is no banner."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from auditor.banner import FoundBanner, Selectors, find_banner, find_reopen
from auditor.catalogue.load import Folder, parse
from tests.banner.pages import tree

SELECTORS = Selectors.load(Folder())
TEXTS = {
    file.stem: parse(file.read_text("utf-8"), dict[str, tuple[str, ...]], source=str(file))
    for file in sorted(Path(__file__).parent.glob("*.yaml"))
}
FIXED = 'style="position: fixed; z-index: 999"'
CONTENT = "<header><h1>Acme</h1></header><main><h2>Omnia</h2><p>Panem, vinum et holera cottidie domum ferimus.</p></main>"


def control(language: str, purpose: str) -> str:
    return f"<button>{escape(TEXTS[language][purpose][0])}</button>"


def notice(language: str) -> str:
    return f"<p>{escape(TEXTS[language]['notice'][0])}</p>"


def found(language: str, body: str, *, claimed: str | None = None) -> FoundBanner | None:
    return find_banner(tree(CONTENT + body, language=language if claimed is None else claimed), SELECTORS)


def actions(banner: FoundBanner | None) -> list[str]:
    return [] if banner is None else sorted(c.action for c in banner.controls)


@pytest.mark.parametrize("language", sorted(TEXTS))
@pytest.mark.parametrize("claimed", ["", "en"], ids=["no-lang", "lang-en"])
def test_a_banner_is_found_with_its_controls_whatever_language_the_page_claims(language: str, claimed: str) -> None:
    purposes = ("accept-all", "reject-all", "settings", "policy")
    body = f"<div {FIXED}>{notice(language)}{''.join(control(language, purpose) for purpose in purposes)}</div>"
    assert actions(found(language, body, claimed=claimed)) == ["accept", "other", "refuse", "settings"]


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_banner_that_offers_only_to_accept_is_found_and_refuses_nothing(language: str) -> None:
    body = f"<div {FIXED}>{notice(language)}{control(language, 'accept')}{control(language, 'learn-more')}</div>"
    assert actions(found(language, body)) == ["accept", "other"]


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_link_opens_the_choices_again_and_is_no_banner(language: str) -> None:
    links = f"<a href=/p>{escape(TEXTS[language]['policy'][0])}</a> <a href='#'>{escape(TEXTS[language]['reopen'][0])}</a>"
    shown = tree(f"{CONTENT}<footer>{links}</footer>", language=language)
    reopen = find_reopen(shown, SELECTORS)
    assert find_banner(shown, SELECTORS) is None
    assert reopen is not None
    assert reopen.text == TEXTS[language]["reopen"][0]


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_choice_that_was_made_is_no_banner(language: str) -> None:
    """« Your choices have been saved. [Close] » stands where the banner stood."""
    settled = SELECTORS.wording[language].notice.settled[0]
    body = f"{notice(language)}{control(language, 'close')}</div>"
    assert actions(found(language, f"<div {FIXED}>{body}")) == ["close"]
    assert found(language, f"<div {FIXED}><p>{escape(settled)}.</p>{body}") is None
