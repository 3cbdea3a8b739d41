"""no-banner-with-trackers."""

from __future__ import annotations

from tests.rules.evidence import Seen, banner, findings, verdict

RULE = "no-banner-with-trackers"
PIXEL = "https://www.facebook.com/tr/?id=1&ev=PageView"


def nobody_asks() -> Seen:
    return Seen("").ended("refuse", "no-banner").ended("accept", "no-banner")


def test_it_fails_when_nothing_asks_and_a_tracker_works() -> None:
    found = findings(nobody_asks().request(PIXEL, "before"))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("page:arrival@before", f"request:{PIXEL}@before")


def test_it_passes_when_a_choice_is_offered() -> None:
    assert verdict(Seen().request(PIXEL, "before"), RULE) == "pass"


def test_it_does_not_apply_when_nothing_needs_consent() -> None:
    assert verdict(nobody_asks().request("https://fonts.gstatic.com/s/a.woff2", "before"), RULE) == "not-applicable"


def test_it_warns_when_only_exempt_measurement_may_be_at_work() -> None:
    assert verdict(nobody_asks().cookie("_pk_id.1.1fff", "before", days=393), RULE) == "warn"


def test_it_is_inconclusive_when_a_consent_platform_is_there_and_shows_nothing() -> None:
    seen = nobody_asks().request(PIXEL, "before").request("https://cdn.cookielaw.org/scripttemplates/otSDKStub.js", "before")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_fails_when_the_consent_platform_is_that_of_an_embedded_page() -> None:
    seen = nobody_asks().request(PIXEL, "before")
    seen.request(
        "https://cdn.cookielaw.org/scripttemplates/otSDKStub.js",
        "before",
        frame_url="https://video.example/embed",
        target="iframe",
    )
    assert verdict(seen, RULE) == "fail"


def test_it_is_inconclusive_when_the_page_is_in_a_language_without_words() -> None:
    seen = nobody_asks().request(PIXEL, "before")
    seen.language = "tlh"
    assert verdict(seen, RULE) == "inconclusive"
    seen.language = "fr-CA"
    assert verdict(seen, RULE) == "fail"
    seen.language = "no"
    assert verdict(seen, RULE) == "fail"
    seen.language = ""
    assert verdict(seen, RULE) == "fail"


def test_it_is_inconclusive_when_there_is_no_snapshot() -> None:
    assert verdict(nobody_asks().request(PIXEL, "before").lose("pages"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_a_part_of_the_page_could_not_be_read() -> None:
    seen = nobody_asks().request(PIXEL, "before").cut("arrival")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_fails_when_only_long_texts_of_the_page_were_cut() -> None:
    seen = nobody_asks().request(PIXEL, "before").cut("arrival", "long texts are cut")
    assert verdict(seen, RULE) == "fail"


def test_a_banner_in_one_of_two_visits_is_a_banner() -> None:
    seen = Seen().request(PIXEL, "before")
    assert seen.arrival.endswith(banner("Tout accepter", "Tout refuser", "Paramétrer"))
    assert verdict(seen.without("accept"), RULE) == "pass"


def test_it_fails_when_the_notice_can_only_be_acknowledged() -> None:
    seen = Seen(banner("OK")).ended("refuse", "no-control").request(PIXEL, "before")
    found = findings(seen, language="fr")[RULE]
    assert found.verdict == "fail"
    assert "« OK »" in found.summary
    assert found.evidence == ("page:arrival@before", f"request:{PIXEL}@before")


def test_it_does_not_apply_when_such_a_notice_stands_over_nothing_that_needs_consent() -> None:
    assert verdict(Seen(banner("OK")).ended("refuse", "no-control"), RULE) == "not-applicable"
    assert verdict(Seen(banner("OK")).ended("refuse", "no-control").lose("requests"), RULE) == "inconclusive"


def test_it_warns_when_a_button_of_such_a_notice_is_not_understood() -> None:
    seen = Seen(banner("OK", "Nenni point")).ended("refuse", "no-control").request(PIXEL, "before")
    assert verdict(seen, RULE) == "warn"
    seen = Seen(banner("OK")).ended("refuse", "no-control").cookie("_pk_id.1.1fff", "before", days=393)
    assert verdict(seen, RULE) == "warn"


def test_it_passes_when_ok_stands_beside_a_choice() -> None:
    for other in ("Tout refuser", "Paramétrer"):
        assert verdict(Seen(banner("OK", other)).request(PIXEL, "before"), RULE) == "pass"
