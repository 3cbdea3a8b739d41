"""Presses against what the page heard: trusted events on the control that was meant, and on no other."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from auditor.banner import FoundControl
from auditor.capture.visit import VisitRun
from auditor.evidence import Press

if TYPE_CHECKING:
    from conftest import Farm

HEAR = (
    "<script>const heard = [];addEventListener('click', e => heard.push((e.composedPath()[0].id || e.composedPath()[0].tagName) + ':' + e.isTrusted), true);"
    "document.cookie = 'x=1'</script>"
)


def control(run: VisitRun, ident: str) -> FoundControl:
    assert run.sight is not None
    node = next(n for nodes in run.sight.tree.nodes for n in nodes if n.attribute("id") == ident)
    return FoundControl(action="refuse", text=ident, node=node, role="button", because=())


def press(farm: Farm, ident: str = "b", *, before: str = "") -> tuple[Press | None, list[str]]:
    """Press the element with this id; the press, and what all documents of the page heard."""

    async def work() -> tuple[Press | None, list[str]]:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
            await run.look("arrival")
            if before:
                await run.page.evaluate(before)
            done = await run.press(control(run, ident), begins="refuse", layer=1)
            heard: list[str] = []
            for frame in run.page.frames:
                heard += await frame.evaluate("typeof heard == 'undefined' ? [] : heard")
            return done, heard

    return farm.run(work())


@pytest.mark.parametrize(
    "page",
    [
        "<button id=b>x</button>",
        "<div style='height:3000px'></div><button id=b>x</button><div style='height:3000px'></div>",
        "<div style='height:100px;overflow:auto'><div style='height:900px'></div><button id=b>x</button></div>",
        "<style>html{scroll-behavior:smooth}</style><div style='height:5000px'></div><button id=b>x</button>",
        "<button id=b style='position:fixed;right:-200px;bottom:10px;width:100px;transition:right .6s'>x</button><script>onload=()=>setTimeout(()=>b.style.right='20px',50)</script>",
        "<a id=b href=#x>a link<br>of two lines</a>",
        "<button id=b><span>text</span><svg width=20 height=20></svg></button>",
    ],
    ids=["plain", "far down", "scrolled container", "smooth scrolling", "moving in", "two lines", "with children"],
)
def test_a_control_is_pressed_by_a_trusted_event_wherever_it_stands(farm: Farm, page: str) -> None:
    farm.serve("shop.example", index=HEAR + "<body>" + page)
    done, heard = press(farm)
    assert done is not None
    assert done.reached
    assert len(heard) == 1
    assert heard[0].endswith(":true")


def test_a_control_in_a_closed_shadow_root_is_pressed(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<body><div id=host style='position:fixed;bottom:0'></div><script>heard=[];const r=host.attachShadow({mode:'closed'});"
        "r.innerHTML='<button id=b>x</button>';r.getElementById('b').onclick=e=>heard.push('closed:'+e.isTrusted)</script>",
    )
    done, heard = press(farm)
    assert done is not None
    assert (done.reached, heard) == (True, ["closed:true"])


@pytest.mark.parametrize(
    "inside",
    [
        "Tout refuser",
        "<span style='display:block;padding:15px'><b>Tout refuser</b></span>",
        "<x-inner style='display:block;padding:15px'>Tout refuser</x-inner>",
    ],
    ids=["bare text", "an element", "another component"],
)
def test_a_button_of_a_component_that_shows_slotted_words_is_pressed(farm: Farm, inside: str) -> None:
    define = (
        "const make = (name, text) => customElements.define(name, class extends HTMLElement { connectedCallback() {"
        "const r = this.attachShadow({mode: 'open'}); r.innerHTML = text;"
        "const b = r.getElementById('b'); if (b) b.onclick = e => heard.push('button:' + e.isTrusted) } });"
    )
    farm.serve(
        "shop.example",
        index=f"<body><x-button style='position:fixed;bottom:20px'>{inside}</x-button><script>const heard = [];{define}"
        "make('x-inner', '<i><slot></slot></i>'); make('x-button', '<button id=b style=\"padding:0;border:0\"><slot></slot></button>')</script>",
    )
    done, heard = press(farm)
    assert done is not None
    assert (done.reached, heard) == (True, ["button:true"])


def test_words_slotted_into_another_part_of_a_component_do_not_count_as_its_button(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<body><x-card>Bonjour à tous</x-card><script>const heard = [];customElements.define('x-card', class extends HTMLElement {"
        'connectedCallback() { this.attachShadow({mode: \'open\'}).innerHTML = \'<div style="position:relative"><button id=b style="width:300px;height:40px">x</button>'
        '<div style="position:absolute;inset:0;background:#fff"><slot></slot></div></div>\';'
        "this.shadowRoot.getElementById('b').onclick = () => heard.push('button') } })</script>",
    )
    done, heard = press(farm)
    assert done is not None
    assert (done.reached, heard) == (False, [])


def test_a_button_whose_middle_is_taken_is_pressed_near_its_edge(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index=HEAR
        + "<body style='margin:0'><button id=b style='position:fixed;left:100px;top:100px;width:200px;height:50px'>x</button><div style='position:fixed;left:112px;top:90px;width:176px;height:70px;background:#eee'></div>",
    )
    done, heard = press(farm)
    assert done is not None
    assert (done.reached, heard) == (True, ["b:true"])


def test_a_control_in_a_frame_of_another_site_in_a_scrolled_page_is_pressed(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<body><div style='height:2000px'></div><iframe src=https://frame.other.example/ style='border:5px solid;padding:7px;width:300px;height:150px'></iframe>",
    )
    farm.serve(
        "frame.other.example",
        index=HEAR + "<body><div style='height:600px'></div><button id=b style='margin-left:90px'>x</button>",
    )
    done, heard = press(farm)
    assert done is not None
    assert (done.reached, heard) == (True, ["b:true"])


def test_a_control_in_a_frame_in_a_frame_is_pressed(farm: Farm) -> None:
    farm.serve("shop.example", index="<body><iframe src=https://frame.other.example/ style='width:400px;height:300px'></iframe>")
    farm.serve(
        "frame.other.example", index="<body><iframe src=https://deep.third.example/ style='width:300px;height:200px'></iframe>"
    )
    farm.serve("deep.third.example", index=HEAR + "<body><button id=b>x</button>")
    done, heard = press(farm)
    assert done is not None
    assert (done.reached, heard) == (True, ["b:true"])


@pytest.mark.parametrize(
    "cover",
    [
        "<div style='position:fixed;inset:0;background:#fff'></div>",
        "<div style='position:fixed;inset:0;opacity:0'></div>",
        "<iframe style='position:fixed;left:0;top:0;width:900px;height:700px' srcdoc='<p>x'></iframe>",
    ],
    ids=["overlay", "transparent overlay", "frame"],
)
def test_what_something_else_covers_is_not_pressed_and_nothing_is_clicked(farm: Farm, cover: str) -> None:
    farm.serve("shop.example", index=HEAR + "<body><button id=b>x</button>" + cover)
    done, heard = press(farm)
    assert done is not None
    assert (done.reached, heard, done.phase) == (False, [], "before")


def test_a_control_in_a_covered_frame_is_not_pressed(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index=HEAR + "<body><iframe src=https://frame.other.example/></iframe><div style='position:fixed;inset:0'></div>",
    )
    farm.serve("frame.other.example", index=HEAR + "<button id=b>x</button>")
    done, heard = press(farm)
    assert done is not None
    assert (done.reached, heard) == (False, [])


def test_a_cover_that_goes_away_is_waited_for(farm: Farm) -> None:
    farm.serve("shop.example", index=HEAR + "<body><button id=b>x</button><div id=c style='position:fixed;inset:0'></div>")
    done, heard = press(farm, before="void setTimeout(() => c.remove(), 500)")
    assert done is not None
    assert (done.reached, heard) == (True, ["b:true"])


@pytest.mark.parametrize("how", ["display:none", "width:0;height:0;padding:0;border:0;overflow:hidden"])
def test_what_has_no_place_cannot_be_pressed(farm: Farm, how: str) -> None:
    farm.serve("shop.example", index=HEAR + f"<body><button id=b style='{how}'></button>")
    assert press(farm) == (None, [])


@pytest.mark.parametrize(
    "switch",
    [
        "<label><input type=checkbox id=b style='position:absolute;opacity:0;width:0;height:0'><span style='display:inline-block;width:40px;height:20px;background:red'></span></label>",
        "<input type=checkbox id=b style='display:none'><label for=b>analytics</label>",
        "<label style='position:relative;display:inline-block;width:60px;height:30px'><input type=checkbox id=b><span style='position:absolute;inset:0;background:green'></span></label>",
    ],
    ids=["hidden input", "label elsewhere", "slider over it"],
)
def test_a_switch_that_only_its_label_shows_is_turned(farm: Farm, switch: str) -> None:
    farm.serve(
        "shop.example",
        index=f"<body><script>heard=[]</script>{switch}<script>b.onchange=()=>heard.push('on:'+b.checked)</script>",
    )
    done, heard = press(farm)
    assert done is not None
    assert (done.reached, heard) == (True, ["on:true"])


def test_the_phase_begins_with_the_press_and_not_with_the_way_to_it(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<body><script>heard=[];onmousemove=()=>{heard.push('move:'+performance.now());onmousemove=null};onmousedown=()=>heard.push('down:'+performance.now())</script><button id=b>x</button>",
    )

    async def work() -> tuple[float, float, float]:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
            await run.look("arrival")
            started = await run.page.evaluate("performance.timeOrigin")
            await run.press(control(run, "b"), begins="refuse", layer=1)
            move, down = [float(h.partition(":")[2]) + started for h in await run.page.evaluate("heard")]
            stage = run.tap.stage
            began = stage.wall_seconds(stage.step_began) * 1000
            return move, began, down

    move, began, down = farm.run(work())
    assert move < began < down
