"""What the visits were given is not held against the site, and what the site does with it is."""

from __future__ import annotations

import msgspec
import pytest

from auditor.catalogue.profile import profile
from auditor.classify import classify
from auditor.evidence import Evidence, Given, GivenItem
from auditor.judge import judge
from auditor.one_site import judge_evidence
from auditor.results import Finding
from auditor.rules import shipped_rules
from tests.rules.evidence import Seen, knowledge

VALUE = "GA1.1.5551234567.1700000000"
GA = GivenItem(kind="cookie", place=".shop.example", name="_ga", path="/", value=VALUE)
KEY = GivenItem(kind="local", place="https://shop.example", name="uid", value="•••")


def given(seen: Seen, *items: GivenItem) -> Evidence:
    return msgspec.structs.replace(seen.evidence(), given=Given(source=("state-file",), items=items))


def findings(evidence: Evidence) -> dict[str, Finding]:
    return {f.rule: f for f in judge(classify(evidence, knowledge()), shipped_rules(), profile("cnil"), "en")}


def standing(value: str = VALUE, written: tuple[tuple[str, str], ...] = ()) -> Seen:
    """The cookie in every jar; written only where that is said."""
    seen = Seen().cookie("_ga", "before", "refuse", "accept", "withdraw", value=value, days=730, written=written)
    if not written:
        seen.writes = {"refuse": [], "accept": []}
    return seen


def test_a_cookie_that_only_stands_there_is_not_the_sites() -> None:
    assert [c.name for c in classify(standing().evidence(), knowledge()).cookies if c.name == "_ga"] == ["_ga"]
    site = classify(given(standing(), GA), knowledge())
    assert [c for c in site.cookies if c.name == "_ga"] == []
    assert findings(standing().evidence())["tracker-before-choice"].verdict == "fail"
    assert findings(given(standing(), GA))["tracker-before-choice"].verdict == "pass"


def test_a_cookie_that_the_site_writes_is_its_own_from_then_on() -> None:
    site = classify(given(standing(written=(("refuse", "press"),)), GA), knowledge())
    cookie = next(c for c in site.cookies if c.name == "_ga")
    assert "before" not in cookie.phases and "refuse" in cookie.phases


def test_a_cookie_with_another_value_was_written_by_the_site_although_nobody_saw_it() -> None:
    evidence = given(standing("GA1.1.999.111"), GA)
    assert findings(evidence)["tracker-before-choice"].verdict == "fail"


@pytest.mark.parametrize(("value", "is_seen"), [("•••", False), ("8f14e45fceea167a", True)])
def test_a_key_counts_once_it_has_another_value(value: str, is_seen: bool) -> None:
    seen = Seen().key("uid", "before", "refuse", value=value)
    site = classify(given(seen, KEY), knowledge())
    assert any(item.key == "uid" for item in site.storage) is is_seen


def test_requests_are_the_sites_whatever_was_given() -> None:
    seen = standing().request("https://www.google-analytics.com/g/collect?v=2&tid=G-1", "before")
    assert findings(given(seen, GA))["tracker-before-choice"].verdict == "fail"


def test_without_a_banner_a_given_state_may_hold_the_choice_and_nothing_is_said() -> None:
    seen = Seen("").request("https://www.google-analytics.com/g/collect?v=2&tid=G-1", "before")
    assert findings(seen.evidence())["no-banner-with-trackers"].verdict == "fail"
    found = findings(given(seen, GA))
    assert {f.verdict for f in found.values()} == {"inconclusive"}
    assert "given state" in found["no-banner-with-trackers"].summary


def test_the_result_says_what_the_visits_began_with() -> None:
    result = judge_evidence(given(standing(), GA, KEY), knowledge(), profile("cnil"), "en", "shop.example")
    assert result.given is not None
    assert result.given.cookies == ("_ga (.shop.example)",) and result.given.storage == ("uid (https://shop.example)",)
    told = next(m for m in result.missing if m.name == "a fresh browser")
    assert "(cookies: 1, other keys: 1)" in told.reason
