"""Who may ask the dashboard for what: by raw requests, and by pages of others in a real Chromium."""

from __future__ import annotations

import http.server
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from auditor.capture.browser import find
from auditor.serve.guard import Access
from tests.serve.dashboards import SLUG, Served, Tab, sample_runs

pytestmark = pytest.mark.xdist_group("serve")
expect.set_options(timeout=30_000)  # a busy machine is no fault of the page

FORM = {"url": "https://www.example.com/", "scenario": "before", "profile": "cnil", "language": "en", "device": "desktop"}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(sample_runs(tmp_path_factory.mktemp("reports"))) as running:
        yield running


def session(served: Served) -> tuple[str, str]:
    """The cookie of a new session, and the token of its forms."""
    _, text, answer = served.ask("/scan")
    cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', text)
    assert found is not None
    return cookie, found[1]


def no_scan(served: Served) -> bool:
    return served.ask("/scan/now")[0] == 303


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "192.0.2.7", "[", "a@b"]
)
def test_a_foreign_host_name_gets_nothing(served: Served, host: str) -> None:
    status, text, _ = served.ask("/", Host=host)
    assert status in (400, 421) and "auditor" not in text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8377"])
def test_a_name_of_this_machine_gets_the_page(served: Served, host: str) -> None:
    assert served.ask("/", Host=host)[0] == 200


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Origin": ""}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "https://127.0.0.1"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Cookie": ""}, 403),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/json"}, 415),
    ],
)
def test_a_form_that_is_not_sent_by_a_page_of_ours_starts_nothing(served: Served, changed: dict[str, str], status: int) -> None:
    cookie, csrf = session(served)
    headers = {"Origin": served.address, "Sec_Fetch_Site": "same-origin", "Cookie": cookie, **changed}
    assert served.ask("/scan/start", "POST", {**FORM, "csrf": csrf}, **headers)[0] == status
    assert no_scan(served)


@pytest.mark.parametrize("csrf", ["", "0" * 64, "é"])
def test_a_form_needs_the_token_of_its_own_session(served: Served, csrf: str) -> None:
    cookie, _ = session(served)
    _, other = session(served)
    for given in (csrf, other):
        assert served.ask("/scan/start", "POST", {**FORM, "csrf": given}, Origin=served.address, Cookie=cookie)[0] == 403
    assert no_scan(served)


def test_a_right_form_gets_as_far_as_its_fields(served: Served) -> None:
    cookie, csrf = session(served)
    for wrong in ({"profile": "--help"}, {"language": "xx"}, {"device": "tv"}, {"scenario": "nothing"}, {"url": "--out=/tmp/x"}):
        form = {**FORM, "csrf": csrf, **wrong}
        status, text, _ = served.ask("/scan/start", "POST", form, Origin=served.address, Cookie=cookie)
        assert status == 400 and 'role="alert"' in text, wrong
    assert no_scan(served)


def test_a_form_that_is_too_large_is_not_read(served: Served) -> None:
    cookie, csrf = session(served)
    form = {**FORM, "csrf": csrf, "url": "x" * 70_000}
    assert served.ask("/scan/start", "POST", form, Origin=served.address, Cookie=cookie)[0] == 413
    many = {**{f"f{n}": "" for n in range(60)}, "csrf": csrf}
    assert served.ask("/scan/start", "POST", many, Origin=served.address, Cookie=cookie)[0] == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_other_methods_are_not_answered(served: Served, method: str) -> None:
    assert served.ask("/", method)[0] == 405


def test_nothing_is_started_by_an_address_alone(served: Served) -> None:
    cookie, csrf = session(served)
    assert served.ask(f"/scan/start?url=https://www.example.com/&csrf={csrf}", Cookie=cookie)[0] == 405
    assert no_scan(served)


