"""The request recorder against the server's own log: nothing missing, nothing invented, each in its phase."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from auditor.demo.message import Request as Asked
from auditor.demo.message import Response, html, pixel, redirect, script
from auditor.evidence import Visit
from auditor.evidence.records.requests import Request, Requests

if TYPE_CHECKING:
    from conftest import Farm

EMPTY = Response(status=204)


def recorded(visit: Visit) -> tuple[Request, ...]:
    record = visit.record(Requests)
    assert isinstance(record, Requests), record
    return tuple(r for r in record.requests if not r.url.endswith("/favicon.ico"))


def on_the_wire(requests: tuple[Request, ...]) -> Counter[str]:
    return Counter(r.url.replace("wss:", "https:") for r in requests if not r.from_cache and not r.from_service_worker)


def one(requests: tuple[Request, ...], end: str) -> Request:
    (found,) = [r for r in requests if r.url.endswith(end)]
    return found


def everything(farm: Farm) -> None:
    """A page that asks in every way there is, and frames, workers and frames of frames that do so too."""
    farm.serve(
        "shop.example",
        index="<link rel=preload as=script href=/pre.js><script src=/app.js></script><img src=/a.gif>"
        "<link rel=stylesheet href=/s.css><img src=https://pix.ads.example/redir><div style='background:url(/bg.gif)'>x</div>"
        "<iframe src=https://frame.other.example/></iframe><iframe srcdoc='<img src=/srcdoc.gif>'></iframe>"
        "<iframe sandbox=allow-scripts src=https://frame.other.example/sandboxed></iframe>"
        "<script>fetch('/fetch');const x=new XMLHttpRequest();x.open('POST','/xhr');x.send('abc');"
        "fetch('/keep',{keepalive:true});navigator.sendBeacon('https://pix.ads.example/beacon','hello');"
        "new Worker('/worker.js');new SharedWorker('/shared.js');navigator.serviceWorker.register('/sw.js');"
        "new WebSocket('wss://ws.ads.example/socket');new EventSource('/events');"
        "import('/module.js');fetch('https://pix.ads.example/cors',{headers:{'x-a':'1'}}).catch(()=>0);"
        "setTimeout(()=>fetch('/late15'),1500);setTimeout(()=>fetch('/late30'),3000);</script>",
        app_js=script("fetch('https://pix.ads.example/by-app.gif',{mode:'no-cors'})"),
        module_js=script("fetch('/by-module')"),
        worker_js=script("fetch('/by-worker');new Worker('/nested.js')"),
        nested_js=script("fetch('/by-nested')"),
        shared_js=script("fetch('/by-shared')"),
        sw_js=script("oninstall=e=>{fetch('/by-sw-install');skipWaiting()};fetch('/by-sw')"),
        pre_js=script(""),
        a_gif=pixel(),
        bg_gif=pixel(),
        srcdoc_gif=pixel(),
        s_css=Response(headers=(("Content-Type", "text/css"),), body=b"@import '/imported.css'"),
        imported_css=Response(headers=(("Content-Type", "text/css"),)),
        events=Response(headers=(("Content-Type", "text/event-stream"),), body=b": hello\n\n"),
    )
    for path in ("/fetch", "/xhr", "/keep", "/late15", "/late30", "/by-module", "/by-worker", "/by-nested", "/by-shared"):
        farm.at("shop.example", path, EMPTY)
    for path in ("/by-sw", "/by-sw-install"):
        farm.at("shop.example", path, EMPTY)
    farm.at("pix.ads.example", "/redir", redirect("https://hop.ads.example/two"))
    farm.at("hop.ads.example", "/two", redirect("https://pix.ads.example/end.gif"))
    for path in ("/end.gif", "/by-app.gif", "/beacon"):
        farm.at("pix.ads.example", path, pixel())
    allowed = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "x-a"))
    farm.at("pix.ads.example", "/cors", pixel().with_headers(*allowed))
    farm.serve(
        "frame.other.example",
        index="<script>fetch('/by-frame');navigator.sendBeacon('/frame-beacon');new Worker('/w.js');navigator.serviceWorker.register('/fsw.js')</script>"
        "<iframe src=https://deep.third.example/></iframe><img src=/f.gif>",
        sandboxed="<script>new Image().src='https://pix.ads.example/by-sandboxed.gif'</script>",
        w_js=script("fetch('/by-frame-worker')"),
        fsw_js=script("fetch('/by-frame-sw')"),
        f_gif=pixel(),
    )
    for path in ("/by-frame", "/frame-beacon", "/by-frame-worker", "/by-frame-sw"):
        farm.at("frame.other.example", path, EMPTY)
    farm.at("pix.ads.example", "/by-sandboxed.gif", pixel())
    farm.serve("deep.third.example", index="<script>fetch('/by-deep')</script>")
    farm.at("deep.third.example", "/by-deep", EMPTY)


def test_every_request_that_reached_the_server_is_in_the_record_as_often(farm: Farm) -> None:
    everything(farm)

    async def work() -> Visit:
        async with farm.visit(dwell_seconds=3.5, cap_seconds=6.0) as run:
            await run.arrive("https://shop.example/")
            await run.end_of_step()
        return run.close(None)

    visit = farm.run(work())
    requests = recorded(visit)
    assert visit.missing == ()
    seen = Counter(s.url for s in farm.log)
    assert len(seen) >= 42, sorted(seen)
    # The blank event stream ends, so it is asked for again and again; the last time may fall between the two counts.
    differing = {url for url in seen.keys() | on_the_wire(requests).keys() if seen[url] != on_the_wire(requests)[url]}
    assert differing <= {"https://shop.example/events"}
    kinds = {r.target for r in requests}
    assert kinds == {"page", "iframe", "worker", "shared_worker", "service_worker"}


def test_what_started_a_request_and_which_document_asked_are_told(farm: Farm) -> None:
    everything(farm)

    async def work() -> Visit:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
        return run.close(None)

    requests = recorded(farm.run(work()))
    page, frame = "https://shop.example/", "https://frame.other.example/"
    assert [(r.url, r.frame_url) for r in requests if r.is_main_document] == [(page, page)]
    assert one(requests, "/by-app.gif").initiator_url == "https://shop.example/app.js"
    assert one(requests, "/by-frame").frame_url == frame
    assert one(requests, "//frame.other.example/").frame_url == page
    assert one(requests, "//deep.third.example/").frame_url == frame
    assert one(requests, "/worker.js").frame_url == page
    assert one(requests, "/worker.js").status == 200
    assert one(requests, "/socket").frame_url == page
    assert (one(requests, "/socket").type, one(requests, "/socket").status) == ("websocket", 101)
    assert (one(requests, "/beacon").type, one(requests, "/beacon").post_bytes) == ("ping", 5)
    assert (one(requests, "/xhr").method, one(requests, "/xhr").post_text) == ("POST", "abc")
    preflight = next(r for r in requests if r.method == "OPTIONS")
    assert (preflight.initiator, preflight.frame_url) == ("preflight", page)
    assert one(requests, "/two").redirected_from == "https://pix.ads.example/redir"
    assert one(requests, "/end.gif").redirected_from == "https://hop.ads.example/two"


def test_what_a_page_sends_while_it_goes_is_heard_in_the_phase_of_its_going(farm: Farm) -> None:
    hiding = (
        "<script>onpagehide=()=>{navigator.sendBeacon('https://pix.ads.example/'+%s+'-beacon','bye');"
        "fetch('/'+%s+'-keep',{keepalive:true,method:'POST',body:'kk'})};"
        "document.onvisibilitychange=()=>navigator.sendBeacon('/'+%s+'-hidden')</script>"
    )
    farm.serve("shop.example", index=hiding.replace("%s", "'one'"), two=hiding.replace("%s", "'two'"))

    async def work() -> Visit:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
            await run.go_on("refuse", "next-page", "https://shop.example/two")
            await run.leave()
        return run.close(None)

    requests = recorded(farm.run(work()))
    names = ("one-beacon", "one-keep", "one-hidden", "two-beacon", "two-keep", "two-hidden")
    assert sorted(s.path for s in farm.log if s.method == "POST") == sorted(f"/{name}" for name in names)
    assert {one(requests, f"/{name}").phase for name in names} == {"refuse"}
    assert Counter(r.url for r in requests) == Counter(s.url for s in farm.log)


def test_a_request_belongs_to_the_phase_in_which_it_began_and_a_redirect_to_that_of_its_beginning(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<button id=b onclick=\"fetch('/at-click')\" style='position:fixed;left:0;top:0;width:200px;height:100px'>x</button>"
        "<script>setInterval(()=>fetch('/tick'),15);onmousedown=()=>fetch('/at-down');onmousemove=()=>fetch('/at-move');"
        "b.addEventListener('click',()=>setTimeout(()=>fetch('/after'),300));fetch('/slow',{mode:'no-cors'})</script>",
    )
    for path in ("/tick", "/at-click", "/at-down", "/at-move", "/after"):
        farm.at("shop.example", path, EMPTY)
    slow = redirect("https://pix.ads.example/landed.gif")
    farm.at("shop.example", "/slow", Response(status=302, headers=slow.headers, delay_seconds=1.5))
    farm.at("pix.ads.example", "/landed.gif", pixel())

    async def work() -> Visit:
        async with farm.visit(dwell_seconds=0.7, cap_seconds=0.9) as run:
            await run.arrive("https://shop.example/")
            await run.page.mouse.move(50, 50)
            run.begin("refuse", "press")
            await run.page.mouse.down()
            await run.page.mouse.up()
            await farm.settled(run)
            await farm.settled(run)
        return run.close(None)

    visit = farm.run(work())
    requests = recorded(visit)
    assert {one(requests, end).phase for end in ("/at-click", "/at-down", "/after")} == {"refuse"}
    assert {r.phase for r in requests if r.url.endswith("/at-move")} == {"before"}
    landed = one(requests, "/landed.gif")
    press = visit.marks[-1].at_ms
    assert landed.at_ms > press
    assert landed.phase == "before"
    ticks = [r for r in requests if r.url.endswith("/tick")]
    assert {r.phase for r in ticks if r.at_ms < press} == {"before"}
    assert {r.phase for r in ticks if r.at_ms >= press} == {"refuse"}


def test_what_a_service_worker_answers_is_no_contact(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<script>navigator.serviceWorker.register('/sw.js');navigator.serviceWorker.oncontrollerchange=()=>fetch('/answered')</script>",
        sw_js=script(
            "oninstall=()=>skipWaiting();onactivate=e=>e.waitUntil(clients.claim());"
            "onfetch=e=>{if(e.request.url.endsWith('/answered'))e.respondWith(new Response('ok'))}"
        ),
    )

    async def work() -> Visit:
        async with farm.visit(dwell_seconds=1.0) as run:
            await run.arrive("https://shop.example/")
        return run.close(None)

    found = one(recorded(farm.run(work())), "/answered")
    assert found.from_service_worker
    assert [s for s in farm.log if s.path == "/answered"] == []


def test_a_window_that_the_page_opens_is_heard_and_closed(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<button onclick=\"window.open('https://elsewhere.example/')\" style='width:200px;height:100px'>x</button>",
    )
    farm.serve("elsewhere.example", index="<img src=/in-window.gif>", in_window_gif=pixel())
    farm.at("elsewhere.example", "/in-window.gif", pixel())

    async def work() -> tuple[Visit, int]:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
            await run.page.mouse.click(50, 50)
            await farm.settled(run)
            await run.shoot("after")  # it waits until the window is gone
            left = len(run.page.context.pages)
        return run.close(None), left

    visit, left = farm.run(work())
    requests = recorded(visit)
    assert left == 1
    assert (one(requests, "/in-window.gif").target, one(requests, "//elsewhere.example/").is_main_document) == ("popup", False)
    assert [m.name for m in visit.missing] == ["windows"]


def test_twenty_workers_at_once_are_all_heard_from_their_first_request(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<script>for(let i=0;i<20;i++)new Worker('/w.js?'+i)</script>",
        w_js=script("fetch('/hi'+location.search)"),
    )
    farm.at("shop.example", "/hi", EMPTY)

    async def work() -> Visit:
        async with farm.visit(dwell_seconds=1.5, cap_seconds=8.0) as run:
            await run.arrive("https://shop.example/")
        return run.close(None)

    visit = farm.run(work())
    assert on_the_wire(recorded(visit)) == Counter(s.url for s in farm.log)
    assert len([s for s in farm.log if s.path == "/hi"]) == 20


def test_requests_over_the_limit_are_counted_and_told(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.capture.budget.HOPS", 40)
    farm.serve("shop.example", index=html("<script>for(let i=0;i<100;i++)fetch('/n?'+i)</script>"))
    farm.at("shop.example", "/n", EMPTY)

    async def work() -> Visit:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
        return run.close(None)

    visit = farm.run(work())
    assert len(recorded(visit)) <= 40
    assert [m.name for m in visit.missing] == ["requests:rest"]


def test_a_page_s_address_with_a_megabyte_in_it_is_cut(farm: Farm) -> None:
    farm.serve("shop.example", index="<script>fetch('/long?'+'x'.repeat(1e6)).catch(()=>0)</script>")
    requests = farm.record(Requests).requests
    assert max(len(r.url) for r in requests) == 8192


def test_the_mark_of_an_answer_and_its_way_back_are_told(farm: Farm) -> None:
    def marked(request: Asked) -> Response:
        known = request.headers.get("if-none-match")
        headers = (("ETag", '"5f3a9c0d12e4b7a8"'), ("Cache-Control", "no-cache"), ("Content-Type", "image/gif"))
        return Response(status=304 if known else 200, headers=headers, body=b"" if known else b"GIF89a")

    farm.serve("shop.example", index="<img src=https://pix.ads.example/p.gif>")
    farm.at("pix.ads.example", "/p.gif", marked)

    async def work() -> Visit:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
            await run.go_on("refuse", "reload", "")
        return run.close(None)

    found = [r for r in recorded(farm.run(work())) if r.url.endswith("p.gif")]
    assert [(r.phase, r.etag, r.if_none_match) for r in found] == [
        ("before", '"5f3a9c0d12e4b7a8"', None),
        ("refuse", '"5f3a9c0d12e4b7a8"', '"5f3a9c0d12e4b7a8"'),
    ]
