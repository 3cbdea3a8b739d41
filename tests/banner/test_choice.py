"""What a platform's cookies and keys say of the choice; values as real platforms wrote them, or as documented."""

from __future__ import annotations

import base64
import json

import pytest

from auditor.banner import Selectors, read_choice
from auditor.catalogue.load import Folder
from auditor.evidence.records.cookies import StoredCookie
from auditor.evidence.records.storage import StorageEntry

SELECTORS = Selectors.load(Folder())
# Purposes 1 to 10 refused, and accepted: the core of a TC string, all other fields zero.
REFUSED = base64.urlsafe_b64encode(bytes([2 << 2]) + bytes(18) + bytes([0, 0, 0]) + bytes(10)).decode()
ACCEPTED = base64.urlsafe_b64encode(bytes([2 << 2]) + bytes(18) + bytes([0xFF, 0xC0, 0]) + bytes(10)).decode()


def cookie(name: str, value: str) -> StoredCookie:
    return StoredCookie(
        name=name,
        value=value,
        domain="boutique.example",
        path="/",
        expires_at=None,
        http_only=False,
        secure=True,
        same_site="Lax",
    )


def didomi(enabled: list[str], disabled: list[str]) -> str:
    return base64.b64encode(json.dumps({"purposes": {"enabled": enabled, "disabled": disabled}}).encode()).decode()


@pytest.mark.parametrize(
    ("platform", "name", "value", "kind"),
    [
        ("tarteaucitron", "tarteaucitron", "!gtag=true!youtube=true", "all"),
        ("tarteaucitron", "tarteaucitron", "!gtag=false!youtube=false", "none"),
        ("tarteaucitron", "tarteaucitron", "!gtag=true!youtube=false", "unreadable"),
        ("tarteaucitron", "tarteaucitron", "!gtag=wait!youtube=wait", None),
        ("tarteaucitron", "choix-cookies", "!gtag=false!youtube=false", "none"),
        ("klaro", "klaro", "%7B%22matomo%22%3Afalse%7D", "none"),
        ("klaro", "klaro", "%7B%22matomo%22%3Atrue%2C%22camera%22%3Atrue%7D", "all"),
        ("klaro", "klaro", "%7B%22matomo%22%3Afalse%2C%22camera%22%3Atrue%7D", "unreadable"),
        ("klaro", "klaro", "not json", "unreadable"),
        ("orejime", "eu-consent", "{%22mandatory%22:true%2C%22analytics%22:false}", "none"),
        ("vanilla-cookieconsent", "cc_cookie", '{"categories":["necessary"],"revision":0}', "none"),
        ("vanilla-cookieconsent", "cc_cookie", '{"categories":["necessary","analytics"],"revision":0}', "some"),
        ("vanilla-cookieconsent", "cc_cookie", '{"categories":["nec"],"revision":0}', "none"),
        ("vanilla-cookieconsent", "cc_cookie", '{"categories":["strictlyNecessary"],"revision":0}', "none"),
        ("vanilla-cookieconsent", "cc_cookie", '{"categories":["notwendige_cookies"],"revision":0}', "none"),
        ("vanilla-cookieconsent", "cc_cookie", '{"categories":["functional"],"revision":0}', "some"),
        ("vanilla-cookieconsent", "cc_cookie", '{"categories":["basic"],"revision":0}', "some"),
        ("vanilla-cookieconsent", "cc_cookie", '{"categories":["nec","unnecessary"],"revision":0}', "some"),
        ("osano-cookieconsent", "cookieconsent_status", "deny", "none"),
        ("osano-cookieconsent", "cookieconsent_status", "allow", "all"),
        ("osano-cookieconsent", "cookieconsent_status", "dismiss", None),
        ("onetrust", "OptanonConsent", "isGpcEnabled=0&groups=C0001%3A1%2CC0002%3A0%2CC0004%3A0&version=1", "none"),
        ("onetrust", "OptanonConsent", "isGpcEnabled=0&groups=C0001%3A1%2CC0002%3A1%2CC0004%3A1&version=1", "all"),
        ("onetrust", "OptanonConsent", "isGpcEnabled=0&version=1", "unreadable"),
        ("cookiebot", "CookieConsent", "{stamp:%27x%27%2Cnecessary:true%2Cpreferences:false%2Cmarketing:false}", "none"),
        ("cookiebot", "CookieConsent", "{stamp:'x==',necessary:true,preferences:true,marketing:true,ver:1}", "all"),
        ("didomi", "didomi_token", didomi([], ["cookies", "ads"]), "none"),
        ("didomi", "didomi_token", didomi(["cookies"], []), "all"),
        ("didomi", "euconsent-v2", REFUSED, "none"),
        ("sirdata", "euconsent-v2", ACCEPTED, "all"),
        ("sirdata", "euconsent-v2", "CP", "unreadable"),
        ("axeptio", "axeptio_cookies", '{"$$token":"a","$$completed":true,"google_analytics":false}', "none"),
        ("complianz", "cmplz_marketing", "deny", "none"),
        ("cookieyes", "cookieyes-consent", "consentid:abc,consent:no,necessary:yes,functional:no,analytics:no", "none"),
        ("iubenda", "_iub_cs-123", '{"timestamp":"x","purposes":{"1":true,"3":false,"4":false},"id":123}', "none"),
        ("shopify", "_tracking_consent", '{"con":{"CMP":{"a":"1","m":"0","p":"1","s":"0"}},"v":"2.1"}', "some"),
        ("trustarc", "cmapi_cookie_privacy", "permit 1,2,3", "all"),
    ],
)  # fmt: skip
def test_the_stored_choice_is_read(platform: str, name: str, value: str, kind: str | None) -> None:
    choice = read_choice(platform, [cookie("PHPSESSID", "1"), cookie(name, value)], [], SELECTORS)
    assert (choice.kind if choice is not None else None) == kind


