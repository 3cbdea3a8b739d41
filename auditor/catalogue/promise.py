"""The shape of `selectors/promises/*.yaml`: one file a language, with the turns of phrase that commit a site, and the words for
what is tested: policies, lists of cookies, purposes, partners, durations, colours."""

from __future__ import annotations

from typing import Literal

from auditor.catalogue.phrases import Words
from auditor.results import Purpose
from auditor.shape import Shape

__all__ = ["CLAIMS", "CookieListWords", "Durations", "PartnerWords", "Pattern", "PolicyWords", "PromiseFile", "PurposeWords",
           "Words"]  # fmt: skip

CLAIMS = (
    "only-technical-after-refuse",
    "feature-disabled-after-refuse",
    "change-any-time",
    "closing-refuses",
    "choice-kept-for",
    "indicator-follows-choice",
    "see-policy",
    "no-advertising",
)
"""What a sentence can commit to. `closing-refuses` is no promise to be kept but says how a refusal can be made."""


class Pattern(Shape, frozen=True, kw_only=True):
    """A sentence matches where each group of `all` is found in it, and nothing of `none`."""

    because: str
    """What such a sentence says, in a few words."""
    all: tuple[Words, ...]
    """Groups, of each of which one turn of phrase must be found."""
    none: Words = ()
    """Turns of phrase with which the sentence says something else."""
    before: tuple[Words, ...] = ()
    """Groups that may stand in the sentence just before instead of in this one."""
    allows: dict[Purpose, Words] = {}
    """Purposes that the sentence itself allows where one of the words is found."""
    always_allows: tuple[Purpose, ...] = ()
    """Purposes that such a sentence allows whatever else it says."""

    def __post_init__(self) -> None:
        if not self.all or not all(self.all):
            raise ValueError("`all` names at least one group, and a group at least one turn of phrase")


class PolicyWords(Shape, frozen=True, kw_only=True):
    """How links to policies are named, and what a policy speaks of."""

    cookies: Words = ()
    """Names of links to what is said of cookies."""
    privacy: Words = ()
    """Names of links to what is said of personal data."""
    legal: Words = ()
    """Names of links to legal texts in which a small site may say it too."""
    paths: tuple[str, ...] = ()
    """Parts of addresses of such pages."""
    speaks: Words = ()
    """What a policy speaks of; with three of these or more a page is taken for one."""


class CookieListWords(Shape, frozen=True, kw_only=True):
    """Headers of lists of cookies."""

    name: Words = ()
    """Of the column that holds names."""
    other: Words = ()
    """Of the columns beside it: purpose, duration, provider, type."""
    more: Words = ()
    """What says that the list goes on elsewhere, or is not whole."""


class PurposeWords(Shape, frozen=True, kw_only=True):
    """What a consent text can say that consent is asked for."""

    named: Words = ()
    """A purpose that a reader can tell from others."""
    vague: Words = ()
    """Something like a purpose: whether it says enough is for a person."""


class PartnerWords(Shape, frozen=True, kw_only=True):
    """How texts speak of those with whom data is shared."""

    counted: Words = ()
    """One word each: what a number before it counts."""
    named: Words = ()
    """What shows that a text, or the name of a control, leads to who they are."""


class Durations(Shape, frozen=True, kw_only=True):
    """How lengths of time are written."""

    numbers: dict[str, int] = {}
    """Words for numbers."""
    days: Words = ()
    """Words for days."""
    weeks: Words = ()
    """Words for weeks."""
    months: Words = ()
    """Words for months."""
    years: Words = ()
    """Words for years."""
    at_most: Words = ()
    """What makes a length the longest that it can be."""


class PromiseFile(Shape, frozen=True, kw_only=True):
    """The promises of one language."""

    name: str
    """Of the language, in English."""
    claims: dict[
        Literal[
            "only-technical-after-refuse",
            "feature-disabled-after-refuse",
            "change-any-time",
            "closing-refuses",
            "choice-kept-for",
            "indicator-follows-choice",
            "see-policy",
            "no-advertising",
        ],
        tuple[Pattern, ...],
    ]
    """What a sentence can commit to → the sentences that do."""
    trackers: Words
    """Words for trackers other than cookies: with one of them a sentence speaks of more than cookies."""
    unasked: Words = ()
    """Turns of phrase by which a sentence about a refusal speaks of the time before any choice too: « without your consent »."""
    policy: PolicyWords = PolicyWords()
    """How policies are named and what they speak of."""
    cookie_list: CookieListWords = CookieListWords()
    """How lists of cookies are headed."""
    purposes: PurposeWords = PurposeWords()
    """How purposes are named."""
    partners: PartnerWords = PartnerWords()
    """How partners are spoken of."""
    durations: Durations = Durations()
    """How lengths of time are written."""
    green: Words = ()
    """Words for the colour of an indicator that says yes."""
    red: Words = ()
    """Words for the colour of one that says no."""
