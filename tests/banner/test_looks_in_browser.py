"""How controls look and how Tab comes to them: what is worked out of a snapshot against what Chromium computes, paints and does."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

import asyncio
import struct
import zlib
from dataclasses import dataclass

import pytest
from playwright.async_api import Page

from auditor.banner.keyboard import Reach, reach
from auditor.banner.looks import Looks, looks_of
from auditor.banner.spoken import accessible_name
from auditor.capture.browser import start
from auditor.capture.options import CaptureOptions
from auditor.capture.snapshot import take
from auditor.capture.tap import Tap
from auditor.capture.wire import Session
from auditor.demo.message import Request, Response, Site, html, not_found
from auditor.demo.server import LoopbackServer
from auditor.evidence.page import Node, Tree

_STYLE = """<!doctype html><html lang=en><meta charset=utf-8><style>
body{margin:0;background:#fafafa;font:16px/1.5 sans-serif;height:2000px} #b{position:fixed;left:0;right:0;bottom:0;padding:20px;background:#eee}
button,a,input{margin:10px} .bare{border:0;background:none;padding:0} .padded{padding:8px 20px;border:0}
</style><body>"""


@dataclass
class Shot:
    """Pixels of a screenshot in CSS pixels of the viewport."""

    width: int
    rows: list[bytes]
    channels: int

    def at(self, x: float, y: float) -> tuple[int, ...]:
        row, column = self.rows[int(y)], int(x) * self.channels
        return tuple(row[column : column + 3])


def read_png(data: bytes) -> Shot:
    """Decode an 8-bit PNG without interlacing, as Chromium writes it."""
    at, parts, width, channels = 8, [], 0, 3
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, _, depth, colour = struct.unpack(">IIBB", body[:10])
            assert depth == 8
            channels = {2: 3, 6: 4}[colour]
        elif kind == b"IDAT":
            parts.append(body)
        at += length + 12
    raw = zlib.decompress(b"".join(parts))
    stride, rows, above = width * channels, [], bytes(width * channels)
    for start_of in range(0, len(raw), stride + 1):
        kind, line = raw[start_of], bytearray(raw[start_of + 1 : start_of + 1 + stride])
        for i in range(stride):
            left, up = (line[i - channels] if i >= channels else 0), above[i]
            corner = above[i - channels] if i >= channels else 0
            guess = left + up - corner
            nearest = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
            line[i] = (line[i] + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
        above = bytes(line)
        rows.append(above)
    return Shot(width, rows, channels)


@dataclass
class Opened:
    """A page in the browser."""

    page: Page
    tap: Tap
    session: Session

    async def tree(self) -> Tree:
        """A snapshot of it now."""
        frames = self.tap.foreign_frames()
        return (await take(self.session, frames, label="look", phase="before", step="load", at_ms=0.0)).tree()


def by_id(tree: Tree, name: str) -> Node:
    return next(n for nodes in tree.nodes for n in nodes if n.attribute("id") == name)


def opened(body: str, work, **frames: str) -> None:  # type: ignore[no-untyped-def]  # each test gives its own coroutine
    """Open a page with this body, and do something with it; `frames`: pages at `https://frame.example/<name>`."""

    def other(request: Request) -> Response:
        name = request.path.strip("/")
        return html(_STYLE + frames[name]) if name in frames else not_found()

    async def visit() -> None:
        sites = (
            Site(host="looks.example", handler=lambda request: html(_STYLE + body)),
            Site(host="frame.example", handler=other),
        )
        with LoopbackServer(sites) as server:
            options = CaptureOptions(browser_arguments=tuple(server.browser_arguments))
            async with start(options) as browser, browser.visit(options) as (context, tap, session):
                page = context.pages[0]
                await page.goto("https://looks.example/")
                await work(Opened(page, tap, session))

    asyncio.run(visit())


PAINTED = """<div id=b>
<button id=plain style="background:#003399;color:#fff" class=padded>Accept all</button>
<button id=faded style="background:#fff;color:#000;opacity:.5" class=padded>Reject all</button>
<button id=glass style="background:rgba(255,0,0,.25);color:rgba(0,0,0,.6)" class=padded>Reject all</button>
<div style="opacity:.6;background:#203040;padding:12px"><span style="opacity:.5"><a id=nested href=# style="color:#fff;background:#a00" class=padded>Reject</a></span></div>
<button id=pseudo style="position:relative;z-index:0;color:#fff;background:none" class=padded><span>Accept</span></button>
<style>#pseudo::before{content:"";position:absolute;inset:0;background:#117733;z-index:-1}</style>
<div style="position:relative;height:50px"><div style="position:absolute;inset:0;background:#445566"></div><a id=sibling href=# style="position:relative;color:#ddd">Continue without accepting</a></div>
<button id=filled style="-webkit-text-fill-color:#dddddd;color:#000;background:#fff" class=padded>No</button>
</div>"""


def test_colours_are_those_that_chromium_paints() -> None:
    names = ("plain", "faded", "glass", "nested", "pseudo", "sibling", "filled")

    async def work(on: Opened) -> None:
        tree = await on.tree()
        looks = {name: looks_of(by_id(tree, name)) for name in names}
        shot = read_png(await on.page.screenshot())
        # Full blocks in place of letters, which are smoothed at their edges.
        await on.page.evaluate(
            "for (const n of document.querySelectorAll('button,a'))"
            "{const w = document.createTreeWalker(n, NodeFilter.SHOW_TEXT); const t = w.nextNode(); t.data = '\\u2588'.repeat(t.data.length)}"
        )
        blocks, again = read_png(await on.page.screenshot()), await on.tree()
        for name in names:
            text = next(n for n in by_id(tree, name).walk() if n.tag == "#text" and n.text.strip())
            assert text.box is not None
            ground = shot.at(text.box.x - 3, text.box.y + text.box.height / 2)
            letters = next(n for n in by_id(again, name).walk() if n.tag == "#text" and n.text.strip())
            assert letters.box is not None
            ink = blocks.at(letters.box.x + letters.box.width / len(letters.text) / 2, letters.box.y + letters.box.height / 2)
            found = looks[name]
            for told, painted in ((found.background, ground), (found.color, ink)):
                assert told is not None, name
                channels = tuple(int(told[i : i + 2], 16) for i in (1, 3, 5))
                assert max(abs(a - b) for a, b in zip(channels, painted, strict=True)) <= 2, (name, told, painted)

    opened(PAINTED, work)


UNTOLD = """<div id=b>
<button id=gradient style="background:linear-gradient(#fff,#000)" class=padded>Reject</button>
<button id=blend style="mix-blend-mode:difference" class=padded>Reject</button>
<div style="filter:invert(1)"><button id=inverted class=padded>Reject</button></div>
<button id=covered class=padded style="position:relative">Reject<i style="position:absolute;inset:0;background:rgba(255,255,255,.8)"></i></button>
<div style="position:relative;width:200px"><i style="position:absolute;left:0;top:0;width:60px;height:40px;background:#000"></i><a id=half href=# style="position:relative">Continue without</a></div>
</div>"""


def test_what_cannot_be_resolved_is_none() -> None:
    async def work(on: Opened) -> None:
        tree = await on.tree()
        assert [looks_of(by_id(tree, name)).contrast for name in ("gradient", "blend", "inverted", "covered", "half")] == [
            None
        ] * 5

    opened(UNTOLD, work)


BUTTONS = """<div id=b>
<button id=native>Accept</button>
<button id=bare class=bare>Reject</button>
<a id=link href=#>Reject</a>
<a id=drawn href=# style="display:inline-block;padding:8px 16px;background:#036;color:#fff;text-decoration:none;font-weight:700;font-size:18px">Accept</a>
<a id=outline href=# style="display:inline-block;padding:8px 16px;border:1px solid #036">Reject</a>
<button id=pale style="border:0;background:#ddd" class=padded>Reject</button>
<button id=shadow style="border:0;background:#eee;box-shadow:0 1px 4px rgba(0,0,0,.4)" class=padded>Reject</button>
<button id=ghost style="border:1px solid #eee;background:#eee" class=padded>Reject</button>
<div id=wrap style="display:inline-block;background:#036;border-radius:4px;padding:8px 16px"><a id=wrapped href=# style="color:#fff;margin:0">Accept</a></div>
<button id=slim style="border:0;background:linear-gradient(#036,#036)" class=padded>Reject</button>
</div>"""


def test_a_button_is_told_from_a_bare_link_by_what_is_drawn() -> None:
    expected = {"native": True, "bare": False, "link": False, "drawn": True, "outline": True, "pale": True, "shadow": True,
                "ghost": False, "wrapped": True, "slim": None}  # fmt: skip

    async def work(on: Opened) -> None:
        tree = await on.tree()
        found: dict[str, Looks] = {name: looks_of(by_id(tree, name)) for name in expected}
        assert {name: looks.looks_like_button for name, looks in found.items()} == expected, found
        for name, looks in found.items():
            said = await on.page.eval_on_selector(
                f"#{name}", "e => [getComputedStyle(e).fontSize, getComputedStyle(e).fontWeight]"
            )
            assert [looks.font_size, looks.font_weight] == [round(float(said[0].removesuffix("px")), 2), int(said[1])]

    opened(BUTTONS, work)


ORDER = """<a href=#main id=skip style="position:absolute;left:-9999px">Skip</a><nav><a href=#>One</a><a>no</a><button disabled>off</button>
<button style="display:none">gone</button><button style="visibility:hidden">unseen</button><div inert><button>inert</button></div>
<input type=hidden><input type=radio name=r value=1><input type=radio name=r value=2 checked><div tabindex=0>box</div><div tabindex=-1>no</div>
<details><summary>more</summary><a href=#>folded</a></details><fieldset disabled><button>off</button></fieldset></nav>
<iframe src=https://frame.example/two></iframe><iframe srcdoc="<p>nothing</p>"></iframe><div id=host></div>
<div id=b role=dialog tabindex=-1><p>Cookies</p><button id=accept>Accept</button><button id=refuse>Reject</button><a id=settings href=#>Settings</a>
<div id=mouse onclick=1 style="cursor:pointer">Only by mouse</div><button id=out tabindex=-1>Out</button></div>
<script>const r = host.attachShadow({mode:'closed'}); r.innerHTML = '<button id=inner>x</button><slot></slot><a href=#>y</a>';
host.innerHTML = '<button id=slotted>z</button>'; SCRIPT</script>"""
CONTROLS = ("accept", "refuse", "settings", "mouse", "out", "inner", "slotted")


async def _presses(on: Opened, names: tuple[str, ...], most: int = 40) -> dict[str, int | None]:
    """Press Tab as a person does, and note after how many presses each element has focus first."""
    found: dict[str, int | None] = dict.fromkeys(names)
    now = (await on.tree()).focused
    if now is not None and now.attribute("id") in found:
        found[now.attribute("id")] = 0
    for number in range(1, most):
        await on.page.keyboard.press("Tab")
        focused = (await on.tree()).focused
        name = focused.attribute("id") if focused is not None else ""
        if name in found and found[name] is None:
            found[name] = number
    return found


@pytest.mark.parametrize(
    ("script", "behind"),
    [
        ("", ()),
        ("refuse.tabIndex = 3", ()),
        ("refuse.focus()", ("accept", "inner", "slotted")),
        ("b.focus()", ("inner", "slotted")),
    ],
    ids=["from the top", "positive tabindex", "focus on a control", "focus on the banner"],
)
def test_tab_stops_are_the_presses_that_it_takes(script: str, behind: tuple[str, ...]) -> None:
    """`behind`: what comes only after going round, which is not counted."""

    async def work(on: Opened) -> None:
        tree = await on.tree()
        banner = by_id(tree, "b")
        told: dict[str, Reach] = {name: reach(by_id(tree, name), banner) for name in CONTROLS}
        real = await _presses(on, CONTROLS)
        assert {n: r.tab_stops for n, r in told.items()} == {n: None if n in behind else p for n, p in real.items()}
        assert (
            {n for n, r in told.items() if r.keyboard == "unreachable"}
            == {"mouse", "out"}
            == {n for n in real if real[n] is None}
        )
        assert {n for n, r in told.items() if r.focused} == {n for n, p in real.items() if p == 0}

    opened(ORDER.replace("SCRIPT", script), work, two="<button>in</button><a href=#>there</a>")


MODAL = """<button id=page>Page</button><dialog id=b><button id=accept>Accept</button><button id=refuse autofocus>Reject</button></dialog>
<script>b.showModal()</script>"""


def test_a_modal_dialog_keeps_the_rest_of_the_page_out_of_the_order() -> None:
    async def work(on: Opened) -> None:
        tree = await on.tree()
        banner = by_id(tree, "b")
        found = {name: reach(by_id(tree, name), banner) for name in ("page", "accept", "refuse")}
        assert found["page"] == Reach("unknown", None, False)
        assert found["accept"] == Reach("reachable", None, False)  # it comes before the focus: only by going round
        assert found["refuse"] == Reach("reachable", 0, True)
        assert (await _presses(on, ("page", "refuse"), most=6)) == {"page": None, "refuse": 0}

    opened(MODAL, work)


FRAMED = (
    "<div>page</div><iframe src=https://frame.example/banner style='position:fixed;bottom:0;width:600px;height:200px'></iframe>"
)


def test_a_banner_in_a_frame_of_another_process_is_measured_too() -> None:
    async def work(on: Opened) -> None:
        for _ in range(50):
            tree = await on.tree()
            if any(n.attribute("id") == "no" for nodes in tree.nodes for n in nodes):
                break
            await asyncio.sleep(0.05)
        control = by_id(tree, "no")
        assert reach(control, tree.nodes[control.document][0]) == Reach("reachable", 2, False)
        looks = looks_of(control)
        assert (looks.color, looks.background, looks.looks_like_button) == ("#777777", "#fafafa", False)
        await on.page.keyboard.press("Tab")
        await on.page.keyboard.press("Tab")
        assert (focused := (await on.tree()).focused) is not None
        assert focused.attribute("id") == "no"

    opened(FRAMED, work, banner="<button>Accept</button><button id=no class=bare style='color:#777'>Reject</button>")


NAMED = """<div id=b><button id=own>Accept</button><button id=none><svg width=20 height=20><path d="M0 0h9v9z"/></svg></button>
<button id=svg><svg width=20 height=20><title>Close</title></svg></button><button id=label aria-label="Reject all"></button>
<span id=t>Reject</span><button id=by aria-labelledby=t>×</button><button id=img><img alt="Close" src=x></button>
<button id=hidden aria-hidden=true>Accept</button><button id=title title="Close"></button><input id=input type=submit value=Save>
<button id=gone><span style="display:none">x</span></button></div>"""


def test_names_are_those_that_chromium_gives_to_screen_readers() -> None:
    names = ("own", "none", "svg", "label", "by", "img", "title", "input", "gone")

    async def work(on: Opened) -> None:
        tree = await on.tree()
        client = await on.page.context.new_cdp_session(on.page)
        for name in names:
            node = by_id(tree, name)
            answer = await client.send("Accessibility.getPartialAXTree", {"backendNodeId": node.backend, "fetchRelatives": False})
            told = answer["nodes"][0].get("name", {}).get("value", "")
            assert accessible_name(node) == told, name
        assert accessible_name(by_id(tree, "hidden")) == ""

    opened(NAMED, work)
