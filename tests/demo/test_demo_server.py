"""The loopback server as its users need it: real hosts, a true log, no request in another's way, a clean end."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.demo.message import Request, Response, Site, download, file, html, pixel, redirect
from auditor.demo.server import LoopbackServer

SHOP, ADS, SELF_SIGNED, CLOSED = "shop.example", "ads.example", "self-signed.example", "closed.example"


def _shop(request: Request) -> Response:
    answers: dict[str, Callable[[], Response]] = {
        "/": lambda: html("<p>boutique").with_cookies("a=1; Path=/", "b=2; HttpOnly"),
        "/hangs": lambda: Response(ending="hangs"),
        "/breaks": lambda: Response(ending="breaks"),
        "/loop": lambda: redirect("/loop"),
        "/file": lambda: download("a.bin", b"abc"),
        "/error": lambda: html(str(1 // 0)),
        "/echo": lambda: html(f"{request.query} {request.cookies} {request.body!r}"),
    }
    return answers.get(request.path, pixel)()


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    sites = (
        Site(host=SHOP, handler=_shop),
        Site(host=ADS, handler=lambda request: pixel()),
        Site(host=SELF_SIGNED, handler=lambda request: html("x"), certificate="untrusted"),
        Site(host=CLOSED, handler=lambda request: html("x"), listens=False),
    )
    with LoopbackServer(sites) as running:
        yield running


def _ask(
    server: LoopbackServer, tmp_path: Path, host: str, target: str, method: str = "GET", body: bytes = b"", **headers: str
) -> http.client.HTTPResponse:
    context = ssl.create_default_context(cafile=str(server.write_authority(tmp_path / "ca.pem")))
    raw = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    connection = http.client.HTTPSConnection(host, timeout=20)
    connection.sock = context.wrap_socket(raw, server_hostname=host)
    connection.request(method, target, body=body or None, headers=headers)
    response = connection.getresponse()
    response.whole = response.read()  # type: ignore[attr-defined]
    connection.close()
    return response


def test_each_host_answers_for_itself_with_a_certificate_of_the_written_authority(server, tmp_path):
    shop, ads = _ask(server, tmp_path, SHOP, "/"), _ask(server, tmp_path, ADS, "/p?x=1")
    assert shop.headers.get_all("Set-Cookie") == ["a=1; Path=/", "b=2; HttpOnly"]
    assert ads.headers["Content-Type"] == "image/gif"


def test_the_log_holds_each_request_in_order_with_what_matters(server, tmp_path):
    _ask(
        server,
        tmp_path,
        SHOP,
        "/echo?x=1&y=",
        "POST",
        b"abc",
        Cookie="a=1; b=2",
        Referer="https://r.example/",
        Origin="https://o.example",
    )
    _ask(server, tmp_path, ADS, "/p", **{"Sec-GPC": "1"})
    first, second = server.log
    assert (first.order, first.method, first.host, first.target, first.path) == (0, "POST", SHOP, "/echo?x=1&y=", "/echo")
    assert (first.cookie, first.referer, first.origin) == ("a=1; b=2", "https://r.example/", "https://o.example")
    assert (first.body_bytes, first.body, first.websocket, first.gpc) == (3, "abc", False, "")
    assert (second.order, second.gpc, second.url) == (1, "1", f"https://{ADS}/p")
    assert first.at < second.at
    assert server.requests(host=ADS) == (second,)
    assert server.requests(path="/echo") == (first,)


def test_a_handler_sees_query_cookies_and_body(server, tmp_path):
    answer = _ask(server, tmp_path, SHOP, "/echo?x=1&y=%C3%A9", "POST", b"abc", Cookie="a=1; b=2")
    assert answer.whole.decode() == "{'x': '1', 'y': 'é'} {'a': '1', 'b': '2'} b'abc'"


def test_a_hanging_request_holds_up_no_other(server, tmp_path):
    context = ssl.create_default_context(cafile=str(server.write_authority(tmp_path / "ca.pem")))
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=20) as raw,
        context.wrap_socket(raw, server_hostname=SHOP) as hung,
    ):
        hung.sendall(b"GET /hangs HTTP/1.1\r\nHost: shop.example\r\n\r\n")
        assert _ask(server, tmp_path, SHOP, "/").status == 200


def test_a_broken_answer_is_no_answer(server, tmp_path):
    with pytest.raises(http.client.RemoteDisconnected):
        _ask(server, tmp_path, SHOP, "/breaks")


def test_a_redirect_a_download_and_a_defective_handler_answer_as_such(server, tmp_path):
    assert _ask(server, tmp_path, SHOP, "/loop").headers["Location"] == "/loop"
    assert "attachment" in _ask(server, tmp_path, SHOP, "/file").headers["Content-Disposition"]
    assert _ask(server, tmp_path, SHOP, "/error").status == 500


def test_an_untrusted_host_has_another_certificate(server, tmp_path):
    with pytest.raises(ssl.SSLCertVerificationError):
        _ask(server, tmp_path, SELF_SIGNED, "/")


def test_the_browser_arguments_name_every_host_and_let_no_other_out(server):
    rules, key = server.browser_arguments
    assert f"MAP {SHOP}:443 127.0.0.1:{server.port}" in rules
    assert f"MAP {SHOP}:80 127.0.0.1:{server.http_port}" in rules
    assert f"MAP {CLOSED}:443 127.0.0.1:{server.port}" not in rules
    assert rules.endswith("MAP * ~NOTFOUND")
    assert key.partition("=")[2] == server.spki_hash


def test_where_unknown_hosts_are_to_be_answered_the_arguments_are_short_and_a_closed_host_stays_closed():
    sites = (Site(host=SHOP, handler=_shop), Site(host=CLOSED, handler=_shop, listens=False))
    with LoopbackServer(sites, unknown="404") as running:
        rules, _ = running.browser_arguments
    assert f"MAP *:443 127.0.0.1:{running.port}, MAP *:80 127.0.0.1:{running.http_port}" in rules
    assert SHOP not in rules
    assert rules.index(f"MAP {CLOSED}:443") < rules.index("MAP *:443")


def test_a_host_that_nobody_serves_is_answered_404_and_logged(server, tmp_path):
    context = ssl.create_default_context(cafile=str(server.write_authority(tmp_path / "ca.pem")))
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=20) as raw,
        context.wrap_socket(raw, server_hostname=SHOP) as line,
    ):
        line.sendall(b"GET /x HTTP/1.1\r\nHost: nobody.example\r\n\r\n")
        assert line.recv(12) == b"HTTP/1.1 404"
    assert [(seen.host, seen.target) for seen in server.log] == [("nobody.example", "/x")]


def test_a_host_given_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        LoopbackServer((Site(host=SHOP, handler=_shop), Site(host=SHOP, handler=_shop)))


def test_after_the_block_nothing_listens_and_no_thread_is_left(server):
    def running() -> int:
        return sum(thread.name == "loopback-server" for thread in threading.enumerate())

    before = running()
    with LoopbackServer((Site(host=SHOP, handler=_shop),)) as other:
        port = other.port
        assert running() == before + 1
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=20)
    assert running() == before


@pytest.mark.parametrize("path", ["/../secret", "/a/../../secret", "/..%2fsecret", "/a\\..\\secret", "/c:/secret", "/nothing"])
def test_a_served_folder_gives_nothing_beside_it(tmp_path, path):
    (tmp_path / "in").mkdir()
    (tmp_path / "secret").write_text("s")
    assert file(tmp_path / "in", path).status == 404


def test_a_served_folder_gives_its_files_with_their_type(tmp_path):
    (tmp_path / "a.js").write_text("1")
    answer = file(tmp_path, "/a.js")
    assert (answer.status, answer.body) == (200, b"1")
    assert dict(answer.headers)["Content-Type"] == "text/javascript; charset=utf-8"
