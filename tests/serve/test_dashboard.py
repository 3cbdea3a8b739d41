"""The dashboard in a real Chromium, against the real server: what is seen, what can be done; hostile texts do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from auditor.capture.browser import find
from auditor.demo.server import LoopbackServer
from auditor.demo.sites import demo_hosts
from auditor.evidence.store import RunFolder
from auditor.fleet.runs import read_run
from tests.serve.dashboards import SITE, SLUG, Served, Tab, hostile_run, sample_runs

pytestmark = pytest.mark.xdist_group("serve")
expect.set_options(timeout=30_000)  # a busy machine is no fault of the page

VIEWER = f"/runs/new/evidence/{SLUG}"
PARTS = ("visit", "requests", "cookies", "writes", "storage", "page", "pictures", "signals")
PAGES = (
    "/",
    f"/site?url={quote(SITE)}",
    "/runs",
    "/runs/new",
    "/runs/new/check",
    "/runs/altered",
    "/compare?a=old&b=new",
    "/scan",
    *(f"{VIEWER}?part={part}&visit={visit}" for part in PARTS for visit in ("refuse", "accept")),
)
LONELY = "https://www.carnet-de-lison.example/"


def pictures_shown(page: Page) -> int:
    """How many pictures a page shows; fails where one of them cannot be seen."""
    pictures = page.locator("img:visible").all()
    for picture in pictures:
        # Asked one by one: to wait for a condition in the page itself, a script is compiled there, which our policy forbids.
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("img => img.naturalWidth") > 0
    return len(pictures)


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


@pytest.fixture
def tab(chromium: Browser, served: Served) -> Iterator[Tab]:
    opened = Tab(chromium, served)
    yield opened
    opened.context.close()


def test_from_the_overview_to_the_evidence_of_a_finding(tab: Tab) -> None:
    page = tab.go("/")
    expect(page.locator("tbody tr")).to_have_count(5)
    assert page.locator("tbody tr:first-child .v.fail").count() == 1
    page.click(f"text={SLUG}")
    expect(page.locator("h1")).to_have_text(SLUG)
    assert page.locator(".history svg g").count() == 2, "the altered run has no part in the history"
    page.locator(".film img").first.scroll_into_view_if_needed()
    assert pictures_shown(page) > 0
    finding = page.locator(".findings li", has=page.locator("code", has_text="tracker-before-choice"))
    finding.locator("a", has_text="cookie:MUID@before").click()
    expect(page.locator("h1")).to_have_text("Evidence")
    rows = page.locator("table.evidence tbody tr:not(.more)")
    expect(rows).to_have_count(1)
    assert rows.locator("td").nth(1).inner_text() == "MUID"
    page.click("summary")
    assert "expires_at" in page.inner_text(".fields")
    assert tab.is_quiet, (tab.said, tab.foreign, tab.failed)


def test_sites_are_found_by_verdict_and_by_text(tab: Tab) -> None:
    page = tab.go("/")
    page.select_option("select[name=verdict]", "pass")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "courrier-des-rives" in page.inner_text("tbody")
    page.select_option("select[name=verdict]", "")
    page.fill("input[name=q]", "NO-REFUSE-FIRST")
    page.press("input[name=q]", "Enter")
    expect(page.locator("output")).to_have_text("1 of 5 sites shown")
    page.fill("input[name=q]", "no such thing")
    page.press("input[name=q]", "Enter")
    expect(page.locator("table")).to_have_count(0)
    assert tab.is_quiet


def test_a_run_that_was_altered_shows_no_result_and_says_what_changed(tab: Tab) -> None:
    page = tab.go("/")
    assert "results.jsonl" in page.inner_text(".alarm")
    page.click(".alarm a")
    assert page.locator("tbody").count() == 0
    page.click("text=Check every file")
    assert page.locator(".alarm li").all_inner_texts() == ["changed: results.jsonl"]
    tab.go("/runs/new/check")
    assert "Every file is as it was sealed" in page.inner_text("[role=status]")


def test_two_runs_are_compared_for_one_site_and_for_all(tab: Tab) -> None:
    page = tab.go(f"/site?url={quote(SITE)}")
    page.click("main button:has-text('Compare')")
    expect(page.locator(".compared")).to_have_count(1)
    worse = page.locator("tr.worse")
    assert "tracker-before-choice" in worse.inner_text() and "worse" in worse.inner_text()
    page.click("text=All sites of these runs")
    assert page.locator(".compared").count() > 1
    assert "The runs were made differently" not in page.inner_text("main")
    assert tab.is_quiet


def test_requests_are_filtered_by_phase_and_host(tab: Tab) -> None:
    page = tab.go(f"{VIEWER}?part=requests&visit=accept")
    every = page.locator("tbody tr:not(.more)").count()
    page.select_option("select[name=host]", "bat.bing.com")
    page.wait_for_url("**host=bat.bing.com**")
    some = page.locator("tbody tr:not(.more)")
    assert 0 < some.count() < every
    assert all("bat.bing.com" in text for text in some.locator("td:nth-child(5)").all_inner_texts())
    page.select_option("select[name=phase]", "before")
    page.wait_for_url("**phase=before**")
    assert all(text.startswith("before") for text in some.locator("td:nth-child(2)").all_inner_texts())


def test_the_page_is_shown_as_text_blocks_and_picture(tab: Tab) -> None:
    page = tab.go(f"{VIEWER}?part=page&visit=refuse")
    assert "Accepter et continuer" in page.inner_text("main")
    assert "consent_text" in page.inner_text("main"), "the typed blocks"
    assert pictures_shown(page) > 0
    page.select_option("select[name=label]", "refuse-reload")
    page.wait_for_url("**label=refuse-reload**")
    assert "Accepter et continuer" not in page.inner_text("table")
    assert tab.is_quiet


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "scale"), [(1280, 1), (390, 1), (640, 2)])
def test_every_page_fits_its_window_and_complains_of_nothing(
    chromium: Browser, served: Served, scheme: str, width: int, scale: int
) -> None:
    tab = Tab(chromium, served, viewport={"width": width, "height": 800}, device_scale_factor=scale, color_scheme=scheme)
    for path in PAGES:
        page = tab.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1, path
        assert page.evaluate(
            "[...document.querySelectorAll('[id]')].every((e, _, all) => all.filter(o => o.id === e.id).length === 1)"
        )
    assert tab.is_quiet, (tab.said, tab.foreign, tab.failed)
    tab.context.close()


def test_the_report_of_a_run_works_under_the_policy_that_it_brings(tab: Tab) -> None:
    page = tab.go("/runs/new")
    page.click("text=Whole report")
    expect(page.locator("#sites-table tbody tr")).to_have_count(5)
    page.fill("#search", "tilleul")
    expect(page.locator("#sites-table tbody tr:visible")).to_have_count(1)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert pictures_shown(page) > 0
    page.click("text=Back to the dashboard")
    expect(page.locator("h1")).to_have_text("new")
    assert tab.is_quiet, (tab.said, tab.foreign, tab.failed)


def test_the_pages_work_without_a_script(chromium: Browser, served: Served) -> None:
    tab = Tab(chromium, served, java_script_enabled=False)
    page = tab.go("/")
    page.select_option("select[name=verdict]", "pass")
    page.click("text=Show")
    assert page.locator("tbody tr").count() == 1
    page = tab.go(VIEWER)
    page.click(".tabs >> text=Storage")
    assert page.locator("h1").inner_text() == "Evidence"
    tab.context.close()


def test_hostile_texts_run_nothing_and_ask_nobody(chromium: Browser, tmp_path: Path) -> None:
    folder = hostile_run(tmp_path / "hostile")
    result = read_run(folder).results[0]
    with Served(tmp_path) as served:
        for width in (1280, 390):
            tab = Tab(chromium, served, viewport={"width": width, "height": 900})
            paths = ["/", "/runs", "/runs/hostile", "/compare?a=hostile&b=hostile", f"/site?url={quote(result.url)}"]
            paths += [f"/runs/hostile/evidence/hostile.example?part={part}" for part in PARTS]
            paths += [f"/?q={quote(text)}&verdict={quote(text)}" for text in result.banner.controls if text]
            paths += [f"/runs/hostile/evidence/hostile.example?part=requests&text={quote(result.banner.text)}&host=%22%3E%3Cb%3E"]
            for path in paths:
                page = tab.go(path)
                assert page.locator("h1").count() == 1, path
                page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
                assert (
                    page.locator("script").count() == 1 and page.locator("svg[onload], img[onerror], [onmouseover]").count() == 0
                )
            # The one picture of the run is no picture, which a browser says; nothing else is to be heard.
            assert [text for text in tab.said if "ok.png" not in text] == []
            assert tab.foreign == []
            tab.context.close()


def test_a_scan_is_started_followed_and_read(chromium: Browser, tmp_path: Path) -> None:
    with LoopbackServer(demo_hosts()) as sites:
        options = [text for argument in sites.browser_arguments for text in ("--browser-arg", argument)]
        with Served(tmp_path / "runs", "--allow-private", *options) as served:
            tab = Tab(chromium, served)
            page = tab.go("/")
            page.click("main a.button")
            page.fill("input[name=url]", LONELY)
            for box in page.locator("input[name=scenario]").all():
                box.set_checked(box.get_attribute("value") == "before")
            page.click("button:has-text('Start the scan')")
            expect(page.locator("h1")).to_have_text("The scan is running")
            # A second one has to wait.
            other = tab.context.new_page()
            other.goto(served.address + "/scan")
            other.fill("input[name=url]", LONELY)
            other.click("button:has-text('Start the scan')")
            assert "is running already" in other.inner_text(".alarm")
            other.close()
            expect(page.locator("h1")).to_have_text("The scan has ended", timeout=120_000)
            assert any("visit" in line for line in page.locator("#log li").all_inner_texts())
            page.click("text=To the site")
            assert "No choice offered" in page.inner_text("main") or "no-banner-with-trackers" in page.inner_text("main")
            assert tab.foreign == [] and tab.said == []
            assert sites.requests(host="www.carnet-de-lison.example", path="/")
    (made,) = (tmp_path / "runs").iterdir()
    folder = RunFolder.open(made)
    assert folder.verify() == ()
    assert [result.url for result in read_run(folder).results] == [LONELY]


def test_a_scan_is_stopped_in_order_and_ends_with_the_dashboard(chromium: Browser, tmp_path: Path) -> None:
    with LoopbackServer(demo_hosts()) as sites:
        options = [text for argument in sites.browser_arguments for text in ("--browser-arg", argument)]
        with Served(tmp_path, "--allow-private", *options) as served:
            tab = Tab(chromium, served)
            for number in (1, 2):
                page = tab.go(f"/scan?url={quote(LONELY)}")
                page.click("button:has-text('Start the scan')")
                expect(page.locator("#log")).to_contain_text("visit", timeout=60_000)
                if number == 1:
                    page.click("text=Stop, and keep")
                    expect(page.locator("h1")).to_have_text("The scan has ended", timeout=60_000)
                    assert "It was stopped" in page.inner_text(".alarm")
            tab.context.close()
    assert served.status == 0
    made = sorted(tmp_path.iterdir())
    assert len(made) == 2
    for path in made:
        folder = RunFolder.open(path)
        assert folder.verify() == () and read_run(folder).info.ended_at is None


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/", "localhost", "http://[::1]/", "http://2130706433/", "http://router.lan/", "ftp://x.example/"],
)
def test_what_is_not_of_the_public_web_is_not_scanned(tab: Tab, address: str) -> None:
    page = tab.go("/scan")
    page.fill("input[name=url]", address)
    page.click("button:has-text('Start the scan')")
    assert page.locator(".alarm").count() == 1
    assert page.input_value("input[name=url]") == address
    page.goto(page.url.replace("/scan/start", "/scan/now"))
    assert page.url.endswith("/scan"), "no scan was begun"


def test_in_french_every_page_speaks_french(chromium: Browser, served: Served, tmp_path: Path) -> None:
    with Served(sample_runs(tmp_path), "--report-language", "fr") as french:
        tab = Tab(chromium, french)
        for path in PAGES:
            page = tab.go(path)
            assert page.get_attribute("html", "lang") == "fr"
            assert "serve." not in page.inner_text("body"), path
        assert tab.is_quiet, (tab.said, tab.foreign, tab.failed)
