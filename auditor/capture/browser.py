"""Find, start and close Chromium, and open fresh contexts in it.

The browser is set up like a visitor's, on purpose and in the evidence: third-party cookies as asked for (a preference of the
profile: Debian's Chromium refuses them by default), storage partitioned as in a user's Chrome (Playwright's own list of disabled
features switches that off, so the list is given anew), no word Headless in the user agent.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import BrowserContext, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from auditor.capture.options import CaptureOptions
from auditor.capture.tap import Tap, Taps
from auditor.capture.wire import Session, Wire
from auditor.errors import BrowserError

__all__ = ["Browser", "find", "start"]

_NAMES = ("google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "microsoft-edge-stable", "microsoft-edge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
# A list of ours replaces Playwright's, so it repeats what protects a measurement (no upgrades of http to https, no chatter) and
# leaves out ThirdPartyStoragePartitioning, which a user's browser has. The two Omnibox features cost 41 % of the CPU and are
# only the address bar's.
_DISABLED_FEATURES = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "PreconnectToSearch",
    "AimEnabled",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
_ARGUMENTS = (
    f"--disable-features={','.join(_DISABLED_FEATURES)}",
    "--disable-blink-features=AutomationControlled",  # some platforms hide their banner from automation
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--remote-debugging-port=0",
)


def find(path: str | None = None) -> str:
    """Path of the browser to use: the one asked for, an installed one, or Playwright's own.

    Raises BrowserError that says how to get one.
    """
    asked = path or os.environ.get("AUDITOR_BROWSER")
    if asked:
        found = shutil.which(asked)
        if found is None:
            raise BrowserError(
                f"no browser at {asked}", kind="browser", remedy="Give the path of a Chrome, Chromium or Edge to --browser"
            )
        return found
    candidates = [shutil.which(name) for name in _NAMES] + [place for place in _PLACES if Path(place).is_file()]
    installed = next((c for c in candidates if c), None) or _downloaded()
    if installed is None:
        raise BrowserError(
            "no browser found",
            kind="browser",
            remedy="Install Chrome or Chromium, or run `playwright install chromium`, and try again",
        )
    return installed


def _downloaded() -> str | None:
    """Playwright's own Chromium, where it was downloaded: the newest."""
    default = {"darwin": "~/Library/Caches/ms-playwright", "win32": "~/AppData/Local/ms-playwright"}.get(
        sys.platform, "~/.cache/ms-playwright"
    )
    base = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", default)).expanduser()
    names = ("chrome", "chrome.exe", "Chromium", "Google Chrome for Testing")
    found = (
        [p for p in base.glob("chromium-*/*/**/*") if p.name in names and p.is_file() and os.access(p, os.X_OK)]
        if base.is_dir()
        else []
    )
    return str(max(found, key=lambda p: _revision(p, base))) if found else None


def _revision(path: Path, base: Path) -> int:
    number = path.relative_to(base).parts[0].rpartition("-")[2]
    return int(number) if number.isdecimal() else 0


class Browser:
    """A running browser, one connection that drives it and one that listens."""

    def __init__(
        self, playwright: PlaywrightBrowser, wire: Wire, taps: Taps, user_agent: str, arguments: tuple[str, ...]
    ) -> None:
        self._playwright = playwright
        self.wire = wire
        self._taps = taps
        self.user_agent = user_agent
        self.arguments = arguments
        """What it was started with."""

    @property
    def version(self) -> str:
        """Such as `Chromium 156.0.8078.79`."""
        return f"Chromium {self._playwright.version}"

    @property
    def alive(self) -> bool:
        """False after a crash."""
        return self._playwright.is_connected() and not self.wire.browser.closed

    @asynccontextmanager
    async def visit(self, options: CaptureOptions) -> AsyncIterator[tuple[BrowserContext, Tap, Session]]:
        """A fresh context with one blank page: Playwright's context, its tap, and the session of that page."""
        context = await self._playwright.new_context(
            timezone_id=options.timezone,
            viewport={"width": options.viewport[0], "height": options.viewport[1]},
            ignore_https_errors=options.ignore_https_errors,
            accept_downloads=False,
        )
        tap: Tap | None = None
        try:
            page = await context.new_page()
            driver = await context.new_cdp_session(page)
            facts = (await driver.send("Target.getTargetInfo"))["targetInfo"]
            await driver.detach()
            tap = self._taps.of(facts["browserContextId"])
            yield context, tap, await _page_session(tap, facts["targetId"])
        finally:
            if tap is not None:
                self._taps.close(tap.context_id)
            # A crashed browser cannot close its contexts; the crash itself has been raised already.
            with contextlib.suppress(PlaywrightError):
                await context.close()


