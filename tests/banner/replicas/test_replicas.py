"""Platforms whose code is not to be had, or not in this repository: each on a small replica of its structure.

`<platform>.<language>.html` is its first layer, `<platform>.preferences.<language>.html` its second, and
`<platform>.after.<language>.html` what stands there once the choice was made. Words and surroundings are ours; only ids,
classes and nesting are the platform's. A control says in `data-is` what it does, and with `data-by=words` that the platform's
file leaves it to what is written on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from auditor.banner import Selectors, find_banner, read_choice
from auditor.banner.platforms import by_platform, by_platform_reopen
from auditor.catalogue.load import Folder
from auditor.evidence.page import Tree
from auditor.evidence.records.cookies import StoredCookie
from auditor.evidence.records.storage import StorageEntry
from tests.banner.pages import tree

SELECTORS = Selectors.load(Folder())
DECIDING = frozenset({"accept", "refuse", "settings", "save", "acknowledge", "subscribe"})


@dataclass(frozen=True)
class Replica:
    """One replica: the platform, its layer (banner, preferences or after) and the language of the page."""

    path: Path
    platform: str
    layer: str
    language: str

    @classmethod
    def of(cls, path: Path) -> Replica:
        """Read what the file's name says."""
        platform, *layer, language = path.name.removesuffix(".html").split(".")
        return cls(path, platform, layer[0] if layer else "banner", language)


REPLICAS = [Replica.of(path) for path in sorted(Path(__file__).parent.glob("*.html"))]
STANDING = [replica for replica in REPLICAS if replica.layer != "after"]
AFTER = [replica for replica in REPLICAS if replica.layer == "after"]


def cookie(name: str, value: str) -> StoredCookie:
    """A cookie of which only name and value matter."""
    return StoredCookie(
        name=name, value=value, domain="x", path="/", expires_at=None, http_only=False, secure=True, same_site=None
    )


def named(replica: Replica) -> str:
    """Name a case as its file is named."""
    return replica.path.stem


@cache
def page_of(replica: Replica) -> Tree:
    """The replica as a page."""
    return tree(replica.path.read_text("utf-8"), language=replica.language)


@pytest.mark.parametrize("replica", STANDING, ids=named)
def test_a_replica_is_found_as_its_platform_with_its_controls(replica: Replica) -> None:
    banner = find_banner(page_of(replica), SELECTORS)
    assert banner is not None
    assert (banner.platform, banner.found_by) == (replica.platform, "rule")
    assert banner.is_preferences == (replica.layer == "preferences")
    told = {id(node): node for node in page_of(replica).body.walk() if node.attribute("data-is")}
    found = {id(control.node): control for control in banner.controls}
    missing = [node for key, node in told.items() if key not in found]
    assert not missing
    for key, control in found.items():
        expected = told[key].attribute("data-is") if key in told else "other"
        assert control.action == expected, control
        if key in told:
            by_rule = control.because[0].startswith(f"selectors/cmps/{replica.platform}.yaml: {expected} ")
            assert by_rule == (told[key].attribute("data-by") != "words"), control


@pytest.mark.parametrize("replica", STANDING, ids=named)
def test_no_other_platform_is_seen_in_a_replica(replica: Replica) -> None:
    others = Selectors({name: cmp for name, cmp in SELECTORS.cmps.items() if name != replica.platform}, SELECTORS.wording)
    banner, _ = by_platform(page_of(replica), others)
    # What stands on another's library is found as that library where its own file is missing.
    assert (banner.platform if banner is not None else None) == {"pandectes.de": "osano-cookieconsent"}.get(replica.path.stem)


@pytest.mark.parametrize("replica", AFTER, ids=named)
def test_what_stands_there_after_the_choice_is_no_banner(replica: Replica) -> None:
    page = page_of(replica)
    banner, _ = by_platform(page, SELECTORS)
    assert banner is None, banner
    told = [node for node in page.body.walk() if node.attribute("data-is") == "reopen"]
    reopen = by_platform_reopen(page, SELECTORS)
    assert (reopen.node if reopen is not None else None) is (told[0] if told else None)
    assert reopen is None or reopen.because[0].startswith(f"selectors/cmps/{replica.platform}.yaml: reopen ")


NECESSARY = "%7B%22essential%22%3Atrue%2C%22statistics%22%3Afalse%2C%22marketing%22%3Afalse%7D"


