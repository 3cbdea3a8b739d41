"""Which platform files match on one page, and why: what `auditor selectors check URL` shows.

A platform is known by its scripts, cookies and keys, or by an element that a `container` or `reopen` of its file finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy

from auditor.arrival import Arrival, arrive
from auditor.banner import FoundBanner, FoundControl, Selectors, find_banner, find_reopen, platform_traces, weak_reopens
from auditor.banner.candidates import Rejected, rejected
from auditor.capture.options import CaptureOptions
from auditor.catalogue.cmp import Cmp
from auditor.catalogue.load import Folder
from auditor.evidence.page import Node, Tree
from auditor.evidence.records.cookies import Cookies
from auditor.evidence.records.requests import Requests
from auditor.evidence.records.storage import Storage
from auditor.page_selectors.seen import (
    Left,
    PageSelectors,
    PlatformMatch,
    RejectedPart,
    SeenBanner,
    SeenControl,
    SelectorUse,
    Trace,
)
from auditor.shape import Missing

__all__ = [
    "Left",
    "PageSelectors",
    "PlatformMatch",
    "RejectedPart",
    "SeenBanner",
    "SeenControl",
    "SelectorUse",
    "Trace",
    "look",
    "selectors_of_url",
]

_LABEL = 200
_TEXT = 4_000
_SEEN = 5
"""Of what one pattern or selector finds, so many are named."""
_PARTS = ("banner", "preferences")


async def selectors_of_url(
    url: str,
    folder: Folder,
    *,
    browser_path: str | None = None,
    browser_arguments: tuple[str, ...] = (),
    ignore_https_errors: bool = False,
) -> PageSelectors:
    """Load a page as a visitor who has touched nothing, and say which platform files match on it.

    Raises SiteError where the page cannot be had, BrowserError, CatalogueError.
    """
    selectors = Selectors.load(folder)
    options = CaptureOptions(
        browser_path=browser_path, browser_arguments=browser_arguments, ignore_https_errors=ignore_https_errors
    )
    arrival = await arrive(url, selectors, options)
    own = {name for name in selectors.cmps if folder.user is not None and (folder.user / "cmps" / f"{name}.yaml").is_file()}
    earlier = tuple(page.tree() for page in arrival.earlier)
    return look(arrival.page.tree(), _left(arrival), selectors, url=url, earlier=earlier, own=own)


def look(
    tree: Tree, left: Left, selectors: Selectors, *, url: str, earlier: Sequence[Tree] = (), own: Iterable[str] = ()
) -> PageSelectors:
    """Ask every platform file what it finds on a page.

    `earlier` is the page before the mouse moved; `own` names the files of the user's own folder.
    """
    banner = find_banner(tree, selectors)
    reopen = find_reopen(tree, selectors)
    may_reopen = weak_reopens(tree, selectors) if reopen is None else ()
    traces = _traces(left, selectors)
    mine = frozenset(own)
    found: list[PlatformMatch] = []
    for name, cmp in selectors.cmps.items():
        match = _match(name, cmp, tree, traces.get(name, ()), banner, selectors, is_own=name in mine)
        if match is not None:
            found.append(match)
    return PageSelectors(
        url=url,
        final_url=tree.page.url,
        truncated=tree.page.truncated,
        banner=_seen_banner(banner) if banner is not None else None,
        waits_for_gesture=bool(banner and earlier) and all(find_banner(before, selectors) is None for before in earlier),
        reopen=_seen_control(reopen) if reopen is not None else None,
        may_reopen=tuple(_seen_control(control) for control in may_reopen[:_SEEN]),
        rejected=tuple(_rejected_part(one) for one in rejected(tree, selectors) if not _is_banner(one, banner))[:_SEEN],
        platforms=tuple(sorted(found, key=lambda match: (not match.is_chosen, match.layer is None, match.id))),
        missing=left.missing,
    )


def _left(arrival: Arrival) -> Left:
    visit = arrival.visit
    requests, cookies, storage = visit.record(Requests), visit.record(Cookies), visit.record(Storage)
    missing = [f"{r.name}: {r.reason}" for r in (requests, cookies, storage) if isinstance(r, Missing)]
    missing += [f"{part.name}: {part.reason}" for part in visit.missing if ":" in part.name]
    return Left(
        scripts=_once(r.url for r in requests.requests if r.type == "script") if isinstance(requests, Requests) else (),
        cookies=_once(c.name for jar in cookies.jars for c in jar.cookies) if isinstance(cookies, Cookies) else (),
        keys=_once(e.key for state in storage.states for e in state.entries if e.kind == "local")
        if isinstance(storage, Storage)
        else (),
        missing=tuple(missing),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _traces(left: Left, selectors: Selectors) -> Mapping[str, tuple[Trace, ...]]:
    """Traces by platform, each with what left it: asked first of all together, for on most pages most files know nothing."""
    known = _only(selectors, platform_traces(left.scripts, left.cookies, left.keys, selectors))
    found: dict[str, dict[tuple[str, str], list[str]]] = {}
    kinds: tuple[tuple[str, tuple[str, ...], Callable[[str], dict[str, tuple[str, ...]]]], ...] = (
        ("script", left.scripts, lambda name: platform_traces((name,), (), (), known)),
        ("cookie", left.cookies, lambda name: platform_traces((), (name,), (), known)),
        ("storage", left.keys, lambda name: platform_traces((), (), (name,), known)),
    )
    for kind, names, ask in kinds:
        for name in names:
            for platform, reasons in ask(name).items():
                for reason in reasons:  # `selectors/cmps/<id>.yaml: script <part>`
                    pattern = reason.partition(": ")[2].partition(" ")[2]
                    found.setdefault(platform, {}).setdefault((kind, pattern), []).append(name[:_LABEL])
    return {
        platform: tuple(Trace(by=by, pattern=pattern, seen=tuple(seen[:_SEEN])) for (by, pattern), seen in patterns.items())
        for platform, patterns in found.items()
    }


def _only(selectors: Selectors, platforms: Iterable[str]) -> Selectors:
    """The same words with some of the platforms."""
    fewer = copy(selectors)
    fewer.cmps = {name: selectors.cmps[name] for name in platforms}
    return fewer


def _match(
    name: str,
    cmp: Cmp,
    tree: Tree,
    traces: tuple[Trace, ...],
    banner: FoundBanner | None,
    selectors: Selectors,
    *,
    is_own: bool,
) -> PlatformMatch | None:
    places = [
        Trace(by=field.rpartition(".")[2], pattern=css, seen=tuple(_element(node) for node in nodes[:_SEEN]))
        for field, css in _selectors_of(cmp, known_by=True)
        if (nodes := tree.select(css))
    ]
    if not traces and not places:
        return None
    standing = find_banner(tree, _only(selectors, (name,))) if places else None
    if standing is not None and standing.platform != name:
        standing = None
    uses = tuple(_use(field, css, tree, standing) for field, css in _selectors_of(cmp))
    is_chosen = standing is not None and banner is not None and banner.platform == name
    return PlatformMatch(
        id=name,
        name=cmp.name,
        file=f"selectors/cmps/{name}.yaml",
        is_own=is_own,
        traces=(*traces, *places),
        layer=_layer(standing) if standing is not None else None,
        layer_because=_why(standing, uses, banner, is_chosen=is_chosen),
        is_chosen=is_chosen,
        selectors=uses,
    )


def _selectors_of(cmp: Cmp, *, known_by: bool = False) -> Iterator[tuple[str, str]]:
    """Every selector of a file with its field; `known_by`: only those by which the platform is known."""
    for part in _PARTS:
        layer = getattr(cmp, part)
        for field in layer.__struct_fields__ if layer is not None else ():
            if field == "container" or not known_by:
                yield from ((f"{part}.{field}", css) for css in getattr(layer, field))
    yield from (("reopen", css) for css in cmp.reopen)


def _use(field: str, css: str, tree: Tree, standing: FoundBanner | None) -> SelectorUse:
    nodes = tree.select(css)
    part, _, action = field.rpartition(".")
    known: tuple[FoundControl, ...] = ()
    also: tuple[FoundControl, ...] = ()
    if standing is not None and part == _layer(standing):
        credited = f"selectors/cmps/{standing.platform}.yaml: {action} {css}"
        known = tuple(c for c in standing.controls if credited in c.because)
        if action != "container":
            also = tuple(c for c in standing.controls if c not in known and any(n in nodes for n in c.node.walk()))
    return SelectorUse(
        field=field,
        selector=css,
        matched=len(nodes),
        shown=sum(_is_seen(node) for node in nodes),
        controls=tuple(c.text[:_LABEL] for c in known),
        also=tuple(c.text[:_LABEL] for c in also),
    )


def _is_seen(node: Node) -> bool:
    return not node.concealed and any(inner.shown for inner in node.walk())


def _why(standing: FoundBanner | None, uses: tuple[SelectorUse, ...], banner: FoundBanner | None, *, is_chosen: bool) -> str:
    if standing is not None:
        why = standing.because[0] if standing.because else ""
        if is_chosen or banner is None:
            return why
        other = banner.platform or "what was found by wording"
        return f"{why}; {other} stands nearer to the eye, or its selector says more, and was taken"
    containers = [use for use in uses if use.field.endswith(".container") and use.matched]
    shown = next((use for use in containers if use.shown), None)
    if shown is not None:
        doubtful = "" if banner is None else f"; {banner.platform or 'what was found by wording'} was taken"
        return (
            f"{shown.field} {shown.selector} is shown, but out of the visitor's reach, without a choice in it, "
            f"or without any control that the file names{doubtful}"
        )
    if containers:
        return f"{containers[0].field} {containers[0].selector} is in the page, but hidden"
    return "none of its containers is in the page"


def _layer(banner: FoundBanner) -> str:
    return _PARTS[banner.is_preferences]


def _element(node: Node) -> str:
    """An element as its author named it, such as `div#notice.box.wide`."""
    attributes = node.attributes
    name = f"#{attributes['id']}" if attributes.get("id") else ""
    return f"{node.tag}{name}{''.join(f'.{part}' for part in attributes.get('class', '')[:_LABEL].split())}"[:_LABEL]


def _is_banner(one: Rejected, banner: FoundBanner | None) -> bool:
    """True where a part is the banner itself, holds it, or lies in it: a platform's own selectors found it in another way."""
    if banner is None:
        return False
    return one.root is banner.root or one.root in banner.root.ancestors or banner.root in one.root.ancestors


def _rejected_part(one: Rejected) -> RejectedPart:
    text = " ".join(node.text.strip() for node in one.root.walk() if node.tag == "#text" and node.shown)
    return RejectedPart(
        element=_element(one.root),
        text=" ".join(text.split())[:_TEXT],
        frame_url=one.root.frame_url if one.root.document else None,
        reason=one.reason,
        because=one.because,
    )


def _seen_banner(banner: FoundBanner) -> SeenBanner:
    return SeenBanner(
        platform=banner.platform,
        found_by=banner.found_by,
        layer=_layer(banner),
        score=round(banner.score, 2),
        text=banner.text[:_TEXT],
        frame_url=banner.root.frame_url if banner.root.document else None,
        because=banner.because,
        controls=tuple(_seen_control(control) for control in banner.controls),
    )


def _seen_control(control: FoundControl) -> SeenControl:
    box = control.node.box
    return SeenControl(
        action=control.action,
        text=control.text[:_LABEL],
        role=control.role,
        is_disabled=control.disabled,
        is_checked=control.checked,
        box=(box.x, box.y, box.width, box.height) if box is not None else None,
        because=control.because,
    )
