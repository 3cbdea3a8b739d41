"""Follow the links to what the site says of its cookies, after everything else: the page, or that there is none.

It comes at the end of the visit that refused, once the page has been left and what it sends then was heard. What the policies
themselves store or call belongs to the phase `policy`, which no judgement of a choice looks at.
"""

from __future__ import annotations

import asyncio
import time

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Response

from auditor.banner.policy import PolicyLink, policy_links, to_follow
from auditor.capture import budget
from auditor.capture.navigate import navigate
from auditor.capture.settle import settle
from auditor.capture.sight import Sight
from auditor.capture.snapshot import SnapshotError, take
from auditor.capture.visit import VisitRun
from auditor.capture.wire import WireError
from auditor.errors import SiteError
from auditor.evidence import ScenarioRun
from auditor.evidence.records.policy import Policies, PolicyPage

__all__ = ["BY_DEFAULT", "NEEDS", "ORDER", "VISIT", "run"]

VISIT = "refuse"
ORDER = 90
NEEDS: tuple[str, ...] = ()
BY_DEFAULT = True

_PHASE = "policy"
_SHARE = 0.4
"""Of the wait that a view of the site gets: nothing is measured here, but lists of cookies are often built by a script."""


async def run(visit: VisitRun) -> ScenarioRun:
    """Follow at most two links."""
    links = _links(visit)
    chosen = to_follow(links, budget.POLICIES)
    visit.around.policies = Policies(sought=True, left=len({link.url for link in links if link.url}) - len(chosen))
    if not chosen:
        return ScenarioRun(name="policy", outcome="no-control", reason="no link to a policy was found")
    home = visit.page.url
    await visit.leave()
    pages: list[PolicyPage] = []
    for number, link in enumerate(chosen, 1):
        pages.append(await _follow(visit, link, home, number))
        visit.around.policies = Policies(sought=True, pages=tuple(pages), left=visit.around.policies.left)
        if visit.tap.crashed or visit.session.closed:
            break
    seen = any(page.page is not None for page in pages)
    return ScenarioRun(
        name="policy", outcome="recorded" if seen else "failed", reason="" if seen else "; ".join(p.reason for p in pages)[:500]
    )


def _links(visit: VisitRun) -> tuple[PolicyLink, ...]:
    """Links of the banner on arrival, then of the last page that was kept."""
    found: dict[tuple[str, bool], PolicyLink] = {}
    arrival = next((p for p in visit.around.snapshots if p.label == "arrival"), None)
    sights = [Sight(arrival, visit.selectors)] if arrival is not None else []
    if visit.sight is not None:
        sights.append(visit.sight)
    for sight in sights:
        for link in policy_links(sight.tree, sight.banner.root if sight.banner is not None else None, visit.selectors):
            found.setdefault((link.url, link.in_banner), link)
    return tuple(sorted(found.values(), key=lambda link: not link.in_banner))


async def _follow(visit: VisitRun, link: PolicyLink, home: str, number: int) -> PolicyPage:
    answers: list[Response] = []

    def heard(response: Response) -> None:
        if response.request.is_navigation_request() and response.frame.parent_frame is None:
            answers.append(response)

    page, reason = None, ""
    visit.page.on("response", heard)
    try:
        async with asyncio.timeout(budget.POLICY_SECONDS):
            visit.tap.stage.mark(_PHASE, "load", link.url)
            visit.on_step(_PHASE, "load")
            visit.tap.traffic.calm()
            await navigate(visit.page, link.url, home, min(visit.options.navigation_seconds, budget.POLICY_SECONDS))
            if _is_page(answers):
                await settle(visit.tap, visit.options, begun=time.monotonic(), share=_SHARE)
                stage = visit.tap.stage
                page = await take(
                    visit.session,
                    visit.tap.foreign_frames(),
                    label=f"policy-{number}",
                    phase=_PHASE,
                    step="load",
                    at_ms=stage.now_ms(),
                )
                if sum(len(document.parent) for document in page.documents) > budget.POLICY_NODES:
                    page, reason = None, f"the page has more than {budget.POLICY_NODES} nodes"
            else:
                reason = "what was answered is no page"
    except SiteError as error:
        reason = error.message
    except TimeoutError:
        reason = f"the page did not come within {budget.POLICY_SECONDS:g} s"
    except (PlaywrightError, SnapshotError, WireError) as error:
        reason = str(error).partition("\n")[0]
    finally:
        visit.page.remove_listener("response", heard)
    last = answers[-1] if answers else None
    return PolicyPage(
        url=link.url,
        text=link.text,
        in_banner=link.in_banner,
        final_url=(page.url if page is not None else last.url if last is not None else "")[:2048],
        status=last.status if last is not None else None,
        content_type=_type(last),
        page=page,
        reason=reason[:500],
    )


def _is_page(answers: list[Response]) -> bool:
    return not answers or _type(answers[-1]) in ("", "text/html", "application/xhtml+xml", "text/plain")


def _type(answer: Response | None) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()[:100] if answer is not None else ""
