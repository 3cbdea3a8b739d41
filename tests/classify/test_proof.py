"""Whether a choice took."""

from __future__ import annotations

import pytest

from auditor.evidence.records.signals import ConsentCall
from auditor.results import Outcome
from tests.classify.test_tcf import tc_string
from tests.rules.evidence import Seen, banner, site

ASKS = banner("Tout accepter", "Tout refuser", "Paramétrer")
OFF = '<label><input type="checkbox"> Publicité</label><label><input type="checkbox"> Mesure d’audience</label>'
ON = OFF.replace('checkbox">', 'checkbox" checked>', 1)


def outcome(seen: Seen, scenario: str = "refuse") -> Outcome:
    return site(seen).scenarios[scenario]


def again(scenario: str = "refuse") -> Seen:
    """The banner comes back, so that only what is stored or signalled can show anything."""
    label = "accept-next-page" if scenario == "accept" else f"{scenario}-reload"
    return Seen().show(label, ASKS)


def saved(switches: str, scenario: str = "refuse", *, opened: tuple[str, ...] = ()) -> Seen:
    """Switches and « save » behind the settings; what stood there when it was pressed."""
    first = [("settings", "Gérer mes cookies", 0)] if scenario == "withdraw" else []
    sections = [("expand", text, 2) for text in opened]
    path = [*first, ("settings", "Paramétrer", 1), *sections, ("save", "Enregistrer mes choix", 2)]
    seen = Seen().ended(scenario, "clicked", path=path)
    return seen.show(f"{scenario}-press-{1 + len(opened)}", banner("Tout accepter", "Enregistrer mes choix", extra=switches))


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


@pytest.mark.parametrize("scenario", ["refuse", "withdraw"])
def test_what_was_saved_is_what_the_switches_showed(scenario: str) -> None:
    found = outcome(saved(OFF, scenario), scenario)
    assert found.proven is True
    assert "all 2 switches that could be turned off were off" in found.because[0]
    found = outcome(saved(ON, scenario), scenario)
    assert found.proven is False
    assert "« Publicité » was on; that the banner went away shows only that some choice was stored" in found.because[0]


def test_a_switch_that_nobody_can_turn_off_is_no_part_of_the_choice() -> None:
    locked = '<label><input type="checkbox" checked disabled> Nécessaires</label>'
    assert outcome(saved(locked + OFF)).proven is True
    assert outcome(saved(locked)).proven is False


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ('<div style="display:none"><input type="checkbox" checked> Intérêt légitime</div>', "out of sight was on"),
        ('<div><button aria-expanded="false">Nos partenaires</button></div>', "a section of the panel was closed"),
    ],
)
def test_what_could_not_be_seen_off_leaves_a_saved_refusal_unproven(more: str, why: str) -> None:
    found = outcome(saved(OFF + more))
    assert found.proven is False
    assert why in found.because[0]


def test_a_closed_section_whose_switches_are_in_the_page_and_off_hides_nothing() -> None:
    more = '<div><button aria-expanded="false">Partenaires</button><p style="display:none"><input type="checkbox"> Un</p></div>'
    assert outcome(saved(OFF + more)).proven is True


def test_a_section_that_was_opened_was_seen_whatever_the_page_says_of_it() -> None:
    more = '<div><button aria-expanded="false">Partenaires</button></div>'
    assert outcome(saved(OFF + more, opened=("Partenaires",))).proven is True
    assert outcome(saved(OFF + more, opened=("Finalités",))).proven is False


def test_of_two_radio_buttons_the_one_that_refuses_must_have_been_chosen() -> None:
    def pair(yes: str, no: str) -> str:
        inputs = (("Accepter", "1", yes), ("Refuser", "0", no))
        made = "".join(f'<label><input type="radio" name="ads" value="{v}" {on}> {t}</label>' for t, v, on in inputs)
        return f"<fieldset><legend>Publicité</legend>{made}</fieldset>"

    assert outcome(saved(pair("", "checked"))).proven is True
    assert outcome(saved(pair("checked", ""))).proven is False
    assert outcome(saved(pair("", ""))).proven is False


