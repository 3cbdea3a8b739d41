"""The shape of `selectors/cmps/*.yaml`: how a consent platform is recognised, where its controls are, where the choice is kept.

Selectors are CSS; they are matched in all documents of a page, and shadow roots are looked through.
"""

from __future__ import annotations

import datetime
from typing import Literal

from auditor.evidence.page import selector_mistake
from auditor.shape import Shape

__all__ = ["Cmp", "Layer", "Recognise", "StoredIn"]

Selectors = tuple[str, ...]
_LEAST_PATTERN = 3
"""Characters of a trace that tells one platform from others."""


def _check(selectors: Selectors) -> None:
    for css in selectors:
        mistake = selector_mistake(css)
        if mistake is not None:
            raise ValueError(f"selector {css!r} cannot be read: {mistake}")


class Recognise(Shape, frozen=True, kw_only=True):
    """Traces by which the platform is known even where no banner stands: such as nothing else leaves.

    A wrong name is worse than none. A host that also serves policies or statistics, and a name that any site might give to its
    own cookie (`hasConsent`), are left out.
    """

    scripts: tuple[str, ...] = ()
    """Hosts, or parts of host and path (`cdn.example/cs`), of the scripts that show its banner."""
    cookies: tuple[str, ...] = ()
    """Cookie names; `*` stands for any text, `#` for digits."""
    storage: tuple[str, ...] = ()
    """Keys of local storage, written likewise."""

    def __post_init__(self) -> None:
        for field in self.__struct_fields__:
            for pattern in getattr(self, field):
                if len(pattern.strip("*#")) < _LEAST_PATTERN:
                    raise ValueError(f"{field}: « {pattern} » would be found on pages of any kind")


class Layer(Shape, frozen=True, kw_only=True):
    """One layer of the platform's dialog: the container and what can be pressed in it."""

    container: Selectors
    """What a person sees as the banner; each selector is tried in turn, and only what is shown counts."""
    accept: Selectors = ()
    """Consents to everything."""
    refuse: Selectors = ()
    """Consents to nothing that needs it."""
    settings: Selectors = ()
    """Opens the second layer."""
    save: Selectors = ()
    """Stores what the switches show."""
    acknowledge: Selectors = ()
    """Takes note and decides nothing: « OK » beside no other choice."""
    close: Selectors = ()
    """Puts the layer away."""
    subscribe: Selectors = ()
    """Leads to paying in the place of consenting."""
    toggle: Selectors = ()
    """Switches of purposes; the input itself, also where a label is drawn in its place."""
    other: Selectors = ()
    """What must not be read by its words: controls of one service, tabs."""

    def __post_init__(self) -> None:
        if not self.container:
            raise ValueError("`container` names at least one selector")
        for name in self.__struct_fields__:
            _check(getattr(self, name))


class StoredIn(Shape, frozen=True, kw_only=True):
    """A cookie or key that holds the choice, and how to read it: as flags, each of which is on or off."""

    kind: Literal["cookie", "local", "session"]
    """Where it lies."""
    name: str
    """`*` stands for any text, `#` for digits."""
    format: Literal["word", "pairs", "json", "tcf"]
    """word: the value itself is the flag; pairs: `name=value` lists; json: an object; tcf: a TC string of IAB Europe."""
    begins: str = ""
    """The raw value begins so; needed beside a name that sites choose themselves (`*`)."""
    mixed: str = ""
    """Why a mixture of on and off cannot be read, such as: what needs no consent is stored as on, too."""
    base64: bool = False
    """The value is base64 (percent-encoding is undone always)."""
    between: str = ""
    """pairs: what separates two pairs."""
    within: str = ""
    """pairs: what separates name and value."""
    path: str = ""
    """json: dotted way to the object of flags, or to the list of names that are on. pairs: the pair whose value holds the flags,
    separated as `inner` says."""
    inner: tuple[str, ...] = ()
    """pairs with `path`: the separators (between, within) of the flags inside that pair's value."""
    field: str = ""
    """json: where members are objects, the dotted way to the flag in each."""
    off_path: str = ""
    """json: way to the list of names that are off, where `path` is a list of names that are on."""
    only: tuple[str, ...] = ()
    """Flags that count; all where it is empty."""
    ignore: tuple[str, ...] = ()
    """Flags that do not count: what needs no consent; `*` and `#` as above."""
    on: tuple[str, ...] = ("true", "1", "yes")
    """Values of a flag that is on."""
    off: tuple[str, ...] = ("false", "0", "no")
    """Values of a flag that is off."""

    def __post_init__(self) -> None:
        if self.format == "pairs" and not (self.between and self.within):
            raise ValueError("`pairs` needs `between` and `within`")
        if not self.name.strip("*#") and not self.begins:
            raise ValueError(f"the name `{self.name}` needs `begins`")
        if self.inner and (len(self.inner) != 2 or not self.path):
            raise ValueError("`inner` is two separators, and needs `path`")


class Cmp(Shape, frozen=True, kw_only=True):
    """One consent platform."""

    name: str
    """As its maker writes it."""
    source: tuple[str, ...]
    """Where the facts come from: packages with version, addresses of documentation."""
    checked: datetime.date
    verified: str = ""
    """Version of the real code on which the file was tried; empty where it rests on documentation."""
    recognise: Recognise = Recognise()
    """Traces that its code leaves."""
    banner: Layer | None = None
    """The first layer."""
    preferences: Layer | None = None
    """The second: purposes to choose one by one. Looked for first, for it may stand over the first layer."""
    reopen: Selectors = ()
    """The platform's own control that opens the choices again."""
    choice: tuple[StoredIn, ...] = ()
    """Tried in turn; the first that can be read tells."""

    def __post_init__(self) -> None:
        if self.banner is None and self.preferences is None:
            raise ValueError("`banner` or `preferences` is needed")
        _check(self.reopen)
        if not self.name.strip() or not any(one.strip() for one in self.source):
            raise ValueError("`name` and at least one `source` are needed")
