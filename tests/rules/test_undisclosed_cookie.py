"""undisclosed-cookie."""

from __future__ import annotations

import pytest

from tests.rules.evidence import findings, verdict
from tests.rules.telling import listing, shop

RULE = "undisclosed-cookie"


def test_it_fails_when_a_cookie_is_in_no_row() -> None:
    seen = shop().policy(listing("PHPSESSID", "consent", "_ga")).cookie("_fbp", "accept", days=90)
    found = findings(seen)[RULE]
    assert found.verdict == "fail"
    assert "_fbp" in found.summary
    assert found.evidence == ("cookie:_fbp@accept",)


@pytest.mark.parametrize("listed", ["_ga_*", "_ga_XXXXXX", "_ga_&lt;container-id&gt;", "_ga_ABCD123", "_ga_[identifiant]"])
def test_it_passes_when_a_pattern_or_one_of_the_family_names_it(listed: str) -> None:
    seen = shop().policy(listing("PHPSESSID", "_ga", listed)).cookie("_ga", "accept").cookie("_ga_ZX81K2", "accept")
    assert verdict(seen, RULE) == "pass"


def test_it_passes_when_several_names_share_a_cell() -> None:
    seen = shop().policy(listing("PHPSESSID, _ga et _gid", "consent (6 mois)")).cookie("_gid", "accept").cookie("_ga", "accept")
    assert verdict(seen, RULE) == "pass"
    seen = shop().policy(listing("PHPSESSID, _ga", "_gid", "choix")).cookie("_gid", "accept").cookie("_ga", "accept")
    assert verdict(seen, RULE) == "pass"


def test_it_passes_when_the_names_stand_in_a_definition_list() -> None:
    body = "<main><dl><dt>_ga</dt><dd>Audience</dd><dt>_gid</dt><dd>Audience</dd><dt>cookie_choix</dt><dd>Choix</dd></dl></main>"
    assert verdict(shop().policy(body).cookie("_ga", "accept"), RULE) == "pass"


def test_it_warns_when_only_a_necessary_cookie_is_not_named() -> None:
    seen = shop().policy(listing("_ga", "_gid", "_fbp")).cookie("_ga", "accept").cookie("PHPSESSID", "before", days=None)
    assert verdict(seen, RULE) == "warn"


def test_it_is_inconclusive_when_no_list_was_found() -> None:
    assert verdict(shop().policy("<main><p>Nous respectons votre vie privée.</p></main>").cookie("_fbp", "accept"), RULE) == (
        "inconclusive"
    )


def test_it_is_inconclusive_when_the_list_names_fewer_than_three() -> None:
    assert verdict(shop().policy(listing("_ga", "_gid")).cookie("_fbp", "accept"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_a_table_is_none_of_cookies() -> None:
    body = "<main><table><tr><th>Nom</th><th>Prénom</th></tr><tr><td>_a</td><td>b</td></tr><tr><td>_c</td><td>d</td></tr>"
    body += "<tr><td>_e</td><td>f</td></tr></table></main>"
    assert verdict(shop().policy(body).cookie("_fbp", "accept"), RULE) == "inconclusive"


@pytest.mark.parametrize("more", ["<a href='#'>Voir plus</a>", "<p>Liste non exhaustive.</p>", "<a href='/liste.pdf'>Le PDF</a>"])
def test_it_is_inconclusive_when_the_list_goes_on_elsewhere(more: str) -> None:
    seen = shop().policy(listing("PHPSESSID", "_ga", "_gid", more=more)).cookie("_fbp", "accept")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_another_policy_is_a_pdf() -> None:
    seen = shop().policy(listing("PHPSESSID", "_ga", "_gid")).cookie("_fbp", "accept")
    seen.policy(None, url="https://shop.example/charte.pdf", kind="application/pdf", text="Charte cookies")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_policy_names_the_firm_and_not_the_cookie() -> None:
    body = listing("PHPSESSID", "_ga", "_gid").replace("</main>", "<p>Meta Platforms dépose aussi des cookies.</p></main>")
    seen = shop().policy(body).cookie("fr", "accept", domain=".facebook.com")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_policies_were_not_looked_for() -> None:
    assert verdict(shop().cookie("_fbp", "accept"), RULE) == "inconclusive"


def test_what_was_written_and_never_kept_is_not_held_against_the_list() -> None:
    seen = shop().policy(listing("PHPSESSID", "_ga", "_gid")).cookie("_ga", "accept")
    assert verdict(seen, RULE) == "pass"
