"""Read how the banner puts its question: the switches as they stood before anyone touched them, and the language it speaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from auditor.banner import RADIO_ROLES, FoundBanner, FoundControl, Selectors, refusing_radio, standing_on
from auditor.banner.normal import words
from auditor.banner.speech import language_of, speaks
from auditor.classify.banner_facts import ARRIVAL, BannerFacts, Looker
from auditor.classify.design import Design, Kind, Languages, SwitchSeen
from auditor.classify.records import VisitRecords
from auditor.classify.switches import unseen
from auditor.evidence import Press
from auditor.evidence.page import Node

__all__ = ["read_design"]

_LABEL = 120
_ROW = 200
"""More text than this around a switch is that of a section, not its own."""
_ROW_LEVELS = 3
_INTEREST_TOKENS = ("legint", "legitimate", "leg-int")
"""How programs name what stands for legitimate interest, in class names and ids."""
_DEGREES = ("basi", "minim", "standa")
"""« Basic ads » need consent."""
_WALKS = ("refuse", "accept", "partial")
"""Scenarios that open the settings in a fresh visit, and the visits of the same names."""
_MOST = 200


def read_design(visits: Sequence[VisitRecords], facts: BannerFacts, look: Looker, browser_language: str) -> Design:
    """Read it from the arrival and from the first opening of the settings in each visit."""
    if not facts.banner.present:
        return Design()
    switches: dict[tuple[str, int], SwitchSeen] = {}
    hidden, panel = "", False
    for visit, label, phase, opened in _untouched(visits):
        banner = look.banner(visit, label)
        if banner is None:
            continue
        panel = panel or banner.is_preferences or label != ARRIVAL
        if banner.all("toggle"):
            hidden = unseen(banner, opened)  # of the last look: what was folded may have been opened since
        same: Counter[str] = Counter()
        for switch in _switches(banner, look.selectors, label, phase):
            # One that was not there at the first look was folded.
            switches.setdefault((switch.name, same[switch.name]), switch)
            same[switch.name] += 1
    tree = facts.tree
    return Design(
        switches=tuple(switches.values())[:_MOST],
        out_of_sight=hidden,
        panel_seen=panel,
        languages=_languages(facts, look.selectors, browser_language),
        viewport=tree.page.viewport if tree is not None else None,
    )


def _untouched(visits: Sequence[VisitRecords]) -> Iterator[tuple[VisitRecords, str, str, frozenset[str]]]:
    """Snapshots in which the banner stands as the site made it: visit, label, phase, headers of sections opened so far."""
    for visit in visits:
        if visit.name in _WALKS and visit.tree(ARRIVAL) is not None:
            yield visit, ARRIVAL, "before", frozenset()
    for visit in visits:
        for name in _WALKS:
            run = visit.visit.scenario(name)
            opened: set[str] = set()
            for press in run.presses if run is not None else ():
                if not _opens(press):
                    break
                if press.action == "expand":
                    opened.add(press.text)
                page = visit.page(press.page_after)
                if page is not None:
                    yield visit, press.page_after, page.phase, frozenset(opened)


def _opens(press: Press) -> bool:
    return press.action in ("settings", "expand", "dismiss") and press.reached and bool(press.page_after) and not press.gone


def _switches(banner: FoundBanner, selectors: Selectors, label: str, phase: str) -> Iterator[SwitchSeen]:
    on = {id(control) for control in standing_on(banner, selectors)}
    for control in banner.all("toggle"):
        state: bool | None = control.checked if control.state_known else None
        if control.role in RADIO_ROLES:
            if not control.checked:
                continue
            no = refusing_radio(banner, control, selectors)
            state = None if no is None else id(control) in on
        kind, because = _kind(control, banner.root, selectors)
        yield SwitchSeen(
            name=_name(control, banner.root, selectors),
            page=label,
            phase=phase,
            on=state,
            kind=kind,
            because=because,
            drawn=not _has_state(control.node),
        )


def _name(control: FoundControl, root: Node, selectors: Selectors) -> str:
    """What the switch is called; where that says only what it does (« Autoriser »), what stands in its row."""
    said = control.text
    if not said or selectors.vocabulary.read(said).action in ("accept", "save", "settings"):
        said = _row(control.node, root) or said
    return said[:_LABEL] or control.role


def _has_state(node: Node) -> bool:
    """Whether the page itself says how a switch stands: an input or a role, in what is pressed or beside it."""
    around = [*node.walk(), *(node.parent.walk() if node.parent is not None else ())]
    named = node.attribute("for")
    around += [n for n in node.tree.nodes[node.document] if named and n.attribute("id") == named]
    return any(n.tag == "input" or "aria-checked" in n.attributes for n in around)


def _kind(control: FoundControl, root: Node, selectors: Selectors) -> tuple[Kind, str]:
    if control.disabled:
        return "necessary", "it is locked"
    row = words(f"{control.text} {_row(control.node, root)}")
    name = words(control.text)
    languages = selectors.wording.values()
    if phrase := _phrase([p for w in languages for p in w.switches.interest], row):
        return "interest", f"« {phrase} » stands beside it"
    if token := _token(control.node, root):
        return "interest", f"it is named `{token}` in the page"
    if phrase := _phrase([p for w in languages for p in w.switches.always], row):
        return "necessary", f"« {phrase} » stands beside it"
    if selectors.vocabulary.needs_no_consent(control.text) or _only_necessary(name, selectors):
        return "necessary", "it is named after what needs no consent"
    if phrase := _phrase([p for w in languages for p in w.switches.aside], name):
        return "aside", f"« {phrase} » gives no consent"
    reading = selectors.vocabulary.read(control.text)
    if reading.action == "refuse":
        return "aside", f"standing on, it refuses ({reading.because})"
    if phrase := _phrase([p for w in languages for p in w.parts.functional], name):
        return "functional", f"« {phrase} »: some of it needs no consent"
    return "consent", "it can be turned, and nothing says that it needs no consent"


def _only_necessary(name: tuple[str, ...], selectors: Selectors) -> bool:
    parts = [w.parts for w in selectors.wording.values()]
    needed = [p for one in parts for p in one.necessary if not p.startswith(_DEGREES)]
    return bool(_phrase(needed, name)) and not _phrase([p for one in parts for p in one.optional], name)


def _phrase(phrases: Sequence[str], text: tuple[str, ...]) -> str:
    for phrase in phrases:
        pattern = words(phrase, pattern=True)
        if pattern and any(
            all(_is(p, text[at + i]) for i, p in enumerate(pattern)) for at in range(len(text) - len(pattern) + 1)
        ):
            return phrase
    return ""


def _is(pattern: str, word: str) -> bool:
    if pattern.startswith("*"):
        return word.endswith(pattern.strip("*")) if not pattern.endswith("*") else pattern.strip("*") in word
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _row(node: Node, root: Node) -> str:
    """What stands in the row of a switch and of no other."""
    said = ""
    for above, _ in zip(node.ancestors, range(_ROW_LEVELS), strict=False):
        if above is root or above.tag == "body":
            break
        text = above.shown_text()
        if (
            len(text) > _ROW
            or sum(1 for inner in above.walk() if inner.tag == "input" or inner.attribute("role") == "switch") > 1
        ):
            break
        said = text
    return said


def _token(node: Node, root: Node) -> str:
    for place in (node, *node.children, *node.ancestors):
        named = f"{place.attribute('id')} {place.attribute('class')} {place.attribute('name')}".lower()
        if any(token in named for token in _INTEREST_TOKENS):
            return named.strip()[:_LABEL]
        if place is root:
            break
    return ""


def _languages(facts: BannerFacts, selectors: Selectors, browser: str) -> Languages | None:
    if facts.tree is None or facts.root is None:
        return None
    inside = {id(node) for node in facts.root.walk()}
    outside = [n.text for n in facts.tree.root.walk() if n.tag == "#text" and id(n) not in inside and n.shown]
    page, said = language_of(" ".join(outside), selectors.wording), facts.root.shown_text()
    banner = language_of(said, selectors.wording)
    if banner is None and page is not None and speaks(said, page, selectors.wording):
        banner = page  # too short to be told among all languages, and plainly in this one
    return Languages(page=page, banner=banner, browser=browser)
