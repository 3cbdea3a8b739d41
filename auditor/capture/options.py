"""How visits are to be made. Everything here becomes part of the evidence."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from auditor.shape import Shape

__all__ = ["VIEW_SHARE", "CaptureOptions", "LoginStep", "default_scenarios"]

VIEW_SHARE = 2 / 3
"""The part of dwell and cap that a view is given before the gesture, and again after it. Together they are a third more than the
dwell (1 s of 3 s), so that a timer that the page itself starts is seen as before, and one that the gesture starts has time too,
before anything is pressed."""


@cache
def default_scenarios() -> tuple[str, ...]:
    """The scenarios that a scan makes unasked, in the order in which they run.

    The constants of the folder's files are read, not run: the files load the browser's library.
    """
    files_of = (entry for entry in (files("auditor.capture") / "scenarios").iterdir() if entry.name.endswith(".py"))
    said = {entry.name.removesuffix(".py"): _constants(entry.read_text("utf-8")) for entry in files_of}
    found = [(int(str(known.get("ORDER", 0))), name) for name, known in said.items() if known.get("BY_DEFAULT") is True]
    return tuple(name for _, name in sorted(found))


def _constants(source: str) -> dict[str, object]:
    given = (s for s in ast.parse(source).body if isinstance(s, ast.Assign) and isinstance(s.value, ast.Constant))
    return {t.id: s.value.value for s in given if isinstance(s.value, ast.Constant) for t in s.targets if isinstance(t, ast.Name)}


class LoginStep(Shape, frozen=True, kw_only=True):
    """One step of a login that comes before the visits."""

    do: Literal["goto", "fill", "click", "check", "press", "wait"]
    target: str
    """Address of `goto`; name of the key of `press`; else what is meant, as Playwright writes selectors."""
    value: str = ""
    """Of `fill`. `${NAME}` stands for a variable of the environment, which is read only when it is typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureOptions:
    """Settings of a scan that change what is seen."""

    scenarios: tuple[str, ...] = field(default_factory=default_scenarios)
    locale: str = "fr-FR"
    timezone: str = "Europe/Paris"
    device: str = "desktop"
    """A name of `auditor.capture.devices`; its viewport is the one below unless another was asked for."""
    viewport: tuple[int, int] = (1280, 800)
    third_party_cookies: str = "allow"
    """allow (as most visitors' browsers do today) or block."""
    ignore_https_errors: bool = False
    browser_arguments: tuple[str, ...] = ()
    browser_path: str | None = None
    dwell_seconds: float = 3.0
    """The least time that a page is watched after it has loaded and after each press. At 3 s a fixed wait saw all 109 expected
    contacts of a measured farm, 2 s and network quiet 105."""
    quiet_seconds: float = 0.5
    """How long the network must be silent before a step ends."""
    cap_seconds: float = 8.0
    """The longest that a step waits for quiet."""
    names: bool = True
    """Whether the resolver is asked of which names the hosts of the site itself are aliases."""
    resolver: str = ""
    """ADDRESS:PORT of the resolver that is asked; empty for those of the system."""
    banner_seconds: float = 10.0
    """How long a page is watched for a banner before it is said to have none."""
    navigation_seconds: float = 30.0
    site_seconds: float = 180.0
    """Everything of one site."""
    repeat: int = 1
    """How many times a site is audited, each time in fresh contexts: sites differ from visit to visit (auctions, variants)."""
    second_page: str = ""
    """Address that the visits go to as their second page; empty for the first link that a reader would follow."""
    storage_state: str = ""
    """File with the cookies and the storage that every visit begins with, as Playwright saves it."""
    login: tuple[LoginStep, ...] = ()
    """What is done before the visits, in a context of its own; they begin with the state that it leaves."""
    allow_private: bool = False
    """Whether a public site may lead its visitor to an address of this machine or of a private network."""

    @property
    def banner_seconds_in_before(self) -> float:
        """What is left for a banner after the wait for the untouched page."""
        return max(self.banner_seconds - self.dwell_seconds * VIEW_SHARE, 0.5)

    @property
    def banner_seconds_left(self) -> float:
        """What is left for a banner after the dwell, which every page gets anyway."""
        return max(self.banner_seconds - self.dwell_seconds, 0.5)
