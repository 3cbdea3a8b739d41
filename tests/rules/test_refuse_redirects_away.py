"""Refusing leads off the page."""

from __future__ import annotations

from tests.rules.evidence import CONTENT, HOME, Seen, banner, findings, verdict

RULE = "refuse-redirects-away"
ELSEWHERE = "https://shop.example/sans-cookies"


def _led(choice: str, seen: Seen, url: str = ELSEWHERE) -> Seen:
    seen.unseen(choice)
    return seen.show(f"{choice}-press-1", CONTENT, url)


def test_it_fails_with_a_warning_at_most_where_refusing_leads_elsewhere() -> None:
    finding = findings(_led("refuse", Seen()))[RULE]
    assert finding.verdict == "warn"
    assert ELSEWHERE in finding.summary


def test_it_passes_where_the_page_stays() -> None:
    assert verdict(Seen(), RULE) == "pass"
    assert verdict(_led("refuse", Seen(), f"{HOME}?choix=non#haut"), RULE) == "pass"


def test_it_passes_where_both_choices_lead_on() -> None:
    assert verdict(_led("accept", _led("refuse", Seen())), RULE) == "pass"


def test_it_is_not_applicable_without_a_banner() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"


def test_it_is_inconclusive_where_nothing_was_refused() -> None:
    assert verdict(Seen(banner("Tout accepter")).ended("refuse", "no-control"), RULE) == "inconclusive"
    assert verdict(Seen().lose("pages", "refuse"), RULE) == "inconclusive"
