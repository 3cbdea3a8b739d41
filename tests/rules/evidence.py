"""Evidence of a made-up shop, in a few readable lines.

`Seen()` is a clean site: a banner that asks, a refusal, an acceptance and a withdrawal that all took, and nothing that needs
consent. A test adds what it is about (`seen.cookie("_ga", "refuse", …)`), takes away what it is about (`seen.lose("requests")`),
and judges.
"""

from __future__ import annotations

import msgspec
from lxml import html as lxml_html

from auditor.catalogue.load import Folder
from auditor.catalogue.profile import profile
from auditor.classify import classify
from auditor.classify.knowledge import Knowledge
from auditor.classify.site import Site
from auditor.evidence import Conditions, Evidence, Failure, Mark, Missing, Press, ScenarioRun, Visit
from auditor.evidence.page import STYLES, Document, PageSnapshot
from auditor.evidence.records.cookies import Cookies, CookieWrite, Jar, StoredCookie
from auditor.evidence.records.dns import Dns, Name
from auditor.evidence.records.fingerprint import ApiUse, Fingerprint
from auditor.evidence.records.pages import Pages
from auditor.evidence.records.policy import Policies, PolicyPage
from auditor.evidence.records.requests import Request, Requests
from auditor.evidence.records.signals import Signals, SignalState
from auditor.evidence.records.storage import Storage, StorageEntry, StorageState
from auditor.judge import judge
from auditor.results import Finding
from auditor.rules import shipped_rules

HOME = "https://shop.example/"
NEXT = "https://shop.example/page-2"
TEXT = "Nous utilisons des cookies et d’autres traceurs pour mesurer notre audience et pour la publicité."
FOOTER = '<footer><a href="/cookies" id="again">Gérer mes cookies</a></footer>'
CONTENT = '<main><h1>Nos vélos</h1><p>Un vélo pour la ville, un autre pour la campagne.</p><a href="/page-2">La suite</a></main>'
STARTED = {"refuse": "2026-11-24T10:00:00.000000Z", "accept": "2026-11-24T10:02:00.000000Z"}
STEPS = {
    "refuse": [("before", "load", 0.0), ("refuse", "press", 5e3), ("refuse", "reload", 10e3), ("refuse", "next-page", 15e3)],
    "accept": [
        ("before", "load", 0.0),
        ("accept", "press", 5e3),
        ("accept", "next-page", 10e3),
        ("accept", "reopen", 14e3),
        ("withdraw", "press", 16e3),
        ("withdraw", "reload", 20e3),
        ("withdraw", "next-page", 25e3),
    ],
}
VISIT_OF = {"before": ("refuse", "accept"), "refuse": ("refuse",), "accept": ("accept",), "withdraw": ("accept",)}
_STATES = ("load", "press", "reload", "next-page")
_STEP_MS = 4e3


def knowledge() -> Knowledge:
    """The shipped selectors, read once a process."""
    global _KNOWN
    if _KNOWN is None:
        _KNOWN = Knowledge.load(Folder())
    return _KNOWN


_KNOWN: Knowledge | None = None


def banner(*buttons: str, text: str = TEXT, extra: str = "") -> str:
    """HTML of a banner at the bottom of the page; `*` before a text makes it a link."""
    made = "".join(f'<a href="#">{b[1:]}</a>' if b.startswith("*") else f"<button>{b}</button>" for b in buttons)
    return f'<div role="dialog" id="cookies" style="position:fixed"><p>{text}</p>{extra}{made}</div>'


