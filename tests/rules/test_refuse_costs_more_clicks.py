"""refuse-costs-more-clicks."""

from __future__ import annotations

from tests.rules.evidence import Seen, banner, findings, verdict

RULE = "refuse-costs-more-clicks"


def test_it_fails_when_the_refusal_stands_behind_the_settings() -> None:
    seen = Seen(banner("Tout accepter", "Paramétrer"))
    seen.ended("refuse", "clicked", path=[("settings", "Paramétrer", 1), ("refuse", "Tout refuser", 2)])
    found = findings(seen)[RULE]
    assert found.verdict == "fail"
    assert "2 clicks to refuse (Paramétrer › Tout refuser) against 1 to accept (Tout accepter)" in found.summary


def test_it_warns_under_the_edpb_profile() -> None:
    seen = Seen(banner("Tout accepter", "Paramétrer"))
    seen.ended("refuse", "clicked", path=[("settings", "Paramétrer", 1), ("refuse", "Tout refuser", 2)])
    assert verdict(seen, RULE, authority="edpb") == "warn"


def test_it_passes_when_both_take_one_click() -> None:
    assert verdict(Seen(), RULE) == "pass"


def test_it_passes_when_accepting_takes_more() -> None:
    seen = Seen().ended("accept", "clicked", path=[("settings", "Paramétrer", 1), ("accept", "Tout accepter", 2)])
    assert verdict(seen, RULE) == "pass"


def test_it_warns_when_the_refusal_of_the_first_layer_had_to_be_repeated() -> None:
    seen = Seen().ended("refuse", "clicked", path=[("refuse", "Tout refuser", 1), ("save", "Enregistrer", 2)])
    assert verdict(seen, RULE) == "warn"


def test_it_fails_when_a_further_question_had_to_be_refused_too() -> None:
    seen = Seen().ended("refuse", "clicked", path=[("refuse", "Tout refuser", 1), ("refuse", "Confirmer mon refus", 2)])
    found = findings(seen)[RULE]
    assert found.verdict == "fail"
    assert "Tout refuser › Confirmer mon refus" in found.summary


def test_it_warns_when_the_same_button_had_to_be_pressed_twice() -> None:
    seen = Seen().ended("refuse", "clicked", path=[("refuse", "Tout refuser", 1), ("refuse", "Tout refuser", 1)])
    assert verdict(seen, RULE) == "warn"


def test_it_passes_when_both_answers_meet_a_second_banner() -> None:
    seen = Seen().ended("refuse", "clicked", path=[("refuse", "Tout refuser", 1), ("refuse", "Refuser", 2)])
    seen.ended("accept", "clicked", path=[("accept", "Tout accepter", 1), ("accept", "Accepter", 2)])
    assert verdict(seen, RULE) == "pass"


def test_it_is_inconclusive_when_one_way_was_not_walked_to_the_end() -> None:
    assert verdict(Seen().ended("refuse", "not-dismissed", path=[("refuse", "Tout refuser", 1)]), RULE) == "inconclusive"
    assert verdict(Seen().ended("refuse", "no-control"), RULE) == "inconclusive"
    assert verdict(Seen().ended("accept", "failed", "the tab crashed"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_what_was_saved_in_one_click_is_not_shown_to_refuse() -> None:
    switch = '<label><input type="checkbox" {}> Publicité</label>'
    for state, told in (("checked", "inconclusive"), ("", "pass")):
        arrival = banner("Tout accepter", "Enregistrer mes choix", extra=switch.format(state))
        assert verdict(Seen(arrival).ended("refuse", "clicked", path=[("save", "Enregistrer mes choix", 1)]), RULE) == told


def test_it_does_not_apply_when_no_banner_asks() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"


def test_what_was_put_away_before_the_banner_is_no_click_of_the_choice() -> None:
    seen = Seen().ended("refuse", "clicked", path=[("dismiss", "×", 0), ("refuse", "Tout refuser", 1)])
    assert verdict(seen, RULE) == "pass"
    only = Seen().ended("refuse", "failed", "it lies over the page", path=[("dismiss", "×", 0)])
    assert verdict(only, RULE) == "inconclusive"
