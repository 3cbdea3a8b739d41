"""Which part of a page is its consent banner, and what is none, however much it looks like one."""

from __future__ import annotations

import pytest

from auditor.banner import FoundBanner, Selectors, find_banner
from auditor.catalogue.load import Folder
from tests.banner.pages import tree

SELECTORS = Selectors.load(Folder())
CONTENT = """
<header><h1>La boutique du coin</h1><nav><a href="/pain">Pain</a> <a href="/vin">Vin</a></nav></header>
<main><h2>Nos produits</h2><p>Du pain, du vin et des légumes de saison, livrés chaque matin chez vous.</p></main>
<footer><a href="/mentions">Mentions légales</a> <a href="/cookies">Politique de cookies</a></footer>
"""
TEXT = "Nous utilisons des cookies pour mesurer l'audience du site et vous proposer des contenus."
FIXED = 'style="position: fixed; z-index: 999"'
TWO = "<button>Tout accepter</button><button>Tout refuser</button>"


def found(body: str, language: str = "fr") -> FoundBanner | None:
    return find_banner(tree(CONTENT + body, language=language), SELECTORS)


def actions(banner: FoundBanner | None) -> dict[str, str]:
    assert banner is not None
    return {c.text: c.action for c in banner.controls}


def test_a_bar_over_the_page_is_found_with_all_its_controls() -> None:
    banner = found(
        f"<div id=bar {FIXED}><p>{TEXT} <a href=/p>En savoir plus</a></p><div>{TWO}<a href=#>Personnaliser</a></div></div>"
    )
    assert actions(banner) == {
        "Tout accepter": "accept",
        "Tout refuser": "refuse",
        "Personnaliser": "settings",
        "En savoir plus": "other",
    }
    assert banner is not None
    assert (banner.found_by, banner.platform, banner.is_preferences) == ("wording", None, False)
    assert banner.root.attribute("id") == "bar"
    assert TEXT in banner.text and "Nos produits" not in banner.text
    assert any("cookies" in why for why in banner.because)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<dialog open><p>{TEXT}</p>{TWO}</dialog>", {"accept", "refuse"}),
        (f'<div role=dialog {FIXED}><h2>Vos choix</h2><p>{TEXT}</p><footer>{TWO}</footer></div>', {"accept", "refuse"}),
        (f"<div {FIXED}><p>{TEXT}</p><button>OK</button></div>", {"acknowledge"}),
        (f"<div {FIXED}><p>{TEXT}</p><button aria-label='Fermer'>×</button></div>", {"close"}),
        (f"<div {FIXED}><p>{TEXT}</p><a href='javascript:void(0)'>J'accepte</a></div>", {"accept"}),
        (f"<div {FIXED}><p>{TEXT}</p><div onclick='x()'>J’accepte</div><i onclick='y()'>Non</i></div>", {"accept", "refuse"}),
        (f"<div {FIXED}>{TEXT}<input type=submit value=OK><input type=button value=Refuser></div>", {"acknowledge", "refuse"}),
        (f'<div style="position: absolute; z-index: 9999"><p>{TEXT}</p>{TWO}</div>', {"accept", "refuse"}),
    ],
)  # fmt: skip
def test_layers_and_controls_of_every_make_are_found(body: str, expected: set[str]) -> None:
    banner = found(body)
    assert banner is not None
    assert {c.action for c in banner.controls} == expected


def test_a_bar_in_the_flow_at_the_top_is_a_banner() -> None:
    body = f"<div id=bar><p>{TEXT}</p>{TWO}</div>{CONTENT}"
    banner = find_banner(tree(body), SELECTORS)
    assert banner is not None and banner.root.attribute("id") == "bar"


def test_closed_shadow_roots_are_looked_into() -> None:
    banner = found(f"<cookie-bar><template shadowroot=closed><div {FIXED}><p>{TEXT}</p>{TWO}</div></template></cookie-bar>")
    assert actions(banner) == {"Tout accepter": "accept", "Tout refuser": "refuse"}
    assert banner is not None and banner.root.in_shadow


def test_text_slotted_into_a_custom_button_is_its_own() -> None:
    button = "<my-button onclick='x()'><template shadowroot=open><button><slot></slot></button></template>{}</my-button>"
    banner = found(f"<div {FIXED}><p>{TEXT}</p>{button.format('Tout accepter')}{button.format('Continuer sans accepter')}</div>")
    assert actions(banner) == {"Tout accepter": "accept", "Continuer sans accepter": "refuse"}


def test_a_banner_in_a_frame_is_found_with_the_frames_controls() -> None:
    banner = found(f"<div {FIXED}><iframe src=https://cmp.example/><p>{TEXT}</p>{TWO}</iframe></div>")
    assert actions(banner) == {"Tout accepter": "accept", "Tout refuser": "refuse"}
    assert banner is not None and banner.controls[0].node.document == 1


