"""The published contract: one `Result` a site. Knows no rule and no format.

Field meanings that outside readers rely on stand in the docstrings; the JSON Schema is printed from these types.
"""

from __future__ import annotations

from typing import Literal

from auditor.shape import Shape

__all__ = [
    "CERTAINTIES",
    "PHASES",
    "SCHEMA",
    "SEVERITIES",
    "VERDICTS",
    "Acceptance",
    "Banner",
    "Block",
    "Call",
    "Certainty",
    "Control",
    "Cookie",
    "Cover",
    "Exemption",
    "Finding",
    "GivenState",
    "KnownBy",
    "Missing",
    "Moment",
    "Notice",
    "Outcome",
    "PageShare",
    "Promise",
    "ProvenBy",
    "Purpose",
    "Result",
    "Sending",
    "SetBy",
    "Severity",
    "SiteFailure",
    "StorageItem",
    "Timeline",
    "Tracker",
    "Verdict",
]  # fmt: skip

SCHEMA = "auditor.result/1"

Verdict = Literal["pass", "fail", "warn", "inconclusive", "not-applicable"]
VERDICTS: tuple[Verdict, ...] = ("fail", "warn", "inconclusive", "pass", "not-applicable")
"""In the order of the table: what needs a person first."""

Severity = Literal["minor", "serious", "critical"]
Certainty = Literal["high", "medium", "low"]
"""How sure a verdict is, by what it rests on (`auditor.certainty` says how it is counted). It changes no verdict."""
CERTAINTIES: tuple[Certainty, ...] = ("high", "medium", "low")

ProvenBy = Literal["", "store", "signal", "note", "switches", "stayed-away", "control"]
"""What shows that a choice took: the platform's own store, a consent signal, a key that the site wrote down, switches that were
off when they were saved, the banner that stayed away, or (of a withdrawal) the press of a control that plainly refuses."""

PHASES = ("before", "refuse", "accept", "withdraw")
"""In the order of the contract: those in which cookies, storage and trackers are told."""

SEVERITIES: tuple[Severity, ...] = ("minor", "serious", "critical")
"""From the least to the gravest."""

Purpose = Literal["necessary", "functional", "audience-exempt", "audience", "advertising", "social", "unknown"]

Exemption = Literal["possible", "no", "unknown"]
"""For audience measurement: whether the vendor documents a set-up without consent (`possible`: not that this site uses it)."""

KnownBy = Literal["catalogue", "domain", "setter", "behaviour", "list", "nothing"]
"""How a purpose was found: by its own name, by the domain it lies on, by who wrote it, by where its value was sent, by a name in
a database of others, or not."""


class SiteFailure(Shape, frozen=True, kw_only=True):
    """Why a site could not be audited."""

    kind: str
    """dns, refused, tls, http, redirect-loop, timeout, download, crash, bad-url, blocked, unreachable, too-large, too-many-bytes,
    too-many-requests, too-much-memory, private-address, login or internal."""
    message: str
    """One line for a person."""


class Control(Shape, frozen=True, kw_only=True):
    """A control of the banner as a person finds it."""

    text: str
    """What a person reads on it; its accessible name where it shows no text."""
    layer: int
    """1: on the first layer."""
    clicks: int
    """Presses from the first layer to the choice being made with it."""
    role: str
    """button, link, checkbox, switch …: by ARIA, else by tag."""
    box: tuple[float, float, float, float] | None
    """x, y, width, height in CSS pixels of the viewport."""
    contrast: float | None
    """WCAG contrast of its text; None where colours could not be resolved (picture, gradient)."""
    area: float | None
    """In square CSS pixels."""
    because: tuple[str, ...] = ()
    font_size: float | None = None
    """Of its text, in CSS pixels; None where it was not recorded."""
    font_weight: int | None = None
    """Of its text: 400 normal, 700 bold."""
    color: str | None = None
    """`#rrggbb` of its text as a person sees it; None where it could not be resolved."""
    background: str | None = None
    """`#rrggbb` of what lies behind its text as a person sees it; None where it could not be resolved."""
    fill_contrast: float | None = None
    """WCAG contrast of what lies behind its text with what would be seen there without it: 1 where it has no fill of its own."""
    looks_like_button: bool | None = None
    """True where it has a box of its own that is seen, with room around the text; None where that cannot be told."""
    looks_because: str = ""
    """What makes it look like a button, or not."""
    in_running_text: bool = False
    """True where it stands in a line of text, as a link among its words."""
    accessible_name: str | None = None
    """What a screen reader calls it, empty where it has no name; None where that cannot be told."""
    keyboard: Literal["reachable", "unreachable", "unknown"] = "unknown"
    """Whether presses of Tab lead to it, as the page stands."""
    tab_stops: int | None = None
    """Presses of Tab from the top of the page (or from the focus, where that is in the banner) until it has focus; None where
    it cannot be reached so, or the number cannot be told."""
    initial_focus: bool | None = None
    """True where it has the keyboard focus unasked; None where the focus was not recorded."""


