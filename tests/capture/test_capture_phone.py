"""A visitor with a phone, against what the server was sent and what the page saw: layout, user agent, client hints, touch."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

import dataclasses
import struct
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from auditor.capture.browser import start
from auditor.capture.devices import DEVICES
from auditor.demo.message import Request, Response, html
from auditor.evidence import Evidence
from auditor.evidence.records.requests import Requests
from tests.capture.banners import banner, page

if TYPE_CHECKING:
    from conftest import Farm

VIEW = "<meta name=viewport content='width=device-width, initial-scale=1'>"
STYLE = "<style>.phone { display: none } @media (max-width: 600px) { .phone { display: block } .desk { display: none } }</style>"
TELL = "addEventListener('pointerdown', e => { document.cookie = 'pressed=' + e.pointerType }); for (const kind of ['mousemove', 'wheel', 'touchstart']) addEventListener(kind, e => { if (e.isTrusted && !document.cookie.includes(kind)) document.cookie = kind + '=1' }, {passive: true});"
BUTTONS = "<button class=phone onclick=choose('none')>Continuer sans accepter</button><button class=desk onclick=choose('none')>Tout refuser</button><button onclick=choose('all')>Tout accepter</button>"


@pytest.fixture(scope="module")
def phone(running_farm: Farm) -> Iterator[Farm]:
    """The same farm with a browser of its own that is a phone."""
    stack = AsyncExitStack()
    kept = running_farm.browser, running_farm.options
    running_farm.options = dataclasses.replace(running_farm.options, device="phone", viewport=DEVICES["phone"].viewport)
    running_farm.browser = running_farm.run(stack.enter_async_context(start(running_farm.options)))
    try:
        yield running_farm
    finally:
        running_farm.run(stack.aclose())
        running_farm.browser, running_farm.options = kept


def audit(farm: Farm, index: str, *scenarios: str) -> tuple[Evidence, dict[str, bytes], list[Request]]:
    farm.reset()
    asked: list[Request] = []

    def answer(request: Request) -> Response:
        asked.append(request)
        served = html(f"<!doctype html><html lang=fr><meta charset=utf-8>{index}")
        return served.with_headers(("Accept-CH", "Sec-CH-UA-Platform, Sec-CH-UA-Model"))

    farm.at("shop.example", "/", answer)
    farm.at("shop.example", "/produits", answer)
    evidence, pictures = farm.audit(scenarios=("before", *(scenarios or ("refuse",))))
    assert evidence.visits[0].failure is None, evidence.visits[0].failure
    return evidence, pictures, asked


def test_a_phone_is_one_for_the_server_and_for_the_page_and_is_pressed_with_a_finger(phone: Farm) -> None:
    tell = (
        TELL
        + "document.cookie = 'seen=' + [innerWidth, innerHeight, devicePixelRatio, navigator.maxTouchPoints > 0, navigator.userAgentData.mobile, matchMedia('(pointer: coarse)').matches].join('_');"
    )
    evidence, pictures, asked = audit(phone, VIEW + STYLE + page(banner(BUTTONS), script=tell))
    run = evidence.visits[0].scenario("refuse")
    assert run is not None
    assert (run.outcome, [p.text for p in run.presses]) == ("clicked", ["Continuer sans accepter"])
    first, last = asked[0], asked[-1]
    assert phone.browser is not None
    major = phone.browser.version.split()[-1].partition(".")[0]
    agent = f"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Mobile Safari/537.36"
    assert {request.headers["user-agent"] for request in asked} == {agent}
    assert first.headers["sec-ch-ua-mobile"] == "?1"
    assert f'v="{major}"' in first.headers["sec-ch-ua"]
    assert last.headers["sec-ch-ua-platform"] == '"Android"'
    assert last.cookies["seen"] == "390_844_3_true_true_true"
    assert last.cookies["pressed"] == "touch"
    assert "touchstart" in last.cookies
    assert not {"wheel"} & last.cookies.keys()
    conditions = evidence.conditions
    assert conditions is not None
    assert (conditions.device, conditions.viewport, conditions.user_agent) == ("phone", (390, 844), agent)
    assert struct.unpack(">II", pictures["banner.png"][16:24]) == (390, 844)


def test_scripts_wait_for_the_first_touch_and_are_seen_before_the_choice(phone: Farm) -> None:
    wakes = "addEventListener('touchstart', () => { new Image().src = 'https://tag.ads.example/woken' }, {once: true, passive: true});"
    evidence, _, _ = audit(phone, VIEW + page("<div style='height:3000px'></div>", banner(BUTTONS), script=wakes))
    record = evidence.visits[0].record(Requests)
    assert isinstance(record, Requests)
    found = [(r.phase, r.step) for r in record.requests if "tag.ads.example" in r.url]
    assert found[0] == ("before", "gesture")


def test_a_page_that_is_not_made_for_phones_is_pressed_where_it_stands_in_small(phone: Farm) -> None:
    evidence, _, asked = audit(
        phone, page(banner(BUTTONS.replace("class=phone", "hidden").replace("class=desk", "")), script=TELL)
    )
    run = evidence.visits[0].scenario("refuse")
    assert run is not None
    assert (run.outcome, [p.text for p in run.presses]) == ("clicked", ["Tout refuser"])
    assert asked[-1].cookies["consent"] == "none"


def test_a_banner_in_a_frame_of_another_site_is_tapped(phone: Farm) -> None:
    phone.reset()
    frame = (
        "<!doctype html><html lang=fr><meta charset=utf-8>"
        + VIEW
        + page(banner("<button onclick=\"parent.postMessage('none','*')\">Tout refuser</button><button>Tout accepter</button>"))
    )
    holder = "<iframe id=banner src=https://frame.other.example/ style='position:fixed;bottom:0;left:0;width:100%;height:400px;border:0;z-index:5'></iframe>"
    seen: list[str] = []

    def answer(request: Request) -> Response:
        seen.append(request.headers.get("sec-ch-ua-mobile", ""))
        return html(frame)

    index = html(
        "<!doctype html><html lang=fr><meta charset=utf-8>" + VIEW + page(holder, script="onmessage = e => choose(e.data);")
    )
    phone.at("frame.other.example", "/", answer)
    phone.at("shop.example", "/", index)
    phone.at("shop.example", "/produits", index)
    evidence, _ = phone.audit(scenarios=("before", "refuse"))
    run = evidence.visits[0].scenario("refuse")
    assert run is not None
    assert (run.outcome, [p.text for p in run.presses]) == ("clicked", ["Tout refuser"])
    assert set(seen) == {"?1"}


def test_the_list_of_the_command_line_is_that_of_the_devices() -> None:
    from auditor.cli.scan import command

    option = next(p for p in command.params if p.name == "device")
    assert list(option.type.choices) == list(DEVICES)  # type: ignore[attr-defined]  # a choice, by click