@pytest.mark.parametrize(
    "body",
    [
        f'<div style="position: fixed; display: none"><p>{TEXT}</p>{TWO}</div>',
        f'<div style="position: fixed; visibility: hidden"><p>{TEXT}</p>{TWO}</div>',
        f'<div style="position: fixed; opacity: 0"><p>{TEXT}</p>{TWO}</div>',
        f'<div style="position: fixed; overflow-y: hidden" data-box="0 0 0 0"><p>{TEXT}</p>{TWO}</div>',
        f'<div style="position: fixed" data-box="-2000 0 800 200"><p>{TEXT}</p>{TWO}</div>',
        f'<div style="position: fixed" data-box="0 900 1280 200"><p>{TEXT}</p>{TWO}</div>',
    ],
)
def test_what_nobody_can_see_is_not_there(body: str) -> None:
    assert found(body) is None


NEWSLETTER = (
    "<h2>Restez informé</h2><p>Inscrivez-vous à notre newsletter. En vous inscrivant, vous consentez au traitement de vos "
    "données personnelles ; voir notre politique de confidentialité et notre usage des cookies.</p>"
    "<input type=email placeholder='Votre e-mail'><button>Je m'inscris</button><button>Non merci</button>"
)
AGE = (
    "<h2>Avez-vous 18 ans ?</h2><p>Ce site est réservé aux majeurs. En entrant, vous acceptez nos conditions et nos cookies.</p>"
    "<button>Oui</button><button>Non</button>"
)
LOGIN = (
    "<h2>Connectez-vous</h2><p>Votre session utilise des cookies et vos données personnelles.</p>"
    "<input name=login><input type=password><button>Continuer</button><button>Annuler</button>"
)
PAYWALL = (
    "<h2>Article réservé</h2><p>Il vous reste 80 % à lire. Soutenez la presse libre.</p>"
    "<button>S'abonner</button><button>Continuer</button>"
)
VIDEO = (
    "<p>Cette vidéo YouTube dépose des cookies. Acceptez-les pour la voir.</p><button>Accepter les cookies de YouTube</button>"
)
RECIPE = "<h2>Nos cookies tout chauds</h2><p>La recette des cookies de Mamie, avec 200 g de chocolat.</p><button>OK</button>"
ARTICLE = (
    "<h1>Comment refuser les cookies</h1><p>"
    + "Les bandeaux cookies doivent permettre de refuser aussi simplement que d'accepter, rappelle la CNIL. " * 6
    + "</p><button>Partager</button><button>Accepter</button><button>Refuser</button>"
)
POLICY = (
    "<h1>Politique de cookies</h1><table><tr><td>_ga</td><td>Mesure d'audience, partenaires, 13 mois</td></tr></table>"
    "<p>Vous pouvez changer d'avis sur les cookies à tout moment.</p><button>Gérer mes cookies</button>"
)


