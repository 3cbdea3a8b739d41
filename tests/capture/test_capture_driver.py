"""Playwright's driver is a program of its own; where it does not start, one line says so."""

from __future__ import annotations

import asyncio

import pytest

from auditor.capture.browser import start
from auditor.capture.options import CaptureOptions
from auditor.errors import BrowserError


def test_a_driver_that_does_not_start_is_one_line_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    # Seen on a minimal Debian, whose C library lacks what the driver is linked with.
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", "/bin/false")

    async def run() -> None:
        async with start(CaptureOptions()):
            pytest.fail("the driver started")

    with pytest.raises(BrowserError, match="driver does not start") as caught:
        asyncio.run(run())
    assert "\n" not in str(caught.value)
    assert "libatomic1" in caught.value.remedy
