"""tracker-before-choice."""

from __future__ import annotations

import pytest

from tests.rules.evidence import Seen, findings, verdict

RULE = "tracker-before-choice"
COLLECT = "https://www.google-analytics.com/g/collect?v=2&tid=G-1"


def test_it_fails_when_a_tracker_is_contacted_on_arrival() -> None:
    found = findings(Seen().request(COLLECT, "before"))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == (f"request:{COLLECT}@before",)
    assert found.severity == "critical"
    assert "Loi Informatique et Libertés, art. 82" in found.basis


def test_it_fails_when_an_identifier_that_the_catalogue_knows_is_in_the_jar() -> None:
    found = findings(Seen().cookie("_ga", "before", days=730))[RULE]
    assert found.verdict == "fail"
    assert found.evidence == ("cookie:_ga@before",)


def test_it_fails_when_the_known_identifier_has_one_value_in_both_visits() -> None:
    # A server that gives every visitor the same `_ga` is a broken one, not one that asks.
    assert verdict(Seen().cookie("_ga", "before", value="GA1.1.1234567.7654321", days=730), RULE) == "fail"


def test_it_fails_when_a_tracker_could_not_be_reached() -> None:
    seen = Seen().request(COLLECT, "before", status=None, failure="net::ERR_NAME_NOT_RESOLVED")
    assert verdict(seen, RULE) == "fail"


def test_it_fails_when_trackers_own_code_writes_an_identifier_that_nobody_listed() -> None:
    seen = Seen().cookie("qz", "before", url="https://connect.facebook.net/en_US/fbevents.js")
    assert verdict(seen, RULE) == "fail"


def test_it_fails_when_only_storage_holds_a_known_identifier() -> None:
    found = findings(Seen().key("amplitude_id", "before").key("ajs_anonymous_id", "before"))[RULE]
    assert found.verdict == "fail"
    assert "storage:local:https://shop.example:ajs_anonymous_id@before" in found.evidence


@pytest.mark.parametrize(
    "url",
    [
        "https://www.googletagmanager.com/gtm.js?id=GTM-AB12",
        "https://sdk.privacy-center.org/abc/loader.js",
        "https://fonts.gstatic.com/s/roboto.woff2",
        "https://static.xx.fbcdn.net/rsrc.php/v3/a.css",
        "https://js.stripe.com/v3/",
        "https://www.google.com/recaptcha/api.js",
        "https://unknown-third-party.example/x.js",
    ],
)
def test_it_passes_when_what_is_loaded_is_no_tracker_by_itself(url: str) -> None:
    assert verdict(Seen().request(url, "before"), RULE) == "pass"


def test_it_passes_when_the_tracker_comes_with_the_acceptance() -> None:
    seen = Seen().request(COLLECT, "accept").cookie("_ga", "accept", days=395)
    assert verdict(seen, RULE) == "pass"


def test_it_passes_when_the_browser_held_the_request_back() -> None:
    assert verdict(Seen().request(COLLECT, "before", status=None, failure="csp"), RULE) == "pass"


def test_it_passes_and_counts_hosts_that_are_not_in_the_catalogue() -> None:
    found = findings(Seen().request("https://unknown-third-party.example/x.js", "before"))[RULE]
    assert found.verdict == "pass"
    assert "1 third-party host(s) not in the catalogue" in found.summary


def test_it_passes_when_necessary_and_short_lived_things_are_stored() -> None:
    seen = Seen().cookie("PHPSESSID", "before", days=None).cookie("theme", "before", value="dark")
    assert verdict(seen, RULE) == "pass"


def test_it_warns_when_google_says_that_nothing_is_granted() -> None:
    seen = Seen().request(f"{COLLECT}&gcs=G100", "before")
    assert verdict(seen, RULE) == "warn"
    with_cookie = Seen().request(f"{COLLECT}&gcs=G100", "before", cookies_sent=("NID",))
    assert verdict(with_cookie, RULE) == "fail"


def test_it_warns_when_the_vendor_documents_a_set_up_without_consent() -> None:
    seen = Seen().cookie("_pk_id.1.1fff", "before", days=393).request("https://acme.matomo.cloud/matomo.php?idsite=1", "before")
    assert verdict(seen, RULE) == "warn"


def test_it_fails_when_the_conditions_of_the_exemption_are_visibly_not_met() -> None:
    assert verdict(Seen().cookie("_pk_id.1.1fff", "before", days=800), RULE) == "fail"


def test_it_warns_about_an_identifier_of_unknown_purpose() -> None:
    assert verdict(Seen().cookie("zzz", "before", days=365), RULE) == "warn"


def test_it_warns_about_a_write_that_no_jar_ever_showed() -> None:
    seen = Seen().cookie("_ga", "before", days=730)
    seen.jars.clear()
    assert verdict(seen, RULE) == "warn"


def test_it_is_inconclusive_when_a_record_is_missing() -> None:
    assert verdict(Seen().lose("requests"), RULE) == "inconclusive"
    assert verdict(Seen().lose("cookies"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_every_visit_has_a_gap_but_a_failure_stands() -> None:
    seen = Seen().lack("refuse", "requests:rest", "too many").lack("accept", "requests:rest", "too many")
    assert verdict(seen, RULE) == "inconclusive"
    assert verdict(seen.request(COLLECT, "before"), RULE) == "fail"


def test_it_is_inconclusive_when_the_browser_refused_third_party_cookies() -> None:
    seen = Seen()
    seen.third_party_cookies = "block"
    assert verdict(seen, RULE) == "inconclusive"


def test_one_whole_visit_is_enough_to_pass() -> None:
    assert verdict(Seen().lack("accept", "requests:rest", "too many"), RULE) == "pass"
