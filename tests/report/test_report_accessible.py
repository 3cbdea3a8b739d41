"""The HTML report under axe-core: nothing serious, in both languages and schemes, closed and opened, on a screen and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from auditor.capture.browser import find
from auditor.evidence.store import RunFolder
from auditor.fleet.runs import read_run
from auditor.report import render
from tests.axe import grave
from tests.report import sample

ROOT = Path(__file__).resolve().parents[2]
RUNS = {"made": sample.sample(), "real": read_run(RunFolder.open(ROOT / "reports" / "sample"))}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.mark.parametrize(
    ("run", "language", "scheme", "width"),
    [
        ("made", "en", "light", 1280),
        ("made", "fr", "light", 390),
        ("made", "en", "dark", 390),
        ("real", "fr", "dark", 1280),
        ("real", "en", "light", 390),
    ],
)
def test_the_report_keeps_nobody_out(chromium: Browser, tmp_path: Path, run: str, language: str, scheme: str, width: int) -> None:
    written = tmp_path / "table.html"
    written.write_bytes(render(RUNS[run], language, "html"))
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(written.as_uri())
    assert page.get_attribute("html", "lang") == language
    assert grave(page) == [], "as it is opened"
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert grave(page) == [], "with every site unfolded"
    context.close()
