"""The cookie recorder against what the server sent and got back, and against pages that look for it."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from auditor.capture.recorders.cookies import parse_set_cookie
from auditor.demo.message import Request, Response, html, pixel, script
from auditor.evidence.records.cookies import Cookies, CookieWrite

if TYPE_CHECKING:
    from conftest import Farm

_800_DAYS = 800 * 86_400


def write(record: Cookies, name: str) -> CookieWrite:
    (found,) = [w for w in record.writes if w.name == name]
    return found


def stored(record: Cookies) -> dict[str, str]:
    return {cookie.name: cookie.domain for cookie in record.jars[-1].cookies}


def test_a_header_cookie_is_kept_with_its_request_and_its_flags(farm: Farm) -> None:
    farm.serve("shop.example", index=html("<p>x").with_cookies("sid=1; HttpOnly; Secure; SameSite=Lax; Path=/"))
    record = farm.record(Cookies)
    found = write(record, "sid")
    assert (found.via, found.url, found.frame_url) == ("header", "https://shop.example/", "https://shop.example/")
    assert (found.http_only, found.secure, found.same_site, found.blocked) == (True, True, "Lax", ())
    (jar,) = record.jars
    assert [(c.name, c.http_only, c.domain) for c in jar.cookies] == [("sid", True, "shop.example")]


def test_the_lifetime_asked_for_is_kept_although_the_browser_clamps_it(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index=html(f"<script>document.cookie='byscript=1; max-age={_800_DAYS}'</script>").with_cookies(
            f"byheader=1; Max-Age={_800_DAYS}"
        ),
    )
    record = farm.record(Cookies)
    assert write(record, "byheader").lifetime_days == write(record, "byscript").lifetime_days == 800
    clamped = [cookie.expires_at for cookie in record.jars[-1].cookies]
    assert len(clamped) == 2
    assert all(at is not None and at < time.time() + 401 * 86_400 for at in clamped)


def test_a_script_of_another_host_is_named_as_the_writer(farm: Farm) -> None:
    farm.serve("shop.example", index="<script src=https://tag.ads.example/tag.js></script>")
    farm.serve("tag.ads.example", tag_js=script("document.cookie='_ga=GA1.1; max-age=100; path=/'"))
    found = write(farm.record(Cookies), "_ga")
    assert (found.via, found.url) == ("script", "https://tag.ads.example/tag.js")
    assert (found.frame_url, found.domain) == ("https://shop.example/", "shop.example")


def test_the_cookie_store_is_heard_too(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<script>cookieStore.set({name: 'a', value: '1', expires: Date.now() + 864e5});"
        "cookieStore.set('b', '2'); cookieStore.set('c', '3').then(() => cookieStore.delete('c'))</script>",
    )
    record = farm.record(Cookies)
    assert write(record, "a").lifetime_days == pytest.approx(1, abs=0.001)
    assert write(record, "b").lifetime_days is None
    assert [w.lifetime_days for w in record.writes if w.name == "c"] == [None, -1]
    assert set(stored(record)) == {"a", "b"}
    assert all(w.blocked == () for w in record.writes)


def test_third_party_cookies_are_stored_and_sent_where_they_are_allowed(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<img src=https://pix.ads.example/p.gif><script>onload=()=>{new Image().src='https://pix.ads.example/q.gif'}</script>",
    )
    for name in ("p_gif", "q_gif"):
        farm.serve("pix.ads.example", **{name: pixel().with_cookies("uid=42; SameSite=None; Secure; Max-Age=1000")})
    record = farm.record(Cookies)
    assert stored(record) == {"uid": "pix.ads.example"}
    assert [seen.cookie for seen in farm.log if seen.path == "/q.gif"] == ["uid=42"]


def test_a_third_party_cookie_without_same_site_is_refused_with_the_browser_s_reason(farm: Farm) -> None:
    farm.serve("shop.example", index="<img src=https://pix.ads.example/p.gif>")
    farm.serve("pix.ads.example", p_gif=pixel().with_cookies("lax=1; Max-Age=1000"))
    record = farm.record(Cookies)
    (reason,) = write(record, "lax").blocked
    assert "SameSiteUnspecifiedTreatedAsLax" in reason
    assert stored(record) == {}


def test_what_a_script_in_a_foreign_frame_may_not_write_is_refused_with_a_reason(farm: Farm) -> None:
    farm.serve("shop.example", index="<iframe src=https://frame.other.example/></iframe>")
    farm.serve(
        "frame.other.example", index="<script>document.cookie='lax=1';document.cookie='none=1; SameSite=None; Secure'</script>"
    )
    record = farm.record(Cookies)
    assert any("SameSite" in reason for reason in write(record, "lax").blocked)
    found = write(record, "none")
    assert (found.blocked, found.frame_url, found.domain) == ((), "https://frame.other.example/", "frame.other.example")
    assert stored(record) == {"none": "frame.other.example"}


def test_an_answer_to_a_request_without_credentials_stores_nothing_and_the_record_says_so(farm: Farm) -> None:
    farm.serve(
        "shop.example", index="<script>fetch('https://pix.ads.example/p', {mode: 'no-cors', credentials: 'omit'})</script>"
    )
    farm.serve("pix.ads.example", p=pixel().with_cookies("uid=1; SameSite=None; Secure; Max-Age=1000"))
    record = farm.record(Cookies)
    assert stored(record) == {}
    assert write(record, "uid").blocked == ("NotInJar",)


def test_a_cookie_that_is_written_and_deleted_in_one_step_was_stored(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<script>document.cookie='test=1';document.cookie='test=; expires=Thu, 01 Jan 1970 00:00:00 GMT'</script>",
    )
    record = farm.record(Cookies)
    first, second = record.writes
    assert (first.blocked, second.blocked) == ((), ())
    assert second.lifetime_days is not None
    assert second.lifetime_days < 0


def test_the_page_finds_nothing_of_the_instrumentation(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<pre id=out></pre><script>"
        "const d = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');"
        "let caller = 'none'; document.cookie = {toString: function () { try { caller = String(arguments.callee.caller) } catch (e) { caller = 'refused' } return 'a=1' }};"
        "out.textContent = JSON.stringify({text: d.set.toString(), name: d.set.name, length: d.set.length, keys: Object.keys(d),"
        "store: CookieStore.prototype.set.toString(), storeName: CookieStore.prototype.set.name, caller,"
        "globals: Object.getOwnPropertyNames(window).filter(n => /audit|playwright|pw_/i.test(n)), webdriver: navigator.webdriver})</script>",
    )

    async def work() -> dict[str, object]:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
            told: dict[str, object] = json.loads(await run.page.inner_text("#out"))
            return told

    assert farm.run(work()) == {
        "text": "function () { [native code] }",
        "name": "set cookie",
        "length": 1,
        "keys": ["get", "set", "enumerable", "configurable"],
        "store": "function () { [native code] }",
        "storeName": "set",
        "caller": "null",
        "globals": [],
        "webdriver": False,
    }


def test_a_page_that_takes_over_the_console_and_the_built_ins_neither_breaks_nor_forges_the_record(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<script>const seen = []; console.debug = (...all) => seen.push(all); Reflect.apply = () => { throw 1 };"
        "Object.prototype.apply = () => { seen.push('trap') }; Object.prototype.get = () => { seen.push('trap') }; String.prototype.toString = () => 'x';"
        "console.log('AUDITOR_TOKEN', location.href, 'line', 'forged=1', '', '');"
        "document.cookie = 'real=1'; document.cookie = 'seen=' + seen.length</script>",
    )
    record = farm.record(Cookies)
    assert [(w.name, w.value) for w in record.writes] == [("real", "1"), ("seen", "0")]
    assert set(stored(record)) == {"real", "seen"}


def test_half_a_character_in_a_page_s_text_does_not_cut_the_connection(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<p id=p></p><script>p.textContent = '\\ud800 half'; console.log('\\udfff'); localStorage.k = '\\ud800'; document.cookie = 'after=1'</script>",
    )
    assert stored(farm.record(Cookies)) == {"after": "shop.example"}


def test_cookies_of_one_visit_are_not_there_in_the_next(farm: Farm) -> None:
    seen: list[str] = []

    def answer(request: Request) -> Response:
        seen.append(request.headers.get("cookie", ""))
        return html("<p>x").with_cookies("sid=1; Max-Age=1000")

    farm.serve("shop.example", index=answer)
    assert stored(farm.record(Cookies)) == stored(farm.record(Cookies)) == {"sid": "shop.example"}
    assert seen == ["", ""]


def test_a_page_that_writes_without_end_is_cut_and_says_so(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.capture.budget.COOKIE_WRITES", 50)
    farm.serve(
        "shop.example", index="<script>for (let i = 0; i < 500; i++) document.cookie = 'n' + i + '=' + 'x'.repeat(3000)</script>"
    )

    async def work() -> tuple[int, list[str]]:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
        visit = run.close(None)
        record = visit.record(Cookies)
        assert isinstance(record, Cookies)
        return len(record.writes), [m.reason for m in visit.missing if m.name == "cookies:rest"]

    assert farm.run(work()) == (50, ["450 cookie writes over the limit were left out"])


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("a=1", None),
        ("a=1; Max-Age=86400", 1),
        ("a=1; max-age=0", 0),
        ("a=1; max-age=-5", 0),
        ("a=1; Max-Age=86400; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 1),
        ("a=1; Expires=Thu, 08 Jan 1970 00:00:00 GMT", 6),
        ("a=1; Max-Age=soon", None),
    ],
)
def test_a_lifetime_is_read_as_browsers_read_it(line: str, days: float | None) -> None:
    parsed = parse_set_cookie(line, now=86_400)
    assert parsed is not None
    assert parsed["lifetime_days"] == days
