"""cookie-sync."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import quote

import pytest

from tests.rules.evidence import Seen, findings, verdict

RULE = "cookie-sync"
VALUES = ("1a2b3c4d5e6f7081", "90f1e2d3c4b5a697")
TO = "https://sslwidget.criteo.com/sync?partner=fb&uid="


def _uid(seen: Seen, *phases: str) -> Seen:
    """An identifier of Facebook's, on its own domain."""
    return seen.cookie(
        "fr", *phases, value=VALUES, domain=".facebook.com", days=90, via="header", url="https://www.facebook.com/tr/"
    )


def _sent(seen: Seen, phase: str, *texts: str, **facts: object) -> Seen:
    for visit, text in zip(("refuse", "accept"), texts, strict=False):
        if any(p == phase for p, _, _ in seen.steps[visit]):
            seen.request(TO + text, phase, visit=visit, type="image", **facts)
    return seen


def test_it_fails_when_the_value_is_in_another_firms_address() -> None:
    found = findings(_sent(_uid(Seen(), "before"), "before", *VALUES))[RULE]
    assert found.verdict == "fail"
    assert "cookie fr (Meta → Criteo)" in found.summary
    assert found.evidence[0] == "cookie:fr@before"
    assert VALUES[0] not in found.summary


@pytest.mark.parametrize(
    "form",
    [
        lambda v: quote(quote(v)),
        lambda v: quote(base64.b64encode(v.encode()).decode()),
        lambda v: base64.urlsafe_b64encode(v.encode()).decode().rstrip("="),
        lambda v: hashlib.md5(v.encode()).hexdigest(),
        lambda v: hashlib.sha1(v.encode()).hexdigest().upper(),
        lambda v: hashlib.sha256(v.encode()).hexdigest(),
        lambda v: quote(f'{{"id":"{v}"}}'),
    ],
)
def test_it_fails_when_the_value_is_wrapped_or_hashed(form: object) -> None:
    assert verdict(_sent(_uid(Seen(), "before"), "before", *map(form, VALUES)), RULE) == "fail"  # type: ignore[arg-type]


def test_it_fails_when_it_goes_in_a_body_after_the_refusal() -> None:
    seen = _uid(Seen(), "refuse", "accept")
    seen.request("https://sslwidget.criteo.com/e", "refuse", type="fetch", method="POST", post_text=f"a=1&id={VALUES[0]}")
    assert verdict(seen, RULE) == "fail"


def test_it_fails_when_a_redirect_carries_it_on() -> None:
    seen = _uid(Seen(), "before")
    assert verdict(_sent(seen, "before", *VALUES, redirected_from="https://www.facebook.com/tr/?id=1"), RULE) == "fail"


def test_it_passes_when_a_firm_is_sent_its_own_identifier() -> None:
    seen = Seen().cookie("_ga", "before", value=("GA1.1.1234567891.1733000001", "GA1.1.9876543219.1733000009"), days=395)
    for number, visit in (("1234567891", "refuse"), ("9876543219", "accept")):
        seen.request(f"https://www.google-analytics.com/g/collect?cid={number}.1733000001", "before", visit=visit)
        seen.request(f"https://stats.g.doubleclick.net/j/collect?cid={number}.1733000001", "before", visit=visit)
    assert verdict(seen, RULE) == "pass"


def test_it_passes_when_the_site_tells_its_own_identifier() -> None:
    seen = Seen().cookie("visitor", "before", value=VALUES, days=365)
    assert verdict(_sent(seen, "before", *VALUES), RULE) == "pass"


def test_it_passes_when_the_value_is_a_constant_or_the_choice() -> None:
    seen = Seen().cookie("fr", "before", value="1a2b3c4d5e6f7081", domain=".facebook.com", days=90)
    assert verdict(_sent(seen, "before", "1a2b3c4d5e6f7081", "1a2b3c4d5e6f7081"), RULE) == "pass"
    choice = Seen().cookie("OptanonConsent", "refuse", "accept", value=VALUES, days=180)
    assert verdict(_sent(choice, "refuse", *VALUES), RULE) == "pass"


def test_it_warns_after_an_acceptance() -> None:
    seen = _uid(Seen(), "accept").cookie("fr", "refuse", value=VALUES, domain=".facebook.com", days=90)
    seen.request(TO + VALUES[1], "accept")
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_the_owner_is_not_known() -> None:
    seen = _uid(Seen(), "before")
    for visit, value in zip(("refuse", "accept"), VALUES, strict=True):
        seen.request(f"https://match.unknown.example/?u={value}", "before", visit=visit)
    assert verdict(seen, RULE) == "warn"


def test_it_warns_of_a_chain_over_several_firms_that_adds_something_long() -> None:
    seen = Seen()
    for visit, value in zip(("refuse", "accept"), ("77aa88bb99cc00dd", "11ee22ff33aa44bb"), strict=True):
        seen.request(TO + value, "before", visit=visit, redirected_from="https://www.facebook.com/tr/?id=1")
    assert verdict(seen, RULE) == "warn"
    plain = Seen().request("https://sslwidget.criteo.com/sync", "before", redirected_from="https://www.facebook.com/tr/?id=1")
    assert verdict(plain, RULE) == "pass"


def test_it_is_inconclusive_when_values_cannot_be_compared_or_requests_are_missing() -> None:
    assert verdict(_sent(_uid(Seen(), "before"), "before", *VALUES).without("accept"), RULE) == "inconclusive"
    assert verdict(Seen().lose("requests"), RULE) == "inconclusive"
    assert verdict(Seen().lack("refuse", "requests:rest", "too many"), RULE) == "inconclusive"
