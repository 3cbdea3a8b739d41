"""The dashboard under axe-core: nothing serious on any of its pages, in both languages and schemes, on a screen and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, sync_playwright

from auditor.capture.browser import find
from tests.axe import grave
from tests.serve.dashboards import SITE, SLUG, Served, Tab, sample_runs

pytestmark = pytest.mark.xdist_group("serve accessible")

VIEWER = f"/runs/new/evidence/{SLUG}"
PAGES = (
    "/",
    "/?q=no+such+thing",
    f"/site?url={quote(SITE)}",
    "/runs",
    "/runs/new",
    "/runs/new/check",
    "/runs/altered",
    "/runs/new/report/table.html",
    "/compare",
    "/compare?a=old&b=new",
    "/scan",
    "/scan/now",
    "/no-such-page",
    f"{VIEWER}?part=visit&visit=refuse",
    f"{VIEWER}?part=requests&visit=accept",
    f"{VIEWER}?part=cookies&visit=accept",
    f"{VIEWER}?part=page&visit=refuse",
    f"{VIEWER}?part=pictures&visit=refuse",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1280), ("fr", "dark", 390)])
def test_the_dashboard_keeps_nobody_out(chromium: Browser, tmp_path: Path, language: str, scheme: str, width: int) -> None:
    with Served(sample_runs(tmp_path), "--report-language", language) as served:
        tab = Tab(chromium, served, viewport={"width": width, "height": 900}, color_scheme=scheme)
        found = {path: grave(tab.go(path)) for path in PAGES}
        tab.context.close()
    assert {path: said for path, said in found.items() if said} == {}
