"""Evidence → one type for each element: what speaks for the element itself, else what holds it.

An element leaves the type of what holds it only where its own evidence reaches the bar of another type, is not much weaker than
what gave the holder its type, and the holder's type lets that type out (comments keep their dates, a menu keeps its headings).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.classify.blocks.marks import mark_early, mark_late, mark_places
from auditor.classify.blocks.parts import HEADINGS, Part, Parts
from auditor.classify.blocks.rules import BlockRules, Evidence
from auditor.evidence.page import Node

__all__ = ["OTHER", "Label", "label_parts"]

OTHER = "other"
_CONSENT = ("consent_buttons", "consent_detail", "consent_text")
_BANNER_WEIGHT = 10.0
_RESISTANCE, _RESISTANCE_CAP = 0.5, 4.0
"""A type given with weight w is left only for one of at least w/2; above 4 more evidence makes a holder no more binding."""
_INHERITED = 1.0
"""Advantage of the holder's type where the element itself speaks for it too."""


_LEGAL = ("legal_link", "consent_reopen", "rights_reserved")
_SOCIAL = ("social_name",)
_AROUND_TITLE = frozenset({"article_body", "headline", "site_tools", "nav", "standfirst"})
_IN_BANNER = frozenset(_CONSENT) | {"legal_text"}
_MAX_AGAINST = 12
_SPLIT = frozenset({"related_links", "nav", "ad"})
"""Types of which one block may hold another."""


@dataclass(slots=True, eq=False)
class Label:
    """A type, the element where it begins, and what spoke for it."""

    type: str
    root: Part
    weight: float
    because: tuple[str, ...]
    runner_up: str = ""
    against: tuple[str, ...] = ()
    allowed: frozenset[str] | None = None
    """Types that may be cut out of it; None: all."""
    types: frozenset[str] = field(default_factory=frozenset)
    """Its own type and those of what holds it."""


def label_parts(parts: Parts, rules: BlockRules, banner: Node | None, repeated: frozenset[str]) -> list[Label]:
    """One label for each part, by number. Parts that share a label are one block."""
    mark_early(parts, repeated, _bits(rules, _LEGAL), _bits(rules, _SOCIAL))
    _look_through(parts)
    for part in parts.all:
        part.region = rules.region(part, parts, part.parent.region if part.parent else "page")
    mark_places(parts)
    evidence = [rules.early(part, parts) if part.parent else [] for part in parts.all]
    mark_late(parts, _not_content(parts, evidence, rules))
    for part in parts.all:
        if part.parent is not None:
            evidence[part.number] += rules.late(part, parts)
        if "holds title" in part.marks:  # it is no advert and no list of comments, whatever it begins with
            evidence[part.number] = [one for one in evidence[part.number] if one.type in _AROUND_TITLE]
    _carry(parts, evidence)
    return _assign(parts, rules, evidence, banner)


def _bits(rules: BlockRules, concepts: tuple[str, ...]) -> int:
    return sum(rules.phrases.bit.get(concept, 0) for concept in concepts)


def _look_through(parts: Parts) -> None:
    """Forget, below a `<main>` around the whole page, that it stands above."""
    wraps = {part.number for part in parts.all if "wraps page" in part.marks}
    if not wraps:
        return
    words = frozenset({"main", "article"})
    for part in parts.all:
        above = part.parent
        if above is None:
            continue
        kept = above.above & words
        if above.number not in wraps:
            kept = kept | (words & {above.tag, above.role})
        part.above = (part.above - words) | kept


def _not_content(parts: Parts, evidence: list[list[Evidence]], rules: BlockRules) -> set[int]:
    """Numbers of the parts that early evidence gives to a type other than running text."""
    excluded = set()
    for part in parts.all:
        if not evidence[part.number]:
            continue
        sums = _sums([one for one in evidence[part.number] if one.rule is None or not one.rule.within])
        sums.pop("article_body", None)
        if any(weight >= rules.files[type_].bar for type_, weight in sums.items()):
            excluded.add(part.number)
    return excluded


