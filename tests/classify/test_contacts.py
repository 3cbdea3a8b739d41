"""Contacts with trackers: what counts, in which phase, how often."""

from __future__ import annotations

import pytest

from tests.rules.evidence import Seen, site

PIXEL = "https://www.facebook.com/tr/?id=1&ev=PageView"


def test_a_host_is_counted_in_the_phase_in_which_the_request_began() -> None:
    seen = Seen().request(PIXEL, "before", visit="refuse").request(PIXEL, "accept").request(PIXEL, "accept", at=800.0)
    tracker = site(seen).trackers[0]
    assert tracker.host == "www.facebook.com"
    assert tracker.domain == "facebook.com"
    assert tracker.owner == "Meta"
    assert tracker.requests == {"before": 1, "refuse": 0, "accept": 2, "withdraw": 0}
    assert tracker.list == "selectors/trackers/meta.yaml"
    assert "host facebook.com" in tracker.because


def test_before_is_the_greater_of_the_two_visits_and_not_their_sum() -> None:
    seen = Seen().request(PIXEL, "before").request(PIXEL, "before", visit="accept", at=900.0)
    assert site(seen).trackers[0].requests["before"] == 2


@pytest.mark.parametrize("failure", ["csp", "mixed-content", "net::ERR_BLOCKED_BY_CLIENT"])
def test_what_the_browser_held_back_is_no_contact(failure: str) -> None:
    assert site(Seen().request(PIXEL, "before", status=None, failure=failure)).trackers == ()


def test_what_a_service_worker_answered_went_to_no_server() -> None:
    seen = Seen().request(PIXEL, "before", from_service_worker=True)
    assert site(seen).trackers == ()
    assert site(seen.request(PIXEL, "before", at=700.0, target="service_worker")).trackers[0].requests["before"] == 1


@pytest.mark.parametrize("failure", ["net::ERR_NAME_NOT_RESOLVED", "net::ERR_CONNECTION_REFUSED", "net::ERR_ABORTED"])
def test_a_request_that_went_out_and_failed_is_a_contact_and_says_so(failure: str) -> None:
    tracker = site(Seen().request(PIXEL, "before", status=None, failure=failure)).trackers[0]
    assert failure in tracker.because


@pytest.mark.parametrize("kind", ["websocket", "ping", "image", "fetch", "document"])
def test_every_type_of_request_counts(kind: str) -> None:
    url = PIXEL.replace("https", "wss") if kind == "websocket" else PIXEL
    assert [c.type for c in site(Seen().request(url, "before", type=kind, visit="refuse")).contacts] == [kind]


def test_known_software_on_the_sites_own_host_is_a_first_party_tracker() -> None:
    tracker = site(Seen().request("https://shop.example/stats/matomo.php?idsite=1&rec=1", "before")).trackers[0]
    assert tracker.party == "first"
    assert tracker.purpose == "audience"
    assert tracker.exemption == "possible"


def test_unknown_hosts_are_counted_and_are_no_trackers() -> None:
    found = site(
        Seen().request("https://cdn.who-knows.example/a.js", "before").request("https://img.shop.example/a.png", "refuse")
    )
    assert found.trackers == ()
    assert found.unknown_hosts == {"cdn.who-knows.example": ("before",)}


def test_a_host_that_only_begins_like_a_tracker_is_unknown() -> None:
    found = site(Seen().request("https://www.facebook.com.evil.example/tr/", "before"))
    assert found.trackers == ()
    assert list(found.unknown_hosts) == ["www.facebook.com.evil.example"]


@pytest.mark.parametrize(
    "url", ["https://[bad/", "https://www.facebook.com:99999/tr/", "not a url", "https://\u202emoc.koobecaf/"]
)
def test_hostile_addresses_do_no_harm(url: str) -> None:
    site(Seen().request(url, "before"))
