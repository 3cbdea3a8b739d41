"""controllers-not-reachable."""

from __future__ import annotations

from tests.rules.evidence import CONTENT, findings, verdict
from tests.rules.telling import SAYS, shop

RULE = "controllers-not-reachable"
PIXEL = "https://www.facebook.com/tr/?id=1&ev=PageView"
TWO = ("Tout accepter", "Tout refuser")
BODY = f"<main>{SAYS}</main>"


def test_it_fails_when_nothing_leads_to_those_who_track() -> None:
    found = findings(shop(buttons=TWO).policy(BODY).request(PIXEL, "accept"))[RULE]
    assert found.verdict == "fail"
    assert "www.facebook.com" in found.summary
    assert any("facebook" in where for where in found.evidence)


def test_it_passes_when_a_control_of_the_banner_leads_to_the_partners() -> None:
    seen = shop(buttons=(*TWO, "*Voir nos partenaires")).policy(BODY).request(PIXEL, "accept")
    assert verdict(seen, RULE) == "pass"


def test_it_passes_when_a_policy_names_the_owner() -> None:
    seen = shop(buttons=TWO).policy(BODY.replace("</main>", "<p>Meta, Dublin</p></main>")).request(PIXEL, "accept")
    assert verdict(seen, RULE) == "pass"


def test_it_is_inconclusive_when_partners_are_only_spoken_of() -> None:
    text = "Nous et nos 842 partenaires utilisons des cookies pour la publicité."
    assert verdict(shop(text, buttons=TWO).policy(BODY).request(PIXEL, "accept"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_second_layer_was_not_opened() -> None:
    assert verdict(shop().policy(BODY).request(PIXEL, "accept"), RULE) == "inconclusive"


def test_it_is_inconclusive_when_a_section_of_the_panel_was_closed() -> None:
    closed = (
        "<div><label><input type=checkbox> Mesure d’audience</label><button aria-expanded=false>Les services</button></div>"
        "<button>Enregistrer mes choix</button>"
    )
    seen = shop(buttons=TWO, extra=closed).policy(BODY).request(PIXEL, "accept")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_a_folded_part_of_the_panel_names_the_owner() -> None:
    switch = "<label><input type=checkbox> Publicité</label>"
    header = "<div><a href=# aria-expanded=false>1 service</a></div>"
    folded = (
        '<ul style="display:none"><li style="display:none"><label style="display:none"><input type=checkbox> Meta</label></ul>'
    )
    seen = shop(buttons=TWO, extra=switch + header + folded).policy(BODY).request(PIXEL, "accept")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_the_policy_could_not_be_read() -> None:
    seen = shop(buttons=TWO).policy(None, kind="application/pdf").request(PIXEL, "accept")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_requests_were_not_recorded() -> None:
    assert verdict(shop(buttons=TWO).policy(BODY).lose("requests"), RULE) == "inconclusive"


def test_it_does_not_apply_when_no_third_party_was_contacted() -> None:
    assert verdict(shop(buttons=TWO).policy(BODY), RULE) == "not-applicable"


def test_it_is_inconclusive_when_a_policy_opens_in_the_page() -> None:
    after = CONTENT + '<footer><a href="#policy">Politique de cookies</a> <a href="/cookies">Gérer mes cookies</a></footer>'
    seen = shop(after=after, buttons=TWO).policy(BODY, in_banner=True).request(PIXEL, "accept")
    assert verdict(seen, RULE) == "inconclusive"
