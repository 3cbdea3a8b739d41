"""What the browser saw, frozen before anything judged it.

References into it, as findings carry them, are `kind:name@phase`: `cookie:_ga@refuse`, `request:https://…@before`,
`storage:local:https://shop.example:key@before`, `page:arrival@before`, `screenshot:banner.png@before`.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeVar

import msgspec

from auditor.shape import Missing, Shape

__all__ = [
    "PHASES",
    "SCHEMA",
    "Conditions",
    "Evidence",
    "Failure",
    "Given",
    "GivenItem",
    "Mark",
    "Missing",
    "Press",
    "ScenarioRun",
    "Settled",
    "Visit",
    "reference",
]

SCHEMA = "auditor.evidence/1"
PHASES = ("before", "refuse", "accept", "withdraw")
"""Those of the contract, in its order. `before` belongs to every visit; a scenario with a visit of its own has a phase of its own
name, which what is published of cookies, storage and trackers leaves out."""


class Failure(Shape, frozen=True, kw_only=True):
    """Why a site, or one visit of it, could not be recorded; `kind` is one of `auditor.errors.SiteError`."""

    kind: str
    """dns, refused, tls, http, redirect-loop, timeout, download, crash, bad-url, blocked, unreachable, too-large, too-many-bytes,
    too-many-requests, too-much-memory, private-address, login or internal."""
    message: str
    """One line for a person."""


class Mark(Shape, frozen=True, kw_only=True):
    """The beginning of a step."""

    phase: str
    step: str
    """load, gesture (the mouse was moved over the page of the step before, and the page scrolled), dismiss (what lay before the
    banner was put away), press, reload, next-page, reopen,
    scroll (through the page as a reader would), leave (the last page of the visit)."""
    at_ms: float
    """Milliseconds after the first navigation of the visit, on the browser's monotonic clock."""
    url: str
    """Address of the top page when the step began (for a navigation: where it went)."""


class Settled(Shape, frozen=True, kw_only=True):
    """How one wait for quiet ended."""

    phase: str
    step: str
    waited_ms: float
    """How long it took."""
    dwell_ms: float
    """The least time that was asked for: two thirds of the dwell before a gesture, and as much from its beginning on."""
    quiet: bool
    """False where the cap ended the wait and the page was still busy."""


class Press(Shape, frozen=True, kw_only=True):
    """One press of a control by mouse (on a phone: with a finger), and what stood before and after it."""

    phase: str
    at_ms: float
    action: str
    """What the control was taken for: accept, refuse, settings, save, close, reopen, dismiss (puts away what lies before the
    banner: no part of the way to a choice), toggle (a switch, or the radio button that refuses), expand (the header of a folded
    section, or a tab, which may hide switches)."""
    text: str
    """What the control said."""
    layer: int
    """1 for what stood first before the visitor; 2 and more behind it."""
    point: tuple[float, float]
    """Where the mouse pressed, in CSS pixels of the viewport."""
    reached: bool
    """True where the point belonged to the control when it was pressed; False where something covered it."""
    page_before: str
    """Label of the snapshot before the press."""
    page_after: str
    """Labels of the snapshots."""
    gone: bool
    """True where no banner stood before the visitor afterwards."""


class ScenarioRun(Shape, frozen=True, kw_only=True):
    """How one scenario went, as capture saw it. Whether a refusal took is judged later, from the evidence."""

    name: str
    """before, refuse, accept or withdraw; close, ignore, partial, gpc … in a visit of its own."""
    outcome: str
    """recorded, clicked, no-banner, no-control, not-dismissed, failed."""
    reason: str = ""
    """Why, where the outcome is not recorded or clicked."""
    presses: tuple[Press, ...] = ()
    """In the order of time."""
    asked_again: tuple[str, ...] = ()
    """Labels of the later snapshots (reload, next-page) of this phase in which a banner stood again."""


R = TypeVar("R")


