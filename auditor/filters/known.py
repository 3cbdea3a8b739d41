"""The shape of `selectors/lists/*.yaml`: a list of others that is not shipped, and where a user's command fetches it."""

from __future__ import annotations

import datetime
from typing import Literal

from auditor.results import Purpose
from auditor.shape import Shape

__all__ = ["MILDEST", "Format", "ListFile"]

MILDEST: Purpose = "audience"
"""Of the purposes that need consent: taken for what a list names as tracking without saying what for."""

Format = Literal["filters", "open-cookie-database"]


class ListFile(Shape, frozen=True, kw_only=True):
    """One list; its file's name is the name that commands take."""

    title: str
    """As the list calls itself; names it in results, and tells it where it is given as a file."""
    format: Format
    """`filters`: requests, in the notation of Adblock Plus; `open-cookie-database`: cookies, in its columns."""
    purpose: Purpose = MILDEST
    """What a host is taken for that this list alone knows; of no use for cookies."""
    url: str
    """Fetched by `auditor lists update`."""
    licence: str
    """Of the list, as its makers state it."""
    source: tuple[str, ...]
    """Where that is stated."""
    checked: datetime.date

    def __post_init__(self) -> None:
        if not self.url.startswith("https://"):
            raise ValueError(f"a list is fetched over https, not {self.url!r}")
        if self.purpose not in ("audience", "advertising", "social"):
            raise ValueError(f"{self.purpose!r} is no purpose that needs consent")
