"""The banner in the result: where it stands, whose it is, and what its controls cost."""

from __future__ import annotations

import msgspec
import pytest

from auditor.classify import classify
from auditor.evidence.records.pages import Pages
from auditor.results import Banner
from tests.banner.pages import page
from tests.rules.evidence import TEXT, Seen, banner, knowledge, site, verdict

BUTTONS = "<button>Tout accepter</button><button>Tout refuser</button>"
FIXED = 'style="position: fixed"'
AXEPTIO = "https://static.axept.io/sdk.js"


def arriving(body: str) -> Banner:
    """The banner of a page that is laid out by the banner finder's own builder, frames and shadow roots included."""
    evidence = Seen("").evidence()
    record = msgspec.Raw(msgspec.json.encode(Pages(pages=(page(body),))))
    visits = tuple(msgspec.structs.replace(v, records={**v.records, "pages": record}) for v in evidence.visits)
    return classify(msgspec.structs.replace(evidence, visits=visits), knowledge()).banner


def test_the_frame_is_that_of_the_controls_although_a_container_of_the_page_holds_it() -> None:
    found = arriving(f"<div {FIXED}><p>{TEXT}</p><iframe src=https://cmp.example/>{BUTTONS}</iframe></div>")
    assert found.present
    assert found.frame_url is not None
    assert arriving(f"<div {FIXED}><p>{TEXT}</p>{BUTTONS}</div>").frame_url is None


def test_a_banner_whose_controls_are_in_a_shadow_root_is_in_a_shadow_root() -> None:
    inner = f"<div><template shadowroot=closed><span><b>{BUTTONS}</b></span></template></div>"
    assert arriving(f"<div {FIXED}><p>{TEXT}</p><section>{inner}</section></div>").in_shadow_dom
    assert not arriving(f"<div {FIXED}><p>{TEXT}</p>{BUTTONS}</div>").in_shadow_dom


def test_a_platform_that_alone_left_traces_names_a_banner_found_by_its_words() -> None:
    found = site(Seen().request(AXEPTIO, "before")).banner
    assert (found.cmp, found.found_by) == ("axeptio", "wording")
    assert any("traces alone" in why and "axept.io" in why for why in found.because)
    assert site(Seen()).banner.cmp is None


@pytest.mark.parametrize(
    "seen",
    [
        Seen().request(AXEPTIO, "before").request("https://sdk.privacy-center.org/x/loader.js", "before"),
        Seen().request(AXEPTIO, "before", frame_url="https://video.example/embed"),
        Seen().cookie("axeptio_cookies", "before", domain=".video.example"),
    ],
    ids=["two platforms", "of an embedded page", "of another party"],
)
def test_traces_of_several_platforms_or_of_an_embedded_page_name_none(seen: Seen) -> None:
    assert site(seen).banner.cmp is None


def test_what_such_a_platform_had_stored_before_the_press_says_nothing_about_it() -> None:
    back = banner("Tout accepter", "Tout refuser", "Paramétrer")
    seen = Seen().show("refuse-reload", back).cookie("axeptio_cookies", "before", "refuse", value='{"facebook":false}')
    assert site(seen).scenarios["refuse"].proven is False
    seen = Seen().show("refuse-reload", back).cookie("axeptio_cookies", "refuse", value='{"facebook":false}')
    assert site(seen).scenarios["refuse"].proven is True


OFF = '<label><input type="checkbox"> Publicité</label>'
PANEL = banner("Tout accepter", "Enregistrer mes choix", extra=OFF)
SAVED = [("settings", "Paramétrer", 1), ("toggle", "Publicité", 2), ("save", "Enregistrer mes choix", 2)]


def saving(panel: str = PANEL) -> Seen:
    """A banner without « refuse »; a switch is turned off behind its settings, and saved."""
    seen = Seen(banner("Tout accepter", "Paramétrer")).ended("refuse", "clicked", path=SAVED)
    return seen.show("refuse-press-1", PANEL.replace('checkbox"', 'checkbox" checked')).show("refuse-press-2", panel)


def test_where_saving_is_the_way_to_refuse_save_is_the_control_that_refuses() -> None:
    refuse = site(saving()).banner.controls["refuse"]
    assert refuse is not None
    assert (refuse.text, refuse.layer, refuse.clicks) == ("Enregistrer mes choix", 2, 3)
    assert refuse.box is not None
    assert "Paramétrer › Publicité › Enregistrer mes choix" in refuse.because[0]


def test_save_is_no_refusal_where_it_is_not_proven_to_have_refused() -> None:
    found = site(saving(PANEL.replace('checkbox"', 'checkbox" checked')))
    assert found.scenarios["refuse"].proven is False
    assert found.banner.controls["refuse"] is None


def test_save_on_the_first_layer_is_no_control_of_it_that_refuses() -> None:
    seen = Seen(PANEL).ended("refuse", "clicked", path=[("save", "Enregistrer mes choix", 1)])
    refuse = site(seen).banner.controls["refuse"]
    assert refuse is not None and (refuse.layer, refuse.clicks) == (1, 1)
    assert verdict(seen, "no-refuse-first-layer") == "fail"
    assert verdict(seen, "no-refuse-at-all") == "pass"


def test_a_control_behind_the_settings_costs_the_presses_that_were_walked_to_it() -> None:
    path = [("settings", "Paramétrer", 1), ("expand", "Détails", 2), ("refuse", "Tout refuser", 2), ("save", "Enregistrer", 2)]
    seen = Seen(banner("Tout accepter", "Paramétrer")).ended("refuse", "clicked", path=path)
    panel = banner("Tout refuser", "Enregistrer", extra=OFF)
    for number in (1, 2, 3):
        seen.show(f"refuse-press-{number}", panel)
    found = site(seen)
    refuse = found.banner.controls["refuse"]
    assert refuse is not None
    assert (refuse.text, refuse.layer, refuse.clicks) == ("Tout refuser", 2, 3)
    assert found.scenarios["refuse"].clicks == 3  # a section that was only looked into costs nothing


def test_closing_a_panel_that_stays_open_is_no_part_of_the_choice() -> None:
    path = [("settings", "Paramétrer", 1), ("refuse", "Tout refuser", 2), ("close", "Fermer", 2)]
    seen = Seen(banner("Tout accepter", "Paramétrer")).ended("refuse", "clicked", path=path)
    seen.show("refuse-press-1", banner("Tout refuser", extra=OFF))
    found = site(seen)
    refuse = found.banner.controls["refuse"]
    assert refuse is not None
    assert (refuse.layer, refuse.clicks, found.scenarios["refuse"].clicks) == (2, 2, 3)
