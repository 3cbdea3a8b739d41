"""What the command says of each site, against what a person would find there and what the server saw."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import pytest

from auditor.demo.sites import Demo
from auditor.evidence import PHASES
from auditor.evidence.records.cookies import Cookies
from auditor.evidence.records.requests import Requests
from auditor.evidence.store import RunFolder
from tests.sites.all import sites
from tests.whole.scanning import CHOICES, Scanned

pytestmark = pytest.mark.xdist_group("whole")

SITES = pytest.mark.parametrize("demo", sites(), ids=lambda demo: demo.id)


def _hosts(result: dict, phases: tuple[str, ...]) -> set[str]:
    return {t["host"] for t in result["trackers"] if any(t["requests"].get(phase) for phase in phases)}


def _verdicts(result: dict, verdict: str) -> set[str]:
    return {f["rule"] for f in result["findings"] if f["verdict"] == verdict}


def test_the_scan_ends_well_with_one_line_for_each_site_in_the_order_asked_for(scanned: Scanned):
    assert scanned.done.status == 0, scanned.done.err[-2000:]
    assert [line["url"] for line in scanned.lines] == [demo.url for demo in sites()]
    assert {line["status"] for line in scanned.lines} == {"audited"}


@SITES
def test_the_banner_is_the_one_that_a_person_sees(scanned: Scanned, demo: Demo):
    banner = scanned.result(demo.url)["banner"]
    assert banner["present"] is demo.expected.banner
    assert banner["cmp"] == demo.expected.cmp
    for action, text in demo.expected.controls.items():
        control = banner["controls"].get(action)
        assert (control["text"] if control is not None else None) == text, action


@SITES
def test_each_scenario_ends_as_for_a_person_with_as_many_clicks(scanned: Scanned, demo: Demo):
    scenarios = scanned.result(demo.url)["scenarios"]
    assert {name: scenarios[name]["outcome"] for name in demo.expected.outcomes} == dict(demo.expected.outcomes)
    for name, clicks in (("refuse", demo.expected.refuse_clicks), ("accept", demo.expected.accept_clicks)):
        if clicks is not None:
            assert scenarios[name]["clicks"] == clicks


@SITES
def test_trackers_are_those_of_the_phase_no_more_and_no_fewer(scanned: Scanned, demo: Demo):
    result = scanned.result(demo.url)
    assert {phase: _hosts(result, (phase,)) for phase in demo.expected.trackers} == {
        phase: set(hosts) for phase, hosts in demo.expected.trackers.items()
    }


@SITES
def test_every_call_that_the_server_saw_is_counted_in_its_phase(scanned: Scanned, demo: Demo):
    result = scanned.result(demo.url)
    requests = {t["host"]: t["requests"] for t in result["trackers"]}
    further = _in_further_phases(scanned, result["slug"])
    for choice, phases in CHOICES.items():
        if demo.id == "retourne" and choice == "accept":
            phases = ("refuse", "accept")  # there « Tout refuser » is a yes to the page
        for host, number in scanned.calls(demo.url)[choice].items():
            counted = sum(requests.get(host, {}).get(phase, 0) for phase in phases) + further[host]
            # Both visits arrive, and `before` counts one arrival.
            least = 1 if choice == "none" else number
            assert counted >= least, f"{host}: {counted} of {number} calls with choice={choice}"


def _in_further_phases(scanned: Scanned, slug: str) -> Counter[str]:
    """Host → recorded requests of phases that results do not count: policies, and visits that close, ignore or choose in part."""
    found: Counter[str] = Counter()
    for visit in RunFolder.open(scanned.folder).evidence(slug).visits:
        record = visit.record(Requests)
        if isinstance(record, Requests):
            found.update(urlsplit(r.url).hostname or "" for r in record.requests if r.phase not in PHASES)
            if visit.name not in ("refuse", "accept"):
                found.update(urlsplit(r.url).hostname or "" for r in record.requests if r.phase == "before")
    return found


@SITES
def test_no_tracker_is_named_that_the_server_did_not_see(scanned: Scanned, demo: Demo):
    seen = {s.host for s in scanned.of(demo.url)}
    assert {t["host"] for t in scanned.result(demo.url)["trackers"]} <= seen


@SITES
def test_tracking_cookies_are_written_where_they_are_said_to_be(scanned: Scanned, demo: Demo):
    cookies = scanned.result(demo.url)["cookies"]
    written = {
        phase: {c["name"] for c in cookies if c["tracker"] and phase in c["written_in"]} for phase in demo.expected.cookies
    }
    assert written == {phase: set(names) for phase, names in demo.expected.cookies.items()}


@SITES
def test_every_cookie_that_came_back_to_the_server_is_in_the_result(scanned: Scanned, demo: Demo):
    result = scanned.result(demo.url)
    known = {c["name"] for c in result["cookies"]} | _in_further_jars(scanned, result["slug"])
    back = {pair.strip().partition("=")[0] for s in scanned.of(demo.url) for pair in s.cookie.split(";") if pair.strip()}
    assert back <= known


def _in_further_jars(scanned: Scanned, slug: str) -> set[str]:
    """Names of cookies that were recorded where results do not count: in further phases, and when a page was left."""
    records = [visit.record(Cookies) for visit in RunFolder.open(scanned.folder).evidence(slug).visits]
    known = [r for r in records if isinstance(r, Cookies)]
    further = {cookie.name for r in known for jar in r.jars if jar.phase not in PHASES for cookie in jar.cookies}
    return further | {write.name for r in known for write in r.writes if write.phase not in PHASES or write.step == "leave"}


@SITES
def test_rules_fail_where_they_should_and_nowhere_else(scanned: Scanned, demo: Demo):
    result = scanned.result(demo.url)
    known = {f["rule"] for f in result["findings"]}
    failing = _verdicts(result, "fail")
    assert demo.expected.fails & known <= failing, "a fault is missed"
    assert failing <= demo.expected.fails | demo.expected.may_fail, "a false accusation"


@SITES
def test_rules_pass_only_where_the_site_is_right(scanned: Scanned, demo: Demo):
    result = scanned.result(demo.url)
    known, passing = {f["rule"] for f in result["findings"]}, _verdicts(result, "pass")
    assert demo.expected.passes & known <= passing, "what is right is not said to be"
    assert not passing & (demo.expected.fails | demo.expected.unsure | demo.expected.not_passed), "a false pass"
    assert demo.expected.unsure & known <= _verdicts(result, "inconclusive")


@SITES
def test_promises_are_held_against_what_was_seen(scanned: Scanned, demo: Demo):
    verdicts = {p["claim"]: p["verdict"] for p in scanned.result(demo.url)["promises"]}
    assert {claim: verdicts.get(claim) for claim in demo.expected.promises} == dict(demo.expected.promises)


def _missed(scanned: Scanned, demo: Demo, kinds: set[str]) -> dict[str, str]:
    blocks = [(b["type"], " ".join(b["text"].split())) for b in scanned.result(demo.url)["blocks"]]
    wanted = {kind: words for kind, words in demo.expected.blocks.items() if kind in kinds}
    return {kind: words for kind, words in wanted.items() if not any(k == kind and words in text for k, text in blocks)}


@SITES
def test_the_parts_of_the_page_are_typed_as_a_person_would(scanned: Scanned, demo: Demo):
    assert _missed(scanned, demo, set(demo.expected.blocks)) == {}


@SITES
def test_every_reference_of_a_failing_rule_leads_to_something_seen(scanned: Scanned, demo: Demo):
    result = scanned.result(demo.url)
    names = {c["name"] for c in result["cookies"]} | _in_further_jars(scanned, result["slug"])
    hosts = {s.host for s in scanned.of(demo.url)}
    visits = RunFolder.open(scanned.folder).evidence(result["slug"]).visits
    phases = {mark.phase for visit in visits for mark in visit.marks}
    for finding in result["findings"]:
        if finding["verdict"] != "fail":
            continue
        assert finding["evidence"], finding["rule"]
        for reference in finding["evidence"]:
            kind, _, rest = reference.partition(":")
            name, _, phase = rest.rpartition("@")
            assert phase in phases, reference
            assert kind != "cookie" or name in names, reference
            assert kind != "request" or urlsplit(name).hostname in hosts, reference


def test_in_the_order_in_which_the_server_was_asked_phases_and_steps_never_go_back(scanned: Scanned):
    result = scanned.result("https://www.gazette-des-quais.example/ville/navette-fluviale.html")
    evidence = RunFolder.open(scanned.folder).evidence(result["slug"])
    order = {s.url: s.order for s in scanned.of(result["url"]) if s.host == "googleads.g.doubleclick.net"}
    assert len(order) >= 7, "each of these calls has a random number in its address"
    for visit in evidence.visits:
        record = visit.record(Requests)
        if not isinstance(record, Requests):
            assert visit.name not in ("refuse", "accept"), "a further visit may have had nothing to do"
            continue
        begun = [(mark.phase, mark.step) for mark in visit.marks]
        places = [
            begun.index((r.phase, r.step)) for r in sorted(record.requests, key=lambda r: order.get(r.url, 0)) if r.url in order
        ]
        assert places == sorted(places)
        assert len(set(places)) > 2 or visit.name not in ("refuse", "accept"), "the press, the reload and the next page each call"


def test_a_third_partys_http_only_cookie_is_known_with_its_attributes(scanned: Scanned):
    result = scanned.result("https://www.entetes.example/")
    (cookie,) = [c for c in result["cookies"] if c["name"] == "fr"]
    assert (cookie["domain"], cookie["party"], cookie["http_only"], cookie["secure"]) == (".facebook.com", "third", True, True)
    assert cookie["set_by"]["via"] == "header"
    assert round(cookie["lifetime_days"]) == 90
    sent_back = [s for s in scanned.of(result["url"]) if s.host == "www.facebook.com" and "fr=" in s.cookie]
    assert sent_back, "the browser keeps third-party cookies as a visitor's does"


def test_two_visitors_get_different_identifiers_and_constants_are_told_apart(scanned: Scanned):
    result = scanned.result("https://www.carnet-de-lison.example/")
    identifiers = {c["name"]: c["identifier"] for c in result["cookies"]}
    assert identifiers["_ga"] is True
    assert identifiers["fr"] is True


def test_an_address_that_leads_on_is_audited_where_it_ends(scanned: Scanned):
    assert scanned.result("http://www.redirige.example/")["final_url"] == "https://www.redirige.example/"


def test_a_refusal_in_a_frame_or_a_closed_shadow_root_is_told_as_such(scanned: Scanned):
    frame = scanned.result("https://www.cadre.example/")["banner"]
    assert frame["frame_url"] == "https://messages.consentement.example/avis"
    assert scanned.result("https://www.ombre.example/")["banner"]["in_shadow_dom"] is True