@pytest.mark.parametrize(
    ("platform", "kind", "name", "value", "expected"),
    [
        ("blocksy", "cookie", "blocksy_cookies_consent_accepted", "no", "none"),
        ("blocksy", "cookie", "blocksy_cookies_consent_accepted", "true", "all"),
        ("c15t", "local", "c15t", '{"consents":{"necessary":true,"measurement":false},"consentInfo":{"time":1}}', "none"),
        ("cookie-bar-eu", "cookie", "cookiebar", "CookieDisallowed", "none"),
        ("cookie-bar-eu", "cookie", "cookiebar", "CookieAllowed", "all"),
        ("cookie-consent-js", "cookie", "cookie-consent-tracking-allowed", "false", "none"),
        (
            *("cookie-information", "cookie", "CookieInformationConsent"),
            '{"consents_approved":["cookie_cat_necessary"],"consents_denied":["cookie_cat_marketing"]}',
            "none",
        ),
        (
            *("cookie-information", "cookie", "CookieInformationConsent"),
            '{"consents_approved":["cookie_cat_necessary","cookie_cat_statistic"],"consents_denied":["cookie_cat_marketing"]}',
            "some",
        ),
        (
            *("cookie-information", "cookie", "CookieInformationConsent"),
            '{"consents_approved":["cookie_cat_necessary","cookie_cat_marketing"],"consents_denied":[]}',
            "all",
        ),
        ("cookiecraft", "local", "cookiecraft_consent", '{"version":1,"categories":{"necessary":true,"analytics":true}}', "all"),
        ("cookiecuttr", "cookie", "cc_cookie_decline", "cc_cookie_decline", "none"),
        ("cookiecuttr", "cookie", "cc_cookie_accept", "cc_cookie_accept", "all"),
        ("eu-cookie-law-popup", "cookie", "EU_COOKIE_LAW_CONSENT", "true", "all"),
        ("finsweet", "cookie", "fs-cc", '{"id":"x","consents":{"analytics":false,"essential":true,"marketing":true}}', "some"),
        ("gdpr-cookie-consent", "cookie", "wpl_user_preference", '{"necessary":"yes","marketing":"no"}', "none"),
        ("govuk", "cookie", "cookies_policy", '{"essential":true,"settings":false,"usage":true,"campaigns":false}', "some"),
        ("joomla-cookiehint", "cookie", "reDimCookieHint", "-1", "none"),
        ("jquery-cookiebar", "cookie", "cb-enabled", "declined", "none"),
        ("jquery-cookiebar", "cookie", "cb-enabled", "enabled", None),
        ("magento", "cookie", "user_allowed_save_cookie", "%7B%221%22%3A1%7D", "all"),
        ("mozilla", "cookie", "moz-consent-pref", "%7B%22analytics%22%3Afalse%2C%22preference%22%3Afalse%7D", "none"),
        ("odoo", "cookie", "website_cookies_bar", '{"required": true, "optional": false}', "none"),
        ("react-cookie-consent", "cookie", "CookieConsent", "false", "none"),
        ("silktide", "local", "silktideCookieChoice_marketing", "false", "none"),
        ("tealium", "cookie", "CONSENTMGR", "ts:1552628190791%7Cconsent:false", "none"),
        ("tealium", "cookie", "CONSENTMGR", "c1:1%7Cc2:0%7Cts:1552628190791%7Cconsent:true", "some"),
        ("termsfeed", "cookie", "cookie_consent_level", "%7B%22strictly-necessary%22%3Atrue%2C%22tracking%22%3Afalse%7D", "none"),
        ("wp-consent", "cookie", "wpconsent_preferences", NECESSARY, "none"),
    ],
)
def test_what_a_platform_has_stored_is_read(platform: str, kind: str, name: str, value: str, expected: str | None) -> None:
    cookies = [cookie(name, value)] if kind == "cookie" else []
    storage = [StorageEntry(kind="local", origin="https://boutique.example", key=name, value=value)] if kind == "local" else []
    choice = read_choice(platform, cookies, storage, SELECTORS)
    assert (choice.kind if choice is not None else None) == expected


def test_every_replica_has_a_control_to_decide_with() -> None:
    for replica in STANDING:
        told = {node.attribute("data-is") for node in page_of(replica).body.walk()}
        assert told & (DECIDING | {"toggle"} if replica.layer == "preferences" else DECIDING), replica.path.name


def test_a_platform_that_has_replicas_has_one_of_each_layer() -> None:
    shown = {(replica.platform, replica.layer) for replica in STANDING}
    for name in {platform for platform, _ in shown}:
        cmp = SELECTORS.cmps[name]
        layers = {"banner": cmp.banner, "preferences": cmp.preferences}
        assert {layer for layer, given in layers.items() if given is not None} == {layer for p, layer in shown if p == name}, name


def test_every_file_of_a_platform_says_where_its_facts_come_from() -> None:
    known = ("pypi:", "npm:", "https://")
    for name, cmp in SELECTORS.cmps.items():
        assert cmp.source and all(source.startswith(known) for source in cmp.source), name


def test_no_two_platforms_share_a_container() -> None:
    owner: dict[str, str] = {}
    for name, cmp in SELECTORS.cmps.items():
        for layer in (cmp.banner, cmp.preferences):
            for css in layer.container if layer is not None else ():
                assert owner.setdefault(css, name) == name, f"{css}: {owner[css]} and {name}"


def test_no_container_names_only_what_any_site_may_call_its_banner() -> None:
    plain = {
        f"{sign}{word}"
        for sign in ".#"
        for word in (
            *("cookie-banner", "cookie-bar", "cookie-notice", "cookie-consent", "cookie-popup", "cookie-message", "cookies"),
            *("cookiebanner", "cookiebar", "cookieconsent", "consent", "consent-banner", "gdpr", "banner", "modal", "cookie"),
            *("cookie-consent-banner", "cookieBanner", "cookieBar", "cookieConsent", "cookieNotice", "privacy-banner"),
        )
    }
    for name, cmp in SELECTORS.cmps.items():
        for layer in (cmp.banner, cmp.preferences):
            assert layer is None or not plain & set(layer.container), name
