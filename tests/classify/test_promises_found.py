"""Sentences that commit a site, in wordings of all kinds, and those that only look like it."""

from __future__ import annotations

import pytest

from auditor.catalogue.load import Folder
from auditor.catalogue.promise import PromiseFile
from auditor.classify.promises import find_claims, normal

FILES = Folder().read("promises", PromiseFile)

ONLY = [
    "Si vous refusez, seuls les cookies techniques seront déposés.",
    "En cas de refus, seuls les traceurs strictement nécessaires au fonctionnement du site seront utilisés.",
    "En cliquant sur « Tout refuser », nous n’utiliserons que des cookies essentiels.",
    "Si vous rejetez les cookies, nous utiliserons uniquement ceux qui sont indispensables.",
    "Sans votre consentement, aucun cookie ne sera déposé sur votre terminal.",
    "Si vous refusez, aucun traceur soumis à consentement ne sera installé.",
    "Seuls les cookies exemptés de consentement sont déposés par défaut.",
    "Vous pouvez refuser. Seuls les traceurs nécessaires seront alors conservés.",
    "If you reject, only strictly necessary cookies will be used.",
    "When you decline, we will use only essential cookies.",
    "If you click “Reject all”, we won’t set any optional cookies.",
    "Without your consent, no cookies will be stored on your device.",
    "If you refuse, no tracking other than necessary cookies is set.",
]
CHANGE = [
    "Vous pouvez modifier vos choix à tout moment.",
    "Vous avez la possibilité de retirer votre consentement à tout moment via le lien « Cookies » en bas de page.",
    "Vos préférences peuvent être changées à tout instant.",
    "Vous pouvez toujours modifier ou retirer votre consentement plus tard.",
    "Vous pouvez changer d’avis quand vous le voulez en cliquant sur « Cookies ».",
    "Vous pourrez revenir sur votre décision quand vous le souhaitez.",
    "You can change your mind at any time.",
    "You may withdraw your consent at any time via “Cookie settings”.",
    "Update your preferences whenever you want.",
]
DISABLED = [
    "Si vous refusez, l’espace de commentaires sera désactivé.",
    "Vous pouvez refuser les cookies. Les vidéos ne seront alors plus affichées.",
    "Sans votre accord, la carte ne s’affichera pas.",
    "If you reject, the comments will be disabled.",
    "Without your consent, embedded videos won’t be shown.",
]
NEITHER = [
    "Si vous refusez, certaines fonctionnalités pourraient ne pas fonctionner.",
    "Vous pouvez désactiver les commentaires.",
    "If you decline, some features may not be available.",
    "Nous utilisons des cookies pour mesurer notre audience et vous proposer des publicités.",
    "Les cookies techniques sont nécessaires au fonctionnement du site.",
    "Vous pouvez accepter, refuser ou personnaliser vos choix.",
    "Refuser ne vous empêche pas d’accéder au site.",
    "Vous pouvez vous désabonner de la newsletter à tout moment.",
    "Vous pouvez modifier les paramètres de votre navigateur à tout moment pour refuser les cookies.",
    "We use cookies to improve your experience.",
    "By clicking accept you agree to the use of cookies; you can reject non essential cookies.",
    "Choisissez maintenant ou plus tard la taille de vos vêtements.",
    "You can change your browser settings at any time.",
    "",
]


def claims(text: str) -> list[str]:
    return [claim.claim for claim in find_claims([text], FILES)]


@pytest.mark.parametrize("text", ONLY)
def test_a_promise_about_what_follows_a_refusal_is_found(text: str) -> None:
    assert claims(text) == ["only-technical-after-refuse"]


@pytest.mark.parametrize("text", CHANGE)
def test_a_promise_that_the_choice_can_be_changed_is_found(text: str) -> None:
    assert claims(text) == ["change-any-time"]


@pytest.mark.parametrize("text", DISABLED)
def test_a_promise_that_a_part_of_the_site_is_switched_off_is_found(text: str) -> None:
    assert claims(text) == ["feature-disabled-after-refuse"]


def test_one_sentence_can_make_two_promises() -> None:
    text = "En cliquant sur « Tout refuser », seuls les cookies techniques seront déposés, et les commentaires seront désactivés."
    assert sorted(claims(text)) == ["feature-disabled-after-refuse", "only-technical-after-refuse"]


@pytest.mark.parametrize("text", NEITHER)
def test_no_promise_is_read_into_other_sentences(text: str) -> None:
    assert claims(text) == []


@pytest.mark.parametrize("language", sorted(FILES))
def test_every_turn_of_phrase_can_be_found_and_stands_once(language: str) -> None:
    for claim, patterns in FILES[language].claims.items():
        for pattern in patterns:
            for group in (*pattern.all, *pattern.before, pattern.none, *pattern.allows.values()):
                assert all(normal(phrase.replace("..", " ")) for phrase in group), (claim, group)
                assert len(set(group)) == len(group), (claim, group)


def test_the_quote_is_the_sentence_as_it_stands() -> None:
    text = "Bonjour. En cas de refus,  seuls les COOKIES techniques\u00a0seront déposés ! Merci."
    claim = find_claims([text], FILES)[0]
    assert claim.quote == "En cas de refus, seuls les COOKIES techniques seront déposés !"
    assert claim.because.startswith("selectors/promises/fr.yaml: only-technical-after-refuse")


def test_what_the_sentence_itself_allows_is_known() -> None:
    text = "Si vous refusez, seuls les traceurs techniques ou de mesure d’audience seront déposés."
    claim = find_claims([text], FILES)[0]
    assert claim.allows == ("audience",)
    assert claim.speaks_of == "trackers"
    advertising = find_claims(["Si vous refusez, aucun cookie publicitaire ne sera déposé."], FILES)[0]
    assert advertising.allows == ("audience", "social")
    assert advertising.speaks_of == "cookies"


def test_the_announced_control_is_known_by_its_name() -> None:
    claim = find_claims(["Vous pouvez modifier vos choix à tout moment via « Paramétrer vos choix »."], FILES)[0]
    assert claim.control == "Paramétrer vos choix"


def test_a_sentence_that_stands_twice_counts_once() -> None:
    assert len(find_claims([ONLY[0], ONLY[0].upper()], FILES)) == 1


def test_a_sentence_that_is_cut_short_in_another_text_counts_once() -> None:
    whole = "Vous pouvez modifier vos choix à tout moment via le lien « Gérer mes cookies », au bas de chaque page."
    assert len(find_claims([whole, whole[:-8]], FILES)) == 1


def test_hostile_text_does_no_harm() -> None:
    assert claims("\u202e" * 5000 + "« " * 5000 + "a" * 50_000) == []
