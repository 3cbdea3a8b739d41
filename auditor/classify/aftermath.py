"""What a choice did besides: where it led, how long it is remembered, what it left of the page, how the page was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from auditor.banner import Selectors
from auditor.catalogue.match import matches
from auditor.classify.banner_facts import ARRIVAL, Looker
from auditor.classify.identifier import LEAST_LENGTH
from auditor.classify.party import party
from auditor.classify.purpose import SPEAKS_OF_CONSENT
from auditor.classify.records import VisitRecords
from auditor.classify.site import Act, Contact, Memory, Wall
from auditor.evidence import ScenarioRun
from auditor.evidence.page import Node
from auditor.evidence.records.cookies import CookieWrite
from auditor.results import Outcome

__all__ = ["answers", "led_to", "memory_of", "only_after_accept", "read_wall", "says_refuse", "texts_of"]

_COVERS = 0.5
"""The part of the window from which on a banner stands in the way of reading."""
_LONGEST_WORD = 20
"""Letters of a word that a site may write down for a choice."""


def led_to(visit: VisitRecords, run: ScenarioRun) -> tuple[str, str] | None:
    """Addresses before and after the press that decided, without fragments; None where one of them was not kept."""
    if run.outcome != "clicked" or not run.presses:
        return None
    before = visit.page(run.presses[-1].page_before)
    # A reload is of the page on which the visitor ended, also where it sent them on a moment after the press.
    again = [m.url for m in visit.visit.marks if (m.phase, m.step) == (run.name, "reload")]
    pages = [p.url for p in visit.pages if (p.phase, p.step) == (run.name, "press")]
    after = next(iter([*again, *pages[-1:]]), None)
    if before is None or after is None:
        return None
    return before.url.partition("#")[0], after.partition("#")[0]


def answers(made: Mapping[str, tuple[VisitRecords, ScenarioRun]], site_host: str) -> frozenset[str]:
    """Names of cookies that hold the choice by what is done with them, whatever they are called.

    The press of each choice wrote them, neither visit had them before, and each choice wrote a word of its own in them, too short
    to single anyone out. Empty where not both choices were pressed.
    """
    told: list[dict[str, str]] = []
    for choice in ("refuse", "accept"):
        if choice not in made or made[choice][1].outcome != "clicked":
            return frozenset()
        visit, run = made[choice]
        begins = visit.begins_at(run.name) or 0.0
        there = {c.name for jar in visit.cookies.jars if jar.at_ms <= begins for c in jar.cookies}
        there |= {w.name for w in visit.cookies.writes if w.phase == "before"}
        told.append({w.name: w.value for w in _written(visit, run, site_host) if w.name not in there and _is_word(w.value)})
    refused, accepted = told
    return frozenset(name for name in refused.keys() & accepted.keys() if refused[name] != accepted[name])


def _is_word(value: str) -> bool:
    return 0 < len(value) < LEAST_LENGTH or (value.isalpha() and len(value) <= _LONGEST_WORD)


def _written(visit: VisitRecords, run: ScenarioRun, site_host: str) -> list[CookieWrite]:
    return [
        w
        for w in visit.cookies.writes
        if (w.phase, w.step) == (run.name, "press")
        and not w.blocked
        and (w.lifetime_days is None or w.lifetime_days > 0)
        and party(w.domain.lstrip("."), site_host) == "first"
    ]


def memory_of(
    visit: VisitRecords,
    run: ScenarioRun,
    platform: str | None,
    selectors: Selectors,
    site_host: str,
    held: frozenset[str] = frozenset(),
) -> Memory | None:
    """How long a choice is remembered: the cookies written by its press that hold it; None where none was.

    `held`: the names that `answers` found; asked where neither the platform nor a name says which they are.
    """
    if run.outcome != "clicked":
        return None
    known = selectors.cmps.get(platform) if platform is not None else None
    patterns = [place.name for place in known.choice if place.kind == "cookie"] if known is not None else []
    written = _written(visit, run, site_host)
    own = [w for w in written if any(pattern != "*" and matches(pattern, w.name) for pattern in patterns)]
    named = own or [w for w in written if SPEAKS_OF_CONSENT.search(w.name)] or [w for w in written if w.name in held]
    if not named:
        return None
    days: dict[str, float] = {}
    for write in named:
        days[write.name] = max(days.get(write.name, 0.0), write.lifetime_days or 0.0)
    return Memory(days=days, by_platform=bool(own))


def only_after_accept(
    contacts: Sequence[Contact], acts: Iterable[Act], outcomes: Mapping[str, Outcome], later: Mapping[str, tuple[str, ...]]
) -> frozenset[str] | None:
    """Hosts of trackers that came with the acceptance alone; None where that is not established.

    It is where both choices were made and the refusal, which took, was followed by a later view.
    """
    refused, accepted = outcomes.get("refuse"), outcomes.get("accept")
    if refused is None or accepted is None or refused.proven is not True or accepted.outcome != "clicked":
        return None
    if not later.get("refuse"):
        return None
    elsewhere = {c.host for c in contacts if c.phase in ("before", "refuse")}
    elsewhere |= {c.host for act in acts for c in act.contacts if c.phase == "before"}
    return frozenset(c.host for c in contacts if c.phase == "accept" and not c.cookieless) - elsewhere


def read_wall(visits: Sequence[VisitRecords], look: Looker) -> Wall | None:
    """How the banner stood before the page on arrival; None where none was seen."""
    for visit in visits:
        found, tree = look.banner(visit, ARRIVAL), visit.tree(ARRIVAL)
        if found is None or tree is None:
            continue
        width, height = tree.page.viewport
        box = found.root.box
        covered = box.area / (width * height) if box is not None and width and height else 0.0
        roots = [node for node in tree.nodes[0] if node.tag in ("html", "body")]
        locked = any(node.style("overflow-y") in ("hidden", "clip") or node.style("position") == "fixed" for node in roots)
        pay = found.first("subscribe")
        return Wall(covers=covered >= _COVERS, locked=locked, pay=pay.text[:200] if pay is not None else "")
    return None


def texts_of(visit: VisitRecords, look: Looker, phase: str) -> int | None:
    """Characters that a person could read at the address of the arrival after a choice, the banner and other dialogs left out."""
    arrival = visit.page(ARRIVAL)
    if arrival is None:
        return None
    home = arrival.url.partition("#")[0]
    later = [p for p in visit.pages if p.phase == phase]
    mine = [p for p in later if p.url.partition("#")[0] == home]
    # A choice that is made by a link is often written into the address.
    mine = mine or [p for p in later if _without_query(p.url) == _without_query(home)]
    again = [p for p in mine if p.label == f"{phase}-reload"]
    pages = [arrival] if phase == "before" else [*again, *reversed([p for p in mine if p.step == "press"])]
    for page in pages:
        tree = visit.tree(page.label)
        if tree is None or not tree.nodes or not tree.nodes[0]:
            continue
        banner = look.banner(visit, page.label)
        own = [banner.root] if banner is not None else []
        boxes = [*own, *(n for n in tree.nodes[0] if _is_dialog(n) and not any(_within(root, n) for root in own))]
        beside = [box for box in boxes if not any(_within(box, other) for other in boxes if other is not box)]
        return max(len(tree.nodes[0][0].shown_text()) - sum(len(box.shown_text()) for box in beside), 0)
    return None


def _without_query(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _is_dialog(node: Node) -> bool:
    """Tell a window over the page, which is no part of what it offers to read: one that asks for an address, for instance."""
    roles = ("dialog", "alertdialog")
    return node.shown and (node.tag == "dialog" or node.attribute("role") in roles or node.attribute("aria-modal") == "true")


def _within(node: Node, other: Node) -> bool:
    return node is other or any(above is other for above in node.ancestors)


def says_refuse(run: ScenarioRun, selectors: Selectors) -> str:
    """The words of the control that was pressed to refuse, where a wording reads them so; empty where none does."""
    for press in reversed(run.presses):
        if press.action == "refuse" and press.reached:
            reading = selectors.vocabulary.read(press.text)
            return press.text[:200] if reading.action == "refuse" and reading.language is not None else ""
    return ""
