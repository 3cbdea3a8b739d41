"""Needs about the visits of their own (closing, scrolling, going on, a choice in part, a signal); what choices did besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from auditor.banner import named_purposes
from auditor.classify.site import Act, Contact, Grant, Memory, Site, Wall
from auditor.evidence import reference
from auditor.needs.banner import no_banner, text
from auditor.needs.choices import outcome_of
from auditor.results import Outcome, Purpose
from auditor.rule import Answer, Need, NoObject, Part, Text, Unmet, listed

__all__ = [
    "Farewells",
    "GpcCompared",
    "InPart",
    "LedTo",
    "Left",
    "Mislabelled",
    "Partial",
    "RefuseNoted",
    "Remembered",
    "Taken",
    "WithSignal",
    "Withheld",
    "Withholding",
    "answer_of",
    "taken_for_consent",
]  # fmt: skip

_CALLED: dict[str, Text] = {
    "close": text("closing the banner", "la fermeture du bandeau"),
    "ignore": text("the visit without a choice", "la visite sans choix"),
    "partial": text("the choice in part", "le choix partiel"),
}
_EXEMPT = "possible"
_SPEAKS = ("ping", "fetch", "xhr", "image", "beacon")
"""Types of requests that a page makes on its way out."""


def _act(site: Site, name: str, without: Text) -> Act | Part[Act] | Unmet | NoObject:
    """The act, where it was walked; `without`: why there is nothing to judge where no control for it is there."""
    act, called = site.acts.get(name), _CALLED[name]
    if act is None:
        return Unmet(text(f"{called['en']} was not part of this scan", f"{called['fr']} n’a pas fait partie de l’analyse"))
    outcome = act.outcome
    if outcome.outcome == "no-banner" and not site.banner.present:
        return no_banner(site)
    if outcome.outcome == "no-control":
        return NoObject(without)
    if outcome.outcome not in ("clicked", "recorded"):
        why = outcome.reason or outcome.outcome
        return Unmet(text(f"{called['en']} could not be walked: {why}", f"{called['fr']} n’a pas abouti : {why}"))
    if act.gaps:
        return Part(act, text(f"the record is not whole: {act.gaps[0]}", f"le relevé n’est pas complet : {act.gaps[0]}"))
    return act


# --- taken for consent -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taken:
    """What shows that an act was taken for consent: reasons for a person, and references."""

    certain: tuple[str, ...]
    doubtful: tuple[str, ...]
    evidence: tuple[str, ...]
    recognisable: bool
    """Whether an acceptance of this site shows in anything, so that its absence says something."""


_STEPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "closing": ("close", ("press", "reload", "next-page", "gesture")),
    "scrolling": ("ignore", ("scroll",)),
    "going on": ("ignore", ("next-page", "gesture")),
}
_WITHOUT = text("nothing on the banner closes it without a choice", "rien sur le bandeau ne le ferme sans choix")


def answer_of(taken: Taken) -> Answer:
    """What the three rules on it say: fail on what comes with an acceptance alone, warn on what else is new."""
    if taken.certain:
        return Answer("fail", "taken", {"why": "; ".join(taken.certain[:3])}, taken.evidence)
    if taken.doubtful:
        return Answer("warn", "doubtful", {"why": "; ".join(taken.doubtful[:3])}, taken.evidence)
    if not taken.recognisable:
        return Answer("inconclusive", "cannot-tell")
    return Answer("pass", "none")


@cache
def taken_for_consent(how: str) -> Need[Taken]:
    """Whether closing, scrolling or going on was taken for consent; `how` is one of these."""

    def read(site: Site) -> Taken | Part[Taken] | Unmet | NoObject:
        name, steps = _STEPS[how]
        act = _act(site, name, _WITHOUT)
        if isinstance(act, (Unmet, NoObject)):
            return act
        reason = act.reason if isinstance(act, Part) else None
        whole = act.value if isinstance(act, Part) else act
        last = "next-page" if how != "scrolling" else "scroll"
        taken = _taken(site, whole, steps, timed=how == "scrolling")
        if last not in whole.steps:
            reason = reason or text("the page after it was not reached", "la page suivante n’a pas été atteinte")
            if how == "going on" and not taken.certain:
                return Unmet(reason)
        if how == "going on" and any(g.step == "scroll" for g in whole.grants):
            return Unmet(text("scrolling had been taken for consent already", "le défilement avait déjà valu consentement"))
        return Part(taken, reason) if reason is not None else taken

    return Need(f"{how} taken for consent", read)


def _taken(site: Site, act: Act, steps: tuple[str, ...], *, timed: bool) -> Taken:
    def in_time(at_ms: float) -> bool:
        # A timer of the page would have gone off in another visit that watched as long and did nothing.
        return not timed or at_ms <= act.watched_elsewhere_ms

    grants = [g for g in act.grants if g.step in steps]
    fresh = [c for c in act.contacts if c.phase == act.name and c.step in steps and c.host not in _earlier(site, act, steps)]
    fresh = [c for c in fresh if not (c.leftover or c.cookieless or c.exemption == _EXEMPT)]
    only = site.only_after_accept or frozenset()
    sure = [c for c in fresh if c.host in only and in_time(c.at_ms)]
    certain = [g.because for g in grants if g.certain and in_time(g.at_ms)] + _hosts(sure)
    rest = [g.because for g in grants if not (g.certain and in_time(g.at_ms))] + _hosts(c for c in fresh if c not in sure)
    seen = sure if certain else fresh
    where = {_page(act, g) for g in grants} | {reference("request", c.url, c.phase) for c in seen}
    return Taken(
        certain=tuple(dict.fromkeys(certain)),
        doubtful=tuple(dict.fromkeys(rest)),
        evidence=tuple(sorted(where))[:200],
        recognisable=bool(site.accept_shows or site.only_after_accept),
    )


def _earlier(site: Site, act: Act, steps: tuple[str, ...]) -> frozenset[str]:
    """Hosts contacted before the act, in any visit; of this one, whatever came before these steps."""
    hosts = {c.host for c in site.contacts if c.phase == "before"}
    hosts |= {c.host for other in site.acts.values() for c in other.contacts if c.phase == "before"}
    begun = min((c.at_ms for c in act.contacts if c.phase == act.name and c.step in steps), default=float("inf"))
    # What comes again on the page after the act is its doing all the more.
    hosts |= {c.host for c in act.contacts if c.at_ms < begun and c.step != "leave"}
    return frozenset(hosts)


def _hosts(contacts: Iterable[Contact]) -> list[str]:
    names = sorted({c.host for c in contacts})
    return [listed(names)] if names else []


def _page(act: Act, grant: Grant) -> str:
    step = {"press": "press-1", "gesture": act.steps[-1] if act.steps else "next-page"}.get(grant.step, grant.step)
    return reference("page", f"{act.name}-{step}", act.name)


# --- a choice in part --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InPart:
    """A choice in part and what came after it."""

    on: tuple[str, ...]
    off: tuple[str, ...]
    declined: frozenset[Purpose]
    """Purposes that a switch names which was off, and none that was on."""
    kept: frozenset[Purpose]
    contacts: tuple[Contact, ...]
    """On later views, by phase and step of the visit."""
    stored_all: str
    """What shows that a choice for everything was stored; empty where nothing does."""
    held_back: bool
    """Whether the acceptance brings trackers of the purposes that were declined: else there is nothing to hold back."""
    evidence: str


def _partial(site: Site) -> InPart | Part[InPart] | Unmet | NoObject:
    without = text(
        "the banner offers no switches by purpose whose state can be read",
        "le bandeau n’offre pas d’interrupteurs par finalité dont l’état soit lisible",
    )
    act = _act(site, "partial", without)
    if isinstance(act, NoObject) and site.banner.controls.get("settings") is not None:
        return Unmet(without)  # there may be some that could not be read
    if isinstance(act, (Unmet, NoObject)):
        return act
    reason = act.reason if isinstance(act, Part) else None
    whole = act.value if isinstance(act, Part) else act
    if not whole.on or not whole.off:
        return Unmet(text("which switches were saved cannot be read", "les interrupteurs enregistrés ne sont pas lisibles"))
    kept = frozenset(p for name in whole.on for p in named_purposes(name))
    declined = frozenset(p for name in whole.off for p in named_purposes(name)) - kept
    views = ("reload", "next-page", "gesture")
    found = InPart(
        on=whole.on,
        off=whole.off,
        declined=declined,
        kept=kept,
        contacts=tuple(c for c in whole.contacts if c.phase == "partial" and c.step in views),
        stored_all=next((g.because for g in whole.grants if g.certain and g.kind == "store"), ""),
        held_back=any(c.phase == "accept" and c.purpose in declined for c in site.contacts),
        evidence=reference("page", f"partial-press-{max(whole.outcome.clicks - 1, 1)}", "partial"),
    )
    if not {"reload", "next-page"} & set(whole.steps):
        reason = reason or text("no later page view was reached", "aucune page n’a été revue ensuite")
    return Part(found, reason) if reason is not None else found


Partial: Need[InPart] = Need("choice in part", _partial)
"""One purpose was left on, the others off, and the page was seen again."""


# --- Global Privacy Control --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GpcCompared:
    """Hosts of trackers on arrival, without the signal and with it."""

    without: frozenset[str]
    with_it: frozenset[str]
    evidence: tuple[str, ...]


def _gpc(site: Site) -> GpcCompared | Unmet | NoObject:
    act = site.acts.get("gpc")
    if not site.visits:
        return Unmet(text("no visit was made", "aucune visite n’a été faite"))
    if act is None:
        return NoObject(text("the site was not visited with the signal", "le site n’a pas été visité avec le signal"))
    if act.outcome.outcome != "recorded" or act.gaps:
        why = act.outcome.reason or next(iter(act.gaps), act.outcome.outcome)
        return Unmet(text(f"the visit with the signal failed: {why}", f"la visite avec le signal n’a pas abouti : {why}"))
    if "requests" in site.missing:
        return Unmet(text("no record of requests", "aucun relevé des requêtes"))
    without = frozenset(c.host for c in site.contacts if c.phase == "before" and c.step != "leave")
    if not without:
        return NoObject(text("no tracker was contacted without the signal", "aucun traceur n’a été sollicité sans le signal"))
    mine = [c for c in act.contacts if c.step != "leave"]
    return GpcCompared(
        without=without,
        with_it=frozenset(c.host for c in mine),
        evidence=tuple(sorted({reference("request", c.url, c.phase) for c in mine}))[:50],
    )


WithSignal: Need[GpcCompared] = Need("visit with the signal", _gpc)


# --- leaving the page --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Farewells:
    """Requests to tracking hosts made while the page was left without a consent."""

    certain: tuple[Contact, ...]
    """Of the kinds that a page makes by script when it is left."""
    other: tuple[Contact, ...]


def _farewells(site: Site) -> Farewells | Part[Farewells] | Unmet:
    states: set[str] = set()
    said: list[Contact] = []
    refused = site.scenarios.get("refuse")
    proven = refused is not None and refused.proven is True and bool(site.later_views.get("refuse"))
    for phase in site.left_in.values():
        if phase == "before" or (phase == "refuse" and proven):
            states.add(phase)
    said += [c for c in site.contacts if c.step == "leave" and c.phase in states]
    ignored = site.acts.get("ignore")
    if ignored is not None and ignored.left in ("ignore", "before"):
        states.add("before")
        said += [c for c in ignored.contacts if c.step == "leave" and not ignored.grants]
    if not states:
        return Unmet(
            text(
                "no page was left and listened to while there was no consent",
                "aucune page n’a été quittée et écoutée sans consentement",
            )
        )
    found = Farewells(certain=tuple(c for c in said if c.type in _SPEAKS), other=tuple(c for c in said if c.type not in _SPEAKS))
    if "before" not in states:
        return Part(found, text("leaving without a choice was not heard", "le départ sans choix n’a pas été écouté"))
    if "refuse" not in states and site.banner.present:
        return Part(found, text("leaving after a refusal was not heard", "le départ après un refus n’a pas été écouté"))
    return found


Left: Need[Farewells] = Need("leaving heard", _farewells)


# --- what a choice did besides -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moved:
    """Addresses before and after the press of a choice."""

    refuse: tuple[str, str]
    accept: tuple[str, str] | None


def _led(site: Site) -> Moved | Unmet | NoObject:
    outcome = outcome_of(site, "refuse")
    if not isinstance(outcome, Outcome):
        return outcome
    if "refuse" not in site.led_to:
        return Unmet(text("the page after the press was not kept", "la page suivant la pression n’a pas été conservée"))
    return Moved(site.led_to["refuse"], site.led_to.get("accept"))


LedTo: Need[Moved] = Need("where the refusal led", _led)


@dataclass(frozen=True, slots=True)
class Mislabelled:
    """What was pressed to refuse, and what the site made of it."""

    says: str
    """Its words, where a wording reads them as a refusal; empty where only a platform's file does."""
    pressed: str
    noted: tuple[Grant, ...]
    taken: bool
    """Whether the refusal is shown to have taken."""
    alike: tuple[str, ...] = ()
    """Hosts of trackers, where the press brought all that the acceptance brings and that were not there before."""


