"""A banner by its words: a part of the page that speaks of consent, lets a visitor choose, and stands where banners stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from auditor.banner.assemble import assemble, read_pressable
from auditor.banner.controls import Pressable, gather
from auditor.banner.found import FoundBanner
from auditor.banner.known import Selectors
from auditor.banner.place import in_content, in_reach, layer_of
from auditor.banner.survey import Survey
from auditor.evidence.page import Node, Tree

__all__ = ["Rejected", "by_wording", "rejected"]

_CHOOSING = frozenset({"accept", "refuse", "settings", "save", "acknowledge"})
_DECIDING = frozenset({"accept", "refuse", "acknowledge", "save"})
_LEAST = 0.5
"""Score under which a candidate is no banner. The points below were set on small pages, one for each trap in the tests."""
_LEAST_TEXT = 20
_MAX_FLOW_TEXT = 4000
_MAX_TEXT_BEFORE = 150
_NAMES = ("cookie", "consent", "gdpr", "rgpd", "dsgvo", "tracking-choice", "privacy-banner", "privacy-modal")
"""What authors call a banner, in any language: in ids, classes and names of custom elements."""
_ASKING = frozenset({"accept", "refuse", "settings", "save"})
_CHAT = re.compile(r"(?:^|[^a-z])t?(?:live|web)?chat(?:bot|box|window|widget)?(?:[^a-z]|$)", re.IGNORECASE)
"""What authors call a box to talk in."""
_FIELDS = frozenset({"text", "email", "tel", "password", "search", "number", "date", ""})


@dataclass(slots=True)
class _Candidate:
    root: Node
    score: float = 0.0
    because: list[str] = field(default_factory=list)
    is_second: bool = False
    """It has switches and a control to save: where such a layer stands, it is the one in use."""
    rejected: str = ""
    """Why it is no banner, whatever its score; empty where nothing speaks so plainly against it."""

    def no(self, why: str) -> _Candidate:
        """Say why it is none."""
        self.rejected = why
        return self

    def add(self, points: float, why: str) -> None:
        """Count for or against it."""
        self.score += points
        self.because.append(why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A part of the page that might be taken for a banner, and is none."""

    root: Node
    reason: str
    because: tuple[str, ...] = ()
    """What was counted for and against it, where it came so far."""


def by_wording(tree: Tree, selectors: Selectors) -> FoundBanner | None:
    """The best candidate of the page; None where nothing is likely enough."""
    weighed = _weigh_all(tree, selectors)
    found = [c for c in weighed.candidates if not c.rejected and c.score >= _LEAST]
    if not found:
        return None
    best = max(found, key=weighed.rank(found))
    return assemble(
        best.root,
        selectors,
        ruled={},
        platform=None,
        found_by="wording",
        is_preferences=None,
        because=tuple(best.because),
        score=min(1.0, best.score),
    )


def rejected(tree: Tree, selectors: Selectors) -> tuple[Rejected, ...]:
    """What lies over the page, or speaks of consent beside controls, and is not taken for a banner: in the order of the page."""
    weighed = _weigh_all(tree, selectors)
    if weighed.survey is None:
        survey = Survey(tree, (), (p.node for p in weighed.pressables if not p.is_switch), selectors.vocabulary)
    else:
        survey = weighed.survey
    found: dict[int, Rejected] = {}
    for candidate in weighed.candidates:
        reason = candidate.rejected
        if not reason and candidate.score < _LEAST:
            reason = f"scores {candidate.score:.2f}, and {_LEAST} is the least"
        if reason:
            found[id(candidate.root)] = Rejected(root=candidate.root, reason=reason, because=tuple(candidate.because))
    weighed_roots = [candidate.root for candidate in weighed.candidates]
    for pressable in weighed.pressables:
        layer = layer_of(pressable.node, survey)
        if layer is None or any(layer[0] is r or layer[0] in r.ancestors or r in layer[0].ancestors for r in weighed_roots):
            continue
        if survey.speaks(layer[0]) or _named_for_consent(layer[0]):
            reason = "nothing in it accepts, refuses, saves, closes or opens settings"
        else:
            reason = "neither speaks of cookies and consent nor is named after them"
        found.setdefault(id(layer[0]), Rejected(root=layer[0], reason=reason, because=(layer[1],)))
    return tuple(sorted(found.values(), key=lambda one: survey.order(one.root)))


@dataclass(slots=True)
class _Weighed:
    pressables: list[Pressable]
    survey: Survey | None = None
    """None where nothing in the page chooses."""
    candidates: list[_Candidate] = field(default_factory=list)

    def rank(self, found: list[_Candidate]) -> Callable[[_Candidate], tuple[bool, bool, float, int, int]]:
        """The order among those that may be the banner."""
        paints = {id(c): _paint(c.root) for c in found}

        def place(one: _Candidate) -> tuple[bool, bool, float, int, int]:
            order = self.survey.order(one.root) if self.survey is not None else 0
            return not _covered(one, found, paints), one.is_second, round(one.score, 2), paints[id(one)], order

        return place


