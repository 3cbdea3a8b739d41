"""The needs that rules declare. Each gives exactly what may be judged with it, or says why it is not there.

`Unmet` makes a rule inconclusive, `NoObject` not applicable, `Part` turns a pass into inconclusive and lets a failure stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from auditor.classify.site import Claim, Contact, ReopenSearch, Site, Write
from auditor.needs.weigh import Item, key_of
from auditor.results import Banner, Control, Outcome
from auditor.rule import Need, NoObject, Part, Text, Unmet

__all__ = [
    "AcceptWalked",
    "AgreedTo",
    "AllCookies",
    "AskedAgain",
    "BannerPresent",
    "BannerSearched",
    "BeforeSeen",
    "Claims",
    "Clicked",
    "ClosingRefuses",
    "FirstLayer",
    "Layers",
    "RefuseWalked",
    "Reopening",
    "TwoVisits",
    "UnknownHosts",
    "contacts_in",
    "later_views_after",
    "pressed",
    "proven",
    "stored_at_end_of",
    "written_in",
]

_VISIT = {"before": ("refuse", "accept"), "refuse": ("refuse",), "accept": ("accept",), "withdraw": ("accept",)}
"""Phase → visits that have it."""

_CALLED: dict[str, Text] = {
    "refuse": {"en": "the refusal", "fr": "le refus"},
    "accept": {"en": "the acceptance", "fr": "l’acceptation"},
    "withdraw": {"en": "the withdrawal", "fr": "le retrait"},
}

_ENDED: dict[str, Text] = {
    "no-control": {"en": "no control for it was found", "fr": "aucun contrôle ne l’a permis"},
    "not-dismissed": {"en": "the banner still stood after the press", "fr": "le bandeau est resté après la pression"},
    "failed": {"en": "it could not be carried out", "fr": "la démarche n’a pas abouti"},
    "no-banner": {"en": "no banner was found", "fr": "aucun bandeau n’a été trouvé"},
}


def _text(en: str, fr: str) -> Text:
    return {"en": en, "fr": fr}


def _before(site: Site) -> Unmet | None:
    outcome = site.scenarios.get("before")
    if outcome is not None and outcome.outcome == "recorded":
        return None
    reason = outcome.reason if outcome is not None else ""
    return Unmet(_text(f"the arrival was not recorded: {reason}", f"l’arrivée n’a pas été enregistrée : {reason}"))


BeforeSeen: Need[None] = Need("before seen", _before)
"""The page was watched before any choice."""


def _no_banner(site: Site) -> Unmet | NoObject:
    if not site.banner_searched:
        return Unmet(_text("no snapshot of the arrival could be read", "aucune image de l’arrivée n’a pu être lue"))
    if not site.banner_search_whole:
        return Unmet(
            _text(
                "no banner was found, but a part of the page could not be read",
                "aucun bandeau n’a été trouvé, mais une partie de la page n’a pu être lue",
            )
        )
    if site.consent_platform:
        return Unmet(
            _text(
                f"no banner was found although a consent platform is there ({site.consent_platform})",
                f"aucun bandeau n’a été trouvé alors qu’une plateforme de consentement est présente ({site.consent_platform})",
            )
        )
    return NoObject(_text("no banner stood before the visitor", "aucun bandeau ne se présentait au visiteur"))


def _banner(site: Site) -> Banner | Unmet | NoObject:
    return site.banner if site.banner.present else _no_banner(site)


BannerPresent: Need[Banner] = Need("banner present", _banner)
"""The banner; not applicable where it is established that there is none."""


def _searched(site: Site) -> Banner | Unmet:
    if site.banner.present:
        return site.banner
    reason = _no_banner(site)
    return reason if isinstance(reason, Unmet) else site.banner


BannerSearched: Need[Banner] = Need("banner searched", _searched)
"""The banner, or a `Banner` that says that none is there; unmet where that is not established."""


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
        return _no_banner(site)
    first = {k: (c if (c := site.banner.controls.get(k)) is not None and c.layer == 1 else None) for k in _LAYER}
    return FirstLayerControls(**first, unread=site.first_layer_unread, only_acknowledges=site.accept_only_acknowledges)


_LAYER = ("accept", "refuse", "settings", "save", "close")
FirstLayer: Need[FirstLayerControls] = Need("first layer", _first_layer)
"""What can be pressed without opening anything."""


@dataclass(frozen=True, slots=True)
class AllLayers:
    """What the whole banner offers, as far as it was explored."""

    refused_with: str
    """Text of what refuses, on any layer; empty where nothing does."""
    accept: str
    settings: str
    explored: bool
    """True where the settings were opened and searched to the end."""
    unread: tuple[str, ...]
    only_acknowledges: bool


def _layers(site: Site) -> AllLayers | Unmet | NoObject:
    if not site.banner.present:
        return _no_banner(site)
    text = {name: control.text for name, control in site.banner.controls.items() if control is not None}
    refused = site.scenarios.get("refuse")
    walked = " › ".join(refused.path) if refused is not None and refused.outcome == "clicked" else ""
    return AllLayers(
        refused_with=text.get("refuse", "") or walked or text.get("save", ""),
        accept=text.get("accept", ""),
        settings=text.get("settings", ""),
        explored=site.second_layer_seen and refused is not None and refused.outcome == "no-control",
        unread=site.first_layer_unread,
        only_acknowledges=site.accept_only_acknowledges,
    )


Layers: Need[AllLayers] = Need("all layers", _layers)
"""All that can be pressed, on the first layer and behind it."""

UnknownHosts: Need[dict[str, tuple[str, ...]]] = Need("unknown hosts", lambda site: site.unknown_hosts)
"""Third-party hosts that the catalogue does not know, with the phases: counted, and nothing concluded from them."""

Clicked: Need[frozenset[str]] = Need(
    "choices made", lambda site: frozenset(name for name, outcome in site.scenarios.items() if outcome.outcome == "clicked")
)
"""Choices whose press made the banner go away."""


@dataclass(frozen=True, slots=True)
class ToAgreeWith:
    """What an « OK » that asks nothing could be a consent to: what was there on arrival, and what came with the press."""

    contacts: tuple[Contact, ...]
    on_arrival: tuple[Item, ...]
    with_it: tuple[Item, ...]
    whole: bool
    """False where a record is missing or not whole, so that nothing seen does not mean that nothing was there."""


def _to_agree_with(site: Site) -> ToAgreeWith:
    records = ("requests", "cookies", "storage")
    return ToAgreeWith(
        contacts=tuple(c for c in site.contacts if c.phase in ("before", "accept")),
        on_arrival=tuple(i for i in _items(site) if "before" in i.phases),
        with_it=tuple(i for i in _items(site) if "accept" in i.phases and "before" not in i.phases),
        whole=not any(record in site.missing for record in records) and not any(g.record in records for g in site.gaps),
    )


AgreedTo: Need[ToAgreeWith] = Need("agreed to", _to_agree_with)
"""For notices whose only control is an « OK »; never unmet, so that other banners are judged without it."""

AskedAgain: Need[tuple[str, ...]] = Need("asked again", lambda site: site.asked_again_after_refuse)
"""Labels of the later views of the refusal in which a banner stood again."""


def _two_visits(site: Site) -> Unmet | None:
    if {"refuse", "accept"} <= set(site.visits):
        return None
    return Unmet(
        _text("only one visit was made, so values cannot be compared", "une seule visite : les valeurs ne se comparent pas")
    )


TwoVisits: Need[None] = Need("two visits", _two_visits)
"""Two fresh visits, without which nothing can be called an identifier."""


def _outcome(site: Site, phase: str) -> Outcome | Unmet | NoObject:
    """The outcome of a choice that was made and dismissed the banner."""
    outcome = site.scenarios.get(phase)
    called = _CALLED[phase]
    if outcome is None:
        return Unmet(_text(f"{called['en']} was not carried out", f"{called['fr']} n’a pas été effectué"))
    if outcome.outcome == "clicked":
        return outcome
    if outcome.outcome == "no-banner" and not site.banner.present:
        return _no_banner(site)
    ended = _ENDED.get(outcome.outcome, _ENDED["failed"])
    detail = f" ({outcome.reason})" if outcome.reason and outcome.outcome in ("failed", "not-dismissed") else ""
    return Unmet(_text(f"{called['en']}: {ended['en']}{detail}", f"{called['fr']} : {ended['fr']}{detail}"))


@cache
def pressed(phase: str) -> Need[Outcome]:
    """The choice was pressed and the banner went away."""
    return Need(f"{phase} pressed", lambda site: _outcome(site, phase))


@cache
def proven(phase: str) -> Need[Outcome]:
    """The choice was pressed and is shown to have taken."""

    def read(site: Site) -> Outcome | Unmet | NoObject:
        outcome = _outcome(site, phase)
        if not isinstance(outcome, Outcome) or outcome.proven:
            return outcome
        called, why = _CALLED[phase], _doubt(site, phase, outcome)
        return Unmet(_text(f"{called['en']} is not proven: {why['en']}", f"{called['fr']} n’est pas établi : {why['fr']}"))

    return Need(f"{phase} proven", read)


def _doubt(site: Site, phase: str, outcome: Outcome) -> Text:
    told = "; ".join(outcome.because)
    if phase in ("refuse", "accept") and (site.asked_again_after_refuse if phase == "refuse" else site.asked_again_after_accept):
        return _text(told, "le bandeau a disparu puis s’est présenté de nouveau, et aucun choix enregistré n’a pu être lu")
    if not site.later_views.get(phase):
        return _text(told, "aucun choix enregistré n’a pu être lu et aucune page n’a été revue après la pression")
    return _text(told, f"ce que le site a enregistré ou signalé ne le montre pas ({told})")


RefuseWalked = pressed("refuse")
AcceptWalked = pressed("accept")


@cache
def later_views_after(phase: str) -> Need[tuple[str, ...]]:
    """Steps reached after the press (reload, next page); without any, nothing seen is only half of what a pass needs."""

    def read(site: Site) -> tuple[str, ...] | Part[tuple[str, ...]]:
        views = site.later_views.get(phase, ())
        if views:
            return views
        return Part(views, _text("no later page view was reached after the press", "aucune page n’a été revue après la pression"))

    return Need(f"later views after {phase}", read)


@cache
def contacts_in(phase: str) -> Need[tuple[Contact, ...]]:
    """Requests to tracking hosts that began in a phase."""
    return Need(
        f"contacts in {phase}",
        lambda site: _recorded(site, ("requests",), phase, lambda: tuple(c for c in site.contacts if c.phase == phase)),
    )


@cache
def stored_at_end_of(phase: str) -> Need[tuple[Item, ...]]:
    """Cookies and storage keys that are there at the end of a phase."""
    return Need(
        f"stored at the end of {phase}",
        lambda site: _recorded(site, ("cookies", "storage"), phase, lambda: tuple(i for i in _items(site) if phase in i.phases)),
    )


@cache
def written_in(phase: str) -> Need[tuple[tuple[Write, Item], ...]]:
    """Writes of cookies and storage keys in a phase, each with what was written."""

    def read(site: Site) -> tuple[tuple[Write, Item], ...]:
        items = {key_of(item): item for item in _items(site)}
        return tuple((w, items[key_of(w)]) for w in site.writes if w.phase == phase and key_of(w) in items)

    return Need(f"written in {phase}", lambda site: _recorded(site, ("cookies", "storage"), phase, lambda: read(site)))


def _items(site: Site) -> tuple[Item, ...]:
    return (*site.cookies, *site.storage)


def _all_cookies(site: Site) -> Any:
    phases = tuple(p for p in ("before", "refuse", "accept", "withdraw") if site.scenarios.get(p) is not None) or ("before",)
    return _recorded(site, ("cookies",), phases[0], lambda: site.cookies)


AllCookies: Need[tuple[Any, ...]] = Need("cookies", _all_cookies)
"""All cookies of all phases."""

Claims: Need[tuple[Claim, ...]] = Need("claims", lambda site: _claims(site))
"""Sentences of the consent text that commit the site."""


def _claims(site: Site) -> tuple[Claim, ...] | Unmet | NoObject:
    found = tuple(c for c in site.claims if c.claim != "closing-refuses")
    if found:
        return found
    if not site.banner.present:
        return _no_banner(site)
    return NoObject(
        _text(
            "the consent text makes no promise that is known here",
            "le texte de consentement ne contient aucune promesse connue ici",
        )
    )


ClosingRefuses: Need[str] = Need(
    "closing refuses", lambda site: next((c.quote for c in site.claims if c.claim == "closing-refuses"), "")
)
"""The sentence that says that closing refuses; empty where there is none."""


def _reopening(site: Site) -> dict[str, ReopenSearch] | Unmet | NoObject:
    found = {phase: search for phase, search in site.reopen.items() if search.searched or search.unread}
    if found:
        return found
    outcome = _outcome(site, "accept")
    if isinstance(outcome, Outcome):
        return Unmet(_text("no page after a choice was kept", "aucune page suivant un choix n’a été conservée"))
    refused = _outcome(site, "refuse")
    return outcome if not isinstance(refused, NoObject) else refused


Reopening: Need[dict[str, ReopenSearch]] = Need("reopening searched", _reopening)
"""Choice → the search for a control that opens the choices again in the pages after it."""


def _recorded(site: Site, records: tuple[str, ...], phase: str, value: Callable[[], Any]) -> Any:
    for record in records:
        if record in site.missing:
            reason = site.missing[record]
            return Unmet(_text(f"no record of {record}: {reason}", f"aucun relevé « {record} » : {reason}"))
    visits = [visit for visit in _VISIT.get(phase, ()) if visit in site.visits]
    if not visits:
        return Unmet(_text("the visit was not made", "la visite n’a pas été faite"))
    found = value()
    gaps = {
        visit: [g.reason for g in site.gaps if g.record in records and g.visit == visit and g.phase in ("", phase)]
        for visit in visits
    }
    if all(gaps.values()):  # before belongs to both visits: one whole record of it is enough
        reason = gaps[visits[0]][0]
        return Part(found, _text(f"the record is not whole: {reason}", f"le relevé n’est pas complet : {reason}"))
    if "cookies" in records and site.third_party_cookies == "block":
        return Part(
            found,
            _text(
                "the browser was set to refuse third-party cookies",
                "le navigateur était réglé pour refuser les cookies tiers",
            ),
        )
    return found
