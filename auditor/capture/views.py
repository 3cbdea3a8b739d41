"""What a visitor who has chosen sees next: the page again, and a second page of the same site."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

import msgspec

from auditor.banner import FoundControl
from auditor.capture.options import VIEW_SHARE
from auditor.capture.sight import Sight
from auditor.capture.visit import VisitRun
from auditor.evidence import ScenarioRun
from auditor.evidence.page import Node

__all__ = ["link_to", "next_page", "second_page", "view_again"]

_NOT_A_PAGE = (
    *(".pdf", ".zip", ".gz", ".exe", ".dmg", ".apk", ".xml", ".rss", ".atom", ".json", ".csv", ".txt", ".ics", ".epub"),
    *(".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".mp3", ".mp4", ".webm", ".ogg", ".mov"),
    *(".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".svg", ".ico"),
)
# Words of addresses, so in any language that has them. What changes something is never followed …
_NEVER = (
    "logout",
    "log-out",
    "signout",
    "sign-out",
    "deconnexion",
    "abmelden",
    "unsubscribe",
    "desabonn",
    "delete",
    "add-to-cart",
)
# … and a reader seldom goes next to accounts, baskets and legal texts.
_UNLIKELY = (
    *("login", "connexion", "signin", "signup", "register", "account", "compte", "anmelden", "konto"),
    *("cart", "panier", "checkout", "warenkorb", "basket"),
    *("cookie", "privacy", "confidentialite", "mentions", "legal", "cgu", "cgv", "terms", "impressum", "datenschutz"),
)
_MAIN, _NAVIGATION = ("main", "article"), ("nav", "header")


async def view_again(visit: VisitRun, run: ScenarioRun, *, reload: bool) -> ScenarioRun:
    """Reload and go to a second page of the site, as a visitor who has chosen; note where a banner stands again.

    A site of one page is at least loaded again; from a page without links, the first page is gone back to.
    """
    asked: list[str] = []
    away = visit.page.url.partition("#")[0] != visit.home.partition("#")[0]
    link = next_page(visit, visit.sight) or (visit.home if away else None)
    if link is None:
        visit.lack(f"step:{run.name}:next-page", "the page links to no second page of the same site")
    views = [("reload", "")] if reload or link is None else []
    for step, url in [*views, *([("next-page", link)] if link is not None else [])]:
        if not await visit.go_on(run.name, step, url, share=VIEW_SHARE if visit.stirs else 1.0):
            continue
        sight = visit.keep(await _whole_view(visit, run.name), f"{run.name}-{step}")
        await visit.end_of_step()
        if sight.banner is not None:
            asked.append(sight.page.label)
    return msgspec.structs.replace(run, asked_again=tuple(asked))


async def _whole_view(visit: VisitRun, phase: str) -> Sight:
    """Look at the page untouched, then move the mouse over it and look through it; what stands there after that.

    A banner that asks again is not scrolled away: with one there the gesture is the small one, which chose nothing on arrival.
    """
    untouched = await visit.look()
    if not visit.stirs:
        return untouched
    await visit.end_of_step()
    await visit.stir(phase, through=untouched.banner is None)
    sight = await visit.look()
    return untouched if untouched.banner is not None and sight.banner is None else sight


def next_page(visit: VisitRun, *sights: Sight | None) -> str | None:
    """Address of the second page: the one asked for, else a link of the first sight that has one; None where none has."""
    return visit.options.second_page or next((url for sight in sights if sight is not None and (url := second_page(sight))), None)


def second_page(sight: Sight) -> str | None:
    """Address of the page of the same site that a reader might go to next: the first link in the content, else any."""
    here = _split(sight.page.url)
    links: list[tuple[int, str]] = []
    for node in sight.tree.nodes[0]:
        if node.tag != "a" or not node.attribute("href") or "download" in node.attributes or not node.shown:
            continue
        found = _split(_joined(sight.page.url, node.attribute("href").strip()))
        if here is None or found is None or not _may_follow(here, found):
            continue
        path = found.path.lower()
        rank = 0 if _under(node, _MAIN, "main") else 1 if _under(node, _NAVIGATION, "navigation") else 2
        rank += 4 if any(word in path for word in _UNLIKELY) else 0
        rank += 2 if found.query else 0
        links.append((rank, found._replace(fragment="").geturl()))
    return min(links, key=lambda link: link[0])[1] if links else None


def link_to(sight: Sight, url: str) -> FoundControl | None:
    """A link of the page to that address that a mouse can press in this window; None where there is none."""
    for node in sight.tree.nodes[0]:
        if node.tag == "a" and node.shown and node.attribute("target").lower() in ("", "_self", "_top"):
            found = _split(_joined(sight.page.url, node.attribute("href").strip()))
            if found is not None and found._replace(fragment="").geturl() == url:
                return FoundControl(action="other", text=node.shown_text(), node=node, role="link", because=("a second page",))
    return None


def _may_follow(here: SplitResult, found: SplitResult) -> bool:
    path = found.path.lower()
    return (
        found.scheme in (here.scheme, "https")
        and _site(found) == _site(here)
        and (found.path.rstrip("/") or "/") != (here.path.rstrip("/") or "/")
        and not path.endswith(_NOT_A_PAGE)
        and not any(word in f"{path}?{found.query.lower()}" for word in _NEVER)
    )


def _site(parts: SplitResult) -> str:
    return parts.netloc.lower().rpartition("@")[2].removeprefix("www.")


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:  # « http://[ » and the like
        return ""


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _under(node: Node, tags: tuple[str, ...], role: str) -> bool:
    return any(above.tag in tags or above.attribute("role") == role for above in node.ancestors)