def test_saving_without_switches_or_without_a_picture_of_them_proves_nothing() -> None:
    assert "no switch that could be turned off" in outcome(saved("")).because[0]
    path = [("settings", "Paramétrer", 1), ("save", "Enregistrer mes choix", 2)]
    assert "no picture of the panel" in outcome(Seen().ended("refuse", "clicked", path=path)).because[0]


@pytest.mark.parametrize(
    ("value", "proven"),
    [
        ("rejected", True),
        ('{"necessary":true,"analytics":false,"ads":false}', True),
        ("necessary:1,audience:0", True),
        ('{"necessary":true,"analytics":false,"ads":true}', False),
        ("shown", False),
        ("false", False),
        ("1", False),
    ],
)
def test_a_note_that_says_that_nothing_was_granted_proves_what_was_saved(value: str, proven: bool) -> None:
    assert outcome(saved(ON).cookie("cookie_consent", "refuse", value=value)).proven is proven


def test_a_refusal_that_had_to_be_confirmed_by_saving_is_one() -> None:
    seen = Seen().ended("refuse", "clicked", path=[("refuse", "Tout refuser", 1), ("save", "Enregistrer mes choix", 2)])
    for switches, proven in (("", True), (OFF, True), (ON, False)):
        seen.show("refuse-press-1", banner("Tout refuser", "Enregistrer mes choix", extra=switches))
        assert outcome(seen).proven is proven


def test_a_purpose_left_unanswered_leaves_a_saved_refusal_unproven() -> None:
    seen = Seen().ended("refuse", "clicked", path=[("refuse", "Refuser", 1), ("save", "Enregistrer mes choix", 2)])
    seen.show("refuse-press-1", banner("Refuser", "Refuser", "Enregistrer mes choix"))
    assert outcome(seen).proven is False


def test_a_choice_that_the_site_wrote_down_counts_where_no_later_page_was_seen() -> None:
    assert outcome(Seen().unseen("refuse")).proven is False
    found = outcome(Seen().unseen("refuse").cookie("cookie_consent", "refuse", value="rejected"))
    assert found.proven is True
    assert "cookie_consent" in found.because[1]


def test_a_note_that_says_the_contrary_does_not_count() -> None:
    assert outcome(Seen().unseen("refuse").cookie("cookie_consent", "refuse", value="accepted")).proven is False


@pytest.mark.parametrize(
    ("value", "proven"),
    [("accepted", False), ('{"consent":"accept_all"}', False), ("true", True), ('{"ads":"denied","all":"accepted"}', True)],
)
def test_a_note_that_says_the_contrary_in_so_many_words_leaves_a_refusal_unproven(value: str, proven: bool) -> None:
    # Misread by us or turned round by the site: in both cases what follows is no answer to a refusal.
    found = outcome(Seen().cookie("cookie_consent", "refuse", value=value))
    assert found.proven is proven
    assert ("says the contrary" in " ".join(found.because)) is not proven


def test_an_acceptance_that_is_noted_as_a_refusal_is_unproven() -> None:
    assert outcome(Seen().cookie("cookie_consent", "accept", value="rejected"), "accept").proven is False


def test_a_note_of_before_the_press_does_not_count() -> None:
    seen = Seen().unseen("refuse").cookie("cookie_consent", "before", "refuse", value="rejected")
    assert outcome(seen).proven is False


def test_a_note_that_came_later_than_the_press_does_not_count() -> None:
    seen = Seen().unseen("refuse")
    assert outcome(seen.cookie("cookie_consent", "refuse", value="rejected")).proven is True
    seen = Seen().show("refuse-reload", ASKS).cookie("cookie_consent", "refuse", value="rejected")
    seen.jars["refuse", "refuse", "press"] = []
    assert "cookie_consent" not in " ".join(outcome(seen).because)


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
    assert "« Tout refuser », which refuses, was pressed" in outcome(Seen(), "withdraw").because[0]
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
