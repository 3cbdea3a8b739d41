"""The control that opens the choices again."""

from __future__ import annotations

import pytest

from auditor.banner import Selectors, find_reopen, weak_reopens
from auditor.catalogue.load import Folder
from tests.banner.pages import tree

SELECTORS = Selectors.load(Folder())
CONTENT = "<main><p>Du pain et du vin.</p></main>"
BANNER = '<div style="position: fixed"><p>Nous utilisons des cookies.</p><button>Accepter</button><button>Refuser</button></div>'


def reopened(body: str) -> str | None:
    found = find_reopen(tree(CONTENT + body), SELECTORS)
    return found.text if found is not None else None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<footer><a href='#'>Gérer mes cookies</a></footer>", "Gérer mes cookies"),
        ("<footer><button>Paramétrer vos choix</button></footer>", "Paramétrer vos choix"),
        ("<footer><a href='#'>Cookie settings</a></footer>", "Cookie settings"),
        ("<footer><a href='#'>Cookie-Einstellungen</a></footer>", "Cookie-Einstellungen"),
        ("<footer><a href='#'>Préférences de confidentialité</a></footer>", "Préférences de confidentialité"),
        (
            "<button style='position: fixed' aria-label='Gérer les cookies' data-box='10 740 40 40'>🍪</button>",
            "Gérer les cookies",
        ),
        ("<button style='position: fixed' title='Cookies' data-box='10 740 40 40'></button>", "Cookies"),
        ("<a href='/cookies'>Gestion des cookies</a><a href='#'>Gérer mes cookies</a>", "Gérer mes cookies"),
        ("<button style='position: fixed' aria-label='Vos cookies' data-box='10 740 40 40'>🍪</button>", "Vos cookies"),
        ("<footer><a href='#'>Modifier votre consentement</a></footer>", "Modifier votre consentement"),
        ("<footer><a href='/choix'>Changer mon choix de cookies</a></footer>", "Changer mon choix de cookies"),
        ("<footer><button>Mes cookies</button></footer>", "Mes cookies"),
        ("<button id=tarteaucitronManager>Cookies</button>", "Cookies"),
    ],
)
def test_the_control_that_opens_the_choices_again_is_found(body: str, text: str) -> None:
    assert reopened(body) == text


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<footer><a href='/c'>Politique de gestion des cookies</a> <a href='/d'>Politique de confidentialité</a></footer>",
        "<footer><a href='#' style='display: none'>Gérer mes cookies</a></footer>",
        "<footer><button style='position: fixed' data-box='10 900 40 40'>Gérer mes cookies</button></footer>",
        "<footer><a href='/cookies'>Cookies</a></footer>",
        "<footer><a href='/cookies'>Vos cookies</a> <a href='/e'>Cookie policy</a> <button>Votre vie privée</button></footer>",
        f"<footer><a href='#'>Gérer mes cookies</a></footer>{BANNER}",
    ],
)
def test_nothing_opens_the_choices_again_where_nothing_says_so(body: str) -> None:
    assert reopened(body) is None


def test_what_is_named_after_cookies_or_privacy_may_open_the_choices_and_the_most_likely_comes_first() -> None:
    footer = (
        "<footer><button>Confidentialité</button><a href='#c'>Vie privée</a> <a href='/cookies'>Cookies</a>"
        " <a href='#p'>Politique de cookies</a> <button>Menu</button> <button disabled>Cookies du jour</button></footer>"
    )
    icon = "<button style='position: fixed' aria-label='Cookies et vous' data-box='10 740 40 40'></button>"
    found = weak_reopens(tree(CONTENT + footer + icon), SELECTORS)
    assert [control.text for control in found] == ["Cookies et vous", "Vie privée", "Confidentialité"]


def test_nothing_may_open_the_choices_while_a_banner_stands_or_where_a_control_says_so() -> None:
    assert weak_reopens(tree(f"{CONTENT}<button>Confidentialité</button>{BANNER}"), SELECTORS) == ()
    assert weak_reopens(tree(f"{CONTENT}<button>Gérer mes cookies</button>"), SELECTORS) == ()