def page(body: str, *, label: str, phase: str, step: str, at_ms: float, url: str = HOME, language: str = "fr") -> PageSnapshot:
    """A snapshot in which everything but `display:none` is laid out and shown; what is `position:fixed` is laid at the bottom,
    before the rest."""
    strings: dict[str, int] = {}
    hidden = [False]

    def number(text: str) -> int:
        return strings.setdefault(text, len(strings))

    parent, name, text, attributes, layout, boxes, styles, paint, clickable = [], [], [], [], [], [], [], [], []

    def put(up: int, tag: str, words: str, given: dict[str, str], box: tuple[float, float, float, float], fixed: bool) -> int:
        index = len(parent)
        parent.append(up)
        name.append(number(tag))
        text.append(number(words) if words else -1)
        attributes.append(tuple(number(part) for pair in given.items() for part in pair))
        looks = {
            "display": "block",
            "visibility": "visible",
            "opacity": "1",
            "position": "fixed" if "fixed" in given.get("style", "") else "static",
            "z-index": "1000" if fixed else "auto",
            "color": "rgb(0, 0, 0)",
            "background-color": "rgb(255, 255, 255)",
            "background-image": "none",
            "font-size": "16px",
            "font-weight": "400",
            "cursor": "pointer" if tag in ("a", "button") else "auto",
            "pointer-events": "auto",
            "overflow-y": "visible",
            "mix-blend-mode": "normal",
            "border-top-width": "0px",
            "border-left-width": "0px",
            "padding-top": "0px",
            "padding-left": "0px",
            "color-scheme": "normal",
        }
        inline = [part.split(":", 1) for part in given.get("style", "").split(";") if ":" in part]
        looks |= {name.strip(): value.strip() for name, value in inline if name.strip() in looks}
        if tag == "#text":
            looks["background-color"] = "rgba(0, 0, 0, 0)"
        if hidden[-1]:
            return index
        layout.append(index)
        boxes.append(box)
        styles.append(tuple(number(looks.get(style, "none")) for style in STYLES))
        paint.append(index + (10_000 if fixed else 0))
        if tag in ("a", "button"):
            clickable.append(index)
        return index

    def walk(node: lxml_html.HtmlElement, up: int, top: float, fixed: bool) -> float:
        fixed = fixed or "fixed" in node.get("style", "")
        hidden.append(hidden[-1] or "display:none" in node.get("style", ""))
        y = 600.0 if "fixed" in node.get("style", "") else top
        size = (120.0, 30.0) if node.tag in ("a", "button", "input") else (1280.0, 200.0 if fixed else 1600.0)
        given = node.get("data-box")
        box = tuple(float(part) for part in given.split()) if given else (0.0, y, *size)
        index = put(up, node.tag, "", dict(node.attrib), box, fixed)  # type: ignore[arg-type]  # four numbers
        inner = y
        if node.text and node.text.strip():
            words = (box[0] + 20.0, box[1] + 5.0, 80.0, 20.0) if node.tag in ("a", "button") else (0.0, inner, size[0], 20.0)
            put(index, "#text", node.text, {}, words, fixed)
        for child in node:
            inner = walk(child, index, inner + 35.0, fixed)
            if child.tail and child.tail.strip():
                put(index, "#text", child.tail, {}, (0.0, inner, 600.0, 20.0), fixed)
        hidden.pop()
        return inner if "fixed" not in node.get("style", "") else top

    root = put(-1, "#document", "", {}, (0.0, 0.0, 1280.0, 1600.0), False)
    whole = lxml_html.document_fromstring(f'<html lang="{language}"><head></head><body>{body}</body></html>')
    walk(whole, root, 0.0, False)
    document = Document(
        frame_id="top",
        url=url,
        parent=tuple(parent),
        name=tuple(name),
        text=tuple(text),
        attributes=tuple(attributes),
        backend=tuple(range(1, len(parent) + 1)),
        shadow={},
        checked=tuple(i for i, raw in enumerate(attributes) if number("checked") in raw[::2]),
        clickable=tuple(clickable),
        layout=tuple(layout),
        boxes=tuple(boxes),
        styles=tuple(styles),
        paint=tuple(paint),
    )
    return PageSnapshot(
        label=label,
        phase=phase,
        step=step,
        at_ms=at_ms,
        url=url,
        viewport=(1280.0, 800.0),
        strings=tuple(strings),
        documents=(document,),
    )


