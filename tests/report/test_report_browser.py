"""The HTML report in a real Chromium, opened from disk: the script sorts and filters, and nothing at all is fetched or run."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from auditor.capture.browser import find
from auditor.evidence.store import RunFolder
from auditor.fleet.runs import read_run, write_tables
from auditor.report import render
from tests.report import sample

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Opened:
    """A report in a tab, and what the tab asked for and complained about."""

    def __init__(self, browser: Browser, folder: Path, run: object, scheme: str = "light", width: int = 1280) -> None:
        (folder / "table.html").write_bytes(render(run, "en", "html"))  # type: ignore[arg-type]
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        self.page: Page = context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.address = (folder / "table.html").as_uri()
        self.page.goto(self.address)

    def shown(self) -> list[str]:
        return self.page.eval_on_selector_all("#sites-table tbody tr:not([hidden]) th", "all => all.map(th => th.textContent)")


def test_sorting_and_filtering(chromium: Browser, tmp_path: Path) -> None:
    report = Opened(chromium, tmp_path, sample.sample())
    page = report.page
    assert report.shown()[0] == "www.boutique-exemple.fr" and page.is_visible("#tools")
    page.click("#sites-table th[data-c='0'] button")
    assert report.shown() == sorted(report.shown())
    assert page.get_attribute("#sites-table th[data-c='0']", "aria-sort") == "ascending"
    page.click("#sites-table th[data-c='4'] button")
    assert report.shown()[0] == "www.boutique-exemple.fr", "numbers begin with the largest"
    assert set(report.shown()[3:]) == {"journal.example", "absent.example"}, "what is unknown comes last"
    page.click("#sites-table th[data-c='4'] button")
    assert report.shown()[2] == "www.boutique-exemple.fr" and set(report.shown()[3:]) == {"journal.example", "absent.example"}
    page.select_option("#verdict", "pass")
    assert report.shown() == ["mairie.example"] and page.is_hidden("#d2") and page.is_visible("#d1")
    page.select_option("#verdict", "")
    page.fill("#search", "REFUSE-COSTS-MORE")
    assert report.shown() == ["www.boutique-exemple.fr"]
    assert page.inner_text("#shown") == "1 of 5 sites shown"
    page.fill("#search", "no such thing")
    assert report.shown() == [] and page.is_visible("#nothing")


def test_a_link_of_the_overview_opens_its_site(chromium: Browser, tmp_path: Path) -> None:
    page = Opened(chromium, tmp_path, sample.sample()).page
    assert page.is_hidden("#s2")
    page.click("#sites-table a[href='#s2']")
    page.wait_for_function("document.getElementById('d2').open")
    assert page.is_visible("#s2")


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_texts_run_nothing_load_nothing_and_do_not_widen_the_page(
    chromium: Browser, tmp_path: Path, scheme: str, width: int
) -> None:
    report = Opened(chromium, tmp_path, sample.hostile(), scheme, width)
    report.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert report.asked == [report.address] and report.said == []
    assert report.page.evaluate("document.documentElement.scrollWidth") <= width


def test_pictures_beside_the_report_are_shown_and_nothing_else_is_asked_for(chromium: Browser, tmp_path: Path) -> None:
    pictures = tmp_path / "sites" / "www.boutique-exemple.fr"
    pictures.mkdir(parents=True)
    page = chromium.new_page()
    page.set_content("<h1>Bonjour</h1>")
    for name in sample.failing().screenshots:
        page.screenshot(path=str(pictures / name))
    report = Opened(chromium, tmp_path, sample.run(sample.failing()))
    report.page.wait_for_function("[...document.images].every(i => i.scrollIntoView() || (i.complete && i.naturalWidth))")
    assert all(url.startswith(tmp_path.as_uri()) for url in report.asked) and len(report.asked) == 4
    assert report.said == []


def test_the_report_is_printed_with_the_pictures_that_were_sealed_and_with_no_other_file(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "reports" / "sample", tmp_path / "run")
    folder = RunFolder.open(tmp_path / "run")
    run = read_run(folder)
    assert write_tables(folder, run, ("pdf",)) == ()
    whole = folder.read("table.pdf")
    assert whole.startswith(b"%PDF-") and len(re.findall(rb"/Type\s*/Page\b", whole)) >= 5
    for picture in (tmp_path / "run" / "sites").glob("*/*.png"):
        picture.write_bytes(b"not what was sealed")
    write_tables(folder, run, ("pdf",))
    assert len(folder.read("table.pdf")) < len(whole) / 2, "a picture that changed since is not shown as evidence"