def _sums(evidence: list[Evidence]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for one in evidence:
        sums[one.type] = sums.get(one.type, 0.0) + one.weight
    return sums


def _carry(parts: Parts, evidence: list[list[Evidence]]) -> None:
    """Give what follows a telling heading (« À lire aussi ») the heading's type, up to the next heading."""
    outermost: list[Part] = []
    for part in parts.all:  # of elements around the same text, the outermost is what stands beside its list
        same = part.parent is not None and part.parent.parent is not None and _same_text(part, part.parent)
        outermost.append(outermost[part.parent.number] if same and part.parent is not None else part)
    done: set[int] = set()
    for part in parts.all:
        heading = outermost[part.number]
        telling = next((one for one in evidence[part.number] if one.rule is not None and one.rule.carries), None)
        if telling is None or heading.parent is None or heading.number in done:
            continue
        done.add(heading.number)
        for follower in heading.parent.children[heading.nth_child + 1 : heading.nth_child + 1 + _CARRIED]:
            if follower.tag in HEADINGS or (parts.density(follower) < 0.4 and "teasers" not in follower.marks):
                break
            evidence[follower.number].append(telling.followed())


_CARRIED = 12
"""Elements beside a telling heading that are looked at."""


def _same_text(inner: Part, outer: Part) -> bool:
    return inner.first_run == outer.first_run and inner.last_run == outer.last_run


def _assign(parts: Parts, rules: BlockRules, evidence: list[list[Evidence]], banner: Node | None) -> list[Label]:
    labels: list[Label] = []
    for part in parts.all:
        holder = labels[part.parent.number] if part.parent is not None else None
        if holder is None:
            labels.append(Label(OTHER, part, 0.0, ("no rule reached its bar",)))
        elif banner is not None and part.node is banner:
            because = ("the banner finder took it for the consent banner",)
            types = holder.types | {"consent_text"}
            labels.append(Label("consent_text", part, _BANNER_WEIGHT, because, "", (), _IN_BANNER, types))
        else:
            labels.append(_choose(part, holder, evidence[part.number], rules))
    return labels


def _choose(part: Part, holder: Label, evidence: list[Evidence], rules: BlockRules) -> Label:
    spoke = [one for one in evidence if one.rule is None or _placed(one, holder)]
    if not spoke:
        return holder
    sums = _sums(spoke)
    ranked = sorted(sums, key=lambda t: (-(sums[t] + (_INHERITED if t == holder.type else 0.0)), rules.order[t]))
    resistance = _RESISTANCE * min(holder.weight, _RESISTANCE_CAP)
    for type_ in ranked:
        if type_ == holder.type:
            if not _is_own_section(part, holder):
                return holder
        elif holder.allowed is not None and type_ not in holder.allowed:
            continue
        if sums[type_] >= rules.files[type_].bar and sums[type_] >= resistance:
            return _begin(part, holder, type_, spoke, sums, ranked, rules)
    return holder


def _is_own_section(part: Part, holder: Label) -> bool:
    """True for one of several headed lists of links in one column: two units to a person."""
    return holder.type in _SPLIT and part.headings >= 1 and holder.root.headings > part.headings


def _placed(one: Evidence, holder: Label) -> bool:
    rule = one.rule
    assert rule is not None
    if rule.within and not holder.types.intersection(rule.within):
        return False
    return not holder.types.intersection(rule.not_within)


def _begin(
    part: Part, holder: Label, type_: str, spoke: list[Evidence], sums: dict[str, float], ranked: list[str], rules: BlockRules
) -> Label:
    lets_out = rules.files[type_].lets_out
    allowed = holder.allowed
    if lets_out is not None:
        allowed = frozenset(lets_out) if allowed is None else allowed & frozenset(lets_out)
    because = tuple(one.because for one in spoke if one.type == type_)
    other = next((t for t in ranked if t != type_), "")
    runner_up = f"next: {other} {sums[other]:g}" if other else ""
    against = tuple(one.because for one in spoke if one.type != type_)[:_MAX_AGAINST]
    return Label(type_, part, sums[type_], because, runner_up, against, allowed, holder.types | {type_})
