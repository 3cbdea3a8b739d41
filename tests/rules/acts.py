"""Visits of their own for the evidence of `Seen`: closed, ignored, chosen in part, with a signal."""

from __future__ import annotations

import msgspec

from auditor.catalogue.profile import profile
from auditor.classify import classify
from auditor.evidence import Evidence, Failure, Mark, Press, ScenarioRun, Visit
from auditor.evidence.records.cookies import Cookies, CookieWrite, Jar, StoredCookie
from auditor.evidence.records.pages import Pages
from auditor.evidence.records.requests import Request, Requests
from auditor.evidence.records.signals import Signals, SignalState
from auditor.evidence.records.storage import Storage, StorageState
from auditor.judge import judge
from auditor.results import Finding
from auditor.rules import shipped_rules
from tests.rules.evidence import CONTENT, HOME, NEXT, Seen, banner, knowledge, page

__all__ = ["ANALYTICS", "PANEL", "PIXEL", "consented", "found", "left", "own", "with_acts"]

PIXEL = "https://www.facebook.com/tr/?id=1&ev=PageView"
ANALYTICS = "https://www.google-analytics.com/g/collect?v=2&tid=G-1"
_STEPS = {
    "close": [("press", 5e3), ("next-page", 9e3), ("leave", 14e3)],
    "ignore": [("scroll", 4e3), ("next-page", 8e3), ("leave", 13e3)],
    "partial": [("press", 6e3), ("reload", 10e3), ("next-page", 14e3), ("leave", 18e3)],
    "gpc": [("reload", 5e3), ("leave", 9e3)],
}
_END_MS = 3_500.0


def _switch(text: str, *, on: bool) -> str:
    return f'<label><input type="checkbox"{" checked" if on else ""}> {text}</label>'


def panel(**switches: bool) -> str:
    """Switches in a banner: name (with `_` for a space) → whether it stands on."""
    return banner("Enregistrer", extra="".join(_switch(name.replace("_", " "), on=on) for name, on in switches.items()))


PANEL = panel(Mesure_d_audience=True, Publicité_personnalisée=False)


def consented() -> Seen:
    """A site whose cookie says yes after accepting and no after refusing, and whose pixel comes with the acceptance alone."""
    seen = Seen().cookie("cookie_choice", "refuse", value="refused", visit="refuse")
    return seen.cookie("cookie_choice", "accept", value="accepted", visit="accept").request(PIXEL, "accept")


def own(
    name: str,
    outcome: str = "",
    reason: str = "",
    *,
    calls: tuple[tuple[str, str], ...] = (),
    notes: tuple[tuple[str, str, str], ...] = (),
    says: tuple[tuple[str, dict[str, object]], ...] = (),
    body: str = CONTENT + PANEL,
    without: tuple[str, ...] = (),
    type: str = "image",  # noqa: A002 - as the field is called
    failure: str = "",
    late_ms: float = 300.0,
) -> Visit:
    """A visit of its own. `calls`: (step, address), with `load` for the arrival; `notes`: (step from which on it is there,
    cookie, value); `says`: (step, what the consent interfaces say); `without`: steps that were not reached."""
    outcome = outcome or ("recorded" if name in ("ignore", "gpc") else "clicked")
    steps = [("before", "load", 0.0)]
    if outcome in ("recorded", "clicked", "not-dismissed"):
        steps += [(name, step, at) for step, at in _STEPS[name] if step not in without]
    states = [(p, s, at) for p, s, at in steps if s != "leave"]
    order = [s for _, s, _ in steps]
    kept = [
        StoredCookie(
            name=n, value=v, domain="shop.example", path="/", expires_at=1795600000.0 + 180 * 86400, http_only=False, secure=True,
            same_site="Lax",
        )
        for _, n, v in notes
    ]  # fmt: skip
    jars = [
        Jar(phase=p, step=s, at_ms=at + _END_MS,
            cookies=tuple(c for c, (since, _, _) in zip(kept, notes, strict=True) if order.index(since) <= order.index(s)))
        for p, s, at in states
    ]  # fmt: skip
    writes = [
        CookieWrite(
            phase=p, step=s, at_ms=at + late_ms, via="script", url="https://shop.example/app.js", frame_url=HOME, name=n, value=v,
            domain="shop.example", path="/", lifetime_days=180.0,
        )
        for since, n, v in notes
        for p, s, at in steps
        if s == since
    ]  # fmt: skip
    documents = [
        ("load", HOME, "document"),
        *((s, NEXT if s == "next-page" else HOME, "document") for s in ("reload", "next-page")),
    ]
    requests = [
        Request(
            url=url, phase=p, step=s, at_ms=at + (0.0 if kind == "document" else late_ms), method="GET", type=kind,
            frame_url=NEXT if s in ("next-page", "leave") else HOME, initiator="script", initiator_url=HOME, status=200,
            is_main_document=kind == "document",
        )
        for step, url, kind in (*documents, *((s, u, type) for s, u in calls))
        for p, s, at in steps
        if s == step
    ]  # fmt: skip
    label = {"load": "arrival", "press": f"{name}-press-1"}
    pages = [
        page(
            body if s == "load" else CONTENT,
            label=label.get(s, f"{name}-{s}"), phase=p, step=s, at_ms=at + 3e3, url=NEXT if s == "next-page" else HOME,
        )
        for p, s, at in states
    ]  # fmt: skip
    signals = [SignalState(phase=p, step=s, at_ms=at + _END_MS, **told) for step, told in says for p, s, at in steps if s == step]
    presses = {
        "close": [("close", "×", "arrival", "close-press-1")],
        "partial": [("save", "Enregistrer", "arrival", "partial-press-1")],
    }
    run = ScenarioRun(
        name=name,
        outcome=outcome,
        reason=reason,
        presses=tuple(
            Press(phase=name, at_ms=5e3, action=a, text=t, layer=1, point=(1.0, 1.0), reached=True, page_before=b, page_after=c,
                  gone=True)
            for a, t, b, c in (presses.get(name, []) if outcome == "clicked" else [])
        ),
    )  # fmt: skip
    records = {
        "cookies": Cookies(jars=tuple(jars), writes=tuple(writes)),
        "requests": Requests(requests=tuple(requests)),
        "storage": Storage(states=tuple(StorageState(phase=p, step=s, at_ms=at + _END_MS, entries=()) for p, s, at in states)),
        "pages": Pages(pages=tuple(pages)),
        "signals": Signals(states=tuple(signals)),
    }
    return Visit(
        name=name,
        started_at="2026-11-24T10:04:00.000000Z",
        final_url=HOME,
        status=200,
        marks=tuple(Mark(phase=p, step=s, at_ms=at, url=HOME) for p, s, at in steps),
        settled=(),
        scenarios=(ScenarioRun(name="before", outcome="recorded"), run),
        records={k: msgspec.Raw(msgspec.json.encode(r)) for k, r in records.items()},
        failure=Failure(kind="crash", message=failure) if failure else None,
    )


def left(seen: Seen) -> Seen:
    """The refusing visit left its last page and listened."""
    seen.steps["refuse"].append(("refuse", "leave", 20e3))
    return seen


def with_acts(seen: Seen, *visits: Visit) -> Evidence:
    """The evidence with these visits too."""
    evidence = seen.evidence()
    return msgspec.structs.replace(evidence, visits=(*evidence.visits, *visits))


def found(rule: str, seen: Seen, *visits: Visit, authority: str = "cnil") -> Finding:
    """The finding of one rule."""
    site = classify(with_acts(seen, *visits), knowledge())
    return next(f for f in judge(site, shipped_rules(), profile(authority), "en") if f.rule == rule)
