"""Demo sites that carry real consent platforms, where `python -m auditor.demo.fetch` has put them into the cache.

Each platform can be wired `honest` (the tags wait for consent, as its documentation shows) or wrongly: `on-arrival` (the tags
stand in the page beside it) or `on-any-choice` (they start whichever button is pressed). The code of the platforms is theirs and
is never part of this package.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from auditor.demo.expected import Expected
from auditor.demo.message import Request, Response, Site, file, html
from auditor.demo.sites import Demo

__all__ = ["PLATFORMS", "Platform", "package_folder", "platform_demo", "platform_demos", "platforms_folder"]

_PAGES = files("auditor.demo").joinpath("pages").joinpath("platforms")
_WIRINGS = {
    "honest": ("bien câblée", "wired well", ""),
    "on-arrival": ("avec des traceurs dès l'arrivée", "with tags on arrival", "-arrivee"),
    "on-any-choice": ("avec des traceurs quel que soit le choix", "with tags whatever the choice", "-toujours"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One platform that can be fetched, and how it stands in the demo."""

    id: str
    """As in `selectors/cmps`."""
    package: str
    """Name on the npm registry."""
    name: str
    wiring: str
    """In the demo."""
    measurement: str
    """Of the tag that it guards."""


PLATFORMS: tuple[Platform, ...] = (
    Platform(id="tarteaucitron", package="tarteaucitronjs", name="tarteaucitron", wiring="honest", measurement="G-PLATE001"),
    Platform(id="klaro", package="klaro", name="Klaro", wiring="on-any-choice", measurement="G-PLATE002"),
    Platform(id="orejime", package="orejime", name="Orejime", wiring="honest", measurement="G-PLATE003"),
    Platform(
        id="vanilla-cookieconsent",
        package="vanilla-cookieconsent",
        name="CookieConsent (vanilla)",
        wiring="on-arrival",
        measurement="G-PLATE004",
    ),
    Platform(
        id="osano-cookieconsent",
        package="cookieconsent",
        name="Cookie Consent (Osano)",
        wiring="honest",
        measurement="G-PLATE005",
    ),
)

_LEFT_OPEN = frozenset(
    {
        "ids-remain-after-refuse",
        "partial-consent-ignored",
        "promise-broken",
        "withdraw-does-not-clear",
        "withdraw-does-not-stop",
    }
)
"""Follow from tags that run whatever the choice; whether they show depends on what the platform deletes, and when."""


def platforms_folder() -> Path:
    """The cache: `AUDITOR_PLATFORMS`, else a folder of the user's cache. It need not exist."""
    asked = os.environ.get("AUDITOR_PLATFORMS")
    if asked:
        return Path(asked)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "auditor" / "platforms"


def package_folder(name: str) -> Path | None:
    """The folder of one npm package in the cache; None where it was not fetched."""
    found = platforms_folder() / "node_modules" / name
    return found if (found / "package.json").is_file() else None


def platform_demos() -> tuple[Demo, ...]:
    """One site for each platform that was fetched."""
    return tuple(platform_demo(platform, platform.wiring) for platform in PLATFORMS if package_folder(platform.package))


def platform_demo(platform: Platform, wiring: str) -> Demo:
    """A site that carries the platform, wired as asked for (`honest`, `on-arrival`, `on-any-choice`)."""
    french, english, suffix = _WIRINGS[wiring]
    host = f"www.mairie-{platform.id.removesuffix('-cookieconsent')}{suffix}.example"
    everything = frozenset({"www.google-analytics.com", "connect.facebook.net", "www.facebook.com"})
    nothing: frozenset[str] = frozenset()
    early = everything if wiring == "on-arrival" else nothing
    return Demo(
        id=f"{platform.id}-{wiring}",
        url=f"https://{host}/",
        hosts=(Site(host=host, handler=lambda request: _answer(platform, wiring, request)),),
        expected=Expected(
            title={"fr": f"La vraie plateforme {platform.name}, {french}", "en": f"The real platform {platform.name}, {english}"},
            cmp=platform.id,
            refuse_clicks=1,
            accept_clicks=1,
            outcomes={"before": "recorded", "refuse": "clicked", "accept": "clicked"},
            trackers={"before": early, "refuse": nothing if wiring == "honest" else everything, "accept": everything},
            fails=frozenset(
                {
                    "honest": (),
                    "on-arrival": ("tracker-before-choice", "tracker-after-refuse", "beacon-on-leave"),
                    "on-any-choice": ("tracker-after-refuse", "beacon-on-leave"),
                }[wiring]
            ),
            may_fail=frozenset() if wiring == "honest" else _LEFT_OPEN,
            passes=frozenset(
                {
                    "honest": ("tracker-before-choice", "tracker-after-refuse", "ids-remain-after-refuse"),
                    "on-arrival": (),
                    "on-any-choice": ("tracker-before-choice",),
                }[wiring]
                + ("no-refuse-first-layer", "no-refuse-at-all", "refuse-costs-more-clicks", "reasks-after-refuse")
            ),
        ),
    )


def _answer(platform: Platform, wiring: str, request: Request) -> Response:
    if request.path.startswith("/npm/"):
        package, _, inside = request.path.removeprefix("/npm/").partition("/")
        folder = package_folder(package)
        return file(folder, inside) if folder is not None and package == platform.package else html("", status=404)
    if request.path not in ("/", "/horaires.html", "/actualites.html", "/confidentialite.html", "/mentions-legales.html"):
        return html("", status=404)
    wrong = _part(f"wrong-{wiring}.html").replace("G-PLATE00X", platform.measurement)
    words = {
        "title": _TITLES.get(request.path, "La mairie annexe change d'adresse"),
        "name": f"Mairie de Saint-Elme ({platform.name})",
        "text": _TEXTS.get(request.path, "Une seule adresse, deux entrées."),
        "head": _part("cookie.html") + _part(f"{_stem(platform)}.head.html"),
        "wrong": wrong,
        "reopen": _part(f"{_stem(platform)}.reopen.html"),
        "foot": _part(f"{_stem(platform)}.foot.html"),
    }
    text = _part("shell.html")
    for word, said in words.items():
        text = text.replace("{{" + word + "}}", said)
    return html(text)


_TITLES = {"/horaires.html": "Horaires d'ouverture", "/confidentialite.html": "Politique de confidentialité"}
_TEXTS = {
    "/horaires.html": "Du mardi au samedi, de 9 h à 17 h 30.",
    "/confidentialite.html": "La mairie est responsable du traitement. Avec votre consentement, des cookies de Google mesurent"
    " l'audience du site ; leur durée de conservation est de treize mois. Vous disposez d'un droit d'accès, de rectification et"
    " d'effacement de vos données personnelles, et pouvez saisir la CNIL.",
}


def _part(name: str) -> str:
    found = _PAGES.joinpath(name)
    return found.read_text("utf-8") if found.is_file() else ""


def _stem(platform: Platform) -> str:
    return platform.package.removesuffix("js") if platform.id == "tarteaucitron" else platform.package