async def _page_session(tap: Tap, target_id: str) -> Session:
    # Our own connection hears of the page at about the same time as Playwright's.
    for _ in range(500):
        if tap.ready.get(target_id):
            return tap.sessions[target_id]
        await asyncio.sleep(0.01)
    raise BrowserError(
        "the browser does not announce its pages", kind="browser", remedy="Try another version of Chromium with --browser"
    )


@asynccontextmanager
async def start(options: CaptureOptions) -> AsyncIterator[Browser]:
    """Start the browser in a profile of its own, which is removed afterwards. Raises BrowserError."""
    path = find(options.browser_path)
    user_agent = await _user_agent(path)
    async with async_playwright() as playwright:
        with tempfile.TemporaryDirectory(prefix="auditor-", ignore_cleanup_errors=True) as profile:
            _prefer(Path(profile), options)
            arguments = (
                *_ARGUMENTS,
                *((f"--user-agent={user_agent}",) if user_agent else ()),
                *_merged(options.browser_arguments),
            )
            context, sandboxed = await _launch(playwright, path, profile, arguments, options.locale)
            try:
                port, address = await _endpoint(Path(profile))
                async with await Wire.open(f"ws://127.0.0.1:{port}{address}") as wire:
                    taps = Taps(wire)
                    await taps.start()
                    assert context.browser is not None
                    shown = tuple(a for a in arguments if "user-data-dir" not in a) + (() if sandboxed else ("--no-sandbox",))
                    yield Browser(context.browser, wire, taps, user_agent, shown)
            finally:
                with contextlib.suppress(PlaywrightError):
                    await context.close()


def _merged(arguments: tuple[str, ...]) -> tuple[str, ...]:
    # Chromium takes the last --disable-features alone: a user's list is added to ours, not put in its place.
    ours = f"--disable-features={','.join(_DISABLED_FEATURES)}"
    return tuple(f"{ours},{a.partition('=')[2]}" if a.startswith("--disable-features=") else a for a in arguments)


async def _launch(
    playwright: Playwright, path: str, profile: str, arguments: tuple[str, ...], locale: str
) -> tuple[BrowserContext, bool]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    for sandbox in (False,) if root else (True, False):
        try:
            context = await playwright.chromium.launch_persistent_context(
                profile,
                executable_path=path,
                headless=True,
                chromium_sandbox=sandbox,
                args=list(arguments),
                env={**os.environ, "LANGUAGE": locale.replace("-", "_")},  # what Chromium on Linux reads in place of --lang
                handle_sigint=False,  # Ctrl-C is ours: what is finished is written first
                handle_sigterm=False,
                timeout=60_000,
            )
            return context, sandbox
        except PlaywrightError as error:
            if sandbox and "sandbox" in str(error).lower():
                continue  # a container without user namespaces; the evidence will say that it ran without
            reason = next((line.strip() for line in str(error).splitlines() if line.strip()), "unknown")
            raise BrowserError(f"{path} does not start: {reason[:300]}", kind="browser", remedy="Try `auditor doctor`") from error
    raise AssertionError("unreachable: the last try returns or raises")


def _prefer(profile: Path, options: CaptureOptions) -> None:
    blocked = options.third_party_cookies == "block"
    folder = profile / "Default"
    folder.mkdir(parents=True)
    preferences = {
        "profile": {"cookie_controls_mode": 1 if blocked else 0, "block_third_party_cookies": blocked},
        "intl": {"accept_languages": f"{options.locale},{options.locale.partition('-')[0]}"},
    }
    (folder / "Preferences").write_text(json.dumps(preferences), "utf-8")


async def _endpoint(profile: Path) -> tuple[str, str]:
    file = profile / "DevToolsActivePort"
    for _ in range(1000):
        if file.exists():
            lines = file.read_text("utf-8").split("\n")
            if len(lines) >= 2 and lines[1]:
                return lines[0], lines[1]
        await asyncio.sleep(0.01)
    raise BrowserError(
        "the browser opens no DevTools port", kind="browser", remedy="Remove --remote-debugging options from --browser-arg"
    )


async def _user_agent(path: str) -> str:
    """The user agent of the same browser with a window; empty where its version cannot be asked (Windows)."""
    if sys.platform == "win32":
        return ""
    try:
        process = await asyncio.create_subprocess_exec(
            path, "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
        async with asyncio.timeout(20):
            output, _ = await process.communicate()
    except (OSError, TimeoutError) as error:
        raise BrowserError(f"{path} does not start: {error}", kind="browser", remedy="Try `auditor doctor`") from error
    version = re.search(rb"(\d+)\.\d+\.\d+", output)
    if version is None:
        return ""
    system = "Macintosh; Intel Mac OS X 10_15_7" if sys.platform == "darwin" else "X11; Linux x86_64"
    number = f"{version[1].decode()}.0.0.0"
    edge = f" Edg/{number}" if b"Edge" in output else ""
    return f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{number} Safari/537.36{edge}"
