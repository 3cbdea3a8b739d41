"""Platforms by their own selectors: on snapshots that a real browser took of their real code, and on small replicas.

`snapshots/<platform>-<layer>.json.gz`: first layer, second layer, and the page after refusing, of the versions that
`selectors/cmps/<platform>.yaml` names as verified. Style sheets, scripts and pictures are left out of them.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
import pytest

from auditor.banner import Selectors, find_banner, find_reopen
from auditor.banner.platforms import worth_trying
from auditor.catalogue.load import Folder
from auditor.evidence.page import PageSnapshot, Tree
from tests.banner.pages import tree

SELECTORS = Selectors.load(Folder())
SNAPSHOTS = Path(__file__).parent / "snapshots"


def saved(name: str) -> Tree:
    raw = gzip.decompress((SNAPSHOTS / f"{name}.json.gz").read_bytes())
    return msgspec.json.decode(raw, type=PageSnapshot).tree()


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("tarteaucitron", {"accept": "Tout accepter", "refuse": "Tout refuser", "settings": "Personnaliser"}),
        ("klaro", {"accept": "C'est bon.", "refuse": "Je refuse", "settings": "Laissez-moi choisir"}),
        ("orejime", {"accept": "Accepter", "refuse": "Refuser", "settings": "Configurer"}),
        ("vanilla-cookieconsent", {"accept": "Tout accepter", "refuse": "Tout refuser", "settings": "Gérer mes préférences"}),
        ("osano-cookieconsent", {"accept": "Allow cookies", "refuse": "Decline", "settings": None}),
    ],
)
def test_the_first_layer_of_real_code_is_found(platform: str, expected: dict[str, str | None]) -> None:
    banner = find_banner(saved(f"{platform}-first"), SELECTORS)
    assert banner is not None
    assert (banner.platform, banner.found_by, banner.is_preferences, banner.score) == (platform, "rule", False, 1.0)
    found = {action: banner.first(action) for action in expected}
    assert {action: control.text if control else None for action, control in found.items()} == expected


@pytest.mark.parametrize(
    ("platform", "refuse", "save", "toggles"),
    [
        ("tarteaucitron", "Tout refuser", "Enregistrer", []),
        ("klaro", "Je refuse", "Accepter sélectionné", [("Audience", False, False), ("Sécurité (toujours requis)", True, True)]),
        (
            "vanilla-cookieconsent",
            "Tout refuser",
            "Enregistrer",
            [("Cookies nécessaires", True, True), ("Mesure", False, False), ("Publicité", False, False)],
        ),
    ],
)
def test_the_second_layer_of_real_code_is_found(
    platform: str, refuse: str, save: str, toggles: list[tuple[str, bool, bool]]
) -> None:
    banner = find_banner(saved(f"{platform}-preferences"), SELECTORS)
    assert banner is not None
    assert (banner.platform, banner.is_preferences) == (platform, True)
    assert [c.text for c in banner.all("refuse")] == [refuse], "controls of one service are no refusal"
    assert [c.text for c in banner.all("save")] == [save]
    assert [(c.text, c.checked, c.disabled) for c in banner.all("toggle")] == toggles


def test_a_refusal_that_is_greyed_out_is_said_to_be_so() -> None:
    banner = find_banner(saved("orejime-preferences"), SELECTORS)
    assert banner is not None and banner.platform == "orejime"
    refuse = banner.first("refuse")
    assert refuse is not None and refuse.disabled, "everything stands on off already"


@pytest.mark.parametrize(
    ("platform", "reopen"),
    [
        ("tarteaucitron", "Cookies (fenêtre modale)"),
        ("klaro", None),
        ("orejime", "Gérer mes cookies"),
        ("vanilla-cookieconsent", "Gérer mes cookies"),
        ("osano-cookieconsent", "Cookie Policy"),
    ],
)
def test_after_refusing_no_banner_stands_and_the_way_back_is_found(platform: str, reopen: str | None) -> None:
    page = saved(f"{platform}-refused")
    assert find_banner(page, SELECTORS) is None
    control = find_reopen(page, SELECTORS)
    assert (control.text if control is not None else None) == reopen
    assert find_reopen(saved(f"{platform}-first"), SELECTORS) is None, "not while the banner stands"


@pytest.mark.parametrize("platform", sorted(SELECTORS.cmps))
def test_no_platform_is_seen_in_a_banner_of_another(platform: str) -> None:
    alone = Selectors({platform: SELECTORS.cmps[platform]}, SELECTORS.wording)
    for name in ("tarteaucitron", "klaro", "orejime", "vanilla-cookieconsent", "osano-cookieconsent"):
        banner = find_banner(saved(f"{name}-first"), alone)
        assert banner is not None
        assert banner.platform == (platform if platform == name else None)


@pytest.mark.parametrize("platform", ["tarteaucitron", "klaro", "orejime", "vanilla-cookieconsent", "osano-cookieconsent"])
def test_real_banners_are_found_by_their_words_alone(platform: str) -> None:
    unknown = Selectors({}, SELECTORS.wording)
    first, refused = find_banner(saved(f"{platform}-first"), unknown), find_banner(saved(f"{platform}-refused"), unknown)
    assert first is not None and first.found_by == "wording" and not first.is_preferences
    assert first.first("refuse") is not None and (first.first("accept") or first.first("acknowledge")) is not None
    assert refused is None


@pytest.mark.parametrize("platform", ["tarteaucitron", "klaro", "orejime", "vanilla-cookieconsent"])
def test_real_second_layers_are_found_by_their_words_alone(platform: str) -> None:
    second = find_banner(saved(f"{platform}-preferences"), Selectors({}, SELECTORS.wording))
    assert second is not None and second.is_preferences
    assert second.first("save") is not None


NOTICE = "Nous et nos partenaires utilisons des cookies."


@pytest.mark.parametrize(
    ("platform", "body"),
    [
        (
            "didomi",
            "<div id=didomi-host><div id=didomi-notice><p>{}</p><button id=didomi-notice-agree-button>Accepter & Fermer</button>"
            "<span role=button class=didomi-continue-without-agreeing>Continuer sans accepter →</span></div></div>",
        ),
        (
            "onetrust",
            "<div id=onetrust-consent-sdk><div id=onetrust-banner-sdk><p>{}</p><button id=onetrust-accept-btn-handler>J'accepte"
            "</button><div id=onetrust-close-btn-container><button class=onetrust-close-btn-handler>Continuer sans accepter"
            "</button></div></div></div>",
        ),
        (
            "usercentrics",
            "<div id=usercentrics-root><template shadowroot=closed><div data-testid=uc-container><p>{}</p>"
            "<button data-testid=uc-deny-all-button>Refuser</button><button data-testid=uc-accept-all-button>Accepter"
            "</button></div></template></div>",
        ),
        (
            "sourcepoint",
            "<div id=sp_message_container_12><iframe><p>{}</p><button class=sp_choice_type_11>Accepter</button>"
            "<button class=sp_choice_type_13>Refuser</button></iframe></div>",
        ),
        (
            "axeptio",
            "<div class=axeptio_mount><template shadowroot=open><div class=axeptio_widget><p>{}</p>"
            "<button id=axeptio_btn_dismiss>Non merci</button><button id=axeptio_btn_acceptAll>OK pour moi</button></div>"
            "</template></div>",
        ),
    ],
)
def test_replicas_of_documented_structures_are_found(platform: str, body: str) -> None:
    banner = find_banner(tree(f'<div style="position: fixed">{body.format(NOTICE)}</div>'), SELECTORS)
    assert banner is not None and banner.platform == platform
    accept, refuse = banner.first("accept"), banner.first("refuse")
    assert accept is not None and refuse is not None
    assert accept.text in ("Accepter & Fermer", "J'accepte", "Accepter", "OK pour moi")
    assert refuse.text in ("Continuer sans accepter →", "Continuer sans accepter", "Refuser", "Non merci")


def test_what_is_left_in_a_platforms_container_is_no_banner() -> None:
    body = "<div id=usercentrics-root><template shadowroot=open><button data-testid=uc-privacy-button aria-label='Paramètres'>"
    page = tree(body + "<svg></svg></button></template></div><main><p>Du pain.</p></main>")
    assert find_banner(page, SELECTORS) is None
    assert find_reopen(page, SELECTORS) is not None


def test_the_words_win_where_a_site_has_given_a_button_another_meaning() -> None:
    body = "<div id=didomi-notice><p>{}</p><button id=didomi-notice-disagree-button>Tout accepter</button></div>"
    banner = find_banner(tree(body.format(NOTICE)), SELECTORS)
    assert banner is not None
    assert [(c.text, c.action) for c in banner.controls] == [("Tout accepter", "accept")]


def test_a_selector_is_tried_only_where_the_page_has_what_it_needs() -> None:
    tokens = frozenset({"cky-modal", "main"})
    assert worth_trying(".cky-modal [data-cky-tag=x.y]", tokens)
    assert not worth_trying("#didomi-notice", tokens)
    assert worth_trying("div:not(.other)", tokens)


@pytest.mark.parametrize(
    "attributes",
    [
        'id="cookie-notice"',
        'id="cookie-banner" class="cookie-notice cc-window"',
        'id="cookiesdirective"',
        'id="cookie-consent" class="cc-banner cookie-consent"',
        'id="consent-banner" class="cookie-bar"',
        'id="cookie-consent-banner"',
        'id="cookie-bar" class="cookieinfo"',
        'class="cc_banner cookie-notification"',
        'id="hs-eu-cookie-confirmation"',
        'class="gdpr-privacy-banner"',
    ],
)
def test_a_banner_of_ones_own_under_a_common_name_is_no_platforms(attributes: str) -> None:
    body = (
        f'<div {attributes} style="position: fixed; bottom: 0"><div class="cookie-notice-container cc-modal__content">'
        "<p>Nous utilisons des cookies pour mesurer l'audience et pour la publicité de nos partenaires.</p>"
        "<button class=yes>Tout accepter</button><button class=no>Tout refuser</button></div></div>"
    )
    banner = find_banner(tree(body), SELECTORS)
    assert banner is not None
    assert (banner.platform, banner.found_by) == (None, "wording")