class Banner(Shape, frozen=True, kw_only=True):
    """The consent banner as it stood before the visitor on arrival."""

    present: bool
    """False where none was found; the rules say whether that is established."""
    cmp: str | None = None
    """Id of the platform; None for a banner of no known platform."""
    found_by: str | None = None
    """rule or wording."""
    text: str = ""
    """What a person reads in it; at most 4000 characters."""
    frame_url: str | None = None
    """Address of the frame that it stands in; None in the page itself."""
    in_shadow_dom: bool = False
    """True where it stands in a shadow root."""
    controls: dict[str, Control | None] = {}
    """accept, refuse, settings, save, close, reopen: each None where a person would find none."""
    because: tuple[str, ...] = ()


class Pressed(Shape, frozen=True, kw_only=True):
    """One press on the way to a choice."""

    action: str
    """What the control was taken for: accept, refuse, settings, save, toggle …"""
    text: str
    """What it said."""
    layer: int
    """1 for what stood first before the visitor; 2 and more for what came behind it."""


class Outcome(Shape, frozen=True, kw_only=True):
    """How a scenario went."""

    outcome: str
    """recorded, clicked, no-banner, no-control, not-dismissed or failed."""
    path: tuple[str, ...] = ()
    """Texts of the controls pressed, in order."""
    clicks: int = 0
    """Presses that were made."""
    presses: tuple[Pressed, ...] = ()
    """The presses of `path`, each with its layer."""
    reason: str = ""
    """Why, where the outcome is neither recorded nor clicked."""
    proven: bool | None = None
    """For a choice: whether it is established that it took. None where no choice was made."""
    because: tuple[str, ...] = ()
    """What shows that it took, or what is missing."""
    proven_by: ProvenBy = ""
    """What decided that; empty where it is not proven."""


class SetBy(Shape, frozen=True, kw_only=True):
    """Who wrote a cookie first."""

    via: str
    """header, script or unknown."""
    url: str
    """The request that carried the header, or the script that wrote; empty where it is unknown."""


class Sending(Shape, frozen=True, kw_only=True):
    """A tracking host that was sent the value of an identifier."""

    host: str
    """As it was contacted."""
    owner: str | None
    """Of the host; None where it is not known."""
    purpose: Purpose
    """Of the host."""
    phase: str
    """In which it was sent."""
    url: str
    """Of the first such request of the phase."""


class Cookie(Shape, frozen=True, kw_only=True):
    """One cookie, by name, domain, path and partition, over all phases. No value: values stay in the evidence."""

    name: str
    """As the browser stores it."""
    domain: str
    """With a leading dot where subdomains receive it."""
    path: str
    """Paths below it receive the cookie."""
    party: Literal["first", "third"]
    purpose: Purpose
    owner: str | None
    tracker: bool
    """True for a purpose that needs consent."""
    lifetime_days: float | None
    """The longest that was asked for; None for a session cookie."""
    http_only: bool
    """True where scripts cannot read it."""
    secure: bool
    """True where it is sent over HTTPS only."""
    same_site: str | None
    """Strict, Lax or None; null where it was not said."""
    identifier: bool | None
    """True where its value singles out a browser: long, lasting, different in two fresh visits; None where only one saw it."""
    set_by: SetBy
    """The first writer that was seen."""
    phases: tuple[str, ...]
    """At whose end it is in the jar."""
    written_in: tuple[str, ...]
    """Phases in which it was written."""
    because: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    """Chromium's reasons where it was never stored."""
    known_by: KnownBy = "nothing"
    exemption: Exemption | None = None
    """None for every purpose but `audience`."""
    value_length: int = 0
    """Characters of the longest value seen. Values stay in the evidence."""
    partition_site: str | None = None
    """Top-level site of a partitioned cookie; None where it is not partitioned."""
    sent_to: tuple[Sending, ...] = ()
    """Tracking hosts whose addresses or bodies carried the value; looked for where it is an identifier."""
    seen_in: int = 1
    """Audits that saw it, where a site was audited several times."""


class StorageItem(Shape, frozen=True, kw_only=True):
    """One key of a storage other than cookies."""

    kind: str
    """local, session, indexeddb, cache or service-worker."""
    origin: str
    """Scheme, host and port that it belongs to."""
    key: str
    """Key of a web storage; name of a database or a cache; scope of a service worker."""
    party: Literal["first", "third"]
    phases: tuple[str, ...]
    """At whose end it is there."""
    purpose: Purpose
    owner: str | None
    tracker: bool
    """True for a purpose that needs consent."""
    identifier: bool | None
    """True where its value singles out a browser; None where only one of two fresh visits saw it."""
    because: tuple[str, ...] = ()
    written_in: tuple[str, ...] = ()
    """Phases at the end of one of whose steps it was new or had another value."""
    known_by: KnownBy = "nothing"
    exemption: Exemption | None = None
    value_length: int = 0
    """Characters of the longest value seen. Values stay in the evidence."""
    seen_in: int = 1
    """Audits that saw it, where a site was audited several times."""
    sent_to: tuple[Sending, ...] = ()
    """Tracking hosts whose addresses or bodies carried the value; looked for where it is an identifier."""


