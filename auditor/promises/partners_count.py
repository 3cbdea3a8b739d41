"""A number of partners that is said twice."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.catalogue.phrases import has_any, normal
from auditor.classify.site import Claim, Site
from auditor.classify.told import Count
from auditor.evidence import reference
from auditor.promise import Kept
from auditor.rule import Text

__all__ = ["CLAIM", "made", "test"]

CLAIM = "partners-count"
_QUALIFIERS = (
    "tcf",
    "iab",
    "google",
    "publicitaire*",
    "certains",
    "dont",
    "including",
    "some",
    "advertising",
    "auswahl",
    "davon",
)
"""A number that counts a part of them, or those of one framework."""
_SAME_COUNT: Text = {"en": "{high} are said in both places", "fr": "{high} annoncés aux deux endroits"}
_OTHER_COUNT: Text = {
    "en": "The same layer says {low} and {high}",
    "fr": "Le même niveau annonce {low} et {high}",
}
_COUNTS_DIFFER: Text = {
    "en": "{low} and {high} are said; they may count different things",
    "fr": "{low} et {high} sont annoncés ; ils peuvent compter des choses différentes",
}


def made(site: Site) -> tuple[Claim, ...]:
    """The claim that two sentences make together."""
    pair = _two_counts(site)
    if pair is None:
        return ()
    return (Claim(quote=" / ".join(c.quote for c in pair)[:400], claim=CLAIM, because="numbers of partners"),)


def test(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    """Test it; see the package."""
    pair = _two_counts(site)
    assert pair is not None
    low, high = sorted((pair[0].number, pair[1].number))
    fields = {"low": low, "high": high}
    if low == high:
        return Kept(claim, "pass", _SAME_COUNT, fields)
    qualified = any(has_any(_QUALIFIERS, normal(c.quote)) for c in pair)
    if pair[0].layer == pair[1].layer and not qualified and high >= 1.5 * low and high - low >= 10:
        return Kept(claim, "fail", _OTHER_COUNT, fields, (reference("page", "arrival", "before"),))
    return Kept(claim, "inconclusive", _COUNTS_DIFFER, fields)


def _two_counts(site: Site) -> tuple[Count, Count] | None:
    """Two different sentences that count the same word: those of one layer that differ most, else any two."""
    counts = sorted(site.told.counts, key=lambda c: (c.layer, c.number, c.quote))
    pairs = [(a, b) for i, a in enumerate(counts) for b in counts[i + 1 :] if a.of == b.of and a.quote != b.quote]
    return max(pairs, key=lambda p: (p[0].layer == p[1].layer, p[1].number - p[0].number), default=None)
