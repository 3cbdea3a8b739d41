"""Needs about how the banner puts its question: how its controls look and are reached, how its switches stood, its language."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.classify.design import Languages, SwitchSeen
from auditor.classify.site import Site
from auditor.needs.banner import no_banner, text
from auditor.results import Control
from auditor.rule import Need, NoObject, Part, Unmet

__all__ = ["BothAnswers", "ControlsOfChoice", "Pair", "SpokenLanguages", "Switches"]


@dataclass(frozen=True, slots=True)
class Pair:
    """The two answers of the first layer."""

    accept: Control
    refuse: Control
    viewport: tuple[float, float] | None
    """Width and height in CSS pixels."""


def _both(site: Site) -> Pair | Unmet | NoObject:
    if not site.banner.present:
        return no_banner(site)
    accept, refuse = (site.banner.controls.get(name) for name in ("accept", "refuse"))
    if accept is None or accept.layer != 1:
        return NoObject(text("the first layer has no control to accept", "le premier niveau n’a pas de contrôle pour accepter"))
    if refuse is None or refuse.layer != 1 or site.refused_by_saving:
        if site.first_layer_unread:
            return Unmet(
                text(
                    "no control that refuses was recognised, and what some buttons do is not known",
                    "aucun contrôle de refus n’a été reconnu, et l’effet de certains boutons n’est pas connu",
                )
            )
        return NoObject(text("the first layer has no control to refuse", "le premier niveau n’a pas de contrôle pour refuser"))
    return Pair(accept, refuse, site.design.viewport)


BothAnswers: Need[Pair] = Need("both answers", _both)
"""The controls to accept and to refuse, where both stand on the first layer."""


def _controls(site: Site) -> dict[str, Control] | Unmet | NoObject:
    if not site.banner.present:
        return no_banner(site)
    found = {name: c for name in _CHOICE if (c := site.banner.controls.get(name)) is not None}
    return found or NoObject(text("the banner has no control that decides", "le bandeau n’a aucun contrôle de choix"))


_CHOICE = ("accept", "refuse", "settings", "save", "close")
ControlsOfChoice: Need[dict[str, Control]] = Need("controls of the choice", _controls)
"""accept, refuse, settings, save, close → the control, for those that there are on the layers that were seen."""


def _switches(site: Site) -> tuple[SwitchSeen, ...] | Part[tuple[SwitchSeen, ...]] | Unmet | NoObject:
    if not site.banner.present:
        return no_banner(site)
    design = site.design
    settings = site.banner.controls.get("settings")
    if not design.panel_seen and settings is not None:
        reason = text(
            f"« {settings.text} » was not opened before a choice was made",
            f"« {settings.text} » n’a pas été ouvert avant un choix",
        )
        return Part(design.switches, reason) if design.switches else Unmet(reason)
    if design.out_of_sight:
        reason = text(design.out_of_sight, "une partie des options du panneau n’a pu être vue")
        return Part(design.switches, reason) if design.switches else Unmet(reason)
    if not design.switches:
        return NoObject(text("no switch was seen in the banner", "aucun interrupteur n’a été vu dans le bandeau"))
    return design.switches


Switches: Need[tuple[SwitchSeen, ...]] = Need("switches untouched", _switches)
"""The switches of the banner as they stood before anyone touched one."""


def _spoken(site: Site) -> Languages | Unmet | NoObject:
    if not site.banner.present:
        return no_banner(site)
    found = site.design.languages
    if found is None or found.page is None or found.banner is None:
        which = ("of the banner", "du bandeau") if found is not None and found.page is not None else ("of the page", "de la page")
        return Unmet(
            text(
                f"the language {which[0]} is not established by its text",
                f"la langue {which[1]} n’est pas établie par son texte",
            )
        )
    return found


SpokenLanguages: Need[Languages] = Need("languages", _spoken)
"""The languages of the page and of the banner, each told by its text."""
