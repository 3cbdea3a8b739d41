"""What an authority judges by: `auditor/profiles/<name>.yaml`.

A profile holds every rule that cites the authority, and every rule for which the file itself names a text; so that an authority
is one new file. Beside that it says what differs: thresholds, severities, and rules that this authority's texts do not let go
beyond a warning.
"""

from __future__ import annotations

from importlib.resources import files

from auditor.catalogue.load import parse
from auditor.errors import UsageError
from auditor.results import Severity
from auditor.shape import Shape

__all__ = ["DEFAULT", "Cited", "Profile", "profile", "profiles"]

DEFAULT = "cnil"


class Cited(Shape, frozen=True, kw_only=True):
    """A text of the authority, and the rules that rest on it."""

    text: str
    """As it is cited in the findings."""
    rules: tuple[str, ...]


class Profile(Shape, frozen=True, kw_only=True):
    """One authority's choice of rules."""

    authority: str
    """As in `Basis.profile`."""
    title: dict[str, str]
    """Language → name of the authority."""
    sources: tuple[str, ...]
    """Texts that the differences below rest on."""
    thresholds: dict[str, float]
    """cookie_lifetime_days: declared lifetimes over this are long."""
    severities: dict[str, Severity] = {}
    """Rule → severity, where it is not the rule's own."""
    at_most_warn: tuple[str, ...] = ()
    """Rules whose failures are warnings under this profile."""
    basis: tuple[Cited, ...] = ()
    """Texts beside those that the rules themselves cite for the authority."""

    def __post_init__(self) -> None:
        if "cookie_lifetime_days" not in self.thresholds:
            raise ValueError("`thresholds` lacks `cookie_lifetime_days`")

    def texts_for(self, rule: str) -> tuple[str, ...]:
        """The texts that the file itself names for a rule."""
        return tuple(cited.text for cited in self.basis if rule in cited.rules)


def profiles() -> tuple[str, ...]:
    """Names of all profiles, sorted."""
    folder = files("auditor") / "profiles"
    return tuple(sorted(e.name.removesuffix(".yaml") for e in folder.iterdir() if e.name.endswith(".yaml")))


def profile(name: str) -> Profile:
    """Read a profile. Raises UsageError for a name that is none."""
    if name not in profiles():
        raise UsageError(f"there is no profile `{name}`", kind="profile", remedy=f"Use one of {', '.join(profiles())}")
    entry = files("auditor") / "profiles" / f"{name}.yaml"
    return parse(entry.read_text("utf-8"), Profile, source=str(entry))
