"""Whole walks to a choice, each on a page that behaves in its own way: what was pressed, and what was said of it."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from auditor.demo.message import Request, Response, html
from auditor.evidence import ScenarioRun, Visit
from auditor.evidence.records.cookies import Cookies
from auditor.evidence.records.pages import Pages
from auditor.evidence.records.requests import Requests
from tests.capture.banners import banner, page, preferences

if TYPE_CHECKING:
    from conftest import Farm

ACCEPT = "<button onclick=choose('all')>Tout accepter</button>"
REFUSE = "<button onclick=choose('none')>Tout refuser</button>"
SETTINGS = "<button onclick=more()>Paramétrer</button>"
MORE = "const more = () => { drop('banner'); one('later').outerHTML = one('later').innerHTML };"


def refuse(farm: Farm, index: str, **changed: object) -> tuple[Visit, ScenarioRun]:
    farm.serve("shop.example", index=index, produits=index)
    evidence, _ = farm.audit(scenarios=("before", "refuse"), **changed)
    (visit,) = evidence.visits
    assert visit.failure is None, visit.failure
    run = visit.scenario("refuse")
    assert run is not None
    return visit, run


def texts(run: ScenarioRun) -> list[str]:
    return [press.text for press in run.presses]


def jar(visit: Visit, phase: str) -> dict[str, str]:
    record = visit.record(Cookies)
    assert isinstance(record, Cookies)
    return {c.name: c.value for c in [j for j in record.jars if j.phase == phase][-1].cookies}


def later(content: str) -> str:
    return f"<template id=later>{content}</template>"


def test_a_refusal_on_the_first_layer_is_one_press_and_the_page_is_seen_again(farm: Farm) -> None:
    visit, run = refuse(farm, page(banner(REFUSE + ACCEPT)))
    assert (run.outcome, run.reason, run.asked_again) == ("clicked", "", ())
    (press,) = run.presses
    assert (press.text, press.action, press.layer, press.reached, press.gone, press.phase) == (
        "Tout refuser",
        "refuse",
        1,
        True,
        True,
        "refuse",
    )
    assert [(m.phase, m.step) for m in visit.marks] == [
        ("before", "load"),
        ("before", "gesture"),
        ("refuse", "press"),
        ("refuse", "reload"),
        ("refuse", "gesture"),
        ("refuse", "next-page"),
        ("refuse", "gesture"),
        ("refuse", "leave"),
    ]
    assert (jar(visit, "before"), jar(visit, "refuse")) == ({}, {"consent": "none"})
    assert visit.missing == ()
    record = visit.record(Pages)
    assert isinstance(record, Pages)
    assert [p.label for p in record.pages] == ["untouched", "arrival", "refuse-press-1", "refuse-reload", "refuse-next-page"]


def test_a_refusal_behind_settings_is_two_presses_and_the_choice_begins_with_the_second(farm: Farm) -> None:
    second = preferences(
        "<button onclick=choose('none')>Tout refuser</button><button onclick=choose('all')>Tout accepter</button>"
    )
    _, run = refuse(farm, page(banner(SETTINGS + ACCEPT), later(second), script=MORE))
    assert run.outcome == "clicked"
    assert [(p.text, p.layer, p.phase, p.gone) for p in run.presses] == [
        ("Paramétrer", 1, "before", False),
        ("Tout refuser", 2, "refuse", True),
    ]


def test_switches_that_are_on_are_turned_off_before_saving_and_locked_ones_are_left(farm: Farm) -> None:
    second = preferences(
        "<button onclick=\"choose([...document.querySelectorAll('input')].map(i => +i.checked).join(''))\">Enregistrer mes choix</button>",
        locked=1,
    )
    visit, run = refuse(farm, page(banner(SETTINGS + ACCEPT), later(second), script=MORE))
    assert run.outcome == "clicked", run
    assert [p.action for p in run.presses] == ["settings", "toggle", "toggle", "save"]
    assert jar(visit, "refuse") == {"consent": "100"}


def test_a_banner_that_stays_after_the_press_is_not_dismissed(farm: Farm) -> None:
    _, run = refuse(farm, page(banner("<button onclick=keep('none')>Tout refuser</button>" + ACCEPT)))
    assert (run.outcome, run.presses[-1].gone) == ("not-dismissed", False)
    assert "still stands" in run.reason
    assert set(texts(run)) == {"Tout refuser"}


def test_without_a_way_to_refuse_nothing_is_pressed(farm: Farm) -> None:
    visit, run = refuse(farm, page(banner(ACCEPT)))
    assert (run.outcome, run.presses) == ("no-control", ())
    assert {m.phase for m in visit.marks} == {"before"}


def test_a_page_without_a_banner_is_looked_at_for_the_whole_time(farm: Farm) -> None:
    visit, run = refuse(farm, page(), banner_seconds=2.0)
    assert (run.outcome, run.presses) == ("no-banner", ())
    record = visit.record(Pages)
    assert isinstance(record, Pages)
    assert record.pages[-1].at_ms >= 1900


def test_a_banner_that_comes_late_is_waited_for(farm: Farm) -> None:
    show = "if (!/consent=/.test(document.cookie)) setTimeout(() => { one('later').outerHTML = one('later').innerHTML }, 1500);"
    _, run = refuse(farm, page(later(banner(REFUSE + ACCEPT)), script=show), banner_seconds=4.0)
    assert (run.outcome, texts(run)) == ("clicked", ["Tout refuser"])


def test_a_banner_that_waits_for_the_first_movement_of_the_mouse_is_found_and_the_untouched_page_is_kept_apart(
    farm: Farm,
) -> None:
    show = (
        "if (!/consent=/.test(document.cookie)) addEventListener('mousemove', () => {"
        "document.cookie = 'woken=1'; one('later').outerHTML = one('later').innerHTML }, {once: true});"
    )
    visit, run = refuse(farm, page(later(banner(REFUSE + ACCEPT)), script=show), banner_seconds=3.0)
    assert (run.outcome, texts(run)) == ("clicked", ["Tout refuser"])
    assert [(m.phase, m.step) for m in visit.marks][:3] == [("before", "load"), ("before", "gesture"), ("refuse", "press")]
    record, pages = visit.record(Cookies), visit.record(Pages)
    assert isinstance(record, Cookies)
    assert isinstance(pages, Pages)
    assert [(j.step, [c.name for c in j.cookies]) for j in record.jars][:2] == [("load", []), ("gesture", ["woken"])]
    assert [p.label for p in pages.pages][:2] == ["untouched", "arrival"]


def test_a_banner_that_fades_away_is_gone_and_its_other_buttons_are_not_pressed(farm: Farm) -> None:
    fade = "const fade = what => { keep(what); const b = one('banner'); b.style.transition = 'opacity 1.5s'; b.style.opacity = 0; b.querySelector('button').textContent = 'Un instant'; setTimeout(() => drop('banner'), 1600) };"
    _, run = refuse(
        farm,
        page(
            banner("<button onclick=fade('none')>Tout refuser</button><button onclick=fade('x')>Fermer</button>" + ACCEPT),
            script=fade,
        ),
    )
    assert (run.outcome, texts(run)) == ("clicked", ["Tout refuser"])


def test_a_confirmation_step_is_walked_through(farm: Farm) -> None:
    ask = "const ask = () => { drop('banner'); one('later').outerHTML = one('later').innerHTML };"
    second = banner(
        REFUSE + "<button onclick=choose('all')>Tout accepter</button>",
        ident="prefs",
        text="Êtes-vous sûr ? Sans cookies, la publicité sera moins utile.",
    )
    _, run = refuse(
        farm, page(banner("<button onclick=ask()>Continuer sans accepter</button>" + ACCEPT), later(second), script=ask)
    )
    assert (run.outcome, texts(run)) == ("clicked", ["Continuer sans accepter", "Tout refuser"])


def test_a_banner_that_is_drawn_anew_at_the_press_is_pressed_again_but_not_for_ever(farm: Farm) -> None:
    redraw = "const redraw = () => { const b = one('banner'); b.outerHTML = b.outerHTML };"
    _, run = refuse(farm, page(banner("<button onclick=redraw()>Tout refuser</button>" + ACCEPT), script=redraw))
    assert run.outcome == "not-dismissed"
    assert 1 <= len(run.presses) <= 3


def test_a_banner_that_comes_back_after_the_refusal_is_told(farm: Farm) -> None:
    again = page(banner("<button onclick=drop('banner')>Tout refuser</button>" + ACCEPT))
    _, run = refuse(farm, again)
    assert run.outcome == "clicked"
    assert run.asked_again == ("refuse-reload", "refuse-next-page")


def test_a_press_that_loads_the_page_anew_is_a_choice_like_any_other(farm: Farm) -> None:
    farm.at(
        "shop.example",
        "/refuse",
        Response(status=303, headers=(("Location", "/"), ("Set-Cookie", "consent=none; Max-Age=999; Path=/"))),
    )
    visit, run = refuse(farm, page(banner("<form action=/refuse method=post><button>Tout refuser</button></form>" + ACCEPT)))
    assert run.outcome == "clicked"
    assert jar(visit, "refuse") == {"consent": "none"}
    record = visit.record(Requests)
    assert isinstance(record, Requests)
    assert [r.phase for r in record.requests if r.url.endswith("/refuse")] == ["refuse"]


def test_settings_that_lead_to_another_page_are_left_again_and_told(farm: Farm) -> None:
    farm.serve("shop.example", cookies="<h1>Notre politique</h1><p>Rien à choisir ici.")
    visit, run = refuse(farm, page(banner("<a href=/cookies role=button>Paramétrer les cookies</a>" + ACCEPT)))
    assert run.outcome == "no-control"
    assert visit.final_url == "https://shop.example/"
    assert any("led away to https://shop.example/cookies" in m.reason for m in visit.missing)


def test_a_covered_banner_is_neither_refused_nor_missing_a_refusal(farm: Farm) -> None:
    cover = "<div style='position:fixed;inset:0;z-index:2147483647' onclick=\"document.cookie='pressed=1'\"></div>"
    visit, run = refuse(farm, page(banner(REFUSE + ACCEPT), cover))
    assert run.outcome == "failed"
    assert "covered" in run.reason
    assert jar(visit, "before") == {}


def test_an_unlistening_button_is_pressed_a_second_time(farm: Farm) -> None:
    slow = "let n = 0; const slow = () => { if (++n > 1) choose('none') };"
    _, run = refuse(farm, page(banner("<button onclick=slow()>Tout refuser</button>" + ACCEPT), script=slow))
    assert (run.outcome, texts(run)) == ("clicked", ["Tout refuser", "Tout refuser"])


def test_what_the_way_to_the_choice_left_behind_is_in_the_jar_of_before(farm: Farm) -> None:
    second = preferences(REFUSE)
    script = MORE.replace("=> {", "=> { document.cookie = 'opened=1';", 1)
    visit, run = refuse(farm, page(banner(SETTINGS + ACCEPT), later(second), script=script))
    assert run.outcome == "clicked"
    assert jar(visit, "before") == {"opened": "1"}


def test_a_banner_in_a_frame_of_another_site_is_refused(farm: Farm) -> None:
    frame = page(banner("<button onclick=\"parent.postMessage('none','*')\">Tout refuser</button><button>Tout accepter</button>"))
    farm.serve("frame.other.example", index=frame)
    holder = "<iframe id=banner src=https://frame.other.example/ style='position:fixed;bottom:0;left:0;width:100%;height:300px;border:0;z-index:5'></iframe>"
    _, run = refuse(farm, page(holder, script="onmessage = e => choose(e.data);"))
    assert (run.outcome, texts(run)) == ("clicked", ["Tout refuser"])


@pytest.mark.parametrize(
    ("links", "chosen"),
    [
        ("<a href=/b>x</a>", "https://shop.example/b"),
        (
            "<a href=http://[>x</a><a href=https://elsewhere.example/>x</a><a href=/f.pdf>x</a><a href=#a>x</a><a href=/logout>x</a><a href=/b>x</a>",
            "https://shop.example/b",
        ),
        ("<a href=/confidentialite>x</a><a href=/b>x</a>", "https://shop.example/b"),
        ("<a href=/confidentialite>x</a>", "https://shop.example/confidentialite"),
        (
            "<a href=/b style=display:none>x</a><a href=/c?x=1>x</a><a href=https://www.shop.example/d>x</a>",
            "https://www.shop.example/d",
        ),
        ("<a href=/hors>x</a><main><a href=/dans>x</a></main>", "https://shop.example/dans"),
        ("<a href=/logout>x</a><a href=mailto:a@b>x</a><a href=javascript:void(0)>x</a><a href=/?lang=en>x</a>", None),
    ],
)
def test_the_second_page_is_one_that_a_reader_might_go_to(farm: Farm, links: str, chosen: str | None) -> None:
    from auditor.capture.views import second_page

    farm.serve("shop.example", index=f"<body>{links}")

    async def work() -> str | None:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
            return second_page(await run.look())

    assert farm.run(work()) == chosen


def test_the_before_phase_alone_is_one_visit_with_one_picture(farm: Farm) -> None:
    farm.serve("shop.example", index=page(banner(REFUSE + ACCEPT)))
    evidence, pictures = farm.audit(scenarios=("before",))
    (visit,) = evidence.visits
    assert [s.name for s in visit.scenarios] == ["before"]
    assert list(pictures) == ["banner.png"]
    assert {m.phase for m in visit.marks} == {"before"}


def test_accepting_shows_the_second_page_with_consent(farm: Farm) -> None:
    def answer(request: Request) -> Response:
        return html("<!doctype html>" + page(banner(REFUSE + ACCEPT)) + (" with" if request.cookies else " without"))

    farm.at("shop.example", "/", answer)
    farm.at("shop.example", "/produits", answer)
    evidence, pictures = farm.audit(scenarios=("before", "accept"))
    (visit,) = evidence.visits
    run = visit.scenario("accept")
    assert run is not None
    assert (visit.name, run.outcome, texts(run)) == ("accept", "clicked", ["Tout accepter"])
    assert [(m.phase, m.step) for m in visit.marks][-3:] == [
        ("accept", "next-page"),
        ("accept", "gesture"),
        ("accept", "leave"),
    ]
    assert [s.cookie for s in farm.log if s.path == "/produits"] == ["consent=all"]
    assert sorted(pictures) == ["after-accept.png", "banner.png"]
