"""policy-link-missing-or-dead."""

from __future__ import annotations

import pytest

from tests.rules.evidence import CONTENT, FOOTER, Seen, findings, site, verdict
from tests.rules.telling import SAYS, bare, shop

RULE = "policy-link-missing-or-dead"
BODY = f"<main>{SAYS}</main>"


def test_it_fails_when_neither_banner_nor_page_has_a_link() -> None:
    assert verdict(bare().policy(url=""), RULE) == "fail"


@pytest.mark.parametrize("status", [404, 410, 500])
def test_it_fails_when_the_link_is_dead(status: int) -> None:
    found = findings(shop().policy("<h1>Erreur</h1>", status=status))[RULE]
    assert found.verdict == "fail"
    assert str(status) in found.summary


def test_it_passes_when_the_link_leads_to_a_policy() -> None:
    assert verdict(shop().policy(BODY), RULE) == "pass"


def test_it_passes_when_the_link_stands_in_the_banner_only() -> None:
    seen = shop(after=CONTENT + FOOTER, extra='<a href="/politique">En savoir plus sur notre politique de cookies</a>')
    assert verdict(seen.policy(BODY, in_banner=True), RULE) == "pass"


def test_it_is_inconclusive_when_the_page_is_not_recognised() -> None:
    assert verdict(shop().policy("<main><p>Bienvenue.</p></main>"), RULE) == "inconclusive"


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_it_is_inconclusive_when_a_guard_answers(status: int) -> None:
    assert verdict(shop().policy("<h1>Non</h1>", status=status), RULE) == "inconclusive"


def test_it_is_inconclusive_when_it_is_a_pdf() -> None:
    assert verdict(shop().policy(None, kind="application/pdf"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_only_legal_notices_are_linked() -> None:
    after = CONTENT + '<footer><a href="/mentions">Mentions légales</a> <a href="/c">Gérer mes cookies</a></footer>'
    assert verdict(shop(after=after).policy("<p>SARL Vélo</p>", text="Mentions légales"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_page_could_not_be_read_whole() -> None:
    seen = bare().policy(url="").cut("arrival")
    assert verdict(seen, RULE) == "inconclusive"


@pytest.mark.parametrize(
    "folded", ['<nav style="display:none"><a href="/p">Confidentialité</a></nav>', "<button>Données personnelles</button>"]
)
def test_it_is_inconclusive_when_something_folded_away_is_named_so(folded: str) -> None:
    assert verdict(shop(after=CONTENT + folded + FOOTER).policy(url=""), RULE) == "inconclusive"


def test_dead_legal_notices_are_no_dead_policy_and_no_policy_either() -> None:
    after = CONTENT + '<footer><a href="/mentions">Mentions légales</a></footer>'
    gone = {"url": "https://shop.example/mentions", "text": "Mentions légales", "status": 404}
    found = findings(shop(after=after).policy("<h1>Absent</h1>", **gone))[RULE]  # type: ignore[arg-type]
    assert found.verdict == "fail"
    assert "404" not in found.summary
    more = '<a href="/politique">Politique de cookies</a>'
    assert verdict(shop(after=after + more).policy(BODY).policy("<h1>Absent</h1>", **gone), RULE) == "pass"  # type: ignore[arg-type]


def test_it_is_inconclusive_when_nobody_looked() -> None:
    assert verdict(bare(), RULE) == "inconclusive"


def test_it_does_not_apply_when_there_is_no_banner() -> None:
    seen = Seen(CONTENT).ended("refuse", "no-banner").ended("accept", "no-banner").policy(url="")
    assert verdict(seen, RULE) == "not-applicable"


def test_what_a_policy_itself_calls_says_nothing_of_a_choice() -> None:
    seen = shop().policy(BODY)
    seen.steps["refuse"].append(("policy", "visit", 30e3))
    seen.request("https://www.facebook.com/tr/?id=1&ev=PageView", "policy", "visit", visit="refuse")
    seen.cookie("_fbp", "policy", written=(("policy", "visit"),), visit="refuse")
    found = site(seen)
    assert not found.contacts
    assert "_fbp" not in {cookie.name for cookie in found.cookies}
    told = findings(seen)
    assert told["tracker-after-refuse"].verdict == "pass"
    assert told["ids-remain-after-refuse"].verdict == "pass"
    assert told[RULE].verdict == "pass"
