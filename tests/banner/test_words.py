"""What the words of a control mean; above all the texts in which one word turns the other."""

from __future__ import annotations

import pytest

from auditor.banner import Selectors, read_control
from auditor.catalogue.load import Folder

SELECTORS = Selectors.load(Folder())


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Continuer sans accepter", "refuse"),
        ("CONTINUER SANS ACCEPTER →", "refuse"),
        ("Continuer\xa0sans accepter", "refuse"),
        ("Accepter et fermer", "accept"),
        ("OK, j’accepte ✅", "accept"),
        ("Ac\u00adcep\u200bter", "accept"),
        ("Je n'accepte pas", "refuse"),
        ("Ne pas accepter", "refuse"),
        ("Refuser et s'abonner", "subscribe"),
        ("S’abonner pour refuser", "subscribe"),
        ("Tout accepter sauf la publicité", "other"),
        ("Tout refuser sauf les cookies nécessaires", "refuse"),
        ("Accepter uniquement les cookies nécessaires", "refuse"),
        ("Accepter la sélection", "save"),
        ("Enregistrer mes choix", "save"),
        ("Paramétrer ou refuser", "settings"),
        ("Gérer mes cookies", "settings"),
        ("OK", "acknowledge"),
        ("J'ai compris", "acknowledge"),
        ("Continuer", "acknowledge"),
        ("En savoir plus", "other"),
        ("Politique de cookies", "other"),
        ("Nos partenaires (847)", "other"),
        ("X", "close"),
        (" × ", "close"),
        ("Fermer", "close"),
        ("Accept only necessary", "refuse"),
        ("Accept all non-essential cookies", "accept"),
        ("Reject all", "refuse"),
        ("No, thanks", "refuse"),
        ("Accept all or reject all", "other"),
        ("Do not accept", "refuse"),
        ("Continue without accepting", "refuse"),
        ("Subscribe and reject", "subscribe"),
        ("Nur notwendige Cookies", "refuse"),
        ("Nur notwendige Cookies akzeptieren", "refuse"),
        ("Alle akzeptieren", "accept"),
        ("Auswahl speichern", "save"),
        ("Cookie-Einstellungen", "settings"),
        ("Nicht einverstanden", "refuse"),
        ("Rechazar todo", "refuse"),
        ("No acepto", "refuse"),
        ("Rifiuta e abbonati", "subscribe"),
        ("Continua senza accettare", "refuse"),
        ("Alleen noodzakelijke cookies", "refuse"),
        ("Niet akkoord", "refuse"),
        ("Nie wyrażam zgody", "refuse"),
        ("Rejeitar", "refuse"),
        ("Confirmer mon refus", "refuse"),
        ("Valider le refus", "refuse"),
        ("Je maintiens mon refus", "refuse"),
        ("Ne rien accepter", "refuse"),
        ("Pas de cookies pour moi", "refuse"),
        ("Je n’en veux pas", "refuse"),
        ("Confirm my refusal", "refuse"),
        ("Ablehnung bestätigen", "refuse"),
        ("Confirmar mi rechazo", "refuse"),
        ("Confermo il rifiuto", "refuse"),
        ("Weigering bevestigen", "refuse"),
        ("Confirmar recusa", "refuse"),
        ("Potwierdzam odmowę", "refuse"),
        ("Weiter ohne Cookies", "refuse"),
        ("Nessun cookie per me", "refuse"),
        ("Geen cookies voor mij", "refuse"),
        ("Żadnych cookies", "refuse"),
        ("Retirer mon refus", "other"),
        ("Annuler mon refus", "other"),
        ("Revenir sur mon refus", "other"),
        ("Accepter sans refus", "other"),
        ("En cas de refus", "other"),
        ("Je ne veux pas refuser", "other"),
        ("I don’t want to refuse", "other"),
        ("Pas de problème j’accepte", "accept"),
        ("No problem I accept", "accept"),
        ("Gâteau sans cookies au chocolat", "other"),
        ("Télécharger le catalogue", "other"),
        ("", "other"),
    ],
)
def test_a_text_means_what_a_person_reads_in_it(text: str, action: str) -> None:
    assert read_control(text, SELECTORS).action == action


@pytest.mark.parametrize("language", sorted(SELECTORS.wording))
def test_no_word_of_accepting_is_ever_read_as_a_refusal(language: str) -> None:
    accept = SELECTORS.wording[language].controls.accept
    for phrase in (*accept.whole, *accept.has):
        text = phrase.replace("*", "")
        assert read_control(text, SELECTORS, language).action != "refuse", text


@pytest.mark.parametrize("language", sorted(SELECTORS.wording))
def test_no_word_of_refusing_is_ever_read_as_an_acceptance(language: str) -> None:
    refuse = SELECTORS.wording[language].controls.refuse
    for phrase in (*refuse.whole, *refuse.has):
        text = phrase.replace("*", "")
        assert read_control(text, SELECTORS, language).action not in ("accept", "acknowledge", "save"), text


def test_a_negation_stays_in_its_clause() -> None:
    assert read_control("Geen stress, ik accepteer cookies", SELECTORS).action == "accept"
    assert read_control("Pas de souci : j'accepte", SELECTORS, "fr").action == "accept"


@pytest.mark.parametrize("language", [None, "fr", "en", "de"])
@pytest.mark.parametrize(
    ("text", "action"), [("Pas de cookies du tout", "refuse"), ("Pas du tout", "other"), ("Pas aan", "settings")]
)
def test_a_short_word_of_a_language_that_knows_less_of_the_text_carries_nothing(
    text: str, action: str, language: str | None
) -> None:
    assert read_control(text, SELECTORS, language).action == action


def test_a_sentence_is_no_control() -> None:
    sentence = "En poursuivant votre navigation sur ce site vous acceptez le dépôt de cookies par nos partenaires et nous-mêmes"
    assert read_control(sentence, SELECTORS).action == "other"


def test_the_reading_says_which_wording_matched() -> None:
    reading = read_control("Tout refuser", SELECTORS)
    assert (reading.language, reading.because) == ("fr", "wording fr: control.refuse « refuser »")


@pytest.mark.parametrize("text", ["\x00\ufffe\ud800", "‮resufeR", "a" * 100_000, "*", "* *", "\u0301" * 500, "🍪" * 50, "％ｓ"])
def test_hostile_texts_do_no_harm(text: str) -> None:
    assert read_control(text, SELECTORS).action in ("other", "close")
