"""The banner as the visitor met it: its controls over all layers, what stood again later, where the choices can be opened again.

Looked for anew in the saved snapshots, so that a better finder judges old evidence too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.banner import (
    FoundBanner,
    FoundControl,
    Selectors,
    find_banner,
    find_overlay,
    find_reopen,
    platform_traces,
    weak_reopens,
)
from auditor.banner.keyboard import reach
from auditor.banner.looks import looks_of
from auditor.banner.spoken import accessible_name
from auditor.classify.party import host_of, origin_host, party
from auditor.classify.records import VisitRecords
from auditor.classify.site import ReopenSearch
from auditor.evidence import Press
from auditor.evidence.page import Node, PageSnapshot, Tree
from auditor.results import Banner, Control

__all__ = ["ARRIVAL", "BannerFacts", "Looker", "ReopeningTried", "as_control", "read_banner", "reopen_search", "reopening_tried"]

ARRIVAL = "arrival"
_TEXT = 4_000
_LABEL = 200
_SCROLLED = "-bottom"
"""How the labels end of snapshots that were taken after scrolling to the end of the page."""
_TEXTS_CUT = "long texts are cut"
"""As capture says it in `PageSnapshot.truncated`."""
_KEYS = ("accept", "refuse", "settings", "save", "close")


class Looker:
    """Looks for a banner in each snapshot once."""

    def __init__(self, selectors: Selectors) -> None:
        self.selectors = selectors
        self._found: dict[tuple[str, str], FoundBanner | None] = {}

    def banner(self, visit: VisitRecords, label: str) -> FoundBanner | None:
        """The banner in a snapshot; None where none stands in it, or there is no such snapshot."""
        key = (visit.name, label)
        if key not in self._found:
            tree = visit.tree(label)
            self._found[key] = find_banner(tree, self.selectors) if tree is not None else None
        return self._found[key]

    def stands(self, visit: VisitRecords) -> dict[str, bool]:
        """Label → whether a banner stands in the snapshot; snapshots that cannot be read are left out.

        A panel of purposes that stands there unasked asks too: some sites show it at once.
        """
        return {page.label: self.banner(visit, page.label) is not None for page in visit.pages if visit.tree(page.label)}


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerFacts:
    """What was found on arrival and behind the first layer."""

    banner: Banner
    root: Node | None = None
    tree: Tree | None = None
    searched: bool = False
    whole: bool = False
    only_acknowledges: bool = False
    first_layer_unread: tuple[str, ...] = ()
    second_layer_seen: bool = False
    hidden_by: str = ""
    """Where no banner was found: the text of what lay over the page to the last; empty where nothing did."""
    known_by_traces: bool = False
    """True where the platform was named by its traces alone, not by the banner that stands there."""
    second_layer_texts: tuple[str, ...] = field(default=())


def read_banner(visits: Sequence[VisitRecords], look: Looker, site_host: str) -> BannerFacts:
    """Read the banner of the first visit that saw one on arrival; without one, say how well it was looked for."""
    arrived = [visit for visit in visits if visit.tree(ARRIVAL) is not None]
    if not arrived:
        return BannerFacts(banner=Banner(present=False, because=("no snapshot of the arrival could be read",)))
    whole = not any(lacks_parts(page) for v in arrived if (page := v.page(ARRIVAL)) is not None)
    visit = next((v for v in arrived if look.banner(v, ARRIVAL) is not None), None)
    if visit is None:
        tree = arrived[0].tree(ARRIVAL)
        over = (find_overlay(t, look.selectors, None) for v in arrived if (t := v.tree(ARRIVAL)) is not None)
        hidden_by = next((found.text[:_LABEL] or found.root.tag for found in over if found is not None), "")
        return BannerFacts(banner=Banner(present=False), tree=tree, searched=True, whole=whole, hidden_by=hidden_by)
    found = look.banner(visit, ARRIVAL)
    assert found is not None
    deeper = _deeper(visits, look)
    controls: dict[str, Control | None] = {key: _control(found, key, 1) for key in _KEYS}
    only_acknowledges = controls["accept"] is None and found.first("acknowledge") is not None
    if only_acknowledges:
        controls["accept"] = _control(found, "acknowledge", 1)
    for key in _KEYS:
        if controls[key] is None:
            controls[key] = next((c for layer, banner in deeper if (c := _control(banner, key, layer)) is not None), None)
    controls["reopen"] = None
    seen_in = [v.name for v in arrived if look.banner(v, ARRIVAL) is not None]
    because = [text[:_LABEL] for text in found.because]
    if len(seen_in) < len(arrived):
        because.append(f"stood there in one of {len(arrived)} visits only ({', '.join(seen_in)})")
    place = _place(found)
    named, why = (found.platform, ()) if found.platform is not None else _traced(visits, look, site_host)
    banner = Banner(
        present=True,
        cmp=named,
        found_by=found.found_by,
        text=found.text[:_TEXT],
        frame_url=place.frame_url if place.document else None,
        in_shadow_dom=any(n.in_shadow or n.tag == "#shadow-root" for n in (place, found.root, *found.root.children)),
        controls=controls,
        because=(*because, *why),
    )
    return BannerFacts(
        banner=banner,
        root=found.root,
        tree=visit.tree(ARRIVAL),
        searched=True,
        whole=whole,
        only_acknowledges=only_acknowledges,
        first_layer_unread=tuple(c.text[:_LABEL] for c in found.controls if _is_unread(c)),
        second_layer_seen=bool(deeper),
        known_by_traces=bool(why),
        second_layer_texts=tuple(banner.text for _, banner in deeper),
    )


def reopen_search(
    visit: VisitRecords, phase: str, look: Looker, tried: ReopeningTried, *, wording_known: bool
) -> tuple[ReopenSearch | None, Control | None]:
    """Look for a control that opens the choices again on the pages after a choice; None where none of them was kept.

    A control in the page of the press comes later than the press, so the later views decide where there are any. A control whose
    words do not say what it does counts where a press showed it.
    """
    pages = [
        p
        for p in visit.pages
        if p.phase == phase and p.step in ("reload", "next-page", "gesture") and not p.label.startswith("withdraw")
    ]
    if not pages:
        pages = [p for p in visit.pages if p.phase == phase and p.step == "press"][-1:]
    searched: dict[str, bool] = {}
    labels: dict[str, str] = {}
    unread: list[str] = []
    weak: dict[str, None] = {}
    first: FoundControl | None = None
    sooner = False
    for page in pages:
        tree = visit.tree(page.label)
        if tree is None or look.banner(visit, page.label) is not None:
            continue
        control = find_reopen(tree, look.selectors)
        if control is None:
            maybe = weak_reopens(tree, look.selectors)
            control = next((c for c in maybe if c.text == tried.opened), None) if tried.opened else None
            weak |= dict.fromkeys(c.text[:_LABEL] or c.role for c in maybe if c.text not in tried.pressed)
        if control is None and (lacks_parts(page) or not wording_known):
            unread.append(page.label)
            continue
        first = first or control
        sooner = sooner or (control is not None and not page.label.endswith(_SCROLLED))
        place = page.url.partition("#")[0]
        searched[place] = searched.get(place, False) or control is not None
        labels.setdefault(place, page.label)
    if not searched and not unread:
        return None, None
    return (
        ReopenSearch(
            searched=tuple(labels[place] for place in searched),
            unread=tuple(unread),
            found=tuple(labels[place] for place, there in searched.items() if there),
            text=first.text[:_LABEL] if first is not None else "",
            weak=tuple(weak),
            only_at_the_bottom=first is not None and not sooner,
        ),
        as_control(first, 0, 1) if first is not None else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningTried:
    """What came of pressing controls to open the choices again."""

    pressed: frozenset[str] = frozenset()
    """Texts of what was pressed."""
    opened: str = ""
    """Text of what brought the choices."""
    works: bool | None = None
    """None where nothing was pressed."""
    went_elsewhere: bool = False
    not_pressed: str = ""


def reopening_tried(visits: Sequence[VisitRecords]) -> ReopeningTried:
    """Read from the withdrawal what was pressed to open the choices again, and whether they came."""
    found = ((visit, run) for visit in visits if (run := visit.visit.scenario("withdraw")) is not None)
    visit, run = next(found, (None, None))
    if visit is None or run is None:
        return ReopeningTried()
    presses = [p for p in run.presses if p.layer == 0 and p.reached and p.action != "dismiss"]
    if not presses:
        return ReopeningTried(not_pressed=run.reason[:_LABEL] if run.outcome == "failed" else "")
    last = presses[-1]
    before, after = visit.page(last.page_before), visit.page(last.page_after)
    moved = before is not None and after is not None and before.url.partition("#")[0] != after.url.partition("#")[0]
    works = not (last is run.presses[-1] and run.outcome == "no-control" and last.gone)
    return ReopeningTried(
        pressed=frozenset(p.text for p in presses),
        opened=last.text if works else "",
        works=works,
        went_elsewhere=moved,
    )


def lacks_parts(page: PageSnapshot) -> bool:
    """Tell whether nodes are missing from a snapshot. Long texts that were cut (scripts, mostly) hide no control."""
    problems = (page.truncated or "").split("; ")
    return any(problem and problem != _TEXTS_CUT for problem in problems)


def _deeper(visits: Sequence[VisitRecords], look: Looker) -> list[tuple[int, FoundBanner]]:
    """Layers behind the first one, in the order in which a visitor who refuses, then one who accepts, came to them."""
    found: list[tuple[int, FoundBanner]] = []
    for visit in visits:
        for name in ("refuse", "accept"):
            run = visit.visit.scenario(name)
            layer = 1
            for press in run.presses if run is not None else ():
                banner = look.banner(visit, press.page_after) if _opens(press) else None
                if banner is not None:
                    layer += 1
                    found.append((layer, banner))
    return found


def _traced(visits: Sequence[VisitRecords], look: Looker, site_host: str) -> tuple[str | None, tuple[str, ...]]:
    """The platform whose code or storage the site itself carries, where it is one alone: a banner of another make may be its."""

    def own(host: str) -> bool:
        return party(host, site_host) == "first"

    urls = {r.url for v in visits for r in v.requests if r.type == "script" and own(host_of(r.frame_url))}
    cookies = {c.name for v in visits for jar in v.cookies.jars for c in jar.cookies if own(c.domain.lstrip("."))}
    keys = {e.key for v in visits for state in v.storage.states for e in state.entries if own(origin_host(e.origin))}
    found = platform_traces(urls, cookies, keys, look.selectors)
    if len(found) != 1:
        return None, ()
    ((platform, traces),) = found.items()
    return platform, tuple(f"platform by its traces alone: {trace[:_LABEL]}" for trace in traces[:3])


def _place(found: FoundBanner) -> Node:
    """Where the banner decides: what holds it may be no more than a container in the page around a frame or a component."""
    order = ("accept", "refuse", "acknowledge", "settings", "save")
    decisive = next((c.node for action in order if (c := found.first(action)) is not None), None)
    return decisive if decisive is not None else found.root


def _opens(press: Press) -> bool:
    return press.action == "settings" and bool(press.page_after) and not press.gone


def _control(banner: FoundBanner, action: str, layer: int) -> Control | None:
    found = banner.first(action)
    return as_control(found, layer, layer, banner.root) if found is not None else None


def as_control(found: FoundControl, layer: int, clicks: int, root: Node | None = None) -> Control:
    """A control of a snapshot as the result tells it; `root`: the banner that it stands in."""
    box = found.node.box
    looks = looks_of(found.node)
    reached = reach(found.node, root if root is not None else found.node)
    return Control(
        text=found.text[:_LABEL],
        layer=layer,
        clicks=clicks,
        role=found.role,
        box=(box.x, box.y, box.width, box.height) if box is not None else None,
        contrast=looks.contrast,
        area=box.area if box is not None else None,
        because=found.because,
        font_size=looks.font_size,
        font_weight=looks.font_weight,
        color=looks.color,
        background=looks.background,
        fill_contrast=looks.fill_contrast,
        looks_like_button=looks.looks_like_button,
        looks_because=looks.because,
        in_running_text=looks.in_running_text,
        accessible_name=accessible_name(found.node),
        keyboard=reached.keyboard,
        tab_stops=reached.tab_stops,
        initial_focus=reached.focused,
    )


def _is_unread(control: FoundControl) -> bool:
    if control.action != "other" or control.role != "button" or not any(c.isalpha() for c in control.text):
        return False
    known = any("control.other" in why or why.startswith("selectors/") for why in control.because)
    return not known
