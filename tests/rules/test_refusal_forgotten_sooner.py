"""The refusal is forgotten sooner."""

from __future__ import annotations

from tests.rules.evidence import Seen, banner, findings, verdict

RULE = "refusal-forgotten-sooner"


def _kept(refused: float | None, accepted: float | None, *, names: tuple[str, str] = ("cookie_choice", "cookie_choice")) -> Seen:
    seen = Seen().cookie(names[0], "refuse", value="refused", days=refused, visit="refuse")
    return seen.cookie(names[1], "accept", value="accepted", days=accepted, visit="accept")


def test_it_fails_where_a_refusal_is_kept_for_much_less() -> None:
    finding = findings(_kept(7, 180))[RULE]
    assert finding.verdict == "fail"
    assert "7 day(s)" in finding.summary and "180" in finding.summary
    assert finding.evidence == ("cookie:cookie_choice@refuse", "cookie:cookie_choice@accept")


def test_it_fails_where_a_refusal_ends_with_the_session() -> None:
    assert verdict(_kept(None, 365), RULE) == "fail"


def test_cookies_of_different_names_are_a_warning() -> None:
    assert verdict(_kept(1, 365, names=("cookie_no", "cookie_yes")), RULE) == "warn"


def test_what_both_presses_write_a_word_of_their_own_in_holds_the_choice_whatever_its_name() -> None:
    assert verdict(_kept(None, 365, names=("xq", "xq")), RULE) == "fail"
    assert verdict(_kept(180, 180, names=("xq", "xq")), RULE) == "pass"
    assert verdict(_kept(None, 365, names=("xq", "xz")), RULE) == "inconclusive"


def test_what_is_long_enough_to_single_a_visitor_out_holds_no_choice() -> None:
    seen = Seen().cookie("xq", "refuse", value="93kd02mx77ab", days=None, visit="refuse")
    assert verdict(seen.cookie("xq", "accept", value="1f0c88e2ab55", days=365, visit="accept"), RULE) == "inconclusive"


def test_it_passes_where_both_are_kept_alike() -> None:
    assert verdict(_kept(180, 180), RULE) == "pass"
    assert verdict(_kept(150, 180), RULE) == "pass"
    assert verdict(_kept(1, 20), RULE) == "pass"
    assert verdict(_kept(365, 30), RULE) == "pass"


def test_it_is_not_applicable_without_a_banner() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"


def test_it_is_inconclusive_where_no_cookie_holds_the_choice() -> None:
    assert verdict(Seen(), RULE) == "inconclusive"
    assert verdict(Seen(banner("Tout accepter")).ended("refuse", "no-control"), RULE) == "inconclusive"
