"""The catalogue's block rules, made ready: which rules may fire on an element is a look-up, not a walk over all rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from auditor.catalogue.block import BlockFile, Condition, Lexicon, RegionFile, Rule
from auditor.catalogue.load import Folder
from auditor.classify.blocks.marks import LATE_MARKS, MARKS
from auditor.classify.blocks.parts import HAS, Part, Parts
from auditor.classify.blocks.ready import Evidence, Ready, ReadyRule
from auditor.classify.blocks.tongue import Languages
from auditor.classify.blocks.words import NameBook, PhraseBook
from auditor.errors import CatalogueError

__all__ = ["BlockRules", "Complaint", "Evidence", "complaints"]

REGIONS = ("header", "main", "aside", "footer", "overlay", "page")


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
        bits = self.phrases.bit
        ready = [ReadyRule(name, rule, bits) for name, rule in self._rules]
        early, late = [r for r in ready if not _is_late(r.rule)], [r for r in ready if _is_late(r.rule)]
        places = [ReadyRule(n, Rule(id=n, weight=1, any=r.any, unless=r.unless), bits) for n, r in self.regions.items()]
        self._early, self._late, self._regions = (_Index(rules, self.phrases) for rules in (early, late, places))

    @classmethod
    def load(cls, folder: Folder) -> BlockRules:
        """Read `blocks/`, `blocks/regions/` and `lexicon/`. Raises CatalogueError with file and line."""
        return cls(folder.read("blocks", BlockFile), folder.read("blocks/regions", RegionFile), folder.read("lexicon", Lexicon))

    @cached_property
    def _rules(self) -> list[tuple[str, Rule]]:
        return [(name, rule) for name, file in self.files.items() for rule in file.rules]

    def early(self, part: Part, parts: Parts) -> list[Evidence]:
        """Evidence that needs no knowledge of where the page's content stands."""
        return self._fire(self._early, part, parts)

    def late(self, part: Part, parts: Parts) -> list[Evidence]:
        """Evidence that does."""
        return self._fire(self._late, part, parts)

    def region(self, part: Part, parts: Parts, outer: str) -> str:
        """The region of a part whose holder stands in `outer`."""
        for ready in self._regions.candidates(part):
            if outer == ready.type or not (outer == "page" or outer in self.regions[ready.type].inside):
                continue
            if self.fires(ready, part, parts) is not None:
                return ready.type
        return outer

    def _fire(self, index: _Index, part: Part, parts: Parts) -> list[Evidence]:
        found = []
        length, links, region = part.length, part.links, part.region
        for ready in index.candidates(part):
            least, most = ready.text
            if not least <= length <= most or (ready.regions is not None and region not in ready.regions):
                continue
            if not ready.links[0] <= links <= ready.links[1]:
                continue
            by = self.fires(ready, part, parts)
            if by is not None:
                found.append(Evidence(ready, by, part, parts))
        return found

    def fires(self, ready: ReadyRule, part: Part, parts: Parts) -> Ready | None:
        """The condition by which a rule speaks for the part; None where it does not. Here, so that a test can count the work."""
        return ready.fires(part, parts)


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


def _is_late(rule: Rule) -> bool:
    return any(mark in LATE_MARKS for c in (*rule.any, *rule.all, *rule.unless) for mark in c.mark)


class _Index:
    """Which rules may fire on a part. Parts that are alike in what rules are found by have the same; they are worked out once."""

    def __init__(self, rules: Iterable[ReadyRule], phrases: PhraseBook) -> None:
        self._by_key: dict[str, list[ReadyRule]] = {}
        for ready in rules:
            for key in dict.fromkeys(key for c in ready.rule.any for key in _entries(c)):
                self._by_key.setdefault(key, []).append(ready)
        self._phrases = phrases
        kinds: dict[str, set[str]] = {}
        for key in self._by_key:
            kind, _, value = key.partition(":")
            kinds.setdefault(kind, set()).add(value)
        self._names = frozenset(kinds.get("name", ()))
        self._marks = frozenset(kinds.get("mark", ()))
        self._paths = frozenset(kinds.get("path", ()))
        self._attributes = frozenset(kinds.get("attribute", ()))
        heard = set().union(*(kinds.get(kind, ()) for kind in ("says", "opens", "starts")))
        self._heard = sum(phrases.bit.get(concept, 0) for concept in heard)
        self._memo: dict[tuple[object, ...], tuple[ReadyRule, ...]] = {}

    def candidates(self, part: Part) -> tuple[ReadyRule, ...]:
        """Rules of which a line of `any` may fit, each once."""
        key = (
            part.tag,
            part.role,
            part.names,
            part.path,
            part.host,
            part.says & self._heard,
            frozenset(part.marks & self._marks),
            tuple(name for name in part.attributes if name in self._attributes) if part.attributes else (),
        )
        found = self._memo.get(key)
        if found is None:
            found = tuple(dict.fromkeys(r for one in _keys(part, self._phrases) for r in self._by_key.get(one, ())))
            if len(self._memo) < _MAX_MEMO:
                self._memo[key] = found
        return found


_MAX_MEMO = 20_000


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
