"""A choice by purpose changes nothing."""

from __future__ import annotations

from tests.rules.acts import ANALYTICS, PIXEL, consented, found, own, panel
from tests.rules.evidence import CONTENT, Seen, banner

RULE = "partial-consent-ignored"


def test_it_fails_where_a_tracker_of_what_was_off_is_contacted() -> None:
    finding = found(RULE, consented(), own("partial", calls=(("reload", PIXEL),)))
    assert finding.verdict == "fail"
    assert "Mesure d audience" in finding.summary and "www.facebook.com" in finding.summary
    assert f"request:{PIXEL}@partial" in finding.evidence


def test_it_passes_where_only_what_was_left_on_is_contacted() -> None:
    assert found(RULE, consented(), own("partial", calls=(("reload", ANALYTICS),))).verdict == "pass"


def test_what_is_still_at_work_on_the_page_of_the_press_does_not_count() -> None:
    assert found(RULE, consented(), own("partial", calls=(("press", PIXEL),))).verdict == "pass"


def test_a_tracker_of_a_purpose_that_no_switch_names_is_a_warning() -> None:
    body = CONTENT + panel(Mesure_d_audience=True, Vidéos=False)
    assert found(RULE, consented(), own("partial", calls=(("reload", PIXEL),), body=body)).verdict == "warn"


def test_a_service_of_the_owner_that_was_allowed_is_a_warning() -> None:
    ad = "https://googleads.g.doubleclick.net/pagead/viewthroughconversion/1/"
    assert found(RULE, consented(), own("partial", calls=(("reload", ANALYTICS), ("reload", ad)))).verdict == "warn"


def test_it_is_not_applicable_where_nothing_leads_to_switches() -> None:
    assert found(RULE, Seen(banner("Tout accepter", "Tout refuser")), own("partial", "no-control")).verdict == "not-applicable"


def test_it_is_inconclusive_where_switches_could_not_be_read_or_nothing_is_held_back() -> None:
    assert found(RULE, consented(), own("partial", "no-control")).verdict == "inconclusive"  # « Paramétrer » stands there
    assert found(RULE, consented()).verdict == "inconclusive"
    assert found(RULE, Seen(), own("partial")).verdict == "inconclusive"
    assert found(RULE, consented(), own("partial", without=("reload", "next-page"))).verdict == "inconclusive"
