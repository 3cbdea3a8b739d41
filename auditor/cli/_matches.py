"""What the catalogue finds on a page, as text: the answer first, then each control and each selector with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from auditor.escape import terminal, visible

if TYPE_CHECKING:
    from auditor.page_selectors import PageSelectors, PlatformMatch, RejectedPart, SeenBanner, SeenControl, SelectorUse

__all__ = ["lines"]

_WIDTH = 60
_LAYERS = {"banner": "first layer", "preferences": "second layer (purposes)"}


def lines(found: PageSelectors) -> Iterator[str]:
    """The whole answer, line by line, safe to print."""
    yield f"page: {terminal(found.final_url)}"
    if found.truncated:
        yield f"not read whole: {terminal(found.truncated)}"
    for missing in found.missing:
        yield f"not recorded: {terminal(missing)}"
    if found.banner is not None:
        yield from _banner(found.banner, "; it came only when the mouse was moved" if found.waits_for_gesture else "")
    else:
        yield from _no_banner(found)
    if found.rejected:
        yield ""
        yield "looked at, and taken for no banner:"
        for part in found.rejected:
            yield from _rejected(part)
    yield ""
    number = len(found.platforms)
    yield f"{number or 'no'} platform {'file matches' if number == 1 else 'files match'}"
    for match in found.platforms:
        yield ""
        yield from _platform(match)


def _banner(banner: SeenBanner, when: str) -> Iterator[str]:
    whose = f"platform {terminal(banner.platform)}" if banner.platform else f"no known platform, score {banner.score:g}"
    yield f"banner: found by {banner.found_by}, {whose}, {_LAYERS[banner.layer]}{when}"
    if banner.frame_url is not None:
        yield f"  in the frame {terminal(banner.frame_url)}"
    for because in banner.because:
        yield f"  because {terminal(because, 200)}"
    yield f"  text: {terminal(banner.text, 200)}"
    yield ""
    yield from _controls(banner.controls)


def _no_banner(found: PageSelectors) -> Iterator[str]:
    yield "banner: none"
    if found.reopen is not None:
        yield "control that opens the choices again:"
        yield from _controls((found.reopen,))
    elif found.may_reopen:
        yield "control that opens the choices again: none says so; these may:"
        yield from _controls(found.may_reopen)
    else:
        yield "control that opens the choices again: none"


def _rejected(part: RejectedPart) -> Iterator[str]:
    where = f" in the frame {terminal(part.frame_url)}" if part.frame_url is not None else ""
    yield f"  {visible(part.element, _WIDTH)}{where}: {terminal(part.reason, 200)}"
    yield f"    text: {visible(part.text, 2 * _WIDTH)}"
    for because in part.because:
        yield f"    counted: {terminal(because, 200)}"


def _controls(controls: Sequence[SeenControl]) -> Iterator[str]:
    if not controls:
        yield "no control in it"
        return
    rows: list[tuple[str, ...]] = []
    for control in controls:
        state = " (disabled)" if control.is_disabled else " (on)" if control.is_checked else ""
        first, *others = control.because or ("",)
        rows.append(
            (control.action + state, visible(control.text, _WIDTH), visible(control.role, 20), visible(first, 2 * _WIDTH))
        )
        rows += [("", "", "", visible(other, 2 * _WIDTH)) for other in others]
    yield from _table(rows, ("action", "text", "role", "because"))


def _platform(match: PlatformMatch) -> Iterator[str]:
    yield f"{terminal(match.id)}: {terminal(match.name)}, {terminal(match.file)}{' (yours)' if match.is_own else ''}"
    if match.layer is None:
        yield f"  no layer stands: {terminal(match.layer_because, 300)}"
    else:
        taken = "" if match.is_chosen else ", but is not what was taken for the banner"
        yield f"  {_LAYERS[match.layer]} stands{taken}: {terminal(match.layer_because, 300)}"
    rows = [(t.by, visible(t.pattern, _WIDTH), visible(", ".join(t.seen), 2 * _WIDTH)) for t in match.traces]
    yield from _indented(_table(rows, ("known by", "in the file", "on the page")))
    uses = [use for use in match.selectors if _part(use) in _there(match)]
    if uses:
        yield ""
        found = [(use.field, visible(use.selector, _WIDTH), _count(use), _texts(use)) for use in uses]
        yield from _indented(_table(found, ("field", "selector", "elements", "controls")))
        nothing = [use for use in uses if not use.matched]
        yield f"  {len(uses)} selectors of what is in the page, {len(nothing) or 'none'} of them found nothing"
    absent = [part for part in dict.fromkeys(map(_part, match.selectors)) if part not in _there(match)]
    if absent:
        yield f"  not in the page, so its selectors say nothing: {', '.join(absent)}"


def _there(match: PlatformMatch) -> set[str]:
    """The parts of a file whose container, or reopening control, is in the page."""
    return {_part(use) for use in match.selectors if use.matched and use.field.endswith(("container", "reopen"))}


def _part(use: SelectorUse) -> str:
    return use.field.partition(".")[0]


def _count(use: SelectorUse) -> str:
    if use.matched == use.shown:
        return str(use.matched or "nothing")
    return f"{use.matched}, {use.shown or 'none'} shown"


def _texts(use: SelectorUse) -> str:
    known = [f"« {text} »" if text else "(no text)" for text in use.controls]
    also = [f"(« {text} » is known otherwise)" if text else "(one without text is known otherwise)" for text in use.also]
    return visible(", ".join((*known, *also)), _WIDTH)


def _table(rows: Sequence[Sequence[str]], headers: Sequence[str]) -> list[str]:
    from tabulate import tabulate

    return tabulate(rows, headers=headers, disable_numparse=True).splitlines()


def _indented(table: Iterable[str]) -> Iterator[str]:
    return (f"  {line}".rstrip() for line in table)
