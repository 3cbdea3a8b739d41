"""ids-remain-after-refuse."""

from __future__ import annotations

from tests.rules.evidence import Seen, banner, findings, verdict

RULE = "ids-remain-after-refuse"


def test_it_fails_when_an_identifier_of_before_is_still_there() -> None:
    found = findings(Seen().cookie("_ga", "before", "refuse", days=390))[RULE]
    assert found.verdict == "fail"
    assert found.severity == "serious"
    assert found.evidence == ("cookie:_ga@refuse",)


def test_it_fails_when_another_partys_advertising_cookie_is_still_there() -> None:
    seen = Seen().cookie("IDE", "before", "refuse", domain=".doubleclick.net", via="header", url="https://ad.doubleclick.net/x")
    assert verdict(seen, RULE) == "fail"


def test_it_fails_when_storage_holds_it() -> None:
    assert verdict(Seen().key("ajs_anonymous_id", "before", "refuse"), RULE) == "fail"


def test_it_passes_when_the_site_clears_it() -> None:
    assert verdict(Seen().cookie("_ga", "before"), RULE) == "pass"


def test_it_passes_when_only_the_choice_is_stored() -> None:
    seen = Seen().cookie("tarteaucitron", "refuse", value="!gtag=false").cookie("OptanonConsent", "refuse")
    assert verdict(seen, RULE) == "pass"


def test_it_warns_when_what_remains_singles_out_no_one() -> None:
    assert verdict(Seen().cookie("_gat", "refuse", value="1", days=1), RULE) == "warn"


def test_it_warns_when_the_audience_tool_may_be_exempt() -> None:
    assert verdict(Seen().cookie("_pk_id.1.1fff", "before", "refuse", days=393), RULE) == "warn"


def test_it_is_inconclusive_when_the_refusal_is_not_proven() -> None:
    seen = Seen().cookie("_ga", "before", "refuse").ended("refuse", "not-dismissed", "stays", [("refuse", "Tout refuser", 1)])
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_storage_was_not_recorded() -> None:
    assert verdict(Seen().lose("storage", "refuse"), RULE) == "inconclusive"


def test_it_does_not_apply_when_no_banner_asks() -> None:
    assert verdict(Seen("").ended("refuse", "no-banner").ended("accept", "no-banner"), RULE) == "not-applicable"


def test_a_gap_in_the_other_visit_does_not_matter() -> None:
    assert verdict(Seen().lose("storage", "accept"), RULE) == "pass"


def test_what_a_frame_of_another_party_hides_is_no_gap() -> None:
    seen = Seen().lack("refuse", "storage:indexeddb:https://frame.example", "closed")
    assert verdict(seen, RULE) == "pass"
    assert verdict(seen.lack("refuse", "storage:local:https://www.shop.example", "closed"), RULE) == "inconclusive"


def test_a_banner_without_words_of_refusal_is_inconclusive_not_passed() -> None:
    assert verdict(Seen(banner("Tout accepter")).ended("refuse", "no-control"), RULE) == "inconclusive"
