"""The language of a text by its small words, and none where that is not established."""

# ruff: noqa: E501 - one line a language

from __future__ import annotations

import pytest

from auditor.banner import Selectors
from auditor.banner.speech import language_of
from auditor.catalogue.load import Folder

WORDING = Selectors.load(Folder()).wording

TEXTS = {
    "fr": "Le marché couvert rouvre ses portes samedi. Les halles ont été refaites en deux ans, et la mairie a payé les travaux avec l’aide de la région.",
    "en": "The covered market opens its doors again on Saturday. The halls were rebuilt in two years, and the town has paid for it with the help of the region.",
    "de": "Die Markthalle öffnet am Samstag wieder. Sie wurde in zwei Jahren neu gebaut, und die Stadt hat das mit der Hilfe des Landes bezahlt, wie der Rat sagt.",
    "es": "El mercado cubierto vuelve a abrir sus puertas el sábado. Las naves se han rehecho en dos años y el ayuntamiento ha pagado las obras con la ayuda de la región.",
    "it": "Il mercato coperto riapre sabato. I padiglioni sono stati rifatti in due anni e il comune ha pagato i lavori con l’aiuto della regione, come dice il sindaco.",
    "nl": "De overdekte markt gaat zaterdag weer open. De hallen zijn in twee jaar opnieuw gebouwd en de stad heeft dat met de hulp van het gewest betaald, zegt men.",
    "pt": "O mercado coberto reabre as portas no sábado. As naves foram refeitas em dois anos e a câmara pagou as obras com a ajuda da região, como disse o presidente.",
    "pl": "Hala targowa otwiera się w sobotę. Budynki zostały odnowione w ciągu dwóch lat, a miasto zapłaciło za to z pomocą regionu, jak mówi burmistrz i nie jest to mało.",
    "sv": "Saluhallen öppnar igen på lördag. Hallarna har byggts om på två år och staden har betalat det med hjälp av regionen, som borgmästaren säger att det är.",
}  # fmt: skip


CONSENT = {
    "it": "Contiamo i visitatori e i clic con i cookie, e i partner mostrano annunci per i tuoi interessi; puoi cambiare idea con il link in fondo, e i dati restano qui.",
    "pt": "Este sítio usa cookies para contar as visitas e para mostrar anúncios próximos dos seus interesses; os dados ficam connosco e as suas escolhas mudam em qualquer altura.",
}  # fmt: skip


@pytest.mark.parametrize("language", CONSENT)
def test_a_consent_text_is_told_from_those_of_the_nearest_languages(language: str) -> None:
    assert language_of(CONSENT[language], WORDING) == language


@pytest.mark.parametrize("language", TEXTS)
def test_running_text_tells_its_language(language: str) -> None:
    assert language_of(TEXTS[language], WORDING) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Accepter Refuser",
        "Google Ireland Limited, Criteo SA, Meta Platforms, Index Exchange, Magnite, PubMatic, OpenX, Xandr, Taboola, Outbrain, "
        "Amazon, Adform, Smart, Teads, Sovrn, Yahoo, Rubicon, Quantcast, Nielsen, Comscore",
        f"{TEXTS['fr']} {TEXTS['en']}",
        f"{TEXTS['es']} {TEXTS['pt']}",
    ],
    ids=["nothing", "two words", "names", "French and English", "Spanish and Portuguese"],
)
def test_what_is_short_or_mixed_or_no_text_tells_none(text: str) -> None:
    assert language_of(text, WORDING) is None
