"""Needs about the banner: that it stands there, that it was looked for, what can be pressed on it, what it says."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.classify.site import Claim, Site
from auditor.results import Banner, Control
from auditor.rule import Need, NoObject, Text, Unmet

__all__ = ["AllLayers", "AskedAgain", "BannerPresent", "BannerSearched", "Claims", "ClosingRefuses", "FirstLayer",
           "FirstLayerControls", "Layers", "Offered", "no_banner", "text"]  # fmt: skip


def text(en: str, fr: str) -> Text:
    """A text in both report languages."""
    return {"en": en, "fr": fr}


def no_banner(site: Site) -> Unmet | NoObject:
    """Why there is no banner to judge: established, or not."""
    if not site.banner_searched:
        return Unmet(text("no snapshot of the arrival could be read", "aucune image de l’arrivée n’a pu être lue"))
    if not site.banner_search_whole:
        return Unmet(
            text(
                "no banner was found, but a part of the page could not be read",
                "aucun bandeau n’a été trouvé, mais une partie de la page n’a pu être lue",
            )
        )
    if site.hidden_by:
        return Unmet(
            text(
                f"no banner was found, but something lay over the page and could not be put away (« {site.hidden_by[:80]} »)",
                "aucun bandeau n’a été trouvé, mais quelque chose recouvrait la page et n’a pu être écarté"
                f" (« {site.hidden_by[:80]} »)",
            )
        )
    if not site.wording_known:
        return Unmet(
            text(
                f"no banner was found, but no words are known for the language of the page ({site.language})",
                f"aucun bandeau n’a été trouvé, mais aucun mot n’est connu pour la langue de la page ({site.language})",
            )
        )
    if site.consent_platform:
        return Unmet(
            text(
                f"no banner was found although a consent platform is there ({site.consent_platform})",
                f"aucun bandeau n’a été trouvé alors qu’une plateforme de consentement est présente ({site.consent_platform})",
            )
        )
    return NoObject(text("no banner stood before the visitor", "aucun bandeau ne se présentait au visiteur"))


def _banner(site: Site) -> Banner | Unmet | NoObject:
    return site.banner if site.banner.present else no_banner(site)


BannerPresent: Need[Banner] = Need("banner present", _banner)
"""The banner; not applicable where it is established that there is none."""


def _searched(site: Site) -> Banner | Unmet:
    if site.banner.present:
        return site.banner
    reason = no_banner(site)
    return reason if isinstance(reason, Unmet) else site.banner


BannerSearched: Need[Banner] = Need("banner searched", _searched)
"""The banner, or a `Banner` that says that none is there; unmet where that is not established."""


@dataclass(frozen=True, slots=True)
class OfferedChoice:
    """What the banner lets a visitor decide, as far as its controls were understood."""

    choice: bool
    """True where something accepts, refuses, sets or saves a choice, on any layer."""
    only_ok: str
    """Text of the « OK » where that is all that can be pressed; empty where it is not."""
    unread: tuple[str, ...]
    """Texts of buttons that no wording knows: they may offer a choice."""


def _offered(site: Site) -> OfferedChoice:
    there = {name: c for name in _DECIDES if (c := site.banner.controls.get(name)) is not None}
    alone = site.accept_only_acknowledges and there.keys() <= {"accept"}
    ok = there["accept"].text if alone and "accept" in there else ""
    return OfferedChoice(choice=bool(there) and not alone, only_ok=ok, unread=site.first_layer_unread)


_DECIDES = ("accept", "refuse", "settings", "save")
Offered: Need[OfferedChoice] = Need("choice offered", _offered)
"""Whether the banner offers a choice; never unmet, for whether a banner stands there is another need."""


@dataclass(frozen=True, slots=True)
class FirstLayerControls:
    """The controls of the first layer, and what could not be read of it."""

    accept: Control | None
    refuse: Control | None
    settings: Control | None
    save: Control | None
    close: Control | None
    unread: tuple[str, ...]
    only_acknowledges: bool


def _first_layer(site: Site) -> FirstLayerControls | Unmet | NoObject:
    if not site.banner.present:
        return no_banner(site)
    first = {k: (c if (c := site.banner.controls.get(k)) is not None and c.layer == 1 else None) for k in _LAYER}
    if site.refused_by_saving:
        first["refuse"] = None  # it refuses only where each switch was looked at
    return FirstLayerControls(**first, unread=site.first_layer_unread, only_acknowledges=site.accept_only_acknowledges)


_LAYER = ("accept", "refuse", "settings", "save", "close")
FirstLayer: Need[FirstLayerControls] = Need("first layer", _first_layer)
"""What can be pressed without opening anything."""


@dataclass(frozen=True, slots=True)
class AllLayers:
    """What the whole banner offers, as far as it was explored."""

    refused_with: str
    """Text of what refuses, on any layer; empty where nothing does."""
    in_vain: bool
    """True where it was pressed and the banner still stood there."""
    accept: str
    settings: str
    explored: bool
    """True where the settings were opened and searched to the end."""
    unread: tuple[str, ...]
    only_acknowledges: bool


def _layers(site: Site) -> AllLayers | Unmet | NoObject:
    if not site.banner.present:
        return no_banner(site)
    text = {name: control.text for name, control in site.banner.controls.items() if control is not None}
    refused = site.scenarios.get("refuse")
    walked = " › ".join(refused.path) if refused is not None and refused.outcome == "clicked" else ""
    stood = refused is not None and refused.outcome == "not-dismissed" and text.get("refuse") in refused.path
    return AllLayers(
        refused_with=("" if site.refused_by_saving else text.get("refuse", "")) or walked or text.get("save", ""),
        in_vain=stood,
        accept=text.get("accept", ""),
        settings=text.get("settings", ""),
        explored=site.second_layer_seen and refused is not None and refused.outcome == "no-control",
        unread=site.first_layer_unread,
        only_acknowledges=site.accept_only_acknowledges,
    )


Layers: Need[AllLayers] = Need("all layers", _layers)
"""All that can be pressed, on the first layer and behind it."""


AskedAgain: Need[tuple[str, ...]] = Need("asked again", lambda site: site.asked_again_after_refuse)
"""Labels of the later views of the refusal in which a banner stood again."""


Claims: Need[tuple[Claim, ...]] = Need("claims", lambda site: _claims(site))
"""Sentences of the consent text that commit the site."""


def _claims(site: Site) -> tuple[Claim, ...] | Unmet | NoObject:
    found = tuple(c for c in site.claims if c.claim != "closing-refuses")
    if found:
        return found
    if not site.banner.present:
        return no_banner(site)
    return NoObject(
        text(
            "the consent text makes no promise that is known here",
            "le texte de consentement ne contient aucune promesse connue ici",
        )
    )


ClosingRefuses: Need[str] = Need(
    "closing refuses", lambda site: next((c.quote for c in site.claims if c.claim == "closing-refuses"), "")
)
"""The sentence that says that closing refuses; empty where there is none."""
