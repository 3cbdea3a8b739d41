"""The pages of the dashboard and what they are made of: overview, site, run, comparison, evidence, scan.

All but the starting and stopping of a scan and the signing in is read only. A path is never made from what was asked: ids of runs
and folders of sites are looked up among those that are there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from auditor.capture.options import default_scenarios
from auditor.catalogue.profile import DEFAULT, profiles
from auditor.errors import AuditorError, StoreError, UsageError
from auditor.escape import visible
from auditor.report import file_names, formats, html
from auditor.report.table import LISTED, STANDINGS, languages, listed
from auditor.report.table.drawn import chart
from auditor.report.table.links import pictures
from auditor.results import SEVERITIES, Finding, Result
from auditor.results.compare import compare
from auditor.serve.drawn import SHOWN_RUNS, bars, spark
from auditor.serve.guard import Access, Guard, form_of, session_of
from auditor.serve.pages import STATIC, Pages, to
from auditor.serve.scans import Asked as AskedScan
from auditor.serve.scans import Scans
from auditor.serve.shelf import RunCard, Shelf, SiteCard
from auditor.serve.targets import resolved, target
from auditor.serve.viewer import Asked, asked_for, view

__all__ = ["Dashboard", "application"]

_ROWS = 100
_CHANGED_SITES, _CHANGES = 40, 60
_FINDINGS = 150
_ADDRESS = 4096
_META_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_STATUS = {"absent": 404, "not-a-run": 404, "private": 400, "busy": 409, "damaged": 409}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """What the pages are made from."""

    shelf: Shelf
    scans: Scans
    pages: Pages
    access: Access
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """One site over all runs: those in which it has a row, the oldest first."""

    url: str
    history: tuple[tuple[RunCard, SiteCard], ...]

    @property
    def latest(self) -> SiteCard:
        return self.history[-1][1]

    @property
    def run(self) -> RunCard:
        return self.history[-1][0]


def application(dashboard: Dashboard) -> ASGIApp:
    """The whole program, guard included."""
    site = _Site(dashboard)
    routes = [
        Route("/", site.page(site.overview)),
        Route("/site", site.page(site.one_site)),
        Route("/runs", site.page(site.runs)),
        Route("/runs/{run}", site.page(site.run)),
        Route("/runs/{run}/check", site.page(site.check)),
        Route("/runs/{run}/report/table.html", site.page(site.report)),
        Route("/runs/{run}/report/{name:path}", site.page(site.file)),
        Route("/runs/{run}/files/{name:path}", site.page(site.file)),
        Route("/runs/{run}/evidence/{slug}", site.page(site.evidence)),
        Route("/compare", site.page(site.compare)),
        Route("/scan", site.page(site.scan)),
        Route("/scan/now", site.page(site.now)),
        Route("/scan/now.json", site.page(site.now_told)),
        Route("/scan/start", site.page(site.start), methods=["POST"]),
        Route("/scan/stop", site.page(site.stop), methods=["POST"]),
        Route("/login", site.page(site.login), methods=["GET", "POST"]),
        Route("/logout", site.page(site.logout), methods=["POST"]),
        Route("/static/{name}", site.static),
        Route("/favicon.ico", site.static),  # asked for by reports, which name none
    ]
    handlers: Any = {HTTPException: site.not_found}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), dashboard.access)


class _Site:
    def __init__(self, dashboard: Dashboard) -> None:
        self._is = dashboard

    def page(self, make: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        """Make a page in a thread, because it reads from disk; a failure that a user can meet becomes a page too."""

        async def answer(request: Request) -> Response:
            try:
                return await run_in_threadpool(make, request)
            except AuditorError as error:
                return self._failed(request, str(error), _STATUS.get(error.kind, 400 if isinstance(error, UsageError) else 500))

        return answer

    async def not_found(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return self._failed(request, str(self._is.pages.say("serve.not-found")) if status == 404 else f"{status}", status)

    async def static(self, request: Request) -> Response:
        """Style, script and icon: the same for everybody."""
        found = STATIC.get(request.path_params.get("name", "icon.svg"))
        if found is None:
            raise HTTPException(404)
        return Response(found[0](), headers={"content-type": found[1], "cache-control": "private, max-age=3600"})

    # What is shown

    def overview(self, request: Request) -> Response:
        cards = self._is.shelf.runs()
        every = _by_site(cards)
        text, standing = _asked(request, "q")[:200], _asked(request, "verdict")
        standing = standing if standing in STANDINGS else ""
        found = [
            seen
            for seen in every
            if (not standing or seen.latest.standing == standing) and (not text or text.lower() in _said(seen).lower())
        ]
        page, pages = _page(request, len(found))
        counted = Counter(seen.latest.standing for seen in every)
        rows = [(seen, spark([card.failures for _, card in seen.history])) for seen in found[(page - 1) * _ROWS : page * _ROWS]]
        return self._draw(
            request,
            "overview",
            rows=rows,
            found=len(found),
            every=len(every),
            counted=[(name, counted[name]) for name in STANDINGS if counted[name]],
            bar=list(_bar(counted)),
            text=text,
            standing=standing,
            standings=STANDINGS,
            page=page,
            pages=pages,
            broken=[card for card in cards if card.problem],
            runs=len(cards),
        )

    def one_site(self, request: Request) -> Response:
        url = _asked(request, "url")
        seen = next((seen for seen in _by_site(self._is.shelf.runs()) if seen.url == url), None)
        if seen is None:
            raise StoreError(str(self._is.pages.say("serve.no-such-site")), kind="absent")
        result = self._is.shelf.result(seen.run, seen.latest.slug)
        order = sorted(result.findings, key=_gravity)
        shown = listed(order)
        return self._draw(
            request,
            "site",
            seen=seen,
            result=result,
            findings=[(f, _references(f, seen.run, result)) for f in shown[:_FINDINGS]],
            passed=[f for f in order if f.verdict not in LISTED],
            bars=bars([(f"{run.started_at}: {card.verdicts.get('fail', 0)}", card.verdicts) for run, card in seen.history]),
            pictures=[name for name, _ in pictures(result)][:40],
            charts=[drawn for drawn in map(chart, result.timelines[:6]) if drawn is not None],
            history=list(reversed(seen.history))[:SHOWN_RUNS],
        )

    def runs(self, request: Request) -> Response:
        cards = self._is.shelf.runs()
        page, pages = _page(request, len(cards))
        rows = [(card, Counter(site.standing for site in card.sites)) for card in cards[(page - 1) * _ROWS : page * _ROWS]]
        return self._draw(request, "runs", rows=rows, page=page, pages=pages, standings=STANDINGS)

    def run(self, request: Request) -> Response:
        return self._run(request, None)

    def check(self, request: Request) -> Response:
        """Every file of the run against its seal."""
        return self._run(request, self._is.shelf.changed(self._card(request))[:200])

    def _run(self, request: Request, changed: tuple[str, ...] | None) -> Response:
        card = self._card(request)
        page, pages = _page(request, len(card.sites))
        names = [name for format_name in formats() for name in file_names(format_name) if not name.endswith(".html")]
        others = [other for other in self._is.shelf.runs() if other.id != card.id and not other.problem]
        return self._draw(
            request,
            "run",
            card=card,
            info=card.info,
            sites=card.sites[(page - 1) * _ROWS : page * _ROWS],
            counted=[(name, n) for name in STANDINGS if (n := sum(site.standing == name for site in card.sites))],
            page=page,
            pages=pages,
            files=[name for name in ("results.jsonl", *names) if (card.path / name).is_file()],
            others=others[:200],
            earlier=next((other.id for other in others if other.started_at < card.started_at), ""),
            changed=changed,
        )

    def report(self, request: Request) -> Response:
        """The report of a run, drawn anew from its sealed results, under the policy that it brings itself."""
        card = self._card(request)
        run = self._is.shelf.run(card)
        language = _asked(request, "language")
        back = (to("runs", card.id), self._is.pages.say("serve.back"))
        page = html.render(run, language if language in languages() else run.info.report_language, back=back)
        brought = _META_POLICY.search(page[:20_000])
        policy = brought[1].replace("&#39;", "'").replace(" file:", "") if brought else "default-src 'none'"
        headers = {"content-security-policy": f"{policy}; frame-ancestors 'none'"}
        return HTMLResponse(page, headers=headers)

    def file(self, request: Request) -> Response:
        """A file of a run, as it was sealed."""
        data, kind = self._is.shelf.file(self._card(request), request.path_params["name"])
        shown = kind.startswith("image/")
        headers = {"content-type": kind, "content-disposition": "inline" if shown else "attachment"}
        return Response(
            data, headers=headers | {"content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}
        )

    def evidence(self, request: Request) -> Response:
        card, slug = self._card(request), str(request.path_params["slug"])
        result = self._is.shelf.result(card, slug)
        wanted = Asked(
            part=_asked(request, "part") or "visit",
            visit=_asked(request, "visit"),
            phase=_asked(request, "phase"),
            host=_asked(request, "host"),
            text=_asked(request, "text")[:300],
            label=_asked(request, "label"),
            audit=_number(_asked(request, "audit")),
            page=_number(_asked(request, "page")),
        )
        shown = view(self._is.shelf.evidence(card, slug), result, wanted)
        return self._draw(request, "evidence", card=card, slug=slug, result=result, view=shown, asked=shown.asked)

    def compare(self, request: Request) -> Response:
        cards = self._is.shelf.runs()
        ids = {card.id: card for card in cards if not card.problem}
        url = _asked(request, "url")
        a, b = ids.get(_asked(request, "a")), ids.get(_asked(request, "b"))
        given: dict[str, Any] = {"cards": list(ids.values())[:500], "a": a, "b": b, "url": url, "told": None, "sites": []}
        if a is not None and b is not None:
            told = compare(self._is.shelf.run(a), self._is.shelf.run(b))
            changes = [change for change in told.changes if not url or change.url == url]
            found = ((site, list(of_site)) for site, of_site in groupby(changes, key=lambda change: change.url))
            sites = [(site, of_site, a.site(site), b.site(site)) for site, of_site in found]
            page, pages = _page(request, len(sites), _CHANGED_SITES)
            given |= {
                "told": told,
                "worse": sum(change.better is False for change in changes),
                "better": sum(change.better is True for change in changes),
                "sites": sites[(page - 1) * _CHANGED_SITES : page * _CHANGED_SITES],
                "changed": len(sites),
                "page": page,
                "pages": pages,
                "most": _CHANGES,
            }
        return self._draw(request, "compare", **given)

    # What is done

    def scan(self, request: Request) -> Response:
        return self._form(request, "", "")

    def _form(self, request: Request, url: str, problem: str, status: int = 200) -> Response:
        scenarios = (*default_scenarios(), "gpc")
        return self._draw(
            request,
            "scan",
            status=status,
            forms=True,
            url=url or _asked(request, "url"),
            problem=problem,
            scenarios=tuple(name for name in dict.fromkeys(scenarios) if name != "policy"),
            checked=default_scenarios(),
            profiles=profiles(),
            profile=DEFAULT,
            languages=languages(),
            standing=self._is.scans.standing,
            allow_private=self._is.allow_private,
        )

    def start(self, request: Request) -> Response:
        form = form_of(request.scope)
        text = form.get("url", [""])[0][:_ADDRESS]
        try:
            asked = self._checked(text, form)
            self._is.scans.start(asked)
        except UsageError as error:
            return self._form(request, text, str(error), _STATUS.get(error.kind, 400))
        return RedirectResponse("/scan/now", 303)

    def _checked(self, text: str, form: Any) -> AskedScan:
        """Every choice is one of ours: nothing that was sent reaches the command but the address, which was made definite."""
        profile, language, device = (form.get(name, [""])[0] for name in ("profile", "language", "device"))
        known = (*default_scenarios(), "gpc")
        wanted = tuple(name for name in known if name in form.get("scenario", ()))
        if profile not in profiles() or language not in languages() or device not in ("desktop", "phone"):
            raise UsageError("the form asks for something that there is not", kind="usage", remedy="Load the page again")
        if not wanted:
            raise UsageError("no scenario is chosen", kind="usage", remedy="Choose one or more")
        if "refuse" in wanted and "policy" in default_scenarios():
            wanted += ("policy",)
        url = target(text, allow_private=self._is.allow_private, resolve=resolved)
        return AskedScan(url=url, scenarios=wanted, profile=profile, language=language, device=device)

    def stop(self, request: Request) -> Response:
        self._is.scans.stop()
        return RedirectResponse("/scan/now", 303)

    def now(self, request: Request) -> Response:
        standing = self._is.scans.standing
        if standing is None:
            return RedirectResponse("/scan", 303)
        is_there = any(card.id == standing.run for card in self._is.shelf.runs())
        return self._draw(request, "now", forms=True, standing=standing, is_there=is_there)

    def now_told(self, request: Request) -> Response:
        standing = self._is.scans.standing
        if standing is None:
            return JSONResponse({"running": False, "lines": []})
        return JSONResponse({"running": standing.running, "lines": [visible(line, 300) for line in standing.lines[-40:]]})

    def login(self, request: Request) -> Response:
        access = self._is.access
        if not access.needs_token or session_of(request.scope).signed_in:
            return RedirectResponse("/", 303)
        if request.method != "POST":
            return self._draw(request, "login", forms=True, problem="")
        right = access.accepts(form_of(request.scope).get("token", [""])[0][:_ADDRESS])
        if not right:
            key, status = ("serve.login-wait", 429) if right is None else ("serve.login-wrong", 403)
            return self._draw(request, "login", status=status, forms=True, problem=str(self._is.pages.say(key)))
        _, cookie = access.issue(signed_in=True)
        return RedirectResponse("/", 303, headers={"set-cookie": access.set_cookie(cookie)})

    def logout(self, request: Request) -> Response:
        return RedirectResponse("/", 303, headers={"set-cookie": self._is.access.set_cookie("")})

    # Shared

    def _card(self, request: Request) -> RunCard:
        return self._is.shelf.card(str(request.path_params["run"]))

    def _draw(self, request: Request, template: str, *, status: int = 200, forms: bool = False, **given: Any) -> Response:
        session = session_of(request.scope)
        page = self._is.pages.draw(
            template,
            csrf=session.csrf,
            with_token=self._is.access.needs_token and session.signed_in,
            at=request.url.path,
            **given,
        )
        # With `no-referrer` a browser would say `Origin: null` of our own forms, and the guard could not tell them from others'.
        ours = forms or self._is.access.needs_token
        return HTMLResponse(page, status, headers={"referrer-policy": "same-origin" if ours else "no-referrer"})

    def _failed(self, request: Request, message: str, status: int) -> Response:
        return self._draw(request, "failed", status=status, message=message)


def _by_site(cards: Iterable[RunCard]) -> list[Seen]:
    """Every site that a run has a row of: what needs a person first, the gravest before the others."""
    found: dict[str, list[tuple[RunCard, SiteCard]]] = {}
    for card in sorted(cards, key=lambda card: (card.started_at, card.id)):
        for site in card.sites:
            found.setdefault(site.url, []).append((card, site))
    return sorted((Seen(url, tuple(history)) for url, history in found.items()), key=_rank)


def _rank(seen: Seen) -> tuple[int, int, int, str]:
    site = seen.latest
    gravest = -SEVERITIES.index(site.severity) if site.severity else 0
    return STANDINGS.index(site.standing), gravest, -site.verdicts.get("fail", 0), site.name


def _gravity(finding: Finding) -> tuple[int, int, str]:
    worst = LISTED.index(finding.verdict) if finding.verdict in LISTED else len(LISTED)
    return worst, -SEVERITIES.index(finding.severity), finding.rule


def _said(seen: Seen) -> str:
    site = seen.latest
    return " ".join((site.url, site.name, site.platform, *site.failing))


def _bar(counted: Counter[str]) -> Iterable[dict[str, str]]:
    x, total = 0.0, counted.total()
    for standing in STANDINGS:
        if counted[standing]:
            width = 1000 * counted[standing] / total
            yield {"standing": standing, "x": f"{x:.1f}", "width": f"{width:.1f}"}
            x += width


def _references(finding: Finding, run: RunCard, result: Result) -> list[tuple[str, dict[str, str], str]]:
    """(reference, query of the viewer, name of a picture) of each piece of evidence that is shown."""
    found = []
    for text in finding.evidence[:8]:
        name = text.rpartition("@")[0].removeprefix("screenshot:")
        shown = name if text.startswith("screenshot:") and name in result.screenshots else ""
        found.append((text, asked_for(text, finding.audit).query(), shown))
    return found


def _asked(request: Request, name: str) -> str:
    return request.query_params.get(name, "")[:_ADDRESS]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def _page(request: Request, rows: int, size: int = _ROWS) -> tuple[int, int]:
    pages = max(1, -(-rows // size))
    return min(max(_number(_asked(request, "page")), 1), pages), pages