class Tracker(Shape, frozen=True, kw_only=True):
    """One contacted host of a tracking purpose."""

    host: str
    """As it was contacted."""
    domain: str
    """The registrable domain of the host."""
    owner: str | None
    purpose: Purpose
    because: str
    list: str
    """Which list or catalogue says so."""
    cname: str | None = None
    """The host that its name is an alias of (DNS); None where none was established."""
    kind: str = "tracker"
    """What the host serves by the catalogue: analytics, advertising, social, session-replay, ab-test, video, chat …"""
    requests: dict[str, int]
    """Phase → number of requests that began in it; of `before`, which both visits have, the greater of the two numbers."""
    exemption: Exemption | None = None
    party: Literal["first", "third"] = "third"
    seen_in: int = 1
    """Audits that saw it, where a site was audited several times."""


class Block(Shape, frozen=True, kw_only=True):
    """One typed block of the page."""

    type: str
    """Name of the file of `selectors/blocks/`."""
    text: str
    """At most 500 characters."""
    selector: str
    """CSS selector of the element, for a person to find it by."""
    region: str = ""
    """header, main, aside, footer, overlay or page."""
    box: tuple[float, float, float, float] | None = None
    """x, y, width, height in CSS pixels of the viewport; None where the page was read without layout."""
    because: tuple[str, ...] = ()
    """What spoke for the type; last the next best type with its weight."""
    against: tuple[str, ...] = ()
    """What spoke for other types."""
    score: float = 0.0
    """Sum of the weights that spoke for the type; 0 where no rule did."""
    language: str = ""
    """Of its text, as BCP 47: by its nearest `lang`, its common words or the page; empty where nothing tells."""
    claim: str = ""
    """Of an ai_voice_notice: machine-made (says that something was made by a machine) or read-aloud (offers to read the page)."""


class Cover(Shape, frozen=True, kw_only=True):
    """A block that stands before the page's content."""

    type: str
    """Name of the file of `selectors/blocks/`."""
    selector: str
    """Of the block, as it stands among `blocks`."""
    share: float
    """Part of the content's area within the window that it covers, 0 to 1."""


class Notice(Shape, frozen=True, kw_only=True):
    """A notice of the page: a voice or text made by a machine, sponsored content, law."""

    kind: Literal["ai", "sponsored", "legal"]
    """ai: made or read by a machine."""
    text: str
    """At most 200 characters."""
    selector: str
    """Of the block, as it stands among `blocks`."""
    claim: str = ""
    """Of kind ai: machine-made or read-aloud."""


class PageShare(Shape, frozen=True, kw_only=True):
    """What the visible text of the page on arrival consists of, and what stands before its content."""

    characters: int
    """Of visible text; the shares below are of these, 0 to 1, and add up to 1 where there are any."""
    content: float
    """Headline, standfirst, text, captions, credits, date and author."""
    boilerplate: float
    """Menus, tools, related links, advertising, sign-ups, legal text, footer, comments …"""
    consent: float
    """Text, details and controls of consent."""
    unclaimed: float
    """Of type other."""
    covered_by: tuple[Cover, ...] = ()
    """What covers the content, the most first; empty where nothing does or the page was read without layout."""
    notices: tuple[Notice, ...] = ()
    """In document order; the first 40."""


class Promise(Shape, frozen=True, kw_only=True):
    """A sentence of the site that commits it, and whether it was kept."""

    quote: str
    """The sentence, as it stands on the page."""
    claim: str
    """What it commits to, such as `only-technical-after-refuse`."""
    verdict: Verdict
    """pass where it was kept, fail where it was not."""
    evidence: tuple[str, ...] = ()
    """References that show it, such as `cookie:_ga@refuse`."""
    reason: str = ""
    """Why the verdict is what it is."""


class Moment(Shape, frozen=True, kw_only=True):
    """The beginning of a step of a visit."""

    at_ms: float
    """After the first navigation of the visit."""
    phase: str
    step: str


class Call(Shape, frozen=True, kw_only=True):
    """One request to a host of a tracking purpose."""

    at_ms: float
    """When it began, after the first navigation of the visit."""
    host: str
    """As it was contacted."""
    purpose: Purpose
    phase: str