def _brought(site: Site, choice: str) -> frozenset[str]:
    """Hosts of trackers that the press of a choice brought at once, and that were not there before it."""
    before = {c.host for c in site.contacts if c.phase == "before"}
    told = (c for c in site.contacts if (c.phase, c.step) == (choice, "press") and not (c.leftover or c.cookieless or c.listed))
    return frozenset(c.host for c in told if c.exemption != _EXEMPT) - before


def _refuse_noted(site: Site) -> Mislabelled | Unmet | NoObject:
    outcome = outcome_of(site, "refuse")
    if not isinstance(outcome, Outcome):
        return outcome
    pressed = outcome.path[-1] if outcome.path else ""
    accepted, brought = _brought(site, "accept"), _brought(site, "refuse")
    alike = tuple(sorted(brought)) if site.refuse_says and accepted and accepted <= brought else ()
    return Mislabelled(site.refuse_says, pressed, site.refuse_noted_as_accept, outcome.proven is True, alike)


RefuseNoted: Need[Mislabelled] = Need("what the press of « refuse » was noted as", _refuse_noted)


@dataclass(frozen=True, slots=True)
class BothRemembered:
    """How long each choice is remembered."""

    refuse: Memory
    accept: Memory


def _remembered(site: Site) -> BothRemembered | Unmet | NoObject:
    for choice in ("refuse", "accept"):
        outcome = outcome_of(site, choice)
        if not isinstance(outcome, Outcome):
            return outcome
    refused, accepted = site.memory.get("refuse"), site.memory.get("accept")
    if refused is None or accepted is None:
        which = text("refusal", "refus") if refused is None else text("acceptance", "choix d’accepter")
        return Unmet(
            text(f"no cookie that holds the {which['en']} was seen", f"aucun cookie conservant le {which['fr']} n’a été vu")
        )
    return BothRemembered(refused, accepted)


Remembered: Need[BothRemembered] = Need("both choices remembered", _remembered)


@dataclass(frozen=True, slots=True)
class Withholding:
    """How the page is kept from who does not accept."""

    wall: Wall
    refusable: bool
    """Whether something refuses, on any layer."""
    closable: bool
    unread: tuple[str, ...]
    """Buttons that no wording knows: one of them may refuse."""
    readable: dict[str, int]
    """before, refuse, accept → characters that a person could read."""


def _withheld(site: Site) -> Withholding | Unmet | NoObject:
    if not site.banner.present:
        return no_banner(site)
    if site.wall is None:
        return Unmet(text("the banner on arrival was not kept", "le bandeau d’arrivée n’a pas été conservé"))
    refused = site.scenarios.get("refuse")
    offered = any(site.banner.controls.get(action) is not None for action in ("refuse", "save"))
    walked = refused is not None and refused.outcome == "clicked"
    return Withholding(
        wall=site.wall,
        refusable=offered or walked,
        closable=site.banner.controls.get("close") is not None,
        unread=site.first_layer_unread,
        readable=site.readable,
    )


Withheld: Need[Withholding] = Need("content withheld", _withheld)
