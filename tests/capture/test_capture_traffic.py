"""What is made of DevTools events that come late, twice or not at all; no browser."""

from __future__ import annotations

import time
from typing import Any

from auditor.capture.budget import Ration
from auditor.capture.stage import Stage
from auditor.capture.traffic import Traffic
from auditor.capture.wire import Session


def traffic() -> tuple[Traffic, Session]:
    stage = Stage()
    stage.mark("before", "load", "https://shop.example/")
    worker = Session(None, "s", {"targetId": "t", "type": "service_worker", "url": "https://shop.example/sw.js"})  # type: ignore[arg-type]  # nothing is sent
    return Traffic(stage, lambda _: "", lambda _: ""), worker


def sent(number: str, at: float, url: str = "https://pix.example/a", **more: Any) -> dict[str, Any]:
    return {"requestId": number, "timestamp": at, "type": "Fetch", "request": {"url": url, "method": "GET"}, **more}


def test_an_answer_to_a_request_that_was_not_heard_tells_of_the_request() -> None:
    heard, worker = traffic()
    at = time.monotonic()
    response = {"url": "https://pix.example/a", "status": 200, "timing": {"requestTime": at - 0.5}}
    heard._response(worker, {"requestId": "1", "timestamp": at, "type": "Fetch", "response": response})
    (hop,) = heard.joined()
    assert (hop.url, hop.status, hop.target, hop.at) == ("https://pix.example/a", 200, "service_worker", at - 0.5)


def test_what_a_worker_remembers_is_entered_once_and_only_where_it_was_not_heard() -> None:
    heard, worker = traffic()
    heard._request(worker, sent("1", time.monotonic()))
    for url in ("https://pix.example/a", "https://pix.example/b", "https://pix.example/b", "data:x"):
        heard.remembered(worker, url, time.time() * 1000)
    assert [hop.url for hop in heard.joined()] == ["https://pix.example/a", "https://pix.example/b"]


def test_a_request_told_in_two_sessions_is_one_request_and_a_redirect_to_itself_is_two() -> None:
    heard, worker = traffic()
    at = time.monotonic()
    heard._request(worker, sent("1", at))
    heard._request(worker, sent("1", at))
    heard._request(worker, sent("1", at + 0.001, redirectResponse={"status": 302}))
    assert [(hop.status, hop.redirected_from) for hop in heard.joined()] == [(302, None), (None, "https://pix.example/a")]


def test_raw_headers_go_to_the_hops_that_announced_some() -> None:
    heard, worker = traffic()
    at = time.monotonic()
    heard._raw_answer({"requestId": "1", "headers": {"Set-Cookie": "a=1\nb=2"}, "blockedCookies": []})
    heard._request(worker, sent("1", at - 1))
    heard._request(worker, sent("1", at, redirectResponse={"status": 301, "fromDiskCache": True}, redirectHasExtraInfo=False))
    heard._response(worker, {"requestId": "1", "timestamp": at, "response": {"status": 200}, "hasExtraInfo": True})
    assert [hop.set_cookies for hop in heard.joined()] == [(), ("a=1", "b=2")]


def test_a_ration_gives_until_its_count_or_its_size_is_used_up() -> None:
    ration = Ration(3, 10)
    assert [ration.take(size) for size in (6, 6, 4, 0, 0)] == [True, False, True, True, False]
    assert ration.refused == 2
