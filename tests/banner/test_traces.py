"""Platforms by what their code leaves."""

from __future__ import annotations

from auditor.banner import Selectors, platform_traces
from auditor.catalogue.load import Folder

SELECTORS = Selectors.load(Folder())


def test_scripts_cookies_and_keys_tell_the_platform() -> None:
    urls = [
        "https://consent.cookiebot.com/uc.js?cbid=1",
        "https://boutique.example/app.js",
        "http://[broken",
        "data:text/javascript,",
    ]
    found = platform_traces(urls, ["_iub_cs-99", "PHPSESSID"], ["uc_settings"], SELECTORS)
    assert found == {
        "cookiebot": ("selectors/cmps/cookiebot.yaml: script consent.cookiebot.com",),
        "iubenda": ("selectors/cmps/iubenda.yaml: cookie _iub_cs-*",),
        "usercentrics": ("selectors/cmps/usercentrics.yaml: key uc_settings",),
    }


def test_a_page_without_any_leaves_none() -> None:
    assert platform_traces(["https://boutique.example/app.js"], ["PHPSESSID"], ["cart"], SELECTORS) == {}
