"""Links to policies, in banners and pages of several languages."""

from __future__ import annotations

import pytest

from auditor.banner import Selectors, find_banner
from auditor.banner.policy import PolicyLink, policy_links, to_follow
from auditor.catalogue.load import Folder
from tests.rules.evidence import CONTENT, banner, page

SELECTORS = Selectors.load(Folder())
HERE = "https://shop.example/"


def links(body: str, *, url: str = HERE) -> tuple[PolicyLink, ...]:
    tree = page(body, label="arrival", phase="before", step="load", at_ms=0.0, url=url).tree()
    found = find_banner(tree, SELECTORS)
    return policy_links(tree, found.root if found is not None else None, SELECTORS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Politique de confidentialité", "privacy"),
        ("Gestion des données personnelles", "privacy"),
        ("Charte cookies", "cookies"),
        ("Privacy Policy", "privacy"),
        ("Cookie notice", "cookies"),
        ("Datenschutz", "privacy"),
        ("Cookie-Richtlinie", "cookies"),
        ("Política de privacidad", "privacy"),
        ("Política de cookies", "cookies"),
        ("Informativa sulla privacy", "privacy"),
        ("Privacyverklaring", "privacy"),
        ("Cookiebeleid", "cookies"),
        ("Mentions légales", "legal"),
        ("Impressum", "legal"),
    ],
)
def test_a_link_is_known_by_its_name(text: str, kind: str) -> None:
    (found,) = links(f'{CONTENT}<footer><a href="/x">{text}</a></footer>')
    assert (found.kind, found.url, found.in_banner) == (kind, "https://shop.example/x", False)


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/x">Nos vélos</a>',
        '<a href="/x">La protection des données au travail : ce que change la nouvelle loi pour les salariés</a>',
        '<a href="mailto:dpo@shop.example">Données personnelles</a>',
        '<a href="tel:+3312345678">Confidentialité</a>',
        '<a href="https://shop.example/#haut">Confidentialité</a>',
        '<a href="/x" style="display:none">Confidentialité</a>',
        '<a href="http://[">Confidentialité</a>',
        "<button>Confidentialité</button>",
    ],
)
def test_other_links_are_none(link: str) -> None:
    assert links(f"{CONTENT}<footer>{link}</footer>") == ()


def test_what_a_script_opens_is_a_link_without_an_address() -> None:
    (found,) = links(f'{CONTENT}<a href="javascript:void(0)">Politique de cookies</a>')
    assert found.url == ""
    assert to_follow((found,)) == ()


def test_learn_more_in_a_banner_is_known_by_its_address_and_elsewhere_not() -> None:
    body = CONTENT + banner("Tout accepter", "Tout refuser", extra='<a href="/politique-de-cookies">En savoir plus</a>')
    (found,) = links(body)
    assert (found.kind, found.in_banner, found.by_address) == ("cookies", True, True)
    assert links(f'{CONTENT}<a href="/politique-de-cookies">En savoir plus</a>') == ()


def test_one_of_each_kind_is_followed_and_the_banners_own_never_left_out() -> None:
    body = CONTENT + '<a href="/cookies">Politique de cookies</a><a href="/vie">Vie privée</a><a href="/m">Mentions légales</a>'
    assert [link.url for link in to_follow(links(body))] == ["https://shop.example/cookies", "https://shop.example/vie"]
    body += banner(
        "Tout accepter", "Tout refuser", extra='<a href="https://groupe.example/privacy">Notre charte de confidentialité</a>'
    )
    chosen = to_follow(links(body))
    assert len(chosen) == 2
    assert "https://groupe.example/privacy" in [link.url for link in chosen]


def test_legal_notices_are_followed_only_where_there_is_nothing_else() -> None:
    (only,) = to_follow(links(f'{CONTENT}<a href="/m">Mentions légales</a>'))
    assert only.kind == "legal"


@pytest.mark.parametrize("text", ["Accepter les cookies", "Refuser les cookies", "Reject cookies", "Alle Cookies akzeptieren"])
def test_a_link_that_makes_a_choice_is_not_one_to_a_policy(text: str) -> None:
    choice = f'<a href="/?cookies=1">{text}</a><a href="/cookies/choice">{text}</a>'
    notice = banner("Tout accepter", "Tout refuser", text="Des cookies mesurent notre audience.", extra=choice)
    found = links(f'{CONTENT}{notice}<footer>{choice}<a href="/charte">Charte cookies</a></footer>')
    assert [link.text for link in found] == ["Charte cookies"]
