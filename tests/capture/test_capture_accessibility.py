"""axe-core over the banner: what it is asked about, what it answers, and that neither the page nor the server can tell."""

from __future__ import annotations

import msgspec
import pytest

from auditor.capture import axe
from auditor.evidence import Visit
from auditor.evidence.records.accessibility import Accessibility, AxeSaid
from auditor.evidence.records.pages import Pages
from auditor.evidence.records.signals import Signals
from tests.capture.conftest import Farm

TEXT = "Nous utilisons des cookies pour la publicité et la mesure d’audience."
BUTTONS = (
    '<button>Tout accepter</button><button>Tout refuser</button><button aria-label=" "><svg width=20 height=20></svg></button>'
)
BANNER = f'<div role="dialog" aria-label="Cookies" style="position:fixed;bottom:0;left:0;right:0;background:#fff"><p>{TEXT}</p>'
OPEN = f"{BANNER}{BUTTONS}</div>"


def visit_of(farm: Farm, *scenarios: str) -> Visit:
    evidence, _ = farm.audit(scenarios=scenarios or ("ignore",))
    return evidence.visits[0]


def said(visit: Visit) -> dict[str, AxeSaid]:
    """Rule → what it came to, where one document was looked at."""
    record = visit.record(Accessibility)
    assert isinstance(record, Accessibility)
    assert len(record.runs) == 1, (record, visit.missing)
    return {found.rule: found for found in record.runs[0].said if found.outcome == "violation"}


def in_shadow(mode: str) -> str:
    return (
        f"<div id=host></div><script>document.getElementById('host').attachShadow({{mode:'{mode}'}}).innerHTML=`{OPEN}`</script>"
    )


@pytest.mark.parametrize("page", [OPEN, in_shadow("open"), in_shadow("closed")], ids=["page", "open root", "closed root"])
def test_a_nameless_control_is_told_with_its_rule_and_criterion(farm: Farm, page: str) -> None:
    farm.serve("shop.example", index=f"<h1>Vélos</h1>{page}")
    visit = visit_of(farm)
    name = said(visit)["button-name"]
    assert (name.impact, name.criteria) == ("critical", ("4.1.2",))
    record, pages = visit.record(Accessibility), visit.record(Pages)
    assert isinstance(record, Accessibility)
    assert isinstance(pages, Pages)
    assert record.engine.startswith("axe-core 4.")
    run = record.runs[0]
    assert run.phase == "ignore"
    nodes = {n.backend: n for d in pages.pages[-1].tree().nodes for n in d}
    assert run.page == pages.pages[-1].label
    assert len(run.controls) == 3
    (element,) = name.elements
    assert element.control is not None
    assert nodes[element.control].attribute("aria-label") == " "
    assert "svg" in element.html
    assert element.why
    passed = next(one for one in run.said if one.rule == "button-name" and one.outcome == "pass")
    assert {nodes[e.control].shown_text() for e in passed.elements if e.control is not None} == {"Tout accepter", "Tout refuser"}


def test_a_banner_in_a_frame_of_another_site_is_looked_at_there(farm: Farm) -> None:
    farm.serve("frame.other.example", index=f"<body>{OPEN}")
    farm.serve(
        "shop.example",
        index='<h1>Vélos</h1><iframe title="Cookies" src="https://frame.other.example/" '
        'style="position:fixed;bottom:0;left:0;width:100%;height:300px"></iframe>',
    )
    visit = visit_of(farm)
    assert said(visit)["button-name"].elements[0].control is not None
    record = visit.record(Accessibility)
    assert isinstance(record, Accessibility)
    assert record.runs[0].frame_url == "https://frame.other.example/"


LISTENING = """<script>
const noted = [];
const names = 'focus blur focusin focusout scroll message error click mousemove animationstart transitionrun resize'.split(' ');
for (const name of names) addEventListener(name, () => noted.push(name), true);
for (const [owner, name] of [[HTMLCanvasElement, 'getContext'], [Element, 'attachShadow'], [Document, 'createElement']]) {
  const was = owner.prototype[name];
  owner.prototype[name] = function () { noted.push(name); return was.apply(this, arguments); };
}
addEventListener('load', () => {
  new MutationObserver(() => noted.push('change')).observe(document, {subtree: true, childList: true, attributes: true});
});
window.onpagehide = () => navigator.sendBeacon('/noted', JSON.stringify([noted, 'axe' in window, Object.keys(window).length]));
</script>"""


@pytest.mark.parametrize("installed", [True, False])
def test_the_page_cannot_tell_that_it_ran(farm: Farm, monkeypatch: pytest.MonkeyPatch, installed: bool) -> None:
    farm.serve("shop.example", index=f"{LISTENING}<h1>Vélos</h1>{OPEN}", noted="")
    if not installed:
        monkeypatch.setattr("auditor.capture.recorders.accessibility.axe_core", lambda: None)
    visit = visit_of(farm, "before")
    record = visit.record(Accessibility)
    assert isinstance(record, Accessibility)
    assert bool(record.runs) is installed
    (told,) = [seen.body for seen in farm.log if seen.path == "/noted"]
    events, has_axe, _ = msgspec.json.decode(told, type=tuple[list[str], bool, int])
    assert not has_axe
    assert set(events) <= {"mousemove", "scroll"}, "our own gesture"
    assert {seen.path for seen in farm.log} == {"/", "/noted"}


def test_nothing_is_asked_without_a_banner_or_without_axe_core(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    farm.serve("shop.example", index="<h1>Vélos</h1>")
    assert visit_of(farm, "before").record(Accessibility) == Accessibility()
    monkeypatch.setattr("auditor.capture.recorders.accessibility.axe_core", lambda: None)
    farm.serve("shop.example", index=f"<h1>Vélos</h1>{OPEN}")
    visit = visit_of(farm, "before")
    assert visit.record(Accessibility) == Accessibility()
    assert not [m for m in visit.missing if m.name.startswith("accessibility")]


@pytest.mark.parametrize("source", ["globalThis.axe = {run: async () => { throw new Error('no tree') }}", "]["])
def test_what_fails_is_missing_and_the_rest_stays(farm: Farm, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setattr("auditor.capture.recorders.accessibility.axe_core", lambda: source)
    farm.serve("shop.example", index=f"<h1>Vélos</h1>{OPEN}")
    visit = visit_of(farm, "before")
    assert visit.failure is None
    assert [m.name for m in visit.missing] == ["accessibility"]
    assert visit.record(Accessibility) == Accessibility()
    assert isinstance(visit.record(Signals), Signals)


def test_one_that_never_ends_is_given_up(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.capture.recorders.accessibility.axe_core", lambda: "globalThis.axe = {run() { for (;;); }}")
    monkeypatch.setattr("auditor.capture.budget.AXE_SECONDS", 0.5)
    farm.serve(
        "shop.example", index=f"<h1>Vélos</h1>{OPEN}<script>onpagehide = () => navigator.sendBeacon('/left')</script>", left=""
    )
    visit = visit_of(farm, "before")
    assert visit.failure is None
    assert [m.name for m in visit.missing] == ["accessibility"]
    assert "/left" in {seen.path for seen in farm.log}, "the page lives on and can be left"


def test_a_page_of_many_nodes_is_not_asked(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.capture.budget.AXE_NODES", 10)
    farm.serve("shop.example", index=f"<h1>Vélos</h1>{OPEN}")
    assert [m.name for m in visit_of(farm, "before").missing] == ["accessibility"]


def test_axe_core_is_found_where_it_is_installed() -> None:
    source = axe.axe_core()
    assert source is not None
    assert "axe v4." in source[:100]