class Timeline(Shape, frozen=True, kw_only=True):
    """One visit: its steps, and when trackers were contacted."""

    visit: str
    """Such as refuse or accept."""
    ends_ms: float
    """Until when it was watched."""
    steps: tuple[Moment, ...] = ()
    """In the order of time."""
    calls: tuple[Call, ...] = ()
    """In the order of time; the first 400."""
    left_out: int = 0
    """Further calls."""


class Acceptance(Shape, frozen=True, kw_only=True):
    """Why a finding is expected and let stand for a while. It changes no verdict."""

    reason: str
    """In the words of those who accepted it."""
    until: str
    """Last day on which it holds, RFC 3339."""
    by: str = ""
    """Who accepted it; empty where nobody is named."""


class Finding(Shape, frozen=True, kw_only=True):
    """The answer of one rule."""

    rule: str
    """Id of the rule; it names the failing state."""
    title: str = ""
    """The rule's title in the language of the report, for a person; it names the failing state too. Empty in older runs."""
    verdict: Verdict
    """inconclusive where the rule lacked what it takes to see the failure."""
    severity: Severity
    """By the written definitions; that of the profile where it gives one."""
    summary: str
    """What was observed, in the language of the report."""
    evidence: tuple[str, ...] = ()
    """References that show it, such as `cookie:_ga@refuse`."""
    basis: tuple[str, ...] = ()
    """The texts of the authority that the rule rests on."""
    audits: dict[str, int] = {}
    """Verdict → number of audits that came to it, where a site was audited several times; empty where it was audited once."""
    audit: int = 1
    """Which audit of the site the evidence is of, from 1."""
    certainty: Certainty | None = None
    """How sure the verdict is; None for inconclusive, where nothing is claimed, and in older runs."""
    certainty_because: tuple[str, ...] = ()
    """What takes from the certainty, or, where nothing does, what it rests on; in the language of the report."""
    accepted: Acceptance | None = None
    """Set where a failure or a warning was accepted on the day the run began; the verdict stays what it is."""


class GivenState(Shape, frozen=True, kw_only=True):
    """What the visits began with; none of it is held against the site."""

    source: tuple[str, ...]
    """state-file, login."""
    login: tuple[str, ...] = ()
    """Steps of the login, values left out."""
    cookies: tuple[str, ...] = ()
    """Names, each with its domain."""
    storage: tuple[str, ...] = ()
    """Keys, each with its origin."""


class Missing(Shape, frozen=True, kw_only=True):
    """What could not be recorded, and why."""

    name: str
    """Name of a record, or `record:part`."""
    reason: str
    """One line for a person."""


class Result(Shape, frozen=True, kw_only=True):
    """One line of results.jsonl."""

    schema: str = SCHEMA
    url: str
    """As asked for, with its scheme."""
    final_url: str | None
    """Where the first navigation ended; None where it did not."""
    language: str | None
    """Of the page, as BCP 47; None where the page does not say."""
    status: Literal["audited", "failed"]
    """failed where no visit got to see the page."""
    error: SiteFailure | None = None
    """Why, where the status is failed."""
    profile: str
    report_language: str
    banner: Banner
    """As it stood on arrival."""
    scenarios: dict[str, Outcome] = {}
    """before, refuse, accept, withdraw, and those with a visit of their own (close, ignore, partial, gpc …) → how it went."""
    cookies: tuple[Cookie, ...] = ()
    """Of all visits and phases."""
    storage: tuple[StorageItem, ...] = ()
    """Keys of storages other than cookies, of all visits and phases."""
    trackers: tuple[Tracker, ...] = ()
    """Contacted hosts of a tracking purpose."""
    signals: dict[str, dict[str, object] | None] = {}
    """tcf, gpp, consent_mode, gpc → phase → what was said; None where the page has none. Where they were seen too:
    uet_consent_mode, sent (what requests told other parties), meta (Meta's pixel)."""
    blocks: tuple[Block, ...] = ()
    """Typed blocks of the page on arrival."""
    page_share: PageShare | None = None
    """What the page on arrival consists of; None where no page was seen."""
    promises: tuple[Promise, ...] = ()
    """Sentences that commit the site."""
    findings: tuple[Finding, ...] = ()
    """One for each rule of the profile."""
    missing: tuple[Missing, ...] = ()
    """What could not be recorded, so that its absence shows nothing."""
    screenshots: tuple[str, ...] = ()
    """File names beside the evidence."""
    slug: str
    """Folder of the site under `sites/`."""
    audits: int = 1
    """How many times the site was audited for this line."""
    viewport: tuple[int, int] | None = None
    """Width and height in CSS pixels in which boxes and screenshots are measured; None where no page was seen."""
    timelines: tuple[Timeline, ...] = ()
    """When trackers were contacted, visit by visit."""
    given: GivenState | None = None
    """What stood in the browser before the first navigation; None for a fresh one."""
