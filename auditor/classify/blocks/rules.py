"""The catalogue's block rules, made ready: which rules may fire on an element is a look-up, not a walk over all rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from auditor.catalogue.block import BlockFile, Condition, Lexicon, RegionFile, Rule
from auditor.catalogue.load import Folder
from auditor.classify.blocks.marks import LATE_MARKS, MARKS
from auditor.classify.blocks.parts import HAS, Part, Parts
from auditor.classify.blocks.tongue import Languages
from auditor.classify.blocks.words import NameBook, PhraseBook
from auditor.errors import CatalogueError

__all__ = ["BlockRules", "Complaint", "Evidence", "complaints"]

REGIONS = ("header", "main", "aside", "footer", "overlay", "page")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One rule that spoke for a type."""

    type: str
    weight: float
    because: str
    rule: Rule | None = None


class BlockRules:
    """All rules of `selectors/blocks/`, its regions and the lexicon, ready for `find_blocks`."""

    def __init__(
        self,
        files: dict[str, BlockFile],
        regions: dict[str, RegionFile] | None = None,
        lexicons: dict[str, Lexicon] | None = None,
    ) -> None:
        self.files = dict(sorted(files.items(), key=lambda pair: (pair[1].order, pair[0])))
        self.regions = regions or {}
        self.lexicons = lexicons or {}
        self.order = {name: number for number, name in enumerate(self.files)}
        self.phrases = PhraseBook(self.lexicons)
        self.languages = Languages(self.lexicons)
        conditions = [c for _, rule in self._rules for c in (*rule.any, *rule.all, *rule.unless)]
        conditions += [c for region in self.regions.values() for c in (*region.any, *region.unless)]
        found = next(complaints(self.files, self.regions, self.phrases.concepts), None)
        if found is not None:
            raise CatalogueError(f"selectors/{found.file}: {found.text}", kind="catalogue", remedy=_REMEDY)
        self.asked_above = frozenset(n for c in conditions for n in c.inside)
        self.names = NameBook({n for c in conditions for n in (*c.name, *c.path, *c.inside)})
        self._early, self._late = _index(self._rules, late=False), _index(self._rules, late=True)
        self._region_index = _index(
            [(name, Rule(id=name, weight=1, any=r.any, unless=r.unless)) for name, r in self.regions.items()], late=False
        )

    @classmethod
    def load(cls, folder: Folder) -> BlockRules:
        """Read `blocks/`, `blocks/regions/` and `lexicon/`. Raises CatalogueError with file and line."""
        return cls(folder.read("blocks", BlockFile), folder.read("blocks/regions", RegionFile), folder.read("lexicon", Lexicon))

    @cached_property
    def _rules(self) -> list[tuple[str, Rule]]:
        return [(name, rule) for name, file in self.files.items() for rule in file.rules]

    def early(self, part: Part, parts: Parts) -> list[Evidence]:
        """Evidence that needs no knowledge of where the page's content stands."""
        part.keys = tuple(key for key in _keys(part, self.phrases) if key in self._early or key in self._late)
        return list(self._fire(self._early, part.keys, part, parts))

    def late(self, part: Part, parts: Parts) -> list[Evidence]:
        """Evidence that does."""
        keys = (*part.keys, *(f"mark:{mark}" for mark in sorted(part.marks & LATE_MARKS)))
        return list(self._fire(self._late, keys, part, parts))

    def region(self, part: Part, parts: Parts, outer: str) -> str:
        """The region of a part whose holder stands in `outer`."""
        keys = [key for key in _keys(part, self.phrases) if key in self._region_index]
        for found in self._fire(self._region_index, keys, part, parts):
            allowed = self.regions[found.type].inside
            if outer != found.type and (outer == "page" or outer in allowed):
                return found.type
        return outer

    def _fire(
        self, index: dict[str, list[tuple[str, Rule]]], keys: Iterable[str], part: Part, parts: Parts
    ) -> Iterator[Evidence]:
        tried: set[int] = set()
        for key in keys:
            for type_, rule in index.get(key, ()):
                if id(rule) in tried:
                    continue
                tried.add(id(rule))
                because = self._fit(rule, part, parts)
                if because:
                    yield Evidence(type_, rule.weight, f"{type_}.{rule.id} {rule.weight:+g}: {because}", rule)

    def _fit(self, rule: Rule, part: Part, parts: Parts) -> str:
        if not rule.in_sentence and parts.in_sentence(part):
            return ""
        if not all(self.fits(c, part, parts) for c in rule.all):
            return ""
        reason = next((reason for c in rule.any if (reason := self.fits(c, part, parts))), "")
        return "" if not reason or any(self.fits(c, part, parts) for c in rule.unless) else reason

    def fits(self, c: Condition, part: Part, parts: Parts) -> str:
        """What in the part fits the condition; empty where it does not fit."""
        said: list[str] = []
        if c.tag and not _one(c.tag, (part.tag,), "tag", said):
            return ""
        if c.role and not _one(c.role, (part.role,), "role", said):
            return ""
        if c.name and not _one(c.name, part.names, "named", said):
            return ""
        if c.mark and not _one(c.mark, part.marks, "it is", said):
            return ""
        if c.path and not _one(c.path, part.path, "links to", said):
            return ""
        if c.attribute and not any(_has_attribute(a, part.attributes) and _add(said, a) for a in c.attribute):
            return ""
        if c.host and not any(_below(part.host, h) and _add(said, f"links to {part.host}") for h in c.host):
            return ""
        if c.inside and not _one(c.inside, part.above, "inside", said):
            return ""
        if c.region and not _one(c.region, (part.region,), "region", said):
            return ""
        if c.has and not any(part.has & (1 << HAS.index(h)) and _add(said, f"has {h}") for h in c.has):
            return ""
        if c.says and not self._hears(c.says, part, parts, said):
            return ""
        if c.opens and not self._opens(c.opens, part, parts, said, lines=2):
            return ""
        if c.starts and not self._opens(c.starts, part, parts, said, lines=1):
            return ""
        if not self._measures(c, part, parts, said):
            return ""
        return "; ".join(said)

    def _hears(self, concepts: Iterable[str], part: Part, parts: Parts, said: list[str]) -> bool:
        bits = self.phrases.bit
        return any(part.says & bits.get(c, 0) and _add(said, f"says {c}, {parts.phrase(part, c)}") for c in concepts)

    def _opens(self, concepts: Iterable[str], part: Part, parts: Parts, said: list[str], *, lines: int) -> bool:
        heard = dict(part.label_said)
        for line in reversed(parts.openings(part)[:lines]):
            heard |= line.said
        return any(c in heard and _add(said, f"opens with {c}, {heard[c]}") for c in concepts)

    def _measures(self, c: Condition, part: Part, parts: Parts, said: list[str]) -> bool:
        # Each number is worked out only where it is asked for.
        if c.text is not None and not _between(parts.text_length(part), c.text, "{:g} characters", said):
            return False
        if c.links is not None and not _between(part.links, c.links, "{:g} links", said):
            return False
        if c.link_density is not None and not _between(parts.density(part), c.link_density, "link density {:.2f}", said):
            return False
        if c.headings is not None and not _between(part.headings, c.headings, "{:g} headings", said):
            return False
        if c.lines is not None and not _between(parts.line_count(part), c.lines, "{:g} lines", said):
            return False
        return c.share is None or _between(parts.text_length(part) / parts.total, c.share, "{:.0%} of the page's text", said)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What no file shows by itself: a name that no other file, and nothing here, gives a meaning to."""

    file: str
    """Under `selectors/`."""
    field: str
    value: str
    """As it stands under `field`: with it the place in the file can be found. Of a whole rule, its id."""
    text: str


def complaints(files: Mapping[str, BlockFile], regions: Mapping[str, RegionFile], concepts: Iterable[str]) -> Iterator[Complaint]:
    """Every name in the rules that is not known, and every line of `any` by which no element could be looked up."""
    said = frozenset(concepts)
    known = {
        "mark": frozenset(MARKS), "has": frozenset(HAS), "region": frozenset(REGIONS),
        "says": said, "opens": said, "starts": said,
    }  # fmt: skip
    for file, id_, lines, any_of in _lines(files, regions):
        where = f"rule {id_}: " if id_ else ""
        for condition in lines:
            for field, names in known.items():
                for value in getattr(condition, field):
                    if value not in names:
                        yield Complaint(file, field, value, f"{where}{field}: `{value}` is not known")
        if not all(_entries(condition) for condition in any_of):
            lacking = "a line of `any` names no host, path, attribute, name, phrase, mark, role or tag"
            yield Complaint(file, "id", id_, f"{where}{lacking}; measures and regions stand under `all`")
    for name, block in files.items():
        for field, others in (
            ("lets_out", block.lets_out or ()),
            ("within", [t for r in block.rules for t in r.within]),
            ("not_within", [t for r in block.rules for t in r.not_within]),
        ):
            for other in dict.fromkeys(others):
                if other not in files:
                    yield Complaint(f"blocks/{name}.yaml", field, other, f"{field}: `{other}` is no block type")


def _lines(
    files: Mapping[str, BlockFile], regions: Mapping[str, RegionFile]
) -> Iterator[tuple[str, str, tuple[Condition, ...], tuple[Condition, ...]]]:
    """File, id of the rule (a region is one without), all conditions of it, and those under `any`."""
    for name, file in files.items():
        for rule in file.rules:
            yield f"blocks/{name}.yaml", rule.id, (*rule.any, *rule.all, *rule.unless), rule.any
    for name, region in regions.items():
        yield f"blocks/regions/{name}.yaml", "", (*region.any, *region.unless), region.any


_REMEDY = "`auditor schema blocks` prints what a file may hold"


def _one(wanted: tuple[str, ...], there: Iterable[str], what: str, said: list[str]) -> bool:
    if isinstance(there, (set, frozenset)):  # its order differs from run to run; that of the rule does not
        return any(value in there and _add(said, f"{what} {value}") for value in wanted)
    return any(value in wanted and _add(said, f"{what} {value}") for value in there)


def _add(said: list[str], reason: str) -> bool:
    said.append(reason)
    return True


def _between(value: float, limits: tuple[float, float], form: str, said: list[str]) -> bool:
    if limits[0] <= value <= limits[1]:
        said.append(form.format(value))
        return True
    return False


def _has_attribute(asked: str, attributes: dict[str, str]) -> bool:
    name, equals, value = asked.partition("=")
    if name not in attributes:
        return False
    return not equals or value in attributes[name].lower().split() or value == attributes[name].lower()


def _below(host: str, wanted: str) -> bool:
    return host == wanted or host.endswith(f".{wanted}")


def _index(rules: Iterable[tuple[str, Rule]], *, late: bool) -> dict[str, list[tuple[str, Rule]]]:
    index: dict[str, list[tuple[str, Rule]]] = {}
    for type_, rule in rules:
        if late == any(m in LATE_MARKS for c in (*rule.any, *rule.all, *rule.unless) for m in c.mark):
            for key in {key for c in rule.any for key in _entries(c)}:
                index.setdefault(key, []).append((type_, rule))
    return index


def _entries(c: Condition) -> list[str]:
    """The keys under which a condition is found: those of its most telling field."""
    for field in ("host", "path", "attribute", "name", "opens", "starts", "says", "mark", "role", "tag"):
        values = getattr(c, field)
        if values:
            return [f"{field}:{v.partition('=')[0] if field == 'attribute' else v}" for v in values]
    return []


def _keys(part: Part, phrases: PhraseBook) -> Iterator[str]:
    yield f"tag:{part.tag}"
    if part.role:
        yield f"role:{part.role}"
    for name in part.names:
        yield f"name:{name}"
    for name in part.attributes:
        yield f"attribute:{name}"
    for mark in sorted(part.marks):
        yield f"mark:{mark}"
    for name in part.path:
        yield f"path:{name}"
    if part.host:
        host = part.host
        while host:
            yield f"host:{host}"
            host = host.partition(".")[2]
    mask = part.says
    while mask:
        low = mask & -mask
        concept = phrases.concepts[low.bit_length() - 1]
        yield f"says:{concept}"
        yield f"opens:{concept}"
        yield f"starts:{concept}"
        mask ^= low
