"""Needs about what the site tells of itself: links to policies, its list of cookies, what consent is asked for, who the partners
are."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.classify.site import Site
from auditor.classify.told import Declared, PolicyLinkSeen, PolicyRead, PurposesRead
from auditor.needs.banner import no_banner, text
from auditor.rule import Need, NoObject, Part, Unmet

__all__ = [
    "AcceptSeen",
    "CookieList",
    "CookieListRead",
    "PartnersSought",
    "PartnersTold",
    "PoliciesSeen",
    "PoliciesSought",
    "PurposesSaid",
]

_LEAST_NAMES = 3

_NOT_SOUGHT = Unmet(
    text("links to policies were not looked for", "les liens vers une politique n’ont pas été recherchés"),
)


@dataclass(frozen=True, slots=True)
class PoliciesSeen:
    """Links to policies, and what came of following them."""

    links: tuple[PolicyLinkSeen, ...]
    policies: tuple[PolicyRead, ...]
    whole: bool
    """True where banner and pages were read whole."""
    language_known: bool
    sought_on: tuple[str, ...]
    """References to the pages on which links were looked for."""


def _policies(site: Site) -> PoliciesSeen | Unmet | NoObject:
    if not site.banner.present:
        return no_banner(site)
    told = site.told
    if not told.policy_sought:
        return _NOT_SOUGHT
    return PoliciesSeen(told.links, told.policies, told.links_whole, bool(told.purposes.language), told.links_sought_on)


PoliciesSought: Need[PoliciesSeen] = Need("policies sought", _policies)
"""Links to policies were looked for and followed; not applicable without a banner."""


@dataclass(frozen=True, slots=True)
class CookieListRead:
    """The site's own list of cookies, read."""

    declared: Declared
    partial: str
    """Why it may not be all; empty where nothing says so."""


def _cookie_list(site: Site) -> CookieListRead | Unmet:
    declared = site.told.declared
    if declared is None:
        if not site.told.policy_sought:
            return _NOT_SOUGHT
        return Unmet(text("no list of cookies was found to read", "aucune liste de cookies n’a été trouvée"))
    if len(declared.names) < _LEAST_NAMES:
        return Unmet(
            text(
                f"the list of cookies names fewer than {_LEAST_NAMES}: it may be an example",
                f"la liste de cookies en nomme moins de {_LEAST_NAMES} : il peut s’agir d’exemples",
            )
        )
    return CookieListRead(declared, declared.partial)


CookieList: Need[CookieListRead] = Need("cookie list", _cookie_list)
"""The site's own list of cookies, with at least three names."""


def _purposes(site: Site) -> PurposesRead | Unmet | NoObject:
    if not site.banner.present:
        return no_banner(site)
    said = site.told.purposes
    if not said.whole:
        return Unmet(text("the banner could not be read whole", "le bandeau n’a pu être lu en entier"))
    if not said.language:
        return Unmet(text("the language of the banner is not known here", "la langue du bandeau n’est pas connue ici"))
    return said


PurposesSaid: Need[PurposesRead] = Need("purposes said", _purposes)
"""What the first layer says that consent is asked for, in a language that is known here."""


@dataclass(frozen=True, slots=True)
class PartnersTold:
    """What leads to those with whom data is shared."""

    links: tuple[str, ...]
    """Texts of controls of the banner that lead to them."""
    owners: tuple[str, ...]
    """Owners of trackers that were seen, as far as banner or policies name them."""
    said: tuple[str, ...]
    """Words for them in banner and policies, numbers included."""
    policy_unread: str
    """Name of a policy that could not be read; empty where all could."""


def _unseen(site: Site) -> Unmet | None:
    """Why more may be found where nothing was."""
    told = site.told
    if not told.purposes.whole or not told.purposes.language:
        return Unmet(
            text(
                "the banner could not be read whole, or in a language known here",
                "le bandeau n’a pu être lu en entier, ou dans une langue connue ici",
            )
        )
    settings = site.banner.controls.get("settings")
    if settings is not None and not site.second_layer_seen:
        return Unmet(text("the second layer of the banner was not opened", "le second niveau du bandeau n’a pas été ouvert"))
    if site.design.out_of_sight:
        return Unmet(text(site.design.out_of_sight, "une partie du panneau n’a pu être vue"))
    return None


def _partners(site: Site) -> PartnersTold | Unmet | NoObject:
    if not site.banner.present:
        return no_banner(site)
    told = site.told
    if not told.policy_sought:
        return _NOT_SOUGHT
    if not told.partners_links and not told.policy_owners and (unseen := _unseen(site)) is not None:
        return unseen
    done = [p for p in told.policies if p.state in ("read", "dead")]
    read = {p.url for p in done} | {p.final_url for p in done}
    # A link without an address opens its policy in the page, where it was not opened.
    unread = next((link.text or link.url for link in told.links if link.url not in read), "")
    return PartnersTold(
        links=told.partners_links,
        owners=told.policy_owners,
        said=(*(f"{count.number} {count.of}" for count in told.counts[:3]), *told.partners_said),
        policy_unread=unread,
    )


PartnersSought: Need[PartnersTold] = Need("partners sought", _partners)
"""Both layers of the banner and the policies were searched for who the partners are."""


def accept_seen(site: Site) -> Unmet | NoObject | Part[None] | None:
    """The acceptance was walked, so that what comes with consent was seen."""
    outcome = site.scenarios.get("accept")
    if outcome is None or outcome.outcome != "clicked" or outcome.proven is False:
        return Unmet(text("the acceptance was not seen to take", "l’acceptation n’a pas été vue prise en compte"))
    return None


AcceptSeen: Need[None] = Need("accept seen", accept_seen)
"""The acceptance was pressed and is shown to have taken."""
