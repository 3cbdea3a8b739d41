"""Evidence of a few lines, for tests of the store and of what stands on it."""

from __future__ import annotations

import msgspec

from auditor.evidence import Conditions, Evidence, Failure, ScenarioRun, Visit
from auditor.evidence.records.cookies import Cookies, Jar, StoredCookie
from auditor.shape import Shape

__all__ = ["PICTURE", "conditions", "failed", "recorded", "visit"]

PICTURE = b"\x89PNG\r\n\x1a\n not really"


def conditions() -> Conditions:
    return Conditions(
        browser="Chromium 156.0.0.0",
        user_agent="Mozilla/5.0",
        engine_arguments=("--no-first-run",),
        locale="fr-FR",
        timezone="Europe/Paris",
        viewport=(1280, 800),
        third_party_cookies="allow",
        dwell_ms=3000,
        quiet_ms=500,
        cap_ms=8000,
    )


def visit(name: str = "refuse", cookie: str = "_ga", failure: Failure | None = None) -> Visit:
    stored = StoredCookie(
        name=cookie,
        value="GA1.1.111.222",
        domain=".shop.example",
        path="/",
        expires_at=1_800_000_000,
        http_only=False,
        secure=True,
        same_site="Lax",
    )
    jar = Jar(phase="before", step="load", at_ms=3000, cookies=(stored,))
    cookies: Shape = Cookies(jars=(jar,), writes=())
    return Visit(
        name=name,
        started_at="2026-11-24T10:00:00.000000Z",
        final_url="https://shop.example/",
        status=200,
        marks=(),
        settled=(),
        scenarios=(ScenarioRun(name="before", outcome="recorded"),) if failure is None else (),
        records={"cookies": msgspec.Raw(msgspec.json.encode(cookies))},
        failure=failure,
    )


def recorded(url: str = "https://shop.example/", cookie: str = "_ga") -> Evidence:
    return Evidence(url=url, conditions=conditions(), visits=(visit("refuse", cookie), visit("accept", cookie)))


def failed(url: str = "https://gone.example/", kind: str = "dns") -> Evidence:
    failure = Failure(kind=kind, message=f"{url}: the host name is unknown")
    return Evidence(url=url, conditions=conditions(), visits=(), failure=failure)
