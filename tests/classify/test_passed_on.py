"""What requests tell other parties of consent, and what Meta's pixel shows."""

from __future__ import annotations

import msgspec
import pytest

from auditor.classify.carried import Carried, carried
from auditor.evidence.records.requests import Request
from tests.rules.evidence import Seen, findings, site, verdict
from tests.rules.tc_strings import answered, gpp_string, tc_string

NOTHING = tc_string(disclosed=range(1, 900))
EVERYTHING = tc_string(consent=range(1, 12), vendors=range(1, 900))
AD = "https://ads.example.net/bid"
PIXEL = "https://www.facebook.com/tr/?id=12345&ev=PageView&dl=https%3A%2F%2Fshop.example%2F"


def asked(url: str, body: str | None = None) -> Carried:
    return carried(
        Request(
            phase="before",
            step="load",
            at_ms=1.0,
            url=url,
            method="POST",
            type="xhr",
            frame_url="https://shop.example/",
            initiator="script",
            initiator_url="",
            post_text=body,
        )
    )


def told(seen: Seen, name: str) -> dict[str, dict[str, object]]:
    found = site(seen).signals[name]
    assert found is not None
    return found  # type: ignore[return-value]


def test_all_parameters_are_read_in_an_address_and_in_a_body() -> None:
    whole = Carried(string=NOTHING, applies=True, gpp="DBABMA~x", gpp_sections=(2, 7), us_privacy="1YNN")
    query = f"gdpr=1&gdpr_consent={NOTHING}&gpp=DBABMA~x&gpp_sid=2,7&us_privacy=1ynn"
    assert asked(f"{AD}?a=b&{query}") == whole
    assert asked(AD, query) == whole
    assert asked(f"https://ad.example.net/x;{query.replace('&', ';')}?") == whole
    assert asked(f"{AD}?{query.replace('2,7', '2%2C7')}") == whole
    body = (
        f'{{"user":{{"ext":{{"consent":"{NOTHING}"}}}},"regs":{{"gpp":"DBABMA~x","gpp_sid":[2, 7],'
        '"ext":{"gdpr":1,"us_privacy":"1YNN"}}}'
    )
    assert asked(AD, body) == whole


@pytest.mark.parametrize(
    "query",
    ["gdpr_consent=${GDPR_CONSENT_755}", "gdpr=${GDPR}", "gpp=${GPP_STRING_1}", "us_privacy=${US_PRIVACY}", "gdpr_consent=", ""],
)
def test_a_macro_that_nobody_filled_in_says_nothing(query: str) -> None:
    assert asked(f"{AD}?{query}") == Carried()


def test_what_was_sent_is_compared_with_the_choice() -> None:
    seen = (
        Seen()
        .request(f"{AD}?gdpr=1&gdpr_consent={NOTHING}&us_privacy=1YNN", "before")
        .request(f"{AD}?gdpr=1&gdpr_consent={EVERYTHING}", "refuse", "reload")
        .request(f"{AD}?gdpr=1&gdpr_consent={EVERYTHING}", "accept")
    )
    found = told(seen, "sent")
    assert {phase: (said["says"], said["contradicts_the_choice"]) for phase, said in found.items()} == {
        "before": ("denied", False),
        "refuse": ("granted", True),
        "accept": ("granted", False),
    }
    lines = found["before"]["requests_said"]
    assert isinstance(lines, list)
    line = lines[0]
    assert len(lines) == 1
    assert line["purposes_consent"] == []
    assert line["us_privacy_read"] == {
        "notice": "yes",
        "opted_out_of_sale": "no",
        "limited_service_provider_agreement": "no",
    }
    assert line["hosts"] == ["ads.example.net"]


def test_what_only_the_page_of_the_press_or_anothers_frame_sent_is_listed_and_decides_nothing() -> None:
    press = Seen().request(f"{AD}?gdpr_consent={EVERYTHING}", "refuse", "press")
    frame = Seen().request(f"{AD}?gdpr_consent={EVERYTHING}", "refuse", "reload", frame_url="https://video.example.org/")
    for seen in (press, frame):
        said = told(seen, "sent")["refuse"]
        assert (said["says"], said["contradicts_the_choice"]) == ("unclear", None)
        assert len(said["requests_said"]) == 1  # type: ignore[arg-type]


def test_the_site_itself_is_no_other_party_and_without_parameters_nothing_is_told() -> None:
    seen = Seen().request(f"https://shop.example/log?gdpr_consent={EVERYTHING}", "before")
    assert "sent" not in site(seen).signals
    assert "meta" not in site(seen).signals


def test_a_string_in_a_body_or_in_a_gpp_string_stands_against_a_refusal() -> None:
    rule = "tcf-consent-after-refuse"
    refused = Seen().signal("before", tcf=answered()).signal("refuse", tcf=answered(NOTHING))
    assert verdict(refused, rule) == "pass"
    bid = f'{{"user":{{"consent":"{EVERYTHING}"}}}}'
    refused.request(AD, "refuse", "reload", method="POST", type="xhr", post_text=bid)
    assert findings(refused)[rule].evidence == (f"request:{AD}@refuse",)
    assert verdict(refused, rule) == "fail"
    gpp = Seen().signal("before", tcf=answered()).signal("refuse", tcf=answered(NOTHING))
    gpp.request(f"{AD}?gpp={gpp_string(EVERYTHING)}&gpp_sid=7", "refuse", "reload")
    assert verdict(gpp, rule) == "pass"  # sent for another region
    gpp.request(f"{AD}?gpp={gpp_string(EVERYTHING)}&gpp_sid=2", "refuse", "reload")
    assert verdict(gpp, rule) == "fail"


def test_a_pixel_that_waits_revoked_is_told_denied_and_one_that_sends_is_told_granted() -> None:
    seen = Seen().signal("before", meta_calls=("revoke",)).request(PIXEL + "&fbp=fb.1.1.2&dpo=LDU&dpoco=1", "accept")
    found = told(seen, "meta")
    assert found["before"] == {"says": "denied", "contradicts_the_choice": False, "waiting_calls": ["revoke"]}
    assert (found["accept"]["says"], found["accept"]["contradicts_the_choice"]) == ("granted", False)
    assert found["accept"]["dpo"] == ["LDU"]
    assert found["accept"]["events"] == {
        "by_script": 1,
        "on_a_clean_page": 1,
        "by_an_image_of_the_page": 0,
        "names": ["PageView"],
        "with_browser_id": True,
    }


def test_an_image_of_the_page_says_nothing_of_the_pixels_consent() -> None:
    found = told(Seen().request(PIXEL + "&noscript=1", "refuse", "reload"), "meta")
    assert (found["refuse"]["says"], found["refuse"]["contradicts_the_choice"]) == ("unclear", None)
    after = told(Seen().request(PIXEL, "refuse", "reload"), "meta")
    assert (after["refuse"]["says"], after["refuse"]["contradicts_the_choice"]) == ("granted", True)


def test_many_requests_are_bounded_and_the_same_evidence_gives_the_same_bytes() -> None:
    seen = Seen()
    for number in range(400):
        seen.request(f"https://h{number}.example.net/?gpp=D{'A' * 4000}{number}&us_privacy=1---", "before")
    one, other = (msgspec.json.encode(site(seen).signals) for _ in range(2))
    assert one == other
    assert len(one) < 120_000
