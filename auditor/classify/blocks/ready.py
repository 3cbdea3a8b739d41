"""Conditions made ready to be asked many thousand times: sets and bits in place of lists of names, the cheapest question first.

What they answer is what the YAML says; the words of a reason are put together only for the rules that count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.catalogue.block import Condition, Rule
from auditor.classify.blocks.parts import BIT, Part, Parts

__all__ = ["Evidence", "Ready", "ReadyRule"]

_Limits = tuple[float, float]
_ANY: _Limits = (float("-inf"), float("inf"))


class Ready:
    """One condition."""

    __slots__ = (
        "above", "attributes", "condition", "density", "has", "headings", "hosts", "lines", "links", "marks", "names", "opens",
        "path", "regions", "roles", "says", "share", "starts", "tags", "text",
    )  # fmt: skip

    def __init__(self, condition: Condition, bits: Mapping[str, int]) -> None:
        self.condition = condition
        self.tags = frozenset(condition.tag)
        self.roles = frozenset(condition.role)
        self.names = frozenset(condition.name)
        self.marks = frozenset(condition.mark)
        self.path = frozenset(condition.path)
        self.attributes = condition.attribute
        self.hosts = condition.host
        self.above = frozenset(condition.inside)
        self.regions = frozenset(condition.region)
        self.has = sum(BIT[name] for name in condition.has)
        self.says = sum(bits.get(concept, 0) for concept in condition.says)
        self.opens = sum(bits.get(concept, 0) for concept in condition.opens)
        self.starts = sum(bits.get(concept, 0) for concept in condition.starts)
        self.text, self.links, self.headings = condition.text, condition.links, condition.headings
        self.lines, self.density, self.share = condition.lines, condition.link_density, condition.share

    def fits(self, part: Part, parts: Parts) -> bool:
        """True where all that it names fits the part."""
        if self.tags and part.tag not in self.tags:
            return False
        if self.text is not None and not self.text[0] <= part.length <= self.text[1]:
            return False
        if self.links is not None and not self.links[0] <= part.links <= self.links[1]:
            return False
        if self.headings is not None and not self.headings[0] <= part.headings <= self.headings[1]:
            return False
        if self.regions and part.region not in self.regions:
            return False
        if self.marks and self.marks.isdisjoint(part.marks):
            return False
        if self.names and self.names.isdisjoint(part.names):
            return False
        if self.has and not part.has & self.has:
            return False
        if self.says and not part.says & self.says:
            return False
        return self._fits_further(part, parts)

    def _fits_further(self, part: Part, parts: Parts) -> bool:
        if self.roles and part.role not in self.roles:
            return False
        if self.path and self.path.isdisjoint(part.path):
            return False
        if self.above and self.above.isdisjoint(part.above):
            return False
        if self.density is not None and not self.density[0] <= parts.density(part) <= self.density[1]:
            return False
        if self.share is not None and not self.share[0] <= part.length / parts.total <= self.share[1]:
            return False
        if self.hosts and not any(_below(part.host, host) for host in self.hosts):
            return False
        if self.attributes and not any(has_attribute(asked, part.attributes) for asked in self.attributes):
            return False
        if self.opens and not (part.says & self.opens and parts.heard(part, 2) & self.opens):
            return False
        if self.starts and not (part.says & self.starts and parts.heard(part, 1) & self.starts):
            return False
        return self.lines is None or self.lines[0] <= parts.line_count(part) <= self.lines[1]

    def reason(self, part: Part, parts: Parts, bits: Mapping[str, int]) -> str:
        """What in the part fits, for a person."""
        c, said = self.condition, []
        for asked, there, what in (
            (c.tag, (part.tag,), "tag "), (c.role, (part.role,), "role "), (c.name, part.names, "named "),
            (c.mark, part.marks, "it is "), (c.path, part.path, "links to "), (c.inside, part.above, "inside "),
            (c.region, (part.region,), "region "),
        ):  # fmt: skip
            found = _first(asked, there)
            if found:
                said.append(what + found)
        said += [asked for asked in c.attribute if has_attribute(asked, part.attributes)][:1]
        said += [f"links to {part.host}" for host in c.host if _below(part.host, host)][:1]
        said += [f"has {name}" for name in c.has if part.has & BIT[name]][:1]
        said += [f"says {concept}, {parts.phrase(part, concept)}" for concept in c.says if part.says & bits.get(concept, 0)][:1]
        for concepts, lines in ((c.opens, 2), (c.starts, 1)):
            if concepts:
                heard = parts.heard_words(part, lines)
                said += [f"opens with {concept}, {heard[concept]}" for concept in concepts if concept in heard][:1]
        for limits, value, form in (
            (c.text, part.length, "{:g} characters"), (c.links, part.links, "{:g} links"),
            (c.link_density, parts.density(part), "link density {:.2f}"), (c.headings, part.headings, "{:g} headings"),
            (c.lines, parts.line_count(part), "{:g} lines"), (c.share, part.length / parts.total, "{:.0%} of the page's text"),
        ):  # fmt: skip
            if limits is not None:
                said.append(form.format(value))
        return "; ".join(said)


class ReadyRule:
    """One rule. `text`, `links` and `regions` are what `all` of its conditions ask for in common, to be looked at before it."""

    __slots__ = ("all", "any", "bits", "links", "regions", "rule", "text", "type", "unless")

    def __init__(self, type_: str, rule: Rule, bits: Mapping[str, int]) -> None:
        self.type = type_
        self.rule = rule
        self.bits = bits
        self.any = tuple(Ready(c, bits) for c in rule.any)
        self.all = tuple(Ready(c, bits) for c in rule.all)
        self.unless = tuple(Ready(c, bits) for c in rule.unless)
        self.text = _common(c.text for c in rule.all)
        self.links = _common(c.links for c in rule.all)
        self.regions = (
            frozenset.intersection(*regions) if (regions := [frozenset(c.region) for c in rule.all if c.region]) else None
        )

    def fires(self, part: Part, parts: Parts) -> Ready | None:
        """The condition of `any` by which it speaks for the part; None where it does not."""
        if part.inline and not self.rule.in_sentence and parts.in_sentence(part):
            return None
        by = next((c for c in self.any if c.fits(part, parts)), None)
        if by is None or not all(c.fits(part, parts) for c in self.all) or any(c.fits(part, parts) for c in self.unless):
            return None
        return by


class Evidence:
    """One rule that spoke for a type."""

    __slots__ = ("_by", "_part", "_parts", "_said", "ready", "rule", "type", "weight")

    def __init__(self, ready: ReadyRule, by: Ready, part: Part, parts: Parts, said: str = "") -> None:
        self.ready = ready
        self.type = ready.type
        self.weight = ready.rule.weight
        self.rule: Rule | None = ready.rule
        self._by, self._part, self._parts, self._said = by, part, parts, said

    def followed(self) -> Evidence:
        """The same reason, for what follows the element; it holds wherever that stands."""
        other = Evidence(self.ready, self._by, self._part, self._parts, f"follows {self.because}")
        other.rule = None
        return other

    @property
    def because(self) -> str:
        """In words."""
        if not self._said:
            reason = self._by.reason(self._part, self._parts, self.ready.bits)
            self._said = f"{self.type}.{self.ready.rule.id} {self.weight:+g}: {reason}"
        return self._said


def _first(asked: tuple[str, ...], there: Iterable[str]) -> str:
    if not asked:
        return ""
    if isinstance(there, (set, frozenset)):  # its order differs from run to run; that of the rule does not
        return next((value for value in asked if value in there), "")
    return next((value for value in there if value in asked), "")


def has_attribute(asked: str, attributes: Mapping[str, str]) -> bool:
    """`rel=author`: the attribute has this word; `datetime`: it is there."""
    name, equals, value = asked.partition("=")
    if name not in attributes:
        return False
    return not equals or value in attributes[name].lower().split() or value == attributes[name].lower()


def _below(host: str, wanted: str) -> bool:
    return host == wanted or host.endswith(f".{wanted}")


def _common(limits: Iterable[_Limits | None]) -> _Limits:
    least, most = _ANY
    for pair in limits:
        if pair is not None:
            least, most = max(least, pair[0]), min(most, pair[1])
    return least, most