@pytest.mark.parametrize(
    "body",
    [
        f"<div {FIXED}>{NEWSLETTER}</div>",
        f"<div role=dialog {FIXED}>{AGE}</div>",
        f"<div {FIXED}>{LOGIN}</div>",
        f"<div {FIXED}>{PAYWALL}</div>",
        f"<div {FIXED}>{RECIPE}</div>",
        f"<div {FIXED}><p>Vos choix de cookies ont bien été enregistrés, merci.</p><button>Masquer</button></div>",
        f"<article>{VIDEO}</article>",
        f"<div class=hero>{VIDEO}</div>",
        f"<article>{ARTICLE}</article>",
        f"<div id=content>{ARTICLE}</div>",
        f"<main>{POLICY}</main>",
        f"<div id=content>{POLICY}</div>",
        f"<footer><p>{TEXT}</p><button>Gérer mes cookies</button></footer>",
        f"<footer {FIXED}><button>Gérer mes cookies</button> <a href=/p>Politique de cookies et partenaires</a></footer>",
        f"<div {FIXED}><button aria-label='Gérer mes cookies'>🍪</button></div>",
        "",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_banner_is_none(body: str) -> None:
    assert found(body) is None


def test_a_page_that_is_one_fixed_element_does_not_make_its_content_a_banner() -> None:
    long = "<p>" + "Du pain frais et des légumes de saison, chaque matin. " * 200 + "</p>"
    body = f'<div style="position: fixed" data-box="0 0 1280 800">{CONTENT}{long}<div>{VIDEO}</div></div>'
    assert find_banner(tree(body), SELECTORS) is None


def test_the_second_layer_is_told_by_its_switches() -> None:
    rows = "".join(
        f"<li><label><input type=checkbox {state}> {name}</label></li>"
        for name, state in (("Audience", "checked"), ("Publicité", ""))
    )
    banner = found(
        f"<div role=dialog {FIXED}><p>{TEXT} Choisissez.</p><ul>{rows}</ul><button>Enregistrer mes choix</button></div>"
    )
    assert banner is not None and banner.is_preferences
    assert [(c.text, c.checked) for c in banner.all("toggle")] == [("Audience", True), ("Publicité", False)]
    assert actions(banner)["Enregistrer mes choix"] == "save"


@pytest.mark.parametrize("name", ["chat", "live-chat", "chat-box open", "tchat_fenetre"])
def test_a_box_to_talk_in_that_mentions_cookies_is_no_banner_unless_it_asks(name: str) -> None:
    text = "<p>Bonjour ! Notre assistant utilise des cookies pour retenir la conversation.</p>"
    assert found(f"<div {FIXED} class='{name}'>{text}<button>OK</button></div>") is None
    assert found(f"<div {FIXED} class='{name}'>{text}{TWO}</div>") is not None
    assert found(f"<div {FIXED} class='achat-hint'>{text}<button>OK</button></div>") is not None


DRAWN = "".join(
    f"<p>{name} <i style='cursor: pointer' data-box='300 {y} 44 22'></i></p>"
    for name, y in (("Mesure d’audience", 100), ("Publicité personnalisée", 140))
)


def test_a_second_layer_of_drawn_switches_is_one_though_nothing_says_how_they_stand() -> None:
    banner = found(f"<div role=dialog {FIXED}><h3>Vos choix</h3>{DRAWN}<button>Enregistrer mes choix</button></div>")
    assert banner is not None and banner.is_preferences
    assert [(c.text, c.state_known) for c in banner.all("toggle")] == [
        ("Mesure d’audience", False),
        ("Publicité personnalisée", False),
    ]


def test_what_is_drawn_beside_purposes_is_no_switch_where_nothing_is_saved_or_real_switches_stand() -> None:
    first = found(f"<div role=dialog {FIXED}><p>{TEXT}</p>{DRAWN}{TWO}</div>")
    assert first is not None and not first.is_preferences
    assert first.all("toggle") == ()
    real = "<label><input type=checkbox> Statistiques</label><button>Enregistrer mes choix</button>"
    second = found(f"<div role=dialog {FIXED}><p>{TEXT}</p>{DRAWN}{real}</div>")
    assert second is not None
    assert [c.text for c in second.all("toggle")] == ["Statistiques"]


def test_the_layer_in_front_wins() -> None:
    first = f'<div id=one style="position: fixed; z-index: 10"><p>{TEXT}</p>{TWO}<button>Paramétrer</button></div>'
    rows = "<label><input type=checkbox> Audience</label>"
    second = f"<div id=two role=dialog {FIXED}><p>{TEXT}</p>{rows}{TWO}<button>Enregistrer mes choix</button></div>"
    banner = found(first + second)
    assert banner is not None and banner.root.attribute("id") == "two"


def test_refusing_everything_comes_before_refusing_one_partner() -> None:
    rows = "".join(
        f"<li>{name} <button>Refuser</button><button>Accepter</button></li>" for name in ("Alpha", "Beta", "Gamma", "Delta")
    )
    banner = found(f"<div role=dialog {FIXED}><p>{TEXT}</p><ul>{rows}</ul><div>{TWO}</div></div>")
    assert banner is not None
    refuse, accept = banner.first("refuse"), banner.first("accept")
    assert refuse is not None and accept is not None
    assert (refuse.text, accept.text) == ("Tout refuser", "Tout accepter")


def test_words_in_pieces_and_invisible_signs_are_read_as_a_person_reads_them() -> None:
    banner = found(f"<div {FIXED}><p>{TEXT}</p><button><b>T</b>out accepter</button><button>Tout re\u00adfuser</button></div>")
    assert banner is not None
    assert [(c.action, c.text) for c in banner.controls] == [("accept", "T out accepter"), ("refuse", "Tout refuser")]


def test_necessary_and_all_as_buttons_are_a_choice_and_elsewhere_are_none() -> None:
    banner = found(f"<div {FIXED}><p>{TEXT}</p><button>Nécessaires</button><button>Tous</button></div>")
    assert actions(banner) == {"Nécessaires": "refuse", "Tous": "accept"}
    rows = (
        "<ul><li><button aria-expanded=false>Nécessaires</button></li><li><button aria-expanded=false>Mesure</button></li></ul>"
    )
    banner = found(f"<div {FIXED}><p>{TEXT}</p>{rows}<button>Tous</button><button>OK</button></div>")
    assert actions(banner) == {"Nécessaires": "other", "Mesure": "other", "Tous": "other", "OK": "acknowledge"}


def test_hostile_pages_do_no_harm() -> None:
    deep = "<div onclick='x()'>" * 400 + "<button>Accepter les cookies</button>" + "</div>" * 400
    odd = (
        f"<div role='\u202e dialog' aria-labelledby='a a b' id=a class='{'x ' * 5000}' {FIXED}>{TEXT * 500}"
        "<input type='\u0001' checked><input type=checkbox role=switch aria-checked=maybe><label for=a>Oui</label>"
        "<button aria-label='" + "Tout refuser " * 2000 + "'></button><a href='javascript:\u0000'>×</a></div>"
    )
    for body in (deep, odd, deep + odd, "<button>" * 300, "<dialog open>" * 300 + TEXT):
        banner = found(body)
        assert banner is None or banner.controls


def test_an_english_banner_on_a_french_page_is_read_too() -> None:
    banner = found(
        f"<div {FIXED}><p>We use cookies to improve it.</p><button>Accept all</button><button>Only necessary</button></div>"
    )
    assert actions(banner) == {"Accept all": "accept", "Only necessary": "refuse"}
