"""no-refuse-first-layer."""

from __future__ import annotations

import pytest

from tests.rules.evidence import Seen, banner, findings, verdict

RULE = "no-refuse-first-layer"
PIXEL = "https://www.facebook.com/tr/?id=1&ev=PageView"


@pytest.mark.parametrize("buttons", [("Tout accepter", "Paramétrer"), ("J’accepte",), ("Accept all", "Manage preferences")])
def test_it_fails_when_the_first_layer_accepts_and_does_not_refuse(buttons: tuple[str, ...]) -> None:
    found = findings(Seen(banner(*buttons)).ended("refuse", "no-control"))[RULE]
    assert found.verdict == "fail"
    assert buttons[0] in found.summary
    assert found.evidence == ("page:arrival@before",)


def test_it_fails_when_a_cross_is_all_there_is_beside_accepting() -> None:
    assert verdict(Seen(banner("Tout accepter", "Paramétrer", "×")).ended("refuse", "no-control"), RULE) == "fail"


@pytest.mark.parametrize("refusal", ["Tout refuser", "*Continuer sans accepter", "Refuser", "*Reject all"])
def test_it_passes_when_a_button_or_a_link_refuses(refusal: str) -> None:
    assert verdict(Seen(banner("Tout accepter", "Paramétrer", refusal)), RULE) == "pass"


def test_it_warns_when_the_text_says_that_closing_refuses() -> None:
    text = "Nous utilisons des cookies pour la publicité. Fermer ce bandeau équivaut à un refus de tous les cookies."
    assert verdict(Seen(banner("Tout accepter", "Paramétrer", "×", text=text)).ended("refuse", "no-control"), RULE) == "warn"


def test_it_does_not_apply_to_a_notice_about_nothing_that_needs_consent() -> None:
    text = "Ce site utilise uniquement des cookies nécessaires à son fonctionnement."
    assert verdict(Seen(banner("OK", text=text)).ended("refuse", "no-control"), RULE) == "not-applicable"


def test_it_fails_when_ok_is_all_that_a_tracked_visitor_can_say() -> None:
    text = "En poursuivant votre navigation, vous acceptez les cookies de mesure d’audience et de publicité."
    seen = Seen(banner("OK", text=text)).ended("refuse", "no-control").request(PIXEL, "before")
    assert verdict(seen, RULE) == "fail"


def test_it_fails_when_the_trackers_come_with_the_ok() -> None:
    seen = Seen(banner("OK")).ended("refuse", "no-control").ended("accept", "clicked", path=[("acknowledge", "OK", 1)])
    assert verdict(seen.cookie("_fbp", "accept"), RULE) == "fail"
    assert verdict(Seen(banner("OK")).ended("refuse", "no-control").lose("cookies"), RULE) == "inconclusive"


def test_it_does_not_apply_when_no_banner_stands_there() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"


def test_it_is_inconclusive_when_a_button_is_not_understood() -> None:
    found = findings(Seen(banner("Tout accepter", "Nenni point")).ended("refuse", "no-control"))[RULE]
    assert found.verdict == "inconclusive"
    assert "Nenni point" in found.summary


def test_it_is_inconclusive_when_the_page_was_not_kept() -> None:
    assert verdict(Seen().lose("pages"), RULE) == "inconclusive"
