"""The content is the price of a consent."""

from __future__ import annotations

from tests.rules.evidence import CONTENT, FOOTER, HOME, Seen, banner, findings, verdict

RULE = "cookie-wall"
ARTICLE = "<main><h1>Nos vélos</h1>" + "<p>Un vélo pour la ville, un autre pour la campagne.</p>" * 20 + "</main>"


def test_it_fails_with_a_warning_at_most_where_one_accepts_or_pays() -> None:
    finding = findings(Seen(banner("Accepter", "S'abonner pour 2 €")).ended("refuse", "no-control"))[RULE]
    assert finding.verdict == "warn"
    assert "S'abonner" in finding.summary


def test_it_fails_with_a_warning_at_most_where_a_refusal_takes_the_text_away() -> None:
    seen = Seen(after=CONTENT + FOOTER).show("accept-press-1", ARTICLE)
    assert findings(seen)[RULE].verdict == "warn"


def test_it_passes_where_the_page_stays_as_it_is() -> None:
    assert verdict(Seen(after=ARTICLE), RULE) == "pass"


def test_it_passes_where_a_window_of_another_matter_stands_in_one_of_the_views() -> None:
    letter = f"<div role=dialog style='position:fixed'><p>{'Recevez nos conseils de saison. ' * 20}</p></div>"
    seen = Seen(after=ARTICLE).show("accept-press-1", ARTICLE + letter)
    assert verdict(seen, RULE) == "pass"


def test_it_passes_where_the_choice_is_written_into_the_address() -> None:
    seen = Seen(after=ARTICLE)
    for label, said in (
        ("refuse-press-1", "non"),
        ("refuse-reload", "non"),
        ("accept-press-1", "oui"),
        ("accept-settled", "oui"),
    ):
        seen.show(label, ARTICLE, f"{HOME}?cookies={said}")
    assert verdict(seen, RULE) == "pass"


def test_it_passes_where_nothing_refuses_and_the_banner_lets_read() -> None:
    assert verdict(Seen(banner("Tout accepter")).ended("refuse", "no-control"), RULE) == "pass"


def test_it_is_not_applicable_without_a_banner() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"


def test_it_is_inconclusive_where_the_page_after_a_choice_was_not_kept() -> None:
    assert verdict(Seen().lose("pages", "accept"), RULE) == "inconclusive"
