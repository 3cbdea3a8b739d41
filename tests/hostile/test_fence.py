"""Where a site may not lead its visitor: this machine and private networks, by address, by name, by redirect, by script."""

from __future__ import annotations

import msgspec
import pytest

from auditor.capture.fence import Fence, is_private, leads_inside
from auditor.capture.options import CaptureOptions
from auditor.demo.message import Request, Response, html, redirect
from auditor.evidence import Evidence
from auditor.evidence.records.requests import Requests
from tests.capture.banners import banner, page
from tests.capture.conftest import Farm

pytestmark = pytest.mark.xdist_group("limits")

BUTTONS = "<button onclick=choose('all')>Tout accepter</button><button onclick=choose('none')>Tout refuser</button>"
INSIDE = (
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1"),
    *("::1", "[::1]", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:c0a8:101::1"),
)


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_known(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808", "www.example", "", "1"]
)
def test_public_addresses_and_names_are_none(address: str) -> None:
    assert not is_private(address)


@pytest.mark.parametrize("url", ["http://localhost:8080/", "https://a.localhost./", "http://[::1]/", "http://192.168.1.1/x"])
def test_addresses_lead_inside(url: str) -> None:
    assert leads_inside(url)
    refusal = Fence("https://www.example.fr/", CaptureOptions()).refusal(url)
    assert refusal is not None
    assert refusal.kind == "private-address"


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.capture.fence._PROXIES", ())


@pytest.mark.usefixtures("no_proxy")
def test_a_public_name_that_is_answered_from_inside_is_refused_unless_that_says_nothing() -> None:
    url, shop = "https://www.example.fr/", "https://shop.example/"
    assert Fence(shop, CaptureOptions()).refusal(url, "10.0.0.7") is not None
    assert Fence(shop, CaptureOptions()).refusal(url, "[fd00::7]") is not None
    assert Fence(shop, CaptureOptions()).refusal(url, "93.184.216.34") is None
    assert Fence(shop, CaptureOptions(allow_private=True)).refusal(url, "10.0.0.7") is None
    proxied = CaptureOptions(browser_arguments=("--proxy-server=http://127.0.0.1:3128",))
    assert Fence(shop, proxied).refusal(url, "127.0.0.1") is None
    assert Fence(shop, proxied).refusal("http://127.0.0.1/") is not None


@pytest.mark.parametrize("typed", ["http://127.0.0.1:9/", "http://localhost/", "http://192.168.1.1/", "http://[::1]/"])
def test_whoever_types_such_an_address_means_it(typed: str) -> None:
    assert Fence(typed, CaptureOptions()).refusal("http://127.0.0.1:9/admin", "127.0.0.1") is None


def nothing_is_kept(evidence: Evidence, pictures: dict[str, bytes], word: str) -> None:
    assert pictures == {}
    assert all(visit.records == {} for visit in evidence.visits)
    assert word not in msgspec.json.encode(evidence).decode()


@pytest.mark.parametrize("how", ["redirect", "script", "refresh", "later"])
def test_a_site_that_leads_to_this_machine_fails_and_nothing_of_the_page_there_is_kept(farm: Farm, how: str) -> None:
    there = f"http://127.0.0.1:{farm.server.http_port}/router?secret=word"
    answers: dict[str, Response] = {
        "redirect": redirect(there),
        "script": html(f"<script>location.href = '{there}'</script>"),
        "refresh": html(f"<meta http-equiv=refresh content='0;url={there}'>"),
        "later": html(f"<!doctype html>{page(banner(BUTTONS))}<script>setTimeout(() => location.href = '{there}', 900)</script>"),
    }
    farm.at("shop.example", "/", answers[how])
    evidence, pictures = farm.audit(scenarios=("before",), dwell_seconds=2.0)
    assert evidence.failure is not None
    assert evidence.failure.kind == "private-address", evidence.failure
    assert "http://127.0.0.1:" in evidence.failure.message
    nothing_is_kept(evidence, pictures, "secret")


def test_it_may_where_that_is_allowed(farm: Farm) -> None:
    farm.at("shop.example", "/", redirect(f"http://127.0.0.1:{farm.server.http_port}/"))
    evidence, _ = farm.audit(scenarios=("before",), allow_private=True)
    assert evidence.failure is not None
    assert evidence.failure.kind == "http"  # what answers there has no such page


@pytest.mark.usefixtures("no_proxy")
def test_a_name_that_turns_to_this_machine_after_the_choice_is_found_by_who_answers(
    farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    farm.serve("shop.example", index=page(banner(BUTTONS)))
    # All hosts of these tests lie on this machine; without the rule that leads them there, that is what the browser reports.
    monkeypatch.setattr("auditor.capture.fence._ELSEWHERE", ())
    evidence, pictures = farm.audit(scenarios=("before",))
    assert evidence.failure is not None
    assert evidence.failure.kind == "private-address"
    assert "(127.0.0.1)" in evidence.failure.message
    nothing_is_kept(evidence, pictures, "Boutique")


def test_what_other_parts_of_a_page_ask_for_is_recorded_as_ever(farm: Farm) -> None:
    there = f"http://127.0.0.1:{farm.server.http_port}/x.gif"
    farm.serve("shop.example", index=page(banner(BUTTONS), f"<img src={there}><iframe src={there}></iframe>"))
    evidence, _ = farm.audit(scenarios=("before",))
    assert evidence.failure is None
    record = evidence.visits[0].record(Requests)
    assert isinstance(record, Requests)
    assert any(request.url == there for request in record.requests)


@pytest.mark.parametrize(
    ("scheme", "kind"),
    [
        ("file:///etc/passwd", "blocked"),
        ("chrome://version", "blocked"),
        ("data:text/html,x", "blocked"),
        ("about:blank", "blocked"),
        ("javascript:alert(1)", "http"),
    ],
)
def test_redirects_to_what_no_page_may_lead_to_are_refused_by_the_browser_and_told(farm: Farm, scheme: str, kind: str) -> None:
    farm.at("shop.example", "/", redirect(scheme))
    evidence, pictures = farm.audit(scenarios=("before",))
    assert evidence.failure is not None
    assert evidence.failure.kind == kind, evidence.failure
    assert pictures == {}


@pytest.mark.parametrize("scheme", ["file:///etc/passwd", "chrome://version", "data:text/html,x", "view-source:https://x/"])
def test_scripts_that_lead_there_stay_where_they_are(farm: Farm, scheme: str) -> None:
    def answer(request: Request) -> Response:
        return html(f"<!doctype html>{page(banner(BUTTONS), script=f'location.href = {scheme!r}')}")

    farm.at("shop.example", "/", answer)
    evidence, _ = farm.audit(scenarios=("before",))
    assert evidence.failure is None
    assert evidence.visits[0].final_url == "https://shop.example/"
