"""The published contract: one `Result` a site. Knows no rule and no format.

Field meanings that outside readers rely on stand in the docstrings; the JSON Schema is printed from these types.
"""

from __future__ import annotations

from typing import Literal

from auditor.shape import Shape

__all__ = [
    "SCHEMA",
    "SEVERITIES",
    "VERDICTS",
    "Banner",
    "Block",
    "Control",
    "Cookie",
    "Exemption",
    "Finding",
    "KnownBy",
    "Missing",
    "Outcome",
    "Promise",
    "Purpose",
    "Result",
    "SetBy",
    "Severity",
    "SiteFailure",
    "StorageItem",
    "Tracker",
    "Verdict",
]  # fmt: skip

SCHEMA = "auditor.result/1"

Verdict = Literal["pass", "fail", "warn", "inconclusive", "not-applicable"]
VERDICTS: tuple[Verdict, ...] = ("fail", "warn", "inconclusive", "pass", "not-applicable")
"""In the order of the table: what needs a person first."""

Severity = Literal["minor", "serious", "critical"]
SEVERITIES: tuple[Severity, ...] = ("minor", "serious", "critical")
"""From the least to the gravest."""

Purpose = Literal["necessary", "functional", "audience-exempt", "audience", "advertising", "social", "unknown"]

Exemption = Literal["possible", "no", "unknown"]
"""For audience measurement: whether the vendor documents a set-up without consent (`possible`: not that this site uses it)."""

KnownBy = Literal["catalogue", "domain", "setter", "behaviour", "nothing"]
"""How a purpose was found: by its own name, by the domain it lies on, by who wrote it, by where its value was sent, or not."""


class SiteFailure(Shape, frozen=True, kw_only=True):
    """Why a site could not be audited."""

    kind: str
    message: str


class Control(Shape, frozen=True, kw_only=True):
    """A control of the banner as a person finds it."""

    text: str
    layer: int
    """1: on the first layer."""
    clicks: int
    """Presses from the first layer to the choice being made with it."""
    role: str
    box: tuple[float, float, float, float] | None
    """x, y, width, height in CSS pixels of the viewport."""
    contrast: float | None
    """WCAG contrast of its text; None where colours could not be resolved (picture, gradient)."""
    area: float | None
    """In square CSS pixels."""
    because: tuple[str, ...] = ()


class Banner(Shape, frozen=True, kw_only=True):
    """The consent banner as it stood before the visitor on arrival."""

    present: bool
    cmp: str | None = None
    """Id of the platform; None for a banner of no known platform."""
    found_by: str | None = None
    """rule or wording."""
    text: str = ""
    frame_url: str | None = None
    in_shadow_dom: bool = False
    controls: dict[str, Control | None] = {}
    """accept, refuse, settings, save, close, reopen: each None where a person would find none."""
    because: tuple[str, ...] = ()


class Outcome(Shape, frozen=True, kw_only=True):
    """How a scenario went."""

    outcome: str
    path: tuple[str, ...] = ()
    """Texts of the controls pressed, in order."""
    clicks: int = 0
    reason: str = ""
    proven: bool | None = None
    """For a choice: whether it is established that it took. None where no choice was made."""
    because: tuple[str, ...] = ()
    """What shows that it took, or what is missing."""


class SetBy(Shape, frozen=True, kw_only=True):
    """Who wrote a cookie first."""

    via: str
    """header, script or unknown."""
    url: str


class Cookie(Shape, frozen=True, kw_only=True):
    """One cookie, by name, domain, path and partition, over all phases. No value: values stay in the evidence."""

    name: str
    domain: str
    path: str
    party: Literal["first", "third"]
    purpose: Purpose
    owner: str | None
    tracker: bool
    """True for a purpose that needs consent."""
    lifetime_days: float | None
    """The longest that was asked for; None for a session cookie."""
    http_only: bool
    secure: bool
    same_site: str | None
    identifier: bool | None
    """True where its value singles out a browser: long, lasting, different in two fresh visits; None where only one saw it."""
    set_by: SetBy
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


class StorageItem(Shape, frozen=True, kw_only=True):
    """One key of a storage other than cookies."""

    kind: str
    origin: str
    key: str
    party: Literal["first", "third"]
    phases: tuple[str, ...]
    purpose: Purpose
    owner: str | None
    tracker: bool
    identifier: bool | None
    because: tuple[str, ...] = ()
    written_in: tuple[str, ...] = ()
    """Phases at the end of one of whose steps it was new or had another value."""
    known_by: KnownBy = "nothing"
    exemption: Exemption | None = None
    value_length: int = 0


class Tracker(Shape, frozen=True, kw_only=True):
    """One contacted host of a tracking purpose."""

    host: str
    domain: str
    owner: str | None
    purpose: Purpose
    because: str
    list: str
    """Which list or catalogue says so."""
    cname: str | None = None
    requests: dict[str, int]
    """Phase → number of requests that began in it; of `before`, which both visits have, the greater of the two numbers."""
    exemption: Exemption | None = None
    party: Literal["first", "third"] = "third"


class Block(Shape, frozen=True, kw_only=True):
    """One typed block of the page."""

    type: str
    text: str
    """At most 500 characters."""
    selector: str
    region: str = ""
    box: tuple[float, float, float, float] | None = None
    because: tuple[str, ...] = ()


class Promise(Shape, frozen=True, kw_only=True):
    """A sentence of the site that commits it, and whether it was kept."""

    quote: str
    claim: str
    verdict: Verdict
    evidence: tuple[str, ...] = ()
    reason: str = ""


class Finding(Shape, frozen=True, kw_only=True):
    """The answer of one rule."""

    rule: str
    verdict: Verdict
    severity: Severity
    summary: str
    evidence: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()


class Missing(Shape, frozen=True, kw_only=True):
    """What could not be recorded, and why."""

    name: str
    reason: str


class Result(Shape, frozen=True, kw_only=True):
    """One line of results.jsonl."""

    schema: str = SCHEMA
    url: str
    final_url: str | None
    language: str | None
    """Of the page, as BCP 47; None where the page does not say."""
    status: Literal["audited", "failed"]
    error: SiteFailure | None = None
    profile: str
    report_language: str
    banner: Banner
    scenarios: dict[str, Outcome] = {}
    cookies: tuple[Cookie, ...] = ()
    storage: tuple[StorageItem, ...] = ()
    trackers: tuple[Tracker, ...] = ()
    signals: dict[str, dict[str, object] | None] = {}
    """tcf, gpp, consent_mode, gpc → phase → what was said; None where the page has none."""
    blocks: tuple[Block, ...] = ()
    promises: tuple[Promise, ...] = ()
    findings: tuple[Finding, ...] = ()
    missing: tuple[Missing, ...] = ()
    screenshots: tuple[str, ...] = ()
    """File names beside the evidence."""
    slug: str
    """Folder of the site under `sites/`."""