class Visit(Shape, frozen=True, kw_only=True, dict=True):
    """One fresh context and what happened in it."""

    name: str
    """The scenario that it was opened for: refuse, accept, close …. One that was not made, because what stood there on arrival
    in the first visit shows that nothing would come of it, holds that outcome and nothing else."""
    started_at: str
    """UTC, RFC 3339."""
    final_url: str
    """Where the first navigation ended."""
    status: int | None
    """HTTP status of the main document of the first navigation."""
    marks: tuple[Mark, ...]
    """Steps, in the order of time."""
    settled: tuple[Settled, ...]
    """One for each step, in the order of time."""
    scenarios: tuple[ScenarioRun, ...]
    """Those made in this visit, in the order of time."""
    records: dict[str, msgspec.Raw]
    """Name of a recorder → what it left."""
    missing: tuple[Missing, ...] = ()
    """Records, or parts of them (`storage:https://frame.example`), that could not be taken."""
    failure: Failure | None = None
    """Set where the visit broke off; what was recorded until then stays."""

    def record(self, kind: type[R]) -> R | Missing:
        """Decode one record by its shape, or say why it is not there."""
        name: str = kind.NAME  # type: ignore[attr-defined]  # every record shape has it; tested for all files of the folder
        raw = self.records.get(name)
        if raw is None:
            known = next((m for m in self.missing if m.name == name), None)
            return known or Missing(name=name, reason=f"the visit `{self.name}` left no record of {name}")
        # Whoever reads evidence decodes every record to check it, and judgement asks for most of them again.
        decoded: dict[type[R], R] = self._decoded
        if kind not in decoded:
            decoded[kind] = msgspec.json.decode(raw, type=kind)
        return decoded[kind]

    @cached_property
    def _decoded(self) -> dict[type[Any], Any]:
        return {}

    def scenario(self, name: str) -> ScenarioRun | None:
        """One scenario of this visit."""
        return next((s for s in self.scenarios if s.name == name), None)


class Conditions(Shape, frozen=True, kw_only=True):
    """Under which conditions the visits were made."""

    browser: str
    """Name and version."""
    user_agent: str
    """As sent with every request."""
    engine_arguments: tuple[str, ...]
    """What the browser was started with, machine paths left out."""
    locale: str
    """Language of the visitor, such as fr-FR."""
    timezone: str
    """IANA name, such as Europe/Paris."""
    viewport: tuple[int, int]
    """Width and height of the window in CSS pixels."""
    device: str = "desktop"
    """desktop (pressed by mouse) or phone (pressed with a finger, laid out as on a phone)."""
    third_party_cookies: str
    """allow or block."""
    dwell_ms: float
    """The least time that a page was watched after each step."""
    quiet_ms: float
    """How long the network had to be silent before a step ended."""
    cap_ms: float
    """The longest that a step waited for quiet."""
    clock: str = "real"
    """real: time was not sped up."""
    headless: bool = True
    """True where no window was shown."""
    second_page: str = ""
    """Address asked for as the second page; empty for the first link that a reader would follow."""


class GivenItem(Shape, frozen=True, kw_only=True):
    """One thing that stood in the browser before the first navigation of every visit."""

    kind: str
    """cookie, local or indexeddb."""
    place: str
    """Domain of a cookie, else the origin."""
    name: str
    """Name of a cookie or a database, key of a storage."""
    path: str = ""
    """Of a cookie."""
    value: str = ""
    """As it stands in the records: what may be a secret is masked there and here."""


class Given(Shape, frozen=True, kw_only=True):
    """What the visits began with, where they did not begin in a fresh browser."""

    source: tuple[str, ...]
    """state-file, login."""
    state_sha256: str = ""
    """Digest of the state file; empty where there was none."""
    login: tuple[str, ...] = ()
    """Its steps, what was typed left out."""
    items: tuple[GivenItem, ...] = ()
    """Cookies first, then storage by origin."""


class Evidence(Shape, frozen=True, kw_only=True):
    """All that was seen of one site."""

    schema: str = SCHEMA
    url: str
    """As asked for, with its scheme."""
    conditions: Conditions | None
    """None where the browser was not reached."""
    visits: tuple[Visit, ...]
    """In the order in which they were planned."""
    failure: Failure | None = None
    """Set where the site as a whole could not be audited."""
    repeats: tuple[Evidence, ...] = ()
    """The further audits of the same address, in the order in which they were made, each as complete as the first."""
    given: Given | None = None
    """What the visits began with; None for fresh browsers."""

    def visit(self, name: str) -> Visit | None:
        """One visit."""
        return next((v for v in self.visits if v.name == name), None)


def reference(kind: str, name: str, phase: str) -> str:
    """Build a reference into the evidence, such as `cookie:_ga@refuse`."""
    return f"{kind}:{name}@{phase}"
