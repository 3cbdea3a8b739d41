"""Whether a choice took."""

from __future__ import annotations

import pytest

from auditor.evidence.records.signals import ConsentCall
from auditor.results import Outcome
from tests.classify.test_tcf import tc_string
from tests.rules.evidence import Seen, banner, site

ASKS = banner("Tout accepter", "Tout refuser", "Paramétrer")


def outcome(seen: Seen, scenario: str = "refuse") -> Outcome:
    return site(seen).scenarios[scenario]


def again(scenario: str = "refuse") -> Seen:
    """The banner comes back, so that only what is stored or signalled can show anything."""
    label = "accept-next-page" if scenario == "accept" else f"{scenario}-reload"
    return Seen().show(label, ASKS)


def update(value: str) -> dict[str, object]:
    return {"consent_calls": (ConsentCall(command="update", settings={"ad_storage": value, "analytics_storage": value}),)}


def test_a_banner_that_stays_away_is_enough_where_nothing_can_be_read() -> None:
    found = outcome(Seen())
    assert found.proven is True
    assert "reload, next-page" in found.because[0]
    assert found.path == ("Tout refuser",)
    assert found.clicks == 1


def test_a_banner_that_comes_back_is_not_where_nothing_can_be_read() -> None:
    found = outcome(again())
    assert found.proven is False
    assert "stood there again" in found.because[0]


def test_an_empty_tc_string_proves_a_refusal_although_the_banner_comes_back() -> None:
    found = outcome(again().signal("refuse", tcf={"tcString": tc_string()}))
    assert found.proven is True
    assert "consents to no purpose" in found.because[1]


def test_a_tc_string_that_consents_is_no_doubt_about_a_plain_refusal_and_is_told() -> None:
    found = outcome(Seen().signal("refuse", tcf={"tcString": tc_string((1, 2))}))
    assert found.proven is True
    assert "the TC string consents to purposes 1, 2 all the same" in found.because


def test_a_tc_string_that_consents_after_switches_were_saved_leaves_the_refusal_unproven() -> None:
    seen = Seen().ended("refuse", "clicked", path=[("settings", "Paramétrer", 1), ("save", "Enregistrer mes choix", 2)])
    found = outcome(seen.signal("refuse", tcf={"tcString": tc_string((1, 2))}))
    assert found.proven is False
    assert "purposes 1, 2" in found.because[1]


@pytest.mark.parametrize("value", ["denied", "granted"])
def test_an_update_of_consent_mode_can_prove_a_refusal_and_never_undoes_it(value: str) -> None:
    assert outcome(Seen().signal("refuse", **update(value))).proven is True
    assert outcome(again().signal("refuse", **update(value))).proven is (value == "denied")


def test_a_default_of_consent_mode_says_nothing_about_the_press() -> None:
    call = ConsentCall(command="default", settings={"ad_storage": "granted"})
    assert outcome(Seen().signal("refuse", consent_calls=(call,))).proven is True
    assert outcome(again().signal("refuse", consent_calls=(call,))).proven is False


def test_the_acceptance_is_proven_the_other_way_round() -> None:
    assert outcome(again("accept").signal("accept", **update("granted")), "accept").proven is True
    assert outcome(Seen().signal("accept", tcf={"tcString": tc_string()}), "accept").proven is False


def test_a_choice_that_the_site_wrote_down_counts_where_no_later_page_was_seen() -> None:
    assert outcome(Seen().unseen("refuse")).proven is False
    found = outcome(Seen().unseen("refuse").cookie("cookie_consent", "refuse", value="rejected"))
    assert found.proven is True
    assert "cookie_consent" in found.because[1]


def test_a_note_that_says_the_contrary_does_not_count() -> None:
    assert outcome(Seen().unseen("refuse").cookie("cookie_consent", "refuse", value="accepted")).proven is False


def test_a_note_of_before_the_press_does_not_count() -> None:
    seen = Seen().unseen("refuse").cookie("cookie_consent", "before", "refuse", value="rejected")
    assert outcome(seen).proven is False


def test_another_partys_note_does_not_count() -> None:
    seen = Seen().unseen("refuse").cookie("cookie_consent", "refuse", value="no", domain=".who-knows.example")
    assert outcome(seen).proven is False


def test_a_press_without_effect_proves_nothing() -> None:
    found = outcome(Seen().ended("refuse", "not-dismissed", "the banner stays", [("refuse", "Tout refuser", 1)]))
    assert found.proven is False
    assert found.reason == "the banner stays"


def test_where_nothing_was_pressed_there_is_nothing_to_prove() -> None:
    assert outcome(Seen().ended("refuse", "no-control")).proven is None


def test_the_withdrawal_is_a_refusal_of_its_own() -> None:
    assert outcome(Seen(), "withdraw").proven is True
    assert outcome(again("withdraw"), "withdraw").proven is False
    assert outcome(Seen(), "withdraw").path == ("Gérer mes cookies", "Tout refuser")


def test_a_platforms_own_store_speaks_first() -> None:
    html = (
        '<div id="tarteaucitronRoot"><div id="tarteaucitronAlertBig" style="position:fixed"><span>Ce site utilise des cookies'
        '</span><button id="tarteaucitronAllAllowed">Tout accepter</button>'
        '<button id="tarteaucitronAllDenied2">Tout refuser</button></div></div>'
    )
    seen = Seen(html).show("refuse-reload", html).cookie("tarteaucitron", "refuse", value="!gtag=false!facebookpixel=false")
    found = site(seen)
    assert found.banner.cmp == "tarteaucitron"
    assert found.scenarios["refuse"].proven is True
    seen = Seen(html).cookie("tarteaucitron", "refuse", value="!gtag=true!facebookpixel=true")
    assert site(seen).scenarios["refuse"].proven is False