def _weigh_all(tree: Tree, selectors: Selectors) -> _Weighed:
    pressables = list(gather(tree.root))
    reads = {id(p.node): read_pressable(p, selectors)[0] for p in pressables}
    choosing = [p for p in pressables if reads[id(p.node)] in _CHOOSING or reads[id(p.node)] == "close"]
    if not choosing:
        return _Weighed(pressables)
    others = (p.node for p in pressables if not p.is_switch)
    survey = Survey(tree, (p.node for p in choosing), others, selectors.vocabulary)
    roots: dict[int, Node] = {}
    for pressable in choosing:
        root = _root(pressable, choosing, survey)
        if root is not None:
            roots.setdefault(id(root), root)
    return _Weighed(pressables, survey, [_weighed(root, pressables, reads, survey) for root in roots.values()])


def _root(pressable: Pressable, choosing: Iterable[Pressable], survey: Survey) -> Node | None:
    """The smallest element that holds the control, the other choices of the same layer, and the text on consent."""
    layer = layer_of(pressable.node, survey)
    if layer is not None:
        if not survey.speaks(layer[0]) and not _named_for_consent(layer[0]):
            return None
        together = [p.node for p in choosing if p.node is layer[0] or layer[0] in p.node.ancestors]
        return _narrowed(layer[0], together, survey)
    for above in pressable.node.ancestors:
        if above.tag in ("html", "body", "main", "article") and above.document == 0:
            return None
        if above.tag.startswith("#"):
            continue
        if survey.length(above) > _MAX_FLOW_TEXT:
            return None
        if survey.length(above) >= _LEAST_TEXT and survey.speaks(above):
            return _with_siblings(above, survey)
    return None


def _narrowed(layer: Node, together: list[Node], survey: Survey) -> Node:
    """Go down from a layer as long as one child holds all its choices and nearly all its text."""
    here = layer
    while True:
        inner = [child for child in here.children if survey.length(child) >= 0.9 * survey.length(here)]
        held = next((c for c in inner if all(c is n or c in n.ancestors for n in together) and survey.speaks(c)), None)
        if held is None or held in together:
            break
        here = held
    # A root of a frame or of a shadow is no element: a person sees the one that holds it.
    while here.tag.startswith("#") and here.parent is not None:
        here = here.parent
    return here


def _with_siblings(root: Node, survey: Survey) -> Node:
    """Where the text stands beside its controls, further controls may stand one level up: take them in with little text."""
    best, length = root, survey.length(root)
    for above in root.ancestors:
        if above.tag in ("html", "body", "main", "article", "header", "footer") or above.tag.startswith("#"):
            break
        if survey.length(above) > length + 60:
            break
        best = above
    return best


def _weighed(root: Node, pressables: Iterable[Pressable], reads: Mapping[int, str], survey: Survey) -> _Candidate:
    inside = [p for p in pressables if p.node is root or root in p.node.ancestors]
    actions = {reads[id(p.node)] for p in inside}
    notices = survey.notices(root)
    spoken = len(notices.strong) + len(notices.weak)
    candidate = _Candidate(root)
    if not in_reach(root):
        return candidate.no("out of the visitor's reach")
    if len(notices.foreign) >= spoken:
        other = ", ".join(sorted(notices.foreign))[:80]
        return candidate.no(f"speaks of {other} at least as much as of consent" if other else "does not speak of consent")
    layer = layer_of(root, survey)
    named = _named_for_consent(root)
    chooses = actions & {"accept", "acknowledge"} and actions & {"refuse", "settings"}
    # A second layer often speaks of purposes only: « Mesure d'audience », « Publicité personnalisée ».
    purposes = layer is not None and {"toggle", "save"} <= actions
    # Purposes may stand as headings that unfold, so that no text is free of controls; elsewhere such a thing is a row of links.
    if (survey.length(root) if purposes else survey.free_length(root)) < _LEAST_TEXT:
        return candidate.no(f"holds hardly any text beside its controls (less than {_LEAST_TEXT} characters)")
    least_weak = 2 if purposes else 3
    if not notices.strong and not (len(notices.weak) >= least_weak - bool(named) and (chooses or purposes)):
        return candidate.no("names no cookies or trackers, and says too little of consent beside too few choices")
    if notices.settled and not actions & {"accept", "refuse", "save"}:
        # « Vos choix ont été enregistrés. [Masquer] »
        return candidate.no(f"confirms a choice that was made: « {min(notices.settled)[:80]} »")
    if not named and not actions & _ASKING and any(_CHAT.search(name) for name in _names(root)):
        # « Notre assistant utilise des cookies. [OK] » asks for nothing
        return candidate.no("a box to talk in, that asks for no choice")
    if named:
        candidate.add(0.1, f"named « {named} »")
    candidate.is_second = purposes
    if purposes:
        candidate.add(0.15, "switches to choose purposes by, and a control to save")
    candidate.because.append(f"speaks of {', '.join(sorted(notices.strong) + sorted(notices.weak))[:160]}")
    candidate.score += 0.25 if notices.strong else 0.1
    candidate.score += 0.1 if len(notices.weak) >= 2 else 0.0 if notices.weak else -0.2
    for action, points in (
        ("accept", 0.15),
        ("refuse", 0.2),
        ("settings", 0.1),
        ("acknowledge", 0.1),
        ("save", 0.1),
        ("close", 0.05),
    ):
        if action in actions:
            candidate.add(points, f"offers to {action}")
    if notices.foreign:
        candidate.add(-0.1 * len(notices.foreign), f"also speaks of {', '.join(sorted(notices.foreign))[:80]}")
    fields = _fields(root)
    if "password" in fields:
        return candidate.no("asks for a password")
    if fields:
        candidate.add(-0.35, "has a field to fill in")
    if layer is not None:
        candidate.add(0.2 if layer[1].startswith("position sticky") else 0.3, layer[1])
        return candidate if actions & (_CHOOSING | {"close"}) else candidate.no("nothing in it chooses")
    if not _in_flow(candidate, actions, survey):
        return candidate.no("lies in the flow of the page, and not where a bar of a banner stands")
    return candidate


