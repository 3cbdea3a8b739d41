"""no-refuse-at-all."""

from __future__ import annotations

from tests.rules.evidence import Seen, banner, verdict

RULE = "no-refuse-at-all"
SWITCHES = '<label><input type="checkbox" checked> Publicité</label><label><input type="checkbox"> Mesure d’audience</label>'


def test_it_fails_when_accepting_is_all_that_can_be_done() -> None:
    assert verdict(Seen(banner("Tout accepter")).ended("refuse", "no-control"), RULE) == "fail"


def test_it_fails_when_the_settings_were_opened_and_refuse_nothing() -> None:
    seen = Seen(banner("Tout accepter", "Paramétrer"))
    seen.ended("refuse", "no-control", path=[("settings", "Paramétrer", 1)])
    seen.show("refuse-press-1", banner("Tout accepter", "*Politique de confidentialité"))
    assert verdict(seen, RULE) == "fail"


def test_it_passes_when_the_first_layer_refuses() -> None:
    assert verdict(Seen(), RULE) == "pass"


def test_it_passes_when_switches_can_be_turned_off_and_saved() -> None:
    seen = Seen(banner("Tout accepter", "Paramétrer"))
    seen.ended(
        "refuse",
        "clicked",
        path=[("settings", "Paramétrer", 1), ("toggle", "Publicité", 2), ("save", "Enregistrer mes choix", 2)],
    )
    assert verdict(seen, RULE) == "pass"


def test_it_passes_when_the_settings_hold_a_save_although_the_walk_did_not_end() -> None:
    seen = Seen(banner("Tout accepter", "Paramétrer"))
    seen.ended("refuse", "not-dismissed", path=[("settings", "Paramétrer", 1)])
    seen.show("refuse-press-1", banner("Tout accepter", "Enregistrer mes choix", extra=SWITCHES))
    assert verdict(seen, RULE) == "pass"


def test_it_does_not_apply_to_a_notice_that_asks_nothing() -> None:
    assert verdict(Seen(banner("OK")).ended("refuse", "no-control"), RULE) == "not-applicable"


def test_it_fails_when_ok_starts_trackers_and_nothing_else_can_be_said() -> None:
    pixel = "https://www.facebook.com/tr/?id=1&ev=PageView"
    seen = Seen(banner("OK")).ended("refuse", "no-control").ended("accept", "clicked", path=[("acknowledge", "OK", 1)])
    assert verdict(seen.request(pixel, "accept"), RULE) == "fail"
    assert verdict(Seen(banner("OK")).ended("refuse", "no-control").lose("requests"), RULE) == "inconclusive"


def test_it_passes_whatever_else_was_not_recorded() -> None:
    assert verdict(Seen().lose("requests").lose("cookies"), RULE) == "pass"


def test_it_does_not_apply_when_no_banner_stands_there() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"


def test_it_is_inconclusive_when_the_settings_could_not_be_opened() -> None:
    seen = Seen(banner("Tout accepter", "Paramétrer")).ended("refuse", "failed", "the page crashed")
    assert verdict(seen, RULE) == "inconclusive"
    seen = Seen(banner("Tout accepter", "Paramétrer")).ended("refuse", "no-control", path=[("settings", "Paramétrer", 1)])
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_what_refuses_was_pressed_in_vain() -> None:
    seen = Seen().ended("refuse", "not-dismissed", path=[("refuse", "Tout refuser", 1)])
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_a_button_is_not_understood() -> None:
    assert verdict(Seen(banner("Tout accepter", "Nenni point")).ended("refuse", "no-control"), RULE) == "inconclusive"
