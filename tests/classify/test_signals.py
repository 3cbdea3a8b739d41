"""What is published of the consent interfaces, phase by phase, and the letters of Google's parameters."""

from __future__ import annotations

import msgspec
import pytest

from auditor.classify.consent_mode import granted_in, read_gcd, read_gcs, tell_gcd
from auditor.evidence.records.signals import ConsentCall
from tests.rules.evidence import Seen, site
from tests.rules.tc_strings import answered, tc_string

KEYS = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization")
NOTHING = tc_string(disclosed=range(1, 900))
EVERYTHING = tc_string(consent=range(1, 12), vendors=range(1, 900))


def call(command: str, value: str, *regions: str) -> ConsentCall:
    return ConsentCall(command=command, settings=dict.fromkeys(KEYS, value), regions=regions)


def told(seen: Seen, interface: str) -> dict[str, dict[str, object]]:
    found = site(seen).signals[interface]
    assert found is not None
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("G111", {"ad_storage": "granted", "analytics_storage": "granted"}),
        ("G101", {"ad_storage": "denied", "analytics_storage": "granted"}),
        ("G1--", {}),
        ("G2", {}),
        ("", {}),
    ],
)
def test_gcs(text: str, says: dict[str, str]) -> None:
    assert read_gcs(text) == says


def test_gcd_letters() -> None:
    assert read_gcd("13l3l3l3l1l1") == {}
    assert read_gcd("11p1q1m1u5") == dict.fromkeys(KEYS, "denied")
    assert read_gcd("13t3r3n3v5l1") == dict.fromkeys(KEYS, "granted")
    assert read_gcd("13P3p3x3l1") == {"analytics_storage": "denied"}
    assert read_gcd("granted") == {}
    assert list(tell_gcd("13l3P3r3q1").values()) == ["not-set", "unknown", "granted", "denied"]
    assert tell_gcd("G100") == {}
    assert granted_in(["G100"], ["13t3t3t3t5"]) == ("ad_user_data", "ad_personalization")


def test_each_phase_says_what_it_grants_and_whether_that_contradicts_the_choice() -> None:
    seen = (
        Seen()
        .signal("before", tcf=answered())
        .signal("refuse", tcf=answered(EVERYTHING))
        .signal("accept", tcf=answered(EVERYTHING))
    )
    found = told(seen, "tcf")
    assert {phase: (said["says"], said["contradicts_the_choice"]) for phase, said in found.items()} == {
        "before": ("none", None),
        "refuse": ("granted", True),
        "accept": ("granted", False),
    }
    assert found["refuse"]["vendors_consent"] == {"count": 899, "ids": list(range(1, 51)), "highest": 899}
    assert found["refuse"]["cmp_id"] == 300


def test_a_choice_that_is_not_known_to_have_taken_contradicts_nothing() -> None:
    seen = Seen().signal("refuse", tcf=answered(EVERYTHING))
    seen.ended("refuse", "not-dismissed", path=[("refuse", "Tout refuser", 1)])
    assert told(seen, "tcf")["refuse"]["contradicts_the_choice"] is None


def test_a_string_is_told_as_sent() -> None:
    seen = Seen().request(f"https://ads.example.net/?gdpr_consent={EVERYTHING}", "before")
    (sent,) = told(seen, "tcf")["before"]["sent"]  # type: ignore[misc]
    assert sent == {"string": EVERYTHING, "purposes_consent": list(range(1, 12))}


def test_consent_mode_tells_its_state_for_the_eea_and_its_regional_defaults() -> None:
    calls = (call("default", "granted"), call("default", "denied", "FR", "DE"))
    seen = Seen().signal("before", consent_calls=calls).signal("accept", consent_calls=(*calls, call("update", "granted")))
    found = told(seen, "consent_mode")
    assert found["before"]["says"] == "denied"
    assert found["before"]["state"] == dict.fromkeys(KEYS, "denied")
    assert found["before"]["regional_defaults"] == [{"regions": ["FR", "DE"], **dict.fromkeys(KEYS, "denied")}]
    assert (found["accept"]["says"], found["accept"]["contradicts_the_choice"]) == ("granted", False)


def test_uet_consent_mode_is_told_where_it_is_used() -> None:
    seen = Seen().request("https://bat.bing.com/action/0?ti=1&asc=G", "refuse")
    assert told(seen, "uet_consent_mode")["refuse"] == {"says": "granted", "contradicts_the_choice": True, "asc": ["G"]}
    assert "uet_consent_mode" not in site(Seen()).signals


def test_hostile_answers_are_bounded_and_the_same_evidence_gives_the_same_bytes() -> None:
    long = {f"k{i}": "x" * 8192 for i in range(60)} | answered("C" * 8192)
    seen = Seen().signal("before", tcf=long, gpp={"gppString": "D" * 8192}, consent_calls=(call("default", "x" * 4000),) * 200)
    seen.request("https://ads.example.net/?gdpr_consent=" + "C" * 8000, "before")
    one, other = (msgspec.json.encode(site(seen).signals) for _ in range(2))
    assert one == other
    assert len(one) < 200_000