@pytest.mark.parametrize(
    "path",
    [
        "/runs/new/files/../../new/run.json",
        "/runs/new/files/..%2f..%2fold%2frun.json",
        "/runs/new/files/%2e%2e/%2e%2e/etc/passwd",
        "/runs/new/files//etc/passwd",
        "/runs/new/files/sites/..%5c..%5cx.png",
        "/runs/new/files/run.json%00.png",
        "/runs/new/files/manifest.sha256",
        "/runs/new/files/table.html",
        "/runs/new/files/added.png",
        "/runs/new/files/linked.png",
        f"/runs/new/files/sites/{SLUG}/changed.png",
        f"/runs/new/files/sites/{SLUG}",
        "/runs/../runs/new/files/nothing.png",
        "/runs/..%2fnew",
        "/runs/%2e%2e",
        "/runs/new/evidence/..%2f..%2fnew",
        "/static/../pages.py",
        "/static/..%2fpages.py",
    ],
)
def test_only_what_the_manifest_lists_is_given_out(tmp_path: Path, served: Served, path: str) -> None:
    status, text, _ = served.ask(path)
    assert status in (404, 409), text
    assert "root:" not in text and "started_at" not in text


def test_a_file_that_changed_was_added_or_leads_elsewhere_is_not_given_out(tmp_path: Path) -> None:
    runs = sample_runs(tmp_path / "reports")
    folder = runs / "new" / "sites" / SLUG
    (tmp_path / "secret.png").write_bytes(b"secret")
    good = (folder / "banner.png").read_bytes()
    with Served(runs) as served:
        at = f"/runs/new/files/sites/{SLUG}"
        status, _, answer = served.ask(f"{at}/banner.png")
        assert (status, answer.getheader("content-type")) == (200, "image/png")
        assert "sandbox" in (answer.getheader("content-security-policy") or "")
        (folder / "added.png").write_bytes(good)
        (folder / "banner.png").write_bytes(good + b" ")
        (folder / "after-accept.png").unlink()
        (folder / "after-accept.png").symlink_to(tmp_path / "secret.png")
        for name in ("added.png", "banner.png", "after-accept.png"):
            status, text, _ = served.ask(f"{at}/{name}")
            assert status in (404, 409) and "secret" not in text, name


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/static/style.css", "/runs/new/report/table.html", "/scan", "/runs/new/files/run.json"]
)
def test_every_answer_forbids_what_is_not_ours(served: Served, path: str) -> None:
    _, _, answer = served.ask(path)
    policy = answer.getheader("content-security-policy") or ""
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.getheader("x-content-type-options") == "nosniff"
    assert answer.getheader("referrer-policy") in ("no-referrer", "same-origin")
    assert answer.getheader("cross-origin-resource-policy") == "same-origin"
    assert answer.getheader("server") is None
    cookie = answer.getheader("set-cookie")
    assert cookie is None or ("HttpOnly" in cookie and "SameSite=Strict" in cookie)


@pytest.fixture
def elsewhere(served: Served) -> Iterator[int]:
    """A page of somebody else, on another port, that tries to start a scan and to read a page in every way that a page has."""
    page = f"""<!doctype html><title>elsewhere</title><body>
    <form id=f method=post action="{served.address}/scan/start">
      <input name=url value="https://www.example.com/"><input name=scenario value=before></form>
    <iframe src="{served.address}/"></iframe>
    <script>
      const to = "{served.address}";
      const body = new URLSearchParams({{url: "https://www.example.com/", scenario: "before"}});
      const asked = [
        fetch(to + "/scan/start", {{method: "POST", body, mode: "no-cors", credentials: "include"}}),
        fetch(to + "/scan/start", {{method: "POST", body, credentials: "include"}}),
        fetch(to + "/runs", {{credentials: "include"}}).then(a => a.text()).then(t => {{ window.read = t; }}),
      ];
      navigator.sendBeacon(to + "/scan/start", body);
      Promise.allSettled(asked).then(() => {{ window.done = true; }});
    </script>""".encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_page_of_another_origin_starts_and_reads_nothing(chromium: Browser, served: Served, elsewhere: int, host: str) -> None:
    tab = Tab(chromium, served)
    tab.go("/scan")  # so that there is a session that could be abused
    before = tab.context.cookies()
    page = tab.page
    page.goto(f"http://{host}:{elsewhere}/")
    page.wait_for_function("window.done")
    assert page.evaluate("window.read") is None
    assert no_scan(served)
    with page.expect_navigation() as posted:
        page.evaluate("document.getElementById('f').submit()")
    assert posted.value is not None and posted.value.status == 403
    assert no_scan(served)
    assert tab.context.cookies() == before, "the session stays as it was"
    # A link from elsewhere to a page is an ordinary thing.
    page.goto(f"http://{host}:{elsewhere}/")
    page.evaluate(f"location.href = {served.address + '/runs?page=1'!r}")
    expect(page.locator("h1")).to_have_text("Runs")
    assert tab.context.cookies() == before
    tab.context.close()