class Seen:
    """Evidence under construction; each method adds one fact and gives the object back."""

    def __init__(self, arrival: str | None = None, *, after: str = CONTENT + FOOTER) -> None:
        self.arrival = CONTENT + (banner("Tout accepter", "Tout refuser", "Paramétrer") if arrival is None else arrival)
        self.after = after
        self.visits = ["refuse", "accept"]
        self.outcomes: dict[str, tuple[str, str]] = {}
        self.paths: dict[str, list[tuple[str, str, int]]] = {
            "refuse": [("refuse", "Tout refuser", 1)],
            "accept": [("accept", "Tout accepter", 1)],
            "withdraw": [("settings", "Gérer mes cookies", 0), ("refuse", "Tout refuser", 1)],
        }
        self.pages: dict[str, tuple[str, str]] = {}
        self.short: dict[str, str] = {}
        self.language = "fr"
        self.lost: dict[str, set[str]] = {"refuse": set(), "accept": set()}
        self.missing: dict[str, list[Missing]] = {"refuse": [], "accept": []}
        self.failure: dict[str, Failure] = {}
        self.steps = {visit: list(steps) for visit, steps in STEPS.items()}
        self.jars: dict[tuple[str, str, str], list[StoredCookie]] = {}
        self.writes: dict[str, list[CookieWrite]] = {"refuse": [], "accept": []}
        self.entries: dict[tuple[str, str, str], list[StorageEntry]] = {}
        self.requests: dict[str, list[Request]] = {"refuse": [], "accept": []}
        self.states: dict[str, list[SignalState]] = {"refuse": [], "accept": []}
        self.uses: dict[str, list[ApiUse]] = {"refuse": [], "accept": []}
        self.names: list[Name] = []
        self.third_party_cookies = "allow"
        self.policies = Policies()
        for visit, steps in self.steps.items():
            for phase, step, _ in steps:
                if step in ("load", "reload", "next-page"):
                    url = NEXT if step == "next-page" else HOME
                    self.request(url, phase, step, visit=visit, type="document", is_main_document=True, initiator="other", at=0.0)
                    self.request("https://shop.example/style.css", phase, step, visit=visit, type="stylesheet", at=100.0)

    def request(
        self, url: str, phase: str, step: str | None = None, *, visit: str | None = None, at: float = 500.0, **facts: object
    ) -> Seen:
        """A request that began `at` milliseconds after its step; on a clean page (reload, next page) unless a step is named."""
        for name in (visit,) if visit else VISIT_OF[phase]:
            steps = [s for p, s, _ in self.steps[name] if p == phase]
            place = step or next((s for s in ("reload", "next-page", "load") if s in steps), steps[0])
            base = next(start for p, s, start in self.steps[name] if (p, s) == (phase, place))
            here = NEXT if place == "next-page" else HOME
            known: dict[str, object] = {
                "type": "script",
                "method": "GET",
                "initiator": "parser",
                "initiator_url": here,
                "frame_url": here,
                "status": 200,
            }
            request = Request(url=url, phase=phase, step=place, at_ms=base + at, **{**known, **facts})  # type: ignore[arg-type]
            self.requests[name].append(request)
        return self

    def cookie(
        self,
        name: str,
        *phases: str,
        value: str | tuple[str, str] = ("1a2b3c4d5e6f7081", "90f1e2d3c4b5a697"),
        domain: str = ".shop.example",
        days: float | None = 180.0,
        via: str = "script",
        url: str = "https://shop.example/app.js",
        written: tuple[tuple[str, str], ...] | None = None,
        visit: str | None = None,
        **facts: object,
    ) -> Seen:
        """A cookie in the jar at each step of these phases, written at the first of them (or where `written` says).

        A pair of values is what the refusing and the accepting visit were given.
        """
        for number, holder in enumerate(("refuse", "accept")):
            if visit not in (None, holder):
                continue
            text = value if isinstance(value, str) else value[number]
            mine = [(p, s, at) for p, s, at in self.steps[holder] if p in phases]
            for phase, step, _ in mine:
                stored = StoredCookie(
                    name=name,
                    value=text,
                    domain=domain,
                    path="/",
                    expires_at=None if days is None else 1795600000.0 + min(days, 400.0) * 86400,
                    http_only=False,
                    secure=True,
                    same_site="Lax",
                )
                self.jars.setdefault((holder, phase, step), []).append(stored)
            places = [p[:2] for p in mine[:1]] if written is None else list(written)
            for phase, step, at in self.steps[holder]:
                if (phase, step) in places:
                    write = CookieWrite(
                        phase=phase,
                        step=step,
                        at_ms=at + 700.0,
                        via=via,
                        url=url,
                        frame_url=HOME,
                        name=name,
                        value=text,
                        domain=domain,
                        path="/",
                        lifetime_days=days,
                        **facts,  # type: ignore[arg-type]
                    )
                    self.writes[holder].append(write)
        return self

    def key(
        self,
        name: str,
        *phases: str,
        value: str | tuple[str, str] = ("1a2b3c4d5e6f7081", "90f1e2d3c4b5a697"),
        kind: str = "local",
        origin: str = "https://shop.example",
    ) -> Seen:
        """A storage key that is there at each step of these phases."""
        for number, holder in enumerate(("refuse", "accept")):
            text = value if isinstance(value, str) else value[number]
            for phase, step, _ in self.steps[holder]:
                if phase in phases:
                    self.entries.setdefault((holder, phase, step), []).append(
                        StorageEntry(kind=kind, origin=origin, key=name, value=text)
                    )
        return self

    def uses_api(
        self, kind: str, api: str, phase: str, *, script: str, detail: str = "", step: str | None = None, **facts: object
    ) -> Seen:
        """A script calls an interface that fingerprints are made from; on a clean page unless a step is named."""
        for name in VISIT_OF[phase]:
            steps = [s for p, s, _ in self.steps[name] if p == phase]
            place = step or next((s for s in ("reload", "next-page", "load") if s in steps), steps[0])
            base = next(start for p, s, start in self.steps[name] if (p, s) == (phase, place))
            known: dict[str, object] = {"page_phase": phase, "page_step": place, "document": 1, "frame_url": HOME}
            self.uses[name].append(
                ApiUse(
                    phase=phase,
                    step=place,
                    at_ms=base + 300.0,
                    script_url=script,
                    kind=kind,
                    api=api,
                    detail=detail,
                    **{**known, **facts},  # type: ignore[arg-type]
                )
            )
        return self

    def alias(self, host: str, *chain: str, failure: str | None = None) -> Seen:
        """What the resolver said of a host of the site."""
        self.names.append(Name(host=host, aliases=chain, failure=failure))
        return self

    def signal(self, phase: str, **said: object) -> Seen:
        """What the consent interfaces say at the end of each step of a phase."""
        for holder in VISIT_OF[phase]:
            for place, step, at in self.steps[holder]:
                if place == phase:
                    self.states[holder].append(
                        SignalState(phase=phase, step=step, at_ms=at + _STEP_MS, **said)  # type: ignore[arg-type]
                    )
        return self

    def ended(self, scenario: str, outcome: str, reason: str = "", path: list[tuple[str, str, int]] | None = None) -> Seen:
        """A scenario ended otherwise; `path` holds (action, text, layer) of each press."""
        self.outcomes[scenario] = (outcome, reason)
        if path is not None:
            self.paths[scenario] = path
        elif outcome != "clicked":
            self.paths[scenario] = []
        visit = VISIT_OF[scenario][0]
        if outcome != "clicked":
            kept = "press" if self.paths[scenario] and outcome == "not-dismissed" else ""
            self.steps[visit] = [place for place in self.steps[visit] if place[0] != scenario or place[1] == kept]
            if scenario == "accept":
                self.steps[visit] = [place for place in self.steps[visit] if place[0] != "withdraw" and place[1] != "reopen"]
                self.outcomes["withdraw"] = (outcome, "nothing was accepted")
                self.paths["withdraw"] = []
        return self

    def policy(
        self,
        body: str | None = None,
        *,
        text: str = "Politique de cookies",
        url: str = "https://shop.example/politique",
        status: int | None = 200,
        kind: str = "text/html",
        in_banner: bool = False,
        reason: str = "",
    ) -> Seen:
        """A link to a policy was followed, and this stood there; without a link none was found (`url` empty)."""
        shown = page(body, label="policy-1", phase="policy", step="load", at_ms=30e3, url=url) if body is not None else None
        gone_to = PolicyPage(
            url=url,
            text=text,
            in_banner=in_banner,
            final_url=url,
            status=status,
            content_type=kind,
            page=shown,
            reason=reason,
        )
        self.policies = Policies(sought=True, pages=(*self.policies.pages, *((gone_to,) if url else ())))
        return self

    def show(self, label: str, body: str, url: str = HOME) -> Seen:
        """What stood on the page in a snapshot, such as `refuse-reload`."""
        self.pages[label] = (body, url)
        return self

    def cut(self, label: str, why: str = "a frame was not read") -> Seen:
        """A snapshot lacks a part of the page."""
        self.short[label] = why
        return self

    def lose(self, record: str, *visits: str) -> Seen:
        """A record was not taken in these visits (all, if none is named)."""
        for visit in visits or self.visits:
            self.lost[visit].add(record)
            self.missing[visit].append(Missing(name=record, reason="the recorder stopped"))
        return self

    def lack(self, visit: str, name: str, reason: str = "not recorded") -> Seen:
        """A part of a record is missing."""
        self.missing[visit].append(Missing(name=name, reason=reason))
        return self

    def unseen(self, phase: str) -> Seen:
        """No later page view was reached in a phase."""
        visit = VISIT_OF[phase][0]
        self.steps[visit] = [p for p in self.steps[visit] if p[0] != phase or p[1] == "press"]
        return self

    def without(self, visit: str) -> Seen:
        """A visit was not made."""
        self.visits.remove(visit)
        return self

    def evidence(self) -> Evidence:
        """Freeze it."""
        conditions = Conditions(
            browser="Chromium 156",
            user_agent="Mozilla/5.0",
            engine_arguments=(),
            locale="fr-FR",
            timezone="Europe/Paris",
            viewport=(1280, 800),
            third_party_cookies=self.third_party_cookies,
            dwell_ms=2000.0,
            quiet_ms=500.0,
            cap_ms=10000.0,
        )
        return Evidence(url=HOME, conditions=conditions, visits=tuple(self._visit(v) for v in self.visits))

    def _visit(self, name: str) -> Visit:
        steps = self.steps[name]
        states = [(p, s, at) for p, s, at in steps if s in _STATES]
        reached = {(p, s) for p, s, _ in steps}
        records = {
            "cookies": Cookies(
                jars=tuple(
                    Jar(phase=p, step=s, at_ms=at + _STEP_MS, cookies=tuple(self.jars.get((name, p, s), ())))
                    for p, s, at in states
                ),
                writes=tuple(w for w in self.writes[name] if (w.phase, w.step) in reached),
            ),
            "requests": Requests(requests=tuple(r for r in self.requests[name] if (r.phase, r.step) in reached)),
            "storage": Storage(
                states=tuple(
                    StorageState(phase=p, step=s, at_ms=at + _STEP_MS, entries=tuple(self.entries.get((name, p, s), ())))
                    for p, s, at in states
                )
            ),
            "pages": Pages(pages=tuple(self._pages(name, states))),
            "policy": self.policies if name == "refuse" else Policies(),
            "fingerprint": Fingerprint(uses=tuple(u for u in self.uses[name] if (u.phase, u.step) in reached)),
            "dns": Dns(names=tuple(self.names), resolver="system"),
            "signals": Signals(states=tuple(s for s in self.states[name] if (s.phase, s.step) in reached)),
        }
        scenarios = [ScenarioRun(name="before", outcome="recorded")]
        scenarios += [self._run(s) for s in (("refuse",) if name == "refuse" else ("accept", "withdraw"))]
        return Visit(
            name=name,
            started_at=STARTED[name],
            final_url=HOME,
            status=200,
            marks=tuple(Mark(phase=p, step=s, at_ms=at, url=NEXT if s == "next-page" else HOME) for p, s, at in steps),
            settled=(),
            scenarios=tuple(scenarios),
            records={k: msgspec.Raw(msgspec.json.encode(r)) for k, r in records.items() if k not in self.lost[name]},
            missing=tuple(self.missing[name]),
            failure=self.failure.get(name),
        )

    def _run(self, name: str) -> ScenarioRun:
        outcome, reason = self.outcomes.get(name, ("clicked", ""))
        presses: list[Press] = []
        for number, (action, text, layer) in enumerate(self.paths[name]):
            after = "withdraw-reopened" if layer == 0 else f"{name}-press-{number + 1 - (name == 'withdraw')}"
            last = number == len(self.paths[name]) - 1
            presses.append(
                Press(
                    phase=name,
                    at_ms=5000.0,
                    action=action,
                    text=text,
                    layer=layer,
                    point=(10.0, 610.0),
                    reached=True,
                    page_before=presses[-1].page_after if presses else "arrival",
                    page_after=after,
                    gone=(last and outcome == "clicked") or (layer == 0 and last),
                )
            )
        return ScenarioRun(name=name, outcome=outcome, reason=reason, presses=tuple(presses))

    def _pages(self, visit: str, states: list[tuple[str, str, float]]) -> list[PageSnapshot]:
        made = []
        for phase, step, at in states:
            label = {"load": "arrival", "press": f"{phase}-press-1"}.get(step, f"{phase}-{step}")
            body, url = self.pages.get(label, (self.arrival if step == "load" else self.after, HOME))
            here = NEXT if step == "next-page" else url
            made.append(page(body, label=label, phase=phase, step=step, at_ms=at + 3e3, url=here, language=self.language))
        known = {p.label for p in made}
        for label, (body, url) in self.pages.items():
            phase = label.partition("-")[0]
            if label not in known and visit in VISIT_OF.get(phase, ()):
                place, step = ("accept", "next-page") if label.endswith("-bottom") else ("before", "load")
                made.append(page(body, label=label, phase=place, step=step, at_ms=13e3, url=url))
        return [msgspec.structs.replace(p, truncated=self.short.get(p.label)) for p in made]


def site(seen: Seen) -> Site:
    """Classify it with the shipped selectors."""
    return classify(seen.evidence(), knowledge())


def findings(seen: Seen, *, authority: str = "cnil", language: str = "en") -> dict[str, Finding]:
    """Judge it by all shipped rules."""
    found = {f.rule: f for f in judge(site(seen), shipped_rules(), profile(authority), language)}
    for finding in found.values():
        assert finding.verdict != "fail" or finding.evidence, f"{finding.rule} accuses without pointing at anything saved"
    return found


def verdict(seen: Seen, rule: str, *, authority: str = "cnil") -> str:
    """The verdict of one rule."""
    return findings(seen, authority=authority)[rule].verdict