def _named_for_consent(root: Node) -> str | None:
    """The id or class of an element, or of what directly holds it or lies in it, that says what it is for."""
    return next((name[:60] for name in _names(root) if any(word in name.lower() for word in _NAMES)), None)


def _names(root: Node) -> Iterator[str]:
    near = [root, *(child for child in root.children if not child.tag.startswith("#"))]
    near += [above for above, _ in zip(root.ancestors, range(2), strict=False) if above.tag not in ("html", "body")]
    for node in near:
        if node.tag.startswith("#"):
            continue
        attributes = node.attributes
        yield from (attributes.get("id", ""), *attributes.get("class", "")[:500].split(), node.tag)


def _in_flow(candidate: _Candidate, actions: set[str], survey: Survey) -> bool:
    """Weigh a candidate that lies in the page's flow: a bar at its top may be a banner, a box in its content is none."""
    root = candidate.root
    if not actions & _DECIDING or in_content(root) is not None or root.box is None:
        return False
    if any(n.tag in ("h1", "article", "table") for n in root.walk()):
        return False
    if survey.notices(root).foreign and not {"accept", "refuse"} <= actions:
        return False
    if _text_before(root, survey) < _MAX_TEXT_BEFORE and root.box.y < root.tree.page.viewport[1] / 2:
        candidate.add(0.2, "a bar at the top of the page")
    elif _near_body(root) and actions & {"refuse", "settings"}:
        candidate.add(0.1, "a bar of its own in the page")
    else:
        return False
    return True


def _text_before(root: Node, survey: Survey) -> int:
    """Text of the page before an element, headers and navigation left out."""
    order = survey.order(root)
    heads = [n for n in root.tree.nodes[0] if (n.tag in ("header", "nav")) and -1 < survey.order(n) < order]
    outer = [n for n in heads if not any(above.tag in ("header", "nav") for above in n.ancestors) and n not in root.ancestors]
    return survey.free_before(root) - sum(survey.free_length(n) for n in outer)


def _near_body(node: Node) -> bool:
    return any(above.tag == "body" for above, _ in zip(node.ancestors, range(2), strict=False))


def _fields(root: Node) -> set[str]:
    found: set[str] = set()
    for node in root.walk():
        if node.tag == "textarea" and node.shown:
            found.add("text")
        elif node.tag == "input" and node.shown:
            kind = node.attribute("type").lower()
            if kind in _FIELDS:
                found.add(kind or "text")
    return found


def _covered(candidate: _Candidate, others: list[_Candidate], paints: Mapping[int, int]) -> bool:
    """True where another candidate lies over the middle of this one: the second layer before the first."""
    box = candidate.root.box
    if box is None:
        return False
    x, y = box.centre
    return any(
        paints[id(other)] > paints[id(candidate)]
        and (over := other.root.box) is not None
        and over.x <= x <= over.x + over.width
        and over.y <= y <= over.y + over.height
        and candidate.root not in other.root.ancestors
        and other.root not in candidate.root.ancestors
        for other in others
    )


def _paint(root: Node) -> int:
    return max(node.paint for node in root.walk())