def test_off_the_machine_the_token_is_asked_for(chromium: Browser, tmp_path: Path) -> None:
    with Served(sample_runs(tmp_path), "--host", "0.0.0.0") as served:
        served.address = f"http://127.0.0.1:{served.port}"
        for path in ("/", "/runs/new", "/scan/now.json", f"/runs/new/files/sites/{SLUG}/banner.png", "/nothing"):
            status, text, answer = served.ask(path)
            assert (status, answer.getheader("location"), text) == (303, "/login", ""), path
        assert served.ask("/", Host="evil.example")[0] == 421
        tab = Tab(chromium, served)
        page = tab.go("/runs/new")
        expect(page.locator("h1")).to_have_text("Sign in")
        page.fill("input[name=token]", "not the token")
        page.click("main button")
        assert "not the token" in page.inner_text(".alarm")
        page.fill("input[name=token]", served.token)
        page.click("main button")
        expect(page.locator("h1")).to_have_text("Sites")
        (cookie,) = tab.context.cookies()
        assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
        assert served.token not in str(tab.context.cookies()) + page.content() + page.url
        page = tab.go("/scan")
        page.fill("input[name=url]", "http://10.0.0.1/")
        page.click("button:has-text('Start the scan')")
        assert "not an address of the public web" in page.inner_text(".alarm")
        page.click("text=Sign out")
        expect(page.locator("h1")).to_have_text("Sign in")
        tab.context.close()
        # Guessing ends soon.
        said, text, answer = served.ask("/login")
        jar, csrf = (answer.getheader("set-cookie") or "").partition(";")[0], re.findall(r'name="csrf" value="(\w+)"', text)[0]
        tries = [
            served.ask("/login", "POST", {"csrf": csrf, "token": f"{n}"}, Origin=served.address, Cookie=jar)[0] for n in range(12)
        ]
        assert tries[0] == 403 and tries[-1] == 429 and said == 200


def test_a_token_of_ones_own_is_used_and_one_that_is_too_short_is_refused(tmp_path: Path) -> None:
    with Served(tmp_path, environment={"AUDITOR_TOKEN": "a token of twenty characters"}) as served:
        assert served.ask("/")[0] == 303
        assert not any("Token" in line for line in served.said), "it is not printed"
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "serve", str(tmp_path), "--port", "0"],
        env={"AUDITOR_TOKEN": "short", "PATH": ""}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2 and "AUDITOR_TOKEN" in done.stderr


def test_a_session_holds_only_with_its_signature() -> None:
    access, other = Access(("localhost",), 1, "t" * 20), Access(("localhost",), 1, "t" * 20)
    made, value = access.issue(signed_in=True)
    assert access.read(f"auditor-1={value}") == made
    assert other.read(f"auditor-1={value}") is None
    name, flag, until, signature = value.split(".")
    for forged in (f"{name}.0.{until}.{signature}", f"{name}.{flag}.{int(until) + 1}.{signature}", "", "...", "é", value[:-1]):
        assert access.read(f"auditor-1={forged}") is None


def test_without_the_extra_packages_one_line_says_what_to_install() -> None:
    code = "import sys; sys.modules['starlette'] = None; sys.argv = ['auditor', 'serve']; from auditor.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "auditor[serve]" in done.stderr
