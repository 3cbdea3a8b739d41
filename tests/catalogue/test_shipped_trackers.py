"""The shipped owner files: sound as a whole, and true where the truth is generally known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
import yaml

from auditor.catalogue.load import Folder, shipped
from auditor.catalogue.tracker import CookieEntry, HostEntry, OwnerFile, StorageEntry, Trackers, conflicts, trackers

HARMLESS = {None, "necessary", "functional"}


@cache
def files() -> dict[str, OwnerFile]:
    return Folder().read("trackers", OwnerFile)


@cache
def catalogue() -> Trackers:
    return trackers(Folder())


def entries(file: OwnerFile) -> Iterator[HostEntry | CookieEntry | StorageEntry]:
    yield from file.hosts
    yield from file.cookies
    yield from file.storage


def host_purpose(address: str) -> str | None:
    hostname, slash, path = address.partition("/")
    found = catalogue().host(hostname, slash + path)
    return found.purpose if found else None


# ── the shipped files ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_file_loads_and_says_something() -> None:
    for name, file in files().items():
        assert file.hosts or file.cookies or file.storage, name
        assert file.owner or len(file.hosts) + len(file.cookies) + len(file.storage) > 1, name


def test_a_file_is_named_in_lower_case_letters_digits_and_dashes() -> None:
    for name in files():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name), name


def test_no_two_owners_have_the_same_name() -> None:
    owners = [file.owner for file in files().values() if file.owner]
    assert len(owners) == len(set(owners))


def test_no_two_entries_claim_the_same() -> None:
    assert conflicts(files()) == ()


def test_the_catalogue_reaches_as_far_as_it_says() -> None:
    hosts = {entry.host for file in files().values() for entry in file.hosts}
    cookies = {(c.name or c.pattern, c.domain) for file in files().values() for c in file.cookies}
    owners = {file.owner for file in files().values()}
    assert len(hosts) >= 1000
    assert len(cookies) >= 1500
    assert len(owners) >= 350


def test_every_source_is_an_address_or_a_package() -> None:
    for name, file in files().items():
        for source in file.source:
            assert re.fullmatch(r"https?://\S+|npm:[\w@./-]+", source), (name, source)


def test_every_file_reads_the_same_with_the_plain_yaml_reader() -> None:
    for entry in (shipped() / "trackers").iterdir():
        text = entry.read_text("utf-8")
        assert yaml.load(text, Loader=yaml.BaseLoader)["source"], entry.name


def test_an_audience_tool_of_a_named_owner_says_whether_it_can_be_exempt() -> None:
    for name, file in files().items():
        for entry in entries(file):
            if entry.purpose == "audience":
                assert entry.exemption or file.exemption, (name, entry)
            else:
                assert entry.exemption is None, (name, entry)


def test_an_unknown_purpose_says_why() -> None:
    for name, file in files().items():
        for entry in entries(file):
            assert entry.purpose != "unknown" or entry.because, (name, entry)


def test_names_that_many_owners_use_stand_only_with_a_domain() -> None:
    many = {
        "uid",
        "id",
        "uuid",
        "session",
        "sid",
        "i",
        "c",
        "u",
        "v",
        "fr",
        "ts",
        "pid",
        "mc",
        "tuuid",
        "sync",
        "user",
        "visitor",
        "token",
    }
    loose = {(name, c.name) for name, file in files().items() for c in file.cookies if c.name in many and c.domain is None}
    assert loose == set()


def test_every_entry_is_found_again_by_its_own_look_up() -> None:
    for name, file in files().items():
        for cookie in file.cookies:
            example = (cookie.name or cookie.pattern or "").replace("*", "zz").replace("#", "42")
            found = catalogue().cookie(example, (cookie.domain or "site.example").replace(".*", ".fr"))
            assert found is not None, (name, example)
            assert cookie.name is None or (found.file, found.purpose) == (name, cookie.purpose), (name, cookie, found)
        for key in file.storage:
            example = (key.name or key.pattern or "").replace("*", "zz").replace("#", "42")
            stored = catalogue().storage(key.kind or "local", example, (key.domain or "site.example").replace(".*", ".fr"))
            assert stored is not None, (name, example)
            assert key.name is None or (stored.file, stored.purpose) == (name, key.purpose), (name, key, stored)
        for host in file.hosts:
            path = (host.path or "/").replace("*", "x").replace("#", "42")
            seen = catalogue().host(host.host.replace(".*", ".fr") if host.host != "*" else "site.example", path)
            assert seen is not None, (name, host)
            assert (seen.file, seen.purpose) == (name, host.purpose), (name, host, seen)


# ── what is generally known ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("address", "purpose"),
    [
        ("www.google-analytics.com/g/collect", "audience"),
        ("region1.analytics.google.com/g/collect", "audience"),
        ("stats.g.doubleclick.net/dc.js", "advertising"),
        ("pagead2.googlesyndication.com/pagead/js/adsbygoogle.js", "advertising"),
        ("www.google.fr/pagead/1p-user-list/1/", "advertising"),
        ("www.google.co.uk/ads/ga-audiences", "advertising"),
        ("www.youtube.com/embed/x", "social"),
        ("connect.facebook.net/en_US/fbevents.js", "advertising"),
        ("connect.facebook.net/fr_FR/sdk.js", "social"),
        ("www.facebook.com/tr/?id=1&ev=PageView", "advertising"),
        ("www.facebook.com/plugins/like.php", "social"),
        ("www.clarity.ms/tag/x", "audience"),
        ("bat.bing.com/bat.js", "advertising"),
        ("px.ads.linkedin.com/collect", "advertising"),
        ("analytics.tiktok.com/i18n/pixel/events.js", "advertising"),
        ("static.ads-twitter.com/uwt.js", "advertising"),
        ("platform.twitter.com/widgets.js", "social"),
        ("ct.pinterest.com/v3/", "advertising"),
        ("tr.snapchat.com/p", "advertising"),
        ("static.criteo.net/js/ld/publishertag.js", "advertising"),
        ("cdn.taboola.com/libtrc/x/loader.js", "advertising"),
        ("widgets.outbrain.com/outbrain.js", "advertising"),
        ("a.teads.tv/page/1/tag", "advertising"),
        ("c.amazon-adsystem.com/aax2/apstag.js", "advertising"),
        ("ib.adnxs.com/ut/v3/prebid", "advertising"),
        ("ced.sascdn.com/tag/1/smart.js", "advertising"),
        ("match.adsrvr.org/track/cmf/generic", "advertising"),
        ("id5-sync.com/g/v2/1.json", "advertising"),
        ("cstatic.weborama.fr/js/x.js", "advertising"),
        ("logs1412.xiti.com/hit.xiti", "audience"),
        ("tag.aticdn.net/piano-analytics.js", "audience"),
        ("prof.estat.com/js/x.js", "audience"),
        ("static.chartbeat.com/js/chartbeat.js", "audience"),
        ("sb.scorecardresearch.com/beacon.js", "audience"),
        ("stats.site.example/matomo.php?idsite=1", "audience"),
        ("cdn.matomo.cloud/x.matomo.cloud/matomo.js", "audience"),
        ("plausible.io/api/event", "audience"),
        ("metrics.site.example/b/ss/suite/1/JS-2.22", "audience"),
        ("www.site.example/metrics/g/collect?v=2&tid=G-ABCDEF", "audience"),
        ("dpm.demdex.net/id", "advertising"),
        ("script.hotjar.com/modules.js", "audience"),
        ("c.contentsquare.net/pageview", "audience"),
        ("try.abtasty.com/x.js", "audience"),
        ("js.hs-analytics.net/analytics/x.js", "audience"),
        ("mc.yandex.ru/metrika/tag.js", "audience"),
        ("action.metaffiliation.com/trk.php", "advertising"),
        ("www.dwin1.com/1.js", "advertising"),
        ("t.me/channel/1?embed=1", "social"),
        ("s7.addthis.com/js/300/addthis_widget.js", "social"),
        ("site.disqus.com/embed.js", "social"),
    ],
)
def test_well_known_hosts_have_their_purpose(address: str, purpose: str) -> None:
    assert host_purpose(address) == purpose


@pytest.mark.parametrize(
    ("name", "domain", "purpose", "owner"),
    [
        ("_ga", ".site.example", "audience", "Google"),
        ("_ga_X1Y2Z3", ".site.example", "audience", "Google"),
        ("_gid", ".site.example", "audience", "Google"),
        ("_gcl_au", ".site.example", "advertising", "Google"),
        ("IDE", ".doubleclick.net", "advertising", "Google"),
        ("NID", ".google.fr", "advertising", "Google"),
        ("VISITOR_INFO1_LIVE", ".youtube.com", "social", "Google"),
        ("_fbp", ".site.example", "advertising", "Meta"),
        ("fr", ".facebook.com", "advertising", "Meta"),
        ("_uetvid", ".site.example", "advertising", "Microsoft"),
        ("MUID", ".bing.com", "advertising", "Microsoft"),
        ("_clck", ".site.example", "audience", "Microsoft"),
        ("li_fat_id", ".site.example", "advertising", "LinkedIn"),
        ("_ttp", ".tiktok.com", "advertising", "TikTok"),
        ("_pin_unauth", ".site.example", "advertising", "Pinterest"),
        ("_scid", ".site.example", "advertising", "Snap"),
        ("cto_bundle", ".site.example", "advertising", "Criteo"),
        ("t_gid", ".taboola.com", "advertising", "Taboola"),
        ("uuid2", ".adnxs.com", "advertising", "Xandr (Microsoft)"),
        ("TDID", ".adsrvr.org", "advertising", "The Trade Desk"),
        ("__qca", ".site.example", "advertising", "Quantcast"),
        ("AFFICHE_W", ".weborama.fr", "advertising", "Weborama"),
        ("_pubcid", ".site.example", "advertising", None),
        ("atuserid", ".site.example", "audience", "Piano (AT Internet)"),
        ("_pcid", ".site.example", "audience", "Piano (AT Internet)"),
        ("xtvrn", ".site.example", "audience", "Piano (AT Internet)"),
        ("etuix", ".site.example", "audience", "Eulerian"),
        ("_pk_id.1.1fff", "www.site.example", "audience", "Matomo"),
        ("Wysistat", "www.site.example", "audience", "Wysistat"),
        ("_hjSessionUser_123", ".site.example", "audience", "Hotjar (Contentsquare)"),
        ("_cs_id", ".site.example", "audience", "Contentsquare"),
        ("ABTasty", ".site.example", "audience", "AB Tasty"),
        ("kameleoonVisitorCode", ".site.example", "audience", "Kameleoon"),
        ("AMCV_ABC%40AdobeOrg", ".site.example", "advertising", "Adobe"),
        ("hubspotutk", ".site.example", "audience", "HubSpot"),
        ("_ym_uid", ".site.example", "audience", "Yandex"),
        ("stel_ssid", "t.me", "social", "Telegram"),
    ],
)
def test_well_known_cookies_have_their_purpose_and_owner(name: str, domain: str, purpose: str, owner: str | None) -> None:
    found = catalogue().cookie(name, domain)
    assert found is not None
    assert (found.purpose, found.owner) == (purpose, owner)


@pytest.mark.parametrize(
    "address",
    [
        "notgoogle-analytics.com/",
        "google-analytics.com.evil.example/",
        "my-facebook.com/tr",
        "www.site.example/",
        "www.site.example/travel",
        "www.google.com/search",
        "en.wikipedia.org/wiki/Cookie",
        "www.googletagmanager.com/gtm.js?id=GTM-X",
        "tags.tiqcdn.com/utag/x.js",
        "cdn.tagcommander.com/1/tc_x.js",
        "fonts.googleapis.com/css2",
        "cdn.jsdelivr.net/npm/x",
        "cdnjs.cloudflare.com/ajax/libs/x",
        "www.google.com/recaptcha/api.js",
        "hcaptcha.com/1/api.js",
        "js.stripe.com/v3/",
        "browser.sentry-cdn.com/7/bundle.js",
        "sdk.privacy-center.org/x/loader.js",
        "static.axept.io/sdk.js",
        "cdn.cookielaw.org/scripttemplates/otSDKStub.js",
        "consent.cookiebot.com/uc.js",
        "tile.openstreetmap.org/1/1/1.png",
    ],
)
def test_benign_hosts_are_not_trackers(address: str) -> None:
    assert host_purpose(address) in HARMLESS


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("PHPSESSID", "www.site.example"),
        ("JSESSIONID", "www.site.example"),
        ("ASP.NET_SessionId", "www.site.example"),
        ("connect.sid", "www.site.example"),
        ("laravel_session", "www.site.example"),
        ("XSRF-TOKEN", "www.site.example"),
        ("csrftoken", "www.site.example"),
        ("wordpress_test_cookie", "www.site.example"),
        ("AWSALB", "www.site.example"),
        ("__cf_bm", ".site.example"),
        ("cf_clearance", ".site.example"),
        ("SERVERID", "www.site.example"),
        ("PrestaShop-0a1b", "www.site.example"),
        ("tarteaucitron", "www.site.example"),
        ("klaro", ".site.example"),
        ("orejime", ".site.example"),
        ("cc_cookie", ".site.example"),
        ("cookieconsent_status", ".site.example"),
        ("euconsent-v2", ".site.example"),
        ("OptanonConsent", ".site.example"),
        ("OptanonAlertBoxClosed", ".site.example"),
        ("CookieConsent", ".site.example"),
        ("didomi_token", ".site.example"),
        ("axeptio_cookies", ".site.example"),
        ("FCCDCF", ".site.example"),
        ("TC_PRIVACY", ".site.example"),
        ("uid", "www.site.example"),
        ("fr", "www.site.example"),
        ("IDE", "www.site.example"),
        ("_GA", "www.site.example"),
        ("my_own_cookie", "www.site.example"),
    ],
)
def test_benign_cookies_are_not_trackers(name: str, domain: str) -> None:
    found = catalogue().cookie(name, domain)
    assert (found.purpose if found else None) in HARMLESS


@pytest.mark.parametrize(
    ("kind", "key", "origin", "purpose"),
    [
        ("local", "_uetsid", "www.site.example", "advertising"),
        ("session", "tt_sessionId", "www.site.example", "advertising"),
        ("local", "mp_0a1b_mixpanel", "www.site.example", "audience"),
        ("local", "yt-remote-device-id", "www.youtube.com", "social"),
        ("local", "_pubcid", "www.site.example", "advertising"),
        ("local", "klaro", "www.site.example", "necessary"),
        ("local", "uc_settings", "www.site.example", "necessary"),
        ("indexeddb", "firebase-heartbeat-database", "www.site.example", "functional"),
        ("local", "basket", "www.site.example", None),
        ("cache", "pages-v1", "www.site.example", None),
    ],
)
def test_well_known_storage_keys_have_their_purpose(kind: str, key: str, origin: str, purpose: str | None) -> None:
    found = catalogue().storage(kind, key, origin)
    assert (found.purpose if found else None) == purpose


@pytest.mark.parametrize(
    ("hostname", "exemption"),
    [
        ("www.google-analytics.com", "no"),
        ("www.clarity.ms", "no"),
        ("sb.scorecardresearch.com", "no"),
        ("logs.xiti.com", "possible"),
        ("x.matomo.cloud", "possible"),
        ("x.piwik.pro", "possible"),
        ("www.wysistat.com", "possible"),
        ("cdn.amplitude.com", "unknown"),
        ("static.criteo.net", None),
        ("fonts.gstatic.com", None),
    ],
)
def test_only_audience_tools_carry_an_exemption(hostname: str, exemption: str | None) -> None:
    found = catalogue().host(hostname)
    assert found is not None
    assert found.exemption == exemption


@pytest.mark.parametrize(
    ("hostname", "owner"),
    [
        ("www.google.fr", "Google"),
        ("lh3.googleusercontent.com", "Google"),
        ("d1.cloudfront.net", "Amazon Web Services"),
        ("static.xx.fbcdn.net", "Meta"),
        ("site.example", None),
        ("unpkg.com", None),
    ],
)
def test_an_owner_is_known_even_where_no_purpose_is(hostname: str, owner: str | None) -> None:
    assert catalogue().owner(hostname) == owner


def test_hosts_that_anyone_can_rent_are_given_no_purpose() -> None:
    for hostname in (
        "d1.cloudfront.net",
        "bucket.s3.amazonaws.com",
        "x.azureedge.net",
        "storage.googleapis.com",
        "x.b-cdn.net",
        "me.github.io",
    ):
        assert host_purpose(hostname) is None, hostname
