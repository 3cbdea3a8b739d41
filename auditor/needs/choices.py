"""Needs about choices: pressed, shown to have taken, followed by later page views, and open to be changed."""

from __future__ import annotations

from functools import cache

from auditor.classify.site import ReopenSearch, Site
from auditor.needs.banner import no_banner, text
from auditor.results import Outcome
from auditor.rule import Need, NoObject, Part, Text, Unmet

__all__ = ["AcceptWalked", "Clicked", "RefuseWalked", "Reopening", "later_views_after", "pressed", "proven"]

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


def outcome_of(site: Site, phase: str) -> Outcome | Unmet | NoObject:
    """The outcome of a choice that was made and dismissed the banner."""
    outcome = site.scenarios.get(phase)
    called = _CALLED[phase]
    if outcome is None:
        return Unmet(text(f"{called['en']} was not carried out", f"{called['fr']} n’a pas été effectué"))
    if outcome.outcome == "clicked":
        return outcome
    if outcome.outcome == "no-banner" and not site.banner.present:
        return no_banner(site)
    ended = _ENDED.get(outcome.outcome, _ENDED["failed"])
    detail = f" ({outcome.reason})" if outcome.reason and outcome.outcome in ("failed", "not-dismissed") else ""
    return Unmet(text(f"{called['en']}: {ended['en']}{detail}", f"{called['fr']} : {ended['fr']}{detail}"))


@cache
def pressed(phase: str) -> Need[Outcome]:
    """The choice was pressed and the banner went away."""
    return Need(f"{phase} pressed", lambda site: outcome_of(site, phase))


@cache
def proven(phase: str) -> Need[Outcome]:
    """The choice was pressed and is shown to have taken."""

    def read(site: Site) -> Outcome | Unmet | NoObject:
        outcome = outcome_of(site, phase)
        if not isinstance(outcome, Outcome) or outcome.proven:
            return outcome
        called, why = _CALLED[phase], _doubt(site, phase, outcome)
        return Unmet(text(f"{called['en']} is not proven: {why['en']}", f"{called['fr']} n’est pas établi : {why['fr']}"))

    return Need(f"{phase} proven", read)


def _doubt(site: Site, phase: str, outcome: Outcome) -> Text:
    told = "; ".join(outcome.because)
    if phase in ("refuse", "accept") and (site.asked_again_after_refuse if phase == "refuse" else site.asked_again_after_accept):
        return text(told, "le bandeau a disparu puis s’est présenté de nouveau, et aucun choix enregistré n’a pu être lu")
    if phase == "refuse" and site.saved_without_proof:
        pressed_last = outcome.path[-1]
        return text(told, f"« {pressed_last} » a été pressé, et rien ne montre que tout y était désactivé ({told})")
    if not site.later_views.get(phase):
        return text(told, "aucun choix enregistré n’a pu être lu et aucune page n’a été revue après la pression")
    return text(told, f"ce que le site a enregistré ou signalé ne le montre pas ({told})")


def _refuse_walked(site: Site) -> Outcome | Part[Outcome] | Unmet | NoObject:
    outcome = outcome_of(site, "refuse")
    if not isinstance(outcome, Outcome) or not site.saved_without_proof:
        return outcome
    # Whatever more it takes to refuse is not less than this: a way that is too long already stays so.
    return Part(
        outcome,
        text(
            f"the way ended in « {outcome.path[-1]} », which is not shown to have refused",
            f"le chemin s’achève par « {outcome.path[-1]} », dont rien ne montre que c’était un refus",
        ),
    )


RefuseWalked: Need[Outcome] = Need("refuse walked", _refuse_walked)
"""The refusal was pressed and the banner went away; only a part of the way where what was saved is not shown to refuse."""
AcceptWalked = pressed("accept")


@cache
def later_views_after(phase: str) -> Need[tuple[str, ...]]:
    """Steps reached after the press (reload, next page); without any, nothing seen is only half of what a pass needs."""

    def read(site: Site) -> tuple[str, ...] | Part[tuple[str, ...]]:
        views = site.later_views.get(phase, ())
        if views:
            return views
        return Part(views, text("no later page view was reached after the press", "aucune page n’a été revue après la pression"))

    return Need(f"later views after {phase}", read)


Clicked: Need[frozenset[str]] = Need(
    "choices made", lambda site: frozenset(name for name, outcome in site.scenarios.items() if outcome.outcome == "clicked")
)
"""Choices whose press made the banner go away."""


def _reopening(site: Site) -> dict[str, ReopenSearch] | Unmet | NoObject:
    found = {phase: search for phase, search in site.reopen.items() if search.searched or search.unread}
    if found:
        return found
    outcome = outcome_of(site, "accept")
    if isinstance(outcome, Outcome):
        return Unmet(text("no page after a choice was kept", "aucune page suivant un choix n’a été conservée"))
    refused = outcome_of(site, "refuse")
    return outcome if not isinstance(refused, NoObject) else refused


Reopening: Need[dict[str, ReopenSearch]] = Need("reopening searched", _reopening)
"""Choice → the search for a control that opens the choices again in the pages after it."""
