"""What sites keep back until a person moves or scrolls, against what the server was asked for, and when."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.demo.message import html
from auditor.evidence import ScenarioRun, Visit
from auditor.evidence.records.cookies import Cookies
from auditor.evidence.records.requests import Requests
from tests.capture.banners import banner, page

if TYPE_CHECKING:
    from conftest import Farm

REFUSE = "<button onclick=choose('none')>Tout refuser</button>"
ACCEPT = "<button onclick=choose('all')>Tout accepter</button>"
WAITS = "let told = 0; for (const kind of ['mousemove', 'wheel', 'scroll', 'keydown']) addEventListener(kind, () => { if (!told++) { new Image().src = 'https://tag.ads.example/woken'; document.cookie = 'woken=1' } }, {passive: true});"
FAR = "<div style='height:9000px'></div><iframe loading=lazy src=https://frame.other.example/far></iframe><div style='height:3000px'></div>"


def refuse(farm: Farm, index: str, **changed: object) -> tuple[Visit, ScenarioRun]:
    farm.serve("shop.example", index=index, produits=index)
    farm.at("tag.ads.example", "/woken", html("x"))
    farm.at("frame.other.example", "/far", html("far"))
    evidence, _ = farm.audit(scenarios=("before", "refuse"), **changed)
    (visit,) = evidence.visits
    assert visit.failure is None, visit.failure
    run = visit.scenario("refuse")
    assert run is not None
    return visit, run


def asked(visit: Visit, host: str) -> list[tuple[str, str]]:
    """Phase and step of each request to a host."""
    record = visit.record(Requests)
    assert isinstance(record, Requests)
    return [(r.phase, r.step) for r in record.requests if f"//{host}/" in r.url]


def test_what_waits_for_the_first_move_is_seen_in_every_view_and_before_the_choice_is_made(farm: Farm) -> None:
    visit, run = refuse(farm, page(banner(REFUSE + ACCEPT), script=WAITS))
    assert run.outcome == "clicked"
    assert asked(visit, "tag.ads.example") == [("before", "gesture"), ("refuse", "gesture"), ("refuse", "gesture")]
    assert len([s for s in farm.log if s.host == "tag.ads.example"]) == 3
    record = visit.record(Cookies)
    assert isinstance(record, Cookies)
    jars = [(j.phase, j.step, sorted(c.name for c in j.cookies)) for j in record.jars]
    assert jars[:2] == [("before", "load", []), ("before", "gesture", ["woken"])]
    assert [(phase, step) for phase, step, _ in jars[2:]] == [
        *[("refuse", "press"), ("refuse", "reload"), ("refuse", "gesture"), ("refuse", "next-page"), ("refuse", "gesture")]
    ]


def test_each_half_of_a_view_says_how_long_it_was_watched(farm: Farm) -> None:
    visit, _ = refuse(farm, page(banner(REFUSE + ACCEPT)), dwell_seconds=0.9)
    assert [(s.step, s.dwell_ms) for s in visit.settled] == [
        *[("load", 600.0), ("gesture", 600.0), ("press", 900.0)],
        *[("reload", 600.0), ("gesture", 600.0), ("next-page", 600.0), ("gesture", 600.0)],
    ]
    assert all(s.waited_ms >= s.dwell_ms for s in visit.settled)


def test_what_loads_far_down_a_page_without_a_banner_is_seen(farm: Farm) -> None:
    visit, run = refuse(farm, page(FAR))
    assert run.outcome == "no-banner"
    assert asked(visit, "frame.other.example") == [("before", "gesture")]
    assert [s.path for s in farm.log if s.host == "frame.other.example"] == ["/far"]


def test_what_loads_far_down_a_page_with_a_banner_is_seen_after_the_choice_only(farm: Farm) -> None:
    visit, run = refuse(farm, page(FAR, banner(REFUSE + ACCEPT)))
    assert run.outcome == "clicked"
    assert asked(visit, "frame.other.example") == [("refuse", "gesture"), ("refuse", "gesture")]


def test_a_banner_that_takes_scrolling_for_a_choice_is_refused_in_a_visit_without_gestures(farm: Farm) -> None:
    scroll = "addEventListener('scroll', () => one('banner') && choose('all'));"
    visit, run = refuse(farm, page("<div style='height:4000px'></div>", banner(REFUSE + ACCEPT), script=scroll))
    assert (run.outcome, [p.text for p in run.presses]) == ("clicked", ["Tout refuser"])
    assert [(m.phase, m.step) for m in visit.marks] == [
        *[("before", "load"), ("refuse", "press"), ("refuse", "reload"), ("refuse", "next-page"), ("refuse", "leave")]
    ]
    assert [m.name for m in visit.missing] == ["gesture:before"]
    record = visit.record(Cookies)
    assert isinstance(record, Cookies)
    assert [[c.value for c in j.cookies] for j in record.jars] == [[], ["none"], ["none"], ["none"]]


def test_a_banner_that_asks_again_is_not_scrolled_away(farm: Farm) -> None:
    far = "addEventListener('scroll', () => { if (scrollY > 1500) choose('all') });"
    again = page(
        "<div style='height:6000px'></div>", banner("<button onclick=drop('banner')>Tout refuser</button>" + ACCEPT), script=far
    )
    visit, run = refuse(farm, again)
    assert run.asked_again == ("refuse-reload", "refuse-next-page")
    record = visit.record(Cookies)
    assert isinstance(record, Cookies)
    assert [j.cookies for j in record.jars if j.phase == "refuse"] == [(), (), (), (), ()]


def test_a_banner_that_comes_again_only_at_a_move_of_the_mouse_is_seen_to_ask_again(farm: Farm) -> None:
    show = "addEventListener('mousemove', () => { one('later').outerHTML = one('later').innerHTML }, {once: true});"
    again = banner("<button onclick=drop('banner')>Tout refuser</button>" + ACCEPT)
    late = f"<template id=later>{again}</template>"
    _, run = refuse(farm, page(late, script=show), banner_seconds=3.0)
    assert (run.outcome, run.asked_again) == ("clicked", ("refuse-reload", "refuse-next-page"))
