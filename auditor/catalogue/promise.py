"""The shape of `selectors/promises/*.yaml`: one file a language, with the turns of phrase that commit a site."""

from __future__ import annotations

from typing import Literal

from auditor.results import Purpose
from auditor.shape import Shape

__all__ = ["CLAIMS", "Pattern", "PromiseFile", "Words"]

CLAIMS = ("only-technical-after-refuse", "feature-disabled-after-refuse", "change-any-time", "closing-refuses")
"""What a sentence can commit to. `closing-refuses` is no promise to be kept but says how a refusal can be made."""

Words = tuple[str, ...]
"""Turns of phrase, one of which is enough. Case, accents and punctuation do not count; an apostrophe ends a word; `*` at the
end of a word stands for any ending; `..` between two words for at most six others."""


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


class PromiseFile(Shape, frozen=True, kw_only=True):
    """The promises of one language."""

    name: str
    """Of the language, in English."""
    claims: dict[
        Literal["only-technical-after-refuse", "feature-disabled-after-refuse", "change-any-time", "closing-refuses"],
        tuple[Pattern, ...],
    ]
    """What a sentence can commit to → the sentences that do."""
    trackers: Words
    """Words for trackers other than cookies: with one of them a sentence speaks of more than cookies."""
