"""Controls that open the choices again, by what their words are made of and not by whole phrases."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.banner import Selectors
from auditor.catalogue.load import Folder, parse

SELECTORS = Selectors.load(Folder())
VOCABULARY = SELECTORS.vocabulary
FILE = Path(__file__).with_name("again_texts.yaml")
TEXTS = parse(FILE.read_text("utf-8"), dict[str, dict[str, tuple[str, ...]]], source=str(FILE))


@pytest.mark.parametrize(
    "text",
    [
        "Revenir sur mon choix de cookies",
        "Mes choix de cookies",
        "Confidentialité : revoir mon choix",
        "Modifier votre consentement",
        "Retirer votre consentement",
        "Changer d’avis sur les cookies",
        "Réinitialiser mes choix de cookies",
        "Choix relatifs aux traceurs",
        "Change your mind about cookies",
        "Revisit your cookie decision",
        "Change my decision",
        "Cookiewahl anpassen",
        "Entscheidung zu Cookies überdenken",
        "Cambiar mi elección de cookies",
        "Revisar mi consentimiento",
        "Cambia il consenso",
        "Keuze voor cookies herzien",
        "Alterar a minha escolha de cookies",
        "Zmień moje wybory dotyczące cookies",
        "Rediger samtykke",
    ],
)
def test_a_text_of_what_is_done_and_what_about_opens_the_choices_again(text: str) -> None:
    assert VOCABULARY.opens_again(text, stays=False)


@pytest.mark.parametrize(
    "text",
    [
        "Mes cookies",
        "Vos cookies",
        "Your cookies",
        "Meine Cookies",
        "Mis cookies",
        "I miei cookie",
        "Meus cookies",
        "Moje cookies",
    ],
)
def test_what_may_be_a_text_too_opens_the_choices_again_only_where_it_leads_to_no_other_document(text: str) -> None:
    assert VOCABULARY.opens_again(text, stays=True)
    assert VOCABULARY.opens_again(text, stays=False) is None


@pytest.mark.parametrize(
    "text",
    [
        "Politique de cookies",
        "Cookie policy",
        "Cookie-Richtlinie",
        "Política de cookies",
        "Informativa sui cookie",
        "Polityka cookies",
        "Cookiebeleid",
        "Cookies",
        "Votre vie privée",
        "Your privacy",
        "Datenschutz-Details",
        "Données personnelles et cookies",
        "Pas de cookies",
        "Pas de cookies pour moi",
        "Refuser les cookies",
        "Accepter mes cookies",
        "Enregistrer mes choix de cookies",
        "En savoir plus sur les cookies",
        "Mes préférences",
        "Choix de la langue",
        "Modifier ma commande",
        "Change my password",
        "Changer la quantité de cookies",
        "Nos cookies au chocolat",
    ],
)
def test_what_is_to_be_read_bought_or_decided_opens_nothing_again(text: str) -> None:
    assert VOCABULARY.opens_again(text) is None


@pytest.mark.parametrize("language", sorted(SELECTORS.wording))
def test_every_language_has_words_for_a_choice_that_was_made(language: str) -> None:
    again = SELECTORS.wording[language].again
    assert all((again.change, again.choice, again.consent, again.privacy, again.possessive))


@pytest.mark.parametrize("language", sorted(TEXTS["opens"]))
def test_a_language_opens_the_choices_again_by_what_its_words_are_made_of(language: str) -> None:
    assert [text for text in TEXTS["opens"][language] if VOCABULARY.opens_again(text, stays=False) is None] == []


@pytest.mark.parametrize("language", sorted(TEXTS["else"]))
def test_a_language_opens_nothing_again_where_something_else_is_to_be_read_or_changed(language: str) -> None:
    opened = {text: VOCABULARY.opens_again(text) for text in TEXTS["else"][language]}
    assert {text: why for text, why in opened.items() if why is not None} == {}
