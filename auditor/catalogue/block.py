"""The shapes of `selectors/blocks/` (one file a type; `regions/`: one file a part of the page) and of `selectors/lexicon/`.

A rule adds its weight to its type where one line of `any`, every line of `all` and no line of `unless` fits. A line fits where
all that it names fits; of a list of names, one is enough.
"""

from __future__ import annotations

from auditor.shape import Shape

__all__ = ["BlockFile", "Condition", "Lexicon", "RegionFile", "Rule"]


class Condition(Shape, frozen=True, kw_only=True):
    """One line of a rule. What stands in it must hold together; what is left out is not looked at."""

    tag: tuple[str, ...] = ()
    """Tag names."""
    role: tuple[str, ...] = ()
    """ARIA roles, as written on the element."""
    name: tuple[str, ...] = ()
    """Words of class, id and test id: `share bar` is found in `share-bar`, `shareBar` and `c-share_bar--wide`."""
    attribute: tuple[str, ...] = ()
    """`rel=author`: the attribute has this word; `datetime`: it is there."""
    host: tuple[str, ...] = ()
    """The element links to this host or below it."""
    path: tuple[str, ...] = ()
    """Words of the path that the element links to: `privacy policy` is found in `/en/privacy-policy.html`."""
    says: tuple[str, ...] = ()
    """Concepts of the lexicon, anywhere in its text."""
    opens: tuple[str, ...] = ()
    """Concepts of the lexicon, in its title: its first line, or the one after a bare first line."""
    starts: tuple[str, ...] = ()
    """Concepts of the lexicon, in its very first line."""
    mark: tuple[str, ...] = ()
    """What was worked out for the element: see `auditor.classify.blocks.marks.MARKS`."""
    has: tuple[str, ...] = ()
    """What stands somewhere in it: `email field`, `password field`, `text area`, `heading`, `time`, `picture`, `list`, `table`,
    `button`, `form`, `copyright sign`, `date`, `external link`, `toggle`, `navigation`."""
    inside: tuple[str, ...] = ()
    """Tags, roles or words of names above it."""
    region: tuple[str, ...] = ()
    """header, main, aside, footer, overlay, page."""
    text: tuple[float, float] | None = None
    """Least and greatest length of its text, in characters."""
    links: tuple[float, float] | None = None
    """Least and greatest number of links and buttons in it."""
    headings: tuple[float, float] | None = None
    """Least and greatest number of headings in it: what has two is mostly not one unit."""
    lines: tuple[float, float] | None = None
    """Least and greatest number of lines in it, as they stand without wrapping."""
    link_density: tuple[float, float] | None = None
    """Least and greatest share of its text that stands in links, 0 to 1."""
    share: tuple[float, float] | None = None
    """Least and greatest share of the page's text, 0 to 1."""


class Rule(Shape, frozen=True, kw_only=True):
    """One reason to give an element the type of the file."""

    id: str
    """Names the reason; unique in its file."""
    weight: float
    """What it adds to the type, or takes from it where it is negative."""
    any: tuple[Condition, ...]
    """One of these must fit; by them the rule is looked up."""
    all: tuple[Condition, ...] = ()
    """Each of these must fit."""
    unless: tuple[Condition, ...] = ()
    """None of these may fit."""
    within: tuple[str, ...] = ()
    """The element must stand in a block of one of these types; empty: it may stand anywhere."""
    not_within: tuple[str, ...] = ()
    """The element must not stand in a block of these types."""
    in_sentence: bool = False
    """True where it may cut a piece out of a running line: a link in a sentence, a name in a caption."""
    carries: bool = False
    """True where the element heads what follows it: the next elements beside it, up to a heading, are of the type too."""


class BlockFile(Shape, frozen=True, kw_only=True):
    """One type of block."""

    about: str
    """What it is, for a person."""
    order: int
    """Rank where two types weigh the same: the lower wins."""
    bar: float = 2.0
    """The least weight that gives the type."""
    lets_out: tuple[str, ...] | None = None
    """Types that may be cut out of a block of this type; None: all of them."""
    rules: tuple[Rule, ...]
    """Their weights add up."""


class RegionFile(Shape, frozen=True, kw_only=True):
    """One part of the page: where it begins."""

    about: str
    """What it is, for a person."""
    inside: tuple[str, ...] = ()
    """Regions in which it may begin; empty: only outside all others."""
    any: tuple[Condition, ...]
    """One of these must fit."""
    unless: tuple[Condition, ...] = ()
    """None of these may fit."""


class Lexicon(Shape, frozen=True, kw_only=True):
    """The phrases of one language, by concept.

    A phrase is found as whole words, whatever its case and accents; `^` at its beginning and `$` at its end tie it to the
    beginning and the end of the line.
    """

    phrases: dict[str, tuple[str, ...]]
    """Concept → its phrases; the rules name the concepts."""
    months: tuple[str, ...] = ()
    """Names and short forms of the months: with a number beside them they make a date."""
    common: tuple[str, ...] = ()
    """Words that most texts of the language have and few of others: by them the language of a block is told."""
