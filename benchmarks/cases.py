"""The sites of the benchmark in four groups, each with the truth about it, written before anything was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from auditor.demo.expected import Expected
from auditor.demo.message import Request, Response, Site, file, html, not_found
from auditor.demo.platforms import PLATFORMS, package_folder, platform_demo
from auditor.demo.sites import Demo
from benchmarks.living import living
from benchmarks.packages import folder
from benchmarks.pages import page, read, table
from tests.sites.hard import HARD
from tests.sites.more import MORE

__all__ = ["GROUPS", "Case", "cases"]

_NPM = Path(__file__).parent / "npm"
_CLICKED = {"refuse": "clicked", "accept": "clicked"}

GROUPS: Mapping[str, str] = {
    "platforms": "real platforms of the demo (npm)",
    "packages": "further real platforms (npm)",
    "replicas": "living replicas of widespread platforms",
    "structures": "living replicas of rarer platforms",
    "hard": "hard cases of our own",
}

_LAYERS = {"confirmation": 1, "deux-bandeaux": 1}
"""Where the number of presses does not tell the layer: the first layer asks back, or each of two banners refuses on its first."""


_TAKES_NOTHING = ("retourne",)
"""Where « refuse » can be pressed and stores a yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One site and its truth. What `demo.expected` leaves at its default is not claimed."""

    group: str
    demo: Demo
    withdraw: bool | None
    """Whether a visitor can take consent back with what the page offers; None where it is not claimed."""

    @property
    def layer(self) -> int | None:
        """The layer on which refusing becomes possible; None where nothing refuses or it is not claimed."""
        clicks = self.demo.expected.refuse_clicks
        return None if clicks is None else _LAYERS.get(self.demo.id, 1 if clicks == 1 else 2)

    @property
    def refusal_takes(self) -> bool | None:
        """Whether a refusal can be made that lasts; False where none is offered, or the site makes nothing of it."""
        expected = self.demo.expected
        if self.demo.id in _TAKES_NOTHING or "reasks-after-refuse" in expected.fails:
            return False
        outcome = expected.outcomes.get("refuse")
        return None if outcome is None else outcome == "clicked"


def cases(groups: tuple[str, ...]) -> tuple[Case, ...]:
    """Every case of these groups; of real platforms those that were fetched."""
    made = {
        "platforms": _platforms,
        "packages": _packages,
        "replicas": lambda: tuple(Case(group="replicas", demo=demo, withdraw=True) for demo in living("replicas")),
        "structures": lambda: tuple(Case(group="structures", demo=demo, withdraw=None) for demo in living("structures")),
        "hard": _hard,
    }
    return tuple(case for group in groups for case in made[group]())


def _platforms() -> tuple[Case, ...]:
    return tuple(
        Case(group="platforms", demo=platform_demo(platform, "honest"), withdraw=True)
        for platform in PLATFORMS
        if package_folder(platform.package)
    )


def _hard() -> tuple[Case, ...]:
    return tuple(
        Case(group="hard", demo=demo, withdraw=demo.expected.outcomes.get("withdraw") == "clicked" or None)
        for demo in (*HARD, *MORE)
    )


def _packages() -> tuple[Case, ...]:
    if folder() is None:
        return ()
    return tuple(_package(name, told) for name, told in table(_NPM / "sites.yaml").items())


def _package(name: str, told: Mapping[str, str]) -> Case:
    host = f"www.{name}-npm.example"
    refusable = told["clicks"] != "-"
    text = page(told["language"], f"Bakery ({name})", head=read(_NPM / "wiring.html"), body=read(_NPM / f"{name}.html"))

    def answer(request: Request) -> Response:
        packages = folder()
        if request.path.startswith("/npm/") and packages is not None:
            return file(packages, request.path.removeprefix("/npm/"))
        return html(text) if request.path in ("/", "/next.html") else not_found()

    expected = Expected(
        title={"fr": name, "en": name},
        cmp=name,
        refuse_clicks=int(told["clicks"]) if refusable else None,
        accept_clicks=1 if refusable else None,
        outcomes=_CLICKED if refusable else {"refuse": "no-control"},
    )
    demo = Demo(id=f"{name}-npm", url=f"https://{host}/", hosts=(Site(host=host, handler=answer),), expected=expected)
    return Case(group="packages", demo=demo, withdraw=told["withdraw"] == "yes")
