"""Make a choice in a banner the way a person does: on the first layer if it is offered there, else behind « settings ».

The walk only presses and looks. What a press meant, and whether the choice took, is judged later from the snapshots it left.
"""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urljoin, urlsplit

import msgspec

from auditor.banner import FoundBanner, FoundControl
from auditor.capture.visit import Sight, VisitRun
from auditor.evidence import Press, ScenarioRun
from auditor.evidence.page import Node

__all__ = ["choose", "second_page", "view_again", "wait_for_banner"]

_MAX_PRESSES = 14
_EFFECT_SECONDS = 5.0
_POLL_SECONDS = 0.2
_GONE_POLLS = 2
"""A banner must be away in this many looks in a row: between two layers there may be a moment with none."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "refuse": ("refuse",),
    "accept": ("accept", "acknowledge"),
}
_NOT_A_PAGE = (
    *(".pdf", ".zip", ".xml", ".rss", ".ics", ".doc", ".docx", ".mp3", ".mp4"),
    *(".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg"),
)
# Pages that a reader does not go to next: accounts, baskets, legal texts. Words of addresses, so in any language that has them.
_NOT_NEXT = (
    *("login", "logout", "connexion", "deconnexion", "signin", "signup", "register", "account", "compte"),
    *("cart", "panier", "checkout", "unsubscribe", "delete"),
    *("cookie", "privacy", "confidentialite", "mentions", "legal", "cgu", "cgv", "terms", "impressum", "datenschutz"),
)


async def wait_for_banner(visit: VisitRun, label: str) -> Sight:
    """Look until a banner stands there, at most for the time that the options give; keep the sight under the label."""
    deadline = time.monotonic() + max(visit.options.banner_seconds - visit.options.dwell_seconds, 0.5)
    sight = await visit.look()
    while sight.banner is None and time.monotonic() < deadline:
        await asyncio.sleep(2 * _POLL_SECONDS)
        sight = await visit.look()
    return visit.keep(sight, label)


async def choose(visit: VisitRun, want: str, phase: str, sight: Sight) -> ScenarioRun:
    """Walk to the choice `want` (refuse or accept) from what stands there now; the phase begins with the press that makes it."""
    presses: list[Press] = []
    pressed: set[int] = set()
    decided = False
    layer = 2 if sight.banner is not None and sight.banner.is_preferences else 1

    def ended(outcome: str, reason: str = "") -> ScenarioRun:
        return ScenarioRun(name=phase, outcome=outcome, reason=reason, presses=tuple(presses))

    if sight.banner is None:
        return ended("no-banner", "no banner was found" + (f"; {sight.page.truncated}" if sight.page.truncated else ""))
    while len(presses) < _MAX_PRESSES:
        assert sight.banner is not None
        control = _next(sight.banner, want, pressed, decided=decided)
        if control is None:
            if decided:
                return ended("not-dismissed", "the banner still stands after the press")
            return ended("no-control", f"no control to {want} was found on {'the first layer' if layer == 1 else 'any layer'}")
        makes_choice = control.action in (*_CHOICES[want], "save")
        done = await visit.press(control, begins=phase if makes_choice else None, layer=layer)
        pressed.add(control.node.backend)
        if done is None:
            continue  # it has no place on the screen: the next candidate
        decided = decided or makes_choice
        after = await _effect(visit, sight)
        label = f"{phase}-press-{len(presses) + 1}"
        visit.keep(after, label)
        presses.append(msgspec.structs.replace(done, page_after=label, gone=after.banner is None))
        if after.banner is None:
            if decided:
                return ended("clicked")
            return ended(
                "not-dismissed", f"the banner went away after « {control.text[:60]} », before a choice to {want} was made"
            )
        if control.action == "settings" and after.signature != sight.signature:
            layer += 1
            await visit.shoot("preferences" if phase == "refuse" else f"preferences-{phase}")
        sight = after
    return ended("not-dismissed", f"the banner still stands after {_MAX_PRESSES} presses")


def _next(banner: FoundBanner, want: str, pressed: set[int], *, decided: bool) -> FoundControl | None:
    """The control that a person who wants this would press next; None where there is none."""

    def fresh(action: str) -> FoundControl | None:
        return next((c for c in banner.all(action) if c.node.backend not in pressed and not c.disabled), None)

    for action in _CHOICES[want]:
        if control := fresh(action):
            return control
    if decided:
        # A panel that stays open after the choice is closed by saving it, or by its cross.
        return fresh("save") or fresh("close")
    if want == "refuse" and (save := fresh("save")):
        on = (c for c in banner.all("toggle") if c.checked and not c.disabled and c.node.backend not in pressed)
        return next(on, save)
    return fresh("settings")


async def _effect(visit: VisitRun, before: Sight) -> Sight:
    """Look until the press has shown an effect (the banner gone, or another than before), at most for a few seconds."""
    deadline = time.monotonic() + _EFFECT_SECONDS
    gone = 0
    while True:
        await asyncio.sleep(_POLL_SECONDS)
        sight = await visit.look()
        gone = gone + 1 if sight.banner is None else 0
        if gone >= _GONE_POLLS or (sight.banner is not None and sight.signature != before.signature):
            return sight
        if time.monotonic() >= deadline:
            return sight


async def view_again(visit: VisitRun, run: ScenarioRun, *, reload: bool) -> ScenarioRun:
    """Reload and go to a second page of the site, as a visitor who has chosen; note where a banner stands again."""
    asked: list[str] = []
    views = [("reload", "")] if reload else []
    link = second_page(visit.sight) if visit.sight is not None else None
    if link is not None:
        views.append(("next-page", link))
    else:
        visit.lack(f"step:{run.name}:next-page", "the page links to no second page of the same site")
    for step, url in views:
        if not await visit.go_on(run.name, step, url):
            continue
        await visit.end_of_step()
        sight = await visit.look(f"{run.name}-{step}")
        if sight.banner is not None and not sight.banner.is_preferences:
            asked.append(sight.page.label)
    return msgspec.structs.replace(run, asked_again=tuple(asked))


def second_page(sight: Sight) -> str | None:
    """Address of the page of the same host that a reader might go to next: the first link in the content, else any."""
    here = urlsplit(sight.page.url)
    links: list[tuple[int, str]] = []
    for node in sight.tree.nodes[0]:
        if node.tag != "a" or not node.attribute("href") or not node.shown:
            continue
        url = urljoin(sight.page.url, node.attribute("href").strip()).partition("#")[0]
        parts = urlsplit(url)
        same_site = parts.scheme == here.scheme and parts.netloc == here.netloc
        path = parts.path.lower()
        if (
            not same_site
            or (parts.path or "/") == (here.path or "/")
            or path.endswith(_NOT_A_PAGE)
            or "download" in node.attributes
        ):
            continue
        unlikely = any(word in path for word in _NOT_NEXT)
        links.append((2 if unlikely else 0 if _in_content(node) else 1, url))
    return min(links, key=lambda link: link[0])[1] if links else None


def _in_content(node: Node) -> bool:
    return any(
        above.tag in ("main", "article", "nav") or above.attribute("role") in ("main", "navigation") for above in node.ancestors
    )
