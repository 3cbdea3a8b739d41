"""purposes-not-stated."""

from __future__ import annotations

import pytest

from tests.rules.evidence import CONTENT, Seen, verdict
from tests.rules.telling import shop

RULE = "purposes-not-stated"


@pytest.mark.parametrize("text", ["Nous utilisons des cookies.", "Ce site utilise des cookies. Les acceptez-vous ?"])
def test_it_fails_when_a_short_text_says_nothing(text: str) -> None:
    assert verdict(shop(text), RULE) == "fail"


@pytest.mark.parametrize(
    "text",
    [
        "Nous utilisons des cookies pour mesurer l’audience.",
        "Des cookies publicitaires financent ce site.",
        "Les cookies permettent le partage sur les réseaux sociaux.",
    ],
)
def test_it_passes_when_a_purpose_is_named(text: str) -> None:
    assert verdict(shop(text), RULE) == "pass"


def test_it_is_inconclusive_when_it_speaks_of_a_better_experience() -> None:
    assert verdict(shop("Nous utilisons des cookies pour améliorer votre expérience."), RULE) == "inconclusive"


@pytest.mark.parametrize(
    "text",
    [
        "Nous utilisons des cookies afin de vous proposer des séjours qui vous ressemblent.",
        "Avec des cookies, nous aimerions savoir, pour vous, ce qui plaît. Acceptez-vous ?",
        "Quelques cookies nous disent quels sentiers vous cherchez.",
    ],
)
def test_it_is_inconclusive_when_what_for_is_told_in_words_of_its_own(text: str) -> None:
    assert verdict(shop(text), RULE) == "inconclusive"


def test_it_is_inconclusive_when_a_purpose_stands_in_a_folded_part() -> None:
    hidden = '<div style="display:none"><p>Mesure d’audience</p></div>'
    assert verdict(shop("Nous utilisons des cookies.", extra=hidden), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_text_is_long() -> None:
    assert verdict(shop("Nous utilisons des cookies. " + "Voici ce que nous en pensons depuis longtemps. " * 8), RULE) == (
        "inconclusive"
    )


def test_it_is_inconclusive_when_only_a_part_of_the_banner_was_met() -> None:
    assert verdict(shop("Votre choix ?"), RULE) in ("inconclusive", "not-applicable")


def test_it_is_inconclusive_when_the_language_is_not_known() -> None:
    seen = shop("Nous utilisons des cookies.")
    seen.language = "fi"
    assert verdict(seen, RULE) in ("inconclusive", "fail")
    seen = Seen(CONTENT + '<div role="dialog" id="cookies" style="position:fixed"><p>Käytämme evästeitä (cookies).</p>'
                "<button>Hyväksy kaikki</button><button>Hylkää kaikki</button></div>")  # fmt: skip
    seen.language = "fi"
    assert verdict(seen, RULE) in ("inconclusive", "not-applicable")


def test_it_is_inconclusive_when_the_banner_was_not_read_whole() -> None:
    assert verdict(shop("Nous utilisons des cookies.").cut("arrival"), RULE) == "inconclusive"


def test_it_does_not_apply_when_there_is_no_banner() -> None:
    assert verdict(Seen(CONTENT).ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"