def test_local_storage_is_read_too() -> None:
    services = {"consent": {"services": {"a": {"consent": False}, "b": {"consent": False}}}}
    entry = StorageEntry(kind="local", origin="https://boutique.example", key="ucData", value=json.dumps(services))
    choice = read_choice("usercentrics", [], [entry], SELECTORS)
    assert choice is not None and choice.kind == "none"
    assert choice.because == "selectors/cmps/usercentrics.yaml: local ucData says a off, b off"


def test_nothing_is_said_of_a_platform_that_is_not_known() -> None:
    assert read_choice(None, [cookie("cc_cookie", "{}")], [], SELECTORS) is None
    assert read_choice("elsewhere", [cookie("cc_cookie", "{}")], [], SELECTORS) is None


@pytest.mark.parametrize(
    "value", ["", "[" * 5000, '{"categories": {"a": {"b": []}}}', "\x00", "[1, 2]", "null", "%ff%fe", "!" * 4000]
)
@pytest.mark.parametrize("platform", sorted(SELECTORS.cmps))
def test_hostile_values_do_no_harm(platform: str, value: str) -> None:
    for place in SELECTORS.cmps[platform].choice:
        name = place.name.replace("*", "x").replace("#", "1")
        entry = StorageEntry(kind=place.kind, origin="https://boutique.example", key=name, value=value)
        choice = read_choice(platform, [cookie(name, value)], [entry], SELECTORS)
        assert choice is None or choice.kind in ("none", "some", "unreadable", "all")


def test_what_is_granted_without_a_name_that_needs_no_consent_is_named() -> None:
    choice = read_choice("vanilla-cookieconsent", [cookie("cc_cookie", '{"categories":["nec","kpi"]}')], (), SELECTORS)
    assert choice is not None
    assert (choice.kind, "kpi on" in choice.because, "nec on" in choice.because) == ("some", True, False)
